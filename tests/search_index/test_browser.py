"""The browser's answers are Whoosh's answers, on exported files in a real Chromium."""

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.masking.profiles import Profile
from search_index.analyzer import case_keys, identifier_keys, name_keys, organisation_bigrams
from search_index.layout import key_hash
from search_index.query import read_query
from tests.search_index import browsing, corpus
from tests.search_index.conftest import Built, build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(built: Built) -> Iterator[str]:
    browsing.lay_out_site(built.site)
    with browsing.serving(built.site.parent) as root:
        yield root + "site/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing.chromium() as running:
        yield running


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context()
    opened = context.new_page()
    opened.goto(address + "search/")
    yield opened
    context.close()


def queries(built: Built) -> list[str]:
    """Queries of all kinds, taken from the corpus and around it."""
    parties = [row for row in built.rows if "party_name" in row]
    people = [row for row in parties if row["party_kind"] == "natural"]
    companies = [row for row in parties if row["party_kind"] == "legal"]
    texts = [row for row in built.rows if "title" in row]
    asked = [row["party_name"] for row in people[:8] + companies[:6]]
    asked += [row["party_name"] for row in people if "（" in row["party_name"] or "、" in row["party_name"]][:6]
    asked += [row["id_number"] for row in people[8:14] + companies[6:12]]
    asked += [f"{row['party_name']} {row['id_number']}" for row in people[14:18]]
    asked += [row["case_number"] for row in parties[18:24] + texts[:4]]
    asked += [row["case_number"].replace("（", "[").replace("）", "]").replace("号", "") for row in parties[24:27]]
    asked += [row["party_name"][2:6] for row in companies[12:18]] + [row["title"] for row in texts[4:10]]
    asked += [
        "华美",
        "有限公司",
        "有限",
        "公司",
        "科技有限",
        "司有",
        "华美科技",
        "ＡＢＣ",
        "abc建设",
        "𠮷野",
        "𠮷",
        "（集团）",
    ]
    asked += [
        "拍卖",
        "房产 拍卖",
        "在杭州的房产",
        "钱斌楠",
        "古墩路",
        "听证公告",
        "优先购买权人",
        "编号",
        "的",
        "执行指引第3号",
    ]
    asked += ["法发〔2014〕3号", "法释〔2017〕7号", "330106 19800101 1235", "33010619800101123", "330106198013011234"]
    asked += [
        "91330106MA2AX1234P",
        "12345678-9",
        "E12345678",
        "伟",
        "王 伟",
        "张三",
        "<b>",
        "(.*)+$",
        "!!!",
        "查" * 300,
    ]
    return asked


def test_the_browser_finds_what_whoosh_finds(built: Built, page: Any) -> None:
    asked = queries(built)
    assert len(asked) >= 60
    wrong = []
    for query in asked:
        expected = built.index.search(query, profile=Profile.STANDARD, limit=200)
        ids = [row["id"] for row in expected.hits]
        kind, count, shown = browsing.ask(page, query)
        at_least = page.get_attribute("main", "data-at-least")
        same_count = int(count or -1) == expected.count or (at_least and 200 < int(count) <= expected.count)
        same_hits = shown == ids if expected.count <= 200 else shown == ids[: len(shown)] and len(shown) >= 20
        if (kind, same_count, same_hits) != (expected.kind, True, True):
            wrong.append((query, kind, count, len(shown), expected.kind, expected.count, same_hits))
    assert wrong == []


def test_more_hits_come_on_demand_in_the_stated_order(built: Built, page: Any) -> None:
    expected = [row["id"] for row in built.index.search("有限公司", profile=Profile.STANDARD, limit=None).hits]
    assert len(expected) > 200
    _, _, first = browsing.ask(page, "有限公司")
    page.click("[data-search-more] button")
    page.wait_for_function("() => document.querySelectorAll('[data-record-id]').length > 20")
    _, _, second = browsing.answered(page)
    assert (first, second) == (expected[:20], expected[:40])


