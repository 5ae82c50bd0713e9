"""The review in a real Chromium: from disk, served, with the keyboard alone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from pipeline.approval.envelopes import read_envelope, verify_envelope
from pipeline.decisions.holds import Holds
from pipeline.review.decisions import CourtDecisions
from pipeline.review.folder import build_review
from pipeline.review.gathering import gather_source
from pipeline.review.protocol import HoldAsked
from pipeline.review.server import ReviewServer
from pipeline.review.source import ReviewSource
from tests.pipeline.review.deciding import PASSPHRASE, Remembered
from tests.pipeline.review.invented import NIGHT, debtor, facts, frame, opaque, source
from tests.search_index.browsing import chromium

pytestmark = pytest.mark.browser
WIDTHS = [360, 1280]
SHOWN = "[data-progress]:has-text('/ 11')"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages") / "review"
    build_review(source(), made)
    return made


@pytest.fixture(params=WIDTHS)
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A page of a phone's and of a desk's width on which nothing may go wrong."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    opened = context.new_page()
    troubles: list[str] = []
    opened.add_init_script("window.alert = () => console.error('alert')")
    opened.on("pageerror", lambda error: troubles.append(f"error {error}"))
    opened.on("console", lambda message: troubles.append(message.text) if is_trouble(message) else None)
    opened.on("request", lambda asked: None if is_own(asked.url) else troubles.append(asked.url))
    yield opened
    assert opened.evaluate("document.documentElement.scrollWidth") <= request.param
    context.close()
    assert troubles == []


@contextmanager
def running(server: ReviewServer) -> Iterator[ReviewServer]:
    """Serve from a thread."""
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[ReviewServer, Remembered]]:
    decisions = Remembered()
    with running(ReviewServer(folder, decisions, 0)) as server:
        yield server, decisions


def is_own(url: str) -> bool:
    return url.startswith(("file:", "http://127.0.0.1:", "data:,"))


def is_trouble(message: Any) -> bool:
    """An error, but not the browser's note that the server refused a decision."""
    return message.type == "error" and "409" not in message.text


