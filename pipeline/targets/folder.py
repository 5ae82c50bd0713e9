"""A folder as the public place: a link that is swapped in one step, so the world sees the old or the new.

The trees themselves lie beside the link, in ``<public>.releases``, and everybody may read them whatever the umask; the
state folder, in which the release is staged, is closed to others. Files that did not change keep their inode and their
time, so that caches keep answering 304. When the link points to the new tree, the old one is deleted: what left the
release is then gone from the disk.
"""

import filecmp
import json
import os
from collections.abc import Collection, Container, Iterator
from pathlib import Path
from typing import Any

from pipeline.core.errors import TargetError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.core.permissions import let_all_read, make_open
from pipeline.evidence.paths import RELEASE_NOTE
from pipeline.release.staged import StagedRelease, files_below, walk_tree
from pipeline.targets.contents import flow_between
from pipeline.targets.order import may_move
from pipeline.targets.pending import Was, became
from pipeline.targets.purge import Purge
from pipeline.targets.trees import ReleaseTrees, TakeOver
from pipeline.targets.withdrawn import mark_withdrawn


def trees_beside(public: Path) -> Path:
    """The folder of the trees of a public folder."""
    return public.with_name(f"{public.name}.releases")


class FolderTarget:
    """Publishes trees at ``public``.

    Args:
        public: The link.
        purge: The hook that empties caches.
        former: Where version 0.1 kept the trees; the next release moves out.
    """

    def __init__(self, public: Path, purge: Purge | None = None, former: Path | None = None) -> None:
        self._public = public
        self._releases = trees_beside(public)
        self._trees = ReleaseTrees(self._releases)
        self._former = ReleaseTrees(former) if former else None
        self._purge = purge

    def current(self) -> dict[str, Any] | None:
        """``release.json`` as the world sees it; None before the first release."""
        try:
            note: dict[str, Any] = json.loads((self._public / RELEASE_NOTE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError):
            raise TargetError(
                _("{public}/release.json cannot be read; delete the link {public} and run `publish.py publish`").format(
                    public=self._public.name
                )
            ) from None
        return note

    def leftover(self) -> str:
        """A link that leads nowhere: the tree of the last release is lost."""
        is_lost = self._public.is_symlink() and not self._public.exists()
        return _("{public} is a link to a release that is gone").format(public=self._public.name) if is_lost else ""

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
            old = self.previous_tree()
            changed = _keep_unchanged(old, staged.root)
            if self._purge and self._purge.is_used(must_answer=False):
                self._purge.remember(_changes(old, staged.root, changed), staged.release.date)
            make_open(self._releases)
            let_all_read(self._releases)
            self._swap(self._trees.keep(staged, _link_of(old, frozenset(changed))))
        except OSError as error:
            raise TargetError(
                _("{public} cannot be written: {reason}; the public site is unchanged").format(
                    public=self._public.name, reason=reason_of(error)
                )
            ) from None
        self._read_back(number)

    def recall(self, pages: Collection[str], since: str) -> str:
        """Find again what is to be looked at, where anybody looks."""
        if self._purge is None or not self._purge.is_used(must_answer=False):
            return ""
        return self._purge.recall(self._public.resolve(), pages, since)

    def confirm(self) -> tuple[str, ...]:
        """Mark withdrawn pages for the web server, empty the caches of a CDN, if there is one, and look from outside."""
        problems = [
            _("{releases}/{left} could not be deleted, and removed records lie in it; delete it by hand").format(
                releases=self._releases.name, left=left.name
            )
            for left in self._trees.drop_all_but(self._public.resolve())
        ]
        try:
            mark_withdrawn(self._public.resolve(), self._public)
        except OSError as error:
            problems.append(
                _("{public}.gone cannot be written: {reason}; withdrawn pages answer 200").format(
                    public=self._public.name, reason=reason_of(error)
                )
            )
        if self._purge:
            problems.extend(self._purge.confirm(self._public.resolve(), must_answer=False))
        return tuple(problems)

    def drop_others(self, number: int) -> None:
        """Delete every tree but that of the public release: what left it is then gone from the disk."""
        self._trees.drop_others(number)
        if self._former:
            self._former.drop_others()

    @property
    def remark(self) -> str:
        """What there is to say of the last look from outside; no problem."""
        return self._purge.remark if self._purge else ""

    def _swap(self, tree: Path) -> None:
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
            _("{public} exists and was not made by us; move it away, or set target.path to a new name").format(
                public=public.name
            )
        )

    def _refuse_old_number(self, number: int) -> None:
        seen = self.current()
        if seen is not None and int(seen["number"]) >= number:
            raise TargetError(
                _("release {public_number} is public already, so {number} cannot be; the number must go up").format(
                    public_number=seen["number"], number=number
                )
            )

    def _read_back(self, number: int) -> None:
        seen = self.current()
        if seen is None or seen.get("number") != number:
            raise TargetError(
                _("{public} does not show release {number} after publishing; check the disk").format(
                    public=self._public.name, number=number
                )
            )


def _keep_unchanged(old: Path | None, new: Path) -> list[str]:
    """Make files of the new tree links to equal ones of the old, let everybody read all; gives the paths that differ."""
    changed = []
    for folder, names in walk_tree(new):
        let_all_read(folder)
        for name in names:
            path = folder / name
            below = path.relative_to(new)
            if old is None or not _is_kept(old / below, path):
                changed.append(below.as_posix())
            let_all_read(path)
    return changed


def _is_kept(before: Path, path: Path) -> bool:
    """Whether a file is that of the old tree; if it is only equal, a link takes its place, as far as links reach."""
    if not before.is_file():
        return False
    if before.samefile(path):
        return True
    if not filecmp.cmp(before, path, shallow=False):
        return False
    aside = path.with_name(path.name + ".link")
    if _link(before, aside):
        aside.replace(path)
    return True


def _changes(old: Path | None, new: Path, changed: list[str]) -> dict[str, Was]:
    """What stood in the place of every file that differs or left."""
    if old is None:
        return dict.fromkeys(changed, Was.NEW)
    gone = [path.relative_to(old).as_posix() for path in files_below(old)]
    gone = [path for path in gone if not (new / path).exists()]
    stood = [path for path in changed if (old / path).is_file()]
    came = [path for path in changed if not (old / path).is_file()]
    lost = flow_between(
        [path for path in (*gone, *came) if may_move(path)],
        [path for path in stood if may_move(path)],
        lambda path: _content(old / path),
        lambda path: _content(new / path),
    ).lost
    return became(came, stood, gone, lost)


def _content(file: Path) -> bytes:
    return file.read_bytes() if file.is_file() else b""


def _link_of(old: Path | None, changed: Container[str]) -> TakeOver:
    """Takes over what did not change where the staged tree lies on another file system than the public one."""

    def take_over(name: str, target: Path) -> bool:
        if old is None or name in changed or not _link(old / name, target):
            return False
        let_all_read(target)
        return True

    return take_over


def _link(file: Path, target: Path) -> bool:
    """Make a hard link; not where both lie on two file systems, or the system does not let this account."""
    try:
        target.hardlink_to(file)
    except OSError:
        return False
    return True
