"""Which of the cells that the pass over a night's texts leaves alone are read in full all the same: one in a hundred.

The gates (`triggers`) are derived from the rules, and tests hold them to it; the draw holds them to it on the court's own
texts, every night on others. What a full reading would hide and the pass did not is an error that stops the night.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b

from pipeline.core.errors import ReleaseRefused
from pipeline.core.messages import _

ONE_IN = 100
_MOST_KEY = 64


class CellOverlooked(ReleaseRefused):
    """The pass over the texts skipped a cell in which the masker hides something; told by place and rule, never by value."""

    def __init__(self, rules: Iterable[str], place: str = "") -> None:
        self.rules = tuple(sorted(set(rules)))
        self.place = place
        at = _(" in {place}").format(place=place) if place else ""
        told = ", ".join(self.rules) or "html"
        super().__init__(
            _(
                "the quick pass over tonight's texts skipped what a full reading hides{at} (rules: {told}); "
                "nothing is published: the gates of these rules (pipeline/masking/triggers.py) are too narrow"
            ).format(at=at, told=told)
        )

    def __reduce__(self) -> tuple[type["CellOverlooked"], tuple[tuple[str, ...], str]]:
        return CellOverlooked, (self.rules, self.place)

    def at(self, place: str) -> "CellOverlooked":
        """The same, with where it was."""
        return CellOverlooked(self.rules, place)


@dataclass(frozen=True, slots=True)
class Draw:
    """A night's draw; the same for the same key and date, on one process or many."""

    key: bytes = field(repr=False)
    on: str
    """R."""

    @classmethod
    def of(cls, site_secret: bytes, on: date | str) -> "Draw":
        """The draw of a night."""
        return cls(blake2b(b"cells read in full", key=site_secret[:_MOST_KEY]).digest(), str(on))

    def takes(self, *cell: str) -> bool:
        """Whether a cell is read in full tonight.

        Args:
            cell: Its text and what tells it from the same text elsewhere.
        """
        told = "\0".join((self.on, *cell)).encode("utf-8", "surrogatepass")
        return int.from_bytes(blake2b(told, key=self.key, digest_size=8).digest()) % ONE_IN == 0
