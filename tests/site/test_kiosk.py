"""How old what a touch screen shows may be, as a pure function; what the page holds before anybody touched it."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.targets import bundle
from tests.site.test_timeline import ask_module

R = {"number": 12, "date": "2026-11-20"}
SYNCED = datetime.fromisoformat("2026-11-20T06:00:00+08:00")
STATES = "v[0].map((now) => { const s = m.shownOf(v[1], v[2]); return [m.stateOf(now, s, s), m.ageOf(now, s)]; })"


def states(moments: list[str], release: dict[str, Any] = R, made: dict[str, str] | None = None) -> list[list[str]]:
    """State and sentence at each moment."""
    at = [datetime.fromisoformat(moment).timestamp() * 1000 for moment in moments]
    told: list[list[str]] = ask_module("hall/freshness.js", STATES, at, release, made)
    return told


def test_a_release_is_early_then_fresh_then_warned_of_then_blank() -> None:
    moments = {
        "2026-11-19T23:59:59+08:00": "early",
        "2026-11-19T15:59:59+00:00": "early",
        "2026-11-20T00:00:00+08:00": "fresh",
        "2026-11-21T07:59:59+08:00": "fresh",
        "2026-11-21T08:00:00+08:00": "warning",
        "2026-11-23T05:59:59+08:00": "warning",
        "2026-11-23T06:00:00+08:00": "blank",
        "2027-11-23T06:00:00+08:00": "blank",
        "1970-01-01T00:00:00+00:00": "early",
    }
    assert [state for state, _ in states(list(moments))] == list(moments.values())


def test_the_age_is_told_in_whole_hours_in_the_time_of_china() -> None:
    moments = ["2026-11-20T03:00:00+08:00", "2026-11-20T06:59:00+08:00", "2026-11-21T04:30:00+00:00"]
    assert [said for _, said in states(moments)] == [
        "数据更新于2026年11月20日6时",
        "数据更新于2026年11月20日6时",
        "数据更新于2026年11月20日6时，已过去 30 小时",
    ]


def test_a_bundle_goes_blank_when_it_says_so_and_never_later_than_a_site() -> None:
    short = {"synced": "2026-11-20T03:30:00+08:00", "expires": "2026-11-20T13:30:00+08:00"}
    moments = ["2026-11-20T13:29:59+08:00", "2026-11-20T13:30:00+08:00"]
    assert [state for state, _ in states(moments, made=short)] == ["fresh", "blank"]
    assert states(moments[:1], made=short)[0][1] == "数据更新于2026年11月20日3时30分，已过去 9 小时"
    long = {"synced": SYNCED.isoformat(), "expires": "2027-11-20T06:00:00+08:00"}
    at_the_end = ["2026-11-23T05:59:59+08:00", "2026-11-23T06:00:00+08:00"]
    assert [state for state, _ in states(at_the_end, made=long)] == ["warning", "blank"]


def test_what_cannot_be_read_is_blank() -> None:
    now = ["2026-11-20T10:00:00+08:00"]
    assert states(now, {"date": "20261120"}) == [["blank", "数据更新时间无法读取"]]
    assert states(now, {}) == [["blank", "数据更新时间无法读取"]]
    assert states(now, made={"synced": "gestern", "expires": "morgen"})[0][0] == "blank"
    assert states(now, made={"synced": SYNCED.isoformat(), "expires": "morgen"})[0][0] == "blank"


def test_page_and_bundle_have_the_same_night_and_the_same_limit() -> None:
    last = SYNCED + timedelta(hours=bundle.MOST_HOURS)
    moments = [(last - timedelta(seconds=1)).isoformat(), last.isoformat()]
    assert [state for state, _ in states(moments)] == ["warning", "blank"]
    assert SYNCED.time() == bundle.NIGHT_ENDS


def test_the_page_keeps_no_words_offers_no_way_out_and_is_in_no_search_engine(site: Path) -> None:
    page = (site / "kiosk" / "index.html").read_text(encoding="utf-8")
    assert "<a " not in page
    assert '<meta name="robots" content="noindex, noarchive">' in page
    inputs = re.findall(r"<input [^>]*>", page)
    assert len(inputs) == 3
    for wanted in ('autocomplete="off"', 'autocorrect="off"', 'autocapitalize="off"', 'spellcheck="false"'):
        assert all(wanted in one for one in inputs), wanted
    assert "kiosk" not in (site / "sitemap.xml").read_text(encoding="utf-8")
