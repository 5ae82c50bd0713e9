"""Until a court confirmed our readings, everything that a reader sees, prints, keeps or frames says 试运行 (decision 0040)."""

import hashlib
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pytest

from pipeline.settings.example import example_settings
from pipeline.settings.sections import READINGS_OF, ConfirmedReadings, SiteSettings
from tests.search_index.browsing import answered, fragment, serving
from tests.site.conftest import Served
from tests.site.invented import Render, opaque
from tests.site.reading import Page, bytes_of, pages_of

PROJECT = Path(__file__).parents[2]
READINGS = PROJECT / "docs" / "decisions" / "0002-readings-of-the-rules.md"
READINGS_DIGEST = "2d0fed900008f726340774d41311834826f4f126118901f83f5947b8c71ef773"
"""Whoever changes a reading sets `READINGS_OF` to that day, so that a confirmation of the readings before ends, then this."""
CONFIRMED = ConfirmedReadings(
    office="浙江省某高级人民法院执行局", document="执行局函〔2026〕3号", on=date(2026, 11, 30)
)
NOTICE = f"notices/{opaque('auction 1')}/"
TRIAL = re.compile(r"试运行：本站公布规则的口径尚未经法院书面确认")


@pytest.fixture(scope="module")
def confirmed(render: Render) -> Path:
    return render(site={"confirmed_readings": CONFIRMED})


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with serving(site) as host:
        yield host


def test_every_page_says_it_and_leads_to_what_it_means(site: Path) -> None:
    pages = pages_of(site)
    assert len(pages) > 50
    for page in pages:
        assert TRIAL.search(page.text.split("数据更新：")[0]), page.path
        opened = [
            str(attributes.get("data-kiosk-open")) for _, attributes in page.elements
        ]  # a touch screen has no links
        assert [link for link in (*page.links(), *opened) if link.endswith("about/#trial")], page.path
    about = Page(site / "about" / "index.html")
    assert about.ids.count("trial") == 1
    assert "法院书面确认这些口径以后" in about.text


def test_no_public_byte_says_it_once_a_court_confirmed(confirmed: Path) -> None:
    assert [name for name, content in bytes_of(confirmed).items() if "试运行".encode() in content] == []
    told = Page(confirmed / "about" / "index.html").text
    assert "已经法院书面确认：浙江省某高级人民法院执行局（执行局函〔2026〕3号，2026年11月30日）。" in told


def test_nothing_on_trial_claims_a_confirmation(site: Path) -> None:
    opposite = re.compile("已经法院书面确认|正式运行|正式上线|权威发布|官方网站认证")
    assert [page.path for page in pages_of(site) if opposite.search(page.text)] == []


def test_a_confirmation_of_readings_that_changed_since_does_not_count() -> None:
    assert hashlib.sha256(READINGS.read_bytes()).hexdigest() == READINGS_DIGEST
    assert SiteSettings().readings_confirmed == ""
    older = CONFIRMED.model_copy(update={"on": date(2026, 11, 20)})
    assert older.on < READINGS_OF
    assert SiteSettings(confirmed_readings=older).readings_confirmed == ""


def test_the_page_tells_as_many_readings_as_the_decision_has() -> None:
    told = (PROJECT / "site" / "theme" / "templates" / "readings.html").read_text(encoding="utf-8")
    assert told.count("<li>") == READINGS.read_text(encoding="utf-8").count("\n- **")


@pytest.mark.parametrize("blank", ["", " ", "…"])
def test_a_confirmation_names_office_and_document(blank: str) -> None:
    for name in ("office", "document"):
        with pytest.raises(ValueError, match="name the office that confirmed the readings"):
            ConfirmedReadings.model_validate({**CONFIRMED.model_dump(), name: blank})


def test_the_example_shows_the_entry_and_does_not_confirm_by_being_uncommented() -> None:
    line = next(line for line in example_settings({}).splitlines() if line.startswith("# confirmed_readings"))
    with pytest.raises(ValueError, match="name the office"):
        SiteSettings.model_validate(tomllib.loads(line.removeprefix("# ")))


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", ["", "search/", NOTICE, "about/", "check/"])
def test_a_reader_sees_it(browser: Any, address: str, place: str, width: int, tmp_path: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(address + place)
    line = page.locator(".trial")
    line.scroll_into_view_if_needed()
    assert line.is_visible()
    box = line.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.screenshot(path=tmp_path / "trial.png").startswith(b"\x89PNG")
    page.locator(".trial a").click()
    page.wait_for_url("**/about/#trial")
    assert page.locator("h2#trial").is_visible()
    page.close()


@pytest.mark.browser
def test_paper_and_frames_say_it(browser: Any, address: str) -> None:
    page = browser.new_page()
    for place in ("applicants/reward/", NOTICE, "courts/zhe0106/"):
        page.goto(address + place)
        sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        text = "".join(sheet.get_textpage().get_text_range() for sheet in sheets)
        assert "试运行" in text, place
    page.goto(f"{address}{NOTICE}?embed")
    assert page.locator(".trial").is_visible()
    assert not page.locator(".foot-links").is_visible()
    assert page.get_attribute(".trial a", "target") == "_blank"
    page.close()


@pytest.mark.browser
def test_a_confirmed_frame_has_no_foot(browser: Any, confirmed: Path) -> None:
    page = browser.new_page()
    with serving(confirmed) as host:
        page.goto(f"{host}{NOTICE}?embed")
        assert not page.locator(".foot").is_visible()
    page.close()


@pytest.mark.browser
def test_receipts_say_it(browser: Any, served: Served) -> None:
    page = browser.new_page()
    page.goto(f"{served.address}search/{fragment(served.demo.name)}")
    answered(page)
    page.click(".receipt-button")
    page.wait_for_selector(".receipt")
    assert TRIAL.search(page.inner_text(".receipt"))
    page.goto(f"{served.address}batch/")
    page.fill("#batch-list", f"{served.demo.name}\n")
    page.click(".batch-main")
    page.wait_for_selector("[data-batch-receipt]:not([hidden])", state="attached")
    facts = page.text_content("[data-batch-facts]")
    assert "网站状态试运行：本站公布规则的口径" in facts
    page.close()
