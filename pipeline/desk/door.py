"""What every request must pass before anything looks at it, and what every answer says to the browser."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.approval.public_copy import LARGEST_ENVELOPE
from pipeline.desk.sessions import Pace

LARGEST_BODY = LARGEST_ENVELOPE + (64 << 10)
"""An envelope and the form around it."""
_SECONDS_TO_SEND = 60
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What a page may load: its style sheet. There is no script."""
_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
_OVER_TLS: Mapping[str, str] = {"Strict-Transport-Security": "max-age=31536000"}


class Door:
    """An application behind the checks of host, origin, length and pace.

    Args:
        app: What answers.
        origin: The desk's address; no other name leads here (DNS rebinding), and no page of another sends forms.
        pace: How often one address may ask.
    """

    def __init__(self, app: ASGIApp, origin: str, pace: Pace) -> None:
        self._app, self._origin = app, origin
        self._host = origin.partition("://")[2]
        self._headers = {**_HEADERS, **(_OVER_TLS if origin.startswith("https:") else {})}
        self._pace = pace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        answer = self._refusal(scope) or self._app
        try:
            async with asyncio.timeout(_SECONDS_TO_SEND if scope["method"] == "POST" else None):
                await answer(scope, receive, send_with_headers)
        except TimeoutError:
            return

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers, is_form = Headers(scope=scope), scope["method"] == "POST"
        if not self._pace.allows(address_of(scope), datetime.now(UTC)):
            return _plain(429, "请求过于频繁，请一分钟后再试。")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _plain(405, "不支持这种请求。")
        if headers.getlist("host") != [self._host]:
            return _plain(421, "请求的主机名不是本签批台的地址，已拒绝。")
        origins = headers.getlist("origin")
        if origins != [self._origin] and (origins or is_form):
            return _plain(403, "请求来自其他网站，已拒绝。")
        if headers.get("sec-fetch-site", "none") not in ("same-origin", "none") and is_form:
            return _plain(403, "请求来自其他网站，已拒绝。")
        length = headers.get("content-length", "" if is_form else "0")
        if not (length.isascii() and length.isdigit()):
            return _plain(411, "请求没有写明长度，已拒绝。")
        if int(length) > (LARGEST_BODY if is_form else 0):
            return _plain(413, "请求过大，已拒绝。")
        return None


def address_of(scope: Scope) -> str:
    """Who asks, for the pace."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def _plain(status: int, line: str) -> PlainTextResponse:
    return PlainTextResponse(line, status, {"Connection": "close"})
