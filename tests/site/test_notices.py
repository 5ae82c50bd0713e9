"""What a notice's page tells editors and other programs."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.cards import Span, span_of
from yangguang_site.citing import cite_guideline, cite_notice
from yangguang_site.guidelines import by_category
from yangguang_site.lots import lots_of

from pipeline.core.records import Dataset
from tests.site.invented import NANJING, Invented, Render, opaque, row
from tests.site.reading import Page

ROOT = Path(__file__).parents[2]
NAME = "沈星乙"
NOTICES = (
    "auction 1",
    "auction 2",
    "reward 1",
    "hearing 1",
    *(f"hostile {kind}" for kind in ("auction_notices", "hearing_notices")),
)


def lot(key: str, stage: str, event_at: str, **values: Any) -> dict[str, Any]:
    return row(
        key, Dataset.AUCTION_NOTICES, title=f"房产（{stage}）", lot_id="XH-1", stage=stage, event_at=event_at, **values
    )


def notice_page(site: Path, key: str) -> Page:
    return Page(site / f"notices/{opaque(key)}/index.html")


def meta(page: Page) -> dict[str, str]:
    return {str(a["property"]): str(a["content"]) for tag, a in page.elements if tag == "meta" and "property" in a}


def data_of(page: Page) -> dict[str, Any]:
    text = page.path.read_text(encoding="utf-8").split('<script type="application/ld+json">')[1].split("</script>")[0]
    tree: dict[str, Any] = json.loads(text)
    return tree


@pytest.mark.parametrize("key", NOTICES)
def test_the_data_for_other_programs_are_whole_and_say_kind_court_and_address(site: Path, key: str) -> None:
    page = notice_page(site, key)
    tree, shared = data_of(page), meta(page)
    assert tree["url"] == shared["og:url"] == f"https://zx.example.cn/sub/notices/{opaque(key)}/"
    assert tree["name"] == shared["og:title"]
    assert shared["og:title"].startswith(tree["genre"])
    assert tree["publisher"]["name"] in shared["og:description"]


def test_what_is_told_to_other_programs_holds_no_title_and_no_name(render: Render) -> None:
    named = row(
        "named",
        Dataset.AUCTION_NOTICES,
        title=f"{NAME}名下房产拍卖公告",
        body=f"{NAME}所有",
        case_number="（2026）浙0106执1号",
    )
    page = notice_page(render(Invented((named,))), "named")
    assert NAME in page.text
    assert NAME not in json.dumps([data_of(page), meta(page)], ensure_ascii=False)


def test_the_ways_of_a_lot_are_told_in_order_and_stay_within_the_court(render: Render) -> None:
    rows = (
        lot("sale", "变卖", "2026-12-01T10:00"),
        lot("second", "二拍", "2026-11-01T10:00", starting_price="800000.00"),
        lot("first", "一拍", "2026-10-01T10:00"),
        {**lot("other", "一拍", "2026-10-01T10:00"), "court_code": NANJING},
    )
    site = render(Invented(rows))
    page = notice_page(site, "second")
    ways = [link for link in page.links() if link.endswith((f"{opaque('first')}/", f"{opaque('sale')}/"))]
    assert [link.split("/")[-2] for link in ways] == [opaque("first"), opaque("sale")]
    assert not any(opaque("other") in link for link in page.links())
    assert "起拍价 800,000.00 元" in page.text
    assert "本标的历次公告" not in notice_page(site, "other").text


def test_a_lot_with_one_notice_has_no_way() -> None:
    assert lots_of([lot("only", "一拍", "2026-10-01T10:00")]) == {}


def test_a_citation_names_court_kind_case_and_day_and_no_title() -> None:
    notice = row("x", Dataset.REWARD_NOTICES, title=NAME, case_number="（2026）浙0106执60号", published_on="2026-11-05")
    cited = cite_notice(notice, "https://x/")
    assert "".join(cited.chinese) == "杭州市西湖区人民法院：《悬赏公告》，（2026）浙0106执60号，2026年11月5日发布"
    assert (
        "".join(cited.english)
        == "Reward notice, case No. （2026）浙0106执60号, 杭州市西湖区人民法院, published 5 November 2026"
    )


def test_a_document_is_cited_by_issuer_title_number_and_day() -> None:
    document = row(
        "x", Dataset.GUIDELINES, title="规定", issuer="某院", document_number="某〔2026〕1号", issued_on="2026-01-05"
    )
    assert cite_guideline(document, "https://x/").chinese == ("某院，《规定》（某〔2026〕1号）", "，2026年1月5日发布")


@pytest.mark.parametrize(
    ("dataset", "values", "start", "end"),
    [
        (Dataset.AUCTION_NOTICES, {"event_at": "2026-12-01T10:00"}, "2026-12-01T10:00:00+08:00", ""),
        (Dataset.AUCTION_NOTICES, {"event_at": "2026-12-01", "ends_on": "2026-12-02"}, "2026-12-01", "2026-12-02"),
        (Dataset.REWARD_NOTICES, {"ends_on": "2027-05-04", "event_at": "2026-12-01"}, "", "2027-05-04"),
        (Dataset.HEARING_NOTICES, {"event_at": "另行通知"}, "", ""),
        (Dataset.HEARING_NOTICES, {}, "", ""),
    ],
)
def test_a_notice_tells_from_when_until_when_it_calls(
    dataset: Dataset, values: dict[str, str], start: str, end: str
) -> None:
    assert span_of(row("x", dataset, **values)) == Span(start, end)


def test_a_document_can_be_taken_home_as_text_with_its_source(site: Path) -> None:
    text = (site / f"guidelines/{opaque('guideline 1')}/text.txt").read_text(encoding="utf-8")
    assert text.startswith("强制执行须知（示例）\n制定机关：杭州市中级人民法院\n")
    assert "文本以收录版本为准，现行有效性由法院确认。" in text
    assert f"来源：https://zx.example.cn/sub/guidelines/{opaque('guideline 1')}/" in text
    assert "第二条　申请执行的期间为二年。" in text
    confirmed = (site / f"guidelines/{opaque('guideline 3')}/text.txt").read_text(encoding="utf-8")
    assert "现行有效性由法院确认" not in confirmed


def test_the_guide_has_every_item_that_the_rules_ask_for(site: Path) -> None:
    page = Page(site / "enforcement-guide" / "index.html")
    assert {"filing", "rights", "consumption", "report", "dishonest", "risks", "fees"} <= set(page.ids)


def test_every_category_of_the_contract_has_its_place_in_the_list_of_guidelines() -> None:
    """[SPC-2014 art.7(3)(4)(7)] What to do comes first, papers of the court last; nothing falls behind 其他."""
    words = tomllib.loads((ROOT / "pipeline/rules/words.toml").read_text(encoding="utf-8"))
    categories = next(column for column in words["column"] if column["name"] == "category")["words"]
    shown = list(by_category([{"category": word} for word in [*categories, "其他"]]))
    assert shown[0] == "强制执行须知"
    assert shown[-2:] == ["业务文件", "其他"]
    assert shown.index("司法解释") < shown.index("典型案例") < shown.index("业务文件")
