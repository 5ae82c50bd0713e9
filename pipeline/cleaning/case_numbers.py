"""Case numbers (案号): one printed form for the many that court systems hold.

The printed form is that of 法〔2015〕137号: ``（2025）浙0106执1234号``, older ones ``（2014）穗南法执字第1050号``; what tells one
document of a case from another stands behind it (``…号之二``); several are joined by ``、``.

1. Brackets around a year, blanks, full width and the letter O for a nought are brought to one spelling.
2. Numbers are read one after another; one without a year of its own (``123、124号``) continues the one before.
3. What stands around them is nothing, or words that say so (``案号：``, ``等3案``, ``执行裁定书``).
"""

import re
from dataclasses import dataclass, replace

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.cleaning.numerals import parse_han_number
from pipeline.cleaning.readings import Note, Reading
from pipeline.core.findings import Effect
from pipeline.core.records import CaseNumber

MORE_THAN_NUMBERS = Note("case_number_with_words", Effect.REPAIRED)

_OPENING, _CLOSING = r"(\[〔【{<《〈«「『﹝〖｢", r")\]〕】}>》〉»」』﹞〗｣"
_YEAR = re.compile(
    rf"[{_OPENING}]{{0,2}}(?P<year>(?:19|20)\d\d|(?:二[〇零○o0]|一九)[〇零○o0一二三四五六七八九]{{2}})年?度?(?:[{_CLOSING}]{{1,2}}|(?=[一-鿿]))"
)
_OF_NOUGHTS = re.compile(r"(?<=[\d\u4e00-\u9fff])[oO]+(?=\d)|(?<=\d)[oO]+(?=[\do\u4e00-\u9fff])")
_OLD_SIGNS = str.maketrans({"號": "号", "執": "执", "恢": "恢", "內": "内"})
_PART = r"(?:[-之](?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})){1,2}"
_SERIAL = rf"(?P<serial>\d{{1,7}})(?P<inner>{_PART})?"
_BEHIND = rf"(?P<end>号)?(?P<outer>(?:{_PART}(?!号)|[(（]之?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})[)）])?)"
_WHOLE = re.compile(rf"\((?P<year>\d{{4}})\)(?P<court>[一-鿿]{{1,12}}(?:\d{{1,4}}[一-鿿]{{1,8}})?){_SERIAL}{_BEHIND}")
_CONTINUED = re.compile(rf"(?P<kind>执[一-鿿]{{0,2}})?第?{_SERIAL}{_BEHIND}")
_OTHER_DOCUMENT = re.compile(r"之(?:\d{1,2}|[一二三四五六七八九十]{1,3})")
_BETWEEN = re.compile(r"[、,;，；/|和及与]+")
_RANGE = re.compile(r"[-~—至到]+(?:第)?(?P<last>\d{1,7})号?")
_BEFORE = re.compile(r"(?:(?:执行)?案号|案件编号|编号)?[:：]?")
_AND_OTHERS = re.compile(r"等(?:[0-9一二两三四五六七八九十]{0,3}[案件个号宗])*")
_TITLE = re.compile(r"[一-鿿]{0,12}(?:裁定书?|决定书?|通知书?|判决书?|调解书?|执行令|令|案件?|一案)")
_LEADING_ZEROS = re.compile(r"^0+(?=\d)")
_COURT_BY_CODE = re.compile(r"[一-鿿]{1,2}\d{2,4}")
_ORDINAL = re.compile(r"(?:字第*|(?<=[一-鿿])第+)$")
_FIRST_YEAR_OF_CODES = 2016
_HAN_PARTS = "零一二三四五六七八九十"
_LONGEST, _MOST_IN_RANGE, _LONGEST_RANGE = 600, 60, 50
_USUAL = re.compile(r"（20[0-9]{2}）[一-鿿][0-9]{2,4}执恢?[1-9][0-9]{0,6}号")
_KIND = re.compile(r"执(?:恢|保|异|复|监|协|请|他|督|前|破|清)?")
_DOCUMENT = re.compile(rf"(?<=号){_PART}|{_PART}(?=号)")


@dataclass(frozen=True, slots=True)
class _Number:
    year: str
    court: str
    """Court and kind of case."""
    serial: str
    inner: str = ""
    """What stands between the number and 号."""
    outer: str = ""
    """What stands behind 号."""

    def printed(self) -> CaseNumber:
        return CaseNumber(f"（{self.year}）{self.court}{self.serial}{self.inner}号{self.outer}")


def parse_case_numbers(text: str) -> tuple[CaseNumber, ...] | None:
    """The case numbers in a field, in their printed form; None if any part of it cannot be read.

    >>> parse_case_numbers("[2014] 浙杭执字第 12 号、(2025)浙0106执1234号")
    ('（2014）浙杭执字第12号', '（2025）浙0106执1234号')
    >>> parse_case_numbers("〔2025〕浙0106执字第12号之二"), parse_case_numbers("（2025）浙0106执12、13号")
    (('（2025）浙0106执12号之二',), ('（2025）浙0106执12号', '（2025）浙0106执13号'))
    >>> parse_case_numbers("（2025）浙0106执") is None
    True
    """
    found, _ = _read(text)
    return tuple(dict.fromkeys(number.printed() for number in found)) or None


