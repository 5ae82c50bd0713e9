"""The courts' calendar: swapped weekends, the years without data, and the laws of counting in both directions."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.festivals import STATUTORY_DAYS, may_be_holiday, statutory_days
from pipeline.core.workdays import Calendar, YearDays, library_calendar, year_of_notice

DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(0, 40)
KNOWN = library_calendar()
NOTHING = Calendar(frozenset(), frozenset(), frozenset())
FREE_FOR_ONCE = {date(2015, 9, 3), date(2015, 9, 4)}
"""The parade of 2015, announced in May of that year."""


@cache
def only(*years: int) -> Calendar:
    """What the library knows of these years, and nothing of any other."""
    return NOTHING.with_years(*(days_of(year) for year in years))


def days_of(year: int) -> YearDays:
    def of_year(days: frozenset[date]) -> frozenset[date]:
        return frozenset(day for day in days if year_of_notice(day) == year)

    return YearDays(year, of_year(KNOWN.days_off), of_year(KNOWN.swapped))


CALENDARS = st.sets(st.integers(2022, 2026)).map(lambda years: only(*sorted(years)))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-09-28", True),  # Sunday worked for National Day
        ("2025-10-01", False),
        ("2025-10-06", False),  # Mid-Autumn
        ("2025-10-08", False),  # Wednesday, the last of eight days off
        ("2025-10-09", True),
        ("2025-10-11", True),  # Saturday worked
        ("2025-10-12", False),
        ("2026-01-02", False),  # Friday off
        ("2026-01-04", True),  # Sunday worked
        ("2026-02-14", True),  # Saturday worked before Spring Festival
        ("2026-02-16", False),  # Monday, New Year's Eve of the old calendar
        ("2026-02-23", False),  # Monday, the ninth day off
        ("2026-02-24", True),
        ("2026-02-28", True),  # Saturday worked after it
        ("2026-10-10", True),  # Saturday worked after National Day
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-20", True),
        ("2026-12-23", True),
    ],
)
def test_a_day_is_worked_as_the_state_council_announced(day: str, works: bool) -> None:
    assert KNOWN.may_be_worked(date.fromisoformat(day)) is works
    assert KNOWN.is_surely_worked(date.fromisoformat(day)) is works


@pytest.mark.parametrize("day", ["2026-12-26", "2027-01-01", "2027-01-02", "2027-02-06", "2035-10-01", "1999-05-01"])
def test_an_unknown_day_may_be_worked_and_is_not_surely_so(day: str) -> None:
    assert KNOWN.may_be_worked(date.fromisoformat(day))
    assert not KNOWN.is_surely_worked(date.fromisoformat(day))


@pytest.mark.parametrize("day", ["2026-12-24", "2027-01-11", "2027-03-10", "2027-10-13", "2150-03-10"])
def test_an_ordinary_day_of_an_unknown_year_is_worked(day: str) -> None:
    assert KNOWN.is_surely_worked(date.fromisoformat(day))


def test_no_holiday_of_any_known_year_lies_where_a_wait_counts() -> None:
    off = {day for day in KNOWN.days_off if not may_be_holiday(day)}
    assert off == FREE_FOR_ONCE
    without_data = [day for day in map(_day_of_known, range(8400)) if NOTHING.is_surely_worked(day)]
    assert {day for day in without_data if not chinese_calendar.is_workday(day)} == FREE_FOR_ONCE
    assert len(without_data) / 23 > 180, "a wait that hardly ever ends would be no wait"


def test_statutory_days_are_free_in_every_year_of_todays_law() -> None:
    for year in (2025, 2026):
        assert len(statutory_days(year)) == STATUTORY_DAYS
        assert not [day for day in statutory_days(year) if chinese_calendar.is_workday(day)]


def test_festivals_of_the_old_calendar_fall_on_days_off_in_every_known_year() -> None:
    worked = [
        (day, name)
        for year in range(2008, 2027)
        for day, name in statutory_days(year).items()
        if chinese_calendar.is_workday(day) and (name != "春节" or year > 2024) and (day.month, day.day) != (5, 2)
    ]
    assert worked == []


@pytest.mark.parametrize("year", range(2004, 2027))
def test_known_years_agree_with_the_library(year: int) -> None:
    calendar = only(year)
    days = [day for day in (date(year, 1, 1) + timedelta(days=n) for n in range(357)) if year_of_notice(day) == year]
    assert len(days) > 355
    for day in days:
        assert calendar.may_be_worked(day) is calendar.is_surely_worked(day) is chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("on", "year"),
    [
        ("2026-11-14", None),
        ("2026-11-15", 2027),
        ("2026-12-31", 2027),
        ("2027-01-01", 2027),
        ("2028-03-01", 2028),
        ("2026-03-01", None),
    ],
)
def test_from_mid_november_next_years_days_are_missed(on: str, year: int | None) -> None:
    assert KNOWN.missing_year(date.fromisoformat(on)) == year


@pytest.mark.parametrize(
    ("event", "count", "deadline"),
    [
        ("2025-09-26", 5, "2025-10-10"),  # 28 (Sunday, worked) 29 30, then 8 days off, 9 10
        ("2025-09-30", 5, "2025-10-14"),  # 9 10 11 (Saturday, worked) 13 14
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-10-03", 1, "2025-10-09"),  # an event on a day off
        ("2026-02-13", 3, "2026-02-25"),  # 14 (Saturday, worked), 24, 25
        ("2026-02-14", 5, "2026-02-28"),  # 24 25 26 27 28 (Saturday, worked)
        ("2026-11-13", 5, "2026-11-20"),
        ("2026-12-25", 2, "2026-12-27"),  # the weekend may be swapped for New Year
        ("2026-12-30", 3, "2027-01-02"),  # 31, then no data: 1 and 2 January count
        ("2026-12-31", 5, "2027-01-05"),
        ("2026-02-18", 0, "2026-02-18"),  # none: the day itself, though nobody works on it
    ],
)
def test_a_deadline_is_counted_from_the_day_after_the_event(event: str, count: int, deadline: str) -> None:
    assert KNOWN.deadline(date.fromisoformat(event), count).isoformat() == deadline


@pytest.mark.parametrize(
    ("since", "count", "end"),
    [
        ("2026-10-08", 2, "2026-10-10"),  # the Saturday is worked
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-12-25", 2, "2027-01-06"),  # 28, then 29 December to 5 January may be free
        ("2027-02-03", 2, "2027-02-17"),  # three days before Spring Festival to nine after it may be
        ("2027-03-09", 2, "2027-03-11"),
    ],
)
def test_a_wait_ends_when_two_days_were_worked_for_certain(since: str, count: int, end: str) -> None:
    assert KNOWN.wait_end(date.fromisoformat(since), count).isoformat() == end


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        ("2025-09-26", "2025-10-09", 4),
        ("2025-09-30", "2025-10-08", 0),
        ("2026-02-13", "2026-03-01", 6),
        ("2026-12-31", "2027-01-05", 0),
        ("2026-12-31", "2027-01-08", 3),
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-20", "2026-11-01", 0),
    ],
)
def test_working_days_that_were_waited_are_counted(since: str, until: str, count: int) -> None:
    assert KNOWN.days_waited(date.fromisoformat(since), date.fromisoformat(until)) == count


def test_a_count_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="count is -1"):
        KNOWN.deadline(date(2026, 1, 1), -1)


def test_the_end_of_the_calendar_is_no_crash() -> None:
    assert KNOWN.deadline(date(9999, 12, 30), 5) == KNOWN.wait_end(date(9999, 12, 30), 5) == date.max


@given(CALENDARS, DAYS, COUNTS)
def test_a_deadline_never_ends_after_a_wait(calendar: Calendar, day: date, count: int) -> None:
    assert calendar.deadline(day, count) <= calendar.wait_end(day, count)


@given(st.sets(st.integers(2022, 2026)), st.integers(2022, 2026), DAYS, COUNTS)
def test_a_true_table_moves_deadlines_only_later_and_waits_only_earlier(
    years: set[int], added: int, day: date, count: int
) -> None:
    before, after = only(*sorted(years)), only(*sorted({*years, added}))
    assert before.deadline(day, count) <= after.deadline(day, count)
    assert after.wait_end(day, count) <= before.wait_end(day, count)


@given(CALENDARS, DAYS, st.integers(1, 40))
def test_with_all_years_known_both_counts_are_the_librarys(calendar: Calendar, day: date, count: int) -> None:
    deadline, end = KNOWN.deadline(day, count), KNOWN.wait_end(day, count)
    if year_of_notice(end) <= 2026:
        assert deadline == end
        assert calendar.deadline(day, count) <= deadline <= calendar.wait_end(day, count)
        assert KNOWN.days_waited(day, end) == count


@given(CALENDARS, DAYS, st.integers(1, 40))
def test_a_deadline_falls_on_a_working_day_and_no_later_than_it_must(calendar: Calendar, day: date, count: int) -> None:
    deadline = calendar.deadline(day, count)
    assert calendar.may_be_worked(deadline)
    assert calendar.deadline(day, count - 1) < deadline


@given(CALENDARS, DAYS, st.integers(0, 60), COUNTS, st.integers(0, 20))
def test_a_later_event_or_a_longer_period_never_ends_earlier(
    calendar: Calendar, day: date, days: int, count: int, more: int
) -> None:
    later = day + timedelta(days=days)
    assert calendar.deadline(day, count) <= calendar.deadline(later, count + more)
    assert calendar.wait_end(day, count) <= calendar.wait_end(later, count + more)


@given(st.lists(st.none() | DAYS, max_size=20), COUNTS)
def test_a_column_is_reckoned_like_its_single_days(days: list[date | None], count: int) -> None:
    texts = [None if day is None else day.isoformat() for day in days]
    column = pd.Series(texts, dtype="str", name="closed_on", index=range(7, 7 + len(texts)))
    expected = [None if day is None else KNOWN.deadline(day, count).isoformat() for day in days]
    pd.testing.assert_series_equal(
        KNOWN.deadlines(column, count), pd.Series(expected, dtype="str", name="closed_on", index=column.index)
    )


def test_an_unreadable_day_is_refused_without_repeating_it() -> None:
    column = pd.Series(["2026-01-05", "330106198001011234"], dtype="str")
    with pytest.raises(ValueError, match="YYYY-MM-DD") as caught:
        KNOWN.deadlines(column, 5)
    assert "330106" not in str(caught.value)
    assert caught.value.__suppress_context__


def _day_of_known(number: int) -> date:
    return date(2004, 1, 1) + timedelta(days=number)
