"""What axe finds on every kind of page in both colours and in large print; a search by keyboard alone; weight."""

import gzip
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.search_index.browsing import answered, fragment
from tests.site.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.drill]

MOST_BYTES = 60_000
"""Of a first load of any page with all it asks for, compressed."""
SHARES = 4
"""Tests over which the kinds of page are spread."""
KINDS = [
    "", "search/", "notices/", "notices/auction/", "notices/reward/", "guidelines/", "courts/", "dishonest-debtors/",
    "removals/", "releases/", "about/", "privacy/", "rules/", "applicants/", "applicants/listing/", "corrections/",
    "check/", "404.html", "batch/", "statistics/", "feeds/", "data/", "enforcement-guide/", "scope/",
    "timeline/", "kiosk/", "screen/",
]  # fmt: skip
DEEPER = ["notices/", "guidelines/", "courts/", "dishonest-debtors/*/"]
"""Folders of which one page stands for all."""


def paths(served: Served) -> list[str]:
    """Addresses of one page of every kind."""
    found = list(KINDS)
    for pattern in DEEPER:
        pages = sorted(served.public.glob(f"{pattern}*/index.html"))
        named = [page for page in pages if page.parent.name not in ("auction", "reward", "hearing")]
        found.append(named[0].parent.relative_to(served.public).as_posix() + "/")
    poster = min(served.public.glob("notices/*/poster/index.html"))
    return [*found, poster.parent.relative_to(served.public).as_posix() + "/"]


def violations(
    page: Any, schemes: Sequence[str] = ("light", "dark"), modes: Sequence[str] = ("", "elder")
) -> list[str]:
    """What axe finds on a loaded page in both colours, each in ordinary and in large print."""
    found: list[str] = []
    page.evaluate(Axe().axe_script)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for mode in modes:
            page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
            told = page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], "preload": False})
            assert len(told["passes"]) > 10, "axe did not look"
            found += [f"{page.url} {scheme} {mode} {one['id']}: {one['nodes'][0]}" for one in told["violations"]]
    return found


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of a browser that has cached nothing."""
    context = browser.new_context(viewport={"width": 768, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("share", range(SHARES))
def test_any_kind_of_page_is_light_and_axe_finds_nothing(browser: Any, served: Served, share: int) -> None:
    found: list[str] = []
    for path in paths(served)[share::SHARES]:
        context = browser.new_context(viewport={"width": 768, "height": 900}, reduced_motion="reduce")
        page = context.new_page()
        bodies: list[bytes] = []
        page.on("requestfinished", lambda request, bodies=bodies: bodies.append(request.response().body()))
        page.goto(served.address + path)
        page.wait_for_load_state("networkidle")
        assert 0 < sum(len(gzip.compress(body, 6)) for body in bodies) <= MOST_BYTES, path
        found += violations(page)
        context.close()
    assert found == []


def test_axe_finds_nothing_on_answers_receipts_requests_and_verdicts(page: Any, served: Served) -> None:
    found: list[str] = []
    page.goto(f"{served.address}search/{fragment(served.demo.name)}")
    answered(page)
    page.locator(".explain > summary").first.click()
    found += violations(page)
    page.click(".receipt-button")
    page.wait_for_selector(".receipt")
    found += violations(page)
    page.goto(f"{served.address}corrections/")
    for name in ("name", "court", "case", "facts"):
        page.fill(f"[name={name}]", "甲")
    page.check("[name=ground][value='1']")
    page.click("text=生成申请书")
    found += violations(page)
    page.goto(f"{served.address}check/")
    page.fill("[name=text]", "甲")
    page.click("[data-check] button")
    page.wait_for_selector(".verdict")
    assert found + violations(page) == []


def test_a_search_and_its_receipt_need_no_mouse(browser: Any, served: Served) -> None:
    page = browser.new_page()
    page.goto(served.address)
    press_until(page, "document.activeElement.name === 'q'")
    page.keyboard.type(served.demo.name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/#q=*")
    answered(page)
    press_until(page, "document.activeElement.matches('.explain > summary')")
    page.keyboard.press("Enter")
    assert page.locator(".explain[open]").count() == 1
    press_until(page, "document.activeElement.matches('.receipt-button')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".receipt")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "返回查询结果"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.matches('.receipt-button')")
    page.close()


def press_until(page: Any, wanted: str) -> None:
    """Tab on until an element has the focus; every stop must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.checkVisibility() && document.activeElement !== document.body")
        if page.evaluate(wanted):
            return
    raise AssertionError(wanted)
