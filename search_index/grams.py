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
        names: Numbers of the names that hold it, ascending.
        records: How many records have such a name.
        is_common: Whether it has more records than a bucket takes.
    """

    names: Sequence[int]
    records: int
    is_common: bool


def find_grams(names: Sequence[str], records: Sequence[Sequence[int]], most: int) -> dict[str, Gram]:
    """The grams of names, which are numbered as they are given.

    Args:
        names: Distinct names.
        records: Numbers of the records of each name.
        most: Records above which a gram is common.
    """
    sizes, shared = list(map(len, records)), _shared_records(records)
    grams: dict[str, Gram] = {}
    level = _pairs(names)
    while level:
        found = {gram: _weigh(holders, sizes, shared, most) for gram, holders in level.items()}
        grams.update(found)
        level = _longer({gram: known for gram, known in found.items() if known.is_common}, names)
    return grams


def rarest_pair(gram: str, grams: Mapping[str, Gram]) -> str:
    """The pair of characters inside a gram that has the fewest records."""
    pairs = (gram[start : start + SHORTEST_GRAM] for start in range(len(gram) - 1))
    return min(pairs, key=lambda pair: (grams[pair].records, pair))


def _pairs(names: Sequence[str]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        for pair in {name[start : start + SHORTEST_GRAM] for start in range(len(name) - 1)}:
            holders[pair].append(number)
    return holders


def _longer(common: Mapping[str, Gram], names: Sequence[str]) -> dict[str, list[int]]:
    """The common grams of one length with each character that follows them."""
    holders: dict[str, list[int]] = defaultdict(list)
    for gram, known in common.items():
        size = len(gram) + 1
        if size > LONGEST_GRAM:
            continue
        for number in known.names:
            for longer in _continuations(names[number], gram, size):
                holders[longer].append(number)
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


def _shared_records(records: Sequence[Sequence[int]]) -> dict[int, set[int]]:
    """Number of a name -> its records that bear several names."""
    first: dict[int, int] = {}
    shared: dict[int, set[int]] = defaultdict(set)
    for number, of_name in enumerate(records):
        for record in of_name:
            other = first.setdefault(record, number)
            if other != number:
                shared[other].add(record)
                shared[number].add(record)
    return dict(shared)


def _weigh(holders: Sequence[int], sizes: Sequence[int], shared: Mapping[int, set[int]], most: int) -> Gram:
    records = sum(map(sizes.__getitem__, holders))
    if shared and len(holders) > 1:
        twice = [shared[name] for name in holders if name in shared]
        records -= sum(map(len, twice)) - len(set().union(*twice))
    return Gram(holders, records, records > most)
