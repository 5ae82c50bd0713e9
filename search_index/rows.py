"""What search needs to know of a public row: its date, its text, whether it names an organisation."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.core.records import CASE_ENTRIES, NOTICES, PARTY_LISTS, SCHEMAS, Dataset, Kind, PublicRow
from pipeline.core.shortening import shortened
from search_index.analyzer import name_keys

PARTY_DATASETS = frozenset(dataset.value for dataset in PARTY_LISTS)
ENTRY_DATASETS = frozenset(dataset.value for dataset in CASE_ENTRIES)
"""Entries of cases: found by the case number alone. They name nobody, so no key of a person or a number leads to one."""
CARDS: tuple[Dataset, ...] = (*PARTY_LISTS, *CASE_ENTRIES)
"""What is shown as a card and has no page of its own: filed under its names, where it has none under its id."""
CARD_DATASETS = PARTY_DATASETS | ENTRY_DATASETS
TEXT_DATASETS = frozenset(dataset.value for dataset in (*NOTICES, Dataset.GUIDELINES))
"""What is found by its words; the court directory is for browsing and not searched."""
ORGANISATIONS = frozenset(("legal", "other"))
PERSON = "natural"
"""Kinds of parties."""

_DATES = ("listed_on", "measure_start", "published_on", "filed_on", "issued_on", "effective_on", "terminated_on")
_WRITTEN_KINDS = (Kind.TEXT, Kind.WORD, Kind.HTML)
_WRITTEN = {
    dataset.value: tuple(column.name for column in SCHEMAS[dataset].published_columns if column.kind in _WRITTEN_KINDS)
    for dataset in (*NOTICES, Dataset.GUIDELINES)
}
_TAG = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"\s+")
_EXCERPT_LENGTH = 80


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """A found record: its place in the order of an answer."""

    date: str
    id: str


def newest_date(row: PublicRow) -> str:
    """The date that orders a record: listed, in force, published, filed or issued; "" without any."""
    for name in _DATES:
        date: str | None = row.get(name)
        if date:
            return date
    return ""


def newest_first(hits: Iterable[Hit]) -> list[Hit]:
    """Newest first; on one day in the order of ids."""
    by_id = sorted(hits, key=lambda hit: hit.id)
    return sorted(by_id, key=lambda hit: hit.date, reverse=True)


def row_names(row: PublicRow) -> tuple[str, ...]:
    """The name keys of a party record; an entry of a case has none, whatever its columns hold."""
    return () if row["dataset"] in ENTRY_DATASETS else name_keys(row.get("party_name") or "")


def is_organisation(row: PublicRow) -> bool:
    """Whether fragments of the name may be asked for: never those of a natural person."""
    return row.get("party_kind") in ORGANISATIONS


def is_person(row: PublicRow) -> bool:
    """Whether the name may be asked for by its pinyin."""
    return row.get("party_kind") == PERSON


def plain_text(markup: str) -> str:
    """A text without tags and entities, its white space made single spaces.

    >>> plain_text("<p>第一条&nbsp;拍卖</p><p>第二条</p>")
    '第一条 拍卖 第二条'
    """
    return _SPACES.sub(" ", html.unescape(_TAG.sub(" ", markup))).strip()


def searchable_text(row: PublicRow) -> str:
    """Everything written in a notice or guideline, and its court's name, a line each."""
    columns = (*_WRITTEN[row["dataset"]], "court_name")
    return "\n".join(plain_text(str(row[name])) for name in columns if row.get(name))


def excerpt(row: PublicRow) -> str:
    """The beginning of a notice or guideline for the list of hits; at most 80 characters."""
    source = row.get("body") or " ".join(row.get(name) or "" for name in ("hearing_subject", "event_place"))
    return shortened(plain_text(source), _EXCERPT_LENGTH)


def row_case_number(row: PublicRow) -> str | None:
    """The case number of a record, or the document number of a guideline."""
    return row.get("case_number") or row.get("document_number")
