"""The right answers for the benchmark of search: a plain scan of the masked rows, without index and without files.

Only normal forms (of names, numbers and words) and the order are shared with the search; what fits a query is found
by looking at every record.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.analyzer import case_keys, case_tails, identifier_keys, normalise_name, segment_query, short_form
from search_index.answers import Part, Wish
from search_index.pinyin import initial_keys, pinyin_keys
from search_index.query import Asked, Query, read_query
from search_index.questions import holds_short_form
from search_index.rows import (
    TEXT_DATASETS,
    Hit,
    is_organisation,
    is_person,
    newest_date,
    newest_first,
    row_case_number,
    row_names,
    searchable_text,
)
from search_index.words import text_terms, word_cost


@dataclass(frozen=True, slots=True)
class Expected:
    """The right answer.

    Attributes:
        ids: Ids of all records that fit, in order; empty where there are choices.
        choices: Names or case numbers to choose from, in no order.
    """

    ids: list[str]
    choices: frozenset[str] = frozenset()


class Scan:
    """Every record by what it can be asked for."""

    def __init__(self, rows: Iterable[str]) -> None:
        self._dates: dict[str, str] = {}
        self._names: dict[str, list[str]] = defaultdict(list)
        self._organisations: dict[str, list[str]] = defaultdict(list)
        self._numbers: dict[str, list[str]] = defaultdict(list)
        self._cases: dict[str, list[str]] = defaultdict(list)
        self._people: set[str] = set()
        self._words: dict[str, frozenset[str]] = {}
        for row in rows:
            self._look_at(json.loads(row))
        self._readings = {name: {*pinyin_keys(name), *initial_keys(name)} for name in self._people}
        self._vocabulary = {word: word_cost(word) for words in self._words.values() for word in words}

    def answer(self, text: str, wish: Wish) -> Expected:
        """All that fits a query, part after part as docs/search.md orders them."""
        query = read_query(text, Profile.STANDARD)
        if query.asked is Asked.TAIL:
            return Expected([], frozenset(self._with_tail(query)))
        if query.asked is not Asked.TEXT:
            return self._in_order(self._with_number(query))
        if wish.only is Part.WORDS:
            return self._in_order(self._with_words(text))
        return self._by_text(query)

    def _by_text(self, query: Query) -> Expected:
        exact = [record for name in query.names for record in self._names.get(name, ())]
        if exact:
            return self._in_order(exact)
        if readings := {name for name, letters in self._readings.items() if letters.intersection(query.letters)}:
            return Expected([], frozenset(readings))
        fragment = normalise_name(query.shown)
        short = short_form(fragment)
        inside = list(self._holding(lambda name: fragment in name)) if len(fragment) > 1 else []
        near = [] if inside or not short else list(self._holding(lambda name: holds_short_form(name, short)))
        return self._in_order(inside or near or self._with_words(query.shown))

    def _look_at(self, row: PublicRow) -> None:
        record = row["id"]
        self._dates[record] = newest_date(row)
        for case in case_keys(row_case_number(row)):
            self._cases[case].append(record)
        if row["dataset"] in TEXT_DATASETS:
            self._words[record] = frozenset(text_terms(searchable_text(row)))
            return
        for number in identifier_keys(row.get("id_number")):
            self._numbers[number].append(record)
        for name in row_names(row):
            self._names[name].append(record)
            if is_organisation(row):
                self._organisations[name].append(record)
            elif is_person(row):
                self._people.add(name)

    def _with_number(self, query: Query) -> list[str]:
        table = self._cases if query.asked is Asked.CASE else self._numbers
        found = [record for key in query.keys for record in table.get(key, ())]
        if not query.names:
            return found
        named = {record for name in query.names for record in self._names.get(name, ())}
        return [record for record in found if record in named]

    def _with_tail(self, query: Query) -> Iterator[str]:
        for case, serial in case_tails(self._cases).items():
            if serial == query.keys[0] and case.removesuffix("号").removesuffix(serial).endswith(query.before):
                yield case

    def _holding(self, fits: Callable[[str], bool]) -> Iterator[str]:
        return (record for name, known in self._organisations.items() if fits(name) for record in known)

    def _with_words(self, text: str) -> list[str]:
        terms = set(segment_query(text, self._vocabulary))
        return [record for record, words in self._words.items() if terms <= words] if terms else []

    def _in_order(self, found: Iterable[str]) -> Expected:
        return Expected([hit.id for hit in newest_first(Hit(self._dates[record], record) for record in set(found))])
