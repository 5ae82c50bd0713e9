"""A year of working days as a court checks it against the notice: month by month, days off 休, worked weekends 班."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from pipeline.core.workdays import Calendar

_HEAD = "一   二   三   四   五   六   日"
_MONTHS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
_NOTHING = "     "
_NO_MARK = "  "


def year_sheet(calendar: Calendar, year: int) -> Iterator[str]:
    """The lines of a known year."""
    total = 0
    yield f"{year}年工作日历（休：放假；班：周六、周日上班）"
    for month, name in enumerate(_MONTHS, 1):
        days = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
        worked = sum(map(calendar.may_be_worked, days))
        total += worked
        yield ""
        yield f"{name}月（工作日{worked}天）"
        yield _HEAD
        yield from _weeks(calendar, days)
    yield ""
    yield f"全年工作日{total}天。"
    if year + 1 not in calendar.years:
        yield f"12月24日至31日随{year + 1}年的通知，尚未公布，此处全部按工作日计。"


def _weeks(calendar: Calendar, days: list[date]) -> Iterator[str]:
    cells = [_NOTHING] * days[0].weekday() + [f"{day.day:>2}{_mark(calendar, day)} " for day in days]
    return ("".join(cells[start : start + 7]).rstrip() for start in range(0, len(cells), 7))


def _mark(calendar: Calendar, day: date) -> str:
    if day in calendar.days_off:
        return "休"
    return "班" if day in calendar.swapped else _NO_MARK
