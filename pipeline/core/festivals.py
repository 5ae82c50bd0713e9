"""The seven holidays of the State Council, and the days on which they can lie before it has announced them.

Statutory days since 2025: 全国年节及纪念日放假办法 art.2 (国务院令第795号): New Year 1, Spring Festival 4 from its eve,
清明 1, Labour Day 2, 端午 1, 中秋 1, National Day 3.
"""

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

FIRST_OF_TODAYS_LAW = 2025
"""Since then there are 13 statutory days a year."""

_MARGIN = 2
"""Days by which a holiday may lie farther from its festival than any has since 2004."""

_REACH = {"元旦": (-1, 2), "春节": (-1, 7), "清明节": (-3, 2), "劳动节": (-2, 6), "端午节": (-2, 2)}
_REACH |= {"中秋节": (-2, 3), "国庆节": (-2, 7)}
"""Festival -> the first and the last day off from Monday to Friday since 2004, counted from the festival.

The day that was given once for the parade of 3 September 2015 belongs to none. Spring Festival of 2020 went on for
nine days, since nobody should travel.
"""

_STATUTORY = {"元旦": 1, "春节": 4, "清明节": 1, "劳动节": 2, "端午节": 1, "中秋节": 1, "国庆节": 3}
STATUTORY_DAYS = sum(_STATUTORY.values())


@cache
def festivals(year: int) -> dict[str, date]:
    """The first statutory day of each holiday of a year; KeyError beyond `last_reckoned_year`.

    >>> festivals(2027)["春节"], festivals(2027)["清明节"]
    (datetime.date(2027, 2, 6), datetime.date(2027, 4, 5))
    """
    spring, dragon_boat, mid_autumn = (date.fromisoformat(f"{year}-{day}") for day in _old_calendar()[year])
    return {
        "元旦": date(year, 1, 1),
        "春节": spring,
        "清明节": _qingming(year),
        "劳动节": date(year, 5, 1),
        "端午节": dragon_boat,
        "中秋节": mid_autumn,
        "国庆节": date(year, 10, 1),
    }


def last_reckoned_year() -> int:
    """The last year whose festivals are known."""
    return max(_old_calendar())


def statutory_days(year: int) -> dict[date, str]:
    """Each day on which everybody is off by law -> the holiday; those of New Year's Eve of the old calendar included."""
    found: dict[date, str] = {}
    for name, first in festivals(year).items():
        begins = first - timedelta(days=1) if name == "春节" else first
        found |= {begins + timedelta(days=number): name for number in range(_STATUTORY[name])}
    return found


def may_be_holiday(day: date) -> bool:
    """Whether a holiday can lie on that day, announced or not; beyond the reckoned years, where it can in any of these.

    >>> may_be_holiday(date(2027, 2, 8)), may_be_holiday(date(2027, 3, 8))
    (True, False)
    """
    if day.year in _old_calendar():
        return day in _possible(day.year)
    return (day.month, day.day) in _possible_in_any_year()


@cache
def _possible(year: int) -> frozenset[date]:
    """The days of a year on which a holiday can lie; its last days belong to the New Year that follows."""
    found = set()
    next_new_year = date(year, 12, 31) + timedelta(days=1)
    for name, first in [*festivals(year).items(), ("元旦", next_new_year)]:
        before, after = _REACH[name]
        found |= {first + timedelta(days=days) for days in range(before - _MARGIN, after + _MARGIN + 1)}
    return frozenset(day for day in found if day.year == year)


@cache
def _possible_in_any_year() -> frozenset[tuple[int, int]]:
    return frozenset((day.month, day.day) for year in _old_calendar() for day in _possible(year))


def _qingming(year: int) -> date:
    """The day on which the sun stands at 15 degrees; the rule of thumb holds from 2000 to 2099."""
    of_century = year % 100
    return date(year, 4, int(of_century * 0.2422 + 4.81) - of_century // 4)


@cache
def _old_calendar() -> dict[int, tuple[str, str, str]]:
    table = tomllib.loads((files("pipeline.core") / "data" / "festivals.toml").read_text(encoding="utf-8"))
    return {int(year): (days[0], days[1], days[2]) for year, days in table.items()}
