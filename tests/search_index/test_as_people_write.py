"""Questions as people write them are answered: by the files as a reader takes them, in the terminal, and in Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.masking.profiles import Profile
from search_index.query import read_query
from tests.search_index import browsing
from tests.search_index.as_people_write import CHOICES, FOUND, OFFERED, ROWS, SAID
from tests.search_index.conftest import Built, build, data_of
from tests.search_index.reading.answers import Reader
from tests.search_index.reading.store import Store
from tests.search_index.test_browser_parity import CHOICES as CHOICES_SHOWN

ALL_FOUND = [pytest.param(typed, ids, id=f"{kind}: {typed}") for kind, rows in FOUND.items() for typed, ids in rows]
ALL_CHOICES = [
    pytest.param(typed, texts, id=f"{kind}: {typed}") for kind, rows in CHOICES.items() for typed, texts in rows
]
ALL_SAID = [pytest.param(*row, id=f"{kind}: {row[0]}") for kind, rows in SAID.items() for row in rows]

ALL_OFFERED = [pytest.param(*row, id=f"{kind}: {row[0]}") for kind, rows in OFFERED.items() for row in rows]
STEPS = """() => [...document.querySelectorAll(".next-steps li")].map((step) =>
  [step.firstChild.textContent, [...step.querySelectorAll("a")].map((link) => new URLSearchParams(link.hash.slice(1)).get("q"))])
  .filter(([, links]) => links.length)"""
OFFERS = """async (query) => { const { call } = await import("../theme/js/search/client.js");
  const { readQuestion } = await import("../theme/js/search/asking.js");
  return call("offers", readQuestion(query, "standard", await call("traditional"))); }"""
MISS = "[data-search-status] h2.nothing"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("asked"), ROWS)


@pytest.fixture(scope="module")
def page(built: Built) -> Iterator[Any]:
    browsing.lay_out_site(built.site)
    with browsing.serving(built.site) as root, browsing.chromium() as browser:
        opened = browser.new_page()
        opened.goto(root + "search/")
        yield opened


def answered(built: Built, typed: str) -> tuple[set[str], list[str]]:
    """Ids and choices; the same from scan, terminal and files."""
    answer = built.scan.search(typed, profile=Profile.STANDARD)
    assert built.search.search(typed, profile=Profile.STANDARD) == answer
    read = Reader(Store(data_of(built.site))).answer(typed)[1]
    assert [row["id"] for row in read.rows] == [hit["id"] for hit in answer.hits]
    assert (read.choices, read.part) == (list(answer.choices), answer.part)
    return {hit["id"].lstrip("q") for hit in answer.hits}, [choice.text for choice in answer.choices]


@pytest.mark.parametrize(("typed", "ids"), ALL_FOUND)
def test_records_are_found(built: Built, typed: str, ids: set[str]) -> None:
    assert answered(built, typed)[0] == ids


@pytest.mark.parametrize(("typed", "texts"), ALL_CHOICES)
def test_choices_are_given(built: Built, typed: str, texts: list[str]) -> None:
    assert answered(built, typed)[1] == texts


@pytest.mark.parametrize(("typed", "note", "ids"), ALL_SAID)
def test_what_is_no_key_is_said(built: Built, typed: str, note: str, ids: set[str]) -> None:
    notes = [each.value for each in read_query(typed, Profile.STANDARD).notes]
    assert (notes[:1], answered(built, typed)[0]) == ([note] if note else [], ids)


@pytest.mark.parametrize(("typed", "offers"), ALL_OFFERED)
def test_a_miss_offers_what_would_answer_and_answers_nothing(
    built: Built, typed: str, offers: dict[str, list[str]]
) -> None:
    assert answered(built, typed) == (set(), [])
    told = built.search.offers(typed, profile=Profile.STANDARD)
    assert {offer.why.value: [choice.text for choice in offer.choices] for offer in told} == offers


@pytest.mark.parametrize(
    "typed", [typed for typed, offers in (row for rows in OFFERED.values() for row in rows) if offers]
)
def test_what_is_offered_answers(built: Built, typed: str) -> None:
    for offer in built.search.offers(typed, profile=Profile.STANDARD):
        for choice in offer.choices:
            assert answered(built, choice.text)[0], (typed, choice.text)


@pytest.mark.browser
def test_the_page_offers_the_same_as_numbered_steps(built: Built, page: Any) -> None:
    wrong: list[Any] = []
    for kind, several in OFFERED.items():
        for typed, _ in several:
            told = built.search.offers(typed, profile=Profile.STANDARD)
            ours = [
                {"why": offer.why.value, "choices": [[choice.text, choice.records] for choice in offer.choices]}
                for offer in told
            ]
            _, count, ids = browsing.ask(page, typed)
            shown = [step[1] for step in page.evaluate(STEPS)]
            theirs = page.evaluate(OFFERS, typed)
            is_told = page.locator(MISS).count() == 1 and (count, ids) == ("0", [])
            same = theirs == ours and shown == [[choice.text for choice in offer.choices] for offer in told]
            wrong += [] if same and is_told else [(kind, typed, theirs, ours, shown, is_told)]
    assert wrong == []


@pytest.mark.browser
def test_a_missed_name_is_told_in_four_requests_and_its_offers_in_two_more(page: Any) -> None:
    browsing.ask(page, "李娜")
    browsing.ask(page, "周文斌")  # scripts and tables are here
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/site/")[2]))
    browsing.ask(page, "冯晓红")
    files = [path.rpartition("/data/")[2].partition("/")[0] for path in asked]
    assert len([family for family in files if family != "pinyin"]) <= 4, asked
    assert files.count("pinyin") <= 2
    told = page.inner_text("[data-search-status]")
    assert "没有找到相符的公开记录" in told
    assert "查询范围：" in told
    assert "2个法院（吉林、浙江）" in told
    assert "各法院数据截至" in told
    assert page.locator("[data-search-status] h2").count() == 1
    assert page.locator(".next-steps li:has-text('没有查到不等于没有案件')").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize(("typed", "said"), [
    ("13800138000", "电话号码不是检索项"), ("（2024）浙0111民初4号", "这不是执行案件的案号"), ("法定代表人 高雪", "法定代表人、负责人不是检索项"),
    ("刘晓红 330483197413174920", "这个号码不可能存在"), ("刘小红 330483197411174920", "有记录公布的号码形式与所填的相符，但姓名不同"),
])  # fmt: skip
def test_the_page_says_what_is_no_key_and_what_to_ask_instead(page: Any, typed: str, said: str) -> None:
    browsing.ask(page, typed)
    assert said in page.inner_text("[data-search-status]")
    assert page.locator(".next-steps li").count() >= 2


@pytest.mark.browser
def test_the_page_answers_all_of_them(page: Any) -> None:
    wrong: list[Any] = []
    for kind, rows in FOUND.items():
        for typed, ids in rows:
            shown = {found.lstrip("q") for found in browsing.ask(page, typed)[2]}
            wrong += [] if shown == ids else [(kind, typed, shown, ids)]
    for kind, several in CHOICES.items():
        for typed, texts in several:
            browsing.ask(page, typed)
            offered = [spans[0] for spans in page.evaluate(CHOICES_SHOWN)]
            wrong += [] if offered == texts else [(kind, typed, offered, texts)]
    assert wrong == []
