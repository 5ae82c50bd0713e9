"""An officer's whole way in a real Chromium: the page on his own disk, the desk over HTTP, the import, and nothing else between."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.approval.choose import Chosen, PastReleases, choose_batches
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.refusals import Reason
from pipeline.approval.registry import KnownOfficers, parse_registry
from pipeline.core.operator import now
from pipeline.core.workdays import library_calendar
from pipeline.review.desk_files import MAKERS
from pipeline.review.desk_out import DeskOut
from pipeline.review.exchange import Exchange
from pipeline.state.batches import BatchName
from pipeline.state.folder import StateFiles
from tests.pipeline.desk.made import running
from tests.pipeline.review.deciding import PASSPHRASE
from tests.pipeline.review.invented import COURT, NIGHT
from tests.pipeline.review.signing import sealed, showable
from tests.pipeline.review.test_signing_page import fill_signature, open_batch, saved
from tests.search_index.browsing import chromium
from tests.support.officers import lay_key

pytestmark = pytest.mark.browser


@pytest.fixture
def exchange(tmp_path: Path) -> Iterator[Exchange]:
    """One batch waits, one officer may sign."""
    registry = parse_registry(lay_key(tmp_path / "lu.pem", PASSPHRASE, "陆明", COURT, now().date() - timedelta(1)))
    files = StateFiles(tmp_path / "state")
    with files.ledger() as ledger:
        files.batches.write(sealed(showable()), 12)

        def choose() -> Chosen:
            return choose_batches(
                files, KnownOfficers(registry), ApprovalMode.COURT, now().date(), PastReleases(), library_calendar()
            )

        yield Exchange(DeskOut(tmp_path / "desk", files, registry, MAKERS), ledger, choose, NIGHT)


def test_log_in_download_sign_upload_import(exchange: Exchange, tmp_path: Path) -> None:
    exchange.hand_out()
    with running(tmp_path / "desk") as settings, chromium() as browser:
        context = browser.new_context()
        desk = context.new_page()
        desk.goto(settings.origin)
        with desk.expect_download() as page_file:
            desk.click("text=下载签名页")
        page_file.value.save_as(tmp_path / "sign.html")
        assert (tmp_path / "sign.html").read_bytes() == MAKERS.page()

        own = browser.new_context().new_page()
        own.goto((tmp_path / "sign.html").as_uri())
        origin, nonce = desk.locator(".challenge code").all_inner_texts()
        login = _log_in(own, tmp_path, origin, nonce)
        desk.set_input_files("#envelope", login)
        desk.click("main button")
        assert desk.inner_text("h1") == "待签批次", desk.inner_text("main")

        with desk.expect_download() as batch_file:
            desk.click("a[download][href^='/batch/']")
        batch_file.value.save_as(tmp_path / batch_file.value.suggested_filename)
        own.click("[data-show=batch]")
        open_batch(own, tmp_path / batch_file.value.suggested_filename)
        fill_signature(own, tmp_path / "lu.pem")
        envelope = saved(own, "[data-sign] button[type=submit]", tmp_path)[0]

        desk.set_input_files("#envelope", login)
        desk.click("main button")
        assert "类型不符" in desk.inner_text("[role=alert]"), "a log-in is no signature"
        desk.set_input_files("#envelope", envelope)
        desk.click("main button")
        assert desk.inner_text("h1") == "上传结果", desk.inner_text("main")

        (done,) = exchange.take_in()
        assert (done.reason, done.signer) == (None, "陆明")
        exchange.hand_out()
        desk.reload()
        assert "已入库" in desk.inner_text("main")
        desk.goto(settings.origin)
        assert "没有待签的批次" in desk.inner_text("main")
    name = BatchName(NIGHT.isoformat(), 12)
    assert exchange.choose().signed[COURT].name == name


def test_a_log_in_file_on_a_stick_is_refused_by_its_type(exchange: Exchange, tmp_path: Path) -> None:
    exchange.hand_out()
    with running(tmp_path / "desk") as settings, chromium() as browser:
        (tmp_path / "sign.html").write_bytes(MAKERS.page())
        own = browser.new_page()
        own.goto((tmp_path / "sign.html").as_uri())
        login = _log_in(own, tmp_path, settings.origin, "AAAAAA-AAAAAA-AAAAAA-AAAAAA")
    stick = tmp_path / "stick"
    stick.mkdir()
    login.rename(stick / "login.json")
    (done,) = exchange.take_from(stick)
    assert done.reason is Reason.OTHER_TYPE


def _log_in(page: Any, folder: Path, origin: str, nonce: str) -> Path:
    """The log-in file as the page on the officer's disk makes it."""
    page.click("[data-show=login]")
    for name, value in {"origin": origin, "nonce": nonce, "court": COURT, "officer": "陆明"}.items():
        page.fill(f"[data-login] [name={name}]", value)
    page.set_input_files("[data-login] [name=key]", folder / "lu.pem")
    page.fill("[data-login] [name=passphrase]", PASSPHRASE)
    return saved(page, "[data-login] button[type=submit]", folder)[0]
