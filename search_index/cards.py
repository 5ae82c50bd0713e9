"""The family ``cards``: all records of a name together, newest first; common names in further pages."""

from collections.abc import Sequence
from itertools import groupby

from search_index.catalogue import Catalogue
from search_index.facets import Columns, Facets
from search_index.files import SearchFolder, object_json, to_json
from search_index.layout import Sizes

ORDER_PAGE = "f"
_PLACE_LETTERS = 4


class CardFiles:
    """Renders the entries of names."""

    def __init__(self, catalogue: Catalogue, columns: Columns, sizes: Sizes) -> None:
        self._catalogue = catalogue
        self._records = catalogue.parties
        self._columns = columns
        self._first, self._further = sizes.pages()["cards"]
        self._common = frozenset(name for name, records in catalogue.cards.items() if len(records) > self._first)

    def load(self) -> int:
        """Rows in all buckets together."""
        return sum(min(len(records), self._first) for records in self._catalogue.cards.values())

    def write(self, folder: SearchFolder, bits: int) -> None:
        """Write the family."""
        cards = self._catalogue.cards
        folder.write_family("cards", bits, cards, self._bucket)
        folder.write_further("cards", bits, sorted(self._common), self._further_pages)

    def is_common(self, name: str) -> bool:
        """Whether a name has further pages."""
        return name in self._common

    def place(self, record: int) -> str:
        """Where a record stands in its order: its date and the beginning of its id."""
        return self._records.dates[record] + self._records.ids[record][:_PLACE_LETTERS]

    def _bucket(self, keys: list[str]) -> str:
        facets = Facets(self._catalogue.courts, named=True)
        entries = object_json({key: f"{{{self._entry(key, facets)}}}" for key in keys})
        return f'{{"c":{facets.courts_json()},"k":{entries}}}'

    def _entry(self, name: str, facets: Facets) -> str:
        records = self._catalogue.cards[name]
        rows = self._rows(records[: self._first], facets)
        if len(records) <= self._first:
            return rows
        places = [self.place(records[start]) for start in self._starts(name)]
        counts = self._columns.counts_json(records)
        return f'"n":{len(records)},"q":{counts},"p":{to_json(places)},{rows}'

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
