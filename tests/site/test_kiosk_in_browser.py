"""The touch screen in a real Chromium: what is left of a visitor, what a touch cannot reach, and when nothing is shown."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.targets.bundle import make_bundle
from tests.search_index.browsing import serving
from tests.site.conftest import Served
from tests.site.test_accessibility import press_until, violations
from tests.site.test_timeline_in_browser import HOLDS
from tests.support.bundled import started

pytestmark = [pytest.mark.browser, pytest.mark.drill]

MADE_TO_FAIL = ("/courts/", "/release.json")
"""Addresses that a test takes away while the page stands; nothing else may be missing on any host."""
MORNING = "2026-11-20T10:00:00+08:00"
"""Of the day of the demo's release."""
FITS = """() => {
  const seen = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && !one.closest(".hidden, [aria-hidden]"));
  const told = (one) => [one.tagName, one.className, one.textContent.trim().slice(0, 20)].join(" ");
  const words = seen.filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()));
  const small = words.filter((one) => parseFloat(getComputedStyle(one).fontSize) < 24).map(told);
  const touched = seen.filter((one) => one.matches("button, input, summary"));
  const narrow = touched.filter((one) => { const box = one.getBoundingClientRect(); return box.height < 64 || box.width < 44; }).map(told);
  return [words.length, small, touched.length, narrow, document.documentElement.scrollWidth > innerWidth];
}"""
Open = Callable[..., Any]


@pytest.fixture
def opened(browser: Any, served: Served) -> Iterator[Open]:
    """Opens the page at a moment; nothing may go wrong on it."""
    context = browser.new_context(viewport={"width": 1080, "height": 1920}, reduced_motion="reduce", has_touch=True)
    troubles: list[str] = []

    def at(moment: str, address: str = served.address, way: str = "kiosk/") -> Any:
        page = context.new_page()
        page.clock.install(time=datetime.fromisoformat(moment))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(told(message)) if message.type == "error" else None)
        page.goto(address + way)
        page.wait_for_selector("html[data-ready]")
        return page

    yield at
    context.close()
    assert [trouble for trouble in troubles if not trouble.endswith(MADE_TO_FAIL)] == []


def told(message: Any) -> str:
    """What stands in the console, and of which address."""
    return f"{message.text} {message.location['url']}"


def screen(page: Any) -> str:
    return str(page.locator("[data-kiosk-screen]:not([hidden])").get_attribute("data-kiosk-screen"))


def look_up(page: Any, name: str = "", number: str = "") -> None:
    """Ask for a person by name and number, and wait for the records."""
    page.tap("[data-kiosk-part=people]")
    page.wait_for_selector("[data-kiosk-screen=ask]:not([hidden])")
    page.fill("[name=name]", name)
    for key in number:
        page.tap(f"[data-key='{key}']")
    page.tap(".kiosk-ask")
    page.wait_for_selector(".hit")


def read(page: Any, part: str) -> None:
    page.tap(f"[data-kiosk-part='{part}']")
    page.wait_for_selector("[data-kiosk-sheet] h1")


def assert_forgotten(page: Any, demo: Any) -> None:
    """Nothing of a person stands in the page or in anything that a browser keeps for it."""
    whole = page.evaluate(
        "() => document.documentElement.outerHTML + [...document.querySelectorAll('input')].map((one) => one.value)"
    )
    for told in (whole, page.evaluate(HOLDS)):
        assert not [secret for secret in (demo.name, demo.number, demo.number[:10]) if secret in told]
    assert page.locator("[data-record-id]").count() == 0


def test_a_visit_ends_after_a_minute_says_so_before_and_a_touch_stops_it(opened: Open, served: Served) -> None:
    page = opened(MORNING)
    page.clock.run_for(120_000)
    assert page.locator("[data-kiosk-idle]").is_hidden()
    look_up(page, served.demo.name)
    page.clock.run_for(40_000)
    assert page.locator("[data-kiosk-idle]").is_hidden()
    page.clock.run_for(8_000)
    assert 0 < int(page.inner_text("[data-kiosk-idle-seconds]")) <= 15
    assert "15秒后结束查询" in page.locator("[role=alert]").text_content()
    page.tap("text=继续查询")
    assert page.locator("[data-kiosk-idle]").is_hidden()
    assert page.locator("[role=alert]").text_content() == ""
    page.clock.run_for(40_000)
    assert screen(page) == "ask"
    assert page.locator(".hit").count() > 0
    page.clock.run_for(25_000)
    assert screen(page) == "start"
    assert page.locator("[data-kiosk-idle]").is_hidden()
    assert_forgotten(page, served.demo)


