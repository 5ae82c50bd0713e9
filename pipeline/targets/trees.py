"""Trees of releases on this machine: the public one, and the one that will be."""

import errno
import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.cleaning.characters import is_digits
from pipeline.release.staged import StagedRelease, files_below, walk_tree

TakeOver = Callable[[str, Path], bool]
"""Puts the file of a path below the root at a place, if it is at hand already; says whether it did."""

_OURS = re.compile(r"[0-9]{6,}(\.new)?")
"""A tree, and one that is on its way here."""


class ReleaseTrees:
    """The folder of trees, each named by its number."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, number: int) -> Path:
        """Where the tree of a release lies, or will lie."""
        return self._folder / f"{number:06d}"

    def newest(self) -> Path | None:
        """The tree of the last release that was kept."""
        if not self._folder.is_dir():
            return None
        trees = [tree for tree in self._folder.iterdir() if is_digits(tree.name) and tree.is_dir()]
        return max(trees, default=None, key=lambda tree: int(tree.name))

    def keep(self, staged: StagedRelease, take_over: TakeOver = lambda path, target: False) -> Path:
        """Move a staged tree here.

        Args:
            staged: The release.
            take_over: Asked for every file where the tree lies on another file system, so that each must be copied.
        """
        tree = self.of(staged.release.number)
        aside = tree.with_name(tree.name + ".new")
        self._folder.mkdir(parents=True, exist_ok=True)
        for older in (tree, aside):
            shutil.rmtree(older, ignore_errors=True)
        try:
            staged.root.replace(tree)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            _carry(staged.root, aside, take_over)
            aside.replace(tree)
            shutil.rmtree(staged.root)
        return tree

    def drop_others(self, number: int | None = None) -> None:
        """Delete every tree but one (every one where none is named), and nothing that is not ours."""
        self.drop_all_but(None if number is None else self.of(number))

    def drop_all_but(self, tree: Path | None) -> list[Path]:
        """Delete our trees, whole or half, but one; gives those that cannot be deleted."""
        for other in self.others(tree):
            shutil.rmtree(other, ignore_errors=True)
        return self.others(tree)

    def others(self, tree: Path | None) -> list[Path]:
        """Our trees, whole or half, but one."""
        if not self._folder.is_dir():
            return []
        kept = tree.resolve() if tree else None
        found = [other for other in self._folder.iterdir() if _OURS.fullmatch(other.name)]
        return sorted(other for other in found if other.resolve() != kept)


def _carry(root: Path, tree: Path, take_over: TakeOver) -> None:
    """Copy a tree to another file system; what is half there is deleted if that fails."""
    try:
        for folder, names in walk_tree(root):
            below = folder.relative_to(root)
            (tree / below).mkdir()
            for name in names:
                target = tree / below / name
                if not take_over((below / name).as_posix(), target):
                    shutil.copy2(folder / name, target)
            shutil.copymode(folder, tree / below)
    except OSError:
        shutil.rmtree(tree, ignore_errors=True)
        raise


def md5(content: bytes) -> str:
    """The form in which buckets tell what they hold; no protection against anybody."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def md5_of_tree(root: Path) -> dict[str, str]:
    """Path -> MD5 of every file."""
    return {path.relative_to(root).as_posix(): md5(path.read_bytes()) for path in sorted(files_below(root))}
