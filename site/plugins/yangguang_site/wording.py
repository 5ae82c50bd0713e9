"""How values read on a page: dates, money, kinds and labels in Chinese."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.records import SCHEMAS, Column, Dataset, Kind, PublicRow

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}:[0-9]{2}).*)?", re.ASCII)
_PARTY_KINDS = {"natural": "自然人", "legal": "法人或非法人组织", "other": "其他主体"}
_ORGANISATIONS = ("legal", "other")
_USCC_LENGTH = 18
_LONG_TEXT = 160

_LABELS: dict[tuple[str, str], str] = {
    (Dataset.AUCTION_NOTICES, "event_at"): "开始时间",
    (Dataset.AUCTION_NOTICES, "ends_on"): "结束日期",
    (Dataset.REWARD_NOTICES, "ends_on"): "悬赏截止",
    (Dataset.HEARING_NOTICES, "event_at"): "听证时间",
    (Dataset.HEARING_NOTICES, "event_place"): "听证地点",
    (Dataset.HEARING_NOTICES, "is_public"): "是否公开听证",
    (Dataset.EXIT_BANS, "reason"): "限制事由",
}
"""Where the column's own title would be too general on a page."""


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
        return f"{value}岁"
    return str(value)


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
