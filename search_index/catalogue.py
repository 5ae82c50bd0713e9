"""One pass over the party records of a snapshot: which keys lead to which records.

Unique keys need no inverted index, so they come from the frame and not from Whoosh. Records are numbered
in the order of answers, newest first and on one day by id; so every list of ascending numbers is in order.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from sys import intern

from pipeline.core.records import SCHEMAS, PublicRow
from search_index.analyzer import case_keys, case_tails, identifier_keys, is_masked
from search_index.facets import Courts
from search_index.files import values_json
from search_index.pinyin import initial_keys, pinyin_keys
from search_index.rows import CARDS, ORGANISATIONS, PERSON, newest_date, row_case_number, row_names

PACKED_COLUMNS = {
    dataset.value: ("id", "party_name", *(name for name in SCHEMAS[dataset].published if name != "party_name"))
    for dataset in CARDS
}
"""List of cards -> columns of a packed row, behind its facet; court and dataset are in the facet."""

Groups = dict[str, list[int]]
"""Key -> numbers of records, ascending."""


@dataclass(slots=True)
class Records:
    """Party records or texts side by side.

    Attributes:
        dates: Date that orders the record; "" where undated.
        ids: Opaque ids.
        facets: Dataset and court, numbered as in the catalogue (`search_index.facets`).
        bodies: JSON of the card: of a packed row behind its facet, of a text the whole.
        digests: Of the whole row, of which the card and all keys are made.
    """

    dates: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    facets: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)

    def append(self, row: PublicRow, facet: int, body: str, digest: bytes, date: str | None = None) -> None:
        """Take a record in behind the others; its date is that of the row unless it is given."""
        self.dates.append(intern(newest_date(row) if date is None else date))
        self.ids.append(row["id"])
        self.facets.append(facet)
        self.bodies.append(body.encode())
        self.digests.append(digest)

    def arrange(self) -> list[int]:
        """Put the records in the order of answers; returns where each of them stood."""
        days: dict[str, list[int]] = defaultdict(list)
        for place, date in enumerate(self.dates):
            days[date].append(place)
        order = [place for day in sorted(days, reverse=True) for place in sorted(days[day], key=self.ids.__getitem__)]
        self.dates = [self.dates[place] for place in order]
        self.ids = [self.ids[place] for place in order]
        self.facets = [self.facets[place] for place in order]
        self.bodies = [self.bodies[place] for place in order]
        self.digests = [self.digests[place] for place in order]
        return order


@dataclass(slots=True)
class Catalogue:
    """What the export writes of party records, still in memory.

    Attributes:
        courts: Code and printed name of every court; numbered.
        parties: The records in the order of answers.
        cards: Card key -> records.
        first_keys: The first card key of each record.
        numbers: Key family (id, uscc) -> printed form -> records.
        cases: Case number -> records.
        organisations: Normalised name -> records.
        people: Normalised name of a natural person -> number of records.
    """

    courts: Courts = field(default_factory=Courts)
    parties: Records = field(default_factory=Records)
    cards: Groups = field(default_factory=lambda: defaultdict(list))
    first_keys: list[str] = field(default_factory=list)
    numbers: dict[str, Groups] = field(default_factory=lambda: {"id": defaultdict(list), "uscc": defaultdict(list)})
    cases: Groups = field(default_factory=lambda: defaultdict(list))
    organisations: Groups = field(default_factory=lambda: defaultdict(list))
    people: Counter[str] = field(default_factory=Counter)

    def readings(self) -> dict[str, list[str]]:
        """Pinyin key -> names of people; the first letters of a name are a key, too."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.people):
            for key in {*pinyin_keys(name), *initial_keys(name)}:
                found[key].append(name)
        return found


_Keys = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str | None]
"""What a record is filed under: names (or its id), printed numbers, case numbers; the kind of party that has the names."""


def read_catalogue(rows: Iterable[str], digests: Iterable[bytes]) -> Catalogue:
    """Sort the canonical rows of party records, each with its digest, into a catalogue."""
    catalogue = Catalogue()
    keys: list[_Keys] = []
    for text, digest in zip(rows, digests, strict=True):
        row: PublicRow = json.loads(text)
        catalogue.parties.append(row, catalogue.courts.facet(row), _packed(row), digest)
        keys.append(_keys_of(row))
    for number, place in enumerate(catalogue.parties.arrange()):
        _enter(catalogue, number, keys[place])
    return catalogue


def count_tails(cases: Iterable[Mapping[str, list[int]]]) -> dict[str, Counter[str]]:
    """Serial number -> what stands before it in case numbers -> records."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for groups in cases:
        for case, records in groups.items():
            for serial in case_tails((case,)).values():
                found[serial][case[: -len(serial) - 1]] += len(records)
    return found


def _packed(row: PublicRow) -> str:
    """A packed row behind its facet: ``"id","name",…]``."""
    values = [row.get(name) for name in PACKED_COLUMNS[row["dataset"]]]
    while values[-1] is None:
        values.pop()
    return values_json(values)[1:]


def _keys_of(row: PublicRow) -> _Keys:
    names = row_names(row)
    kind = row.get("party_kind") if names else None
    return names or (row["id"],), identifier_keys(row.get("id_number")), case_keys(row_case_number(row)), kind


def _enter(catalogue: Catalogue, number: int, keys: _Keys) -> None:
    names, numbers, cases, kind = keys
    catalogue.first_keys.append(names[0])
    for name in names:
        catalogue.cards[name].append(number)
    for key in numbers:
        catalogue.numbers["id" if is_masked(key) else "uscc"][key].append(number)
    for key in cases:
        catalogue.cases[key].append(number)
    if kind in ORGANISATIONS:
        for name in names:
            catalogue.organisations[name].append(number)
    elif kind == PERSON:
        catalogue.people.update(names)
