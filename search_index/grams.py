"""Which fragments of names are keys: every pair of characters, and longer grams where shorter ones are too common.

So a fragment of any length is answered from one short list: either it is a key itself, and the list needs no
check; or its longest common beginning goes on in a gram of few records, whose names are checked as text.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHORTEST_GRAM = 2
LONGEST_GRAM = 12


@dataclass(frozen=True, slots=True)
class Gram:
    """A fragment of names that is a key.

    Attributes:
        names: Names that hold it, in order.
        records: How many records have such a name.
        is_common: Whether it has more records than a bucket takes.
    """

    names: Sequence[str]
    records: int
    is_common: bool


def find_grams(names: Mapping[str, Sequence[int]], most: int) -> dict[str, Gram]:
    """The grams of all names.

    Args:
        names: Name -> numbers of its records.
        most: Records above which a gram is common.
    """
    shared = _shared_records(names)
    grams: dict[str, Gram] = {}
    level = _pairs(sorted(names))
    while level:
        found = {gram: _weigh(holders, names, shared, most) for gram, holders in level.items()}
        grams.update(found)
        level = _longer({gram: known for gram, known in found.items() if known.is_common})
    return grams


def rarest_pair(gram: str, grams: Mapping[str, Gram]) -> str:
    """The pair of characters inside a gram that has the fewest records."""
    pairs = (gram[start : start + SHORTEST_GRAM] for start in range(len(gram) - 1))
    return min(pairs, key=lambda pair: (grams[pair].records, pair))


def _pairs(names: Sequence[str]) -> dict[str, list[str]]:
    holders: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for pair in {name[start : start + SHORTEST_GRAM] for start in range(len(name) - 1)}:
            holders[pair].append(name)
    return holders


def _longer(common: Mapping[str, Gram]) -> dict[str, list[str]]:
    """The common grams of one length with each character that follows them."""
    holders: dict[str, list[str]] = defaultdict(list)
    for gram, known in common.items():
        size = len(gram) + 1
        if size > LONGEST_GRAM:
            continue
        for name in known.names:
            for longer in _continuations(name, gram, size):
                holders[longer].append(name)
    return holders


def _continuations(name: str, gram: str, size: int) -> Sequence[str]:
    place = name.find(gram)
    again = name.find(gram, place + 1)
    if again < 0:
        return (name[place : place + size],) if place + size <= len(name) else ()
    found = []
    while place >= 0:
        found.append(name[place : place + size])
        place = name.find(gram, place + 1)
    return sorted({longer for longer in found if len(longer) == size})


def _shared_records(names: Mapping[str, Sequence[int]]) -> dict[str, set[int]]:
    """Name -> its records that bear several names of organisations."""
    first: dict[int, str] = {}
    shared: dict[str, set[int]] = defaultdict(set)
    for name, records in names.items():
        for record in records:
            other = first.setdefault(record, name)
            if other is not name:
                shared[other].add(record)
                shared[name].add(record)
    return dict(shared)


def _weigh(
    holders: Sequence[str], names: Mapping[str, Sequence[int]], shared: Mapping[str, set[int]], most: int
) -> Gram:
    records = sum([len(names[name]) for name in holders])
    if shared and len(holders) > 1:
        twice = [shared[name] for name in holders if name in shared]
        records -= sum(map(len, twice)) - len(set().union(*twice))
    return Gram(holders, records, records > most)
