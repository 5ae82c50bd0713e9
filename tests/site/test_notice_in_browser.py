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
PAGES += [
    "notices/courts/zhe0106/",
    "statistics/",
    "removals/",
    "feeds/",
    "data/",
    "enforcement-guide/",
    "scope/",
    "notices/",
    "notices/auction/",
]


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


STATES: list[tuple[dict[str, str], str, str, str]] = [
    ({"notice": "auction", "start": "2026-12-01T10:00:00+08:00", "end": "2026-12-02"}, "2026-11-29T23:30Z", "coming", "距开拍还有 1 天 2 小时"),
    ({"notice": "auction", "start": "2026-12-01T10:00:00+08:00", "end": "2026-12-02"}, "2026-12-01T02:00Z", "running", "竞价进行中，至2026年12月2日"),
    ({"notice": "auction", "start": "2026-12-01T10:00:00+08:00", "end": "2026-12-02"}, "2026-12-02T15:59Z", "running", "竞价进行中，至2026年12月2日"),
    ({"notice": "auction", "start": "2026-12-01T10:00:00+08:00", "end": "2026-12-02"}, "2026-12-02T16:00Z", "over", "竞价已结束"),
    ({"notice": "auction", "start": "2026-12-01T10:00", "end": "2026-12-02T10:00"}, "2026-12-02T01:59Z", "running", "竞价进行中，至2026年12月2日 10:00"),
    ({"notice": "auction", "start": "2026-12-01T10:00", "end": "2026-12-02T10:00"}, "2026-12-02T02:00Z", "over", "竞价已结束"),
    ({"notice": "auction", "start": "2026-12-01", "end": "2026-12-02"}, "2026-11-29T16:00Z", "coming", "距开拍还有 1 天"),
    ({"notice": "auction", "start": "2026-12-01", "end": "2026-12-02"}, "2026-11-30T16:00Z", "running", "今日开拍，时间以公告为准"),
    ({"notice": "auction", "start": "2026-12-01", "end": "2026-12-01"}, "2026-12-01T16:00Z", "over", "竞价已结束"),
    ({"notice": "auction", "start": "2026-12-01T10:00"}, "2027-01-30T00:00Z", "begun", "已开拍，竞价结束时间见平台公告"),
    ({"notice": "auction", "start": "2026-12-01T10:00", "end": "2026-11-01"}, "2026-12-01T03:00Z", "begun", "已开拍，竞价结束时间见平台公告"),
    ({"notice": "auction", "start": "2026-12-01T10:00", "end": "2026-11-01"}, "2026-11-20T03:00Z", "coming", "距开拍还有 10 天 23 小时"),
    ({"notice": "auction", "end": "2026-12-02"}, "2026-12-01T00:00Z", "coming", "竞价至2026年12月2日结束"),
    ({"notice": "auction", "end": "2026-12-02"}, "2026-12-03T00:00Z", "over", "竞价已结束"),
    ({"notice": "auction"}, "2026-12-01T00:00Z", "unknown", ""),
    ({"notice": "auction", "start": "另行通知"}, "2026-12-01T00:00Z", "unknown", ""),
    ({"notice": "auction", "start": "2026-12-01T10:00", "end": "2027-01-30", "outcome": "成交，90,000 元"}, "2026-12-01T03:00Z", "over", "成交，90,000 元"),
    ({"notice": "hearing", "start": "2026-11-28T14:30"}, "2026-11-28T06:00Z", "coming", "距听证还有 30 分钟"),
    ({"notice": "hearing", "start": "2026-11-28T14:30"}, "2026-11-28T06:30Z", "over", "听证时间已过"),
    ({"notice": "hearing", "start": "2026-11-28"}, "2026-11-28T06:30Z", "running", "今日听证，时间以公告为准"),
    ({"notice": "reward", "end": "2027-05-04"}, "2027-05-04T15:30Z", "coming", "距悬赏截止还有 30 分钟"),
    ({"notice": "reward", "end": "2027-05-04"}, "2027-05-04T16:00Z", "over", "已过截止日期"),
    ({"notice": "reward"}, "2027-05-04T16:00Z", "unknown", ""),
]  # fmt: skip
"""What a page says of a notice, the reader's moment, and how it stands then; `T10:00` without a zone is Beijing's."""


def test_how_a_notice_stands_follows_from_its_two_days_in_beijing_wherever_the_reader_is(
    page: Any, address: str
) -> None:
    page.goto(address + "notices/")
    told = page.evaluate(
        """async ([base, cases]) => {
          const { stateOf } = await import(new URL("theme/js/notices/state.js", base));
          return cases.map(([data, now]) => {
            const state = stateOf({ ...data, kind: data.notice, result: data.outcome }, new Date(now));
            return [state.name, state.words]; });
        }""",
        [address, [[data, now.replace("Z", ":00Z")] for data, now, _, _ in STATES]],
    )
    assert told == [[name, words] for _, _, name, words in STATES]


