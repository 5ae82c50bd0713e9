"""Days and moments of records as points in time; courts write Beijing time, and texts that are no date stay out."""

from datetime import date, datetime, timedelta, timezone
from typing import Any

BEIJING = timezone(timedelta(hours=8))
"""China has kept UTC+8 without summer time since 1992."""


def read_day(value: Any) -> date | None:
    """The calendar day of a text in ISO form; None for anything else.

    >>> read_day("2026-12-01T10:00"), read_day("2026-13-01"), read_day("明天")
    (datetime.date(2026, 12, 1), None, None)
    """
    moment = _read(value)
    return None if moment is None else moment.date()


def read_moment(value: Any) -> datetime | date | None:
    """The moment of a text in ISO form, in Beijing time; the day alone where no time is told; None for anything else.

    >>> read_moment("2026-12-01T10:00").isoformat(), read_moment("2026-12-01").isoformat()
    ('2026-12-01T10:00:00+08:00', '2026-12-01')
    """
    moment = _read(value)
    if moment is None:
        return None
    return moment.replace(tzinfo=BEIJING) if len(value) > len("2026-12-01") else moment.date()


def midnight(day: date) -> datetime:
    """The beginning of a day in Beijing."""
    return datetime(day.year, day.month, day.day, tzinfo=BEIJING)


def english_date(day: date) -> str:
    """A day as English citations write it.

    >>> english_date(date(2026, 10, 28))
    '28 October 2026'
    """
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def _read(value: Any) -> datetime | None:
    if not isinstance(value, str) or not value.isascii() or value[4:5] != "-":
        return None
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None)
    except ValueError:
        return None
