"""Who may speak to the review server: one browser that holds the one-time address, from its own pages only."""

import hmac
import secrets
from dataclasses import dataclass, field
from email.message import Message
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from threading import Lock

COOKIE = "review"
TOKEN_HEADER = "X-Review-Token"  # noqa: S105 - the name of a header


class Refusal(StrEnum):
    """Why a request is refused; one line each for the officer."""

    HOST = "请求的主机名不是本机审核地址，已拒绝。"
    """Another name leads here (DNS rebinding)."""
    ORIGIN = "请求来自其他网站，已拒绝。"
    NO_SESSION = "没有有效的审核会话。请使用启动时打印的地址；该地址只能用一次，用过后请重新启动审核。"
    USED = "此地址已经用过或者不正确。请重新启动审核以取得新地址。"
    TOKEN = "页面凭证不正确，请刷新页面后重试。"  # noqa: S105 - a sentence


@dataclass(slots=True)
class Guard:
    """The secrets of one running server."""

    address: str
    """``127.0.0.1:8766``"""
    page_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """What a page must send with every decision (against requests that others forge)."""
    _entry: str | None = field(default_factory=lambda: secrets.token_urlsafe(32))
    _session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _lock: Lock = field(default_factory=Lock)

    @property
    def origin(self) -> str:
        """The only origin whose pages may speak."""
        return f"http://{self.address}"

    def entry_address(self) -> str:
        """The address to print; works once."""
        return f"{self.origin}/enter/{self._entry}"

    def enter(self, token: str) -> str | None:
        """The cookie for whoever brings the one-time token; nothing the second time."""
        with self._lock:
            if self._entry is None or not _same(token, self._entry):
                return None
            self._entry = None
        return f"{COOKIE}={self._session}; HttpOnly; SameSite=Strict; Path=/"

    def refuse_foreign(self, headers: Message, is_decision: bool) -> Refusal | None:
        """Refuse a request that is not for this address, or comes from a page of somebody else.

        A decision must say where it comes from; a page that is merely read need not.
        """
        if headers.get_all("Host") != [self.address]:
            return Refusal.HOST
        origins = headers.get_all("Origin") or []
        if origins != [self.origin] and (origins or is_decision):
            return Refusal.ORIGIN
        if headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            return Refusal.ORIGIN
        return None

    def refuse_stranger(self, headers: Message) -> Refusal | None:
        """Refuse who does not hold the session's cookie."""
        try:
            cookie = SimpleCookie(headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            cookie = None
        return None if cookie is not None and _same(cookie.value, self._session) else Refusal.NO_SESSION

    def is_page_token(self, token: str) -> bool:
        """Whether a decision comes from a page of this session."""
        return _same(token, self.page_token)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
