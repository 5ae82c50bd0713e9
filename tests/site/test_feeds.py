"""Feeds and calendars, read by programs that did not write them."""

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import pytest
from yangguang_site.announcements import MOST, newest
from yangguang_site.feeds import atom, json_feed

from pipeline.core.records import Dataset
from tests.site.invented import HANGZHOU, NANJING, XIHU, Invented, Render, opaque, row
from tests.site.reading import bytes_of

BASE = "https://zx.example.cn/sub/"
REWARD_TITLE = "悬赏查找沈星乙财产线索的公告"


def read_atom(path: Path) -> Any:
    feed = feedparser.parse(path.read_bytes())
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def page_of(key: str) -> str:
    return f"{BASE}notices/{opaque(key)}/"


def feeds_below(site: Path, suffix: str) -> list[Path]:
    return sorted((site / "feeds").rglob(f"*{suffix}"))


def test_every_feed_is_read_by_an_independent_library_and_names_itself(site: Path) -> None:
    paths = feeds_below(site, ".atom")
    assert len(paths) == 8
    for path in paths:
        feed = read_atom(path)
        own = next(link.href for link in feed.feed.links if link.rel == "self")
        assert own == BASE + path.relative_to(site).as_posix() == feed.feed.id
        assert all(entry.id == entry.link and entry.updated for entry in feed.entries)


def test_both_forms_of_a_feed_tell_the_same(site: Path) -> None:
    for path in feeds_below(site, ".atom"):
        told = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        entries = read_atom(path).entries
        assert [(one.id, one.title, one.updated) for one in entries] == [
            (one["id"], one["title"], one["date_modified"]) for one in told["items"]
        ]


def test_a_kind_and_a_court_have_their_own_notices_only(site: Path) -> None:
    rewards = {entry.id for entry in read_atom(site / "feeds/reward.atom").entries}
    hostile = page_of(f"hostile {Dataset.REWARD_NOTICES}")
    assert rewards == {page_of("reward 1"), page_of("expired"), hostile}
    nanjing = {entry.id for entry in read_atom(site / "feeds/courts/su0100.atom").entries}
    assert nanjing == {page_of("auction 2")}


def test_a_notice_that_is_gone_keeps_its_id_and_says_nothing_else(site: Path) -> None:
    gone = next(one for one in read_atom(site / "feeds/all.atom").entries if one.id == page_of("withdrawn"))
    assert gone.title == "该公告已撤回"
    assert gone.updated == "2026-11-12T00:00:00+08:00"
    assert "summary" not in gone
    assert {tag.term for tag in gone.tags} == {"auction", "withdrawn"}


def test_a_correction_is_marked_and_moves_up(render: Render) -> None:
    site = render(corrected={opaque("auction 1"): "2026-11-20"})
    entry = read_atom(site / "feeds/auction.atom").entries[0]
    assert entry.id == page_of("auction 1")
    assert entry.title.startswith("【更正】")
    assert (entry.published, entry.updated) == ("2026-10-28T00:00:00+08:00", "2026-11-20T00:00:00+08:00")
    page = (site / f"notices/{opaque('auction 1')}/index.html").read_text(encoding="utf-8")
    assert "2026年11月20日</time>更正" in page


def test_no_feed_and_no_calendar_prints_the_title_of_a_reward_notice(site: Path) -> None:
    for name, content in bytes_of(site).items():
        if name.endswith((".atom", ".ics")) or name.startswith("feeds/"):
            assert REWARD_TITLE not in content.decode(), name


def test_text_that_is_markup_stays_text_in_a_reader(site: Path) -> None:
    titles = " ".join(entry.title for entry in read_atom(site / "feeds/hearing.atom").entries)
    assert "<script>" not in feedparser.parse(site / "feeds/hearing.atom").entries[-1].get("summary", "")
    assert "alert(1)" in titles


def test_a_feed_without_entries_has_no_clock() -> None:
    feed = feedparser.parse(atom("https://x.example", "feeds/all", "空", []))
    assert feed.feed.updated == "1970-01-01T00:00:00+00:00"
    assert json.loads(json_feed("https://x.example", "feeds/all", "空", []))["items"] == []


def test_a_feed_keeps_to_its_length_and_the_newest_stay(render: Render) -> None:
    days = [f"2026-{month:02d}-{day:02d}" for month in range(1, 12) for day in range(1, 15)]
    rows = tuple(
        row(f"many {number}", Dataset.HEARING_NOTICES, title="听证", published_on=day)
        for number, day in enumerate(days)
    )
    entries = read_atom(render(Invented(rows)) / "feeds/hearing.atom").entries
    assert len(entries) == MOST
    assert min(entry.published for entry in entries) > "2026-04"
    assert newest([]) == []


def test_an_event_is_one_point_in_time_wherever_the_calendar_is_read(site: Path) -> None:
    found = icalendar.Calendar.from_ical((site / f"notices/{opaque('hearing 1')}/event.ics").read_bytes())
    (event,) = found.walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-11-28T06:30:00+00:00"
    assert str(event["location"]) == "第三法庭"
    assert str(event["uid"]) == str(event["url"]) == page_of("hearing 1")
    assert event.decoded("dtstamp").isoformat() == "2026-10-31T16:00:00+00:00"


