"""Trees of releases on this machine: the public one, and the one that will be."""

import hashlib
import shutil
from pathlib import Path

from pipeline.cleaning.characters import is_digits
from pipeline.release import StagedRelease, files_below


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

    def keep(self, staged: StagedRelease) -> Path:
        """Move a staged tree here."""
        tree = self.of(staged.release.number)
        self._folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(tree, ignore_errors=True)
        staged.root.replace(tree)
        return tree

    def drop_others(self, number: int) -> None:
        """Delete every tree but one."""
        if not self._folder.is_dir():
            return
        for other in self._folder.iterdir():
            if other != self.of(number):
                shutil.rmtree(other, ignore_errors=True)


def md5(content: bytes) -> str:
    """The form in which buckets tell what they hold; no protection against anybody."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def md5_of_tree(root: Path) -> dict[str, str]:
    """Path -> MD5 of every file."""
    return {path.relative_to(root).as_posix(): md5(path.read_bytes()) for path in sorted(files_below(root))}