def test_the_browser_reads_queries_and_hashes_keys_as_python_does(page: Any) -> None:
    rng = random.Random(11)
    alphabet = (
        "0123456789XxＸ０１*×·•-－ 　\u200b()（）[]【】〔〕、，,;号年执字第之一浙张伟某公司曾用名又ABCabc𠮷é.%+_'<"
    )
    texts = ["".join(rng.choices(alphabet, k=rng.randrange(1, 24))) for _ in range(1500)]
    texts += [
        f"{left}33010619{rng.randrange(10**9, 10**10)}{right}"
        for left in ("", "张伟 ")
        for right in ("", "房")
        for _ in range(20)
    ]
    texts += [f"（{rng.randrange(1980, 2040)}）浙{rng.randrange(9999)}执{rng.randrange(99)}号之一、" for _ in range(20)]
    texts += [
        "91330106MA2AX1234P",
        "730113023",
        "91110000100000001",
        "E12345678",
        "法发〔2014〕18号",
        "333333333333333333",
    ]
    for profile in Profile:
        theirs = page.evaluate(
            """async ([texts, profile]) => {
            const kind = await import("../theme/js/search/kind.js");
            const layout = await import("../theme/js/search/layout.js");
            const keys = await import("../theme/js/search/analyzer.js");
            return texts.map((text) => ({ ...kind.readQuery(text, profile), hash: layout.keyHash(text),
              cases: keys.caseKeys(text), numbers: keys.identifierKeys(text), names: keys.nameKeys(text),
              pairs: keys.bigrams(text), asks: kind.readQuery(text, profile).names })); }""",
            [texts, profile.value],
        )
        for text, their in zip(texts, theirs, strict=True):
            mine = read_query(text, profile)
            asked = {"asked": mine.asked, "shown": mine.shown, "keys": list(mine.keys), "asks": list(mine.names)}
            keys = {"cases": case_keys(text), "numbers": identifier_keys(text), "names": name_keys(text)}
            ours = asked | {"notes": list(mine.notes), "hash": key_hash(text)} | {k: list(v) for k, v in keys.items()}
            assert their == ours | {"pairs": list(organisation_bigrams(text))}, text


@pytest.mark.parametrize("typed", ["330106198001011235", "陈伟 330106 19800101 1235", "33010619800101123"])
def test_a_full_number_reaches_no_request_address_history_or_storage(browser: Any, address: str, typed: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url + str(request.headers) + str(request.post_data)))
    for start in ("search/", ""):
        page.goto(address + start)
        page.fill("input[type=search]", typed)
        page.press("input[type=search]", "Enter")
        page.wait_for_url("**/search/#q=*")
        browsing.answered(page)
        seen.append(
            page.evaluate(
                """() => location.href + JSON.stringify(
                [history.state, {...localStorage}, {...sessionStorage}, document.cookie])"""
            )
        )
    page.goto("about:blank")
    page.goto(address + "search/#q=" + typed)
    browsing.answered(page)
    seen.append(page.evaluate("() => location.href"))
    history = context.new_cdp_session(page).send("Page.getNavigationHistory")
    seen += [entry["url"] for entry in history["entries"]]
    context.close()
    hidden = typed[-8:].replace(" ", "")
    assert len(seen) > 10
    assert [text for text in seen if hidden[:6] in text.replace("%20", "").replace(" ", "")] == []


def test_enter_on_the_home_page_leads_to_the_search_page(built: Built, browser: Any, address: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.fill("input[type=search]", "华美")
    page.press("input[type=search]", "Enter")
    page.wait_for_url("**/search/#q=*")
    expected = built.index.search("华美", profile=Profile.STANDARD)
    assert browsing.answered(page)[1] == str(expected.count)
    context.close()


def test_an_old_manifest_is_read_again_and_a_lost_file_is_an_error_not_an_absence(page: Any, built: Built) -> None:
    old = {"format": 1, "profile": "standard", "widths": dict.fromkeys(built.widths.as_dict(), 19), "pages": {}}
    answers = [json.dumps(old)]

    def manifest(route: Any) -> None:
        route.fulfill(body=answers.pop(), content_type="application/json") if answers else route.continue_()

    page.route("**/manifest.json", manifest)
    assert browsing.ask(page, "华美")[0] == "name"
    page.route("**/cards/**", lambda route: route.fulfill(body=b"\x1f\x8bgarbage"))
    assert browsing.ask(page, "没有读过的名字")[0] == "error"
    assert "这不表示没有记录" in page.inner_text("[data-search-status]")
    page.unroute("**/cards/**")
    page.click("[data-search-more] button")
    page.wait_for_selector("main[data-state=done]")
    assert page.get_attribute("main", "data-count") == "0"


def test_an_offline_device_is_told_so(page: Any) -> None:
    page.context.set_offline(True)
    assert browsing.ask(page, "没有网络")[0] == "error"


def test_not_found_says_how_far_the_data_reach_and_what_closed_cases_mean(page: Any) -> None:
    assert browsing.ask(page, "查无此人")[:2] == ("words", "0")
    text = page.inner_text("[data-search-status]")
    assert "2026-11-19" in text
    assert "中国执行信息公开网" in text


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


def test_the_engine_is_at_most_22_kb_compressed() -> None:
    sizes = [len(gzip.compress(path.read_bytes(), 9)) for path in browsing.SCRIPTS.glob("*.js")]
    assert sum(sizes) <= 22 * 1024
