"""Where the pieces of a stage run: in this process, or on a cluster (`pipeline.workers.cluster`). The result is the same."""

import heapq
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Protocol, TypeVar

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Key = TypeVar("Key", bound=Hashable)


class Mapper(Protocol):
    """Runs a function of a module over pieces of a stage's work."""

    @property
    def workers(self) -> int:
        """How many pieces run at a time."""

    @property
    def pieces(self) -> int:
        """Into how many pieces work is best cut; what comes out must not depend on it."""

    def map(self, function: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """The results, in the order of the pieces."""


class InProcess:
    """One piece after the other, here."""

    workers = 1
    pieces = 1

    def map(self, function: Callable[[Piece], Result], pieces: Iterable[Piece]) -> Iterator[Result]:
        """The results, in the order of the pieces."""
        return map(function, pieces)


IN_PROCESS = InProcess()


def balanced_bundles(sizes: Mapping[Key, int], bundles: int) -> list[list[Key]]:
    """Share keys among bundles of about the same size; the same sizes give the same bundles.

    Args:
        sizes: How large the work of each key is.
        bundles: How many bundles there are at most; empty ones are left out.

    >>> balanced_bundles({"浙01": 5, "浙02": 9, "浙03": 3, None: 1}, 2)
    [['浙02'], ['浙01', '浙03', None]]
    """
    shared: list[list[Key]] = [[] for _ in range(max(1, bundles))]
    loads = [(0, number) for number in range(len(shared))]
    for key in sorted(sizes, key=lambda key: (-sizes[key], str(key))):
        load, number = loads[0]
        heapq.heapreplace(loads, (load + sizes[key], number))
        shared[number].append(key)
    return [bundle for bundle in shared if bundle]
