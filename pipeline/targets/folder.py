"""A folder as the public place: a link that is swapped in one step, so the world sees the old or the new.

The trees themselves lie beside the private state. Files that did not change keep their inode and their
time, so that caches keep answering 304. When the link points to the new tree, the old one is deleted:
what left the release is then gone from the disk.
"""

import filecmp
import json
import os
import shutil
from pathlib import Path
from typing import Any

from pipeline.errors import TargetError
from pipeline.release import StagedRelease


class FolderTarget:
    """Publishes trees at ``public``, keeping them in ``releases``."""

    def __init__(self, public: Path, releases: Path) -> None:
        self._public = public
        self._releases = releases

    def current(self) -> dict[str, Any] | None:
        """``release.json`` as the world sees it; None before the first release."""
        try:
            note: dict[str, Any] = json.loads((self._public / "release.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise TargetError(
                f"{self._public.name}/release.json cannot be read; delete the link {self._public.name} "
                "and run `publish.py publish`"
            ) from None
        return note

    def publish(self, staged: StagedRelease) -> None:
        """Make a staged release the public one.

        Args:
            staged: The release; its tree is moved into a folder named by its number.

        Raises:
            TargetError: The place is not ours to write, or does not show what was written.
            TypeError: It is no staged release; a mere folder or a shadow tree never gets out.
        """
        if not isinstance(staged, StagedRelease):
            raise TypeError("only a staged release is published")
        number = staged.release.number
        self._refuse_foreign_folder()
        tree = self._releases / f"{number:06d}"
        if self._public.exists() and tree.resolve() == self._public.resolve():
            raise TargetError(f"release {number} is public already; the number must go up")
        try:
            self._releases.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(tree, ignore_errors=True)
            if self._public.exists():
                _keep_unchanged(self._public.resolve(), staged.root)
            staged.root.replace(tree)
            self._swap(tree)
        except OSError as error:
            raise TargetError(
                f"{self._public.name} cannot be written: {error.strerror}; the public site is unchanged"
            ) from None
        self._read_back(number)

    def drop_others(self, number: int) -> None:
        """Delete every tree but that of the public release: what left it is then gone from the disk."""
        for other in self._releases.iterdir():
            if other.name != f"{number:06d}":
                shutil.rmtree(other, ignore_errors=True)

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

    def _read_back(self, number: int) -> None:
        seen = self.current()
        if seen is None or seen.get("number") != number:
            raise TargetError(f"{self._public.name} does not show release {number} after publishing; check the disk")


def _keep_unchanged(old: Path, new: Path) -> None:
    """Replace files of the new tree by links to equal ones of the old."""
    for path in new.rglob("*"):
        before = old / path.relative_to(new)
        if path.is_file() and before.is_file() and filecmp.cmp(before, path, shallow=False):
            path.unlink()
            path.hardlink_to(before)
