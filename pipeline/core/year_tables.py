"""The table of working days that a court supplies: what the State Council's notice for a year says, checked.

A slip in it would let a record stay or hide a court a day too soon, so that everything is held against what is known
of any year: its statutory days, where holidays can lie, and the sum (every day off from Monday to Friday beyond the
statutory ones is worked on a weekend).
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeGuard

from pipeline.core.errors import SettingsError
from pipeline.core.festivals import (
    FIRST_OF_TODAYS_LAW,
    STATUTORY_DAYS,
    festivals,
    last_reckoned_year,
    may_be_holiday,
    statutory_days,
)
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.core.workdays import Calendar, YearDays, days_after, year_of_notice

_TO = "至"
_KEYS = ("document", "published_on", "holidays", "workdays", "extra", "overrides")
_SATURDAY = 5
_FARTHEST_SWAP = timedelta(days=14)
"""A weekend is swapped for a holiday at most so far away (12 days since 2004)."""
_WEEKDAYS = "一二三四五六日"


def calendar_with_table(path: Path, known: Calendar) -> Calendar:
    """A calendar with the years of a court's table over it.

    Args:
        path: The TOML file; a section a year.
        known: What is known without it.

    Raises:
        SettingsError: The file cannot be read, or is wrong; the message names file, year and key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            _("[calendar] file: {path} cannot be read ({reason})").format(path=path.name, reason=reason_of(error))
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(_("{path} is not valid TOML: {error}").format(path=path.name, error=error)) from None
    return known.with_years(*(_read_year(path.name, year, entry, known) for year, entry in table.items()))


def example_table(year: int) -> str:
    """A form for one year's notice, with the statutory days that it must name.

    Raises:
        SettingsError: Nobody reckons that year's festivals.
    """
    _refuse_year_out_of_reach("--example", year)
    days: dict[str, list[date]] = {}
    for day, name in statutory_days(year).items():
        days.setdefault(name, []).append(day)
    ranges = [
        f'    "{_told_range(each[0], each[-1])}", # {name}：法定{"、".join(map(_told, each))}，请改为通知所列起止日期'
        for name, each in days.items()
    ]
    return "\n".join(
        [
            "# 工作日历：按国务院办公厅当年“部分节假日安排的通知”逐项填写，然后运行 publish.py calendar --check 核对。",
            f"[{year}]",
            f'document = "" # 通知文号，例如：国办发明电〔{year - 1}〕7号',
            f"published_on = {year - 1}-11-01 # 通知印发日期",
            "# 放假的日子，含其中的周六、周日：起止日期之间写“至”，只放一天的写一个日期。",
            "holidays = [",
            *ranges,
            "]",
            "# 调休上班的周六、周日，逐日填写。",
            "workdays = []",
            "",
        ]
    )


def _read_year(file: str, name: str, entry: Any, known: Calendar) -> YearDays:
    if not (name.isascii() and name.isdigit() and len(name) == len("2027")) or not isinstance(entry, dict):
        raise SettingsError(
            _("{file}: '{name}' is no year; write a section a year, for example [2027]").format(file=file, name=name)
        )
    year, where = int(name), f"{file} [{name}]"
    _refuse_year_out_of_reach(where, year)
    for key in entry:
        if key not in _KEYS:
            raise SettingsError(
                _("{where}: unknown key '{key}'; known are {known}").format(
                    where=where, key=key, known=", ".join(_KEYS)
                )
            )
    _check_source(where, year, entry)
    holidays = _days(f"{where} holidays", year, entry.get("holidays"))
    extra = _days(f"{where} extra", year, entry.get("extra", []))
    swapped = _days(f"{where} workdays", year, entry.get("workdays"))
    _refuse_twice(where, (*holidays, *extra, *swapped))
    _check_holidays(where, year, holidays)
    _check_swapped(where, swapped, (*holidays, *extra))
    if not extra:
        _check_sum(where, holidays, swapped)
    days = YearDays(year, frozenset((*holidays, *extra)), frozenset(swapped))
    if not _flag(where, entry):
        _refuse_contradiction(where, days, known)
    return days


def _refuse_year_out_of_reach(where: str, year: int) -> None:
    if not FIRST_OF_TODAYS_LAW <= year <= last_reckoned_year():
        raise SettingsError(
            _("{where}: a table can be given for {first} (国务院令第795号) to {last}, not {year}").format(
                where=where, first=FIRST_OF_TODAYS_LAW, last=last_reckoned_year(), year=year
            )
        )


def _check_source(where: str, year: int, entry: Mapping[str, Any]) -> None:
    document, published = entry.get("document"), entry.get("published_on")
    if not isinstance(document, str) or not document.strip():
        raise SettingsError(
            _("{where} document: name the notice, for example 国办发明电〔{year_before}〕7号").format(
                where=where, year_before=year - 1
            )
        )
    if not _is_day(published) or published.year not in (year - 1, year):
        raise SettingsError(
            _("{where} published_on: the day of the notice, for example {year_before}-11-04").format(
                where=where, year_before=year - 1
            )
        )


