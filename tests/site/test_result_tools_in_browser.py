"""What a card offers by keyboard, by ear and on paper: its tools, its receipt in the history, a record that is contested."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.search_index.browsing import answered, fragment
from tests.site.conftest import Served

pytestmark = pytest.mark.browser

FOCUS = "document.activeElement"
TOOLS = ".hit-tools"
PAGES = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    one = context.new_page()
    one.add_init_script("window.print = () => window.dispatchEvent(new Event('beforeprint'))")
    troubles: list[str] = []
    one.on("pageerror", lambda error: troubles.append(str(error)))
    yield one
    context.close()
    assert troubles == []


def ask(page: Any, served: Served, query: str = "", **wish: str) -> None:
    page.goto("about:blank")
    page.goto(f"{served.address}search/{fragment(query or served.demo.name, **wish)}")
    answered(page)
    page.wait_for_selector(TOOLS)


@pytest.mark.parametrize("mode", ["", "elder"])
def test_count_and_first_hit_stand_on_the_first_screen(page: Any, served: Served, mode: str) -> None:
    page.add_init_script(f"if (origin !== 'null') localStorage.setItem('mode', '{mode}')")
    ask(page, served)
    bottoms = "(one) => one.getBoundingClientRect().bottom"
    assert page.eval_on_selector(".status h2", bottoms) < 740
    assert page.eval_on_selector(".hit-title", bottoms) < 740
    assert page.evaluate("scrollY") == 0


def test_the_menu_is_folded_on_a_phone_and_opens_by_keyboard(page: Any, served: Served) -> None:
    ask(page, served)
    assert not page.is_visible("nav.menu")
    page.focus("[data-menu]")
    page.keyboard.press("Enter")
    assert page.is_visible("nav.menu >> text=公告")
    assert page.get_attribute("[data-menu]", "aria-expanded") == "true"
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert not page.is_visible("nav.menu")
    assert page.evaluate(f"{FOCUS}.matches('[data-menu]')")


def test_the_first_stop_skips_to_the_results_and_keeps_the_question(page: Any, served: Served) -> None:
    ask(page, served)
    address = page.url
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUS}.textContent") == "跳到查询结果"
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUS}.getAttribute('aria-label')") == "查询结果"
    page.keyboard.press("Shift+Tab")
    page.focus("a.skip[href='#main']")
    page.keyboard.press("Enter")
    assert page.evaluate(f"{FOCUS}.id") == "main"
    assert page.url == address


def test_the_tools_of_a_card_are_one_stop_and_are_called_by_its_record(page: Any, served: Served) -> None:
    ask(page, served)
    bar = page.locator(TOOLS).first
    names = bar.locator("> *").evaluate_all("tools => tools.map((one) => one.getAttribute('aria-label'))")
    assert all(served.demo.name in name and "执" in name for name in names)
    assert len(set(names)) == len(names) == 4
    assert bar.get_attribute("role") == "toolbar"
    bar.locator("> *").first.focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(f"{FOCUS}.textContent") == "复制引用"
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUS}.closest('.hit-tools') !== document.querySelector('.hit-tools')")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(f"{FOCUS}.textContent") == "复制引用"


@pytest.mark.parametrize("way", ["Escape", "Back"])
def test_a_receipt_is_left_by_escape_and_by_back_and_the_hits_stand_as_before(
    page: Any, served: Served, way: str
) -> None:
    ask(page, served, "有限公司")
    page.evaluate("scrollTo(0, 900)")
    address, length = page.url, page.evaluate("document.querySelectorAll('[data-record-id]').length")
    page.locator(".receipt-button").focus()
    before = page.evaluate("scrollY")
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    page.keyboard.press("Escape") if way == "Escape" else page.go_back()
    page.wait_for_function("() => !document.querySelector('main').dataset.view")
    assert page.url == address
    assert page.evaluate("document.querySelectorAll('[data-record-id]').length") == length
    assert page.evaluate(f"{FOCUS}.matches('.receipt-button')")
    assert abs(page.evaluate("scrollY") - before) <= 2


def test_forward_and_a_reload_bring_the_receipt_of_the_question_again(page: Any, served: Served) -> None:
    ask(page, served)
    page.click(".receipt-button")
    page.wait_for_selector(".receipt")
    page.go_back()
    page.wait_for_selector(".receipt", state="detached")
    page.go_forward()
    page.wait_for_selector(".receipt")
    page.reload()
    page.wait_for_selector(".receipt")
    assert served.demo.name in page.inner_text(".receipt")


def test_a_contested_record_fills_the_form_and_stays_in_the_browser(page: Any, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    ask(page, served, served.demo.name, dataset="dishonest_debtors")
    card = page.locator(".hit").first
    record, case = (
        card.get_attribute("data-record-id"),
        card.locator(".hit-tools").get_attribute("aria-label").split()[-1],
    )
    card.locator("text=这条有误").click()
    page.wait_for_selector("[data-contested]")
    assert page.input_value("[name=case]") == case
    assert page.input_value("[name=court]").endswith("法院")
    assert record in page.inner_text("[data-contested]")
    assert not page.is_visible("[data-contested-way]")
    page.fill("[name=name]", "甲")
    page.fill("[name=facts]", "已经履行")
    page.check("[name=ground][value='3']")
    page.click("text=生成申请书")
    sheet = page.inner_text("[data-request]")
    assert case in sheet
    assert f"记录编号 {record}" in sheet
    assert not [url for url in asked if record in url or "%" in url.partition("#")[0]]


@pytest.mark.parametrize(
    ("dataset", "told"),
    [("consumption_limits", "限制消费有误的"), ("auction_notices", "这是公告"), ("exit_bans", "请不要直接套用")],
)
def test_a_contested_record_of_another_list_says_which_way_is_its_own(
    page: Any, served: Served, dataset: str, told: str
) -> None:
    page.goto(f"{served.address}corrections/#record=a1&list={dataset}&name=%3Cb%3E&court=x&case=y")
    page.wait_for_selector("[data-contested]")
    assert told in page.inner_text("[data-contested]")
    assert "<b>" in page.inner_text("[data-contested]")
    assert page.locator("[data-contested-way]:visible").count() == 1


def test_the_form_without_a_record_says_nothing_of_one(page: Any, served: Served) -> None:
    page.goto(f"{served.address}corrections/")
    assert not page.is_visible("[data-contested]")


def test_three_records_print_on_one_page_that_says_where_they_come_from(page: Any, served: Served) -> None:
    name = name_of_three(page, served)
    ask(page, served, name)
    assert page.locator("[data-record-id]").count() >= 3
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    source = page.inner_text(".print-source")
    assert f"{served.address}search/" in source
    assert "第1期（2026年11月20日）" in source
    assert "全部" in source
    assert name in source
    assert re.search(r"\d\d:\d\d:\d\d UTC", source)
    page.evaluate("[...document.querySelectorAll('[data-record-id]')].slice(3).forEach((one) => one.remove())")
    assert len(PAGES.findall(page.pdf(format="A4"))) == 1


def test_a_card_printed_alone_says_where_it_comes_from_without_the_question(page: Any, served: Served) -> None:
    ask(page, served, f"{served.demo.name} {served.demo.number}")
    page.locator("text=打印这条").first.click()
    page.emulate_media(media="print")
    source = page.inner_text(".print-source")
    assert f"{served.address}search/" in source
    assert "2026年11月20日：" in source
    assert "查询内容" not in source
    assert page.locator(".hit:visible").count() == 1
    assert len(PAGES.findall(page.pdf(format="A4"))) == 1


def name_of_three(page: Any, served: Served) -> str:
    """A name that bears at least three records of the demo."""
    ask(page, served, "有限公司")
    for name in page.eval_on_selector_all(".hit-title", "all => all.map((one) => one.firstChild.textContent.trim())"):
        ask(page, served, name)
        if page.locator("[data-record-id]").count() >= 3:
            return str(name)
    pytest.fail("no name with three records")


def hit_with_passage(page: Any, served: Served, folder: str) -> tuple[Any, str]:
    """A hit of a folder whose words stand far down in its document, and the words."""
    for words in ("拘留", "送达", "保证金", "复议", "优先购买权", "瑕疵", "悔拍"):
        fetched: list[str] = []
        page.on("request", lambda request, fetched=fetched: fetched.append(request.url))
        ask(page, served, words, **{"in": "words"})
        page.wait_for_load_state("networkidle")
        for hit in page.locator(".hit").all():
            hit.scroll_into_view_if_needed()
            page.wait_for_timeout(150)
            address = hit.locator("a").first.evaluate("link => link.href.split('#')[0]")
            if f"/{folder}/" in address and any(url.startswith(address) for url in fetched):
                return hit, words
    pytest.fail("no hit with its words far down")


@pytest.mark.parametrize("folder", ["guidelines", "notices"])
def test_an_excerpt_stands_at_the_words_and_the_document_opens_at_them(page: Any, served: Served, folder: str) -> None:
    hit, words = hit_with_passage(page, served, folder)
    hit.locator(".hit-excerpt mark").first.wait_for()
    assert hit.locator(".hit-excerpt mark").first.inner_text() == words
    hit.locator("a").first.click()
    page.wait_for_selector(":is(.prose, .articles) mark")
    assert page.evaluate(
        "() => { const { top } = document.querySelector(':is(.prose, .articles) mark').getBoundingClientRect();"
        "return top >= 0 && top < innerHeight; }"
    )
    if folder == "guidelines":
        assert page.input_value("[data-find] input") == words
        assert page.locator("[data-find]").bounding_box()["y"] >= 0


def test_words_that_stand_in_the_title_or_excerpt_fetch_no_document(page: Any, served: Served) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    ask(page, served, "公告", **{"in": "words"})
    hit = page.locator(".hit:has(.hit-title mark)").first
    address = hit.locator("a").first.evaluate("link => link.href.split('#')[0]")
    page.wait_for_load_state("networkidle")
    assert address not in fetched


def test_one_line_a_record_is_a_second_view(page: Any, served: Served) -> None:
    ask(page, served, name_of_three(page, served))
    hits = page.locator(".hit").count()
    tall = page.locator(".hit").first.bounding_box()["height"]
    number = page.locator("[data-fact=id_number] dd").first.inner_text()
    page.click("[data-search-lines]")
    assert page.get_attribute("[data-search-lines]", "aria-pressed") == "true"
    assert page.locator(".hit:visible").count() == hits
    assert page.locator(".hit").first.bounding_box()["height"] < tall / 2
    assert number in page.locator(".hit").first.inner_text()
    page.click("[data-search-lines]")
    assert page.locator(".hit").first.bounding_box()["height"] == tall
