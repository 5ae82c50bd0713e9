"""Which public files changed since the world was last seen to show the release, on disk before the first byte is written.

A line for each: since which night, what became of it, the path; then the digest of these lines. A line of version 0.2
is a path and nothing else, without a digest.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from enum import IntEnum
from pathlib import Path
from typing import NamedTuple

_DIGEST = "# sha256"


class Was(IntEnum):
    """What stood in a changed file's place; the higher, the more it matters that no cache shows it."""

    NEW = 0
    """Nothing."""
    CHANGED = 1
    """Other bytes."""
    LOST = 2
    """A record that is nowhere now."""


def became(came: Iterable[str], changed: Iterable[str], gone: Iterable[str], lost: Collection[str]) -> dict[str, Was]:
    """What stood in the place of files, by their path.

    Args:
        came: New files.
        changed: Files with other bytes than before.
        gone: Files that left.
        lost: Those of the changed ones out of which a record went.
    """
    stood = {path: Was.LOST if path in lost else Was.CHANGED for path in changed}
    return {**dict.fromkeys(came, Was.NEW), **stood, **dict.fromkeys(gone, Was.LOST)}


class Pending(NamedTuple):
    """A file that caches must forget."""

    path: str
    since: str
    """R of the first release that changed it."""
    was: Was


class PendingFile:
    """The file that keeps them; a killed run forgets nothing."""

    def __init__(self, place: Path) -> None:
        self._place = place

    def read(self) -> list[Pending]:
        """All, by path."""
        try:
            lines = self._place.read_text(encoding="utf-8", errors="replace").splitlines()
            day = datetime.fromtimestamp(self._place.stat().st_mtime, UTC).date().isoformat()
        except FileNotFoundError:
            return []
        return [_entry(line, day) for line in lines if line and not line.startswith(_DIGEST)]

    def is_whole(self) -> bool:
        """Whether the file is there as it was written."""
        try:
            *lines, last = self._place.read_bytes().splitlines(keepends=True)
        except (OSError, ValueError):
            return False
        if last.startswith(_DIGEST.encode()):
            return last.decode(errors="replace").split() == _seal(lines).split()
        return not any(b"\t" in line or b"\0" in line for line in (*lines, last))

    def drop_damaged(self) -> None:
        """Forget lines that are none."""
        self._write(one for one in self.read() if "\0" not in one.path and "\N{REPLACEMENT CHARACTER}" not in one.path)

    def add(self, changes: Mapping[str, Was], since: str) -> None:
        """Note what is about to change; what is noted already keeps its night, and a damaged file stays known as one."""
        entries, was_whole = {one.path: one for one in self.read()}, self.is_whole() or not self._place.exists()
        for path, was in changes.items():
            before = entries.get(path, Pending(path, since, was))
            entries[path] = Pending(path, before.since, max(before.was, was))
        self._write((entries[path] for path in sorted(entries)), is_whole=was_whole)

    def keep_only(self, paths: Collection[str]) -> None:
        """Forget the others."""
        if kept := [one for one in self.read() if one.path in paths]:
            self._write(kept)
        else:
            self._place.unlink(missing_ok=True)

    def _write(self, entries: Iterable[Pending], *, is_whole: bool = True) -> None:
        self._place.parent.mkdir(parents=True, exist_ok=True)
        aside = self._place.with_suffix(".new")
        lines = [f"{one.since}\t{one.was.name.lower()}\t{one.path}\n".encode() for one in entries]
        aside.write_bytes(b"".join(lines) + (_seal(lines) if is_whole else f"{_DIGEST} damaged\n").encode())
        aside.replace(self._place)


def _seal(lines: Iterable[bytes]) -> str:
    return f"{_DIGEST} {hashlib.sha256(b''.join(lines)).hexdigest()}\n"


def _entry(line: str, day: str) -> Pending:
    """A line; of a damaged one what looks like its path, as of ``day``."""
    since, _, rest = line.partition("\t")
    word, tab, path = rest.partition("\t")
    if tab and path and _is_day(since) and word.upper() in Was.__members__:
        return Pending(path, since, Was[word.upper()])
    return Pending(line.rpartition("\t")[2] or line, day, Was.CHANGED)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
