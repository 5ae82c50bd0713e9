"""The page of a case's timeline in a real Chromium: what it shows, what it asks for, and what is left after a removal."""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from pipeline.core.records import Dataset, PublicRow
from pipeline.masking.profiles import Profile
from search_index.export import LastExport, export_search
from search_index.index import open_index
from search_index.layout import Shown, Sizes
from tests.search_index import corpus
from tests.search_index.browsing import answered, fragment, serving
from tests.search_index.conftest import data_of
from tests.site.invented import NANJING, XIHU, row
from tests.site.test_accessibility import press_until, violations

pytestmark = pytest.mark.browser

CASE, NEVER = "（2026）浙0106执101号", "（2026）浙0106执999号"
OTHER = f"{CASE}、（2026）苏01执7号"
PERSON = {"party_name": "沈星乙", "party_kind": "natural", "id_number": "3301061980****001*", "case_number": CASE}
FIRM = {"party_name": "杭州星河渡贸易有限公司", "party_kind": "legal", "id_number": "91330106MA2B0AB00K"}
LISTED = row("t d", Dataset.DISHONEST_DEBTORS, **PERSON, filed_on="2026-01-05", listed_on="2026-02-10")
ROWS = [
    LISTED,
    row("t u", Dataset.UNFINISHED_CASES, **PERSON, filed_on="2026-01-05", status="执行中"),
    row("t u2", Dataset.UNFINISHED_CASES, **(PERSON | FIRM), filed_on="2026-01-05", status="执行中"),
    row("t c", Dataset.CONSUMPTION_LIMITS, **PERSON, measure_start="2026-02-10"),
    row("t b", Dataset.BIDDING_LIMITS, NANJING, **(PERSON | FIRM | {"case_number": OTHER}), measure_start="2026-05-06"),
    row("t r", Dataset.REWARD_NOTICES, case_number=CASE, title="<img src=x onerror=alert(1)>悬赏公告", body="正文",
        published_on="2026-03-01", ends_on="2026-12-31"),
    row("t a", Dataset.AUCTION_NOTICES, case_number=CASE, title="一处房产（一拍）的公告", body="正文", stage="一拍",
        published_on="2026-04-01", event_at="2026-05-07T10:00"),
    row("t g", Dataset.GUIDELINES, title="执行指引", document_number="法发〔2014〕18号", issued_on="2026-01-01", body="正文"),
]  # fmt: skip
ELSEWHERE = [
    row("t x", Dataset.UNFINISHED_CASES, **(PERSON | {"case_number": "（2026）浙0106执1号"}), filed_on="2026-01-05")
]
STEPS = [
    ("2026年1月5日", "立案执行"),
    ("2026年2月10日", "公布失信被执行人信息"),
    ("2026年2月10日", "限制消费"),
    ("2026年3月1日", "发布悬赏公告"),
    ("2026年4月1日", "发布拍卖公告"),
    ("2026年5月6日", "限制招标投标"),
]
AS_OF = {
    XIHU: {"name": "杭州市西湖区人民法院", "date": "2026-11-19", "paused": ["exit_bans"]},
    NANJING: {"name": "南京市中级人民法院", "date": "2026-11-18"},
    "浙0100": {"name": "杭州市中级人民法院", "date": "2026-11-12"},
}
HOLDS = """async () => JSON.stringify([location.href, document.title, history.state, {...localStorage}, {...sessionStorage},
  document.cookie, await indexedDB.databases(), await caches.keys()])"""
Laid = Callable[[list[PublicRow], int], None]


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[PublicRow]], Path]:
    """The search files of some rows, made once for the same rows."""
    made: dict[str, Path] = {}

    def of(rows: list[PublicRow]) -> Path:
        key = json.dumps(sorted(one["id"] for one in rows))
        if key not in made:
            home = tmp_path_factory.mktemp("rows")
            frame = corpus.frame([*rows, *ELSEWHERE])
            index = open_index(home / "index")
            index.update((), frame["row"], token="1")
            export_search(frame, index, data_of(home), shown=Shown(Profile.STANDARD), sizes=Sizes(), last=LastExport())
            made[key] = data_of(home)
        return made[key]

    return of


@pytest.fixture
def release(site: Path, trees: Callable[[list[PublicRow]], Path], tmp_path: Path) -> Laid:
    """Puts rows out as a release with a number, in the place of the release before."""
    shutil.copytree(site, tmp_path / "site")

    def lay_out(rows: list[PublicRow], number: int) -> None:
        data = tmp_path / "site" / "search" / "data"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(trees(rows), data)
        told = {"format": 1, "number": number, "date": "2026-11-20", "digest": "a1" * 32, "counts": {}, "as_of": AS_OF}
        release = tmp_path / "site" / "release.json"
        release.write_text(json.dumps(told), encoding="utf-8")
        for file in (release, *data.rglob("*")):  # the server tells changes by the second, and a test is quicker
            os.utime(file, (number * 60, number * 60))

    lay_out(ROWS, 12)
    return lay_out


@pytest.fixture
def address(release: Laid, tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path) as host:
        yield f"{host}site/"


