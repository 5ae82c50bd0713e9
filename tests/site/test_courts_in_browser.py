"""Lists of courts on a phone: provinces as tabs, a field to narrow; the whole list without a script."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from pipeline.core.records import Dataset
from tests.search_index.browsing import chromium, serving
from tests.site.invented import HANGZHOU, NANJING, Invented, Render, debtor, row
from tests.site.test_accessibility import violations
from tests.site.test_in_browser import RELEASE

pytestmark = pytest.mark.browser


def court(code: str, name: str, region: str) -> dict[str, Any]:
    return row(
        f"court {code}", Dataset.COURTS, HANGZHOU, code=code, name=name, region=region, duty_phone="0571-00000001"
    )


MANY = (
    *(court(f"浙01{number:02}", f"杭州市第{number}区人民法院", f"浙江省杭州市第{number}区") for number in range(1, 31)),
    *(court(f"苏01{number:02}", f"南京市第{number}区人民法院", f"江苏省南京市第{number}区") for number in range(1, 21)),
)


@pytest.fixture(scope="module")
def address(render: Render, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("courts")
    shutil.copytree(render(Invented((*MANY, debtor(1), debtor(2, NANJING)))), home, dirs_exist_ok=True)
    (home / "release.json").write_text(json.dumps(RELEASE), encoding="utf-8")
    with serving(home) as host:
        yield host


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    made = context.new_page()
    troubles: list[str] = []
    made.on("pageerror", lambda error: troubles.append(str(error)))
    yield made
    assert troubles == []
    context.close()


def shown(page: Any) -> int:
    return sum(item.is_visible() for item in page.locator("[data-courts] li").all())


def turned(page: Any, province: str) -> None:
    """Wait until a province's tab is the chosen one."""
    page.wait_for_selector(f"[data-province='{province}'][aria-current]")


def test_a_list_stands_there_whole_shows_one_province_when_asked_and_goes_back(page: Any, address: str) -> None:
    page.goto(f"{address}courts/")
    assert shown(page) == 50
    page.click("[data-province='江苏']")
    turned(page, "江苏")
    assert shown(page) == 20
    assert page.locator("[data-province][aria-current]").count() == 1
    page.click("text=全部")
    turned(page, "")
    assert shown(page) == 50
    page.go_back()
    turned(page, "江苏")
    assert shown(page) == 20
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


@pytest.mark.parametrize(("typed", "count"), [("第１区", 2), ("南京 市", 20), ("第30区", 1), ("没有", 0)])
def test_a_field_narrows_over_all_provinces(page: Any, address: str, typed: str, count: int) -> None:
    page.goto(f"{address}courts/#浙江")
    page.fill("[data-narrow]", typed)
    assert shown(page) == count
    told = page.inner_text("[data-narrowed]")
    assert told == (f"找到{count}家法院。" if count else "没有名称或者地区含这几个字的法院。")
    page.fill("[data-narrow]", "")
    assert shown(page) == 30


def test_the_list_of_debtors_has_tabs_too(page: Any, address: str) -> None:
    page.goto(f"{address}dishonest-debtors/")
    assert shown(page) == 2
    page.click("[data-province='浙江']")
    turned(page, "浙江")
    assert shown(page) == 1
    assert violations(page) == []


def test_without_a_script_all_courts_stand_below_their_provinces(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}courts/")
    assert shown(plain) == 50
    assert not plain.locator("[data-narrow]").is_visible()
    assert plain.locator("[data-province='江苏']").is_visible()
    assert not plain.locator("text=全部").is_visible()
    context.close()
