"""The mistakes of a mapping file, gathered so that all are told at once."""

from collections.abc import Collection
from difflib import get_close_matches

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _, joined


class Mistakes:
    """What is wrong with a mapping file, each with its place in it."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._told: list[str] = []

    def tell(self, where: str, what: str) -> None:
        """One mistake.

        Args:
            where: The key: ``[exit_bans.columns] phone``; empty for the file.
            what: What is wrong, and what to write instead.
        """
        self._told.append(joined(": ", (f"{self._file} {where}" if where else self._file, what)))

    def knows(self, where: str, name: str, known: Collection[str], what: str) -> bool:
        """Whether a name is known; where not, the nearest known one is told."""
        if name in known:
            return True
        near = get_close_matches(name, list(known), n=1, cutoff=0.0)
        self.tell(
            where,
            _("{what} '{name}' is unknown").format(what=what, name=name)
            + (_("; did you mean '{near}'?").format(near=near[0]) if near else ""),
        )
        return False

    def raise_if_any(self) -> None:
        """Refuse the file.

        Raises:
            SettingsError: There was a mistake; says every one of them.
        """
        if self._told:
            raise SettingsError(joined("\n", self._told))
