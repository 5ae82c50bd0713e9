"""What the night asks of a public place, whatever it is."""

from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Protocol

from pipeline.release.staged import StagedRelease

Progress = Callable[[int, int], None]
"""Called with the operations done and all operations of a publication."""


def silent(done: int, total: int) -> None:
    """Progress for whoever does not look."""


class Target(Protocol):
    """A public place.

    At every moment of `publish`, however it ends: nothing that was removed returns, no link is dead, and what is in
    the old and the new release is found.
    """

    def current(self) -> dict[str, Any] | None:
        """``release.json`` as it stands there; None before the first release.

        Raises:
            TargetError: It cannot be read.
        """

    def leftover(self) -> str:
        """What stands in the public place though no release can be read there; empty where nothing does."""

    def files(self, below: str) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of every public file below a folder (or of one file), as the world sees them now.

        Raises:
            TargetError: They cannot be read.
        """

    def previous_tree(self) -> Path | None:
        """The tree of the last complete release, on this machine; unchanged files may be linked from it."""

    def publish(self, staged: StagedRelease, *, only_takes_down: bool = False) -> None:
        """Make a staged release the public one, and read it back.

        Args:
            staged: The release; its tree is moved away. Its number is higher than the public one's.
            only_takes_down: Nothing new goes out, so a place that is too open does not stop it.

        Raises:
            TargetError: The place cannot be written, is too open, or does not show what was written.
            TypeError: It is no staged release; a mere folder or a shadow tree never gets out.
        """

    def recall(self, pages: Collection[str], since: str) -> str:
        """Before `confirm`: where it is lost what removals of a night on are to be looked at, find it again.

        Args:
            pages: Pages that the removed records had.
            since: R of the first release whose removals nobody confirmed.

        Returns:
            What was lost; empty where nothing was.
        """

    def confirm(self) -> tuple[str, ...]:
        """After the ledger was written: empty caches, and look from outside until nothing is shown that was taken away.

        Returns:
            What is still wrong, a sentence each. The release stands all the same; removals are not confirmed then.
        """

    @property
    def remark(self) -> str:
        """What there is to say of the last look from outside; no problem."""

    def drop_others(self, number: int) -> None:
        """Delete what this machine keeps of every release but one."""
