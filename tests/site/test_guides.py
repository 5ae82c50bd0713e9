"""Courts' own 强制执行须知: whose a document is, what its page shows, and that it goes with the document."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from yangguang_site.guides import guide_sections, own_texts, sections_left
from yangguang_site.own_guides import OwnGuide, own_guides
from yangguang_site.snapshot import Snapshot

from pipeline.core.records import Dataset, PublicRow
from tests.site.invented import HANGZHOU, NAMES, NANJING, XIHU, Invented, Render, opaque, row
from tests.site.reading import Page

CONTENT = Path(__file__).parents[2] / "content" / "enforcement-guide.md"
OWN = "强制执行须知"


def guideline(key: str, court: str = HANGZHOU, **values: Any) -> PublicRow:
    return row(key, Dataset.GUIDELINES, court, **({"title": key, "category": OWN, "body": "正文。"} | values))


def guides(*rows: PublicRow, names: dict[str, str] | None = None) -> list[OwnGuide]:
    snapshot = SimpleNamespace(court_names=names or NAMES, rows=lambda _: list(rows))
    return own_guides(cast("Snapshot", snapshot))


PROVINCIAL = {"浙": "浙江省高级人民法院", "浙01": "浙江省杭州市中级人民法院", "吉24": "延边朝鲜族自治州中级人民法院"}


@pytest.mark.parametrize(
    ("issuer", "code"),
    [
        ("浙江省杭州市中级人民法院", "浙01"),
        ("杭州市中级人民法院", "浙01"),
        (" 浙江省 高级人民法院", "浙"),
        ("高级人民法院", ""),
        ("吉林省高级人民法院", ""),
        ("最高人民法院", ""),
        ("延边朝鲜族自治州中级人民法院", "吉24"),
        ("吉林省延边朝鲜族自治州中级人民法院", "吉24"),
        ("", "浙"),
    ],
)
def test_a_document_is_its_issuers_and_without_one_the_courts_that_answers_for_it(issuer: str, code: str) -> None:
    found = guides(guideline("甲", issuer=issuer) | {"court_code": "浙"}, names=PROVINCIAL)
    assert [guide.code for guide in found] == ([code] if code else [])


def test_a_name_that_two_courts_have_tells_neither() -> None:
    names = {"甲01": "某某区人民法院", "乙01": "某某区人民法院"}
    assert guides(guideline("甲", issuer="某某区人民法院"), names=names) == []


def test_the_newest_stands_first_and_other_documents_beside() -> None:
    old, new = guideline("旧", issued_on="2024-05-01"), guideline("新", issued_on="2026-05-01", category="执行须知")
    fees, case = guideline("收费", category="收费标准"), guideline("案例", category="典型案例")
    (guide,) = guides(old, fees, case, new)
    assert [one["title"] for one in guide.documents] == ["新", "旧"]
    assert [one["title"] for one in guide.beside] == ["收费"]
    assert [text.prefix for text in own_texts(guide)] == ["", f"{opaque('旧')}-"]


def test_without_a_text_of_its_own_in_force_a_court_has_no_page() -> None:
    assert guides(guideline("旧", repealed_on="2026-01-01"), guideline("收费", category="收费标准")) == []
    assert guides(guideline("甲") | {"court_code": "粤01"}) == []


@pytest.mark.parametrize(
    ("body", "beside", "told"),
    [
        ("一、立案标准\n内容。\n二、当事人的权利和义务\n内容。\n三、限制高消费\n内容。", (), {"filing", "rights", "consumption"}),
        ("一、财产报告\n内容。\n二、失信被执行人名单\n内容。\n三、执行风险\n内容。", (), {"report", "dishonest", "risks"}),
        ("第一条　限制消费和收费按照规定办理。", (), set()),
        ("正文。", ("收费标准与缓减免", "立案条件"), {"fees", "filing"}),
    ],
)  # fmt: skip
def test_a_section_is_left_out_only_where_a_heading_or_a_document_of_the_court_tells_it(
    body: str, beside: tuple[str, ...], told: set[str]
) -> None:
    (guide,) = guides(guideline("甲", body=body), *(guideline(one, category=one) for one in beside))
    left = [section.anchor for section in sections_left(guide, own_texts(guide))]
    assert left == [section.anchor for section in guide_sections() if section.anchor not in told]


def test_the_sections_are_those_of_the_general_page() -> None:
    headings = re.findall(r"^## (.*?) \{: #([a-z]+) \}$", CONTENT.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(section.title, section.anchor) for section in guide_sections()] == headings


def test_a_courts_page_holds_its_text_then_what_it_does_not_tell_then_its_phones(site: Path) -> None:
    page = Page(site / "enforcement-guide/zhe0100/index.html")
    order = [
        "杭州市中级人民法院强制执行须知",
        "申请执行的期间为二年",
        "本院的其他指引",
        "看一般说明",
        "本院电话和监督渠道",
        "12368",
    ]
    assert [page.text.partition("跳到正文")[2].find(word) > 0 for word in order] == [True] * len(order)
    assert sorted(order, key=page.text.find) == order
    assert {"article-1", "article-2", "article-3"} <= set(page.ids)
    assert f"../../guidelines/{opaque('guideline 1')}/#article-2" in page.links()
    assert "../../enforcement-guide/#filing" in page.links()
    assert "../../enforcement-guide/#fees" not in page.links(), "a chapter of its own"
    assert "../../enforcement-guide/#risks" not in page.links(), "a document of its own"
    assert "文本以收录版本为准" in page.text
    assert page.robots() == ""


def test_courts_and_the_general_page_lead_to_it_and_to_no_other(site: Path) -> None:
    assert "../enforcement-guide/zhe0100/" in Page(site / "enforcement-guide/index.html").links()
    assert "../../enforcement-guide/zhe0100/" in Page(site / "courts/zhe0100/index.html").links()
    assert "本院的强制执行须知" not in Page(site / "courts/zhe0106/index.html").text
    assert [path.name for path in (site / "enforcement-guide").iterdir() if path.is_dir()] == ["zhe0100"]


def test_search_engines_are_told_of_one_address(site: Path) -> None:
    link = '<link rel="canonical" href="https://zx.example.cn/sub/enforcement-guide/zhe0100/">'
    for address in ("enforcement-guide/zhe0100", f"guidelines/{opaque('guideline 1')}"):
        assert link in (site / address / "index.html").read_text(encoding="utf-8")
    assert "canonical" not in (site / f"guidelines/{opaque('guideline 3')}/index.html").read_text(encoding="utf-8")
    sitemap = (site / "sitemap.xml").read_text(encoding="utf-8")
    assert "<loc>https://zx.example.cn/sub/enforcement-guide/zhe0100/</loc>" in sitemap
    assert opaque("guideline 1") not in sitemap
    assert opaque("guideline 3") in sitemap


def test_it_goes_with_the_document_and_several_texts_keep_their_anchors_apart(
    render: Render, snapshot: Invented
) -> None:
    others = tuple(one for one in snapshot.rows if one["id"] != opaque("guideline 1"))
    body = "第一条　甲。\n第二条　乙。\n第三条　丙。"
    two = tuple(
        guideline(f"须知{year}", XIHU, issuer=NAMES[NANJING], issued_on=f"{year}-01-01", body=body)
        for year in (2024, 2026)
    )
    made = render(Invented((*others, *two)))
    assert not (made / "enforcement-guide/zhe0100").exists()
    assert "zhe0100" not in (made / "sitemap.xml").read_text(encoding="utf-8").replace("courts/zhe0100/", "")
    assert "本院的强制执行须知" not in Page(made / "courts/zhe0100/index.html").text
    page = Page(made / "enforcement-guide/su0100/index.html")
    assert page.text.index("须知2026") < page.text.index("须知2024")
    assert {"article-2", f"{opaque('须知2024')}-article-2"} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
