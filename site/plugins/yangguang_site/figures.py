"""The figures of the statistics page: counts over time per list, and what each day changed."""

from dataclasses import dataclass
from datetime import date

from pipeline.core.acts import Verb
from pipeline.core.pages import CountPoint, DayChange, History
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.core.writing import csv_text, safe_cell
from yangguang_site.charts import Chart, step_chart

_CHART_DAYS = 366
_CHART_POINTS = 7
"""Fewer points, or points of one height, are told by the number alone."""
MONTHS_SHOWN = 24
DAYS_SHOWN = 30
_BYTE_ORDER_MARK = "\ufeff"
"""By it office programs know UTF-8."""


@dataclass(frozen=True, slots=True)
class Series:
    """One list over time."""

    dataset: str
    title: str
    count: int
    chart: Chart | None
    """None on the first days, and where the number was always the same."""
    months: tuple[tuple[str, int], ...]
    """Month and the count at its end, newest first; empty where there is one month only and no chart, so that the number
    would stand there twice."""


def series_of(history: History, counts: dict[Dataset, int]) -> list[Series]:
    """Every published list with its chart and its table.

    Args:
        history: The figures of all releases.
        counts: Tonight's records per list.
    """
    return [
        _series(dataset, counts[dataset], [(point.day, point.counts.get(dataset.value, 0)) for point in history.counts])
        for dataset in counts
    ]


def _series(dataset: Dataset, count: int, points: list[tuple[str, int]]) -> Series:
    chart, months = _chart(points), _months(points)
    return Series(dataset.value, SCHEMAS[dataset].title, count, chart, months if chart or len(months) > 1 else ())


def recent_changes(changes: tuple[DayChange, ...]) -> list[tuple[str, list[tuple[str, DayChange]]]]:
    """The newest days on which anything changed, each with its lists by title."""
    days: dict[str, list[tuple[str, DayChange]]] = {}
    for change in reversed(changes):
        days.setdefault(change.day, []).insert(0, (SCHEMAS[Dataset(change.dataset)].title, change))
    return list(days.items())[:DAYS_SHOWN]


def counts_csv(points: tuple[CountPoint, ...], lists: tuple[str, ...]) -> str:
    """Every point as CSV: a day a line, a list a column.

    Args:
        points: The counts of all releases.
        lists: The lists that the deployment publishes.
    """
    heads = ["日期", *(SCHEMAS[Dataset(name)].title for name in lists)]
    rows = [[point.day, *(point.counts.get(name, 0) for name in lists)] for point in points]
    return _BYTE_ORDER_MARK + csv_text([heads, *rows])


def changes_csv(changes: tuple[DayChange, ...]) -> str:
    """Every day's changes as CSV."""
    rows = [
        [one.day, SCHEMAS[Dataset(one.dataset)].title, one.published, one.corrected, one.removed] for one in changes
    ]
    return _BYTE_ORDER_MARK + csv_text([["日期", "清单", "新增", Verb.CORRECTED.value, "撤下"], *rows])


def courts_csv(rows: list[tuple[str, str, int, int, int]]) -> str:
    """Removals per court as CSV: code, name, removed, due, in time."""
    heads = ["法院代码", "法院", "撤下", "应按期", "按期"]
    return _BYTE_ORDER_MARK + csv_text([heads, *([safe_cell(cell) for cell in row] for row in rows)])


def _chart(points: list[tuple[str, int]]) -> Chart | None:
    if not points:
        return None
    dated = [(date.fromisoformat(day), count) for day, count in points]
    newest = dated[-1][0].toordinal()
    drawn = [point for point in dated if newest - point[0].toordinal() <= _CHART_DAYS]
    if len(drawn) < _CHART_POINTS or len({count for _, count in drawn}) == 1:
        return None
    return step_chart(drawn)


def _months(points: list[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    ends = {day[:7]: count for day, count in points}
    return tuple(sorted(ends.items(), reverse=True))[:MONTHS_SHOWN]