def _flag(where: str, entry: Mapping[str, Any]) -> bool:
    value = entry.get("overrides", False)
    if not isinstance(value, bool):
        raise SettingsError(_("{where} overrides: true or false").format(where=where))
    return value


def _days(where: str, year: int, listed: Any) -> tuple[date, ...]:
    """The days of a list; each entry is a day, or the first and the last one with 至 between them."""
    if not isinstance(listed, list):
        raise SettingsError(
            _('{where}: a list of days, for example ["{year}-01-01{to}{year}-01-03"]').format(
                where=where, year=year, to=_TO
            )
        )
    found = [day for one in listed for day in _range(where, one)]
    for day in found:
        if year_of_notice(day) != year:
            raise SettingsError(
                _("{where}: {day} lies outside of 24 December {year_before} to 23 December {year}").format(
                    where=where, day=day, year_before=year - 1, year=year
                )
            )
    return tuple(found)


def _range(where: str, listed: Any) -> Iterator[date]:
    first, _to, last = str(listed).partition(_TO)
    try:
        begin = date.fromisoformat(first.strip())
        end = date.fromisoformat(last.strip()) if last else begin
    except ValueError:
        raise SettingsError(
            _("{where}: '{listed}' is no day; write 2027-01-01, or 2027-01-01{to}2027-01-03").format(
                where=where, listed=listed, to=_TO
            )
        ) from None
    if end < begin:
        raise SettingsError(_("{where}: '{listed}' ends before it begins").format(where=where, listed=listed))
    return (begin + timedelta(days=number) for number in range((end - begin).days + 1))


def _refuse_twice(where: str, days: Iterable[date]) -> None:
    seen: set[date] = set()
    for day in days:
        if day in seen:
            raise SettingsError(_("{where}: {day} stands there twice").format(where=where, day=day))
        seen.add(day)


def _check_holidays(where: str, year: int, holidays: tuple[date, ...]) -> None:
    absent = [f"{name} {day}" for day, name in statutory_days(year).items() if day not in holidays]
    if absent:
        raise SettingsError(
            _("{where} holidays: statutory days are not among them: {absent}").format(
                where=where, absent=", ".join(absent)
            )
        )
    for day in holidays:
        if not may_be_holiday(day):
            raise SettingsError(
                _(
                    "{where} holidays: {day} ({weekday}) lies near none of {holidays}; a day off that is given "
                    "for once belongs into extra"
                ).format(where=where, day=day, weekday=_weekday(day), holidays="、".join(festivals(year)))
            )


def _check_swapped(where: str, swapped: tuple[date, ...], days_off: tuple[date, ...]) -> None:
    for day in swapped:
        if day.weekday() < _SATURDAY:
            raise SettingsError(
                _("{where} workdays: {day} ({weekday}) is no weekend; it is worked anyway").format(
                    where=where, day=day, weekday=_weekday(day)
                )
            )
        if not any(abs(day - off) <= _FARTHEST_SWAP for off in days_off):
            raise SettingsError(
                _("{where} workdays: {day} ({weekday}) lies more than 14 days from any holiday").format(
                    where=where, day=day, weekday=_weekday(day)
                )
            )


def _check_sum(where: str, holidays: tuple[date, ...], swapped: tuple[date, ...]) -> None:
    off = sum(day.weekday() < _SATURDAY for day in holidays)
    if off - len(swapped) != STATUTORY_DAYS:
        raise SettingsError(
            _(
                "{where}: {off} days off from Monday to Friday less {count} worked weekend days should make the "
                "{statutory} statutory days; a day is missing or too many in holidays or workdays"
            ).format(where=where, off=off, count=len(swapped), statutory=STATUTORY_DAYS)
        )


def _refuse_contradiction(where: str, days: YearDays, known: Calendar) -> None:
    """SettingsError where the calendar without the table knows the year, and says something else of a day."""
    if days.year not in known.years:
        return
    ours = known.with_years(days)
    every = days_after(date(days.year - 1, 12, 23), date(days.year, 12, 23))
    if differ := [day.isoformat() for day in every if ours.may_be_worked(day) != known.may_be_worked(day)]:
        raise SettingsError(
            _(
                "{where}: the program knows {year} otherwise on {differ}; mend the table, or write overrides = "
                "true where the notice was changed"
            ).format(where=where, year=days.year, differ=", ".join(differ))
        )


def _is_day(value: Any) -> TypeGuard[date]:
    return type(value) is date


def _weekday(day: date) -> str:
    return f"周{_WEEKDAYS[day.weekday()]}"


def _told(day: date) -> str:
    return f"{day.month}月{day.day}日（{_weekday(day)}）"


def _told_range(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first}{_TO}{last}"
