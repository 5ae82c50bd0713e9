"""What of the state folder goes into a back-up: a list of what may, and nothing else.

What is rebuilt (index, staging, reviews, kept trees, ETags, the names of publishers) stays out; so does whatever the
list does not know, which is named. Nothing that looks like a private key or is one of the deployment's secrets gets in,
in whatever file it stands.
"""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.state.contents import CONTENTS, kept_as

_KEYS = (b"PRIVATE KEY-----", b"AGE-SECRET-KEY-")
"""What private keys look like: PEM of every kind, and age."""
_AT_ONCE = 1 << 20
_LONGEST_NEEDLE = 4096


class Readable(Protocol):
    """What is read in pieces: a file, or what is unpacked from one."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a back-up."""

    path: str
    """Below the state folder, with slashes."""
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a state folder has for a back-up."""

    paths: tuple[str, ...]
    left_out: tuple[str, ...]
    """What nobody knows; folders with a slash at the end."""


def is_known(path: str) -> bool:
    """Whether a path below the state folder may stand in a back-up."""
    return any(kept.form and re.fullmatch(kept.form, path) for kept in CONTENTS)


def gather(state: Path) -> Gathered:
    """The files of a state folder that go into a back-up, sorted; a link is never followed.

    Raises:
        StateError: A link stands in the place of something precious, which would be missing.
    """
    paths, left_out = [], []
    for path in sorted(_files_below(state)):
        name = path.relative_to(state).as_posix()
        if path.is_symlink() and (is_known(name) or path.is_dir()):
            raise StateError(
                _(
                    "{name} in the state folder is a link, which is not followed, so the back-up would not be "
                    "whole; let the state folder itself be the link, or a mounted disk"
                ).format(name=name)
            )
        if is_known(name) and path.is_file() and not path.is_symlink():
            paths.append(name)
        elif not _is_made_anew(name):
            left_out.append(name)
    return Gathered(tuple(paths), tuple(left_out))


def _is_made_anew(path: str) -> bool:
    """Whether a path is of a kind that no back-up needs, or was left behind half-written."""
    kept = kept_as(path)
    return path.endswith((".tmp", ".new")) or (kept is not None and not kept.form)


def weigh(file: Readable, path: str, size: int, secrets: Collection[bytes]) -> Entry:
    """Read the first bytes of a file for its entry.

    Args:
        file: The open file.
        path: Its name in the back-up.
        size: How much of it counts: a log may grow meanwhile.
        secrets: What must not stand in it.

    Raises:
        StateError: It holds a private key or a secret, or is shorter.
    """
    digest, before = hashlib.sha256(), b""
    for piece in read_exactly(file, size, path):
        digest.update(piece)
        seen = before + piece
        if any(needle in seen for needle in (*_KEYS, *secrets)):
            raise StateError(
                _(
                    "{path} in the state folder holds a private key or a secret of the deployment, so no back-up "
                    "was written; take it out and find out how it got there"
                ).format(path=path)
            )
        before = seen[-_LONGEST_NEEDLE:]
    return Entry(path, size, digest.hexdigest())


def read_exactly(file: Readable, size: int, path: str) -> Iterator[bytes]:
    """So many bytes of a file, in pieces; StateError where it has less."""
    left = size
    while left:
        piece = file.read(min(left, _AT_ONCE))
        if not piece:
            raise StateError(_("{path} became shorter while it was read; run the command again").format(path=path))
        left -= len(piece)
        yield piece


def _files_below(folder: Path) -> Iterator[Path]:
    """Everything that is no folder; links are named, not followed."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            yield from _files_below(path)
        else:
            yield path
