"""The public address, as visitors' browsers read it: does it still show what the release took away?

A cache between may answer for the place itself, so the place's own word is not enough. Every file that changed or left is
asked for, with a browser's headers and without asking for the newest. Nothing removed is shown where the answer is 404
or 410, or has the bytes of the release. Polite: one request after the other, on one connection, no faster than the
shipped web server lets anybody (`deploy/nginx/yangguang.conf`).
"""

import gzip
import hashlib
import random
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline.core.web_addresses import host_of, is_loopback
from pipeline.evidence.paths import RELEASE_NOTE
from pipeline.targets.pending import Was
from pipeline.targets.web import Answer, Web
from pipeline.targets.withdrawn import says_only_gone

_MOST = 400
"""Files of one look; of more, those that tell of a removal (a sample above `_MOST_LOST`) and a sample of the others."""
_MOST_LOST = 2000
_BURST = 100
_PAUSE = 0.12
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
_SHOWN = 200
_GONE = (404, 410)
_FORBIDDEN = 403
"""What a bucket that strangers may not list answers for a key that is not there."""
_INDEX = "index.html"
_GZIP = b"\x1f\x8b"
_LAYERS = 2
"""A packed file, packed again on its way."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look found."""

    shown: tuple[str, ...]
    """Files that are shown with other bytes than the release has."""
    unread: tuple[str, ...]
    """Files of which nobody could say: no answer, or an error."""
    asked: int
    of: int
    """Files that had to be asked for, if there were no end to patience."""
    answers: bool
    """Whether anybody answered at all."""

    @property
    def is_sample(self) -> bool:
        """Whether there was more to ask for than was."""
        return self.asked < self.of

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is not seen to be clean."""
        return tuple(sorted((*self.shown, *self.unread)))


class Edge:
    """The world's view of one site.

    Args:
        base_url: The public address.
        wait: Called with seconds.
    """

    def __init__(self, base_url: str, wait: Callable[[float], None] = time.sleep) -> None:
        self.base = base_url.rstrip("/")
        self._wait = wait
        self._hurries = self.is_local

    @property
    def is_local(self) -> bool:
        """Whether the address never leaves this machine."""
        return is_loopback(host_of(self.base))

    def addresses(self, path: str) -> list[str]:
        """A file's address, and that of its folder where it is the index page."""
        address = f"{self.base}/{quote(path)}"
        return [address, address.removesuffix(_INDEX)] if f"/{path}".endswith(f"/{_INDEX}") else [address]

    def look(self, tree: Path, changes: Mapping[str, Was], patience: float) -> Look:
        """Read the release's note and what changed, again and again until all is as released.

        Args:
            tree: The release.
            changes: What may still be shown as it was.
            patience: Seconds of waiting between looks after which what is still shown is told.
        """
        every = {path: was for path, was in changes.items() if path != RELEASE_NOTE}
        asked = [RELEASE_NOTE, *_bounded(tree, every)]
        waited, pause, left = 0.0, _FIRST_WAIT, asked
        while True:
            look = self._once(tree, left, len(asked), len(every) + 1)
            if not look.wrong or not look.answers or waited + pause > patience:
                return look
            self._wait(pause)
            waited += pause
            pause = min(_LONGEST_WAIT, pause * 2)
            left = sorted(look.wrong, key=lambda path: (path != RELEASE_NOTE, path))

    def _once(self, tree: Path, paths: Sequence[str], asked: int, of: int) -> Look:
        web, shown, unread, answers = Web(), [], [], False
        for number, path in enumerate(paths):
            wanted = _digest_of(tree / path)
            found = []
            for address in self.addresses(path):
                if number >= _BURST and not self._hurries:
                    self._wait(_PAUSE)
                answer = web.visit(address)
                answers = answers or answer is not None
                may_be_forbidden = wanted is None or address.endswith("/")
                found.append(_judged(path, wanted, answer, may_be_forbidden=may_be_forbidden))
                if answer is not None and answer.retry_after:
                    self._wait(min(_LONGEST_WAIT, answer.retry_after))
            if not answers:
                return Look((), tuple(paths), asked, of, answers=False)
            if False in found:
                shown.append(path)
            elif None in found:
                unread.append(path)
        return Look(tuple(shown), tuple(unread), asked, of, answers)


def _judged(path: str, wanted: str | None, answer: Answer | None, *, may_be_forbidden: bool) -> bool | None:
    """Whether an answer shows nothing but the release; None where it does not say.

    Args:
        path: The file.
        wanted: Digest of its bytes; None where it left.
        answer: What came.
        may_be_forbidden: Whether a bucket that knows no such key, nor folders, may answer so.
    """
    if answer is None:
        return None
    if answer.status == _SHOWN and (answer.content or path == RELEASE_NOTE):  # some hosts show a folder as nothing
        return _digest(answer.content) == wanted
    is_away = answer.status in (_SHOWN, *_GONE) or (answer.status == _FORBIDDEN and may_be_forbidden)
    return True if is_away and path != RELEASE_NOTE else None


def _bounded(tree: Path, changes: Mapping[str, Was]) -> list[str]:
    """All, or those that tell of a removal and a sample of the others; another one every time."""
    if len(changes) <= _MOST:
        return sorted(changes)
    lost = [path for path, was in changes.items() if was is Was.LOST or _is_away(tree / path)]
    others = sorted(changes.keys() - set(lost))
    drawn = random.SystemRandom()
    lost = drawn.sample(lost, min(len(lost), _MOST_LOST))
    return sorted([*lost, *drawn.sample(others, min(len(others), _MOST))])


def _is_away(file: Path) -> bool:
    return not file.is_file() or (file.name == _INDEX and says_only_gone(file.read_bytes()))


def _digest_of(file: Path) -> str | None:
    return _digest(file.read_bytes()) if file.is_file() else None


def _digest(content: bytes) -> str:
    """Of the bytes as a browser sees them, however they were packed."""
    for _ in range(_LAYERS):
        if content[:2] != _GZIP:
            break
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error):
            break
    return hashlib.sha256(content).hexdigest()
