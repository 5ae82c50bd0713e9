"""The reference search over the Whoosh index: the rules that the browser must follow, in one page.

1. A number, code or case number is looked up whole.
2. Text is answered by exact names, then organisations whose name holds it, then notices and guidelines
   that have all its words.
3. Within each: newest first, on one day by id.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from pipeline.masking.profiles import Profile
from pipeline.records import PublicRow
from search_index.analyzer import normalise_name, organisation_bigrams, segment_query, word_cost
from search_index.query import Asked, Note, Query, read_query
from search_index.rows import Hit, newest_date, newest_first, row_names
from search_index.words import candidate_words

_SHORTEST_FRAGMENT = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes:
        kind: name, id, uscc, case or words, as the page's ``data-kind``.
        count: All hits, also those beyond the limit.
        hits: Public rows in the stated order.
        shown: The query without hidden digits.
        notes: What to tell about the query itself.
    """

    kind: str
    count: int
    hits: tuple[PublicRow, ...]
    shown: str = ""
    notes: tuple[Note, ...] = ()


class View(Protocol):
    """What the reference needs of the index."""

    def documents(self, field: str, key: str) -> set[int]:
        """Numbers of the documents that carry a key."""

    def has_key(self, field: str, key: str) -> bool:
        """Whether any document carries the key."""

    def row(self, document: int) -> PublicRow:
        """The public row of a document."""


def answer(view: View, text: str, *, profile: Profile, limit: int | None) -> Answer:
    """Answer a query from a view of the index."""
    query = read_query(text, profile)
    groups = _ANSWERS[query.asked](view, query)
    ordered = [row for group in groups for row in _ordered(group)]
    kind = query.asked.value
    if query.asked in (Asked.TEXT, Asked.NOTHING):
        kind = "name" if groups and (groups[0] or groups[1]) else "words"
    return Answer(kind, len(ordered), tuple(ordered[:limit]), query.shown, query.notes)


def _nothing(_: View, __: Query) -> list[list[PublicRow]]:
    return []


def _by_number(view: View, query: Query) -> list[list[PublicRow]]:
    rows = _rows(view, _any(view, "number", query.keys))
    if query.names:
        rows = [row for row in rows if set(query.names).intersection(row_names(row))]
    return [rows]


def _by_case(view: View, query: Query) -> list[list[PublicRow]]:
    return [_rows(view, _any(view, "case", query.keys))]


def _by_text(view: View, query: Query) -> list[list[PublicRow]]:
    exact = _any(view, "name", query.names)
    fragment = normalise_name(query.shown)
    organisations = _holding(view, fragment, exact) if len(fragment) >= _SHORTEST_FRAGMENT else []
    return [_rows(view, exact), organisations, _rows(view, _with_all_words(view, query.shown))]


_ANSWERS: dict[Asked, Callable[[View, Query], list[list[PublicRow]]]] = {
    Asked.NOTHING: _nothing,
    Asked.ID: _by_number,
    Asked.USCC: _by_number,
    Asked.CASE: _by_case,
    Asked.TEXT: _by_text,
}


def _holding(view: View, fragment: str, exact: set[int]) -> list[PublicRow]:
    """Records of organisations whose name holds the fragment; pairs of characters narrow them down."""
    rows = _rows(view, _all(view, "bigram", organisation_bigrams(fragment)) - exact)
    return [row for row in rows if any(fragment in name for name in row_names(row))]


def _with_all_words(view: View, text: str) -> set[int]:
    vocabulary = {word: word_cost(word) for word in set(candidate_words(text)) if view.has_key("term", word)}
    return _all(view, "term", segment_query(text, vocabulary))


def _any(view: View, field: str, keys: Iterable[str]) -> set[int]:
    return set().union(*(view.documents(field, key) for key in keys))


def _all(view: View, field: str, keys: Iterable[str]) -> set[int]:
    lists = [view.documents(field, key) for key in keys]
    return set.intersection(*lists) if lists else set()


def _rows(view: View, documents: Iterable[int]) -> list[PublicRow]:
    return [view.row(document) for document in documents]


def _ordered(rows: list[PublicRow]) -> list[PublicRow]:
    by_hit = {Hit(newest_date(row), row["id"]): row for row in rows}
    return [by_hit[hit] for hit in newest_first(by_hit)]
