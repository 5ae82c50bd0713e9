"""Journeys of those whose case it is: the page for applicants, forms on paper, requests for correction."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest
from yangguang_site.applicants import forms, offered_forms
from yangguang_site.explanations import explanations

from pipeline.core.law import cite
from tests.site.conftest import LAWYERS, Served
from tests.site.invented import HOSTILE
from tests.site.reading import Page
from tests.site.test_full_disk import NOBODY

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    one = browser.new_page(viewport={"width": 768, "height": 900})
    one.add_init_script("window.print = () => (window.printed = true)")
    yield one
    one.close()


def test_the_page_for_applicants_has_the_phones_the_portal_the_term_and_the_forms(site: Path) -> None:
    page = Page(site / "applicants/index.html")
    for link in ("tel:12368", "https://zxgk.court.gov.cn/", "tel:0571-00000001", "tel:0571-00000002", "../rules/#jl-5"):
        assert link in page.links(), link
    offered = {form.slug for form in forms()}
    assert len(offered) == 8
    linked = {link.split("/")[2] for link in page.links() if link.startswith("../applicants/")}
    assert linked - {""} == offered
    text = page.text
    assert all(way in text for way in ("督促执行", "指令执行", "提级执行", "集中执行", "协同执行"))


def test_a_form_that_rests_on_a_high_courts_rule_is_offered_where_the_rule_is_named() -> None:
    (form,) = (
        one
        for one in offered_forms(replace(NOBODY, lawyer_investigation="示例规则（示高法〔2026〕1号）"))
        if one.needs_rule
    )
    assert (form.slug, form.rule) == ("investigation-order", "示例规则（示高法〔2026〕1号）")
    assert not any(one.needs_rule for one in offered_forms(NOBODY))


def test_every_article_that_a_form_or_an_explanation_cites_is_on_the_page_of_articles(site: Path) -> None:
    anchors = set(Page(site / "rules/index.html").ids)
    cited = {one for form in forms() for one in form.basis}
    cited |= {one for explained in explanations().values() for one, _ in explained.articles}
    assert {cite(one, ()).anchor for one in cited} <= anchors


@pytest.mark.parametrize("mode", ["", "elder"])
@pytest.mark.parametrize("slug", [form.slug for form in forms()])
def test_a_form_is_one_page_of_large_type_and_nothing_else(page: Any, served: Served, slug: str, mode: str) -> None:
    form = next(one for one in forms() if one.slug == slug)
    page.add_init_script(f"localStorage.setItem('mode', '{mode}')")
    page.goto(f"{served.address}applicants/{slug}/")
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    flat = "".join(text.split())
    assert form.title in flat
    assert all(field.label in flat for field in form.fields)
    assert all(cite(one, ()).marked in flat for one in form.basis)
    assert not form.needs_rule or LAWYERS in flat
    assert "大字版" not in flat
    page.emulate_media(media="print")
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.blank')).fontSize)") >= 21  # 16 pt


def test_a_form_prints_from_its_button(page: Any, served: Served) -> None:
    page.goto(f"{served.address}applicants/assets/")
    page.click("text=打印这张表")
    assert page.evaluate("window.printed") is True


@pytest.mark.parametrize(
    ("accepted", "days"),
    [
        ("2026-01-31", ["2026年3月15日", "2026年8月15日", "2026年11月15日", "2027年2月15日"]),
        ("2026-03-10", ["2026年4月25日", "2026年9月25日", "2026年12月25日", "2027年3月25日"]),
    ],
)
def test_the_terms_of_the_handlers_reports_are_counted(
    page: Any, served: Served, accepted: str, days: list[str]
) -> None:
    page.goto(f"{served.address}applicants/")
    page.fill("#accepted", accepted)
    page.click("text=计算")
    told = page.locator("[data-feedback-result] p").all_inner_texts()
    assert [day in line for day, line in zip(days, told, strict=False)] == [True] * 4


def test_a_request_for_correction_is_written_printed_and_leaves_nothing(page: Any, served: Served) -> None:
    page.goto(f"{served.address}corrections/")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    written = {
        "name": "沈星乙",
        "number": "110105199003071233",
        "court": "杭州市西湖区人民法院",
        "case": "（2026）浙0106执12号",
    }
    for name, value in written.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=facts]", HOSTILE)
    page.check("[name=ground][value='2']")
    page.click("text=生成申请书")
    sheet = page.inner_text(".paper")
    assert all(value in sheet for value in written.values())
    assert "记载和公布的失信信息不准确" in sheet
    assert "<script>alert(1)</script>" in sheet
    blanks = page.locator("[data-put] > .line")
    assert all(blank.bounding_box()["width"] > 100 for blank in blanks.all())
    assert blanks.evaluate_all("all => all.map((one) => one.parentElement.dataset.put)") == [
        "phone",
        "address",
        "decision",
        "papers",
    ]
    assert page.evaluate("document.activeElement.id") == "request-title"
    page.click("[data-act=print]")
    assert page.evaluate("window.printed") is True
    page.emulate_media(media="print")
    paper = page.inner_text("body")
    assert not any(words in paper for words in ("返回修改", "填写申请书", "什么情形可以申请"))
    assert [url for url in asked if not url.endswith("/mark.svg")] == []  # the tab's icon may come late
    assert (
        page.evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie, location.href])").find("沈") < 0
    )
    page.emulate_media(media="screen")
    page.click("[data-act=back]")
    assert page.input_value("[name=name]") == "沈星乙"
    page.reload()
    assert page.input_value("[name=name]") == ""


def test_the_page_of_corrections_tells_the_statutory_clock(site: Path) -> None:
    text = Page(site / "corrections/index.html").text
    for words in ("十五日内", "三个工作日内", "十日内", "上一级法院", "复议期间，不停止原决定的执行"):
        assert words in text
