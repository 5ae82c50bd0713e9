"""Birthdays that another clause of their sentence tells of: 属马，七八年的，腊月初六; 9月16日晒的是自己生日蛋糕.

Only a word of birth that has no date of its own right beside it looks so far. It takes the nearest date of its sentence that
nothing else governs: no act of proceedings in the same clause, and no year, unless the date is all that its clause holds.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipeline.masking.evidence import any_word_of
from pipeline.masking.recognisers.dates import Date, dates_in

Place = tuple[int, int]

_FARTHEST = 40
_STOP = re.compile(r"[。；;！!\n|｜\t]|[？?](?!\s?[”\"]?(?:答|[—–-]))")
_CLAUSE_SIGN = re.compile(r"[，,、。；;：:！!？?（()）\n—–|｜\t“”\"‘’「」『』【】]")
_LONGEST_CLAUSE = 30
_FILLER = re.compile(r"(?:日期|时间|[是为系即乃在记写填作]|日子|那天|当天|这天|[日号]|左右|前后|的|那栏|一栏|\s)*")
_SIGNS_OF_NUMBERS = frozenset("0123456789*")
_LUNAR = re.compile(
    r"(?:[闰正元冬腊一二三四五六七八九十]{1,3}|\*{2})月份?(?:[初廿卅一二三四五六七八九十]{1,3}|\*{2})(?![日号])|(?:腊八|端午|重阳|中秋|元宵|除夕|七夕|清明|冬至|小年)(?=[那当这]|节|出)"
)


def told_from_afar(text: str, signs: Sequence[Place], birthdays: Sequence[Date]) -> Iterator[Date]:
    """The dates that words of birth without a date of their own speak of.

    Args:
        text: The view.
        signs: Where these words stand.
        birthdays: What was found right beside such words; a sentence that has one needs no other.
    """
    for sign in signs:
        first, last = _sentence(text, *sign)
        if not any(first <= date.start < last for date in birthdays):
            free = [date for date in dates_in(text, first, last) if _is_free(text, date, sign)]
            if free:
                yield min(free, key=lambda date: _distance(date, sign))


def _distance(date: Date, sign: Place) -> int:
    return sign[0] - date.end if date.end <= sign[0] else date.start - sign[1]


def _sentence(text: str, start: int, end: int) -> Place:
    first, last = max(0, start - _FARTHEST), min(len(text), end + _FARTHEST)
    for stop in _STOP.finditer(text, first, start):
        first = stop.end()
    behind = _STOP.search(text, end, last)
    return first, behind.start() if behind else last


@cache
def _acts() -> re.Pattern[str]:
    return re.compile(any_word_of("other_dates"))


def _is_free(text: str, date: Date, sign: Place) -> bool:
    """Whether no other matter governs a date."""
    start, end = _clause(text, date)
    if _acts().search(text, start, date.start) or _acts().search(text, date.end, end):
        return False
    if _FILLER.fullmatch(text, start, date.start) and _FILLER.fullmatch(text, date.end, end):
        return True
    if date.has_year or (date.needs_label and text[date.start] in _SIGNS_OF_NUMBERS):
        return False
    return (start <= sign[0] and sign[1] <= end) or _LUNAR.match(text, date.start) is not None


def _clause(text: str, date: Date) -> Place:
    start = max(0, date.start - _LONGEST_CLAUSE)
    for mark in _CLAUSE_SIGN.finditer(text, start, date.start):
        start = mark.end()
    last = min(len(text), date.end + _LONGEST_CLAUSE)
    behind = _CLAUSE_SIGN.search(text, date.end, last)
    return start, behind.start() if behind else last
