"""Pages that are the same as in the last release are taken over instead of rendered again.

The private list ``state/pages.json`` says of every page of the last run from what it was made (a digest of templates,
code and values) and what came out (SHA-256). The bytes themselves are those of the public tree, so nothing that left
the public is kept here; the list is written anew by every run and names what that run made, nothing else. A page is
taken over only if it was made from the same and its bytes are still what came out, so a list that does not fit the
tree (a refused night, a tree brought back) costs time and nothing else.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path

from pipeline.core.handover import KeptPages
from pipeline.core.writing import replacing

Entry = tuple[str, str]
"""Digest of what a page is made from, SHA-256 of the page."""


class PageCache:
    """The pages of the last release, by address; without them it holds nothing and keeps nothing."""

    def __init__(self, last: KeptPages | None = None) -> None:
        self._manifest = last.manifest if last else None
        self._previous = last.previous if last else None
        self._before = _read(last.manifest) if last and last.previous is not None else {}
        self._now: dict[str, Entry] = {}
        self.taken_over = 0
        """Pages of this run that were not rendered."""

    @property
    def is_kept(self) -> bool:
        """Whether anything is gained by telling what pages are made from."""
        return self._manifest is not None

    def take_over(self, name: str, made_from: str, target: Path) -> bool:
        """Put the page of the last release in its place, linked where that is possible.

        Args:
            name: Path below the site's root.
            made_from: Digest of everything that the page depends on.
            target: Where it goes; its folder exists, the file does not.

        Returns:
            Whether there was one that is made from the same and is whole.
        """
        entry = self._before.get(name)
        if entry is None or entry[0] != made_from or self._previous is None:
            return False
        old = self._previous / name
        if _digest_of(old) != entry[1]:
            return False
        try:
            os.link(old, target)
        except OSError:
            shutil.copyfile(old, target)
        self._now[name] = entry
        self.taken_over += 1
        return True

    def note(self, name: str, made_from: str, content: bytes) -> None:
        """Remember a page that was rendered."""
        self._now[name] = (made_from, hashlib.sha256(content).hexdigest())

    def keep(self) -> None:
        """Write the list of this run's pages; the one before is gone."""
        if self._manifest is None:
            return
        self._manifest.parent.mkdir(parents=True, exist_ok=True)
        with replacing(self._manifest) as aside:
            aside.write_text(json.dumps(self._now, sort_keys=True, separators=(",", ":")), encoding="utf-8")


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _read(path: Path) -> dict[str, Entry]:
    """The list of the last run; nothing where it is missing or damaged."""
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): (str(made_from), str(digest)) for name, (made_from, digest) in tree.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