def test_no_host_is_asked_for_a_bundle_that_it_is_not(opened: Open) -> None:
    page = opened("2026-11-20T09:00:00+08:00")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert [url for url in asked if url.endswith("/release.json")]
    assert not [url for url in asked if url.endswith("/bundle.json")]


def test_nothing_of_a_visitor_is_left_for_the_next_one(opened: Open, served: Served) -> None:
    page = opened(MORNING, way="kiosk/#q=left-by-somebody")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    address, entries = page.url, page.evaluate("history.length")
    assert address == f"{served.address}kiosk/"
    page.evaluate("() => { localStorage.setItem('mode', 'elder'); sessionStorage.setItem('typed', '1'); }")
    look_up(page, served.demo.name, served.demo.number)
    assert served.demo.number not in page.content()
    assert page.input_value("[name=number]") == page.input_value("[name=name]") == ""
    assert served.demo.name in page.inner_text("[data-kiosk-asked]")
    page.tap("[data-kiosk-end]")
    assert screen(page) == "start"
    assert_forgotten(page, served.demo)
    assert page.evaluate("[localStorage.length, sessionStorage.length, history.length]") == [0, 0, entries]
    look_up(page, served.demo.name)
    read_from = page.locator("[data-kiosk-back]").first
    read_from.tap()
    assert page.locator(".hit").count() == 0
    look = "() => [history.length, location.href]"
    assert page.evaluate(look) == [entries, address]
    page.fill("[name=name]", served.demo.name)
    page.tap(".kiosk-ask")
    page.wait_for_selector(".hit")
    page.go_back()
    assert page.url == "about:blank"
    page.go_forward()
    page.wait_for_selector("html[data-ready]")
    assert screen(page) == "start"
    assert_forgotten(page, served.demo)
    assert not [url for url in requests if served.demo.number[:10] in url or "?" in url or "#" in url]


def test_an_answer_that_comes_after_the_end_is_not_shown(opened: Open, served: Served) -> None:
    page = opened(MORNING)
    page.tap("[data-kiosk-part=people]")
    page.fill("[name=name]", served.demo.name)
    late: list[Any] = []
    page.route("**/release.json", lambda route: late.append(route))
    with page.expect_request("**/release.json"):
        page.tap(".kiosk-ask")
    page.tap("[data-kiosk-end]")
    assert screen(page) == "start"
    for route in late:
        route.continue_()
    assert len(late) == 1
    page.wait_for_timeout(500)
    assert screen(page) == "start"
    assert_forgotten(page, served.demo)


@pytest.mark.parametrize(
    ("moment", "shown", "told"),
    [
        ("2026-11-19T23:59:00+08:00", "closed", "本机的时钟早于信息的日期"),
        ("2026-11-20T00:01:00+08:00", "start", "数据更新于2026年11月20日6时"),
        ("2026-11-21T12:30:00+08:00", "start", "已过去 30 小时"),
        ("2026-11-23T06:00:00+08:00", "closed", "信息已过期"),
    ],
)
def test_the_start_screen_stands_only_while_the_release_may_be_shown(
    opened: Open, moment: str, shown: str, told: str
) -> None:
    page = opened(moment)
    assert screen(page) == shown
    assert told in page.inner_text("body")
    assert page.locator("[data-kiosk-warning]").is_visible() == ("30 小时" in told)
    assert page.locator("[data-kiosk-part]:visible").count() == (5 if shown == "start" else 0)


def test_an_open_record_goes_within_a_minute_when_the_release_is_too_old_or_the_clock_jumps_back(
    opened: Open, served: Served
) -> None:
    page = opened("2026-11-23T05:59:30+08:00")
    look_up(page, served.demo.name)
    page.clock.run_for(31_000)
    page.tap("h1:visible")
    page.clock.run_for(30_000)
    page.wait_for_selector("[data-kiosk-screen=closed]:not([hidden])")
    assert_forgotten(page, served.demo)
    page.clock.set_system_time(datetime.fromisoformat(MORNING))
    page.clock.run_for(60_000)
    page.wait_for_selector("[data-kiosk-screen=start]:not([hidden])")
    page.tap("[data-kiosk-part=people]")
    page.wait_for_selector("[data-kiosk-screen=ask]:not([hidden])")
    page.clock.set_system_time(datetime.fromisoformat("2020-01-01T00:00:00+08:00"))
    page.fill("[name=name]", served.demo.name)
    page.tap(".kiosk-ask")
    page.wait_for_selector("[data-kiosk-screen=closed]:not([hidden])")
    assert_forgotten(page, served.demo)


