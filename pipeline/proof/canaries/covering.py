"""Which canaries are flown: every two of kind, breakage and place meet at least once, where they can meet at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.proof.canaries.breakages import BREAKAGES, Breakage
from pipeline.proof.canaries.kinds import KINDS, Kind, Known
from pipeline.proof.canaries.places import Place


@dataclass(frozen=True, slots=True)
class Flight:
    """One combination."""

    kind: Kind
    breakage: Breakage
    place: Place

    def pairs(self) -> frozenset[tuple[str, str]]:
        """What it covers; the three factors' names do not overlap."""
        names = (self.kind.name, self.breakage.name, self.place.value)
        return frozenset({(names[0], names[1]), (names[0], names[2]), (names[1], names[2])})


def is_possible(kind: Kind, breakage: Breakage, place: Place) -> bool:
    """Whether a clerk could type such a value there, and hiding it is the masker's duty."""
    if not breakage.applies(kind) or place in breakage.never_in:
        return False
    if kind.known is Known.CAUSE:
        return place is Place.RECORD
    return place is not Place.GUIDELINE or kind.known is Known.BY_NOBODY


@cache
def flights() -> tuple[Flight, ...]:
    """The smallest set that a greedy choice finds; always the same.

    1. Each kind meets each breakage that applies, at the place that covers most pairs still open.
    2. What is then still open gets a flight of its own.
    """
    possible = list(_every_flight())
    open_pairs = {pair for flight in possible for pair in flight.pairs()}
    chosen: list[Flight] = []
    by_kind_and_breakage: dict[tuple[str, str], list[Flight]] = {}
    for flight in possible:
        by_kind_and_breakage.setdefault((flight.kind.name, flight.breakage.name), []).append(flight)
    for choices in (*by_kind_and_breakage.values(), *([flight] for flight in possible)):
        best = max(choices, key=lambda flight: len(flight.pairs() & open_pairs))
        if best.pairs() & open_pairs:
            chosen.append(best)
            open_pairs -= best.pairs()
    return tuple(chosen)


def _every_flight() -> Iterator[Flight]:
    for kind in KINDS:
        for breakage in BREAKAGES:
            yield from (Flight(kind, breakage, place) for place in Place if is_possible(kind, breakage, place))
