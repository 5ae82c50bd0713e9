"""The search page in a real Chromium: what it says, what it shows, and what it does when things go wrong."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.masking.profiles import Profile
from search_index.answers import Part, Wish
from search_index.layout import FORMAT
from search_index.rows import newest_date
from tests.search_index import browsing, corpus
from tests.search_index.conftest import CARDS_PER_BUCKET, Built, build, data_of
from tests.search_index.reading.answers import NAMES_AT_FIRST

pytestmark = pytest.mark.browser

STATUS = "[data-search-status]"
NAMESAKES = [f"3301061980****12{last}*" for last in "001"]


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A corpus with three records of two namesakes in it, and a common name whose records have a number each."""
    rows = corpus.rows(7, 400, 200)
    people = [row for row in rows if row.get("party_kind") == "natural"]
    for row, number in zip(people[:3], NAMESAKES, strict=True):
        row |= {"party_name": "沈星乙", "id_number": number}
    for place, row in enumerate(people[3 : 3 + 2 * CARDS_PER_BUCKET]):
        row |= {"party_name": "顾明远", "id_number": f"3301061980****{place:03d}*"}
    return build(tmp_path_factory.mktemp("shown"), rows)


@pytest.fixture(scope="module")
def address(shown: Built) -> Iterator[str]:
    browsing.lay_out_site(shown.site)
    with browsing.serving(shown.site.parent) as root:
        yield root + "site/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing.chromium() as running:
        yield running


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context()
    opened = context.new_page()
    opened.on("pageerror", lambda error: pytest.fail(str(error)))
    opened.goto(address + "search/")
    yield opened
    context.close()


