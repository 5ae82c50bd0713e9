"""The review behind a loopback address: the same pages, and decisions.

1. The printed address holds a one-time token, which is exchanged for a session cookie.
2. Host, Origin and cookie are checked on every request (`guard`).
3. A decision is a POST with the page's own token and a small body (`asking`), taken by the `desk`.

Nothing is logged: an address holds a token, a body a passphrase.
"""

import json
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.core.errors import TargetError, YangguangError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _, in_language
from pipeline.review.asking import AskedWrongly, read_form, read_json
from pipeline.review.desk import Desk, as_answer
from pipeline.review.guard import TOKEN_HEADER, Guard, Refusal
from pipeline.review.pages import POLICY, render_entered, render_message
from pipeline.review.protocol import Decisions

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
_HTML, _JSON = _TYPES[".html"], "application/json; charset=utf-8"
_FORM_TYPE, _JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
_LARGEST_BODY = 16_384
_TOO_LARGE = "请求过大或者没有写明长度。"
_FAILED = "审核服务内部出错，决定未生效。"
_HEADERS = {
    "Content-Security-Policy": f"{POLICY}; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class ReviewServer(ThreadingHTTPServer):
    """One folder, one officer's browser."""

    daemon_threads = True

    def __init__(self, folder: Path, decisions: Decisions, port: int) -> None:
        self.desk = Desk(folder, decisions)
        self.pages = {
            f"/{path.relative_to(folder).as_posix()}": path
            for path in folder.rglob("*")
            if path.is_file() and path.suffix in _TYPES
        }
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except OSError as error:
            raise TargetError(
                _("port {port} cannot be used ({reason}); choose another with --port").format(
                    port=port, reason=reason_of(error)
                )
            ) from None
        self.guard = Guard(f"127.0.0.1:{self.server_address[1]}")

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no news, and a trace could hold what was sent."""


def serve_review(folder: Path, decisions: Decisions, port: int = 0) -> None:
    """Serve a review until Ctrl-C; prints the one-time address.

    Args:
        folder: Pages that `build_review` wrote.
        decisions: What carries decisions out.
        port: On 127.0.0.1; 0 takes a free one.

    Raises:
        StateError: The folder holds no review.
        TargetError: The port is taken.
    """
    with ReviewServer(folder, decisions, port) as server:
        print(_("review at (opens once): {address}").format(address=server.guard.entry_address()), flush=True)
        print(_("Ctrl-C ends"), flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print(_("stopped"))


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: ReviewServer
    server_version = "review"
    sys_version = ""
    timeout = 15

    def do_GET(self) -> None:
        """Pages, and the two that a server alone has."""
        guard, path = self.server.guard, self.path.partition("?")[0]
        if refusal := guard.refuse_foreign(self.headers, is_decision=False):
            self._refuse(refusal)
        elif path.startswith("/enter/"):
            self._enter(path.removeprefix("/enter/"))
        elif refusal := guard.refuse_stranger(self.headers):
            self._refuse(refusal)
        else:
            self._guarded(partial(self._show, "/index.html" if path == "/" else path))

    def do_POST(self) -> None:
        """A decision."""
        guard, body = self.server.guard, self._body()
        refusal = guard.refuse_foreign(self.headers, is_decision=True) or guard.refuse_stranger(self.headers)
        if refusal:
            self._refuse(refusal)
        elif body is None:
            self._send(413, _JSON, as_answer(_TOO_LARGE))
        else:
            self._guarded(partial(self._decide, body))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _guarded(self, answer: Callable[[], None]) -> None:
        """Answer; what goes wrong is told without a trace, which could hold what was sent."""
        try:
            answer()
        except YangguangError as error:
            self._send(409, _JSON, as_answer(in_language(error, "zh")))
        except ConnectionError:
            return
        except Exception:  # the boundary: nothing of a request may reach a log
            self._send(500, _JSON, as_answer(_FAILED))

    def _enter(self, token: str) -> None:
        cookie = self.server.guard.enter(token)
        if cookie is None:
            self._refuse(Refusal.USED)
            return
        self._send(200, _HTML, render_entered().encode(), {"Set-Cookie": cookie})

    def _show(self, path: str) -> None:
        desk, guard = self.server.desk, self.server.guard
        if path == "/api/session":
            session = {"token": guard.page_token, "digest": desk.newest_digest()}
            self._send(200, _JSON, json.dumps(session).encode())
        elif path == "/approve.html":
            self._send(200, _HTML, desk.approve_page(guard.page_token).encode())
        elif path in self.server.pages:
            file = self.server.pages[path]
            self._send(200, _TYPES[file.suffix], file.read_bytes())
        else:
            page = render_message(desk.facts, "没有此页", "没有这个地址。", is_good=False)
            self._send(404, _HTML, page.encode())

    def _decide(self, body: bytes) -> None:
        desk, guard, kind = self.server.desk, self.server.guard, self.headers.get_content_type()
        if self.path == "/approve.html" and kind == _FORM_TYPE:
            form = read_form(body)
            if not guard.is_page_token(form.pop("token", "")):
                return self._refuse(Refusal.TOKEN)
            is_done, page = desk.approve(form, guard.page_token)
            return self._send(200 if is_done else 409, _HTML, page.encode())
        if self.path.startswith("/api/") and kind == _JSON_TYPE:
            if not guard.is_page_token(self.headers.get(TOKEN_HEADER, "")):
                return self._refuse(Refusal.TOKEN)
            message = desk.decide(self.path.removeprefix("/api/"), read_json(body))
            return self._send(200, _JSON, as_answer(message))
        raise AskedWrongly("请求格式不正确。")

    def _body(self) -> bytes | None:
        """The body, read before anything is answered; None where it is too large or of unknown length."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > _LARGEST_BODY:
            return None
        return self.rfile.read(int(length))

    def _refuse(self, refusal: Refusal) -> None:
        self._send(403, "text/plain; charset=utf-8", refusal.encode())

    def _send(self, status: int, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, **(more or {}), "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
