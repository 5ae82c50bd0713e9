"""Plugin: a page of paper (A4) for each auction and reward, to be posted: nameless but for rewards that an officer marked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pelican.plugins import signals

from pipeline.core.records import Dataset, PublicRow
from yangguang_site.courts import one_per_code
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import one_line
from yangguang_site.kinds import KINDS, kind_of, nameless_title
from yangguang_site.moments import read_day
from yangguang_site.nameless import LONGEST_LINE, PRINTED_LINE, Line, body_lines, cut, is_marked, lines_of
from yangguang_site.writer import PageWriter

_LONGEST_TITLE = 60
_SHEET, _TITLE_LINE, _FACT_LINE, _BODY_LINE = 112, 9, 10, 7
"""Millimetres of the sheet that title, facts and text share, and what a line of each takes (poster.css)."""
_IN_TITLE, _IN_FACT = 30, 26
"""Signs of such a line."""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """What stands on a poster in the notice's own words; nothing on one without the mark."""

    title: str = ""
    rules: list[Line] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    is_cut: bool = False
    """Whether there was more than the sheet holds."""


class Posters(SiteGenerator):
    """``notices/<id>/poster/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write a poster for each public notice that may have one; it goes with its notice."""
        courts = {court["code"]: court for court in one_per_code(self.snapshot.rows(Dataset.COURTS))}
        for row in self.snapshot.notices(*(kind.dataset for kind in KINDS if kind.has_poster)):
            self._write_poster(writer, row, courts.get(row["court_code"], {}))

    def _write_poster(self, writer: PageWriter, row: PublicRow, court: PublicRow) -> None:
        text = marked_text(row, court) if is_marked(row) else MarkedText()
        self.write(
            writer,
            f"notices/{row['id']}/poster/",
            "poster.html",
            kind=kind_of(row),
            id=row["id"],
            name=nameless_title(row),
            court_name=one_line(row["court_name"]),
            case=one_line(row.get("case_number", "")),
            stage=one_line(row.get("stage", "")),
            lines=lines_of(row, court),
            text=text,
            until=valid_until(row, self.site.notice_days),
            public_address=f"{self.site.base_url}/notices/{row['id']}/",
        )


def marked_text(row: PublicRow, court: Mapping[str, object]) -> MarkedText:
    """What a marked notice says in its own words, as much as fits on the sheet.

    Args:
        row: A reward that is marked for posting.
        court: Its court in the directory.
    """
    title = cut(one_line(row.get("title", "")), _LONGEST_TITLE)
    named = (("计算方法", "reward_rule"), ("领取条件", "claim_conditions"))
    rules = [Line(label, cut(one_line(row[name]), LONGEST_LINE)) for label, name in named if row.get(name)]
    facts = sum(-(-len(line.text) // _IN_FACT) for line in (*lines_of(row, court), *rules))
    left = _SHEET - _TITLE_LINE * -(-len(title) // _IN_TITLE) - _FACT_LINE * facts
    body, is_cut = body_lines(row, PRINTED_LINE * max(0, left // _BODY_LINE))
    return MarkedText(title, rules, body, is_cut)


def valid_until(row: PublicRow, notice_days: int) -> str:
    """The last day on which a poster is good, ISO, as far as the notice itself tells it; empty where it tells none.

    Args:
        row: An auction or a reward.
        notice_days: For how many days notices without an end are shown (R8).

    >>> valid_until({"dataset": "auction_notices", "event_at": "2026-12-01T10:00", "ends_on": "2026-12-02"}, 90)
    '2026-12-02'
    >>> valid_until({"dataset": "reward_notices", "published_on": "2026-11-05"}, 90)
    '2027-02-02'
    """
    names = ("event_at", "ends_on") if kind_of(row).event else ("ends_on",)
    days = [day for day in map(read_day, map(row.get, names)) if day]
    published = read_day(row.get("published_on"))
    if published and not days:
        days = [published + timedelta(days=notice_days - 1)]  # it is gone in the run of the day after
    return max(days).isoformat() if days else ""


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Posters


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
