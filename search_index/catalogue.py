"""One pass over the snapshot frame: which keys lead to which names, cards and notices.

Unique keys need no inverted index, so they come from the frame and not from Whoosh.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.records import PublicRow
from search_index.analyzer import case_keys, identifier_keys, is_masked
from search_index.rows import (
    PARTY_DATASETS,
    TEXT_DATASETS,
    Hit,
    card_keys,
    excerpt,
    is_organisation,
    newest_date,
    newest_first,
    row_case_number,
    row_names,
)

_SHORTEST_ID = 8
_WHOLE_ID = 16
_CARD_COLUMNS = ("id", "dataset", "court_name", "case_number", "document_number", "title", "event_at", "ends_on")


@dataclass(slots=True)
class Organisation:
    """A distinct name of an organisation.

    Attributes:
        records: Records whose first name it is, so that no record counts twice.
        newest: Date of the newest record that bears it.
        record_ids: Numbers of the records that bear it, for exact counts per pair of characters.
    """

    records: int = 0
    newest: str = ""
    record_ids: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Catalogue:
    """What the export writes, still in memory.

    Attributes:
        cards: Card key -> hits, in no order yet; `rows` has their canonical JSON.
        texts: Id of a notice or guideline -> JSON of its card.
        numbers: Key family (id, uscc) -> printed form -> card keys.
        cases: Case number -> card keys of party records, and ids of notices after a space.
        organisations: Normalised name -> what is known of it.
        text_hits: Notices and guidelines.
    """

    rows: dict[str, str] = field(default_factory=dict)
    cards: dict[str, list[Hit]] = field(default_factory=lambda: defaultdict(list))
    texts: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: {"id": defaultdict(set), "uscc": defaultdict(set)}
    )
    cases: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    organisations: dict[str, Organisation] = field(default_factory=lambda: defaultdict(Organisation))
    text_hits: list[Hit] = field(default_factory=list)

    def sorted_cards(self) -> dict[str, list[str]]:
        """Card key -> canonical rows, newest first."""
        return {key: [self.rows[hit.id] for hit in newest_first(hits)] for key, hits in self.cards.items()}

    def short_id_length(self) -> int:
        """How many characters of an id tell all notices apart: 8 unless two of them begin alike."""
        ids = list(self.texts)
        for length in range(_SHORTEST_ID, _WHOLE_ID, 2):
            if len({record[:length] for record in ids}) == len(ids):
                return length
        return _WHOLE_ID


def read_catalogue(rows: Iterable[str]) -> Catalogue:
    """Sort the canonical rows of a snapshot into a catalogue."""
    catalogue = Catalogue()
    for text in rows:
        row: PublicRow = json.loads(text)
        if row["dataset"] in PARTY_DATASETS:
            _enter_party(catalogue, row, text)
        elif row["dataset"] in TEXT_DATASETS:
            _enter_text(catalogue, row)
    return catalogue


def _enter_party(catalogue: Catalogue, row: PublicRow, text: str) -> None:
    hit = Hit(newest_date(row), row["id"])
    catalogue.rows[hit.id] = text
    keys = card_keys(row)
    for key in keys:
        catalogue.cards[key].append(hit)
    for number in identifier_keys(row.get("id_number")):
        catalogue.numbers["id" if is_masked(number) else "uscc"][number].add(keys[0])
    for case in case_keys(row_case_number(row)):
        catalogue.cases[case].add(keys[0])
    if is_organisation(row):
        _enter_organisation(catalogue, row, hit)


def _enter_organisation(catalogue: Catalogue, row: PublicRow, hit: Hit) -> None:
    record = len(catalogue.rows)
    for position, name in enumerate(row_names(row)):
        organisation = catalogue.organisations[name]
        organisation.records += position == 0
        organisation.newest = max(organisation.newest, hit.date)
        organisation.record_ids.append(record)


def _enter_text(catalogue: Catalogue, row: PublicRow) -> None:
    catalogue.text_hits.append(Hit(newest_date(row), row["id"]))
    card = {name: row[name] for name in _CARD_COLUMNS if row.get(name)}
    card |= {"date": newest_date(row), "excerpt": excerpt(row)}
    catalogue.texts[row["id"]] = json.dumps(card, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for case in case_keys(row_case_number(row)):
        catalogue.cases[case].add(" " + row["id"])
