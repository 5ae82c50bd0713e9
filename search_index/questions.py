"""The rules by which a question is answered, in one page: those of the browser (docs/search.md), for the terminal.

1. A number, code or case number is looked up whole; the tail of a case number gives the case numbers to choose from.
2. Text is answered by the first part that has anything: exact names, pinyin (names to choose from), organisations
   whose name holds it, organisations that its short form fits, notices and guidelines that have all its words.
   A part that is demanded answers alone.
3. Filters hold for hits and never change which part answers.
4. Newest first, on one day by id; or the other way round.

What is asked of records comes from a `View` (`search_index.search`). The tests hold these rules, those of the browser
and a plain scan of all rows together (`tests/search_index/scan.py`).
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from pipeline.cleaning.characters import is_digits
from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.analyzer import distinct, segment_query, short_form, word_cost
from search_index.answers import Answer, Choice, Part, Wish
from search_index.pinyin import fits_mixed, mixed_keys
from search_index.query import Asked, Query, case_ends_so, read_query
from search_index.readings import fits, fits_court, is_name
from search_index.rows import Hit, is_organisation, newest_date, newest_first, row_names
from search_index.words import candidate_words, fold_text

SHORTEST_FRAGMENT = 2
MOST_FOR_SHORT_FORM = 2000
"""Records that have the rarer of the two pairs; a short form of commoner pairs is not looked up."""


@dataclass(frozen=True, slots=True)
class Holders:
    """The organisations whose name holds a pair of characters."""

    names: Set[str]
    records: int
    """How many records bear such a name."""
    is_common: bool = False
    """Whether they are more than a bucket shows."""

    @property
    def few(self) -> Set[str]:
        """The names, where one file has them all."""
        return frozenset() if self.is_common else self.names


class View(Protocol):
    """What the rules ask of the records; every key is in its normal form."""

    def named(self, name: str) -> Iterable[PublicRow]:
        """The party records that bear a name."""

    def numbered(self, number: str) -> Iterable[PublicRow]:
        """The party records with a printed number or code."""

    def of_case(self, case: str) -> Iterable[PublicRow]:
        """The records of a case, and the texts of a case or document number."""

    def with_serial(self, serial: str) -> Mapping[str, int]:
        """Case number that ends with a serial number -> its records."""

    def courts(self) -> Mapping[str, str]:
        """Code of a court -> its printed name."""

    def read_so(self, letters: str) -> Mapping[str, int]:
        """Name of a natural person that may be read so -> its records."""

    def holders(self, pair: str) -> Holders:
        """The organisations whose name holds two characters."""

    def has_word(self, word: str) -> bool:
        """Whether any text has a word."""

    def with_words(self, words: Iterable[str]) -> Iterable[PublicRow]:
        """The texts that have all words."""

    def scores(self, words: Iterable[str]) -> Mapping[str, float]:
        """Id -> BM25 score, of the texts that have all words."""


@dataclass(frozen=True, slots=True)
class _Found:
    """Rows of one part, ranked if they have scores; or choices."""

    rows: tuple[PublicRow, ...] = ()
    choices: tuple[Choice, ...] = ()
    part: Part | None = None
    scores: Mapping[str, float] | None = None


_NOTHING = _Found()


def answer(view: View, text: str, *, profile: Profile, wish: Wish) -> Answer:
    """Answer a query from a view of the records."""
    query = read_query(text, profile)
    found = _ANSWERS[query.asked](view, query, wish)
    hits = tuple(_ordered([row for row in found.rows if wish.passes(row)], found.scores, wish))
    kind = _kind(query.asked, found)
    return Answer(kind, len(hits), hits, query.shown, query.notes, found.part, len(found.rows), found.choices)


def holds_short_form(name: str, short: str) -> bool:
    """Whether a name holds a short form, whole or in two pieces of two characters at least, in order.

    >>> holds_short_form("杭州市华美贸易有限公司", "杭州华美"), holds_short_form("华美(杭州)公司", "杭州华美")
    (True, False)
    """
    if short in name:
        return True
    cuts = range(SHORTEST_FRAGMENT, len(short) - SHORTEST_FRAGMENT + 1)
    return any(_in_order(name, short[:cut], short[cut:]) for cut in cuts)


def _in_order(name: str, first: str, second: str) -> bool:
    place = name.find(first)
    return place >= 0 and name.find(second, place + len(first)) >= 0


def _kind(asked: Asked, found: _Found) -> str:
    if asked is Asked.TAIL:
        return Asked.CASE.value
    if asked in (Asked.TEXT, Asked.NOTHING):
        return "words" if found.part in (None, Part.WORDS) else "name"
    return asked.value


def _nothing(_: View, __: Query, ___: Wish) -> _Found:
    return _NOTHING


def _by_number(view: View, query: Query, _: Wish) -> _Found:
    if query.is_impossible:
        return _NOTHING
    rows = _distinct(map(view.numbered, query.keys))
    if query.names:
        rows = tuple(row for row in rows if set(query.names).intersection(row_names(row)))
    return _Found(rows)


def _by_case(view: View, query: Query, _: Wish) -> _Found:
    return _Found(_distinct(map(view.of_case, query.keys)))


def _by_tail(view: View, query: Query, _: Wish) -> _Found:
    cases = view.with_serial(query.keys[0])
    wanted = [case for case in cases if case_ends_so(case, query)]
    if query.where:
        codes = courts_meant(view.courts(), query.where)
        wanted = [case for case in wanted if is_of_court(case, codes, query.where)] or wanted
    in_order = sorted(wanted, key=lambda case: (-case_year(case), case))
    return _Found((), tuple(Choice(case, cases[case]) for case in in_order), Part.TAIL)


def is_of_court(case: str, codes: Iterable[str], where: Iterable[str]) -> bool:
    """Whether a case number has the code of one of some courts, or says itself all that was typed.

    >>> is_of_court("(2013)穗南法执字第1050号", (), ("穗南法",)), is_of_court("(2024)浙0111执4号", ("浙0106",), ("西湖",))
    (True, False)
    """
    return any(code in case for code in codes) or all(word in case for word in where)


def courts_meant(courts: Mapping[str, str], where: Iterable[str]) -> list[str]:
    """The codes of the courts that all words fit.

    >>> courts_meant({"浙0111": "杭州市富阳区人民法院", "浙0106": "杭州市西湖区人民法院"}, ("富阳",))
    ['浙0111']
    """
    words = tuple(where)
    return [code for code, name in courts.items() if all(fits_court(code, name, word) for word in words)]


def case_year(case: str) -> int:
    """The year in the brackets of a case key; 0 without one.

    >>> case_year("(2025)浙0106执12号"), case_year("法发(2014)18号"), case_year("(٢٠٢٥)浙")
    (2025, 2014, 0)
    """
    year = case.partition("(")[2][:4]
    return int(year) if is_digits(year) else 0


def _by_text(view: View, query: Query, wish: Wish) -> _Found:
    for part, find in _PARTS.items():
        if wish.only not in (None, part) and not (wish.only is Part.ORGANISATIONS and part is Part.SHORT):
            continue
        found = find(view, query, wish)
        if found.rows or found.choices:
            return found
    return _Found((), part=wish.only)


_ANSWERS: dict[Asked, Callable[[View, Query, Wish], _Found]] = {
    Asked.NOTHING: _nothing,
    Asked.ID: _by_number,
    Asked.USCC: _by_number,
    Asked.CASE: _by_case,
    Asked.TAIL: _by_tail,
    Asked.TEXT: _by_text,
}


def _exact(view: View, query: Query, _: Wish) -> _Found:
    """The first reading of the text that anybody fits."""
    for reading in query.readings:
        if not all(any(map(view.named, names)) for names in reading.each):
            continue
        rows = _distinct(map(view.named, reading.names))
        fitting = tuple(row for row in rows if fits(row, newest_date(row), reading.where))
        if fitting:
            return _Found(fitting, part=Part.EXACT)
    return _NOTHING


def _pinyin(view: View, query: Query, _: Wish) -> _Found:
    names: dict[str, int] = {}
    for key in query.letters:
        names |= view.read_so(key)
    for key in mixed_keys(query.mixed) if query.mixed else ():
        names |= {name: records for name, records in view.read_so(key).items() if fits_mixed(name, query.mixed)}
    in_order = sorted(names, key=lambda name: (-names[name], name))
    return _Found((), tuple(Choice(name, names[name]) for name in in_order), Part.PINYIN)


def _organisations(view: View, query: Query, _: Wish) -> _Found:
    """Records of organisations whose name holds a form of the text; its first two characters narrow them down."""
    for fragment in query.forms:
        if len(fragment) >= SHORTEST_FRAGMENT:
            names = (name for name in view.holders(fragment[:SHORTEST_FRAGMENT]).names if fragment in name)
            if rows := _bearing(view, names):
                return _Found(rows, part=Part.ORGANISATIONS)
    return _NOTHING


def _short(view: View, query: Query, _: Wish) -> _Found:
    """Records of organisations whose name holds a short form, or all parts of the text in any order."""
    for short in filter(None, map(short_form, query.forms)):
        names = _holders(view, (short[:SHORTEST_FRAGMENT], short[-SHORTEST_FRAGMENT:]))
        if rows := _bearing(view, (name for name in names if holds_short_form(name, short))):
            return _Found(rows, part=Part.SHORT)
    if not query.parts:
        return _NOTHING
    names = _holders(view, (part[:SHORTEST_FRAGMENT] for part in query.parts))
    return _Found(
        _bearing(view, (name for name in names if all(part in name for part in query.parts))), part=Part.SHORT
    )


def _holders(view: View, pairs: Iterable[str]) -> Set[str]:
    """The names that hold the rarest of some pairs; none where it is too common."""
    rarest = min(map(view.holders, pairs), key=lambda holders: holders.records)
    return rarest.names if rarest.records <= MOST_FOR_SHORT_FORM else frozenset()


def _words(view: View, query: Query, wish: Wish) -> _Found:
    terms = _terms(view, query, wish)
    if not terms:
        return _Found(part=Part.WORDS, scores={} if wish.rank else None)
    scores = view.scores(terms) if wish.rank else None
    return _Found(tuple(view.with_words(terms)), part=Part.WORDS, scores=scores)


def _terms(view: View, query: Query, wish: Wish) -> tuple[str, ...]:
    """The words of a text; a whole name counts as one word, unless words are demanded."""
    if wish.only is None and is_name(query.shown):
        word = fold_text(query.shown).strip()
        return (word,) if view.has_word(word) else ()
    candidates = distinct(candidate_words(query.shown))
    return segment_query(query.shown, {word: word_cost(word) for word in candidates if view.has_word(word)})


_PARTS: dict[Part, Callable[[View, Query, Wish], _Found]] = {
    Part.EXACT: _exact,
    Part.PINYIN: _pinyin,
    Part.ORGANISATIONS: _organisations,
    Part.SHORT: _short,
    Part.WORDS: _words,
}


def _bearing(view: View, names: Iterable[str]) -> tuple[PublicRow, ...]:
    """The records of organisations that bear one of the names; people may bear it, too."""
    return tuple(row for row in _distinct(map(view.named, names)) if is_organisation(row))


def _distinct(found: Iterable[Iterable[PublicRow]]) -> tuple[PublicRow, ...]:
    """Each record once, whatever led to it."""
    return tuple({row["id"]: row for row in chain.from_iterable(found)}.values())


def _ordered(rows: list[PublicRow], scores: Mapping[str, float] | None, wish: Wish) -> list[PublicRow]:
    by_hit = {Hit(newest_date(row), row["id"]): row for row in rows}
    ordered = [by_hit[hit] for hit in newest_first(by_hit)]
    if scores is not None:
        ordered.sort(key=lambda row: scores[row["id"]], reverse=True)
    return ordered[::-1] if wish.oldest_first else ordered
