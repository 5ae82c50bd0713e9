"""The courts' calendar: working days of the PRC with its swapped weekends (DOMAIN §2).

Next year's holidays are announced in November. Where they are not known, counting must err, and in which direction
depends on what the end of the period does (docs/decisions/0030-calendar.md):

- *deadlines* (`Calendar.deadline`), at whose end something leaves the public: every unknown day counts, so they end
  early, never late.
- *waits* (`Calendar.wait_end`, `Calendar.days_waited`), which give people at work the time to mend something: an
  unknown day counts from Monday to Friday only, and only where no holiday can lie, so they end late, never early.

The day of an event is not counted, and a deadline is a maximum. What belongs to a year begins with 24 December
before it: the notice of a New Year has moved rest days of that last week.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pandas as pd

from pipeline.core.festivals import may_be_holiday
from pipeline.core.messages import _

_ONE_DAY = timedelta(days=1)
_FIRST_OF_NOTICE = (12, 24)
"""Month and day from which the next year's notice counts; the earliest day that one moved since 2004 was 29 December."""
LAST_OF_NOTICE = (12, 23)
"""Month and day of the last day of which a year's notice speaks."""
_ANNOUNCED_BY = (11, 15)
"""Month and day from which somebody must look for the next year: its notice comes out between late October and December."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class YearDays:
    """What the State Council's notice for a year says."""

    year: int
    days_off: frozenset[date]
    """The days of the holidays, weekends within them included."""
    swapped: frozenset[date]
    """Saturdays and Sundays that are worked."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days courts work, as far as that is known; whoever counts working days is handed one."""

    days_off: frozenset[date]
    swapped: frozenset[date]
    years: frozenset[int]
    """Years whose notice is known."""
    problem: str = ""
    """Why the court's own table does not count; empty where it does, or where there is none."""

    def with_years(self, *tables: YearDays) -> "Calendar":
        """The same calendar, in which those years are as these tables say."""
        replaced = {table.year for table in tables}
        days_off = {day for day in self.days_off if year_of_notice(day) not in replaced}
        swapped = {day for day in self.swapped if year_of_notice(day) not in replaced}
        return Calendar(
            frozenset(days_off.union(*(table.days_off for table in tables))),
            frozenset(swapped.union(*(table.swapped for table in tables))),
            self.years | replaced,
        )

    def without_table(self, problem: str) -> "Calendar":
        """The same calendar, which says why nothing of a court's table is in it."""
        return replace(self, problem=problem)

    def missing_year(self, on: date) -> int | None:
        """The year whose days should be known on that day and are not: the running one, from 15 November on the next.

        >>> library_calendar().missing_year(date(2026, 11, 14)), library_calendar().missing_year(date(2026, 11, 15))
        (None, 2027)
        """
        if on.year not in self.years:
            return on.year
        is_announced = (on.month, on.day) >= _ANNOUNCED_BY
        return on.year + 1 if is_announced and on.year + 1 not in self.years else None

    def may_be_worked(self, day: date) -> bool:
        """Whether courts work on that day, or may: every day of an unknown year."""
        return year_of_notice(day) not in self.years or self._is_worked(day)

    def is_surely_worked(self, day: date) -> bool:
        """Whether courts work on that day for certain: in an unknown year Monday to Friday, where no holiday can lie."""
        if year_of_notice(day) in self.years:
            return self._is_worked(day)
        return day.weekday() < _SATURDAY and not may_be_holiday(day)

    def deadline(self, day: date, count: int) -> date:
        """The day on which ``count`` working days have passed at the latest: nothing may stay in public beyond it.

        Args:
            day: The day of the event, which is not counted.
            count: Working days, 0 or more; 0 gives the day itself, whatever kind of day it is.

        Returns:
            A day that may be worked (for ``count`` above 0), or 31 December 9999 where the count would run past it.

        Raises:
            ValueError: ``count`` is negative.

        >>> library_calendar().deadline(date(2025, 9, 30), 5)
        datetime.date(2025, 10, 14)
        """
        return _add(day, count, self.may_be_worked)

    def worked_until(self, day: date, count: int) -> date:
        """The last day surely worked of the ``count`` days after a day: where the last of them is none, the one before.

        Args:
            day: The day of the event; it is the answer where none of the days after it is worked.
            count: Calendar days, 0 or more.

        >>> library_calendar().worked_until(date(2026, 11, 19), 3), library_calendar().worked_until(date(2026, 11, 20), 3)
        (datetime.date(2026, 11, 20), datetime.date(2026, 11, 23))
        """
        days = list(days_after(day, day + timedelta(days=min(count, (date.max - day).days))))
        return next((one for one in reversed(days) if self.is_surely_worked(one)), day)

    def wait_end(self, day: date, count: int) -> date:
        """The day on which ``count`` working days have passed for certain; arguments and errors as of `deadline`.

        >>> library_calendar().wait_end(date(2026, 12, 31), 2)  # nobody has announced 2027
        datetime.date(2027, 1, 7)
        """
        return _add(day, count, self.is_surely_worked)

    def days_waited(self, since: date, until: date) -> int:
        """How many days of (since, until] are worked for certain; 0 where ``until`` is not after ``since``.

        >>> library_calendar().days_waited(date(2025, 9, 30), date(2025, 10, 14))
        5
        """
        return sum(self.is_surely_worked(day) for day in days_after(since, until))

    def deadlines(self, days: "pd.Series[str]", count: int) -> "pd.Series[str]":
        """`deadline` over a column of ISO days; nulls stay null, index, name and dtype are kept.

        Each distinct day is reckoned once, so a million rows cost little more than one look-up each.

        Raises:
            ValueError: A value is not ``YYYY-MM-DD`` (the message does not repeat it), or ``count`` is negative.
        """
        codes, distinct = pd.factorize(days)
        reckoned = [self.deadline(_read_day(day), count).isoformat() for day in distinct]
        # Code -1 means null and takes the last entry.
        found: pd.Series[str] = pd.Series([*reckoned, None], dtype=days.dtype).iloc[codes]
        found.index, found.name = days.index, days.name
        return found

    def _is_worked(self, day: date) -> bool:
        return day in self.swapped or (day.weekday() < _SATURDAY and day not in self.days_off)


