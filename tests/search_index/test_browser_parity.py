"""The browser's answers are those of a plain scan of all rows, on exported files in a real Chromium."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from pipeline.core.records import RecordId
from pipeline.masking.profiles import Profile
from search_index.analyzer import case_keys, identifier_keys, name_keys, normalise_name, short_form
from search_index.answers import Part, Wish
from search_index.layout import key_hash
from search_index.query import read_query
from tests.search_index import browsing, corpus
from tests.search_index.asking import ALL_UP_TO, AROUND, FIRST_PAGES, WISHES, queries_from
from tests.search_index.conftest import Built, build, export

pytestmark = [pytest.mark.browser, pytest.mark.drill]

FIRST_PAGE = 20
CHOICES = """() => [...document.querySelectorAll(".results .choice a")].map((link) =>
  [...link.children].map((span) => span.textContent))"""
EARLY = """() => { const results = document.querySelector("[data-search-results]");
  new MutationObserver(() => { if (results.children.length) window.early ??= results.children.length; })
    .observe(results, { childList: true }); }"""
"""Notes how many hits stood on the page first."""
BROWSER_WISHES = [wish for wish in WISHES if wish.only is not Part.EXACT]
"""The page has no way to demand exact names alone: they come first anyway."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with browsing.chromium() as running:
        yield running


@pytest.fixture(scope="module")
def page(built: Built, browser: Any) -> Iterator[Any]:
    browsing.lay_out_site(built.site)
    with browsing.serving(built.site.parent) as root:
        opened = browser.new_page()
        opened.goto(root + "site/search/")
        yield opened
        opened.close()


def in_address(wish: Wish) -> dict[str, str]:
    """A wish as the page's address states it."""
    state = {"dataset": wish.dataset or "", "court": wish.court or "", "year": wish.year or ""}
    return state | {"sort": "oldest" if wish.oldest_first else "", "in": wish.only or ""}


def differences(built: Built, page: Any, asked: Sequence[str], wish: Wish) -> list[Any]:
    """Where the page answers otherwise than Whoosh."""
    wrong: list[Any] = []
    for query in asked:
        expected = built.scan.search(query, profile=Profile.STANDARD, limit=None, wish=wish)
        ids = [row["id"] for row in expected.hits]
        kind, count, shown = browsing.ask(page, query, **in_address(wish))
        at_least = page.get_attribute("main", "data-at-least")
        counted = count == str(expected.count) or (at_least and ALL_UP_TO < int(count or 0) <= expected.count)
        hits = shown == ids[: len(shown)] and len(shown) >= min(FIRST_PAGES.get(expected.part, FIRST_PAGE), len(ids))
        choices = [(choice.text, f"{choice.records:,}条") for choice in expected.choices]
        offered = [tuple(spans) for spans in page.evaluate(CHOICES)]
        if (kind, bool(counted), hits) != (expected.kind, True, True) or offered != choices[: len(offered)]:
            wrong.append((query, wish, kind, count, len(shown), expected.kind, expected.count, hits, offered[:2]))
        elif len(offered) < min(FIRST_PAGE, len(choices)):
            wrong.append((query, "choices", len(offered), len(choices)))
    return wrong


def test_every_kind_of_query_is_answered_as_by_whoosh(built: Built, page: Any) -> None:
    asked = [*AROUND, *queries_from(built.rows, step=19)]
    assert len(asked) > 100
    assert differences(built, page, asked, Wish()) == []


@pytest.mark.parametrize("number", range(1, len(BROWSER_WISHES)))
def test_filters_order_and_demanded_parts_are_answered_as_by_whoosh(built: Built, page: Any, number: int) -> None:
    asked = [*AROUND, *queries_from(built.rows, step=61)]
    assert differences(built, page, asked[number % 5 :: 5], BROWSER_WISHES[number]) == []


@pytest.mark.parametrize("wish", BROWSER_WISHES[1:], ids=str)
def test_every_query_with_every_filter_is_answered_as_by_whoosh(built: Built, page: Any, wish: Wish) -> None:
    assert differences(built, page, [*AROUND, *queries_from(built.rows, step=61)], wish) == []


def test_updates_deletions_and_doublings_change_no_answer(tmp_path: Path, browser: Any) -> None:
    rows = corpus.rows(21, 60, 20)
    first = build(tmp_path / "0", rows)
    fresh = corpus.rows(22, 200, 10, 0)
    first.index.update([RecordId(row["id"]) for row in rows[:9]], corpus.canonical(fresh), token="2")
    kept = [*rows[9:], *fresh]
    after = export(tmp_path / "1", kept, first.index, previous=first)
    assert after.widths != first.widths
    browsing.lay_out_site(after.site)
    with browsing.serving(after.site) as root:
        page = browser.new_page()
        page.goto(root + "search/")
        asked = [*AROUND, *(row["party_name"] for row in rows[:9] if "party_name" in row), *queries_from(kept, 29)]
        assert differences(after, page, asked, Wish()) == []
        page.close()


