"""R12: when a court's lists are hidden because it could not be read, and that somebody is told the working day before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.composing.unread import unread_courts, unread_tomorrow
from pipeline.core.workdays import Calendar, library_calendar

KNOWN = library_calendar()
NOTHING = Calendar(frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("read_on", "hidden_on"),
    [
        ("2026-11-18", "2026-11-20"),
        ("2026-09-30", "2026-10-09"),
        ("2026-10-08", "2026-10-10"),
        ("2026-12-30", "2027-01-07"),
    ],
)
def test_a_court_is_hidden_when_it_was_not_read_for_two_working_days(read_on: str, hidden_on: str) -> None:
    first = date.fromisoformat(hidden_on)
    assert unread_courts({"浙0106": read_on}, first - timedelta(days=1), KNOWN) == frozenset()
    assert unread_courts({"浙0106": read_on}, first, KNOWN) == {"浙0106"}


@given(st.dates(date(2025, 1, 1), date(2028, 6, 30)), st.sampled_from([KNOWN, NOTHING]))
def test_who_will_be_hidden_is_told_every_night_from_the_working_day_before(read_on: date, calendar: Calendar) -> None:
    reads = {"浙0106": read_on.isoformat()}
    hidden_on, warned_from = calendar.wait_end(read_on, 2), calendar.wait_end(read_on, 1)
    for number in range((hidden_on - read_on).days):
        day = read_on + timedelta(days=number)
        assert bool(unread_tomorrow(reads, day, calendar)) is (day >= warned_from)
    assert unread_tomorrow(reads, hidden_on, calendar) == frozenset()