def at(page: Any, moment: str) -> None:
    page.clock.set_fixed_time(datetime.fromisoformat(moment))


def test_an_auction_is_told_before_during_and_after_on_page_list_and_frame(page: Any, address: str) -> None:
    moments = {
        "2026-11-30T10:00:00+08:00": "距开拍还有 1 天",
        "2026-12-01T10:00:00+08:00": "竞价进行中，至2026年12月2日",
        "2026-12-03T00:00:00+08:00": "竞价已结束",
    }
    for moment, words in moments.items():
        at(page, moment)
        for path in (AUCTION, f"{AUCTION}?embed", "notices/", "notices/auction/", "notices/courts/zhe0106/?embed"):
            page.goto(address + path)
            own = f"[href*='{opaque('auction 1')}']"
            place = page.locator(f".card:has({own}) .state-words, article > .notice-state .state-words").first
            assert place.inner_text() == words, path


def test_what_is_over_calls_nobody_any_more(page: Any, address: str) -> None:
    offers = ("参加竞买", "前往拍卖平台", "加入日历", "打印张贴页")
    at(page, "2026-12-02T23:59:00+08:00")
    page.goto(address + AUCTION)
    assert [word for word in offers if word not in page.inner_text("main")] == []
    at(page, "2026-12-03T00:00:00+08:00")
    page.goto(address + AUCTION)
    assert [word for word in offers if word in page.inner_text("main")] == []
    boxes = page.evaluate(
        "[...document.querySelectorAll('main article > *, main .cite > *')].filter((one) => one.checkVisibility() && "
        "!one.innerText.trim() && one.getBoundingClientRect().height).map((one) => one.outerHTML)"
    )
    assert boxes == []


def test_without_a_script_the_days_stand_there_and_nothing_says_how_it_stands(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    plain = context.new_page()
    for path, place in ((AUCTION, ".notice-state"), ("notices/", ".card:has-text('文三路')")):
        plain.goto(address + path)
        text = " ".join(plain.inner_text(place).split())
        assert "开拍 2026年12月1日 10:00" in text
        assert "竞价结束 2026年12月2日" in text
        assert not any(word in text for word in ("还有", "进行中", "已结束"))
    assert not plain.locator("[data-finder]").is_visible()
    assert "文三路某号房产" in plain.inner_text("main")
    context.close()


def test_a_reader_sees_nothing_move_when_the_clock_has_its_say(page: Any, address: str) -> None:
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; })"
        ".observe({ type: 'layout-shift', buffered: true })"
    )
    for path in (AUCTION, "notices/", "notices/auction/", "notices/courts/zhe0106/"):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(100)
        assert page.evaluate("window.moved") <= 0.02, path


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


@pytest.mark.parametrize("path", [AUCTION, "notices/courts/zhe0106/", "notices/auction/"])
def test_in_a_frame_stand_the_notices_and_whose_they_are_without_the_frame_of_the_site(
    page: Any, address: str, path: str
) -> None:
    page.goto(f"{address}{path}?embed")
    assert page.locator("h1").is_visible()
    for hidden in (".top-row", ".asof", ".crumbs", "#cite", ".menu", ".embedding"):
        assert not page.locator(hidden).is_visible() if page.locator(hidden).count() else True
    assert page.locator(".demo").is_visible()
    source = page.locator(".embed-source")
    assert "阳光执行（zx.example.cn/sub）" in source.inner_text()
    assert source.locator("a").get_attribute("href") == f"https://zx.example.cn/sub/{path}"
    assert ("杭州市西湖区人民法院" in source.inner_text()) == (path != "notices/auction/")
    assert {link.get_attribute("target") for link in page.locator("main a").all() if link.is_visible()} == {"_blank"}
    page.goto(address + path)
    assert page.locator(".top").is_visible()
    assert not page.locator(".embed-source").is_visible()


def test_a_frame_can_leave_out_what_is_over(page: Any, address: str) -> None:
    at(page, "2026-12-03T00:00:00+08:00")
    page.goto(address + "notices/courts/zhe0106/?embed")
    assert page.locator(".card:has-text('文三路')").is_visible()
    page.goto(address + "notices/courts/zhe0106/?embed=open")
    assert not page.locator(".card:has-text('文三路')").is_visible()
    assert page.locator(".card:has-text('悬赏公告')").is_visible()


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


@pytest.mark.drill
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
