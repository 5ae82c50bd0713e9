"""One pass over the notices and guidelines of a snapshot; they are numbered in the order of answers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.core.records import PublicRow
from search_index.analyzer import case_keys
from search_index.catalogue import Groups, Records
from search_index.facets import Courts
from search_index.files import to_json
from search_index.kept import row_digest
from search_index.rows import excerpt, newest_date, row_case_number

_SHORTEST_ID = 5
_WHOLE_ID = 16
_COLUMNS = (
    "id", "dataset", "court_code", "court_name", "case_number", "document_number", "title", "event_at", "ends_on",
    "stage", "valuation_kind", "valuation_on", "result", "result_on",
)  # fmt: skip


@dataclass(slots=True)
class Texts:
    """What the export writes of notices and guidelines.

    Attributes:
        courts: Code and printed name of every court; numbered.
        records: The texts in the order of answers.
        cases: Case or document number -> texts.
    """

    courts: Courts = field(default_factory=Courts)
    records: Records = field(default_factory=Records)
    cases: Groups = field(default_factory=lambda: defaultdict(list))

    def short_id_length(self) -> int:
        """How many characters of an id tell all texts of one day apart: 5 unless two of them begin alike."""
        days = list(zip(self.records.dates, self.records.ids, strict=True))
        for length in range(_SHORTEST_ID, _WHOLE_ID):
            if len({(date, record[:length]) for date, record in days}) == len(days):
                return length
        return _WHOLE_ID

    def keys(self) -> list[str]:
        """The key of each text's card: its date and the beginning of its id."""
        short = self.short_id_length()
        return [date + record[:short] for date, record in zip(self.records.dates, self.records.ids, strict=True)]

    def references(self) -> list[str]:
        """What the other families say of each text: its key, court and dataset."""
        said = self.courts.said()
        return [f"{key} {said[facet]}" for key, facet in zip(self.keys(), self.records.facets, strict=True)]


def read_texts(rows: Iterable[str]) -> Texts:
    """Sort the canonical rows of notices and guidelines."""
    texts = Texts()
    cases: list[tuple[str, ...]] = []
    for text in rows:
        row: PublicRow = json.loads(text)
        texts.records.append(row, texts.courts.facet(row), _card(row), row_digest(text))
        cases.append(case_keys(row_case_number(row)))
    return _arranged(texts, cases)


def read_text_cards(cards: Iterable[PublicRow]) -> Texts:
    """The same from the cards of a release."""
    texts = Texts()
    cases: list[tuple[str, ...]] = []
    for card in cards:
        body = to_json(dict(sorted(card.items())))
        texts.records.append(card, texts.courts.facet(card), body, row_digest(body), card["date"])
        cases.append(case_keys(row_case_number(card)))
    return _arranged(texts, cases)


def _arranged(texts: Texts, cases: Sequence[tuple[str, ...]]) -> Texts:
    """The texts in the order of answers, with the case numbers that lead to them."""
    for number, place in enumerate(texts.records.arrange()):
        for case in cases[place]:
            texts.cases[case].append(number)
    return texts


def _card(row: PublicRow) -> str:
    card = {name: row[name] for name in _COLUMNS if row.get(name)}
    return to_json(dict(sorted((card | {"date": newest_date(row), "excerpt": excerpt(row)}).items())))
