"""The family ``orgs``: fragments of organisations' names, with what verifies, counts and filters their records."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter

import numpy as np
import numpy.typing as npt

from search_index.catalogue import Catalogue
from search_index.facets import Columns, Facets
from search_index.files import SearchFolder, object_json, to_json
from search_index.grams import SHORTEST_GRAM, find_grams, rarest_pair
from search_index.kept import row_digest
from search_index.layout import Sizes

_Pair = tuple[int, int]
"""A record and the number of one of its names."""
_Numbers = npt.NDArray[np.int64]


class OrganisationFiles:
    """Renders the entries of the grams of organisations' names."""

    def __init__(self, catalogue: Catalogue, columns: Columns, sizes: Sizes) -> None:
        self._catalogue = catalogue
        self._records = catalogue.parties
        self._columns = columns
        self._first, self._further = sizes.pages()["orgs"]
        names = sorted(catalogue.organisations)
        self._quoted = list(map(to_json, names))
        self._of_names = [catalogue.organisations[name] for name in names]
        self._grams = find_grams(names, self._of_names, self._first)
        self._common = sorted(gram for gram, known in self._grams.items() if known.is_common)
        pairs = sorted(self._pairs_of(range(len(names))))
        self._pair_records, self._pair_names = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        self._with_several = _repeated(self._pair_records)
        self._said = catalogue.courts.said()
        self._digests = list(map(self._digest_of, names, self._of_names))

    def load(self) -> int:
        """Records in all buckets together."""
        return sum(min(gram.records, self._first) for gram in self._grams.values())

    def write(self, folder: SearchFolder, bits: int) -> None:
        """Write the family."""
        folder.write_family("orgs", bits, self._grams, self._bucket, self._inputs)
        pairs = [gram for gram in self._common if len(gram) == SHORTEST_GRAM]
        folder.write_further("orgs", bits, pairs, self._further_pages)

    def _digest_of(self, name: str, having: Sequence[int]) -> bytes:
        """A name and what an entry says of its records."""
        known, said = self._records, self._said
        records = [f"{known.dates[record]} {known.ids[record]} {said[known.facets[record]]}" for record in having]
        return row_digest("\n".join([name, *records]))

    def _inputs(self, gram: str) -> bytes:
        """The names that hold a gram with their records, and how it goes on from there."""
        known = self._grams[gram]
        directions = f"{known.records} {self._directions(gram)}".encode() if known.is_common else b""
        return b"".join([directions, *map(self._digests.__getitem__, known.names)])

    def _bucket(self, keys: list[str]) -> str:
        facets = Facets(self._catalogue.courts)
        entries = object_json({key: f"{{{self._entry(key, facets)}}}" for key in keys})
        return f'{{"c":{facets.courts_json()},"k":{entries}}}'

    def _entry(self, gram: str, facets: Facets) -> str:
        known = self._grams[gram]
        if not known.is_common:
            return self._page(sorted(self._pairs_of(known.names)), facets)
        listing = self._listing(gram)
        counts = self._columns.counts_json(listing.distinct_records())
        page = self._page(listing.pairs(0, self._first), facets)
        return f'"n":{known.records},"q":{counts},{self._directions(gram)},{page}'

    def _directions(self, gram: str) -> str:
        """How to go on from a common gram: to longer ones, or to the pages of a pair."""
        if len(gram) > SHORTEST_GRAM:
            return f'"b":{to_json(rarest_pair(gram, self._grams))}'
        longer = []
        for other in self._common[bisect_right(self._common, gram) :]:
            if not other.startswith(gram):
                break
            longer.append(other)
        return f'"l":{to_json(longer)}'

    def _further_pages(self, gram: str) -> dict[int | str, str]:
        listing = self._listing(gram)
        pages: dict[int | str, str] = {}
        for number, start in enumerate(range(self._first, self._grams[gram].records, self._further), start=1):
            facets = Facets(self._catalogue.courts)
            page = self._page(listing.pairs(start, start + self._further), facets)
            pages[number] = f'{{"c":{facets.courts_json()},{page}}}'
        return pages

    def _page(self, pairs: Sequence[_Pair], facets: Facets) -> str:
        """Names, and the records in order: date, [name, facet, name, facet, …], date, […]."""
        dates, known, names = self._records.dates, self._records.facets, _Names(self._quoted)
        order: list[str | list[int]] = []
        items: list[int] = []
        last = None
        for record, bearing in self._merged(pairs):
            if (day := dates[record]) != last:
                last, items = day, []
                order += (day, items)
            items += (names[bearing], facets[known[record]])
        return f'"m":{names.json()},"o":{to_json(order)}'

    def _pairs_of(self, names: Iterable[int]) -> list[_Pair]:
        known = self._of_names
        return [(record, name) for name in names for record in known[name]]

    def _listing(self, gram: str) -> "_Listing":
        """The same in order, for many names."""
        holds = np.zeros(len(self._of_names), dtype=bool)
        holds[self._grams[gram].names] = True
        chosen = holds[self._pair_names]
        return _Listing(self._pair_records[chosen], self._pair_names[chosen])

    def _merged(self, pairs: Sequence[_Pair]) -> Sequence[tuple[int, int | tuple[int, ...]]]:
        """Record by record with its name, or with all its names."""
        if self._with_several.isdisjoint(map(itemgetter(0), pairs)):
            return pairs
        groups = ((record, tuple([name for _, name in group])) for record, group in groupby(pairs, key=itemgetter(0)))
        return [(record, names if len(names) > 1 else names[0]) for record, names in groups]


class _Listing:
    """The records of a common gram in order, each with its names."""

    def __init__(self, records: _Numbers, names: _Numbers) -> None:
        self._records = records
        self._names = names
        self._starts = np.flatnonzero(np.diff(records, prepend=-1))

    def distinct_records(self) -> _Numbers:
        """Each record once."""
        return self._records[self._starts]

    def pairs(self, start: int, stop: int) -> list[_Pair]:
        """The records from one place to another, with all their names."""
        part = slice(self._starts[start], self._starts[stop] if stop < len(self._starts) else None)
        return list(zip(self._records[part].tolist(), self._names[part].tolist(), strict=True))


class _Names(dict[int | tuple[int, ...], int]):
    """The names of one page, numbered as they appear; those of a record with several stand together."""

    def __init__(self, quoted: Sequence[str]) -> None:
        super().__init__()
        self._quoted = quoted

    def __missing__(self, bearing: int | tuple[int, ...]) -> int:
        self[bearing] = number = len(self)
        return number

    def json(self) -> str:
        """A name, or a list of names, for each number."""
        quoted = self._quoted
        names = [
            quoted[one] if isinstance(one, int) else f"[{','.join([quoted[name] for name in one])}]" for one in self
        ]
        return f"[{','.join(names)}]"


def _repeated(ordered: _Numbers) -> frozenset[int]:
    """The numbers that come more than once."""
    return frozenset(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
