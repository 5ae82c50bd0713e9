import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from yangguang_site.slugs import court_slug

from tests.search_index.browsing import serving
from tests.site.invented import STRANGE, XIHU, opaque

pytestmark = pytest.mark.browser

RELEASE = {
    "format": 1,
    "number": 12,
    "date": "2026-11-20",
    "digest": "a1" * 32,
    "counts": {"dishonest_debtors": 1234567, "auction_notices": 2},
    "as_of": {
        XIHU: {
            "name": "杭州市西湖区人民法院",
            "date": "2026-11-20",
        },
        STRANGE: {"name": "<img src=x onerror=alert(9)>", "date": "2020-01-02"},
    },
}
PAGES = [
    "",
    "search/",
    "timeline/",
    "notices/",
    "notices/auction/",
    "notices/reward/",
    f"notices/{opaque('auction 1')}/",
    *(f"notices/{opaque(f'hostile {kind}')}/" for kind in ("auction_notices", "reward_notices", "hearing_notices")),
    f"guidelines/{opaque('hostile guidelines')}/",
    f"guidelines/{opaque('guideline 1')}/",
    f"courts/{court_slug(STRANGE)}/",
    "courts/zhe0106/",
    f"dishonest-debtors/{court_slug(STRANGE)}/undated/",
    "dishonest-debtors/zhe0106/2026-11/",
    "about/",
    "releases/",
    "rules/",
    "applicants/",
    "applicants/listing/",
    "corrections/",
    "check/",
]


@pytest.fixture(scope="module")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with a release, served below a sub-path."""
    home = tmp_path_factory.mktemp("served")
    shutil.copytree(site, home / "sub" / "path")
    (home / "sub" / "path" / "release.json").write_text(json.dumps(RELEASE), encoding="utf-8")
    history = [{"number": number, "date": "2026-11-20", "digest": "b2" * 32} for number in (11, 12)]
    (home / "sub" / "path" / "releases" / "releases.json").write_text(json.dumps(history), encoding="utf-8")
    with serving(home) as host:
        yield host + "sub/path/"


@pytest.fixture
def watched(browser: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page of a phone's width, and all that goes wrong on it."""
    page = browser.new_page(viewport={"width": 360, "height": 740})
    troubles: list[str] = []
    page.add_init_script("window.alert = () => console.error('alert')")
    page.on("pageerror", lambda error: troubles.append(f"error {error}"))
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    yield page, troubles
    page.close()


def visit(page: Any, address: str) -> None:
    """Open a page and wait until its scripts have filled in the release."""
    page.goto(address)
    page.locator("footer [data-as-of]", has_text="第 12 期").wait_for()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_nothing_hostile_asks_no_other_host_and_fits_its_screen(
    watched: tuple[Any, list[str]], address: str, path: str
) -> None:
    page, troubles = watched
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, address + path)
    assert troubles == []
    assert all(url.startswith(address) for url in asked)
    assert page.title().endswith("阳光执行")
    for width, mode in ((360, ""), (360, "elder"), (640, ""), (640, "elder")):  # 1280 pixels at 200 % leave 640
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("mode => { document.documentElement.dataset.mode = mode }", mode)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, mode)


def test_as_of_is_filled_in_per_list_and_says_when_a_court_is_late(
    watched: tuple[Any, list[str]], address: str
) -> None:
    page, _ = watched
    visit(page, address)
    assert page.inner_text("footer [data-as-of]") == "2026年11月20日，第 12 期"
    assert page.inner_text("[data-as-of=dishonest_debtors]") == "截至 2020-01-02 未更新"
    visit(page, address + "dishonest-debtors/")
    assert "2020年1月2日至2026年11月20日" in page.inner_text("[data-as-of=dishonest_debtors]")


def test_the_release_page_shows_number_digest_and_counts_as_text(watched: tuple[Any, list[str]], address: str) -> None:
    page, troubles = watched
    visit(page, address + "releases/")
    page.wait_for_selector("[data-release] table")
    text = page.inner_text("[data-release]")
    assert "第 12 期" in text
    assert "a1" * 32 in text
    assert "1,234,567" in text
    assert "<img src=x onerror=alert(9)>" in text
    assert troubles == []


def test_without_scripts_pages_are_readable_and_the_form_sends_nothing(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "search/")
    assert "查询需要 JavaScript" in page.inner_text("main")
    page.fill("input[type=search]", "沈星乙")
    page.focus("input[type=search]")
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert not any("?" in url for url in asked)
    assert "见发布记录" in page.inner_text("footer [data-as-of]")
    context.close()


def test_the_keyboard_reaches_the_text_first_and_then_the_search(watched: tuple[Any, list[str]], address: str) -> None:
    page, _ = watched
    visit(page, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "q"