REFUSED = "Failed to load resource: net::ERR_FAILED"
"""What the console says of a request that a test aborts."""


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of a phone's width; nothing may go wrong on it."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    troubles: list[str] = []
    page.add_init_script("window.alert = () => console.error('alert')")
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [trouble for trouble in troubles if trouble != REFUSED] == []


def asked(page: Any, address: str, case: str = CASE) -> None:
    """Open the page of a case and wait for its answer."""
    page.goto("about:blank")
    page.goto(f"{address}timeline/#case={quote(case)}")
    page.wait_for_selector("main[data-state=done]")


def steps(page: Any) -> list[tuple[str, str]]:
    found = page.locator("ol[data-timeline-steps] > li > h3").all()
    return [(one.locator(".timeline-day").inner_text(), one.locator(".timeline-title").inner_text()) for one in found]


def shown(page: Any) -> str:
    """All that stands in the text of the page."""
    return str(page.evaluate("document.querySelector('main').outerHTML"))


def test_a_case_is_told_in_the_order_of_its_days_with_court_record_and_article(page: Any, address: str) -> None:
    asked(page, address)
    assert steps(page) == STEPS
    assert page.evaluate("document.activeElement.textContent") == CASE
    text = page.inner_text("[data-timeline-sheet]")
    assert "失信被执行人：沈星乙" in text
    assert "证件号码 3301061980****001*" in text
    assert "法释〔2017〕7号第一条（哪些情形）" in text
    assert "《中华人民共和国民事诉讼法》第二百六十六条（公布不履行义务信息）（以法院确认为准）" in text
    assert f"南京市中级人民法院，{OTHER}" in text
    assert "开拍时间：2026年5月7日 10:00" in text
    assert "限制措施可能经法院批准暂时解除，以法院通知为准。" in text
    assert "杭州市西湖区人民法院今日暂停公布：限制出境。" in text
    source = page.inner_text("[data-timeline-source]")
    assert "第12期（2026年11月20日）" in source
    assert "南京市中级人民法院：截至2026年11月18日" in source
    assert "杭州市中级人民法院" not in source
    assert page.url in source


def test_links_lead_to_the_records_and_name_nobody(page: Any, address: str, tmp_path: Path) -> None:
    asked(page, address)
    links = [str(one.get_attribute("href")) for one in page.locator("ol[data-timeline-steps] a").all()]
    assert not [link for link in links if "沈" in unquote(link) or "3301061980" in link]
    own = {one["id"] for one in ROWS}
    notices = [link for link in links if "/notices/" in link]
    assert {link.rstrip("/").rpartition("/")[2] for link in notices} <= own
    assert len(notices) == 2
    page.click("text=失信被执行人：沈星乙")
    assert answered(page)[2] == [LISTED["id"]]
    page.locator("[data-record-id] a.hit-timeline").click()
    page.wait_for_selector("main[data-state=done] ol[data-timeline-steps] > li")
    assert page.url == f"{address}timeline/#case={quote(CASE)}"
    assert steps(page) == STEPS


def test_nothing_is_fetched_that_the_cards_of_the_case_do_not_need_and_in_three_steps(page: Any, address: str) -> None:
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(f"{address}search/{fragment(CASE)}")
    assert len(answered(page)[2]) == len(ROWS) - 1
    page.wait_for_load_state("networkidle")
    of_search = {url for url in requests if "/search/data/" in url}
    requests.clear()
    asked(page, address)
    page.wait_for_load_state("networkidle")
    of_timeline = [url.removeprefix(f"{address}search/data/") for url in requests if "/search/data/" in url]
    assert {f"{address}search/data/{one}" for one in of_timeline} == of_search
    assert {one.partition("/")[0] for one in of_timeline} == {"manifest.json", "case", "cards", "texts"}
    families = [one.partition("/")[0].replace("texts", "cards") for one in of_timeline]
    assert families == ["manifest.json", "case", *["cards"] * (len(families) - 2)]
    assert all(url.startswith(address) for url in requests)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (f"沈星乙 {CASE}", f"#case={quote(CASE)}"),
        (f"{CASE} 330106198001011235", f"#case={quote(CASE)}"),
        ("沈星乙 330106198001011235", ""),
        ("（2026）330106198001011235号", ""),
        ("<img src=x onerror=alert(1)>", ""),
    ],
)
def test_nothing_but_case_numbers_reaches_address_title_or_storage(
    page: Any, address: str, typed: str, kept: str
) -> None:
    told: list[str] = []
    page.on("request", lambda request: told.append(request.url))
    page.goto(f"{address}timeline/")
    page.fill("[name=case]", typed)
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-state=done]")
    assert page.url == f"{address}timeline/{kept}"
    by_link = page.context.new_page()
    by_link.goto(f"{address}timeline/#case={quote(typed)}")
    by_link.wait_for_selector("main[data-state=done]")
    assert by_link.url == f"{address}timeline/{kept}"
    holds = page.evaluate(HOLDS) + by_link.evaluate(HOLDS) + " ".join(told)
    assert not [secret for secret in ("沈", quote("沈"), "33010619800101", "alert") if secret in holds]
    assert page.title() == "案件时间线 · 阳光执行"
    if not kept:
        assert page.inner_text("[data-timeline-status]") == "请输入完整的案号，例如（2026）浙0106执123号。"


