"""The cards of the search page: what leads, what they are called, and that they read as the pages do."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.wording import facts

from pipeline.core.records import SCHEMAS, Dataset
from tests.search_index.browsing import SCRIPTS, chromium, serving

pytestmark = pytest.mark.browser

PERSON: dict[str, Any] = {
    "id": "a" * 16,
    "dataset": "dishonest_debtors",
    "court_name": "杭州市西湖区人民法院",
    "court_code": "浙0106",
    "case_number": "（2026）浙0106执12号",
    "party_name": "沈星乙",
    "party_kind": "natural",
    "sex": "女",
    "age": 46,
    "id_number": "3301061980****123*",
    "obligation": "支付货款。\n" * 60,
    "performance": "部分未履行",
    "performed_part": "44283.00元",
    "filed_on": "2026-01-05",
    "term_until": "2028-01-05",
}
COMPANY = PERSON | {
    "id": "b" * 16,
    "party_name": "杭州星乙贸易有限公司",
    "party_kind": "legal",
    "id_number": "91330106MA2B0AB00K",
    "legal_representative": "沈星乙",
}
CASE = PERSON | {"id": "c" * 16, "dataset": "unfinished_cases", "amount": "1234567.80"}
LIMIT = PERSON | {"id": "d" * 16, "dataset": "exit_bans", "measure_start": "2026-02-03", "reason": "拒不履行"}
BOUND = LIMIT | {
    "id": "f" * 16,
    "dataset": "consumption_limits",
    "capacity": "法定代表人",
    "related_party": "虚设贸易有限公司",
    "order_number": "（2026）浙0106执12号之二",
}
CLOSED = CASE | {"id": "g" * 16, "status": "已结案", "shown_until": "2026-11-23"}
UNDATED = CASE | {"id": "h" * 16, "status": "已结案"}
AUCTION: dict[str, Any] = {
    "id": "e" * 16,
    "dataset": "auction_notices",
    "title": "一处房产（一拍）的公告",
    "court_name": "杭州市西湖区人民法院",
    "event_at": "2026-12-20T10:00",
    "ends_on": "2026-12-21",
}
RENDER = """async ([base, rows, manifest]) => {
  const { renderHits } = await import(new URL("theme/js/search/render.js", base));
  const list = document.createElement("ol");
  list.append(...renderHits(rows, manifest, new URL(base)));
  document.body.append(list);
  return [...list.children].map((hit) => ({
    title: hit.firstElementChild.tagName,
    standing: [...hit.querySelectorAll(".hit-standing")].map((told) => told.textContent),
    facts: [...hit.querySelectorAll("dl > div")].map((pair) => [
      pair.querySelector("dt").textContent,
      (pair.querySelector("details > div") ?? pair.querySelector("dd")).textContent,
    ]),
    folded: hit.querySelectorAll("details").length,
  }));
}"""


def columns_of(dataset: Dataset) -> list[tuple[str, str]]:
    """Columns with titles, as the search manifest brings them."""
    schema = SCHEMAS[dataset]
    columns = [schema.column("court_name"), *schema.published_columns]
    return [(column.name, column.title) for column in columns if column.name != "party_name"]


@pytest.fixture(scope="module")
def cards(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Each row as its card: heading, labelled facts, number of folded texts."""
    rows = [PERSON, COMPANY, CASE, LIMIT, AUCTION, BOUND, CLOSED, UNDATED]
    lists = (
        Dataset.DISHONEST_DEBTORS,
        Dataset.UNFINISHED_CASES,
        Dataset.EXIT_BANS,
        Dataset.CONSUMPTION_LIMITS,
    )
    manifest = {
        "datasets": {dataset.value: SCHEMAS[dataset].title for dataset in Dataset if dataset in SCHEMAS},
        "columns": {dataset.value: columns_of(dataset) for dataset in lists},
    }
    folder = tmp_path_factory.mktemp("cards") / "site"
    shutil.copytree(site, folder)
    shutil.copytree(
        SCRIPTS, folder / "theme" / "js" / "search", dirs_exist_ok=True
    )  # a release has no module render.js
    with serving(folder) as address, chromium() as browser:
        page = browser.new_page()
        page.goto(address + "search/")
        made = page.evaluate(RENDER, [address, rows, manifest])
    return {str(row["id"])[0]: card for row, card in zip(rows, made, strict=True)}


def test_a_card_leads_with_what_tells_namesakes_apart(cards: dict[str, Any]) -> None:
    titles = [title for title, _ in cards["a"]["facts"]]
    assert titles[:5] == ["证件号码", "性别", "年龄", "执行法院", "案号"]


@pytest.mark.parametrize("row", [PERSON, COMPANY])
def test_a_card_words_its_facts_as_the_pages_do(cards: dict[str, Any], row: dict[str, Any]) -> None:
    names = tuple(column.name for column in SCHEMAS[Dataset.DISHONEST_DEBTORS].published_columns)
    expected = {(fact.title, fact.text) for fact in facts(row, names) if fact.name != "party_name"}
    shown = {tuple(fact) for fact in cards[row["id"][0]]["facts"]}
    assert shown == expected | {("执行法院", "杭州市西湖区人民法院")}


@pytest.mark.parametrize(
    ("card", "fact"),
    [
        ("a", ["年龄", "46岁（按年份计）"]),
        ("a", ["已履行部分", "44,283.00元"]),
        ("a", ["纳入期限至", "2028年1月5日"]),
        ("b", ["统一社会信用代码", "91330106MA2B0AB00K"]),
        ("b", ["列入时的法定代表人/负责人", "沈星乙（本人不因此成为被执行人）"]),
        ("c", ["执行标的（元）", "1,234,567.80"]),
        ("d", ["限制事由", "拒不履行"]),
        ("d", ["限制起始日期", "2026年2月3日"]),
        ("e", ["开拍时间", "2026年12月20日 10:00"]),
        ("e", ["竞价结束日期", "2026年12月21日"]),
    ],
)
def test_a_fact_reads_as_a_court_would_write_it(cards: dict[str, Any], card: str, fact: list[str]) -> None:
    assert fact in cards[card]["facts"]


LIFTED = "限制措施可能经法院批准暂时解除，以法院通知为准"


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ("a", []),
        ("c", []),
        ("d", [LIFTED]),
        ("f", ["因系虚设贸易有限公司法定代表人被限制消费，本人不是被执行人", LIFTED]),
        ("g", ["案件已结案，依规定在结案后五个工作日内屏蔽，本条自2026年11月23日起不再显示"]),
        ("h", ["案件登记为已结案，尚未登记结案日期；结案后五个工作日内屏蔽"]),
    ],
)
def test_a_card_says_what_its_record_does_not_mean(cards: dict[str, Any], card: str, told: list[str]) -> None:
    assert cards[card]["standing"] == told


def test_a_long_text_is_folded_and_keeps_every_line(cards: dict[str, Any]) -> None:
    assert cards["a"]["folded"] == 1
    assert ["生效法律文书确定的义务", PERSON["obligation"]] in cards["a"]["facts"]


def test_the_title_of_a_card_is_a_heading_below_that_of_the_answer(cards: dict[str, Any]) -> None:
    assert {card["title"] for card in cards.values()} == {"H3"}