def watch_data(page: Any) -> list[str]:
    """Paths of the search files that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.partition("/search/data/")[2]))
    return asked


def expected_ids(built: Built, query: str, wish: Wish | None = None) -> list[str]:
    return [
        row["id"] for row in built.scan.search(query, profile=Profile.STANDARD, limit=None, wish=wish or Wish()).hits
    ]


# Costs


def test_an_exact_name_is_one_request(page: Any, shown: Built) -> None:
    browsing.ask(page, "沈星乙")
    asked = watch_data(page)
    companies = [row["party_name"] for row in shown.rows if row.get("party_kind") == "legal"]
    others = [name for name in companies if "𠮷" not in name][:5]  # rare signs ask for a table, once
    for number, name in enumerate(others, start=1):
        assert browsing.ask(page, name)[0] == "name"
        assert len([path for path in asked if path]) <= number
    assert {path.partition("/")[0] for path in asked if path} == {"cards"}


def test_organisations_and_texts_are_read_only_on_demand_where_a_name_is_found(page: Any) -> None:
    asked = watch_data(page)
    browsing.ask(page, "沈星乙")
    assert {path.partition("/")[0] for path in asked if path} <= {"cards", "manifest.json"}
    page.click("text=查名称含有“沈星乙”的单位")
    page.wait_for_function(
        "() => location.hash.includes('in=org') && document.querySelector('main').dataset.state === 'done'"
    )
    assert "没有找到名称含有所输文字的单位" in page.inner_text(STATUS)
    page.click("text=在公告和指引中查“沈星乙”")
    page.wait_for_selector("main[data-state=done][data-kind=words]")
    assert "in=words" in page.url
    assert "公告和指引中没有找到相符的内容" in page.inner_text(STATUS)
    page.click("text=按姓名、名称查“沈星乙”")
    page.wait_for_selector("main[data-state=done][data-kind=name]")
    assert "in=" not in page.url


def test_the_lookup_runs_in_a_worker_under_the_sites_policy(page: Any) -> None:
    browsing.ask(page, "沈星乙")
    assert [worker.url.rpartition("/")[2] for worker in page.workers] == ["engine.js"]


@pytest.mark.parametrize(
    "without",
    [
        "delete window.Worker",
        "window.Worker = class extends EventTarget { constructor() { super(); setTimeout(() => this.dispatchEvent("
        "new Event('error'))); } postMessage() {} terminate() {} }",
    ],
)
def test_without_workers_the_page_itself_looks_up(browser: Any, address: str, shown: Built, without: str) -> None:
    page = browser.new_page()
    page.add_init_script(without)
    page.goto(address + "search/")
    assert browsing.ask(page, "沈星乙")[2] == expected_ids(shown, "沈星乙")
    firms = browsing.ask(page, "有限公司")[2]
    assert len(firms) >= NAMES_AT_FIRST
    assert firms == expected_ids(shown, "有限公司")[: len(firms)]
    page.close()


# Privacy


@pytest.mark.parametrize(
    "typed",
    [
        "330106198001011235",
        "陈伟 330106 19800101 1235",
        "33010619800101123",
        "330106800101123",
        "330106198505054567 330106198001011235",
        "330106198001011235、330106198001011235",
    ],
)
def test_a_full_number_reaches_no_request_address_history_or_storage(browser: Any, address: str, typed: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    seen: list[str] = []
    context.on("request", lambda request: seen.append(request.url + str(request.headers) + str(request.post_data)))
    for start in ("search/", ""):
        page.goto(address + start)
        assert page.get_attribute("input[type=search]", "autocomplete") == "off"
        page.fill("input[type=search]", typed)
        page.press("input[type=search]", "Enter")
        page.wait_for_url("**/search/#q=*")
        browsing.answered(page)
        seen.append(page.evaluate(STATE))
    page.goto("about:blank")
    page.goto(address + "search/#q=" + typed)
    browsing.answered(page)
    seen.append(page.evaluate(STATE))
    history = context.new_cdp_session(page).send("Page.getNavigationHistory")
    seen += [entry["url"] for entry in history["entries"]]
    context.close()
    hidden = typed.replace(" ", "")[-8:][:6]
    assert len(seen) > 10
    assert [text for text in seen if hidden in text.replace("%20", "").replace(" ", "")] == []


STATE = """async () => location.href + document.querySelector("input[type=search]").value + JSON.stringify(
  [history.state, {...localStorage}, {...sessionStorage}, document.cookie, (await indexedDB.databases()),
   await caches.keys()])"""


def test_under_strict_a_number_alone_needs_the_name(tmp_path: Path, browser: Any) -> None:
    rows = corpus.rows(3, 20, 3)
    person = next(row for row in rows if row.get("party_kind") == "natural")
    person |= {"party_name": "沈星乙", "id_number": "3301061980********"}
    made = build(tmp_path, rows, Profile.STRICT)
    browsing.lay_out_site(made.site)
    with browsing.serving(made.site) as root:
        page = browser.new_page()
        page.goto(root + "search/")
        assert browsing.ask(page, "330106198001011235")[2] == []
        assert "请同时输入姓名" in page.inner_text(STATUS)
        assert browsing.ask(page, "沈星乙 330106198001011235")[2] == [person["id"]]
        page.close()


# Answers one can trust


def test_namesakes_are_counted_and_told_apart_by_what_is_printed(page: Any, shown: Built) -> None:
    assert browsing.ask(page, "沈星乙")[1] == "3"
    assert "公布的证件号码有2种" in page.inner_text("[data-search-namesakes]")
    links = page.locator("[data-search-namesakes] a")
    assert sorted(text.split()[0] for text in links.all_inner_texts()) == sorted(set(NAMESAKES))
    links.filter(has_text=NAMESAKES[0]).click()
    page.wait_for_selector("main[data-state=done][data-kind=id]")
    assert page.get_attribute("main", "data-count") == "2"
    assert "姓名和公布的号码都相符" in page.inner_text(STATUS)


def test_a_number_alone_gives_records_whose_printed_form_fits_and_asks_for_the_name(page: Any) -> None:
    assert browsing.ask(page, NAMESAKES[2])[1] == "1"
    assert "可能属于他人，请同时输入姓名核对" in page.inner_text(STATUS)


def test_filters_stand_in_the_address_and_are_cleared_by_one_click(page: Any, shown: Built) -> None:
    browsing.ask(page, "有限公司")
    page.select_option("[name=dataset]", "exit_bans")
    page.wait_for_selector("main[data-state=done]")
    page.select_option("[name=sort]", "oldest")
    page.wait_for_function(
        "() => location.hash.includes('sort=oldest') && document.querySelector('main').dataset.state === 'done'"
    )
    before = browsing.answered(page)
    page.reload()
    assert browsing.answered(page) == before
    assert page.eval_on_selector("[name=dataset]", "select => select.value") == "exit_bans"
    assert set(page.locator("[data-dataset]").evaluate_all("hits => hits.map((hit) => hit.dataset.dataset)")) == {
        "exit_bans"
    }
    page.click("text=清除筛选")
    page.wait_for_function(
        "() => !location.hash.includes('dataset') && document.querySelector('main').dataset.state === 'done'"
    )
    firms = browsing.answered(page)[2]
    assert len(firms) >= NAMES_AT_FIRST
    assert firms == expected_ids(shown, "有限公司")[: len(firms)]


def test_a_filter_that_nothing_passes_is_not_called_not_found(page: Any) -> None:
    assert browsing.ask(page, "沈星乙", year="1999")[:2] == ("name", "0")
    assert "共有3条记录，但没有符合所选条件的" in page.inner_text(STATUS)
    assert page.is_visible("text=清除筛选")


def test_first_hits_are_shown_before_all_are_counted(page: Any, shown: Built) -> None:
    page.evaluate(
        """() => { const results = document.querySelector("[data-search-results]");
        new MutationObserver(() => { window.early ??= [results.children.length, document.querySelector("main").dataset.state,
          document.querySelector("[data-search-status]").textContent]; }).observe(results, { childList: true }); }"""
    )
    _, count, ids = browsing.ask(page, "公告 一处", **{"in": "words"})
    assert page.evaluate("window.early.slice(0, 2)") == [20, "busy"]
    assert int(count) > 20
    wish = Wish(only=Part.WORDS)
    assert ids == expected_ids(shown, "公告 一处", wish)[:20]


def test_courts_can_be_chosen_by_their_names(page: Any) -> None:
    browsing.ask(page, "有限公司")
    page.focus("[name=court]")
    page.wait_for_function(
        "() => [...document.querySelector('[name=court]').options].every((one) => /全部|法院/.test(one.text))"
    )


def test_not_found_says_as_of_when_and_which_lists_are_missing_tonight(page: Any) -> None:
    assert browsing.ask(page, "查无此人")[:2] == ("words", "0")
    text = page.inner_text(STATUS)
    assert "各法院数据截至2026年11月12日至2026年11月19日不等" in text
    assert "今日暂停公布：长春市南关区人民法院" in text
    assert "在结案后5个工作日内屏蔽" in page.inner_text(".next-steps")
    page.click(".as-of summary")
    assert "长春市南关区人民法院：截至2026年11月12日，今日未公布失信被执行人" in page.inner_text(".as-of")


def test_the_page_is_used_with_the_keyboard_alone_and_says_what_it_does(page: Any) -> None:
    assert page.get_attribute(STATUS, "aria-live") == "polite"
    page.focus("input[type=search]")
    page.keyboard.type("沈星乙")
    page.keyboard.press("Enter")
    page.wait_for_selector("main[data-state=done]")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate("document.activeElement.name || document.activeElement.textContent.trim().slice(0, 6)")
        )
    assert [name for name in reached if name in ("dataset", "court", "year", "sort")] == [
        "dataset",
        "court",
        "year",
        "sort",
    ]
    assert NAMESAKES[0][:6] in reached
    assert "在公告和指引" in reached


# Bad input


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "请输入姓名或名称"),
        ("   ", "请输入姓名或名称"),
        ("!!!？？。", "请输入姓名或名称"),
        ("查" * 10_000, "请缩短到200字以内"),
        ("(.*)+$", "请输入姓名或名称"),
        ("[a-z]{3}\\d+", "没有找到相符的公开记录"),
        ("<script>alert(1)</script>", "没有找到相符的公开记录"),
        ("\ue000\U0010ffff龘龘", "没有找到相符的公开记录"),
        ("330106198001011", "这个号码不可能存在"),
        ("33010619800101123", "证件号码应为18位"),
        ("3301061980010112356", "证件号码应为18位"),
        ("000106198001011235", "证件号码含有不应出现的字符"),
        ("990106198001011235", "这个号码不可能存在"),
        ("160106198001011235", "地区代码不存在"),
        ("330106198013011234", "出生日期不存在"),
        ("330106198001011234", "校验码不符，请核对；不能用这个号码确认任何记录"),
        ("91330106MA2AX1234P", "代码最后一位校验码不符"),
    ],
)
def test_bad_input_gets_a_helpful_line_and_breaks_nothing(page: Any, typed: str, says: str) -> None:
    page.fill("input[type=search]", typed)
    page.press("input[type=search]", "Enter")
    page.wait_for_selector("main[data-state=done]")
    assert says in page.inner_text(STATUS)
    assert browsing.ask(page, "沈星乙")[1] == "3"


def test_markup_in_records_stays_text(tmp_path: Path, browser: Any) -> None:
    rows = corpus.rows(1, 1, 1, 0)
    rows[0] |= {"party_name": "<img src=x onerror=alert(1)>", "case_number": "</dd><script>alert(2)</script>"}
    rows[1] |= {"title": "<b>拍卖</b>", "body": "<script>alert(3)</script>拍卖"}
    made = build(tmp_path, rows)
    browsing.lay_out_site(made.site)
    with browsing.serving(made.site) as root:
        page = browser.new_page()
        page.on("dialog", lambda _: pytest.fail("a script ran"))
        page.goto(root + "search/")
        assert browsing.ask(page, "<img src=x onerror=alert(1)>")[:2] == ("name", "1")
        assert page.evaluate("() => document.querySelectorAll('main img, main script, main b').length") == 0
        page.close()


# Files that are gone, broken or slow


def test_an_old_manifest_is_read_again(page: Any, shown: Built) -> None:
    old = {"format": FORMAT, "profile": "standard", "widths": dict.fromkeys(shown.widths.as_dict(), 19), "pages": {}}
    answers = [json.dumps(old)]

    def manifest(route: Any) -> None:
        route.fulfill(body=answers.pop(), content_type="application/json") if answers else route.continue_()

    page.context.route("**/manifest.json", manifest)
    page.reload()
    assert browsing.ask(page, "沈星乙")[1] == "3"
    assert answers == []


@pytest.mark.parametrize(
    "broken",
    [
        {"body": b"\x1f\x8bgarbage"},
        {"body": b""},
        {"body": b'{"k":'},
        {"body": b"[]"},
        {"body": b'{"k":{"\xe6\xb2\x88\xe6\x98\x9f\xe4\xb9\x99":{"r":7}}}'},
        {"status": 404, "body": b"gone"},
        {"status": 403, "body": b"no"},
    ],
    ids=str,
)
def test_a_lost_or_broken_file_is_an_error_and_never_an_absence(page: Any, broken: dict[str, Any]) -> None:
    page.context.route("**/cards/**", lambda route: route.fulfill(**broken))
    assert browsing.ask(page, "沈星乙")[0] == "error"
    text = page.inner_text(STATUS)
    assert "这不表示没有记录" in text
    assert "没有找到" not in text
    page.context.unroute("**/cards/**")
    page.click("text=重新查询")
    page.wait_for_selector("main[data-state=done]")
    assert page.get_attribute("main", "data-count") == "3"


def test_a_manifest_of_another_format_asks_for_a_fresh_page(page: Any, shown: Built) -> None:
    manifest = json.loads((data_of(shown.site) / "manifest.json").read_text(encoding="utf-8"))
    other = json.dumps(manifest | {"format": FORMAT - 1})
    page.context.route("**/manifest.json", lambda route: route.fulfill(body=other))
    page.reload()
    assert browsing.ask(page, "沈星乙")[0] == "error"
    assert "请刷新页面" in page.inner_text(STATUS)


def test_a_shaky_line_is_tried_three_times(page: Any) -> None:
    tried: list[str] = []

    def shaky(route: Any) -> None:
        tried.append(route.request.url)
        route.fulfill(status=503) if len(tried) < 3 else route.continue_()

    page.context.route("**/cards/**", shaky)
    assert browsing.ask(page, "沈星乙")[1] == "3"
    assert len(tried) == 3


def test_an_offline_device_is_told_so(page: Any) -> None:
    page.context.set_offline(True)
    assert browsing.ask(page, "没有网络")[0] == "error"
    assert "设备没有连接网络" in page.inner_text(STATUS)


def data_requests(page: Any, query: str) -> list[str]:
    """The search files that a fresh page reads for a query, manifest apart."""
    without_question = page.url.partition("#")[0]
    page.goto("about:blank")
    page.goto(without_question)
    seen = watch_data(page)
    browsing.ask(page, query)
    return [path for path in seen if path.endswith(".gz")]


def test_a_name_is_one_request(page: Any) -> None:
    assert [path.split("/")[0] for path in data_requests(page, "沈星乙")] == ["cards"]


def test_a_number_of_a_common_name_is_two_steps_and_with_the_name_asks_of_the_name_alone(
    page: Any, shown: Built
) -> None:
    row = on_further_page(shown)
    alone, named = (
        data_requests(page, query) for query in (row["id_number"], f"{row['party_name']} {row['id_number']}")
    )
    assert [path.split("/")[0] for path in alone][:1] == ["id"]
    assert all(re.fullmatch(r"id/.*|cards/\d+/[^-]+-[a-p]{8}-\d+\.json\.gz", path) for path in alone)
    assert {path.split("/")[0] for path in named} == {"cards"}
    assert row["id"] in browsing.answered(page)[2]


def test_rows_that_moved_to_another_page_of_their_name_are_found(page: Any, shown: Built) -> None:
    """A reference of the release before, beside cards of this one."""
    number = on_further_page(shown)["id_number"]
    expected = expected_ids(shown, number)

    def outdated(route: Any) -> None:
        bucket = json.loads(gzip.decompress(route.fetch().body()))
        for entry in bucket["k"].values():
            entry["r"] = [item if isinstance(item, str) else [*item[:2], *([0] * len(item[2:]))] for item in entry["r"]]
        route.fulfill(body=json.dumps(bucket))

    page.context.route("**/id/**", outdated)
    found = browsing.ask(page, number)[2]
    page.context.unroute("**/id/**")
    assert found == expected


def on_further_page(built: Built) -> dict[str, Any]:
    """The oldest record of a common name."""
    return min((row for row in built.rows if row.get("party_name") == "顾明远"), key=newest_date)


def test_a_first_page_opens_few_names_of_organisations(page: Any) -> None:
    opened = [path for path in data_requests(page, "科技有限公司") if path.startswith("cards/")]
    assert 1 < len(opened) <= NAMES_AT_FIRST + 1


@pytest.mark.parametrize("query", ["房产公告", "科技有限公司"])
def test_what_is_hardly_a_name_is_looked_up_everywhere_at_once(page: Any, query: str) -> None:
    page.context.route("**/cards/**", lambda route: None)
    with page.expect_request("**/cards/**"), page.expect_request("**/orgs/**"), page.expect_request("**/words/**"):
        page.evaluate("(query) => { location.hash = '#q=' + encodeURIComponent(query); }", query)
    page.context.unroute("**/cards/**")


def test_a_newer_question_ends_an_older_one(page: Any) -> None:
    held: list[Any] = []
    page.context.route("**/orgs/**", lambda route: held.append(route))
    with page.expect_request("**/orgs/**"):
        page.evaluate("() => { location.hash = '#q=' + encodeURIComponent('有限公司'); }")
    assert browsing.ask(page, "沈星乙")[1] == "3"
    assert held
    page.context.unroute("**/orgs/**")
    assert browsing.ask(page, "有限公司")[0] == "name"


def test_done_is_said_of_the_question_in_the_address_once_its_answer_stands(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.add_init_script(browsing.SNAPSHOTS)
    page.goto(address + "search/")
    held: list[Any] = []
    page.context.route("**/words/**", lambda route: held.append(route))
    with page.expect_request("**/words/**"):
        page.evaluate("() => { location.hash = '#in=words&q=' + encodeURIComponent('公告 一处'); }")
    page.evaluate("(other) => { location.hash = other; }", browsing.fragment("沈星乙"))
    page.wait_for_selector("main[data-state=done]")
    assert held
    page.context.unroute("**/words/**")
    page.evaluate("(other) => { location.hash = other; }", browsing.fragment("公告 一处", **{"in": "words"}))
    page.wait_for_selector("main[data-state=done]:has([data-record-id]:nth-child(20))")
    count = page.get_attribute("main", "data-count")
    page.click("text=显示更多")
    page.wait_for_selector("main[data-state=done]:has([data-record-id]:nth-child(21))")
    assert browsing.early_ends(page, {"沈星乙": "3", "公告 一处": count}) == []
    page.close()


def test_enter_on_the_home_page_leads_to_the_search_page(shown: Built, browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(address)
    page.fill("input[type=search]", "沈星乙")
    page.press("input[type=search]", "Enter")
    page.wait_for_url("**/search/#q=*")
    assert browsing.answered(page)[1] == "3"
    page.close()


def test_the_engine_and_the_manifest_are_at_most_22_kb_compressed(shown: Built) -> None:
    files = [*browsing.first_scripts().values(), (data_of(shown.site) / "manifest.json").read_bytes()]
    assert sum(len(gzip.compress(content, 9)) for content in files) <= 22 * 1024
