"""Requests to the public address and to the CDN: http and https only, and no account of ours goes along."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Retry, Timeout, make_headers

from pipeline.core.messages import _

_CONNECT_SECONDS = 10
_SILENT_SECONDS = 20
_LARGEST = 256 << 20
_SCHEMES = ("http", "https")
_MOVED_WITH_BODY = (307, 308)
_MOST_MOVES = 3
_MOVES_ONLY = Retry(
    total=_MOST_MOVES,
    connect=0,
    read=0,
    redirect=_MOST_MOVES,
    status=0,
    other=0,
    raise_on_redirect=False,
    respect_retry_after_header=False,
)

_BROWSER = {
    "User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.6 Safari/605.1.15",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh-Hans;q=0.9",
    "Accept-Encoding": make_headers(accept_encoding=True)["accept-encoding"].replace(",", ", "),
}
"""What a cache may keep copies apart by is what browsers send; of encodings those that can be undone here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    content: bytes
    retry_after: float = 0.0
    """Seconds for which the host asks to be left alone."""


class Web:
    """Connections that are kept, for one look."""

    def __init__(self) -> None:
        self._pool = urllib3.PoolManager(
            maxsize=1, timeout=Timeout(connect=_CONNECT_SECONDS, read=_SILENT_SECONDS), retries=_MOVES_ONLY
        )

    def visit(self, address: str) -> Answer | None:
        """What a visitor's browser gets, from whatever cache answers; None where nobody answers."""
        return self._ask("GET", address, _BROWSER)

    def read_past_caches(self, address: str) -> Answer | None:
        """What a stranger gets who asks for the newest."""
        return self._ask("GET", address, {"Accept-Encoding": "identity", "Cache-Control": "no-cache"})

    def write(self, address: str, content: bytes) -> Answer | None:
        """What a stranger is told who tries to write."""
        return self._ask("PUT", address, {}, content)

    def _ask(self, method: str, address: str, headers: dict[str, str], body: bytes | None = None) -> Answer | None:
        if urlsplit(address).scheme not in _SCHEMES:
            return None
        try:
            with self._pool.request(method, address, body=body, headers=headers, preload_content=False) as answer:
                content = answer.read(_LARGEST, decode_content=True)
                return Answer(answer.status, content, _seconds(answer.headers.get("Retry-After", "")))
        except (HTTPError, OSError, ValueError):
            return None


def send(address: str, body: bytes, headers: dict[str, str], patience: float) -> None:
    """POST something; a host may move the request within itself, never to another.

    Raises:
        OSError: It was not accepted, or led elsewhere, or nobody answers. The text holds no header.
    """
    if urlsplit(address).scheme not in _SCHEMES:
        raise OSError(_("no address of the web"))
    target = address
    with urllib3.PoolManager(maxsize=1, timeout=Timeout(patience), retries=False) as pool:
        for _move in range(_MOST_MOVES):
            try:
                answer = pool.request("POST", target, body=body, headers=headers, redirect=False)
            except HTTPError as error:
                raise OSError(type(error).__name__) from None
            if answer.status not in _MOVED_WITH_BODY:
                break
            target = urljoin(target, answer.headers.get("Location", ""))
            if urlsplit(target)[:2] != urlsplit(address)[:2]:
                raise OSError(_("it leads to another host"))
    if not 200 <= answer.status < 300:
        raise OSError(_("it was answered with {status}").format(status=answer.status))


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdecimal() else 0.0