def test_a_number_with_a_common_name_finds_every_record_that_bears_both(tmp_path: Path, browser: Any) -> None:
    rows, asked = corpus.aliases()
    made = build(tmp_path, rows)
    browsing.lay_out_site(made.site)
    with browsing.serving(made.site) as root:
        page = browser.new_page()
        page.goto(root + "search/")
        assert differences(made, page, asked, Wish()) == []
        page.evaluate(EARLY)
        _, count, ids = browsing.ask(page, "陈伟")
        assert FIRST_PAGE == page.evaluate("window.early") < int(count) == len(ids) <= ALL_UP_TO
        page.close()


@pytest.mark.parametrize("query", ["有限公司", "公告", "公司"])
def test_more_hits_come_on_demand_until_all_are_shown(built: Built, page: Any, query: str) -> None:
    wish = Wish(only=Part.ORGANISATIONS) if query == "公司" else Wish()
    expected = built.scan.search(query, profile=Profile.STANDARD, limit=None, wish=wish)
    ids = [row["id"] for row in expected.hits]
    _, _, shown = browsing.ask(page, query, **in_address(wish))
    while len(shown) < len(ids):
        assert shown == ids[: len(shown)]
        page.click("[data-search-more] button >> nth=0")
        page.wait_for_function("n => document.querySelectorAll('[data-record-id]').length > n", arg=len(shown))
        assert page.evaluate("document.activeElement.dataset.recordId") == ids[len(shown)]
        _, _, shown = browsing.answered(page)
    assert shown == ids
    assert "显示更多" not in page.inner_text("[data-search-more]")


def test_the_browser_reads_queries_and_hashes_keys_as_python_does(page: Any) -> None:
    texts = odd_texts()
    for profile in Profile:
        theirs = page.evaluate(
            """async ([texts, profile]) => {
            const kind = await import("../theme/js/search/kind.js");
            const { readQuestion } = await import("../theme/js/search/asking.js");
            const { caseKeys } = await import("../theme/js/search/case_numbers.js");
            const files = await import("../theme/js/search/fetch.js");
            const { learn, normaliseName } = await import("../theme/js/search/analyzer.js");
            const keys = await import("../theme/js/search/keys.js");
            const { call } = await import("../theme/js/search/client.js");
            const table = await call("traditional");
            learn(table);
            return texts.map((text) => ({ query: readQuestion(text, profile, table), hash: files.keyHash(text),
              cases: caseKeys(text), numbers: keys.identifierKeys(text), keys_of_name: kind.nameKeys(text),
              short: keys.shortForm(normaliseName(text)) })); }""",
            [texts, profile.value],
        )
        for text, their in zip(texts, theirs, strict=True):
            mine = read_query(text, profile)
            asked = json.loads(json.dumps(asdict(mine)))
            keys = {"cases": case_keys(text), "numbers": identifier_keys(text), "keys_of_name": name_keys(text)}
            ours = {"query": asked, "hash": key_hash(text), "short": short_form(normalise_name(text))}
            assert their == ours | {name: list(value) for name, value in keys.items()}, text


def odd_texts() -> list[str]:
    """What people and machines may type."""
    rng = random.Random(11)
    alphabet = "0123456789XxＸ０１*×·•-－ 　\u200b()（）[]【】〔〕《》〈〉、，,;号年执執字第之一浙张張伟偉鍾某公司厂曾用名又ABCabcüǚé𠮷.%+_'’<"
    texts = ["".join(rng.choices(alphabet, k=rng.randrange(1, 24))) for _ in range(1500)]
    for left, right in (("", ""), ("张伟 ", ""), ("", "房"), ("張偉", "")):
        texts += [f"{left}33010619{rng.randrange(10**9, 10**10)}{right}" for _ in range(20)]
    texts += [f"（{rng.randrange(1980, 2040)}）浙{rng.randrange(9999)}执{rng.randrange(99)}号之一、" for _ in range(20)]
    texts += [
        f"{left}{rng.randrange(999)}号" for left in ("执", "执恢", "第", "浙0106执", "執", "執恢0") for _ in range(4)
    ]
    texts += [
        "91330106MA2AX1234P",
        *(f"买买提{dot}艾力{dot}某" for dot in "˙●▪■◆。﹒.-–－·•・"),
        *(f"杭州二{nought}一{nought}科技有限公司" for nought in "○◯oO0Ｏ０〇"),
        "二O2O科技公司",
        "张○O0伟",
        "730113023",
        "91110000100000001",
        "E12345678",
        "E******78",
        "13812345654",
        "138-1234-5654",
        "张伟 13812345654",
        "*********54",
        "***********",
        "91330106MABCDEFGHJ",
        "ABCDEFGHJKLMNPQRTU",
        "法发〔2014〕18号",
        "333333333333333333",
    ]
    texts += [
        "wangwei",
        "Wang Wei",
        "wáng wěi",
        "lǚ bù",
        "Lyu Bu",
        "华美（集团）股份有限公司",
        "杭州某某厂",
        "有限公司",
    ]
    return texts
