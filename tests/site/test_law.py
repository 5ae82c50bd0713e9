"""What pages say of the law: one place cites, what is not confirmed is marked, and every article is of a day."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.applicants import forms
from yangguang_site.explanations import explanations

from pipeline.core.law import MARK, LawText, laws, named_by, needs_mark
from tests.site.invented import Invented, Render
from tests.site.reading import Page
from tests.support.seeds import SEEDS, needs_seeds

CONTENT = Path(__file__).parents[2] / "content"
OF_COURTS = ("guidelines", "notices", "courts", "enforcement-guide")
"""Folders whose pages print a court's own texts, each with what the court says of its force."""
ENTRY = {"office": "某某市中级人民法院执行局", "document": "执行局函〔2026〕3号", "date": date(2026, 11, 2)}
NEAR = 60
"""Signs between the name of a text and its mark."""


def said(path: Path) -> str:
    """A page's text without its markup and spaces."""
    html = re.sub(r"<(script|style)\b.*?</\1>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\s", "", re.sub("<[^>]*>", "", html))


def own_pages(site: Path) -> Iterator[tuple[str, str]]:
    """Address and text of each page that prints no court's own text."""
    for path in sorted(site.rglob("index.html")):
        folder = path.parent.relative_to(site).as_posix()
        first = folder.split("/")[0]
        if first not in OF_COURTS or folder == first:
            address = first if first == "dishonest-debtors" else folder
            yield ("" if address == "." else f"{address}/"), said(path)


def unmarked(text: str, marked: list[LawText]) -> list[str]:
    """Places that name a text that must be marked, and have no mark near."""
    names = {re.sub(r"\s", "", word) for one in marked for word in named_by(one)}
    places = [found for name in names for found in re.finditer(re.escape(name), text)]
    return [text[one.start() : one.end() + NEAR] for one in places if MARK not in text[one.end() : one.end() + NEAR]]


def test_what_is_not_confirmed_is_marked_wherever_a_page_names_it(site: Path) -> None:
    marked = [text for text in laws().values() if needs_mark(text, ())]
    by_hand = {address: text for address, text in own_pages(site) if address != "timeline/"}  # a table for its script
    found = {address: places for address, text in by_hand.items() if (places := unmarked(text, marked))}
    assert found == {}
    named = sum(word in text for _, text in own_pages(site) for one in marked for word in named_by(one))
    assert named > 20
    assert unmarked("见法发〔2019〕35号第十八条。", marked), "the search itself finds one without"


def test_a_confirmed_text_is_marked_no_more_and_is_told_on_the_page_of_articles(render: Render) -> None:
    confirmed = {"law": {"confirmed": [{"text": "L1", **ENTRY}, {"text": "fs7", **ENTRY}]}}
    site = render(more=confirmed)
    corrections, rules = said(site / "corrections/index.html"), said(site / "rules/index.html")
    assert "法发〔2019〕35号第十八条）" in corrections
    assert f"法发〔2019〕35号第十八条（{MARK}" not in corrections
    assert "某某市中级人民法院执行局（执行局函〔2026〕3号，2026年11月2日），至2027年11月2日" in rules
    assert "第一条2017年5月1日起施行的文本；截至2026年11月2日有效，由某某市中级人民法院执行局确认" in rules
    assert "法释〔2017〕7号第六条规定的各项" in said(site / "about/index.html")


def test_each_printed_article_is_of_a_day_and_each_is_in_the_table_of_texts(site: Path) -> None:
    page = (site / "rules/index.html").read_text(encoding="utf-8")
    headings = re.findall(r'<h3 id="([a-z0-9]+)-([0-9-]+)">.*?</h3>\s*<p class="basis">(.*?)</p>', page)
    assert len(headings) == page.count("<h3 id=")
    assert {(text, article) for text, article, _ in headings} == {
        (text.id, article) for text in laws().values() for article in text.printed
    }
    assert all("起施行的文本" in words or "未载明施行日期" in words for _, _, words in headings)


def test_every_text_has_a_place_on_the_page_of_articles(site: Path) -> None:
    ids = set(Page(site / "rules/index.html").ids)
    assert {text.id for text in laws().values()} <= ids


