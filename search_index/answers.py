"""What a visitor wishes beside the query, and what an answer says."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.core.records import PUBLISHED_DATASETS, PublicRow
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


DEMANDED = (Part.EXACT, Part.PINYIN, Part.ORGANISATIONS, Part.WORDS)
"""Parts that can be asked for alone."""
_YEAR = re.compile(r"[0-9]{4}")


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


def read_wish(
    *,
    dataset: str | None = None,
    court: str | None = None,
    year: str | None = None,
    part: str | None = None,
    sort: str = "newest",
    rank: bool = False,
) -> Wish:
    """A wish from what was typed on the command line.

    Raises:
        SettingsError: A word that is none of those it may be.
    """
    datasets = [known.value for known in PUBLISHED_DATASETS]
    for option, typed, known in (
        ("--dataset", dataset, datasets),
        ("--in", part, [each.value for each in DEMANDED]),
        ("--sort", sort, ["newest", "oldest"]),
    ):
        if typed is not None and typed not in known:
            raise SettingsError(
                _("{option} {typed}: unknown; write {known}").format(option=option, typed=typed, known=", ".join(known))
            )
    if year is not None and not _YEAR.fullmatch(year):
        raise SettingsError(_("--year {year}: not a year; write it as 2025").format(year=year))
    return Wish(dataset, court, year, Part(part) if part else None, sort == "oldest", rank)


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
