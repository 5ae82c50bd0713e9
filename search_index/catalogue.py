"""One pass over the snapshot frame: which keys lead to which records.

Unique keys need no inverted index, so they come from the frame and not from Whoosh. Records are numbered
in the order of answers, newest first and on one day by id; so every list of ascending numbers is in order.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from sys import intern
from typing import NamedTuple

from pipeline.records import PARTY_LISTS, SCHEMAS, PublicRow
from search_index.analyzer import case_keys, case_tails, identifier_keys, is_masked
from search_index.facets import DATASET_NUMBER, FACTOR
from search_index.files import to_json, values_json
from search_index.pinyin import pinyin_keys
from search_index.rows import (
    ORGANISATIONS,
    PARTY_DATASETS,
    PERSON,
    TEXT_DATASETS,
    card_keys,
    excerpt,
    newest_date,
    row_case_number,
    row_names,
)

_SHORTEST_ID = 5
_WHOLE_ID = 16
_TEXT_COLUMNS = (
    "id", "dataset", "court_code", "court_name", "case_number", "document_number", "title", "event_at", "ends_on",
)  # fmt: skip
PACKED_COLUMNS = {
    dataset.value: ("id", "party_name", *(name for name in SCHEMAS[dataset].published if name != "party_name"))
    for dataset in PARTY_LISTS
}
"""Party list -> columns of a packed row, behind its facet; court and dataset are in the facet."""


@dataclass(slots=True)
class Records:
    """Party records or texts side by side, in the order of answers.

    Attributes:
        dates: Date that orders the record; "" where undated.
        ids: Opaque ids.
        facets: Dataset and court, numbered as in the catalogue (`search_index.facets`).
        bodies: JSON of the card: of a packed row behind its facet, of a text the whole.
    """

    dates: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    facets: list[int] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)


Groups = dict[str, list[int]]
"""Key -> numbers of records, ascending."""


@dataclass(slots=True)
class Catalogue:
    """What the export writes, still in memory.

    Attributes:
        courts: Code and printed name of every court; numbered.
        parties: Party records.
        texts: Notices and guidelines.
        cards: Card key -> party records.
        first_keys: The first card key of each party record.
        numbers: Key family (id, uscc) -> printed form -> party records.
        cases: Case number -> party records.
        text_cases: Case number -> texts.
        organisations: Normalised name -> party records.
        people: Normalised name of a natural person -> number of records.
    """

    courts: list[tuple[str, str | None]] = field(default_factory=list)
    parties: Records = field(default_factory=Records)
    texts: Records = field(default_factory=Records)
    cards: Groups = field(default_factory=lambda: defaultdict(list))
    first_keys: list[str] = field(default_factory=list)
    numbers: dict[str, Groups] = field(default_factory=lambda: {"id": defaultdict(list), "uscc": defaultdict(list)})
    cases: Groups = field(default_factory=lambda: defaultdict(list))
    text_cases: Groups = field(default_factory=lambda: defaultdict(list))
    organisations: Groups = field(default_factory=lambda: defaultdict(list))
    people: Counter[str] = field(default_factory=Counter)

    def short_id_length(self) -> int:
        """How many characters of an id tell all texts of one day apart: 5 unless two of them begin alike."""
        days = list(zip(self.texts.dates, self.texts.ids, strict=True))
        for length in range(_SHORTEST_ID, _WHOLE_ID):
            if len({(date, record[:length]) for date, record in days}) == len(days):
                return length
        return _WHOLE_ID

    def text_keys(self) -> list[str]:
        """The key of each text's card: its date and the beginning of its id."""
        short = self.short_id_length()
        return [date + record[:short] for date, record in zip(self.texts.dates, self.texts.ids, strict=True)]

    def tails(self) -> dict[str, Counter[str]]:
        """Serial number -> what stands before it in case numbers -> records."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for groups in (self.cases, self.text_cases):
            for case, records in groups.items():
                for serial in case_tails((case,)).values():
                    found[serial][case[: -len(serial) - 1]] += len(records)
        return found

    def readings(self) -> dict[str, list[str]]:
        """Pinyin key -> names of people."""
        found: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self.people):
            for key in pinyin_keys(name):
                found[key].append(name)
        return found


class _Party(NamedTuple):
    """What a party record is filed under."""

    cards: tuple[str, ...]
    numbers: tuple[str, ...]
    cases: tuple[str, ...]
    kind: str | None


class _Entry(NamedTuple):
    """A record before it is numbered."""

    date: str
    record: str
    facet: int
    body: bytes
    party: _Party | None
    cases: tuple[str, ...]


def read_catalogue(rows: Iterable[str]) -> Catalogue:
    """Sort the canonical rows of a snapshot into a catalogue."""
    courts: dict[tuple[str, str | None], int] = {}
    facets: dict[int, int] = {}
    parties: list[_Entry] = []
    texts: list[_Entry] = []
    for text in rows:
        row: PublicRow = json.loads(text)
        dataset = row["dataset"]
        if dataset not in PARTY_DATASETS and dataset not in TEXT_DATASETS:
            continue
        court = courts.setdefault((row.get("court_code", ""), row.get("court_name")), len(courts))
        number = FACTOR * court + DATASET_NUMBER[dataset]
        facet = facets.setdefault(number, number)
        date, cases = intern(newest_date(row)), case_keys(row_case_number(row))
        if dataset in PARTY_DATASETS:
            party = _Party(card_keys(row), identifier_keys(row.get("id_number")), cases, _kind(row))
            parties.append(_Entry(date, row["id"], facet, _packed(row, dataset).encode(), party, cases))
        else:
            texts.append(_Entry(date, row["id"], facet, _text_card(row, date).encode(), None, cases))
    catalogue = Catalogue(list(courts))
    _enter_parties(catalogue, _newest_first(parties))
    _enter_texts(catalogue, _newest_first(texts))
    return catalogue


def _packed(row: PublicRow, dataset: str) -> str:
    """A packed row behind its facet: ``"id","name",…]``."""
    values = [row.get(name) for name in PACKED_COLUMNS[dataset]]
    while values[-1] is None:
        values.pop()
    return values_json(values)[1:]


def _text_card(row: PublicRow, date: str) -> str:
    card = {name: row[name] for name in _TEXT_COLUMNS if row.get(name)}
    return to_json(dict(sorted((card | {"date": date, "excerpt": excerpt(row)}).items())))


def _kind(row: PublicRow) -> str | None:
    """Which families beside `cards` have the name: none, where the record bears none."""
    return row.get("party_kind") if row.get("party_name") and row_names(row) else None


def _newest_first(entries: list[_Entry]) -> list[_Entry]:
    entries.sort(key=itemgetter(1))
    entries.sort(key=itemgetter(0), reverse=True)
    return entries


def _enter_parties(catalogue: Catalogue, entries: Sequence[_Entry]) -> None:
    for number, entry in enumerate(entries):
        _append(catalogue.parties, entry)
        assert entry.party is not None
        names, numbers, cases, kind = entry.party
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


def _enter_texts(catalogue: Catalogue, entries: Sequence[_Entry]) -> None:
    for number, entry in enumerate(entries):
        _append(catalogue.texts, entry)
        for case in entry.cases:
            catalogue.text_cases[case].append(number)


def _append(records: Records, entry: _Entry) -> None:
    records.dates.append(entry.date)
    records.ids.append(entry.record)
    records.facets.append(entry.facet)
    records.bodies.append(entry.body)
