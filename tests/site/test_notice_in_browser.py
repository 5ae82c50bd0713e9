"""Notices, documents and figures in a real browser."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.inert import inert

from tests.search_index.browsing import chromium, serving
from tests.site.hostile import NAMES, hostile_rows
from tests.site.invented import Invented, Render, opaque
from tests.site.test_accessibility import violations
from tests.site.test_in_browser import RELEASE

pytestmark = pytest.mark.browser

AUCTION, REWARD = f"notices/{opaque('auction 1')}/", f"notices/{opaque('reward 1')}/"
GUIDELINE, GONE = f"guidelines/{opaque('guideline 1')}/", f"notices/{opaque('withdrawn')}/"
PAGES = [
    AUCTION,
    REWARD,
    f"notices/{opaque('hearing 1')}/",
    GONE,
    GUIDELINE,
    "courts/zhe0106/",
    "guidelines/",
    "courts/",
]
PAGES += ["statistics/", "removals/", "feeds/", "data/", "enforcement-guide/", "scope/", "notices/", "notices/auction/"]


PARSED = """(addresses) => Promise.all(addresses.map(async (address) => {
  const html = await (await fetch(address)).text();
  const page = new DOMParser().parseFromString(html, "text/html");
  return [page.querySelector("h1").textContent,
    page.querySelectorAll("h1 *, iframe, object, base, main form, img").length,
    page.querySelector('[type="application/ld+json"]').textContent]; }))"""
"""Title, elements that do not belong there, and data of pages, as the browser parses them."""


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("served")
    shutil.copytree(site, home, dirs_exist_ok=True)
    (home / "release.json").write_text(json.dumps(RELEASE), encoding="utf-8")
    frame = f'<!doctype html><link rel="icon" href="data:,"><title>x</title><iframe src="{GONE}?embed"></iframe><iframe src="{AUCTION}?embed"></iframe>'
    (home / "newspaper.html").write_text(frame, encoding="utf-8")
    with serving(home) as host:
        yield host


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="America/New_York")
    made = context.new_page()
    made.add_init_script("window.alert = () => console.error('alert')")
    made.troubles = []
    made.on("pageerror", lambda error: made.troubles.append(str(error)))
    made.on("console", lambda message: made.troubles.append(message.text) if message.type == "error" else None)
    yield made
    assert made.troubles == []
    context.close()


@pytest.mark.parametrize("path", PAGES[:6])
def test_nothing_of_a_notice_is_in_the_way_of_a_blind_reader(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_fits_a_phone(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_countdown_tells_the_time_left_in_beijing_wherever_the_reader_is(page: Any, address: str) -> None:
    page.clock.set_fixed_time(datetime.fromisoformat("2026-11-29T23:30:00+00:00"))
    page.goto(address + AUCTION)
    page.locator(".countdown", has_text="距开拍还有 1 天 2 小时").wait_for()
    page.clock.set_fixed_time(datetime.fromisoformat("2026-12-01T02:00:01+00:00"))
    page.goto(address + AUCTION)
    page.locator(".countdown", has_text="开拍时间已过").wait_for()


def test_a_reward_runs_to_the_end_of_its_last_day(page: Any, address: str) -> None:
    page.clock.set_fixed_time(datetime.fromisoformat("2027-05-04T15:30:00+00:00"))
    page.goto(address + REWARD)
    page.locator(".countdown", has_text="距悬赏截止还有 30 分钟").wait_for()


def test_a_citation_is_copied_with_the_day_of_access(browser: Any, address: str) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"], timezone_id="Asia/Shanghai")
    made = context.new_page()
    made.clock.set_fixed_time(datetime.fromisoformat("2026-11-20T08:00:00+08:00"))
    made.goto(address + AUCTION)
    made.locator("[data-copy=cite-zh]").click()
    made.locator("[data-copied]", has_text="已复制。").wait_for()
    told = made.evaluate("navigator.clipboard.readText()")
    assert told == (
        "杭州市西湖区人民法院：《拍卖公告》，（2026）浙0106执57号，2026年10月28日发布，"
        f"https://zx.example.cn/sub/{AUCTION}（2026年11月20日访问）。"
    )
    assert "(accessed 20 November 2026)" in made.inner_text("#cite-en")
    context.close()


def test_an_embedded_notice_stands_without_the_frame_of_the_site(page: Any, address: str) -> None:
    page.goto(address + AUCTION + "?embed")
    assert page.locator("h1").is_visible()
    for hidden in (".top", ".asof", ".crumbs", "#cite"):
        assert not page.locator(hidden).is_visible()
    assert page.get_attribute(".kicker a", "target") == "_blank"
    page.goto(address + AUCTION)
    assert page.locator(".top").is_visible()


def test_an_embedded_notice_goes_blank_when_it_is_gone(page: Any, address: str) -> None:
    page.goto(address + GONE + "?embed")
    assert not page.locator("body").is_visible()
    page.goto(address + GONE)
    assert "该公告已撤回" in page.inner_text("body")


def test_the_frame_of_a_newspaper_shows_the_notice_and_nothing_of_the_one_that_is_gone(page: Any, address: str) -> None:
    page.goto(address + "newspaper.html")
    page.wait_for_load_state("networkidle")
    gone, alive = page.frames[1], page.frames[2]
    assert not gone.locator("body").is_visible()
    assert "某号房产" in alive.inner_text("h1")


def test_words_of_a_document_are_marked_one_after_the_other(page: Any, address: str) -> None:
    page.goto(address + GUIDELINE)
    page.fill("[data-find] input", "申请")
    page.keyboard.press("Enter")
    assert page.inner_text("[data-found]") == "第 1 处，共 6 处"
    assert set(page.locator(".articles mark").all_inner_texts()) == {"申请"}
    page.locator("[data-next]").click()
    assert page.inner_text("[data-found]") == "第 2 处，共 6 处"
    text = page.inner_text(".articles")
    page.fill("[data-find] input", "没有这个词")
    page.keyboard.press("Enter")
    assert page.inner_text("[data-found]") == "本文件中没有找到。"
    assert page.locator(".articles mark").count() == 0
    assert page.inner_text(".articles") == text


def test_a_document_is_cited_with_the_article_that_the_address_names(page: Any, address: str) -> None:
    page.goto(address + GUIDELINE + "#article-2")
    assert "（示例〔2026〕1号）第二条，2026年1月5日发布，" in page.inner_text("#cite-zh")
    assert page.inner_text("#cite-zh .address").endswith(f"{GUIDELINE}#article-2")
    page.locator("a[href='#article-3']").first.click()
    page.locator("#cite-zh", has_text="第三条").wait_for()
    assert "第二条" not in page.inner_text("#cite-zh")


def test_words_in_all_documents_are_asked_of_the_search_without_telling_a_server(page: Any, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "guidelines/")
    page.fill("[data-find-all] input", "申请")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("new URLSearchParams(location.hash.slice(1)).get('dataset')") == "guidelines"
    assert not any("?" in url or "%E7" in url for url in asked)
    page.troubles.clear()  # this site has no search files


def test_two_hundred_hostile_names_are_text_and_nothing_else(browser: Any, render: Render, tmp_path: Path) -> None:
    built = render(Invented(hostile_rows()))
    (built / "release.json").write_text(json.dumps(RELEASE), encoding="utf-8")
    made = browser.new_page()
    troubles: list[str] = []
    made.add_init_script("window.alert = () => console.error('alert')")
    made.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    shown: list[str] = []
    with serving(built) as host:
        for listing in sorted((built / "dishonest-debtors").rglob("index.html")):
            made.goto(host + listing.parent.relative_to(built).as_posix() + "/")
            shown += made.evaluate("Array.from(document.querySelectorAll('.party'), (one) => one.textContent)")
            assert made.evaluate("Array.from(document.querySelectorAll('.party *'), (one) => one.tagName)") == []
        assert sorted(shown) == sorted(inert(name) for name in NAMES)
        notices = [f"{host}notices/{opaque(f'n{number}')}/" for number in range(len(NAMES))]
        for title, strangers, data in made.evaluate(PARSED, notices):
            assert strangers == 0, title
            assert json.loads(data)
            shown.append(title)
        assert shown[-len(NAMES) :] == [inert(name) for name in NAMES]
        for notice in notices[::15]:
            made.goto(notice)
            made.wait_for_function("() => document.querySelector('main').innerText.includes('公告')")
    made.close()
    assert troubles == []