def test_a_court_has_a_calendar_of_all_its_events(site: Path) -> None:
    events = {
        code: {str(one["uid"]) for one in icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")}
        for code, slug in ((XIHU, "zhe0106"), (HANGZHOU, "zhe0100"), (NANJING, "su0100"))
        for path in [site / "courts" / slug / "calendar.ics"]
    }
    assert events == {XIHU: {page_of("auction 1")}, HANGZHOU: {page_of("hearing 1")}, NANJING: {page_of("auction 2")}}


def test_a_day_without_a_time_is_an_event_of_the_whole_day(render: Render) -> None:
    day = row("day", Dataset.HEARING_NOTICES, title="听证", event_at="2026-12-05", event_place="一\r\n二,三;四\u202e")
    site = render(Invented((day,)))
    found = icalendar.Calendar.from_ical((site / f"notices/{opaque('day')}/event.ics").read_bytes())
    (event,) = found.walk("VEVENT")
    assert event.decoded("dtstart").isoformat() == "2026-12-05"
    assert str(event["location"]) == "一 二,三;四"


def auction_event(render: Render, **values: str) -> icalendar.Component:
    site = render(Invented((row("own", Dataset.AUCTION_NOTICES, **values),)))
    (event,) = icalendar.Calendar.from_ical((site / f"notices/{opaque('own')}/event.ics").read_bytes()).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("start", "last", "expected"),
    [
        ("2026-12-01T10:00", "2026-12-02", ["2026-12-01T02:00:00+00:00", "2026-12-02T16:00:00+00:00"]),
        ("2026-12-01", "2026-12-02", ["2026-12-01", "2026-12-03"]),
        ("2026-12-01", "2026-12-01", ["2026-12-01", "2026-12-02"]),
        ("2026-12-01T10:00", "2026-11-02", ["2026-12-01T02:00:00+00:00"]),
        ("2026-12-01", "2026-11-02", ["2026-12-01"]),
        ("2026-12-01T10:00", "另行通知", ["2026-12-01T02:00:00+00:00"]),
    ],
)
def test_an_auction_in_a_calendar_lasts_until_its_last_day_is_over(
    render: Render, start: str, last: str, expected: list[str]
) -> None:
    event = auction_event(render, event_at=start, ends_on=last)
    assert [event.decoded(name).isoformat() for name in ("dtstart", "dtend") if name in event] == expected
    assert ("transp" in event) == (len(expected) == 2)


def test_a_calendar_entry_says_what_where_for_how_much_and_reminds_a_day_before(render: Render) -> None:
    values = {"title": "沈星乙名下小型汽车", "stage": "二拍", "starting_price": "56000.00", "ends_on": "2026-12-02"}
    event = auction_event(
        render, event_at="2026-12-01T10:00", platform_url="https://paimai.example.cn/item/57", **values
    )
    assert str(event["summary"]) == "杭州市西湖区人民法院 拍卖公告 · 车辆和船舶 · 二拍"
    assert str(event["location"]) == "https://paimai.example.cn/item/57"
    assert "起拍价：56,000.00 元。竞价结束日期：2026年12月2日。" in str(event["description"])
    (alarm,) = event.walk("VALARM")
    assert (str(alarm["action"]), alarm.decoded("trigger").total_seconds()) == ("DISPLAY", -86400)
    assert "沈星乙" not in event.to_ical().decode()


def test_a_day_without_a_time_reminds_at_nine_the_day_before(render: Render) -> None:
    (alarm,) = auction_event(render, event_at="2026-12-01").walk("VALARM")
    assert alarm.decoded("trigger").total_seconds() == -15 * 3600


def test_an_auction_whose_result_is_known_calls_nobody(render: Render) -> None:
    over = row("over", Dataset.AUCTION_NOTICES, event_at="2026-11-01T10:00", ends_on="2026-11-02", result="流拍")
    platform = {"platform_url": "https://paimai.example.cn/item/57"}
    court = row("court", Dataset.COURTS, code=XIHU, name="杭州市西湖区人民法院")
    site = render(Invented((over | platform, court)))
    assert not (site / f"notices/{opaque('over')}/event.ics").exists()
    text = (site / f"notices/{opaque('over')}/index.html").read_text(encoding="utf-8")
    assert "拍卖结果：流拍" in text
    assert [word for word in ("参加竞买", "event.ics", "打印张贴页", "<img") if word in text] == []
    (event,) = icalendar.Calendar.from_ical((site / "courts/zhe0106/calendar.ics").read_bytes()).walk("VEVENT")
    assert "拍卖结果：流拍。" in str(event["description"])
    assert event.walk("VALARM") == []


def test_a_notice_without_a_readable_time_has_no_calendar(site: Path) -> None:
    for key in ("reward 1", f"hostile {Dataset.HEARING_NOTICES}", "withdrawn"):
        assert not (site / f"notices/{opaque(key)}/event.ics").exists()


@pytest.mark.parametrize("suffix", [".atom", ".json", ".ics", ".xml", ".txt"])
def test_every_absolute_address_of_the_site_in_files_for_programs_leads_to_a_file(site: Path, suffix: str) -> None:
    for path in site.rglob(f"*{suffix}"):
        text = path.read_bytes().replace(b"\r\n ", b"").decode()
        for address in re.findall(re.escape(BASE) + r"[a-z0-9./\-]*", text):
            target = site / address.removeprefix(BASE)
            assert (target / "index.html" if address.endswith("/") else target).is_file(), (path, address)
