"""Which characters count as digits, and which may stand between them: the detector's own table.

Everything is UTF-8 bytes, since the detector reads bytes.
"""

import re
import unicodedata

_CHINESE = {
    "0": "〇零○", "1": "一壹弌幺", "2": "二贰貳弍", "3": "三叁參弎", "4": "四肆",
    "5": "五伍", "6": "六陆陸", "7": "七柒", "8": "八捌", "9": "九玖",
}  # fmt: skip
_FULL_WIDTH = range(0xFF10, 0xFF1A)
_MATHEMATICAL = range(0x1D7CE, 0x1D800)
_ENCLOSED = (
    *range(0x2460, 0x2469), *range(0x2474, 0x247D), *range(0x2488, 0x2491), 0x24EA, *range(0x24F5, 0x24FE),
    *range(0x2776, 0x277F), *range(0x2780, 0x2789), *range(0x278A, 0x2793),
)  # fmt: skip
_OTHER = (
    *range(0x0660, 0x066A), *range(0x06F0, 0x06FA), 0xB9, 0xB2, 0xB3, 0x2070, *range(0x2074, 0x207A),
    *range(0x2080, 0x208A),
)  # fmt: skip
_INVISIBLE = (
    0x00, 0xAD, 0x034F, 0x061C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A),
    *range(0xFE00, 0xFE10), 0xFEFF, 0x20E3,
)  # fmt: skip
_VISIBLE = (
    0x09, 0x0A, 0x0D, 0x20, 0x2D, 0xA0, *range(0x2000, 0x200B), *range(0x2010, 0x2016), 0x202F, 0x205F, 0x2212,
    0x3000, 0xFE63, 0xFF0D,
)  # fmt: skip
_WIDE_SIGNS = (
    *_FULL_WIDTH, *range(0xFF20, 0xFF3B), *range(0xFF41, 0xFF5B), 0xFF0D, 0xFF0E, 0xFF3F,
)  # fmt: skip
CHECK_X = "XxＸｘХх×"
"""Signs that people type for the check character X (Latin, full width, Cyrillic, multiplication)."""

MISREAD = b"lIOoSBZ"
"""Letters that a scanner reads for digits."""
MISREAD_AS = bytes.maketrans(MISREAD, b"1100582")


def utf8_class(characters: str) -> bytes:
    """A byte expression that matches any one of the characters, for `re` and Hyperscan alike.

    >>> utf8_class("一三")
    b'(?:\\\\xe4\\\\xb8[\\\\x80\\\\x89])'
    """
    endings: dict[bytes, list[int]] = {}
    for encoded in sorted({character.encode() for character in characters}):
        endings.setdefault(encoded[:-1], []).append(encoded[-1])
    return b"(?:" + b"|".join(_escaped(h) + _byte_set(last) for h, last in endings.items()) + b")"


def _escaped(encoded: bytes) -> bytes:
    return b"".join(b"\\x%02x" % byte for byte in encoded)


def _byte_set(members: list[int]) -> bytes:
    return b"[" + _escaped(bytes(members)) + b"]"


def _digit_table() -> dict[bytes, str]:
    """Every sign that is read as a digit other than ASCII's -> that digit."""
    table = {sign.encode(): digit for digit, signs in _CHINESE.items() for sign in signs}
    for code in (*_FULL_WIDTH, *_MATHEMATICAL, *_ENCLOSED, *_OTHER):
        table[chr(code).encode()] = str(unicodedata.digit(chr(code)))
    return table


DIGIT_OF = _digit_table()
RARE_DIGIT = utf8_class("".join(sign.decode() for sign in DIGIT_OF if sign[:2] != b"\xef\xbc"))
ANY_DIGIT = b"(?:[0-9]|\\xef\\xbc[\\x90-\\x99]|" + RARE_DIGIT[3:]
INVISIBLE = utf8_class("".join(map(chr, _INVISIBLE)))
VISIBLE = utf8_class("".join(map(chr, _VISIBLE)))
BETWEEN = b"(?:" + INVISIBLE + b"|" + VISIBLE + b")"
INLINE = (
    rb"(?:</?(?:[bius]|a|em|strong|span|font|br|wbr|mark|small|su[bp]|code|ins|del|tt|big)(?:[ /\t\n][^<>]*)?>"
    rb"|<!--[^<>]*-->)"
)
"""Markup that does not end a word."""
GAP = 6
"""At most this many separator signs may stand between two digits of one number."""

RUN = re.compile(b"(?:[0-9]++|%b)(?>(?:%b{0,%d}(?:[0-9]++|%b))*)" % (ANY_DIGIT, BETWEEN, GAP, ANY_DIGIT))
TOKEN = re.compile(
    b"(?P<ascii>[0-9]+)|(?P<wide>\\xef\\xbc[\\x90-\\x99])|(?P<rare>%b)|(?P<invisible>%b)|(?P<visible>%b+)"
    % (RARE_DIGIT, INVISIBLE, VISIBLE)
)
SILENT = utf8_class("".join(chr(code) for code in _INVISIBLE if code))
"""Invisible signs but the zero byte, of which binary files are full."""
WIDE_SIGN = utf8_class("".join(map(chr, _WIDE_SIGNS)))
"""Full-width signs of words, numbers and mailboxes; not the punctuation of Chinese texts."""
JOINS_BEFORE = re.compile(b"(?:%b|%b)\\Z" % (ANY_DIGIT, BETWEEN))
JOINS_BEHIND = re.compile(b"%b{0,%d}%b" % (BETWEEN, GAP, ANY_DIGIT))
TRAILING_X = re.compile(b"%b{0,2}(%b)(?![0-9A-Za-z])" % (BETWEEN, utf8_class(CHECK_X)))

FOLDED: dict[int, str | None] = {ord(sign.decode()): digit for sign, digit in DIGIT_OF.items()}
FOLDED |= {code: chr(code - 0xFEE0) for code in (*range(0xFF01, 0xFF5F),)}
FOLDED |= {0x3000: " ", 0xD7: "X"} | dict.fromkeys(_INVISIBLE)
"""For `str.translate`: digits of every kind to plain ones, full width to ASCII, invisible signs away."""

_NARROWED: dict[int, str | None] = dict.fromkeys(_INVISIBLE) | {code: chr(code - 0xFEE0) for code in _WIDE_SIGNS}


def narrowed(text: str) -> str:
    """A text with full-width words and numbers in ASCII and without invisible signs; its punctuation stays.

    >>> narrowed("某路１号（北）")
    '某路1号（北）'
    """
    return text.translate(_NARROWED)
