"""What is known of a hit before its card is opened, and the opening of cards."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from search_index.answers import Wish
from search_index.layout import mark_of
from search_index.rows import ORGANISATIONS, newest_date
from tests.search_index.reading.store import FACTOR, Entry, Page, Store, days

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A hit in a list.

    Attributes:
        date: Its date.
        dataset: Its dataset.
        court: Its court code.
        name: The name (of several, the first here) or beginning of the id that opens its card.
        names: Names that hold the fragment; of organisations only.
        rank: How many hits of the same name stand before it, of organisations on its day; None for a notice or guideline.
    """

    date: str
    dataset: str
    court: str
    name: str
    names: tuple[str, ...] = ()
    rank: int | None = 0

    def passes(self, wish: Wish) -> bool:
        """Whether the hit satisfies every filter."""
        return (
            wish.dataset in (None, self.dataset)
            and wish.court in (None, self.court)
            and wish.year in (None, self.date[:4])
        )


class Opened:
    """Cards of names, page by page, with only the pages that are wanted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._first, self._further = store.manifest["pages"]["cards"]

    def rows(self, entry: Entry) -> list[Row]:
        """All rows of a name."""
        pages: list[Page] = [entry]
        if entry.total is not None:
            count = -(-(entry.total - self._first) // self._further)
            pages += self._store.pages((entry, number) for number in range(1, count + 1))
        return [row for page in pages for row in self._unpacked(page)]

    def at(self, wanted: Sequence[tuple[str, int]]) -> list[Row]:
        """The rows at places of names: name and position under it."""
        entries = dict(zip(*_twice(self._store, {name for name, _ in wanted}), strict=True))
        asked = sorted({(name, self._page_of(rank)) for name, rank in wanted})
        further = [(name, page) for name, page in asked if page]
        pages: dict[tuple[str, int], Page] = {(name, 0): entry for name, entry in entries.items()}
        found = self._store.pages((entries[name], page) for name, page in further)
        pages |= dict(zip(further, found, strict=True))
        rows = {place: self._unpacked(page) for place, page in pages.items()}
        return [rows[name, self._page_of(rank)][self._in_page(rank)] for name, rank in wanted]

    def of_organisations(self, places: Sequence[Place]) -> list[Row]:
        """The rows of hits of a list of organisations; people may bear the same name."""
        known = dict(zip(*_twice(self._store, {place.name for place in places}), strict=True))
        days_of = {name: sorted({place.date for place in places if place.name == name}) for name in known}
        pages = {name: _pages_of(days_of[name], entry.items.get("p", ())) for name, entry in known.items()}
        self._store.pages((known[name], page) for name, numbers in pages.items() for page in numbers if page)
        rows = {name: self.on_pages(name, pages[name]) for name in known}
        held = {name: [row for row in of_name if row["party_kind"] in ORGANISATIONS] for name, of_name in rows.items()}
        return [
            [row for row in held[place.name] if newest_date(row) == place.date][place.rank or 0] for place in places
        ]

    def of_numbers(self, entry: Entry, numbers: Iterable[str]) -> list[Row]:
        """The rows of the pages on which printed numbers may stand."""
        wanted = list(map(mark_of, numbers))
        held = enumerate(entry.items.get("i", ()), start=1)
        further = [page for page, marks in held if any(mark in marks for mark in wanted)]
        return self.on_pages(entry.key, [0, *further])

    def on_pages(self, name: str, numbers: Iterable[int]) -> list[Row]:
        """The rows of pages of a name; 0 is the bucket."""
        wanted = sorted(numbers)
        buckets = _twice(self._store, [name] if 0 in wanted else [])[1]
        further = self._store.further_pages(("cards", name, number) for number in wanted if number)
        return [row for page in [*buckets, *further] for row in self._unpacked(page)]

    def order(self, entry: Entry) -> list[Place]:
        """Every record of a name, without its row."""
        page = self._store.pages([(entry, "f")])[0]
        found = [
            (date, self._store.datasets[facet % FACTOR], page.court(facet))
            for date, (facets,) in days(page.items["o"], 2)
            for facet in facets
        ]
        return [Place(*known, entry.key, rank=rank) for rank, known in enumerate(found)]

    def _page_of(self, rank: int) -> int:
        return 0 if rank < self._first else 1 + (rank - self._first) // self._further

    def _in_page(self, rank: int) -> int:
        return rank if rank < self._first else (rank - self._first) % self._further

    def _unpacked(self, page: Page) -> list[Row]:
        return [self._row(page, packed) for packed in page.items["r"]]

    def _row(self, page: Page, packed: list[Any]) -> Row:
        facet, *values = packed
        code, name = page.court(facet)
        dataset = self._store.datasets[facet % FACTOR]
        columns = ["id", "party_name", *(column for column, _ in self._store.manifest["columns"][dataset][1:])]
        row = dict(zip(columns, values, strict=False))
        row |= {"dataset": dataset, "court_code": code, "court_name": name}
        return {column: value for column, value in row.items() if value is not None}


def _twice(store: Store, names: Iterable[str]) -> tuple[list[str], list[Entry]]:
    ordered = sorted(names)
    entries = store.entries("cards", ordered)
    assert all(entries), "a name without its cards"
    return ordered, [entry for entry in entries if entry]


def _pages_of(dates: Iterable[str], starts: Sequence[str]) -> set[int]:
    """Numbers of the pages on which records of days may stand; a day may go on from page to page."""
    known = [order_of_date(start) for start in starts]
    numbers: set[int] = set()
    for day in map(order_of_date, dates):
        numbers.update(range(sum(start < day for start in known), sum(start <= day for start in known) + 1))
    return numbers


def order_of_date(date: str) -> tuple[int, ...]:
    """A key that puts newer dates first and undated ones last."""
    return tuple(-ord(sign) for sign in date.ljust(10, "\x00"))
