"""The family ``cards``: all records of a name together, newest first; common names in further pages."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, groupby

from search_index.catalogue import Catalogue
from search_index.facets import Columns, Facets
from search_index.files import SearchFolder, object_json, to_json
from search_index.layout import Sizes, mark_of

ORDER_PAGE = "f"


class CardFiles:
    """Renders the entries of names."""

    def __init__(self, catalogue: Catalogue, columns: Columns, sizes: Sizes) -> None:
        self._catalogue = catalogue
        self._records = catalogue.parties
        self._columns = columns
        self._first, self._further = sizes.pages()["cards"]
        self._common = frozenset(name for name, records in catalogue.cards.items() if len(records) > self._first)
        self._marks = self._marks_of(set(chain.from_iterable(catalogue.cards[name] for name in self._common)))

    def load(self) -> int:
        """Rows in all buckets together."""
        return sum(min(len(records), self._first) for records in self._catalogue.cards.values())

    def write(self, folder: SearchFolder, bits: int) -> None:
        """Write the family."""
        cards = self._catalogue.cards
        folder.write_family("cards", bits, cards, self._bucket, self._inputs)
        folder.write_further("cards", bits, sorted(self._common), self._further_pages)

    def is_common(self, name: str) -> bool:
        """Whether a name has further pages."""
        return name in self._common

    def pages(self, name: str, records: Iterable[int]) -> list[int]:
        """The pages of a name on which records stand; 0 is the bucket."""
        all_of_it = self._catalogue.cards[name]
        behind = (bisect_left(all_of_it, record) - self._first for record in records)
        return sorted({0 if place < 0 else 1 + place // self._further for place in behind})

    def _marks_of(self, records: set[int]) -> dict[int, list[str]]:
        """Record -> marks of its printed numbers."""
        marks: dict[int, list[str]] = defaultdict(list)
        for groups in self._catalogue.numbers.values():
            for number, bearers in groups.items():
                for record in records.intersection(bearers):
                    marks[record].append(mark_of(number))
        return marks

    def _inputs(self, name: str) -> bytes:
        """The rows of a name, whole and in order."""
        return b"".join(map(self._records.digests.__getitem__, self._catalogue.cards[name]))

    def _bucket(self, keys: list[str]) -> str:
        facets = Facets(self._catalogue.courts, named=True)
        entries = object_json({key: f"{{{self._entry(key, facets)}}}" for key in keys})
        return f'{{"c":{facets.courts_json()},"k":{entries}}}'

    def _entry(self, name: str, facets: Facets) -> str:
        records = self._catalogue.cards[name]
        rows = self._rows(records[: self._first], facets)
        if len(records) <= self._first:
            return rows
        starts = self._starts(name)
        days = [self._records.dates[records[start]] for start in starts]
        marks = [self._marks_on(records[start : start + self._further]) for start in starts]
        counts = self._columns.counts_json(records)
        return f'"n":{len(records)},"q":{counts},"p":{to_json(days)},"i":{to_json(marks)},{rows}'

    def _marks_on(self, records: Sequence[int]) -> str:
        return "".join(sorted({mark for record in records for mark in self._marks.get(record, ())}))

    def _starts(self, name: str) -> range:
        return range(self._first, len(self._catalogue.cards[name]), self._further)

    def _further_pages(self, name: str) -> dict[int | str, str]:
        records = self._catalogue.cards[name]
        pages: dict[int | str, str] = {ORDER_PAGE: self._order(records)}
        for number, start in enumerate(self._starts(name), start=1):
            facets = Facets(self._catalogue.courts, named=True)
            rows = self._rows(records[start : start + self._further], facets)
            pages[number] = f'{{"c":{facets.courts_json()},{rows}}}'
        return pages

    def _rows(self, records: Sequence[int], facets: Facets) -> str:
        known = self._records
        rows = [f"[{facets[known.facets[record]]},{known.bodies[record].decode()}" for record in records]
        return f'"r":[{",".join(rows)}]'

    def _order(self, records: Sequence[int]) -> str:
        """Date, [facet, facet, …], date, […] of every record of a name."""
        known, facets = self._records, Facets(self._catalogue.courts)
        days = [
            f'"{day}",{to_json([facets[known.facets[record]] for record in of_day])}'
            for day, of_day in groupby(records, key=known.dates.__getitem__)
        ]
        return f'{{"c":{facets.courts_json()},"o":[{",".join(days)}]}}'
