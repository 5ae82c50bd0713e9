"""Lists of hits that are read only as far as needed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from search_index.answers import Wish
from search_index.rows import newest_date
from tests.search_index.reading.hits import Place, Row, order_of_date
from tests.search_index.reading.store import Entry, days


def in_all(lists: Sequence[Iterator[Place]]) -> Iterator[Place]:
    """The hits that stand in every list, each list read only as far as needed."""
    heads = [next(places, None) for places in lists]
    while all(heads):
        known = [head for head in heads if head]
        last = max(known, key=_in_order)
        if all(_in_order(head) == _in_order(last) for head in known):
            yield last
            heads = [next(places, None) for places in lists]
            continue
        for number, places in enumerate(lists):
            head = heads[number]
            if head and _in_order(head) < _in_order(last):
                heads[number] = next(places, None)


def _in_order(place: Place) -> tuple[tuple[int, ...], str]:
    return order_of_date(place.date), place.name


def ranked(places: Iterable[Place], fits: Callable[[str], bool]) -> Iterator[Place]:
    """Each hit with the name that opens its card, and how many of that name and day stand before it."""
    seen: Counter[tuple[str, str]] = Counter()
    for place in places:
        name = next(name for name in place.names if fits(name))
        yield replace(place, name=name, rank=seen[name, place.date])
        seen.update((name, place.date) for name in place.names)


def holding(place: Place, fragment: str) -> tuple[str, ...]:
    """The names of a hit that hold a fragment."""
    return tuple(name for name in place.names if fragment in name)


def peek(places: Iterable[Place]) -> tuple[bool, Iterable[Place]]:
    """Whether a list has anything, and the list again."""
    rest = iter(places)
    first = next(rest, None)
    return first is not None, chain([first] if first else [], rest)


def exact_count(entry: Entry | None, wish: Wish) -> int | None:
    """What the counts of an entry say about a wish; nothing where two filters meet."""
    if entry is None or entry.total is None:
        return None
    wanted = [
        (letter, value) for letter, value in zip("dcy", (wish.dataset, wish.court, wish.year), strict=True) if value
    ]
    if len(wanted) > 1:
        return None
    return entry.items["q"][wanted[0][0]].get(wanted[0][1], 0) if wanted else entry.total


def records_of(entry: Entry) -> int:
    """Records that a gram has."""
    return entry.total or sum(len(numbers) // 2 for _, (numbers,) in days(entry.items["o"], 2))


def date_of(row: Row) -> str:
    """The date that orders a row or a card."""
    return row["date"] if "date" in row else newest_date(row)


def passes(row: Row, wish: Wish) -> bool:
    """Whether a row satisfies every filter."""
    return Place(date_of(row), row["dataset"], row["court_code"], "").passes(wish)
