"""Case numbers (案号): one printed form for the many that court systems hold.

The printed form is that of 法〔2015〕137号: ``（2025）浙0106执1234号``, older ones
``（2014）穗南法执字第1050号``; several are joined by ``、``.
"""

import re

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.core.records import CaseNumber

_ONE = re.compile(
    r"[(\[〔【{<﹝]{0,2}(?P<year>(?:19|20)\d\d)年?度?[)\]〕】}>﹞]{0,2}"
    r"(?P<court>[一-鿿]{1,12}\d{0,4}[一-鿿]{0,8})"
    r"(?P<number>\d{1,7})(?P<part>(?:[-之][\d一二三四五六七八九十]{1,3}){0,2})号?"
)
_BETWEEN = re.compile(r"[、,;；，和及]+")
_KIND = re.compile(r"执恢|执保|执异|执复|执监|执协|执请|执")


def parse_case_numbers(text: str) -> tuple[CaseNumber, ...] | None:
    """The case numbers in a field, in their printed form; None if any part of it cannot be read.

    >>> parse_case_numbers("[2014] 浙杭执字第 12 号、(2025)浙0106执1234号")
    ('（2014）浙杭执字第12号', '（2025）浙0106执1234号')
    >>> parse_case_numbers("（2025）浙0106执") is None
    True
    """
    folded = without_spaces(half_width(without_invisible(text)))
    parts = [part for part in _BETWEEN.split(folded) if part]
    found = [_ONE.fullmatch(part) for part in parts]
    if not found or None in found:
        return None
    return tuple(dict.fromkeys(_printed(match) for match in found if match is not None))


def case_type_of(case_number: str) -> str | None:
    """The case type (执, 执恢, 执保, …) that a printed case number names; None if it names none.

    >>> case_type_of("（2025）浙0106执恢12号")
    '执恢'
    """
    match = _KIND.search(case_number)
    return match.group() if match else None


def _printed(match: re.Match[str]) -> CaseNumber:
    return CaseNumber(f"（{match['year']}）{match['court']}{match['number']}{match['part']}号")
