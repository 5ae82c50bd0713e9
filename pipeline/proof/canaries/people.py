"""Tonight's canaries: a value for each combination, the same again for the same date, others on another."""

from dataclasses import dataclass
from datetime import date
from random import Random

from pipeline.proof.canaries.covering import Combination, combinations
from pipeline.proof.canaries.folding import folded
from pipeline.proof.canaries.kinds import Judged, Kind


@dataclass(frozen=True, slots=True)
class Canary:
    """An invented value in its place."""

    combination: Combination
    known: str
    """The value as the case knows it, before a slip of the hand."""
    secret: str
    """What must not be read."""
    typed: str
    """As a clerk typed it."""

    def __str__(self) -> str:
        """Kind, breakage and place; never the value."""
        return f"{self.combination.kind.name} written as {self.combination.breakage.name} in {self.combination.place}"

    @property
    def judged(self) -> Judged:
        """How the detector learns of it."""
        return self.combination.breakage.judged or self.combination.kind.judged

    @property
    def sentence(self) -> str:
        """The words with the typed value."""
        return self.combination.kind.sentence.format(self.typed)

    @property
    def forms(self) -> frozenset[str]:
        """What a reader could see of it, folded."""
        return frozenset({folded(self.secret), self.combination.kind.secret(folded(self.typed))})

    def is_among(self, found: frozenset[str]) -> bool:
        """Whether a scan's values, folded, hold it."""
        whole = folded(self.secret)
        is_number = self.judged is not Judged.TEXT
        return any(whole in value or (is_number and _is_body(value, whole)) for value in found)


def _is_body(value: str, whole: str) -> bool:
    """Whether a value is the number without its check character, or an old number written out with its century."""
    return len(value) >= 15 and (whole.startswith(value) or value[:6] + value[8:17] == whole)


def invent_canaries(on: date) -> tuple[Canary, ...]:
    """The canaries of a release date, no value twice."""
    random, seen = Random(f"canaries {on.isoformat()}"), set[str]()  # noqa: S311 - invented values, no secrets
    return tuple(_invent(combination, random, seen) for combination in combinations())


def _invent(combination: Combination, random: Random, seen: set[str]) -> Canary:
    kind, breakage = combination.kind, combination.breakage
    value = _fresh(kind, random, seen)
    altered = breakage.alter(value)
    return Canary(combination, value, kind.secret(altered), breakage.write(altered))


def _fresh(kind: Kind, random: Random, seen: set[str]) -> str:
    while (value := kind.make(random)) in seen:
        pass
    seen.add(value)
    return value
