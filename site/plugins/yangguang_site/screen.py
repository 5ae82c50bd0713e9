"""Plugin: the pages for electronic boards in courts' halls: one of all courts, one a court with those below it.

A board shows notices to come and nothing of a person but the title of a reward that an officer marked for posting
(`nameless.py`). The browser counts for how many days (``js/hall/screen.js``), by the date of the release and the working
days in ``screen/calendar.json``, so that an unchanged night changes no board.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pelican.plugins import signals

from pipeline.core.pages import BoardDays
from pipeline.core.records import Dataset, PublicRow
from yangguang_site.courts import lower_courts, one_per_code
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import one_line
from yangguang_site.kinds import kind_of
from yangguang_site.moments import read_day
from yangguang_site.nameless import Line, is_marked, lines_of
from yangguang_site.slugs import court_slug
from yangguang_site.writer import PageWriter

MOST = 60
"""Cards of a board, the next ones first: two at a time for twelve seconds make six minutes."""
_LAST = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Card:
    """A notice as a board shows it."""

    kind: str
    slug: str
    stage: str
    court: str
    case: str
    title: str
    """Of a marked reward; else empty."""
    lines: list[Line]


class Screens(SiteGenerator):
    """``screen/`` and ``screen/<court>/``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write the boards."""
        if self.snapshot.board is None:
            return
        courts = one_per_code(self.snapshot.rows(Dataset.COURTS))
        by_code = {court["code"]: court for court in courts}
        days = self.snapshot.board
        rows = upcoming(self.snapshot.notices(), days.on)
        self.write_made(writer, "screen/calendar.json", _as_json, **_calendar_of(days))
        self._write_board(writer, "screen/", "", rows, by_code)
        below = courts_below(courts)
        for code, court in by_code.items():
            own = [row for row in rows if row["court_code"] in below[code]]
            self._write_board(writer, f"screen/{court_slug(code)}/", str(court.get("name", code)), own, by_code)

    def _write_board(
        self, writer: PageWriter, address: str, name: str, rows: list[PublicRow], courts: Mapping[str, PublicRow]
    ) -> None:
        cards = [card_of(row, courts.get(row["court_code"], {})) for row in rows[:MOST]]
        self.write(
            writer,
            address,
            "screen.html",
            name=name or self.site.title,
            is_of_court=bool(name),
            cards=cards,
            total=len(rows),
            place=self.site.base_url.partition("://")[2],
        )


def _calendar_of(days: BoardDays) -> dict[str, object]:
    return {"days_off": days.days_off, "swapped": days.swapped, "known_until": days.known_until}


def _as_json(**values: object) -> str:
    return json.dumps(values, separators=(",", ":"))


def upcoming(notices: Iterable[PublicRow], on: str) -> list[PublicRow]:
    """The notices that are shown on R: auctions without a result, public hearings, rewards; what comes next stands first.

    Args:
        notices: Public notices of all kinds.
        on: R, ISO; "" where there is none.
    """
    dated = [(last_day(row), row) for row in notices if _is_shown(row)]
    open_now = [(day, row) for day, row in dated if day >= on]
    return [row for day, row in sorted(open_now, key=lambda pair: (_next_day(pair[1], pair[0]), str(pair[1]["id"])))]


def last_day(row: PublicRow) -> str:
    """The last day to which a notice calls, ISO; the end of all days where it tells none."""
    names = ("ends_on", "event_at") if kind_of(row).event else ("ends_on",)
    days = [day.isoformat() for day in map(read_day, map(row.get, names)) if day]
    return max(days, default=_LAST)


def courts_below(courts: list[PublicRow]) -> dict[str, frozenset[str]]:
    """Court code -> the court itself and all below it, however the directory ties them."""
    lower = {code: [court["code"] for court in below] for code, below in lower_courts(courts).items()}

    def gathered(code: str) -> frozenset[str]:
        found, waiting = set(), [code]
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting.extend(lower.get(one, ()))
        return frozenset(found)

    return {court["code"]: gathered(court["code"]) for court in courts}


def card_of(row: PublicRow, court: Mapping[str, object]) -> Card:
    """A notice as a card."""
    kind = kind_of(row)
    return Card(
        kind.title,
        kind.slug,
        one_line(row.get("stage", "")),
        one_line(row["court_name"]),
        one_line(row.get("case_number", "")),
        one_line(row.get("title", "")) if is_marked(row) else "",
        lines_of(row, court, is_brief=True),
    )


def _is_shown(row: PublicRow) -> bool:
    if row["dataset"] == Dataset.HEARING_NOTICES:
        return row.get("is_public") == "是" and bool(read_day(row.get("event_at")))
    return not row.get("result")


def _next_day(row: PublicRow, last: str) -> str:
    """When a notice has its turn: events by their day, rewards, which only end, behind the events of the next weeks."""
    day = read_day(row.get("event_at")) if kind_of(row).event else None
    return day.isoformat() + str(row["event_at"])[10:] if day else last


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Screens


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
