"""Figures of few are joined until none can be computed: every number that is told is ten or more.

A part of a sum with fewer than ten, nobody included, is never told alone, and what it is joined with is large enough that
neither it nor the rest of the sum gives it away (DESIGN §13). What is told is a partition: each part is in one cell, each
cell holds ten or more, so every difference of sums is a sum of whole cells.
"""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

LEAST = 10
Key = TypeVar("Key", bound=Hashable)
Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell(Generic[Key]):
    """Parts whose numbers are told as one."""

    keys: tuple[Key, ...]
    """In the order in which they were given."""
    count: int


@dataclass(frozen=True, slots=True)
class Joined(Generic[Group, Key]):
    """Groups that are told as one, and their cells."""

    groups: tuple[Group, ...]
    cells: tuple[Cell[Key], ...]
    """Empty where even all groups together are fewer than ten."""

    @property
    def count(self) -> int:
        """The sum of the cells."""
        return sum(cell.count for cell in self.cells)


def join_small(parts: Mapping[Key, int], always: Collection[Key] = (), least: int = LEAST) -> tuple[Cell[Key], ...]:
    """Cells of a sum: parts of ``least`` and more alone, the rest joined, with the smallest of the others until it is enough.

    Args:
        parts: Part -> its number; every part that could be, also those of 0.
        always: Parts that are joined however large they are.
        least: The fewest that may be told.

    Returns:
        The cells in the order of their first part, the joined one last; none where the sum is below ``least``.

    >>> [(cell.keys, cell.count) for cell in join_small({"a": 40, "b": 12, "c": 3, "d": 0})]
    [(('a',), 40), (('b', 'c', 'd'), 15)]
    """
    if sum(parts.values()) < least:
        return ()
    order = {key: place for place, key in enumerate(parts)}
    pool = {key for key in parts if key in always or parts[key] < least}
    others = sorted(parts.keys() - pool, key=lambda key: (parts[key], -order[key]))
    while pool and others and sum(parts[key] for key in pool) < least:
        pool.add(others.pop(0))
    cells = [Cell((key,), parts[key]) for key in sorted(others, key=order.__getitem__)]
    if pool:
        keys = tuple(key for key in parts if key in pool)
        cells.append(Cell(keys, sum(parts[key] for key in keys)))
    return tuple(cells)


def join_groups(
    groups: Mapping[Group, Mapping[Key, int]], always: Collection[Key] = (), least: int = LEAST
) -> tuple[Joined[Group, Key], ...]:
    """Groups with their cells; groups of fewer than ``least`` are joined as parts of a sum are, and their parts summed.

    Args:
        groups: Group -> its parts; every group has the same parts.
        always: Parts that are joined however large they are.
        least: The fewest that may be told.

    Returns:
        The groups in the order of `join_small`; one without cells where all of them together are fewer than ``least``.
    """
    totals = {group: sum(parts.values()) for group, parts in groups.items()}
    together = join_small(totals, least=least)
    if not together:
        return (Joined(tuple(groups), ()),) if groups else ()
    return tuple(Joined(cell.keys, join_small(_summed(groups, cell.keys), always, least)) for cell in together)


def _summed(groups: Mapping[Group, Mapping[Key, int]], names: Collection[Group]) -> dict[Key, int]:
    summed: dict[Key, int] = {}
    for name in names:
        for key, count in groups[name].items():
            summed[key] = summed.get(key, 0) + count
    return summed
