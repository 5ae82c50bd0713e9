"""A site with nothing but the search on it, served on a loopback port, and a page that asks it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

SCRIPTS = Path(__file__).parents[2] / "site" / "theme" / "static" / "js" / "search"
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGE = """<!doctype html><html lang="zh-CN" data-root="{root}"><meta charset="utf-8"><link rel="icon" href="data:,">
<form role="search" data-search><input type="search" name="q" autocomplete="off"><button>查询</button></form>
<main id="main"><p data-search-status role="status" aria-live="polite"></p><ol data-search-results></ol>
<div data-search-more></div></main><script type="module" src="{root}theme/js/search/main.js"></script></html>"""
RELEASE = '{"format":1,"number":1,"date":"2026-11-20","as_of":{"浙0106":{"name":"x","date":"2026-11-19"}}}'
DONE = "main[data-state=done], main[data-state=error]"


def lay_out_site(site: Path) -> None:
    """Put pages and scripts around exported search data."""
    shutil.copytree(SCRIPTS, site / "theme" / "js" / "search", dirs_exist_ok=True)
    (site / "search" / "index.html").write_text(PAGE.format(root="../"), encoding="utf-8")
    (site / "index.html").write_text(PAGE.format(root=""), encoding="utf-8")
    (site / "release.json").write_text(RELEASE, encoding="utf-8")


class _Quiet(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".js": "text/javascript"}

    def log_message(self, *_: object) -> None:
        """Silence in tests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A browser that gives up a request is no news."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server for a folder; it lives under a sub-path, as sites may."""
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser; its pages share nothing with other tests' browsers."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def ask(page: Any, query: str) -> tuple[str, str, list[str]]:
    """Ask by the fragment; kind, count and the ids of the hits on the page."""
    page.evaluate(
        """(text) => { document.querySelector("main").dataset.state = "asked";
        history.replaceState(null, "", "#q=" + text); window.dispatchEvent(new HashChangeEvent("hashchange")); }""",
        quote(query),
    )
    return answered(page)


def answered(page: Any) -> tuple[str, str, list[str]]:
    """What stands on the page once the search is done."""
    page.wait_for_selector(DONE, timeout=10_000)
    kind, count, ids = page.evaluate(
        """() => { const main = document.querySelector("main");
        const hits = [...document.querySelectorAll("[data-record-id]")].map((hit) => hit.dataset.recordId);
        return [main.dataset.kind ?? main.dataset.state, main.dataset.count ?? "", hits]; }"""
    )
    return kind, count, ids