def test_a_removed_record_leaves_the_page_as_if_it_had_never_been(page: Any, address: str, release: Laid) -> None:
    asked(page, address)
    release([one for one in ROWS if one is not LISTED], 13)
    asked(page, address)
    assert LISTED["id"] not in shown(page)
    assert "失信被执行人：" not in page.inner_text("[data-timeline-sheet]")
    assert steps(page) == [(day, title) for day, title in STEPS if title != "公布失信被执行人信息"]
    assert len(page.locator(".timeline-filed .timeline-records li").all()) == 2


def test_a_case_that_is_gone_looks_like_one_that_never_was(page: Any, address: str, release: Laid) -> None:
    asked(page, address)
    release([ROWS[-1]], 13)
    requests: dict[str, list[str]] = {CASE: [], NEVER: []}
    pages: dict[str, str] = {}
    for case in (CASE, NEVER):
        noted = requests[case]
        note = lambda request, noted=noted: noted.append(request.url)  # noqa: E731
        page.on("request", note)
        asked(page, address, case)
        page.wait_for_load_state("networkidle")
        page.remove_listener("request", note)
        pages[case] = shown(page).replace(case, "案号").replace(quote(case), "案号")
    assert pages[CASE] == pages[NEVER]
    assert "没有找到这个案号目前公布的记录。" in pages[CASE]
    assert [len(urls) for urls in requests.values()] == [len(requests[CASE])] * 2
    assert steps(page) == []


def test_a_page_that_stays_open_forgets_what_the_next_release_took_away(page: Any, address: str, release: Laid) -> None:
    asked(page, address)
    release([one for one in ROWS if one is not LISTED], 13)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("() => !document.querySelector('main').textContent.includes('公布失信被执行人信息，')")
    page.wait_for_selector("main[data-state=done] li.timeline-filed")
    page.wait_for_function("() => !document.querySelector('.timeline-listed')")
    release([ROWS[-1]], 14)
    page.get_by_role("button", name="查看").click()
    page.wait_for_function("() => document.querySelector('[data-timeline-sheet]').hidden")
    page.wait_for_selector("main[data-state=done]")
    assert "沈星乙" not in shown(page)


def test_going_back_to_the_empty_page_shows_nothing_of_the_case(page: Any, address: str) -> None:
    page.goto(f"{address}timeline/")
    page.fill("[name=case]", CASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-state=done]")
    page.go_back()
    page.wait_for_selector("main:not([data-state])")
    assert "沈星乙" not in shown(page)
    assert page.locator("[data-timeline-sheet]").is_hidden()


def test_axe_finds_nothing_and_the_page_fits_a_phone_in_every_mode(page: Any, address: str) -> None:
    asked(page, address)
    assert violations(page) == []
    for width, mode in ((360, ""), (360, "elder"), (640, ""), (640, "elder")):
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, mode)
    levels = [int(tag[1]) for tag in page.evaluate("[...document.querySelectorAll('main :is(h1,h2,h3)')].filter((h) => "
                                                   "h.checkVisibility()).map((h) => h.tagName)")]  # fmt: skip
    assert levels == [1, 2, *[3] * len(STEPS), 2]
    asked(page, address, NEVER)
    assert violations(page) == []


def test_the_page_needs_no_mouse(page: Any, address: str) -> None:
    page.goto(f"{address}timeline/")
    press_until(page, "document.activeElement.name === 'case'")
    page.keyboard.type(CASE)
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-state=done]")
    press_until(page, "document.activeElement.matches('.timeline-records a')")
    press_until(page, "document.activeElement.matches('[data-timeline-print]')")


def test_paper_has_the_steps_and_where_they_come_from_and_nothing_to_press(page: Any, address: str) -> None:
    asked(page, address)
    page.emulate_media(media="print")
    assert page.locator("[data-timeline-form]").is_hidden()
    assert page.locator("[data-timeline-print]").is_hidden()
    assert page.locator("[data-timeline-steps]").is_visible()
    for told in ("来源", "网址", "第12期", "截至2026年11月19日"):
        assert page.get_by_text(told).first.is_visible(), told
    sheet = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1


def test_a_host_that_answers_nothing_is_no_missing_case(page: Any, address: str, tmp_path: Path) -> None:
    page.route("**/search/data/manifest.json", lambda route: route.abort())
    page.goto(f"{address}timeline/#case={quote(CASE)}")
    page.wait_for_selector("main[data-state=error]", timeout=15_000)
    assert "这不表示没有记录" in page.inner_text("[data-timeline-status]")
    page.unroute("**/search/data/manifest.json")
    page.click("text=重新查询")
    page.wait_for_selector("main[data-state=done]")
    assert steps(page) == STEPS


def test_without_scripts_the_page_says_where_to_go(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}timeline/")
    assert "案件时间线需要 JavaScript" in page.inner_text("main")
    assert page.locator("[data-timeline-form]").is_hidden()
    context.close()
