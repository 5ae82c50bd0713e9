"""Joined figures as pages and tables show them: periods, lists and provinces by their names, cells in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.core.pages import CellRow, QuarterShare
from pipeline.core.records import SCHEMAS
from pipeline.core.writing import csv_text, safe_cell
from yangguang_site.slugs import province_of

_BYTE_ORDER_MARK = "\ufeff"
"""By it office programs know UTF-8."""
_TOO_FEW = ("不足10条，不分列", "")
_REST, _ALL = "其余合计", "合计"
_LISTS = {schema.dataset.value: schema.title for schema in SCHEMAS.values()}
_HALVES = {"1": "上半年", "2": "下半年"}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One line of groups."""

    period: str
    group: str
    cells: tuple[tuple[str, str], ...]
    """What is counted, and the number with its separators; empty for a number of fewer than ten."""


def period_in_words(period: str) -> str:
    """A month, quarter or half-year.

    >>> [period_in_words(period) for period in ("2026-09", "2026Q3", "2026H1")]
    ['2026年9月', '2026年第3季度', '2026年上半年']
    """
    year, kind, number = period[:4], period[4], period[5:]
    if kind == "Q":
        return f"{year}年第{number}季度"
    return f"{year}年{_HALVES[number]}" if kind == "H" else f"{year}年{int(number)}月"


def names_of(groups: Iterable[str]) -> str:
    """Titles of lists, names of provinces by the codes of their courts.

    >>> names_of(["exit_bans"]), names_of(["浙", "苏"])
    ('限制出境', '浙江、江苏')
    """
    return "、".join(dict.fromkeys(_LISTS.get(code) or province_of(code) for code in groups))


def shown(rows: Iterable[CellRow]) -> list[ShownRow]:
    """The lines as a page shows them."""
    return [ShownRow(period_in_words(row.period), names_of(row.groups), _cells(row)) for row in rows]


def shares(quarters: Iterable[QuarterShare]) -> list[tuple[str, str, str]]:
    """Quarter, province and percentage in words."""
    return [(period_in_words(one.quarter), province_of(one.province), _percent(one.percent)) for one in quarters]


def cells_csv(heads: tuple[str, str, str], rows: Iterable[CellRow]) -> str:
    """Joined figures as CSV: period, groups, the parts of a cell by name, their number."""
    lines: list[tuple[object, ...]] = []
    for row in rows:
        whole = [("、".join(cell.parts), str(cell.count)) for cell in row.cells] or [_TOO_FEW]
        lines += [(period_in_words(row.period), names_of(row.groups), safe_cell(part), count) for part, count in whole]
    return _BYTE_ORDER_MARK + csv_text([(*heads, "条数"), *lines])


def shares_csv(quarters: Iterable[QuarterShare]) -> str:
    """The percentages as CSV."""
    return _BYTE_ORDER_MARK + csv_text([("季度", "地区", "公开率"), *shares(quarters)])


def _cells(row: CellRow) -> tuple[tuple[str, str], ...]:
    joined = _ALL if len(row.cells) == 1 else _REST
    told = tuple((cell.parts[0] if len(cell.parts) == 1 else joined, f"{cell.count:,}") for cell in row.cells)
    return told or (_TOO_FEW,)


def _percent(percent: int | None) -> str:
    return "数量较少，不公布" if percent is None else f"{percent}%"
