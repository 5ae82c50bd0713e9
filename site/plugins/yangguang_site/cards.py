"""A notice as lists show it: what, where, when, for how much; nothing that only a clock could tell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.core.records import PublicRow
from yangguang_site.inert import one_line
from yangguang_site.kinds import NoticeKind, kind_of
from yangguang_site.moments import read_day, read_moment
from yangguang_site.objects import heading, object_kind
from yangguang_site.places import Places
from yangguang_site.wording import chinese_date, grouped_money, grouped_sum

_A_SUM = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?(?:万|亿)?元", re.ASCII)
"""A reward that is nothing but a sum; in words it may name somebody."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when a notice calls; both in ISO form, Beijing time, empty where the notice tells none that can be read."""

    start: str
    end: str

    @property
    def day(self) -> str:
        """The day under which a calendar has it, ISO; empty where there is none."""
        return (self.start or self.end)[:10]

    @property
    def last_day(self) -> str:
        """The last day that it touches, ISO; empty where there is none."""
        return max(self.start[:10], self.end[:10])


@dataclass(frozen=True, slots=True)
class NoticeCard:
    """A notice as lists show it."""

    id: str
    kind: NoticeKind
    title: str
    """What it is about; of a reward it may name a debtor."""
    nameless: str
    """Kind and case number: its title wherever search engines read."""
    court: str
    case_number: str
    place: str
    """The division where the thing lies, else that of the court."""
    stage: str
    object: str
    span: Span
    days: tuple[tuple[str, str, str], ...]
    """What stands without a script: label, ISO (empty if unreadable), words."""
    sums: tuple[tuple[str, str], ...]
    """Labels and sums."""
    result: str
    result_price: str
    published_on: str

    @property
    def outcome(self) -> str:
        """What became of it, in words; empty before."""
        return f"{self.result}，{self.result_price}" if self.result and self.result_price else self.result


class Cards:
    """Makes cards of notices."""

    def __init__(self, courts: Iterable[PublicRow]) -> None:
        self._places = Places(courts)

    def of(self, row: PublicRow) -> NoticeCard:
        """A notice as a card."""
        kind = kind_of(row)
        case = one_line(row.get("case_number", ""))
        gap = "" if case.startswith("（") else " "
        return NoticeCard(
            id=row["id"],
            kind=kind,
            title=heading(row) or kind.title,
            nameless=f"{kind.title}{gap}{case}".strip(),
            court=one_line(row["court_name"]),
            case_number=case,
            place=self._places.of(row) if kind.slug == "auction" else self._places.of({**row, "title": ""}),
            stage=one_line(row.get("stage", "")),
            object=object_kind(row),
            span=span_of(row),
            days=_days(row, kind),
            sums=_sums(row),
            result=one_line(row.get("result", "")),
            result_price=_money(row, "result_price"),
            published_on=str(row.get("published_on", "")),
        )

    def all(self, rows: Iterable[PublicRow]) -> list[NoticeCard]:
        """Notices as cards, in their order."""
        return [self.of(row) for row in rows]


def span_of(row: PublicRow) -> Span:
    """From when until when a notice calls.

    >>> span_of({"dataset": "auction_notices", "event_at": "2026-12-01T10:00", "ends_on": "2026-12-02"})
    Span(start='2026-12-01T10:00:00+08:00', end='2026-12-02')
    """
    start = _iso(row.get("event_at")) if kind_of(row).event else ""
    return Span(start, _iso(row.get("ends_on")))


def _iso(value: object) -> str:
    moment: date | None = read_moment(value)
    return "" if moment is None else moment.isoformat()


def _days(row: PublicRow, kind: NoticeKind) -> tuple[tuple[str, str, str], ...]:
    end = {"auction": "竞价结束", "reward": "悬赏截止"}.get(kind.slug, "")
    wanted = ((kind.event, "event_at"), (end, "ends_on"))
    shown = [(label, str(row[name])) for label, name in wanted if label and row.get(name)]
    return tuple((label, value if read_day(value) else "", chinese_date(value)) for label, value in shown)


def _sums(row: PublicRow) -> tuple[tuple[str, str], ...]:
    names = (("起拍价", "starting_price"), ("评估价", "appraised_price"), ("保证金", "deposit"))
    sums = [(label, sum_) for label, name in names if (sum_ := _money(row, name))]
    reward = one_line(row.get("reward", ""))
    return (*sums, *([("悬赏金额", grouped_sum(reward))] if _A_SUM.fullmatch(reward) else []))


def _money(row: PublicRow, name: str) -> str:
    """A sum in yuan, without the decimals of a round one; empty where there is none."""
    return f"{grouped_money(str(row[name])).removesuffix('.00')} 元" if row.get(name) else ""
