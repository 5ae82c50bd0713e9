"""The courts' calendar: working days of the PRC with its swapped weekends (DOMAIN §2).

The official swapped days come from `chinese_calendar`, whose data end with a year (2026 today). In a year
without data every day counts as a working day: deadlines then fall earlier than they need, never later.
The day of an event is not counted, and a deadline is a maximum.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pandas as pd

_ONE_DAY = timedelta(days=1)


def has_calendar(year: int) -> bool:
    """Whether the official holidays and swapped days of that year are known.

    >>> has_calendar(2025), has_calendar(1999)
    (True, False)
    """
    return year in _calendar_years()


def is_workday(day: date) -> bool:
    """Whether courts work on that day; every day of a year without calendar data counts as one.

    >>> is_workday(date(2025, 10, 1)), is_workday(date(2025, 10, 11))  # National Day; a swapped Saturday
    (False, True)
    """
    return day.toordinal() not in _rest_day_set()


def add_workdays(day: date, count: int) -> date:
    """The day on which ``count`` working days have passed; the day of the event is not counted.

    Args:
        day: The day of the event.
        count: Working days, 0 or more; 0 gives the day itself, whatever kind of day it is.

    Returns:
        A working day (for ``count`` above 0), or the last day of the calendar (31 December 9999) where
        the count would run past it.

    Raises:
        ValueError: ``count`` is negative.

    >>> add_workdays(date(2025, 9, 30), 5)
    datetime.date(2025, 10, 14)
    """
    if count < 0:
        raise ValueError(f"count is {count}; working days are counted forward, 0 or more")
    while count > 0 and day < date.max:
        day += _ONE_DAY
        count -= is_workday(day)
    return day


def workdays_between(start: date, end: date) -> int:
    """How many working days lie in (start, end]; 0 where ``end`` is not after ``start``.

    >>> workdays_between(date(2025, 9, 30), date(2025, 10, 14))
    5
    """
    first, last = start.toordinal(), end.toordinal()
    if last <= first:
        return 0
    resting = bisect_right(_rest_days(), last) - bisect_right(_rest_days(), first)
    return last - first - resting


def add_workdays_iso(days: "pd.Series[str]", count: int) -> "pd.Series[str]":
    """`add_workdays` over a column of ISO days; nulls stay null, index, name and dtype are kept.

    Each distinct day is reckoned once, so a million rows cost little more than one look-up each.

    Raises:
        ValueError: A value is not ``YYYY-MM-DD`` (the message does not repeat it), or ``count`` is negative.
    """
    codes, distinct = pd.factorize(days)
    reckoned = [add_workdays(_read_day(day), count).isoformat() for day in distinct]
    # Code -1 means null and takes the last entry.
    deadlines: pd.Series[str] = pd.Series([*reckoned, None], dtype=days.dtype).iloc[codes]
    deadlines.index, deadlines.name = days.index, days.name
    return deadlines


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError("a value of the column is no day of the form YYYY-MM-DD; clean dates first") from None


@cache
def _calendar_years() -> range:
    """The years with data; the library has no gaps between its first and its last year."""
    known = [year for year in range(2000, 2100) if _library_knows(date(year, 1, 1))]
    return range(known[0], known[-1] + 1)


def _library_knows(day: date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


@cache
def _rest_days() -> tuple[int, ...]:
    """Ordinals of all days off in the years with data, in order."""
    years = _calendar_years()
    every = _days(date(years[0], 1, 1), date(years[-1], 12, 31))
    return tuple(day.toordinal() for day in every if not chinese_calendar.is_workday(day))


@cache
def _rest_day_set() -> frozenset[int]:
    return frozenset(_rest_days())


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))