def read_case_numbers(text: str) -> Reading:
    """The case numbers of a field joined by ``、``; a note where other words stand beside them."""
    if _USUAL.fullmatch(text):
        return Reading(text)
    found, is_alone = _read(text)
    if not found:
        return Reading(None)
    printed = "、".join(dict.fromkeys(number.printed() for number in found))
    return Reading(printed, () if is_alone else (MORE_THAN_NUMBERS,))


def case_type_of(case_number: str) -> str | None:
    """The case type (执, 执恢, 执保, …) that a printed case number names; None if it names none.

    >>> case_type_of("（2025）浙0106执恢12号"), case_type_of("（2025）浙0106民初12号")
    ('执恢', None)
    """
    match = _KIND.search(case_number)
    return match.group() if match else None


def case_of(case_number: str) -> CaseNumber:
    """The number of the case, without what tells its documents apart.

    >>> case_of("（2025）浙0106执12号之二")
    '（2025）浙0106执12号'
    """
    return CaseNumber(_DOCUMENT.sub("", case_number))


def _read(text: str) -> tuple[list[_Number], bool]:
    """The numbers of a field, and whether nothing else stands there; none where anything cannot be read."""
    if len(text) > _LONGEST:
        return [], True
    rest = _one_spelling(text)
    rest = rest[_before(rest) :]
    found: list[_Number] = []
    while rest:
        number, length = _next(rest, found[-1] if found else None)
        if number is None:
            break
        found += number
        rest = rest[length:]
        if gap := _BETWEEN.match(rest):
            rest = rest[gap.end() :]
    if len(found) > _MOST_IN_RANGE or not found:
        return [], True
    if not rest:
        return found, True
    is_told = _AND_OTHERS.fullmatch(rest) or _TITLE.fullmatch(rest) or rest in ("。", ".", ")", "）")
    return (found, False) if is_told else ([], True)


def _one_spelling(text: str) -> str:
    folded = without_spaces(half_width(without_invisible(text))).translate(_OLD_SIGNS)
    folded = _OF_NOUGHTS.sub(lambda noughts: "0" * len(noughts[0]), folded)
    return _YEAR.sub(_year_in_brackets, folded)


def _year_in_brackets(found: re.Match[str]) -> str:
    year = found["year"]
    return f"({year if year.isascii() and year.isdigit() else parse_han_number(year.replace('o', '〇').replace('0', '〇'))})"


def _before(text: str) -> int:
    match = _BEFORE.match(text)
    return match.end() if match else 0


def _next(text: str, last: _Number | None) -> tuple[list[_Number] | None, int]:
    """The number or run of numbers at the beginning of a text, and how long it is."""
    match = _WHOLE.match(text)
    if match is not None:
        first = _of(match, match["year"], _court(match["court"], match["year"]))
    elif last is not None and (match := _CONTINUED.match(text)):
        first = _of(match, last.year, _court(_same_court(last.court, match["kind"]), last.year))
    elif last is not None and last.outer and (match := _OTHER_DOCUMENT.match(text)):
        return [replace(last, outer=_part(match[0]))], match.end()
    else:
        return None, 0
    if first.court[-1].isdigit():  # a court without a kind of case
        return None, 0
    length = match.end()
    behind = _RANGE.match(text, length)
    if behind and not first.inner and not first.outer and (run := _run(first, behind["last"])):
        return run, behind.end()
    if match["inner"] and not match["outer"] and (run := _run(first, match["inner"].removeprefix("-"))):
        return run, length
    return [first], length


def _of(match: re.Match[str], year: str, court: str) -> _Number:
    serial = _LEADING_ZEROS.sub("", match["serial"])
    inner, outer = match["inner"] or "", match["outer"]
    if inner.startswith("之"):
        inner, outer = "", inner + outer
    return _Number(year, court, serial, inner, _part(outer))


def _run(first: _Number, last: str) -> list[_Number] | None:
    """123-125号 as three numbers; 1050-2号 is a part of 1050."""
    if not last.isascii() or not last.isdigit() or len(last) < len(first.serial):
        return None
    start, end = int(first.serial), int(last)
    if not start < end <= start + _LONGEST_RANGE:
        return None
    return [_Number(first.year, first.court, str(serial)) for serial in range(start, end + 1)]


def _part(outer: str) -> str:
    """之二 for （之二）, 之2 and -2 behind 号."""
    signs = [part for part in re.split(r"[-之()（）]", outer) if part]
    return "".join(f"之{_in_han(int(sign)) if sign.isdigit() else sign}" for sign in signs)


def _in_han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_HAN_PARTS[tens]}十"
    return head + (_HAN_PARTS[ones] if ones or not head else "")


def _court(court: str, year: str) -> str:
    """Court and kind; numbers since 2016 have neither 字 nor 第 (法〔2015〕137号)."""
    is_new = _COURT_BY_CODE.match(court) or int(year) >= _FIRST_YEAR_OF_CODES
    return _ORDINAL.sub("", court) if is_new else court


def _same_court(court: str, kind: str | None) -> str:
    """Court and kind of a number that has none of its own: those of the number before, or another kind in that court."""
    if kind is None:
        return court
    place = court.rfind("执")
    return court[:place] + kind if place > 0 else court
