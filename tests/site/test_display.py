"""Large print, colours, the header's search, life without a network and without scripts."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.search_index.browsing import answered
from tests.site.conftest import Served

pytestmark = pytest.mark.browser

GROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK, BLACK, WHITE = "rgb(247, 246, 242)", "rgb(16, 22, 28)", "rgb(0, 0, 0)", "rgb(255, 255, 255)"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(color_scheme="light", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def test_large_print_is_kept_from_page_to_page_and_undone(page: Any, served: Served) -> None:
    page.goto(served.address)
    size = "parseFloat(getComputedStyle(document.body).fontSize)"
    assert page.evaluate(size) == 16
    page.click("text=大字版")
    assert page.get_attribute("[data-elder]", "aria-pressed") == "true"
    page.goto(f"{served.address}courts/")
    assert page.evaluate(size) == 24  # 18 pt
    assert page.evaluate(GROUND) == WHITE
    page.click("text=大字版")
    page.reload()
    assert page.evaluate(size) == 16
    assert page.evaluate("localStorage.length") == 0


def test_large_print_stands_before_anything_is_drawn(page: Any, served: Served) -> None:
    page.add_init_script(
        "localStorage.setItem('mode', 'elder'); window.first = 'none';"
        "new MutationObserver((_, one) => { if (!document.body) return;"
        "one.disconnect(); window.first = document.documentElement.dataset.mode; })"
        ".observe(document, { childList: true, subtree: true })"
    )
    page.goto(served.address)
    assert page.evaluate("window.first") == "elder"


def test_colours_follow_the_system_unless_chosen(page: Any, served: Served) -> None:
    page.goto(served.address)
    assert page.evaluate(GROUND) == LIGHT
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(GROUND) == DARK
    page.select_option("[data-colour]", "light")
    assert page.evaluate(GROUND) == LIGHT
    page.select_option("[data-colour]", "dark")
    page.emulate_media(color_scheme="light")
    page.reload()
    assert page.evaluate(GROUND) == DARK
    page.click("text=大字版")
    assert page.evaluate(GROUND) == BLACK
    page.emulate_media(media="print")
    assert page.evaluate(GROUND) == WHITE
    page.emulate_media(media="screen")
    page.select_option("[data-colour]", "")
    page.reload()
    assert page.evaluate(GROUND) == WHITE
    assert page.evaluate("Object.keys(localStorage)") == ["mode"]


def test_where_storage_is_forbidden_the_switches_still_work(page: Any, served: Served) -> None:
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('forbidden'); } })")
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(served.address)
    page.click("text=大字版")
    page.select_option("[data-colour]", "dark")
    assert page.evaluate(GROUND) == BLACK
    assert troubles == []


def test_the_headers_search_masks_and_leads_to_the_answer(page: Any, served: Served) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served.address}courts/")
    assert not any("search" in url for url in asked), "the search is fetched only when it is wanted"
    page.fill(".top-search input", f"{served.demo.name} {served.demo.number}")
    page.press(".top-search input", "Enter")
    page.wait_for_url("**/search/#q=*")
    assert int(answered(page)[1]) > 0
    assert served.demo.number not in page.url + "".join(asked)


def test_an_open_page_says_that_the_device_is_offline(page: Any, served: Served) -> None:
    page.goto(f"{served.address}search/")
    notice = page.locator("[data-offline]")
    assert not notice.is_visible()
    page.context.set_offline(True)
    notice.wait_for(state="visible")
    page.fill("main input[type=search]", "沈星乙")
    page.press("main input[type=search]", "Enter")
    page.wait_for_selector("main[data-state=error]")
    assert "这不表示没有记录" in page.inner_text("[data-search-status]")
    page.context.set_offline(False)
    notice.wait_for(state="hidden")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "公开的信息"),
        ("applicants/", "算一算"),
        ("applicants/reward/", "悬赏金的数额或者计算方法"),
        ("corrections/", "在网页上填写需要 JavaScript"),
        ("check/", "在这里查验需要 JavaScript"),
        ("rules/", "第十二条"),
        ("notices/", "拍卖公告"),
        ("courts/", "人民法院"),
        ("search/", "查询需要 JavaScript"),
    ],
)
def test_without_scripts_a_page_is_whole_and_shows_no_dead_button(
    browser: Any, served: Served, path: str, words: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.address + path)
    assert words in page.inner_text("main")
    for dead in ("[data-elder]", "[data-colour]", ".top-search", "[data-print]", "[data-correction]", "[data-check]"):
        assert not any(one.is_visible() for one in page.locator(dead).all()), dead
    context.close()
