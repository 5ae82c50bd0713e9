"""How a notice stands is told on the hits of the search, too, by the same function as on its page."""

from datetime import datetime
from typing import Any

import pytest

from tests.search_index.browsing import answered, fragment
from tests.site.conftest import Served

pytestmark = pytest.mark.browser


def test_a_hit_says_what_the_page_of_the_notice_says(browser: Any, served: Served) -> None:
    page = browser.new_page()
    page.clock.set_fixed_time(datetime.fromisoformat("2026-11-20T09:00:00+08:00"))
    page.goto(f"{served.address}search/{fragment('拍卖', dataset='auction_notices')}")
    answered(page)
    page.wait_for_function("() => document.querySelectorAll('.hit .state-words').length > 3")
    told = page.evaluate(
        "[...document.querySelectorAll('.hit')].map((hit) => [hit.querySelector('.hit-title a').href, hit.dataset.state, "
        "hit.querySelector('.state-words').textContent])"
    )
    assert {state for _, state, _ in told} & {"coming", "running", "over"}
    for address, state, words in told[:6]:
        page.goto(address)
        assert page.get_attribute("article", "data-state") == state
        shown = page.inner_text("main")
        assert words in shown or words.partition("，")[0] in shown
    page.close()


def test_a_hit_of_something_else_has_no_state(browser: Any, served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served.address}search/{fragment(served.demo.name)}")
    answered(page)
    page.wait_for_selector(".hit-tools")
    assert page.locator(".hit .state-words").count() == 0
    page.close()