def test_another_release_ends_what_is_shown_and_a_dead_line_does_not(
    opened: Open, served: Served, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    shutil.copytree(served.public, site)
    with serving(tmp_path) as host:
        page = opened(MORNING, f"{host}site/")
        look_up(page, served.demo.name)
        (site / "release.json").rename(site / "away.json")
        page.clock.run_for(59_000)
        page.tap("h1:visible")
        page.clock.run_for(30_000)
        assert page.locator(".hit").count() > 0
        note = json.loads((site / "away.json").read_text(encoding="utf-8"))
        (site / "release.json").write_text(json.dumps(note | {"number": note["number"] + 1}), encoding="utf-8")
        page.tap("h1:visible")
        page.clock.run_for(40_000)
        page.wait_for_selector("[data-kiosk-screen=start]:not([hidden])")
        assert_forgotten(page, served.demo)


def test_a_site_that_cannot_be_read_says_so_and_no_record_is_said_to_be_missing(opened: Open, served: Served) -> None:
    page = opened(MORNING)
    page.route("**/courts/", lambda route: route.fulfill(status=404))
    page.tap("[data-kiosk-part='courts/']")
    page.wait_for_selector("text=这一页已经没有了")
    page.tap("[data-kiosk-back] >> nth=0")
    assert screen(page) == "start"


def test_no_touch_leaves_the_site_and_pages_open_one_behind_the_other(opened: Open, served: Served) -> None:
    page = opened(MORNING)
    foreign: list[str] = []
    page.on("request", lambda request: None if request.url.startswith(served.address) else foreign.append(request.url))
    page.on("download", lambda download: foreign.append(download.url))
    page.on("popup", lambda popup: foreign.append(popup.url))
    read(page, "notices/")
    page.locator("[data-kiosk-sheet] h2 .kiosk-link").first.tap()
    page.wait_for_selector("[data-kiosk-sheet] h1:text-is('拍卖公告')")
    page.locator("[data-kiosk-sheet] .entry-title").first.tap()
    page.wait_for_selector("[data-kiosk-sheet] article.notice")
    assert page.locator("[data-kiosk-sheet] :is(a, form, script, iframe, input)").count() == 0
    text = page.inner_text("[data-kiosk-sheet]")
    assert "拍卖平台上的公告（外部网站）（网址 " in text
    assert "请用手机访问）" in text
    assert "联系方式" in text
    assert "引用格式" not in text
    page.tap("text=拍卖平台上的公告")
    page.tap("[data-kiosk-back] >> nth=0")
    page.wait_for_selector("[data-kiosk-sheet] h1:text-is('拍卖公告')")
    page.tap("[data-kiosk-back] >> nth=0")
    page.wait_for_selector("[data-kiosk-sheet] h1:text-is('公告')")
    page.tap("[data-kiosk-back] >> nth=0")
    assert screen(page) == "start"
    read(page, "courts/")
    assert "值班电话" in page.inner_text("[data-kiosk-sheet]")
    page.locator("[data-kiosk-sheet] .kiosk-link").first.tap()
    page.wait_for_selector("[data-kiosk-sheet] article.court")
    assert "12368" in page.inner_text("[data-kiosk-sheet]")
    page.tap("[data-kiosk-end]")
    page.tap("footer >> text=试运行")
    page.wait_for_selector("[data-kiosk-sheet] #trial")
    page.wait_for_function("() => document.activeElement.id === 'trial'")
    page.tap("[data-kiosk-end]")
    read(page, "guidelines/")
    page.locator("[data-kiosk-sheet] .entry-title").first.tap()
    page.wait_for_selector("[data-kiosk-sheet] article.guideline")
    assert "下载" not in page.inner_text("[data-kiosk-sheet]")
    assert foreign == []
    assert page.url == f"{served.address}kiosk/"
    assert len(page.context.pages) == 1


def test_a_case_is_found_by_the_last_digits_on_the_pad(opened: Open, served: Served) -> None:
    page = opened(MORNING)
    case = served.demo.case_number
    digits = case.rpartition("执")[2].removesuffix("号").lstrip("恢")
    page.tap("[data-kiosk-part=cases]")
    page.wait_for_selector("[data-kiosk-screen=ask]:not([hidden])")
    for key in "9X":
        page.tap(f"[data-key='{key}']")
    page.tap("[data-key=delete]")
    assert page.input_value("[name=case]") == "9"
    page.tap("[data-key=clear]")
    for key in digits:
        page.tap(f"[data-key='{key}']")
    page.tap(".kiosk-ask")
    page.wait_for_selector("[data-kiosk-ask], .hit")
    if page.locator("[data-kiosk-ask]").count():
        wanted = case.replace("（", "(").replace("）", ")")
        page.locator("[data-kiosk-ask]", has_text=wanted).first.tap()
    page.wait_for_selector(".hit")
    assert case in page.inner_text("[data-search-results]")


@pytest.mark.parametrize("width", [1080, 360])
def test_everything_can_be_read_and_touched_by_old_eyes_and_fingers(opened: Open, served: Served, width: int) -> None:
    page = opened("2026-11-21T12:30:00+08:00")
    page.set_viewport_size({"width": width, "height": 1000})

    def fits() -> None:
        words, small, touched, narrow, is_too_wide = page.evaluate(FITS)
        assert (small, narrow, is_too_wide) == ([], [], False)
        assert words > 5
        assert touched

    fits()
    look_up(page, served.demo.name)
    fits()
    page.locator("[data-kiosk-back] >> nth=0").tap()
    fits()
    page.tap("[data-kiosk-end]")
    for part, inner in (("notices/", ".entry-title"), ("courts/", ".kiosk-link"), ("guidelines/", ".entry-title")):
        read(page, part)
        fits()
        page.locator(f"[data-kiosk-sheet] {inner}").first.tap()
        page.wait_for_selector("[data-kiosk-sheet] article")
        fits()
        page.tap("[data-kiosk-end]")


def test_axe_finds_nothing_on_form_answer_page_and_closed_screen(opened: Open, served: Served) -> None:
    def axe(page: Any) -> list[str]:
        return violations(page, schemes=["light"], modes=[""])  # the page has no others

    page = opened(MORNING)
    page.tap("[data-kiosk-part=cases]")
    page.wait_for_selector("[data-kiosk-screen=ask]:not([hidden])")
    found = axe(page)
    page.tap("[data-kiosk-end]")
    look_up(page, served.demo.name)
    page.clock.run_for(50_000)
    assert page.locator("[data-kiosk-idle]").is_visible()
    found += axe(page)
    page.tap("text=继续查询")
    page.tap("[data-kiosk-end]")
    read(page, "courts/")
    found += axe(page)
    found += axe(opened("2026-12-20T10:00:00+08:00"))
    assert found == []


def test_a_search_needs_no_finger_and_focus_goes_where_the_answer_is(opened: Open, served: Served) -> None:
    page = opened(MORNING)
    press_until(page, "document.activeElement.dataset.kioskPart === 'people'")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.textContent === '查人、查单位'")
    press_until(page, "document.activeElement.name === 'name'")
    page.keyboard.type(served.demo.name)
    page.keyboard.press("Enter")
    page.wait_for_selector(".hit")
    page.wait_for_function("() => document.activeElement.matches('[data-kiosk-asked]')")
    press_until(page, "document.activeElement.matches('.kiosk-again')")


def test_without_scripts_the_page_says_whom_to_ask(browser: Any, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.address}kiosk/")
    assert "触摸屏查询需要 JavaScript" in page.inner_text("main")
    assert page.locator("[data-kiosk-part]:visible").count() == 0
    context.close()


def test_a_bundle_answers_unplugged_says_how_old_it_is_and_ends_at_its_hour(
    opened: Open, served: Served, tmp_path: Path
) -> None:
    number = json.loads((served.public / "release.json").read_text(encoding="utf-8"))["number"]
    made = datetime.fromisoformat("2026-11-20T05:00:00+08:00")
    make_bundle(served.public, number, tmp_path / "bundle", 10, made)
    with started(tmp_path / "bundle", MORNING) as (address, set_clock):
        asked: list[str] = []
        page = opened(MORNING, address)
        assert page.locator("html[data-bundle]").count() == 1
        page.on("request", lambda request: asked.append(request.url))
        assert "数据更新于2026年11月20日5时，已过去 5 小时" in page.inner_text("header")
        look_up(page, served.demo.name, served.demo.number)
        assert served.demo.name in page.inner_text("[data-search-results]")
        assert all(url.startswith(address) for url in asked)
        assert [url for url in asked if url.endswith(".json.gz")]
        page.clock.set_system_time(datetime.fromisoformat("2026-11-20T15:00:00+08:00"))
        page.tap("[data-kiosk-back] >> nth=0")
        page.fill("[name=name]", served.demo.name)
        page.tap(".kiosk-ask")
        page.wait_for_selector("text=信息已过期")
        assert_forgotten(page, served.demo)
        set_clock("2026-11-20T15:00:00+08:00")
        other = page.context.new_page()
        assert other.goto(address + "kiosk/").status == 503
        assert other.inner_text("h1") == "信息已过期"
        other.close()
