"""Which canaries are made: every two of kind, breakage and place meet at least once, where they can meet at all.

The forms of `forms.toml` fly beside them, each as it is written and at each of its places.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.proof.canaries.breakages import BREAKAGES, PLAIN, Breakage
from pipeline.proof.canaries.forms import forms
from pipeline.proof.canaries.kinds import KINDS, Kind, Known
from pipeline.proof.canaries.places import Place


@dataclass(frozen=True, slots=True)
class Combination:
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
    if not breakage.applies(kind) or place in breakage.never_in or place not in kind.places:
        return False
    if kind.known is Known.CAUSE:
        return place is Place.RECORD
    return place is not Place.GUIDELINE or kind.known is Known.BY_NOBODY


@cache
def combinations() -> tuple[Combination, ...]:
    """The smallest set that a greedy choice finds; always the same.

    1. Each kind meets each breakage that applies, at the place that covers most pairs still open.
    2. What is then still open gets a combination of its own.
    """
    possible = list(_every_combination())
    open_pairs = {pair for combination in possible for pair in combination.pairs()}
    chosen: list[Combination] = []
    by_kind_and_breakage: dict[tuple[str, str], list[Combination]] = {}
    for combination in possible:
        by_kind_and_breakage.setdefault((combination.kind.name, combination.breakage.name), []).append(combination)
    for choices in (*by_kind_and_breakage.values(), *([combination] for combination in possible)):
        best = max(choices, key=lambda combination: len(combination.pairs() & open_pairs))
        if best.pairs() & open_pairs:
            chosen.append(best)
            open_pairs -= best.pairs()
    return tuple(chosen)


@cache
def combinations_of_forms() -> tuple[Combination, ...]:
    """Each form at each of its places."""
    return tuple(Combination(form, PLAIN, place) for form in forms() for place in Place if place in form.places)


def _every_combination() -> Iterator[Combination]:
    for kind in KINDS:
        for breakage in BREAKAGES:
            yield from (Combination(kind, breakage, place) for place in Place if is_possible(kind, breakage, place))
