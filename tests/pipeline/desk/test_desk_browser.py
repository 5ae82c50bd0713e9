"""The desk in a real Chromium, without scripts: an officer's morning, and axe on every page."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from pipeline.desk.settings import DeskSettings
from tests.pipeline.desk.made import BATCH, COURT, approval_by, login_by, running, two_courts, write_desk
from tests.search_index.browsing import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskSettings]:
    write_desk(tmp_path, two_courts())
    with running(tmp_path, convenience=True) as settings:
        yield settings


def clean(page: Any, width: int) -> None:
    """Axe finds nothing, and nothing lies beside the screen."""
    page.wait_for_load_state("load")  # until then the style may be missing
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = [(one["id"], [node["html"] for node in one["nodes"]]) for one in Axe().run(page).response["violations"]]
    assert found == []


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_an_officers_morning(browser: Any, desk: DeskSettings, tmp_path: Path, width: int, scheme: str) -> None:
    # axe is a script of the tests, which the pages' own policy would not let in
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(desk.origin)
    assert page.title() == "登录 · 签批台"
    clean(page, width)
    page.get_by_label("登录文件").set_input_files(_file(tmp_path, b"{}"))
    page.get_by_role("button", name="登录", exact=True).click()
    assert "已损坏" in page.get_by_role("alert").inner_text()
    clean(page, width)

    nonce = page.locator(".challenge code").nth(1).inner_text()
    page.get_by_label("或者粘贴其内容").fill(login_by(COURT, "陆明", nonce, desk.origin).decode())
    page.get_by_role("button", name="登录", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "待签批次"
    clean(page, width)
    with page.expect_download() as waited:
        page.get_by_role("link", name=f"下载 批次 {BATCH}").click()
    assert waited.value.suggested_filename == f"{COURT}_{BATCH}.batch.json"

    page.get_by_label("签名页保存的签名文件").set_input_files(_file(tmp_path, approval_by(COURT, "陆明")))
    page.get_by_role("button", name="上传", exact=True).click()
    assert f"批次 {BATCH}" in page.locator("main").inner_text()
    clean(page, width)
    page.goto(f"{desk.origin}/nothing")
    clean(page, width)
    page.goto(desk.origin)
    page.get_by_role("button", name="退出", exact=True).click()
    assert page.url == f"{desk.origin}/login"
    context.close()


def test_the_signing_page_in_place_reaches_nobody(browser: Any, desk: DeskSettings) -> None:
    page_text = b"<!doctype html><html lang=zh><title>s</title><p id=p></p><script>fetch('/uploads').then(() => {p.textContent = 'reached'}, () => {p.textContent = 'refused'})</script>"
    write_desk(desk.folder, two_courts(), page_text)
    page = browser.new_page()
    page.goto(f"{desk.origin}/sign")
    page.wait_for_function("p.textContent")
    assert page.inner_text("#p") == "refused"
    page.close()


def _file(folder: Path, content: bytes) -> str:
    path = folder / "made.json"
    path.write_bytes(content)
    assert json.loads(content) is not None
    return str(path)