def accessible(page: Any) -> list[str]:
    """What axe finds."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def heading(page: Any) -> str:
    page.wait_for_selector("[data-record] h2")
    return str(page.inner_text("[data-record] h2"))


def test_pages_open_from_disk_and_are_accessible(page: Any, folder: Path) -> None:
    page.goto(f"file://{folder}/index.html")
    page.wait_for_selector(SHOWN)
    assert accessible(page) == []
    assert page.is_hidden("text=签署")
    page.click("text=开始核对")
    page.wait_for_selector(SHOWN)
    assert accessible(page) == []
    press(page, "Enter")
    assert "<script>" in heading(page)
    assert accessible(page) == []


def test_records_are_checked_with_the_keyboard_and_the_browser_remembers(page: Any, folder: Path) -> None:
    page.goto(f"file://{folder}/list.html")
    page.wait_for_selector(SHOWN)
    press(page, " ", "j", " ", "j", " ", " ")
    assert page.inner_text("[data-progress]") == "已核对 2 / 11"
    press(page, "k", "Enter")
    assert heading(page) == "沈星戊"
    press(page, "j")
    page.wait_for_selector("[data-record] h2:has-text('<script>')")
    press(page, "Escape")
    page.goto(f"file://{folder}/index.html")
    page.wait_for_selector("[data-progress]:has-text('已核对 2 / 11')")
    page.goto(f"file://{folder}/list.html#done=yes")
    page.wait_for_selector(SHOWN)
    assert page.locator("[data-entries] li").count() == 2


def test_from_disk_a_decision_is_not_taken_and_the_page_says_so(page: Any, folder: Path) -> None:
    page.goto(f"file://{folder}/list.html")
    page.wait_for_selector(SHOWN)
    for key in ("h", "c", "a"):
        press(page, key)
        assert "只供阅读" in page.inner_text("[data-said]")
        assert page.locator("dialog[open]").count() == 0


FILTERS = [
    ("state=new", 4),
    ("state=check", 11),
    ("dataset=auction_notices", 2),
    ("handler=h02", 1),
    ("handler=", 2),
    ("rule=R1", 3),
    ("level=高", 2),
    ("state=leaving&rule=R9", 1),
]


@pytest.mark.parametrize(("asked", "count"), FILTERS)
def test_lists_are_filtered_by_their_address(page: Any, folder: Path, asked: str, count: int) -> None:
    page.goto(f"file://{folder}/list.html#{asked}")
    page.wait_for_selector(SHOWN)
    assert page.locator("[data-entries] li").count() == count


def test_a_filter_is_chosen_and_an_empty_list_says_so(page: Any, folder: Path) -> None:
    page.goto(f"file://{folder}/list.html")
    page.wait_for_selector(SHOWN)
    page.select_option("select[name=state]", "sample")
    page.select_option("select[name=level]", "高")
    page.wait_for_selector("[data-none]:visible")
    assert accessible(page) == []


def test_each_mask_is_shown_with_its_kind_and_each_change_with_what_it_was(page: Any, folder: Path) -> None:
    page.goto(f"file://{folder}/list.html#handler=h02")
    page.wait_for_selector(SHOWN)
    press(page, "Enter")
    heading(page)
    marks = page.locator("[data-record] mark").all_inner_texts()
    assert [mark.split("*")[-1].strip() for mark in marks] == ["证件号码", "电话", "住址"]
    page.goto(f"file://{folder}/list.html#state=changed")
    page.reload()
    page.wait_for_selector(SHOWN)
    press(page, "Enter")
    heading(page)
    assert "支付货款28020元及逾期利息。" in page.inner_text("[data-record] .before")


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(30):
        if page.evaluate(f"document.activeElement.matches({selector!r})"):
            return
        press(page, "Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_the_keyboard_alone_reviews_holds_and_approves(page: Any, desk: CourtDecisions, tmp_path: Path) -> None:
    build_review(gather_source(desk.files.state, desk.court, desk.signed), tmp_path / "review")
    with running(ReviewServer(tmp_path / "review", desk, 0)) as server:
        page.goto(server.guard.entry_address())
        page.wait_for_url("**/index.html")
        page.wait_for_selector("text=签署")
        assert accessible(page) == []
        tab_to(page, "a[href='list.html'].button")
        press(page, "Enter")
        page.wait_for_selector("[data-progress]:has-text('/ 18')")
        press(page, "j", "Enter")
        assert heading(page) == "沈星戊"
        press(page, " ", "h")
        page.wait_for_selector("dialog[open]")
        assert accessible(page) == []
        page.keyboard.type("等待承办人核实")
        press(page, "Enter")
        page.wait_for_selector("[data-said]:has-text('暂缓公布至2026-11-24')")
        assert "已暂缓" in page.inner_text("#e1")
        page.wait_for_selector("dialog[open]", state="detached")
        press(page, "a")
        page.wait_for_url("**/approve.html")
        page.wait_for_selector("[data-progress]:has-text('已核对 1 / 18')")
        assert accessible(page) == []
        tab_to(page, "input[type=password]")
        page.keyboard.type(PASSPHRASE)
        press(page, "Tab", " ", "Tab", "Enter")
        page.wait_for_selector("[role=alert]:has-text('陆明已签署')")
        assert accessible(page) == []
    with desk.files.ledger() as ledger:
        assert Holds(ledger).held_ids(NIGHT) == {opaque("debtor 20")}
    (envelope,) = desk.files.envelopes.of(desk.court, desk.name)
    batch = desk.files.batches.read(desk.court, desk.name)
    assert verify_envelope(read_envelope(envelope), desk.registry, batch.info, desk.name, NIGHT).signer == "陆明"


def test_a_lasting_hold_asks_for_its_form_and_a_refusal_is_shown(
    page: Any, served: tuple[ReviewServer, Remembered]
) -> None:
    server, decisions = served
    page.goto(server.guard.entry_address())
    page.wait_for_url("**/index.html")
    page.goto(f"{server.guard.origin}/list.html")
    page.wait_for_selector(SHOWN)
    press(page, "h")
    page.wait_for_selector("dialog[open]")
    page.keyboard.type("当事人电话13800000000")
    press(page, "Enter")
    page.wait_for_selector("dialog[open] [data-problem]:has-text('个人信息')")
    page.fill("dialog[open] input[name=reason]", "涉及隐私")
    page.check("dialog[open] input[value=lasting]")
    page.fill("dialog[open] input[name=form_number]", "浙0106不公开〔2026〕12号")
    page.fill("dialog[open] input[name=approver]", "何清")
    press(page, "Enter")
    page.wait_for_selector("[data-said]:has-text('已暂缓')")
    assert [asked.approver for asked in decisions.taken if isinstance(asked, HoldAsked)] == ["何清"]


def test_pages_of_another_night_say_so(page: Any, served: tuple[ReviewServer, Remembered]) -> None:
    server, decisions = served
    decisions.digest = "0" * 64
    page.goto(server.guard.entry_address())
    page.wait_for_url("**/index.html")
    page.wait_for_selector("[data-stale]:visible")
    assert accessible(page) == []


def test_another_site_reads_and_decides_nothing(browser: Any, served: tuple[ReviewServer, Remembered]) -> None:
    server, decisions = served
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.guard.entry_address())
    page.wait_for_url("**/index.html")
    page.goto(f"data:text/html,<form method=post action={server.guard.origin}/approve.html><button>x</button></form>")
    page.click("button")
    page.wait_for_load_state()
    assert "已拒绝" in page.inner_text("body")
    assert decisions.taken == []
    context.close()


def test_single_keys_can_be_switched_off(page: Any, folder: Path) -> None:
    page.goto(f"file://{folder}/list.html")
    page.wait_for_selector(SHOWN)
    press(page, "?")
    page.wait_for_selector("dialog[open]")
    assert accessible(page) == []
    page.uncheck("[data-keys]")
    page.click("dialog[open] button:has-text('关闭')")
    press(page, "h")
    assert page.inner_text("[data-said]") == ""


def test_lists_are_paged_and_any_record_of_many_opens(browser: Any, tmp_path: Path) -> None:
    many = frame(*(debtor(number) for number in range(1001)))
    build_review(ReviewSource(facts(rows=1001), many), tmp_path / "many")
    page = browser.new_page()
    page.goto(f"file://{tmp_path}/many/list.html")
    page.wait_for_selector("[data-progress]:has-text('/ 1001')")
    assert page.locator("[data-entries] li").count() == 200
    press(page, "n", "n", "n", "n", "n")
    assert page.inner_text("[data-where]") == "第 6 / 6 页"
    press(page, "Enter")
    assert heading(page).startswith("沈星")
    assert page.locator("[data-entries] li").count() == 1
    page.close()
