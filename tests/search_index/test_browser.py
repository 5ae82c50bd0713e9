"""The browser's answers are Whoosh's answers, on exported files in a real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.masking.profiles import Profile
from tests.search_index import browsing
from tests.search_index.conftest import Built

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
    asked += ["华美", "有限公司", "有限", "公司", "科技有限", "司有", "华美科技", "ＡＢＣ", "abc建设", "𠮷野", "𠮷", "（集团）"]
    asked += ["拍卖", "房产 拍卖", "在杭州的房产", "钱斌楠", "古墩路", "听证公告", "优先购买权人", "编号", "的", "执行指引第3号"]
    asked += ["法发〔2014〕3号", "法释〔2017〕7号", "330106 19800101 1235", "33010619800101123", "330106198013011234"]
    asked += ["91330106MA2AX1234P", "12345678-9", "E12345678", "伟", "王 伟", "张三", "<b>", "(.*)+$", "!!!", "查" * 300]
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