@needs_seeds
def test_articles_of_the_listing_rules_are_printed_word_by_word() -> None:
    seed = next(SEEDS.glob("003_*.txt")).read_text(encoding="utf-8")
    printed = re.split(r"^##+ .*$", (CONTENT / "rules.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    flat = re.sub(r"\s", "", seed)
    articles = [re.sub(r"\s", "", text) for text in printed[2:15]]
    assert len(articles) == 13
    assert [text[:20] for text in articles if text not in flat] == []


def test_the_numbers_of_the_civil_procedure_law_are_told(site: Path) -> None:
    text = said(site / "rules/index.html")
    assert "第226条第233条第237条" in text
    assert "第二百三十七条（以法院确认为准）" in said(site / "applicants/higher-court/index.html")


def test_nothing_but_the_one_place_writes_the_number_of_a_text() -> None:
    """Neither a template nor a page by hand nor a table of the pages: a text that is renamed or confirmed changes in one place."""
    folder = CONTENT.parent / "site"
    files = [*CONTENT.glob("*.md"), *folder.rglob("*.html"), *folder.rglob("*.js"), *folder.rglob("*.toml")]
    written = re.compile("法(?:释|发)?〔[0-9]{4}〕|国务院令第|国办发〔|令第[0-9]+号")
    named = {path.name for path in files if written.search(path.read_text(encoding="utf-8"))}
    assert len(files) > 60
    # the texts themselves; readings, held to docs/decisions/0002; notes below figures and on a card, of collected texts only
    assert named == {"rules.md", "readings.html", "removals.html", "half_years.html", "standing.js"}


def test_a_document_that_names_an_article_by_an_old_number_shows_the_new_one(
    render: Render, snapshot: Invented
) -> None:
    known = next(row for row in snapshot.rows if row["dataset"] == "guidelines")
    body = "第一条　当事人有异议的，依照《中华人民共和国民事诉讼法》第二百二十五条办理。"
    changed = [row | {"body": body} if row["id"] == known["id"] else row for row in snapshot.rows]
    text = said(render(Invented(tuple(changed))) / f"guidelines/{known['id']}/index.html")
    assert "第225条第232条第236条" in text
    assert "序号以法院确认为准" in text
    assert "第226条" not in text


def test_what_a_form_or_an_explanation_cites_is_a_text() -> None:
    cited = {one for form in forms() for one in form.basis}
    cited |= {one for explained in explanations().values() for one, _ in explained.articles}
    assert {one.partition(" ")[0] for one in cited} <= set(laws())


def test_what_law_toml_says_of_pages_forms_and_lists_is_what_they_cite(site: Path) -> None:
    """Both ways, so that who changes a text finds every page, form and card."""
    texts = [text for text in laws().values() if text.id not in ("L2", "L8")]
    """Not those two, which are readings: no page names them."""
    of = {text.id: text.number or text.name for text in texts}
    leaning = {
        (lean.removeprefix("page "), of[text.id]) for text in texts for lean in text.leans if lean[:5] == "page "
    }
    naming = {
        (address, of[text.id])
        for address, page in own_pages(site)
        for text in texts
        if any(re.sub(r"\s", "", word) in page for word in named_by(text)) and address not in ("rules/", "timeline/")
    }
    assert {one for one in leaning if one[0] not in ("rules/", "timeline/")} - naming == set()
    assert naming - leaning == set()
    for form in forms():
        assert all(f"form {form.slug}" in laws()[one.partition(" ")[0]].leans for one in form.basis), form.slug
    for dataset, explained in explanations().items():
        assert all(f"list {dataset.value}" in laws()[one.partition(" ")[0]].leans for one, _ in explained.articles)


def test_under_five_days_a_running_listing_is_shielded_and_never_called_deleted(render: Render, site: Path) -> None:
    words = "屏蔽只是从本站撤下，不是删除失信信息"
    for page in ("about", "search", "batch"):
        assert words in said(site / page / "index.html"), page
    receipt = (site / "search/index.html").read_text(encoding="utf-8")
    assert words in receipt.partition('data-text="cautions"')[2].partition("</p>")[0]
    national = render(more={"retention": {"rule_set": "national"}})
    for page in ("about", "search", "batch"):
        assert words not in said(national / page / "index.html"), page


PRIVACY = {
    "controller": "某某市中级人民法院", "contact": "督查室，0571-00000001", "complaint": "某某省高级人民法院",
    "assessment": "影响评估〔2026〕1号", "assessed_on": date(2026, 10, 20),
    "basis": {"dishonest_debtors": "法释〔2017〕7号第六条、第七条"},
}  # fmt: skip


def test_the_page_of_privacy_names_who_answers_on_which_basis(render: Render) -> None:
    text = said(render(approval="court", more={"privacy": PRIVACY}) / "privacy/index.html")
    for words in ("某某市中级人民法院", "督查室，0571-00000001", "影响评估〔2026〕1号（2026年10月20日）"):
        assert words in text
    assert "失信被执行人法释〔2017〕7号第六条、第七条" in text
    assert "没有载明个人信息处理者" not in text


@pytest.mark.parametrize(("approval", "is_demo"), [("demo", True), ("scan", False)])
def test_a_site_without_the_section_says_so(render: Callable[..., Path], approval: Any, is_demo: bool) -> None:
    text = said(render(approval=approval) / "privacy/index.html")
    assert "本站没有载明个人信息处理者、公布依据和影响评估" in text
    assert ("不处理真实的个人信息" in text) is is_demo
    assert "怎样行使您的权利" in text
