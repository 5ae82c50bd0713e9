"""Against a server that turns away and loses files: our pages wait as it asks, and what was not read is never "not found"."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from tests.search_index.browsing import SCRIPTS, chromium, hosting
from tests.site.test_batch import FULL, check, lay_out, people

pytestmark = [pytest.mark.browser, pytest.mark.drill]

Answer = Callable[[str], int]
"""What is answered for a search file: 200, another status, or 0 for a broken line."""


class _Host(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def __init__(self, *given: Any, answer: Answer, **more: Any) -> None:
        self.answer = answer
        super().__init__(*given, **more)

    def do_GET(self) -> None:
        """Answer a search file as the test wants, and everything else as ever."""
        status = self.answer(self.path) if "/search/data/" in self.path else 200
        if status == 200:
            super().do_GET()
        elif status == 0:
            self.close_connection = True
        else:
            self.send_response(status)
            self.send_header("Retry-After", "1")
            self.send_header("Content-Length", "0")
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """Silence in tests."""


class Limited:
    """So many at once and so many a second, as nginx counts them."""

    def __init__(self, at_once: int, a_second: float) -> None:
        self.at_once, self.a_second = at_once, a_second
        self.level, self.at = 0.0, time.monotonic()
        self.statuses: list[int] = []
        self.lock = threading.Lock()

    def __call__(self, _: str) -> int:
        with self.lock:
            now = time.monotonic()
            self.level = max(0.0, self.level - (now - self.at) * self.a_second)
            self.at = now
            is_let_in = self.level < self.at_once
            self.level += is_let_in
            self.statuses.append(200 if is_let_in else 429)
            return self.statuses[-1]


@pytest.fixture(scope="module")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    laid = lay_out(tmp_path_factory.mktemp("turned"), site, people())
    (laid / "pace.js").write_bytes((SCRIPTS / "pace.js").read_bytes())
    return laid


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as one:
        yield one


@contextmanager
def opened(browser: Any, folder: Path, answer: Answer, path: str) -> Iterator[Any]:
    with hosting(partial(_Host, directory=str(folder), answer=answer)) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address + path)
        yield page
        context.close()


NAMES = [
    row["party_name"]
    for row in people()
    if row.get("party_kind") == "natural" and not {"<", "、"} & set(row["party_name"])
]


def test_a_check_through_a_tight_limit_is_slow_and_whole(browser: Any, folder: Path) -> None:
    limited = Limited(at_once=6, a_second=12)
    with opened(browser, folder, limited, "batch/") as page:
        page.wait_for_selector("main[data-state=ready]", timeout=20_000)
        told = check(page, "\n".join([f"沈星乙 {FULL}", *NAMES[:20], "无此人甲", "无此人乙"]))
    verdicts = [verdict for verdict, _ in told]
    assert 429 in limited.statuses
    assert verdicts[0] == "匹配"
    assert set(verdicts[1:21]) <= {"疑似", "匹配"}
    assert verdicts[21:] == ["未查到", "未查到"]


@pytest.mark.parametrize("status", [429, 503, 404, 0], ids=["turned away", "failing", "lost", "broken line"])
def test_what_is_never_read_is_never_called_not_found(browser: Any, folder: Path, status: int) -> None:
    lost = {"status": status}
    answer: Answer = lambda path: lost["status"] if "/cards/" in path else 200  # noqa: E731
    with opened(browser, folder, answer, "batch/") as page:
        page.wait_for_selector("main[data-state=ready]")
        told = check(page, f"沈星乙 {FULL}\n无此人甲")
        assert [verdict for verdict, _ in told] == ["未能核查"] * 2
        assert "不表示没有记录" in page.inner_text("[data-batch-summary]")
        lost["status"] = 200
        page.click("text=重新核查未能核查的行")
        page.wait_for_function("() => !document.querySelector('[data-batch-rows]').textContent.includes('未能核查')")
        assert "匹配" in page.inner_text("[data-batch-rows]")


@pytest.mark.parametrize("status", [429, 503, 404, 0], ids=["turned away", "failing", "lost", "broken line"])
def test_a_question_that_cannot_be_read_is_an_error_and_no_answer(browser: Any, folder: Path, status: int) -> None:
    answer: Answer = lambda path: status if "/cards/" in path else 200  # noqa: E731
    with opened(browser, folder, answer, "search/#q=沈星乙") as page:
        page.wait_for_selector("main[data-state=error]", timeout=20_000)
        text = page.inner_text("[data-search-status]")
        assert "这不表示没有记录" in text
        assert "没有找到" not in text


def test_who_is_asked_to_wait_waits_and_is_answered(browser: Any, folder: Path) -> None:
    asked: list[float] = []

    def answer(path: str) -> int:
        if "/cards/" not in path:
            return 200
        asked.append(time.monotonic())
        return 429 if len(asked) < 3 else 200

    with opened(browser, folder, answer, "search/#q=沈星乙") as page:
        page.wait_for_selector("main[data-state=done]", timeout=20_000)
        assert page.get_attribute("main", "data-count") == "2"
    assert all(later - earlier >= 0.9 for earlier, later in itertools.pairwise(asked))


def test_the_pace_lets_a_hundred_go_and_then_eight_a_second(browser: Any, folder: Path) -> None:
    with opened(browser, folder, lambda path: 200, "pace.js") as page:
        waits = page.evaluate(
            """async () => { const { turn } = await import("/pace.js"); const start = Date.now();
            return Promise.all(Array.from({ length: 117 }, async () => { await turn(); return Date.now() - start; })); }"""
        )
    assert max(waits[:100]) < 120
    assert 1_900 <= waits[115] <= 2_600
    assert waits == sorted(waits)
