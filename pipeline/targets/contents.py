"""What public files point to and what they hold, as far as the order of writing needs it."""

import gzip
import posixpath
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from pipeline.targets.order import Kind, kind_of
from pipeline.targets.plan import Move

_LINK = re.compile(
    rb"""(?:href|src)="([^"]*)"|<(?:loc|link|guid)>([^<]+)</|"(?:url|text)": "([^"]*)"|^URL:(\S+)""", re.MULTILINE
)
"""Links of pages, feeds and site maps, of data files, and of calendars."""
_FOLD = b"\r\n "
"""Where calendars break a long line."""
_RUN = re.compile(rb"[a-z2-7]{16,}")
"""Of the letters of ids: an id is a run of just sixteen."""
_ID_LENGTH = 16
_GZIP = b"\x1f\x8b"
_INDEX = "index.html"

Read = Callable[[str], bytes]
"""Path -> bytes; empty where there is no such file."""


def links_of(path: str, content: bytes, base_url: str = "") -> set[str]:
    """The files of the site to which a page, feed, calendar, data file or site map links.

    Args:
        path: Where it stands.
        content: Its bytes.
        base_url: The public address, for absolute links.

    >>> sorted(links_of("notices/a/index.html", b'<a href="../">x</a> <a href="#top">y</a> <img src="../../theme/i.svg">'))
    ['notices/a/index.html', 'notices/index.html', 'theme/i.svg']
    """
    if kind_of(path) is not Kind.PAGE:
        return set()
    whole = content.replace(_FOLD, b"") if path.endswith(".ics") else content
    found = (b"".join(groups).decode("utf-8", "replace") for groups in _LINK.findall(whole))
    return {target for link in found if (target := _resolve(path, link, base_url))}


def record_ids(content: bytes) -> set[str]:
    """Opaque ids that stand in a file, be it compressed or not."""
    return {run.decode() for run in _RUN.findall(_unpacked(content)) if len(run) == _ID_LENGTH}


class Flow(NamedTuple):
    """What becomes of records between two releases, as far as their files tell."""

    moves: list[Move]
    """Records that change their file."""
    lost: frozenset[str]
    """Files in which a record stood that stands nowhere in their scope now."""


def flow_between(others: Iterable[str], changed: Collection[str], old: Read, new: Read) -> Flow:
    """Which records change their file or go, within a folder of the site or a family of search files.

    Args:
        others: Files that do not stand there yet, or will not any more.
        changed: Files that stand there and change.
        old: What stands there.
        new: What will.
    """
    came: dict[tuple[str, str], set[str]] = defaultdict(set)
    left: dict[tuple[str, str], set[str]] = defaultdict(set)
    scopes = {_scope(path) for path in changed}
    for path in [*(path for path in others if _scope(path) in scopes), *changed]:
        before, after = record_ids(old(path)), record_ids(new(path))
        for identity in after - before:
            came[_scope(path), identity].add(path)
        for identity in before - after:
            left[_scope(path), identity].add(path)
    moves = {Move(goal, source) for key in came.keys() & left.keys() for goal in came[key] for source in left[key]}
    lost = (path for key in left.keys() - came.keys() for path in left[key])
    return Flow(sorted(moves), frozenset(lost))


def moves_between(others: Iterable[str], changed: Collection[str], old: Read, new: Read) -> list[Move]:
    """Which records change their file; see `flow_between`."""
    return flow_between(others, changed, old, new).moves


def _resolve(path: str, link: str, base_url: str) -> str:
    if base_url and link.startswith(base_url):
        path, link = _INDEX, "/" + link.removeprefix(base_url).lstrip("/")
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return ""
    if not parts.path:
        return path
    start = "" if parts.path.startswith("/") else posixpath.dirname(path)
    target = posixpath.normpath(posixpath.join(start, unquote(parts.path).lstrip("/")))
    if parts.path.endswith("/") or target in (".", "") or parts.path.endswith((".", "..")):
        target = posixpath.join(target, _INDEX)
    return posixpath.normpath(target)


def _scope(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:3]) if parts[0] == "search" else "/".join(parts[:2])


def _unpacked(content: bytes) -> bytes:
    if content[:2] != _GZIP:
        return content
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return b""
