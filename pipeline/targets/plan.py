"""The order of writing a release over another, file by file: pure, apart from all input and output.

The waves of a plan (the operations of one wave may run side by side, and in any order):

1. Pages that lose something and link to nothing new: removals are seen at once.
2. Cards: new files, then changed ones; the old place of a moved record waits for 6.
3. New assets and pages; nothing links to them yet.
4. Other search files: new ones, then changed ones: what they point to stands.
5. The search manifest: from here on new widths are asked.
6. The old places of moved records: whoever came by the old key found them there until now.
7. Changed assets, then the other changed pages: what they link to stands.
8. Files that left: nothing points to them any more.
9. The list of releases and of files.
10. ``release.json``.

So at any moment, after any part of a wave: every file is as in the old or the new release, hence nothing removed
returns; no reachable link is dead; what is in both releases is found. What no order of whole files can give: a record
whose name changes within one bucket is missed by its number (not by its name) between waves 2 and 4; see also
`Plan.clashes`.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pipeline.evidence.paths import RELEASE_NOTE
from pipeline.targets.order import Kind, bucket_of, kind_of

Links = Callable[[str], Collection[str]]
"""Path of a file of the new release -> the paths to which it links."""


class Move(NamedTuple):
    """Something public is in ``source`` now and will be in ``goal`` instead."""

    goal: str
    source: str


class Act(StrEnum):
    """What is done with a file."""

    PUT = "put"
    """Written, new or over the old."""
    DELETE = "delete"
    """Removed."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One step."""

    act: Act
    path: str


Waves = tuple[tuple[Operation, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole way from what stands there to the new release."""

    waves: Waves
    """One after the other; none is empty."""
    clashes: tuple[Move, ...] = ()
    """Moves for which no order keeps the record in sight all the time, since its new file must also wait for others:
    two renamed records that meet in one bucket, or the rows of a last page moving up when several pages shrink. The
    record is missed by one of its keys for a moment, and stands in the release all the same."""

    def __len__(self) -> int:
        return sum(map(len, self.waves))

    def without_notes(self) -> Waves:
        """The waves before the notes of the release."""
        return tuple(wave for wave in self.waves if not _is_notes(wave))

    def only_notes(self) -> Waves:
        """The waves that write the notes of the release."""
        return tuple(wave for wave in self.waves if _is_notes(wave))

    def paths(self) -> list[str]:
        """Every path that is touched, in order."""
        return [operation.path for wave in self.waves for operation in wave]


def plan_release(
    local: Mapping[str, str], remote: Mapping[str, str], links: Links, moves: Collection[Move] = ()
) -> Plan:
    """Order what must be done so that the place holds exactly the new release.

    Args:
        local: Path -> digest, of the new release.
        remote: Path -> digest, of what stands there, be it a mixture left by a killed run.
        links: Asked for changed pages only.
        moves: What changes its file (`moves_between`).
    """
    new = _by_kind(path for path in local if path not in remote)
    changed = _by_kind(path for path in local if path in remote and local[path] != remote[path])
    gone = sorted(path for path in remote if path not in local)
    early = _early_pages(changed[Kind.PAGE], remote, links, moves)
    late = _late_cards(changed[Kind.CARDS], moves)
    in_order = _in_order_of(moves)
    waves = [
        *in_order(early),
        new[Kind.CARDS],
        *in_order(changed[Kind.CARDS] - late),
        new[Kind.ASSET] | new[Kind.PAGE],
        new[Kind.KEYS],
        *in_order(changed[Kind.KEYS]),
        new[Kind.MANIFEST] | changed[Kind.MANIFEST],
        *in_order(late),
        changed[Kind.ASSET],
        *in_order(changed[Kind.PAGE] - early),
    ]
    notes = new[Kind.NOTE] | changed[Kind.NOTE]
    operations = [
        *(_puts(wave) for wave in waves),
        tuple(Operation(Act.DELETE, path) for path in gone),
        _puts(notes - {RELEASE_NOTE}),
        _puts(notes & {RELEASE_NOTE}),
    ]
    return Plan(tuple(wave for wave in operations if wave), _clashes(moves, late, local))


def _is_notes(wave: tuple[Operation, ...]) -> bool:
    return all(operation.act is Act.PUT and kind_of(operation.path) is Kind.NOTE for operation in wave)


def _by_kind(paths: Iterable[str]) -> defaultdict[Kind, set[str]]:
    kinds: defaultdict[Kind, set[str]] = defaultdict(set)
    for path in paths:
        kinds[kind_of(path)].add(path)
    return kinds


def _early_pages(changed: set[str], remote: Mapping[str, str], links: Links, moves: Collection[Move]) -> set[str]:
    """Changed pages that need nothing new: all their links stand, and what moved away from them stands elsewhere."""
    early = {path for path in changed if all(link in remote for link in links(path))}
    while late := {move.source for move in moves if move.source in early and move.goal not in early}:
        early -= late
    return early


def _late_cards(changed: set[str], moves: Collection[Move]) -> set[str]:
    """Cards that a record leaves for another name's bucket."""
    return {move.source for move in moves if move.source in changed and bucket_of(move.source) != bucket_of(move.goal)}


def _clashes(moves: Collection[Move], late: set[str], local: Mapping[str, str]) -> tuple[Move, ...]:
    sources = {move.source for move in moves}
    across = {move for move in moves if move.goal in late and bucket_of(move.source) != bucket_of(move.goal)}
    shrunk = {move for move in moves if move.source not in local and move.goal in sources}
    return tuple(sorted(across | shrunk))


def _in_order_of(moves: Collection[Move]) -> Callable[[set[str]], Iterator[set[str]]]:
    """Divides a wave so that the goal of each move is written before its source; where they go round in a circle,
    the rest goes at once."""
    goals: dict[str, set[str]] = defaultdict(set)
    for move in moves:
        goals[move.source].add(move.goal)

    def divide(paths: set[str]) -> Iterator[set[str]]:
        left = set(paths)
        while left:
            free = {path for path in left if not goals[path] & left - {path}} or set(left)
            yield free
            left -= free

    return divide


def _puts(paths: Iterable[str]) -> tuple[Operation, ...]:
    return tuple(Operation(Act.PUT, path) for path in sorted(paths))
