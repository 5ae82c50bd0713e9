"""The courts' calendar: swapped weekends, the years without data, and the laws of counting."""

from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.workdays import add_workdays, add_workdays_iso, has_calendar, is_workday, workdays_between

DAYS = st.dates(date(2023, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(0, 40)


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
        ("2026-11-21", False),  # a plain Saturday
        ("2026-11-20", True),
    ],
)
def test_a_day_is_worked_as_the_state_council_announced(day: str, works: bool) -> None:
    assert is_workday(date.fromisoformat(day)) is works


@pytest.mark.parametrize("day", ["2027-01-01", "2027-01-02", "2027-01-03", "2035-10-01", "1999-05-01"])
def test_every_day_of_a_year_without_data_is_worked(day: str) -> None:
    assert is_workday(date.fromisoformat(day))


def test_the_known_years_are_told_from_the_unknown() -> None:
    assert [year for year in range(2000, 2031) if has_calendar(year)] == list(range(2004, 2027))


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
        ("2026-12-30", 3, "2027-01-02"),  # 31, then no data: 1 and 2 January count
        ("2026-12-31", 5, "2027-01-05"),
        ("2026-02-18", 0, "2026-02-18"),  # none: the day itself, though nobody works on it
    ],
)
def test_a_deadline_is_counted_from_the_day_after_the_event(event: str, count: int, deadline: str) -> None:
    assert add_workdays(date.fromisoformat(event), count).isoformat() == deadline


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2025-09-26", "2025-10-09", 4),
        ("2025-09-30", "2025-10-08", 0),
        ("2026-02-13", "2026-03-01", 6),
        ("2026-12-31", "2027-01-05", 5),
        ("2026-11-20", "2026-11-20", 0),
        ("2026-11-20", "2026-11-01", 0),
        ("0001-01-01", "0001-12-31", 364),
    ],
)
def test_working_days_after_a_day_are_counted(start: str, end: str, count: int) -> None:
    assert workdays_between(date.fromisoformat(start), date.fromisoformat(end)) == count


def test_a_count_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="count is -1"):
        add_workdays(date(2026, 1, 1), -1)


def test_the_end_of_the_calendar_is_no_crash() -> None:
    assert add_workdays(date(9999, 12, 30), 5) == date.max


@given(DAYS, COUNTS)
def test_counting_back_gives_what_was_added(day: date, count: int) -> None:
    assert workdays_between(day, add_workdays(day, count)) == count


@given(DAYS, st.integers(1, 40))
def test_a_deadline_falls_on_a_working_day_and_no_later_than_it_must(day: date, count: int) -> None:
    deadline = add_workdays(day, count)
    assert is_workday(deadline)
    assert workdays_between(day, deadline - timedelta(days=1)) == count - 1


@given(DAYS, st.integers(0, 60), COUNTS, st.integers(0, 20))
def test_a_later_event_or_a_longer_period_never_ends_earlier(day: date, days: int, count: int, more: int) -> None:
    assert add_workdays(day, count) <= add_workdays(day + timedelta(days=days), count + more)


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_counts_over_adjoining_periods_add_up(day: date, first: int, second: int) -> None:
    middle, end = day + timedelta(days=first), day + timedelta(days=first + second)
    assert workdays_between(day, middle) + workdays_between(middle, end) == workdays_between(day, end)
    assert workdays_between(day, end) == sum(is_workday(day + timedelta(days=d + 1)) for d in range(first + second))


@given(st.lists(st.none() | DAYS, max_size=20), COUNTS)
def test_a_column_is_reckoned_like_its_single_days(days: list[date | None], count: int) -> None:
    texts = [None if day is None else day.isoformat() for day in days]
    column = pd.Series(texts, dtype="str", name="closed_on", index=range(7, 7 + len(texts)))
    deadlines = add_workdays_iso(column, count)
    expected = [None if day is None else add_workdays(day, count).isoformat() for day in days]
    pd.testing.assert_series_equal(deadlines, pd.Series(expected, dtype="str", name="closed_on", index=column.index))


def test_an_unreadable_day_is_refused_without_repeating_it() -> None:
    column = pd.Series(["2026-01-05", "330106198001011234"], dtype="str")
    with pytest.raises(ValueError, match="YYYY-MM-DD") as caught:
        add_workdays_iso(column, 5)
    assert "330106" not in str(caught.value)
    assert caught.value.__suppress_context__
