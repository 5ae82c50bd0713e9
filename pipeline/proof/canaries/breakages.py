"""How values are typed in practice: one row per way of breaking them, each a pure function of the value."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.proof.canaries.kinds import Judged, Kind, Known
from pipeline.proof.canaries.places import Place


@dataclass(frozen=True, slots=True)
class Breakage:
    """A row."""

    name: str
    write: Callable[[str], str]
    """The value as it is typed."""
    applies: Callable[[Kind], bool]
    alter: Callable[[str], str] = str
    """What a slip of the hand makes of the value first; the altered value is what must not be read."""
    never_in: frozenset[Place] = frozenset()
    """Where nobody reads it as the same value, or no engine could."""
    judged: Judged | None = None
    """How the detector learns of it, where too little is left of a number for it to be one."""


_NEVER_IN_COLUMNS = frozenset({Place.COLUMN, Place.CREDITOR})
"""A column is brought into one form first: a tag is text there, a small letter a capital, a rounded number nothing."""
_CARDS_ONLY = frozenset({Place.COLUMN, Place.RECORD, Place.CREDITOR})
"""In a card's JSON the escape of an escape is text, not an escape."""
_NEW_PARAGRAPH = frozenset({Place.GUIDELINE})
"""A line break in a document begins a new paragraph."""

_TABLES = {
    "full_width": "０１２３４５６７８９",
    "chinese": "〇一二三四五六七八九",
    "financial": "零壹贰叁肆伍陆柒捌玖",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "mathematical": "".join(chr(0x1D7CE + digit) for digit in range(10)),
}


def _in_signs(name: str) -> Callable[[str], str]:
    table = str.maketrans("0123456789", _TABLES[name])
    return lambda value: value.translate(table)


def _grouped(sign: str, *sizes: int) -> Callable[[str], str]:
    """Groups of the given sizes, the last size again and again."""

    def write(value: str) -> str:
        parts, at = [], 0
        for number in range(len(value)):
            size = sizes[min(number, len(sizes) - 1)]
            parts.append(value[at : at + size])
            at += size
        return sign.join(part for part in parts if part)

    return write


def _inside(sign: str) -> Callable[[str], str]:
    """A sign after the middle of the value and after every fourth character before it."""
    return lambda value: value[:4] + sign + value[4:9] + sign + value[9:]


def _entities(value: str) -> str:
    return "".join(f"&#{ord(sign)};" if place % 2 else f"&#x{ord(sign):x};" for place, sign in enumerate(value))


def _escapes(value: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in value)


def _misread(value: str) -> str:
    return value[:6] + value[6:].replace("1", "l", 1).replace("0", "O", 1)


def _masked_by_source(value: str) -> str:
    """The birthday is still there."""
    return value[:14] + "**" + value[16:]


def _rounded(value: str) -> str:
    return f"{value[0]}.{value[1:15]}E+17"


def _without_one(value: str) -> str:
    return value[:12] + value[13:]


def _one_twice(value: str) -> str:
    return value[:12] + value[12] + value[12:]


def _swapped(value: str) -> str:
    return value[:15] + value[16] + value[15] + value[17:]


def _is_number(kind: Kind) -> bool:
    return kind.judged is not Judged.TEXT


def _is_digits(kind: Kind) -> bool:
    return _is_number(kind) and kind.name != "landline"


def _is_number_or_name(kind: Kind) -> bool:
    return _is_number(kind) or kind.known in (Known.MINOR, Known.APPLICANT, Known.THIRD_PARTY)


def _is_resident(kind: Kind) -> bool:
    return kind.judged is Judged.IDENTIFIER and kind.name != "old_resident_id"


def _is_labelled_resident(kind: Kind) -> bool:
    return _is_resident(kind) and kind.known is Known.BY_NOBODY and kind.name != "unlabelled_id"


def _ends_in_x(kind: Kind) -> bool:
    return kind.name == "resident_id_x"


def _every(kind: Kind) -> bool:
    return True


PLAIN = Breakage("plain", str, _every)

BREAKAGES: tuple[Breakage, ...] = (
    PLAIN,
    Breakage("full_width", _in_signs("full_width"), _is_digits),
    Breakage("spaces_in_fours", _grouped(" ", 4), _is_digits),
    Breakage("hyphens_in_fours", _grouped("-", 4), _is_digits),
    Breakage("hyphens_by_sense", _grouped("-", 6, 8, 4), _is_resident),
    Breakage("ideographic_spaces", _grouped("　", 4), _is_digits),
    Breakage("line_break", lambda value: value[:10] + "\n" + value[10:], _is_digits, never_in=_NEW_PARAGRAPH),
    Breakage(
        "tags", lambda value: f"{value[:2]}<b>{value[2:9]}</b>{value[9:]}", _is_number, never_in=_NEVER_IN_COLUMNS
    ),
    Breakage("entities", _entities, _every),
    Breakage("unicode_escapes", _escapes, _is_number_or_name, never_in=_CARDS_ONLY),
    Breakage("zero_width", _inside("\u200b"), _is_number),
    Breakage("bidi_marks", _inside("\u202d"), _is_number),
    Breakage("chinese_numerals", _in_signs("chinese"), _is_digits),
    Breakage("financial_numerals", _in_signs("financial"), _is_digits),
    Breakage("circled_digits", _in_signs("circled"), _is_digits),
    Breakage("mathematical_digits", _in_signs("mathematical"), _is_digits),
    Breakage("multiplication_sign", lambda value: value.replace("X", "×"), _ends_in_x),
    Breakage("cyrillic_letter", lambda value: value.replace("X", "Х"), _ends_in_x),
    Breakage("small_x", lambda value: value.replace("X", "x"), _ends_in_x),
    Breakage("misread_letters", _misread, _is_labelled_resident, never_in=_NEVER_IN_COLUMNS),
    Breakage("masked_by_source", str, _is_resident, _masked_by_source, judged=Judged.TEXT),
    Breakage("rounded_by_spreadsheet", str, _is_resident, _rounded, _NEVER_IN_COLUMNS, Judged.TEXT),
    Breakage("glued_to_another", lambda value: f"{value}13900000000", _is_resident),
    Breakage("digit_lost", str, _is_resident, _without_one),
    Breakage("digit_twice", str, _is_resident, _one_twice),
    Breakage("digits_swapped", str, _is_resident, _swapped),
    Breakage("spreadsheet_apostrophe", lambda value: f"'{value}", _is_digits),
    Breakage("trailing_decimal", lambda value: f"{value}.0", lambda kind: _is_digits(kind) and not _ends_in_x(kind)),
)
"""A glued mobile in front and behind would be a value of its own: it is the invented 13900000000 for all."""
