"""Plugin: calendar files [RFC 5545], one per hearing and auction and one per court. Names of persons are in none."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Alarm, Calendar, Event
from pelican.plugins import signals

from pipeline.core.links import LinkHosts
from pipeline.core.records import PublicRow
from yangguang_site.generator import SiteGenerator
from yangguang_site.inert import one_line
from yangguang_site.kinds import kind_of, nameless_title
from yangguang_site.moments import midnight, read_day, read_moment
from yangguang_site.slugs import court_slug
from yangguang_site.wording import chinese_date, grouped_money
from yangguang_site.writer import PageWriter

_PRODUCT = "-//Yangguang//Notices//ZH"
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)
_NINE_THE_DAY_BEFORE = timedelta(hours=15)
"""Before the midnight at which an event without a time begins."""


class Calendars(SiteGenerator):
    """``notices/<id>/event.ics`` and ``courts/<court>/calendar.ics``."""

    def generate_output(self, writer: PageWriter) -> None:
        """Write a file per event, and per court one of all its events."""
        courts: dict[str, list[PublicRow]] = defaultdict(list)
        for row in self.snapshot.notices():
            if has_event(row):
                courts[row["court_code"]].append(row)
            if calls(row):
                self._write_calendar(writer, f"notices/{row['id']}/event.ics", nameless_title(row), [row])
        for code, name in self.snapshot.court_names.items():
            self._write_calendar(writer, f"courts/{court_slug(code)}/calendar.ics", f"{name}听证与拍卖", courts[code])

    def _write_calendar(self, writer: PageWriter, name: str, title: str, rows: list[PublicRow]) -> None:
        corrected = {row["id"]: self.snapshot.corrected_on(row["id"]) for row in rows}
        hosts = LinkHosts(self.site.link_hosts)
        platforms = {row["id"]: hosts.link_of(row.get("platform_url")) or "" for row in rows}
        values = {"title": title, "rows": rows, "corrected": corrected, "platforms": platforms}
        self.write_made(writer, name, calendar, root=self.site.base_url, **values)


def has_event(row: PublicRow) -> bool:
    """Whether a notice calls to something at a readable time."""
    return bool(kind_of(row).event) and read_moment(row.get("event_at")) is not None


def calls(row: PublicRow) -> bool:
    """Whether a notice still may call to something at a readable time: what became of its auction is not known."""
    return has_event(row) and not row.get("result")


def calendar(root: str, title: str, rows: list[PublicRow], corrected: dict[str, str], platforms: dict[str, str]) -> str:
    """A calendar of events; its dates come from the notices, never from a clock.

    Args:
        root: The public address of the site.
        title: Name of the calendar.
        rows: Notices with an event (`has_event`).
        corrected: Notice -> the day on which its text last changed, empty if it never did.
        platforms: Notice -> where the bidding is; empty where there is no such link.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", one_line(title))
    for row in sorted(rows, key=lambda row: (str(row["event_at"]), str(row["id"]))):
        made.add_component(_event(root, row, corrected[row["id"]], platforms[row["id"]]))
    text: str = made.to_ical().decode()
    return text


def _event(root: str, row: PublicRow, corrected_on: str, platform: str) -> Event:
    event, page = Event(), f"{root}/notices/{row['id']}/"
    event.add("uid", page)
    event.add("dtstamp", _stamp(corrected_on) or _stamp(row.get("published_on")) or _UNDATED)
    start, end = _ends_of(row)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
        event.add("transp", "TRANSPARENT")  # a bidding of days keeps nobody busy
    event.add("summary", one_line(f"{row['court_name']} {nameless_title(row)}"))
    place = row.get("event_place") or platform
    if place:
        event.add("location", one_line(place))
    event.add("description", one_line(_described(row)) + f"\n{page}")
    event.add("url", page)
    if not row.get("result"):
        event.add_component(_alarm(row, is_timed=isinstance(start, datetime)))
    return event


def _ends_of(row: PublicRow) -> tuple[datetime | date, datetime | date | None]:
    """When an event begins, and when it is over, if the notice says so: an auction runs to the end of its last day."""
    start, last = read_moment(row["event_at"]), read_moment(row.get("ends_on"))
    if isinstance(start, datetime):
        end = last if isinstance(last, datetime) or last is None else midnight(last + _A_DAY)
        begins: datetime | date = start.astimezone(UTC)
        ends: datetime | date | None = end.astimezone(UTC) if end is not None and end > start else None
        return begins, ends
    day = read_day(row["event_at"]) or _UNDATED.date()
    last_day = read_day(row.get("ends_on"))
    return day, last_day + _A_DAY if last_day is not None and last_day >= day else None


def _alarm(row: PublicRow, *, is_timed: bool) -> Alarm:
    """A day before; at nine the day before where no time is told."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -(_A_DAY if is_timed else _NINE_THE_DAY_BEFORE))
    alarm.add("description", one_line(f"{kind_of(row).event}提醒：{nameless_title(row)}"))
    return alarm


def _described(row: PublicRow) -> str:
    if kind_of(row).slug != "auction":
        return f"是否公开听证：{row['is_public']}。" if row.get("is_public") else ""
    price = f"起拍价：{grouped_money(str(row['starting_price']))} 元。" if row.get("starting_price") else ""
    ends = f"竞价结束日期：{chinese_date(str(row['ends_on']))}。" if row.get("ends_on") else ""
    result = f"拍卖结果：{row['result']}。" if row.get("result") else ""
    return f"{price}{ends}{result}以平台公告为准。"


def _stamp(day: Any) -> datetime | None:
    read = read_day(day)
    return midnight(read).astimezone(UTC) if read else None


def generators(_: Any) -> type[SiteGenerator]:
    """The generator of this plugin."""
    return Calendars


def register() -> None:
    """Called by Pelican."""
    signals.get_generators.connect(generators)
