"""What is asked of the public place when a state is compared with it (`pipeline.targets.base.Target`)."""

from collections.abc import Iterator
from typing import Any, Protocol

Note = dict[str, Any]
"""A ``release.json``."""


class PublicPlace(Protocol):
    """What is asked of a target here (`targets.base.Target`)."""

    def leftover(self) -> str:
        """What stands there though no release can be read."""

    def files(self, below: str) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of public files."""
