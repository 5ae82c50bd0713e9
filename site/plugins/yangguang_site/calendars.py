"""Plugin: calendar files [RFC 5545], one per hearing and auction and one per court. Names of persons are in none."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar, Event
from pelican.plugins import signals

from pipeline.core.records import PublicRow
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import one_line
from yangguang_site.kinds import kind_of, nameless_title
from yangguang_site.moments import midnight, read_day, read_moment
from yangguang_site.slugs import court_slug
from yangguang_site.wording import chinese_date
from yangguang_site.writer import PageWriter

_PRODUCT = "-//Yangguang//Notices//ZH"
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


class Calendars(SiteGenerator):
    """``notices/<id>/event.ics`` and ``courts/<court>/calendar.ics``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write a file per event, and per court one of all its events."""
        courts: dict[str, list[PublicRow]] = defaultdict(list)
        for row in self.snapshot.notices():
            if has_event(row):
                courts[row["court_code"]].append(row)
                self._write_calendar(writer, f"notices/{row['id']}/event.ics", nameless_title(row), [row])
        for code, name in self.snapshot.court_names.items():
            self._write_calendar(writer, f"courts/{court_slug(code)}/calendar.ics", f"{name}听证与拍卖", courts[code])

    def _write_calendar(self, writer: PageWriter, name: str, title: str, rows: list[PublicRow]) -> None:
        corrected = {row["id"]: self.snapshot.corrected_on(row["id"]) for row in rows}
        self.write_made(writer, name, calendar, root=self.site.base_url, title=title, rows=rows, corrected=corrected)


def has_event(row: PublicRow) -> bool:
    """Whether a notice calls to something at a readable time."""
    return bool(kind_of(row).event) and read_moment(row.get("event_at")) is not None


def calendar(root: str, title: str, rows: list[PublicRow], corrected: dict[str, str]) -> str:
    """A calendar of events; its dates come from the notices, never from a clock.

    Args:
        root: The public address of the site.
        title: Name of the calendar.
        rows: Notices with an event (`has_event`).
        corrected: Notice -> the day on which its text last changed, empty if it never did.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", one_line(title))
    for row in sorted(rows, key=lambda row: (str(row["event_at"]), str(row["id"]))):
        made.add_component(_event(root, row, corrected[row["id"]]))
    text: str = made.to_ical().decode()
    return text


def _event(root: str, row: PublicRow, corrected_on: str) -> Event:
    event, page = Event(), f"{root}/notices/{row['id']}/"
    event.add("uid", page)
    event.add("dtstamp", _stamp(corrected_on) or _stamp(row.get("published_on")) or _UNDATED)
    start = read_moment(row["event_at"])
    event.add("dtstart", start.astimezone(UTC) if isinstance(start, datetime) else start)
    event.add("summary", one_line(f"{row['court_name']} {nameless_title(row)}"))
    if row.get("event_place"):
        event.add("location", one_line(row["event_place"]))
    event.add("description", one_line(_described(row)) + f"\n{page}")
    event.add("url", page)
    return event


def _described(row: PublicRow) -> str:
    if kind_of(row).slug == "auction":
        ends = f"竞价结束日期：{chinese_date(str(row['ends_on']))}。" if row.get("ends_on") else ""
        return f"{ends}以平台公告为准。"
    return f"是否公开听证：{row['is_public']}。" if row.get("is_public") else ""


def _stamp(day: Any) -> datetime | None:
    read = read_day(day)
    return midnight(read).astimezone(UTC) if read else None


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Calendars


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
