"""A site with nothing but the search on it, served on a loopback port, and a page that asks it."""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.core.scripts import bundle
from tests.support.chromium import FLAGS, find_chromium

sys.path.append(str(Path(__file__).parents[2] / "site" / "plugins"))  # where Pelican finds them, too
from yangguang_site.scripts import ENTRIES, FIRST  # found by that path

SCRIPTS = Path(__file__).parents[2] / "site" / "theme" / "static" / "js" / "search"
PARTS = SCRIPTS.parents[2] / "templates" / "search_parts.html"
PAGE = """<!doctype html><html lang="zh-CN" data-root="{root}"><meta charset="utf-8"><link rel="icon" href="data:,">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; \
img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'"><title>查询</title>
<form role="search" data-search><input type="search" name="q" autocomplete="off"><button>查询</button></form>
<main id="main" tabindex="-1">{parts}</main><script type="module" src="{root}theme/js/search/main.js"></script></html>"""
AS_OF = {
    "浙0106": {"name": "杭州市西湖区人民法院", "date": "2026-11-19"},
    "吉0102": {"name": "长春市南关区人民法院", "date": "2026-11-12", "paused": ["dishonest_debtors", "exit_bans"]},
}
RELEASE = json.dumps({"format": 1, "number": 1, "date": "2026-11-20", "as_of": AS_OF})
SNAPSHOTS = """window.snapshots = []; new MutationObserver(() => {
  const main = document.querySelector("main"), asked = new URLSearchParams(location.hash.slice(1));
  if (main) window.snapshots.push([main.dataset.state ?? "", asked.get("q") ?? "", Number(asked.get("show") ?? 20),
    main.dataset.count ?? "", document.querySelector("[data-search-status]").textContent,
    document.querySelectorAll("[data-record-id]").length]);
}).observe(document, { attributes: true, childList: true, subtree: true });"""
"""Notes, at every change of a page, its state, the question and the number of hits in its address, its count, what it
says and the number of hits on it."""
DONE = "main[data-state=done], main[data-state=error]"


def shipped_scripts(entries: tuple[str, ...] = ENTRIES) -> dict[str, bytes]:
    """The scripts that a page of a release loads: name -> bytes."""
    return {entry: bundle(SCRIPTS, entry).encode() for entry in entries}


def first_scripts() -> dict[str, bytes]:
    """Those that a plain name or number needs."""
    return shipped_scripts(FIRST)


def lay_out_site(site: Path) -> None:
    """Put pages and scripts around exported search data."""
    scripts = site / "theme" / "js" / "search"
    scripts.mkdir(parents=True, exist_ok=True)
    modules = {path.name: path.read_bytes() for path in SCRIPTS.glob("*.js")}
    for name, script in (modules | shipped_scripts()).items():
        (scripts / name).write_bytes(script)
    (site / "search" / "index.html").write_text(
        PAGE.format(root="../", parts=PARTS.read_text(encoding="utf-8")), encoding="utf-8"
    )
    (site / "index.html").write_text(PAGE.format(root="", parts=""), encoding="utf-8")
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


def serving(folder: Path) -> AbstractContextManager[str]:
    """The address of a server for a folder; it lives under a sub-path, as sites may."""
    return hosting(partial(_Quiet, directory=str(folder)))


@contextmanager
def hosting(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """The address of a server whose requests a handler answers."""
    server = _Server(("127.0.0.1", 0), handler)
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
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()


def fragment(query: str, **wish: str) -> str:
    """The fragment of the address that asks a query, with filters, order, part and number of hits shown."""
    return "#" + "&".join(f"{name}={quote(value, safe='')}" for name, value in {"q": query, **wish}.items() if value)


def ask(page: Any, query: str, **wish: str) -> tuple[str, str, list[str]]:
    """Ask by the fragment; kind, count and the ids of the hits on the page."""
    page.evaluate(
        """(fragment) => { document.querySelector("main").dataset.state = "asked";
        history.replaceState(null, "", fragment); window.dispatchEvent(new HashChangeEvent("hashchange")); }""",
        fragment(query, **wish),
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


def early_ends(page: Any, known: dict[str, str]) -> list[list[Any]]:
    """The `SNAPSHOTS` of a page that call a question done whose answer does not stand there.

    Args:
        page: Must have had `SNAPSHOTS` as its first script.
        known: Question -> count of its answer.
    """
    snapshots: list[list[Any]] = page.evaluate("window.snapshots")
    assert {asked for state, asked, *_ in snapshots if state == "done"} == set(known)
    return [one for one in snapshots if one[0] == "done" and not _stands(known, *one[1:])]


def _stands(known: dict[str, str], asked: str, show: int, count: str, said: str, hits: int) -> bool:
    return count == known[asked] and f"{count}条记录" in said and hits == min(show, int(count))
