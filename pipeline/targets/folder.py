"""A folder as the public place: a link that is swapped in one step, so the world sees the old or the new.

The trees themselves lie beside the private state. Files that did not change keep their inode and their
time, so that caches keep answering 304. When the link points to the new tree, the old one is deleted:
what left the release is then gone from the disk.
"""

import filecmp
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.errors import TargetError
from pipeline.release import StagedRelease, files_below
from pipeline.targets.order import RELEASE_NOTE
from pipeline.targets.purge import Purge
from pipeline.targets.trees import ReleaseTrees
from pipeline.targets.withdrawn import mark_withdrawn


class FolderTarget:
    """Publishes trees at ``public``, keeping them in ``releases``."""

    def __init__(self, public: Path, releases: Path, purge: Purge | None = None) -> None:
        self._public = public
        self._trees = ReleaseTrees(releases)
        self._purge = purge

    def current(self) -> dict[str, Any] | None:
        """``release.json`` as the world sees it; None before the first release."""
        try:
            note: dict[str, Any] = json.loads((self._public / RELEASE_NOTE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise TargetError(
                f"{self._public.name}/release.json cannot be read; delete the link {self._public.name} "
                "and run `publish.py publish`"
            ) from None
        return note

    def leftover(self) -> str:
        """A link that leads nowhere: the tree of the last release is lost."""
        is_lost = self._public.is_symlink() and not self._public.exists()
        return f"{self._public.name} is a link to a release that is gone" if is_lost else ""

    def files(self, below: str) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of every public file below a folder."""
        root = self._public.resolve()
        found = [root / below] if (root / below).is_file() else files_below(root / below)
        for path in sorted(found):
            yield path.relative_to(root).as_posix(), path.read_bytes()

    def previous_tree(self) -> Path | None:
        """The public tree."""
        return self._public.resolve() if self._public.exists() else None

    def publish(self, staged: StagedRelease, *, only_takes_down: bool = False) -> None:
        """Make a staged release the public one.

        Args:
            staged: The release; its tree is moved into a folder named by its number.
            only_takes_down: Makes no difference to a folder.

        Raises:
            TargetError: The place is not ours to write, or does not show what was written.
            TypeError: It is no staged release; a mere folder or a shadow tree never gets out.
        """
        if not isinstance(staged, StagedRelease):
            raise TypeError("only a staged release is published")
        number = staged.release.number
        self._refuse_foreign_folder()
        self._refuse_old_number(number)
        try:
            changed = _keep_unchanged(self.previous_tree(), staged.root)
            if self._purge:
                self._purge.remember(changed)
            tree = self._trees.keep(staged)
            self._swap(tree)
        except OSError as error:
            raise TargetError(
                f"{self._public.name} cannot be written: {error.strerror}; the public site is unchanged"
            ) from None
        self._read_back(number)

    def confirm(self) -> tuple[str, ...]:
        """Mark withdrawn pages for the web server, and empty the caches of a CDN, if there is one."""
        problems = [self._purge.run() if self._purge else ""]
        try:
            mark_withdrawn(self._public.resolve(), self._public)
        except OSError as error:
            problems.append(f"{self._public.name}.gone cannot be written: {error.strerror}; withdrawn pages answer 200")
        return tuple(problem for problem in problems if problem)

    def drop_others(self, number: int) -> None:
        """Delete every tree but that of the public release: what left it is then gone from the disk."""
        self._trees.drop_others(number)

    def _swap(self, tree: Path) -> None:
        self._public.parent.mkdir(parents=True, exist_ok=True)
        aside = self._public.with_name(self._public.name + ".new")
        aside.unlink(missing_ok=True)
        aside.symlink_to(os.path.relpath(tree, self._public.parent), target_is_directory=True)
        if self._public.is_dir() and not self._public.is_symlink():
            self._public.rmdir()
        aside.replace(self._public)

    def _refuse_foreign_folder(self) -> None:
        public = self._public
        if public.is_symlink() or not public.exists() or (public.is_dir() and not any(public.iterdir())):
            return
        raise TargetError(
            f"{public.name} exists and was not made by us; move it away, or set target.path to a new name"
        )

    def _refuse_old_number(self, number: int) -> None:
        seen = self.current()
        if seen is not None and int(seen["number"]) >= number:
            raise TargetError(
                f"release {seen['number']} is public already, so {number} cannot be; the number must go up"
            )

    def _read_back(self, number: int) -> None:
        seen = self.current()
        if seen is None or seen.get("number") != number:
            raise TargetError(f"{self._public.name} does not show release {number} after publishing; check the disk")


def _keep_unchanged(old: Path | None, new: Path) -> list[str]:
    """Replace files of the new tree by links to equal ones of the old; gives the paths that differ."""
    changed = []
    for path in list(files_below(new)):
        before = old / path.relative_to(new) if old else None
        if before and before.is_file() and before.samefile(path):
            continue
        if before and before.is_file() and filecmp.cmp(before, path, shallow=False):
            aside = path.with_name(path.name + ".link")
            aside.hardlink_to(before)
            aside.replace(path)
        else:
            changed.append(path.relative_to(new).as_posix())
    if old:
        changed += [
            name
            for path in old.rglob("*")
            if path.is_file() and not (new / (name := path.relative_to(old).as_posix())).exists()
        ]
    return changed
