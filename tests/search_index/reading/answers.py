"""One function per kind of question, over the files alone."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from typing import Any, ClassVar

from pipeline.masking.profiles import Profile
from search_index.analyzer import case_keys, identifier_keys, normalise_name, segment_query, short_form
from search_index.answers import Choice, Part, Wish
from search_index.pinyin import fits_mixed, mixed_keys
from search_index.query import Asked, Query, case_ends_so, read_query
from search_index.questions import case_year, courts_meant, holds_short_form, is_of_court
from search_index.readings import SHORTEST_FIRM, Reading, fits, is_name
from search_index.words import fold_text
from tests.search_index.reading.hits import Opened, Place, Row
from tests.search_index.reading.lists import date_of, exact_count, holding, in_all, passes, peek, ranked, records_of
from tests.search_index.reading.store import FACTOR, Entry, Page, Store, days

FIRST_PAGE = 20
NAMES_AT_FIRST = 8
"""Names of organisations that a first page opens."""
LONGEST_PLAIN_NAME = 3
ALL_UP_TO = 200
MOST_FOR_SHORT_FORM = 2000
SIDE_BY_SIDE = 4
ENOUGH = 200
"""Documents of the rarest word, of which some twenty have the other words too."""
MOST_AHEAD = 7

_DOT = re.compile("[•・．·‧∙⋅･.]")
_Keys = list[tuple[str, str]]
_FurtherPage = tuple[str, str, int]
"""Family, key, number."""


@dataclass(slots=True)
class Found:
    """An answer.

    Attributes:
        rows: The first rows in order: all up to 200, else 20.
        count: Hits that pass the filters.
        at_least: Whether there may be more.
        part: Which part answered.
        choices: Names or case numbers instead of hits.
        any: Whether the part has anything, whatever the filters.
    """

    rows: list[Row] = field(default_factory=list)
    count: int = 0
    at_least: bool = False
    part: Part | None = None
    choices: list[Choice] = field(default_factory=list)
    any: bool = False


class Reader:
    """Answers questions from the files below ``search/data``.

    Args:
        store: The files.
        quick: Read only the first page of an answer, as a page does before it counts.
    """

    def __init__(self, store: Store, *, quick: bool = False) -> None:
        self.store = store
        self.cards = Opened(store)
        self._quick = quick
        self._all_up_to = FIRST_PAGE if quick else ALL_UP_TO

    def answer(self, text: str, wish: Wish | None = None) -> tuple[Query, Found]:
        """The query as understood, and what answers it."""
        query = read_query(text, Profile(self.store.manifest["profile"]))
        return query, self._answers[query.asked](self, query, wish or Wish())

    def _nothing(self, _: Query, __: Wish) -> Found:
        return Found()

    def _by_number(self, query: Query, wish: Wish) -> Found:
        def fits(row: Row) -> bool:
            return not set(query.keys).isdisjoint(identifier_keys(row.get("id_number")))

        if query.is_impossible:
            return Found()
        if not query.names:
            return self._by_references(query.asked.value, query.keys, fits, wish)
        entries = [entry for entry in self.store.entries("cards", query.names if query.keys else ()) if entry]
        rows = [row for entry in entries for row in self.cards.of_numbers(entry, query.keys)]
        return self._of_rows([row for row in rows if fits(row)], wish)

    def _by_case(self, query: Query, wish: Wish) -> Found:
        def fits(row: Row) -> bool:
            number = row.get("case_number") or row.get("document_number")
            return not set(query.keys).isdisjoint(case_keys(number))

        return self._by_references("case", query.keys, fits, wish)

    def _by_references(self, family: str, keys: Iterable[str], fits: Callable[[Row], bool], wish: Wish) -> Found:
        references = [item for entry in self.store.entries(family, keys) if entry for item in self._items(entry)]
        texts = {item[1:] for item in references if isinstance(item, str) and item.startswith(" ")}
        names = {item[0]: item for item in references if not isinstance(item, str)}
        plain = {item for item in references if isinstance(item, str)} - {f" {text}" for text in texts}
        on_pages = {name: pages for name, _, *pages in names.values() if pages}
        whole = (plain | set(names)) - set(on_pages)
        buckets = [name for name, pages in on_pages.items() if 0 in pages] + sorted(whole)
        further = [("cards", name, page) for name, pages in on_pages.items() for page in pages if page]
        self.store.prefetch([("texts", text) for text in texts] + [("cards", name) for name in buckets], further)
        rows = [entry.items for entry in self.store.entries("texts", sorted(texts)) if entry]
        for name, pages in on_pages.items():
            rows += self.cards.on_pages(name, pages)
        for entry in self.store.entries("cards", sorted(whole)):
            assert entry is not None
            rows += self.cards.rows(entry)
        return self._of_rows([row for row in rows if fits(row)], wish)

    def _by_tail(self, query: Query, _: Wish) -> Found:
        entry = self.store.entry("tails", query.keys[0])
        items = self._items(entry) if entry else []
        cases = ((f"{before}{query.keys[0]}号", n) for before, n in items)
        chosen = [Choice(case, n) for case, n in cases if case_ends_so(case, query)]
        if query.where:
            codes = courts_meant(self.store._read(["tables/courts.json.gz"])[0], query.where)
            chosen = [choice for choice in chosen if is_of_court(choice.text, codes, query.where)] or chosen
        return Found(part=Part.TAIL, choices=sorted(chosen, key=lambda choice: (-case_year(choice.text), choice.text)))

    def _by_text(self, query: Query, wish: Wish) -> Found:
        """Part after part; what parts need first is fetched side by side, where a name is unlikely or not there."""
        if wish.only is None:
            self._prefetch(query)
        for part, find in self._parts.items():
            if wish.only not in (None, part) and not (wish.only is Part.ORGANISATIONS and part is Part.SHORT):
                continue
            if part is Part.ORGANISATIONS and wish.only is None:
                self.store.prefetch(_after_names(query))
            found = find(self, query, wish)
            if found.any:
                found.part = part
                return found
            if part is Part.ORGANISATIONS and wish.only is None:
                self._prefetch_after_organisations(query)
        return Found(part=wish.only)

    def _prefetch(self, query: Query) -> None:
        """Changes no answer, only what waits for what."""
        cards = [("cards", name) for name in query.names]
        if query.letters:
            self.store.prefetch([*cards, *(("pinyin", key) for key in query.letters)])
        elif not is_likely_name(query.shown):
            self.store.prefetch(cards + _after_names(query))

    def _prefetch_after_organisations(self, query: Query) -> None:
        """What short forms and words need, side by side; words wait for their costs."""
        short = short_form(normalise_name(query.shown))
        pairs = [("orgs", pair) for pair in (short[:2], short[-2:]) if len(pair) == 2]
        buckets, pages = self._wanted_postings(*self._terms(query))
        self.store.prefetch(pairs + buckets, pages)

    def _exact(self, query: Query, wish: Wish) -> Found:
        self.store.prefetch([("cards", name) for reading in query.readings for name in reading.names])
        for reading in query.readings:
            is_borne = all(any(self.store.entries("cards", names)) for names in reading.each)
            found = self._of_reading(reading, wish) if is_borne else Found()
            if found.any:
                return found
        return Found()

    def _of_reading(self, reading: Reading, wish: Wish) -> Found:
        entries = [entry for entry in self.store.entries("cards", reading.names) if entry]
        if reading.where or len(entries) != 1 or (entries[0].total or 0) <= self._all_up_to:
            rows = [row for entry in entries for row in self.cards.rows(entry)]
            return self._of_rows([row for row in rows if fits(row, date_of(row), reading.where)], wish)
        entry = entries[0]
        if wish == Wish():
            rows = self.cards.at([(entry.key, rank) for rank in range(FIRST_PAGE)])
            return Found(rows, entry.total or 0, any=True)
        return self._of_places(self.cards.order(entry), wish, entry)

    def _pinyin(self, query: Query, _: Wish) -> Found:
        names = dict(self._read_so(query.letters))
        mixed = mixed_keys(query.mixed) if query.mixed else ()
        names |= {name: n for name, n in self._read_so(mixed) if fits_mixed(name, query.mixed)}
        choices = [Choice(name, names[name]) for name in sorted(names, key=lambda name: (-names[name], name))]
        return Found(choices=choices, any=bool(choices))

    def _read_so(self, keys: Iterable[str]) -> list[tuple[str, int]]:
        return [(name, n) for entry in self.store.entries("pinyin", keys) if entry for name, n in self._items(entry)]

    def _organisations(self, query: Query, wish: Wish) -> Found:
        for fragment in query.forms:
            entry = self._gram(fragment) if len(fragment) > 1 else None
            holds = partial(_is_inside, fragment)
            found = self._of_organisations(entry, holds, wish) if entry else Found()
            if found.any:
                return found
        return Found()

    def _gram(self, fragment: str) -> Entry | None:
        pair = self.store.entry("orgs", fragment[:2])
        if pair is None or pair.total is None:
            return pair
        longest = max([fragment[:2], *(gram for gram in pair.items["l"] if fragment.startswith(gram))], key=len)
        most = self.store.manifest["longest_gram"]
        if longest == fragment[:2] == fragment:
            return pair
        wanted = longest if longest == fragment or len(longest) == most else fragment[: len(longest) + 1]
        return self.store.entry("orgs", wanted)

    def _short(self, query: Query, wish: Wish) -> Found:
        for short in filter(None, map(short_form, query.forms)):
            found = self._of_rarest((short[:2], short[-2:]), partial(_holds, short), wish)
            if found.any:
                return found
        pairs = [part[:2] for part in query.parts]
        return self._of_rarest(pairs, lambda name: all(part in name for part in query.parts), wish)

    def _of_rarest(self, pairs: Sequence[str], holds: Callable[[str], bool], wish: Wish) -> Found:
        entries = self.store.entries("orgs", pairs)
        if not entries or not all(entries):
            return Found()
        rarer = min((entry for entry in entries if entry), key=records_of)
        if records_of(rarer) > MOST_FOR_SHORT_FORM:
            return Found()
        return self._of_organisations(rarer, holds, wish)

    def _of_organisations(self, entry: Entry, fits: Callable[[str], bool], wish: Wish) -> Found:
        places = (place for place in self._all_places(entry) if any(map(fits, place.names)))
        is_exact = entry.total is not None and fits(entry.key)
        return self._of_places(ranked(places, fits), wish, entry if is_exact else None)

    def _all_places(self, entry: Entry) -> Iterator[Place]:
        """Those in the bucket, then further pages; of longer grams they are on the pages of a pair."""
        yield from self._places(entry)
        if entry.total is None:
            return
        pair = self.store.entry("orgs", entry.items["b"]) if "b" in entry.items else entry
        assert pair is not None
        assert pair.total is not None
        pages = self._further(pair)
        if pair is entry:
            yield from (place for page in pages for place in self._places(page))
            return
        first = self.store.manifest["pages"]["orgs"][0]
        whole = chain(self._places(pair), (place for page in pages for place in self._places(page)))
        held = (replace(place, names=holding(place, entry.key)) for place in whole)
        yield from islice((place for place in held if place.names), first, None)

    def _further(self, entry: Entry) -> Iterator[Page]:
        """Further pages in order, a few side by side; those that are here already one by one."""
        assert entry.total is not None
        first, further = self.store.manifest["pages"][entry.family]
        last = -(-(entry.total - first) // further)
        number = 1
        while number <= last:
            stop = number + 1 if self.store.holds(entry, number) else min(number + SIDE_BY_SIDE, last + 1)
            yield from self.store.pages((entry, page) for page in range(number, stop))
            number = stop

    def _places(self, page: Page) -> list[Place]:
        found = []
        for date, (numbers,) in days(page.items["o"], 2):
            for number, facet in zip(numbers[::2], numbers[1::2], strict=True):
                names = page.items["m"][number]
                known = tuple(names) if isinstance(names, list) else (names,)
                found.append(Place(date, self.store.datasets[facet % FACTOR], page.court(facet), known[0], known))
        return found

    def _words(self, query: Query, wish: Wish) -> Found:
        whole = fold_text(query.shown).strip()
        if wish.only is None and is_name(query.shown):
            entry = self.store.entry("postings", whole)
            return self._of_places(in_all([self._postings(entry)]), wish, entry) if entry else Found()
        terms, documents = self._terms(query)
        if not terms or not all(documents):
            return Found()
        self.store.prefetch(*self._wanted_postings(terms, documents))
        entries = [entry for entry in self.store.entries("postings", terms) if entry]
        common = in_all([self._postings(entry) for entry in entries])
        return self._of_places(common, wish, entries[0] if len(entries) == 1 else None)

    def _terms(self, query: Query) -> tuple[tuple[str, ...], list[int]]:
        """The terms of a query, and how many documents each has."""
        signs = _signs(query.shown)
        vocabulary = self.store.words(signs) if signs else {}
        terms = segment_query(query.shown, {word: cost for word, (cost, _) in vocabulary.items()})
        return terms, [vocabulary.get(term, (0, 0))[1] for term in terms]

    def _wanted_postings(self, terms: Sequence[str], documents: Sequence[int]) -> tuple[_Keys, list[_FurtherPage]]:
        """The buckets of terms, and the further pages that a first page of common hits probably needs.

        If the part ``ENOUGH / rarest`` of the rarest list has enough hits, the same part of every list has them.
        """
        if not terms or not all(documents):
            return [], []
        first, further = self.store.manifest["pages"]["postings"]
        part = min(1.0, ENOUGH / min(documents)) if len(terms) > 1 else 0
        pages = [
            ("postings", term, number)
            for term, count in zip(terms, documents, strict=True)
            for number in range(1, min(MOST_AHEAD, -(-(round(count * part) - first) // further)) + 1)
        ]
        return [("postings", term) for term in terms], pages

    def _postings(self, entry: Entry) -> Iterator[Place]:
        size = self.store.manifest["short_id"]
        for page in chain([entry], self._further(entry) if entry.total is not None else ()):
            for date, (ids, facets) in days(page.items["o"], 3):
                for number, facet in enumerate(facets):
                    beginning = ids[number * size : (number + 1) * size]
                    dataset = self.store.datasets[facet % FACTOR]
                    yield Place(date, dataset, page.court(facet), date + beginning, rank=None)

    def _items(self, entry: Entry) -> list[Any]:
        """All items of a list entry."""
        further = self._further(entry) if entry.total is not None else ()
        return [*entry.items["r"], *(item for page in further for item in page.items)]

    def _of_places(self, places: Iterable[Place], wish: Wish, exact: Entry | None = None) -> Found:
        """Open the first hits of a list that is read only as far as needed.

        Args:
            places: The list in order.
            wish: Filters and order.
            exact: The entry whose counts hold for the list; None where names had to be checked.
        """
        anything, places = peek(places)
        count = exact_count(exact, wish)
        most = self._all_up_to + 1 if count is None else count if count <= self._all_up_to else FIRST_PAGE
        passing = (place for place in places if place.passes(wish))
        found = list(passing) if wish.oldest_first else list(islice(passing, most))
        ordered = found[::-1] if wish.oldest_first else found
        at_least = count is None and len(ordered) == most and not wish.oldest_first
        total = len(ordered) if count is None else count
        shown = ordered if total <= self._all_up_to and not self._quick else first_page(ordered)
        return Found(self._opened(shown), total, at_least=at_least, any=anything)

    def _opened(self, places: Sequence[Place]) -> list[Row]:
        if places and places[0].rank is None:
            return self._texts(places)
        if places and places[0].names:
            return self.cards.of_organisations(places)
        return self.cards.at([(place.name, place.rank or 0) for place in places])

    def _texts(self, places: Sequence[Place]) -> list[Row]:
        entries = self.store.entries("texts", [place.name for place in places])
        return [entry.items for entry in entries if entry]

    def _of_rows(self, rows: Iterable[Row], wish: Wish) -> Found:
        by_id = {row["id"]: row for row in rows}
        passing = sorted((row for row in by_id.values() if passes(row, wish)), key=lambda row: row["id"])
        ordered = sorted(passing, key=date_of, reverse=True)
        if wish.oldest_first:
            ordered.reverse()
        return Found(ordered, len(ordered), any=bool(by_id))

    _answers: ClassVar = {
        Asked.NOTHING: _nothing,
        Asked.ID: _by_number,
        Asked.USCC: _by_number,
        Asked.CASE: _by_case,
        Asked.TAIL: _by_tail,
        Asked.TEXT: _by_text,
    }
    _parts: ClassVar = {
        Part.EXACT: _exact,
        Part.PINYIN: _pinyin,
        Part.ORGANISATIONS: _organisations,
        Part.SHORT: _short,
        Part.WORDS: _words,
    }


def _is_inside(fragment: str, name: str) -> bool:
    return fragment in name


def _holds(short: str, name: str) -> bool:
    return holds_short_form(name, short)


def first_page(places: Sequence[Place]) -> Sequence[Place]:
    """The first twenty hits; of organisations those of the first eight names, each of which opens a file."""
    names: set[str] = set()
    for number, place in enumerate(places[:FIRST_PAGE]):
        names.add(place.name)
        if place.names and len(names) > NAMES_AT_FIRST:
            return places[:number]
    return places[:FIRST_PAGE]


def is_likely_name(text: str) -> bool:
    """Whether a text is likely a whole name, so that nothing else should be fetched beside its cards."""
    name = normalise_name(text)
    short = short_form(name)
    is_firm = short != name and len(short) >= SHORTEST_FIRM
    return is_firm or len(name) <= LONGEST_PLAIN_NAME or _DOT.search(text) is not None


def _after_names(query: Query) -> _Keys:
    """What organisations and words need first; a short text may be one word, and of a whole name no more is asked."""
    name = normalise_name(query.shown)
    grams = [("orgs", name[:size]) for size in (2, 3)]
    word = [("postings", fold_text(query.shown).strip())] if len(name) <= LONGEST_PLAIN_NAME else []
    return grams + word + ([] if is_name(query.shown) else [("words", sign) for sign in _signs(query.shown)])


def _signs(text: str) -> list[str]:
    return list(dict.fromkeys(sign for sign in fold_text(text) if sign.isalnum()))