def year_of_notice(day: date) -> int:
    """The year whose notice says whether that day is worked: from 24 December on the next.

    >>> year_of_notice(date(2026, 12, 23)), year_of_notice(date(2026, 12, 24))
    (2026, 2027)
    """
    return day.year + ((day.month, day.day) >= _FIRST_OF_NOTICE)


def days_after(since: date, until: date) -> Iterator[date]:
    """Every day of (since, until]."""
    return (since + timedelta(days=number) for number in range(1, (until - since).days + 1))


@cache
def library_calendar() -> Calendar:
    """The calendar of `chinese_calendar`, whose data end with a year (2026 in the release that is locked).

    >>> min(library_calendar().years), max(library_calendar().years)
    (2004, 2026)
    """
    years = [year for year in range(2000, 2100) if _library_knows(date(year, 1, 1))]
    every = list(days_after(date(years[0] - 1, 12, 31), date(years[-1], 12, 31)))
    named = {day for day in every if chinese_calendar.get_holiday_detail(day)[1] is not None}
    return Calendar(
        frozenset(day for day in named if chinese_calendar.is_holiday(day)),
        frozenset(day for day in named if chinese_calendar.is_workday(day)),
        frozenset(years),
    )


def _library_knows(day: date) -> bool:
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def _add(day: date, count: int, counts: Callable[[date], bool]) -> date:
    if count < 0:
        raise ValueError(_("count is {count}; working days are counted forward, 0 or more").format(count=count))
    while count > 0 and day < date.max:
        day += _ONE_DAY
        count -= counts(day)
    return day


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise ValueError(_("a value of the column is no day of the form YYYY-MM-DD; clean dates first")) from None
