"""What a stranger gets from a site: the network of whoever looks from outside; http and https only."""

from collections.abc import Callable
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError
from urllib3.util import Timeout

_SECONDS = 30
_LARGEST = 256 << 20
_MOVES_ONLY = urllib3.Retry(total=10, connect=0, read=0, redirect=10, status=0, other=0, raise_on_redirect=False)
_GONE = 410
"""A withdrawn notice has a page all the same."""

Fetch = Callable[[str], bytes | None]
"""Path -> bytes; None where a stranger cannot read it."""


def reader_of(url: str) -> Fetch:
    """How to read a site's files.

    Args:
        url: Its public address.
    """
    base, pool = url.rstrip("/"), urllib3.PoolManager(maxsize=1, timeout=Timeout(_SECONDS), retries=_MOVES_ONLY)
    return lambda path: _fetch(pool, f"{base}/{quote(path)}")


def _fetch(pool: urllib3.PoolManager, address: str) -> bytes | None:
    """What a stranger gets from an address; None where nobody answers or it is refused."""
    headers = {"Accept-Encoding": "gzip" if address.endswith(".gz") else "identity", "Cache-Control": "no-cache"}
    plain = address.replace("/%3Flist-type%3D2", "/?list-type=2")
    if urlsplit(plain).scheme not in ("http", "https"):
        return None
    try:
        with pool.request("GET", plain, headers=headers, preload_content=False) as answer:
            content = bytes(answer.read(_LARGEST, decode_content=False))
            return content if 200 <= answer.status < 300 or answer.status == _GONE else None
    except (HTTPError, OSError, ValueError):
        return None
