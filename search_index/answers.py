"""What a visitor wishes beside the query, and what an answer says."""

from dataclasses import dataclass
from enum import StrEnum

from pipeline.records import PublicRow
from search_index.query import Note
from search_index.rows import newest_date


class Part(StrEnum):
    """Which rule answered a text; the first four have the kind ``name``."""

    EXACT = "exact"
    PINYIN = "pinyin"
    ORGANISATIONS = "organisations"
    SHORT = "short"
    WORDS = "words"
    TAIL = "tail"
    """Of the kind ``case``."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the visitor sets beside the query.

    Attributes:
        dataset: Only hits of this dataset.
        court: Only hits of this court code.
        year: Only hits of this year.
        only: The part that shall answer; organisations include their short forms.
        oldest_first: The order turned round.
        rank: Notices and guidelines by BM25 instead of their date; not in the browser.
    """

    dataset: str | None = None
    court: str | None = None
    year: str | None = None
    only: Part | None = None
    oldest_first: bool = False
    rank: bool = False

    def passes(self, row: PublicRow) -> bool:
        """Whether a row satisfies every filter."""
        return (
            self.dataset in (None, row["dataset"])
            and self.court in (None, row.get("court_code"))
            and self.year in (None, newest_date(row)[:4])
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """A name or case number to ask for next, and how many records it has."""

    text: str
    records: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes:
        kind: name, id, uscc, case or words, as the page's ``data-kind``.
        count: All hits that pass the filters, also those beyond the limit.
        hits: Public rows in the stated order.
        shown: The query without hidden digits.
        notes: What to tell about the query itself.
        part: Which part answered a text or a tail.
        unfiltered: All hits.
        choices: Names or case numbers to choose from, instead of hits.
    """

    kind: str
    count: int
    hits: tuple[PublicRow, ...]
    shown: str = ""
    notes: tuple[Note, ...] = ()
    part: Part | None = None
    unfiltered: int = 0
    choices: tuple[Choice, ...] = ()
