"""How values read on a page: dates, money, kinds and labels in Chinese."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.core.records import MEASURES, PARTY_LISTS, SCHEMAS, Column, Dataset, Kind, PublicRow

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}).*)?", re.ASCII)
_PARTY_KINDS = {"natural": "自然人", "legal": "法人或非法人组织", "other": "其他主体"}
_ORGANISATIONS = ("legal", "other")
_USCC_LENGTH = 18
_LONG_TEXT = 160
_SUM = re.compile(r"([0-9]{4,15}(?:\.[0-9]{1,2})?)元", re.ASCII)
_LEVELS = {level: f"{level}人民法院" for level in ("最高", "高级", "中级", "基层")}

_LABELS: dict[tuple[str, str], str] = {
    (Dataset.AUCTION_NOTICES, "event_at"): "开拍时间",
    (Dataset.AUCTION_NOTICES, "ends_on"): "竞价结束日期",
    (Dataset.REWARD_NOTICES, "ends_on"): "悬赏截止日期",
    (Dataset.HEARING_NOTICES, "event_at"): "听证时间",
    (Dataset.HEARING_NOTICES, "event_place"): "听证地点",
    (Dataset.HEARING_NOTICES, "is_public"): "是否公开听证",
    (Dataset.DISHONEST_DEBTORS, "age"): "年龄",
}
"""Where the column's own title would be too general on a page."""

_LISTS = {"[[party lists]]": PARTY_LISTS, "[[measures]]": MEASURES}
"""What a page below content/ writes -> the lists that are named there."""
_NAMED_IN_PROSE = (Dataset.EXIT_BANS, Dataset.CONSUMPTION_LIMITS, Dataset.BIDDING_LIMITS)
"""Measures that the page of corrections names in its own words."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value of a record, ready to print (the template escapes it)."""

    name: str
    title: str
    text: str
    day: str = ""
    """The machine-readable date, for ``<time>``; empty for everything else."""

    @property
    def is_long(self) -> bool:
        """Whether the value is folded away until asked for."""
        return len(self.text) > _LONG_TEXT


def facts(row: PublicRow, names: tuple[str, ...]) -> list[Fact]:
    """The present values of a row, labelled, in the order of ``names``."""
    schema = SCHEMAS[Dataset(row["dataset"])]
    return [_fact(row, schema.column(name), row[name]) for name in names if row.get(name)]


def _fact(row: PublicRow, column: Column, value: Any) -> Fact:
    title = _LABELS.get((row["dataset"], column.name), column.title)
    if column.kind is Kind.IDENTIFIER and row.get("party_kind") in _ORGANISATIONS:
        title = "统一社会信用代码" if len(str(value)) == _USCC_LENGTH else "组织机构代码"
    day = value if column.kind in (Kind.DATE, Kind.MOMENT) and is_day(value) else ""
    return Fact(column.name, title, wording(column, value), day)


def wording(column: Column, value: Any) -> str:
    """A value as it reads on a page."""
    if column.kind in (Kind.DATE, Kind.MOMENT):
        return chinese_date(str(value))
    if column.kind is Kind.MONEY:
        return grouped_money(str(value))
    if column.name == "party_kind":
        return _PARTY_KINDS.get(str(value), str(value))
    if column.kind is Kind.AGE:
        return f"{value}岁（按年份计）"
    if column.name == "legal_representative":
        return f"{value}（本人不因此成为被执行人）"
    return grouped_sum(str(value)) if column.kind is Kind.TEXT else str(value)


def chinese_date(value: str) -> str:
    """A day or moment in words; other texts stay.

    >>> chinese_date("2026-11-20T10:00")
    '2026年11月20日 10:00'
    >>> chinese_date("2026-01-05")
    '2026年1月5日'
    """
    match = _DAY.fullmatch(value)
    if match is None:
        return value
    year, month, day, time = match.groups()
    return f"{year}年{int(month)}月{int(day)}日" + (f" {time}" if time else "")


def is_day(value: Any) -> bool:
    """Whether a value is a calendar day or moment in ISO form."""
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def chinese_month(value: str) -> str:
    """A month in words.

    >>> chinese_month("2026-11")
    '2026年11月'
    """
    year, dash, month = value.partition("-")
    return f"{year}年{int(month)}月" if dash and month.isdecimal() else "日期不详"


def grouped_money(value: str) -> str:
    """Yuan with separators; texts that are no amount stay.

    >>> grouped_money("28000.00")
    '28,000.00'
    """
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return value
    return f"{amount:,.2f}" if amount.is_finite() else value


def grouped_sum(value: str) -> str:
    """A text that is nothing but a sum of yuan, with separators; other texts stay.

    >>> grouped_sum("290000元"), grouped_sum("执行到位金额的5%")
    ('290,000元', '执行到位金额的5%')
    """
    match = _SUM.fullmatch(value)
    return value if match is None else f"{Decimal(match.group(1)):,}元"


def court_level(value: str) -> str:
    """A court's level in full; other words stay.

    >>> court_level("基层"), court_level("专门法院")
    ('基层人民法院', '专门法院')
    """
    return _LEVELS.get(value, value)


def with_lists(page: str, shown: Iterable[str]) -> str:
    """A page written by hand, with the names of the lists in place of ``[[party lists]]`` and ``[[measures]]``.

    Args:
        page: HTML.
        shown: The lists that the deployment publishes; others are not named.
    """
    known = frozenset(shown)
    for sign, lists in _LISTS.items():
        page = page.replace(sign, "、".join(SCHEMAS[dataset].title for dataset in lists if dataset.value in known))
    return page


def further_measures() -> tuple[str, ...]:
    """The measures that the page of corrections does not name in its own words."""
    return tuple(SCHEMAS[dataset].title for dataset in MEASURES if dataset not in _NAMED_IN_PROSE)
