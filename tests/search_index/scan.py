"""The independent reference: every question answered by looking at every record, as docs/search.md says in words.

No index, no files, no cleverness. Only normal forms (of queries, names, numbers, words) and the date of a record are
shared with the search; which records fit, which part answers, what is counted and in which order is written here anew.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.analyzer import case_keys, identifier_keys, name_keys, segment_query, short_form
from search_index.answers import Answer, Choice, Part, Wish
from search_index.pinyin import fits_mixed, initial_keys, mixed_keys, pinyin_keys
from search_index.query import Asked, Query, case_ends_so, read_query
from search_index.readings import Reading, fits, fits_court, is_name
from search_index.rows import newest_date, searchable_text
from search_index.words import fold_text, text_terms, word_cost

PARTIES = frozenset(
    ("unfinished_cases", "dishonest_debtors", "consumption_limits", "exit_bans", "bidding_limits", "terminated_rounds")
)
TEXTS = frozenset(("auction_notices", "hearing_notices", "reward_notices", "guidelines"))
UNSEARCHED = frozenset(("courts",))
MOST_FOR_SHORT_FORM = 2000


@dataclass(frozen=True, slots=True)
class Seen:
    """A record by what it can be asked for."""

    row: PublicRow
    date: str
    names: tuple[str, ...] = ()
    kind: str = ""
    numbers: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


class Scan:
    """Every record of a snapshot.

    Args:
        rows: Public rows.
    """

    def __init__(self, rows: Iterable[PublicRow]) -> None:
        self._seen = [_look_at(row) for row in rows if row["dataset"] not in UNSEARCHED]
        self._courts = {row["court_code"]: row.get("court_name") or "" for row in (seen.row for seen in self._seen)}
        self._vocabulary = {word: word_cost(word) for word in set().union(*(seen.words for seen in self._seen))}

    @classmethod
    def of_lines(cls, rows: Iterable[str]) -> "Scan":
        """The same of canonical JSON."""
        return cls(map(json.loads, rows))

    def search(
        self, query: str, *, profile: Profile, limit: int | None = 200, offset: int = 0, wish: Wish | None = None
    ) -> Answer:
        """All that fits a query, part after part."""
        wish = wish or Wish()
        asked = read_query(query, profile)
        part, found, choices = self._found(asked, wish)
        passing = [seen for seen in found if _passes(seen, wish)]
        newest = sorted(sorted(passing, key=lambda seen: seen.row["id"]), key=lambda seen: seen.date, reverse=True)
        rows = [seen.row for seen in (reversed(newest) if wish.oldest_first else newest)]
        shown = rows[offset:] if limit is None else rows[offset : offset + limit]
        kind = _kind(asked, part)
        return Answer(kind, len(rows), tuple(shown), asked.shown, asked.notes, part, len(found), tuple(choices))

    def _found(self, asked: Query, wish: Wish) -> tuple[Part | None, list[Seen], list[Choice]]:
        if asked.asked is Asked.NOTHING:
            return None, [], []
        if asked.asked is Asked.TAIL:
            return Part.TAIL, [], self._cases_that_end(asked)
        if asked.asked is Asked.CASE:
            return None, self._that(lambda seen: any(key in seen.cases for key in asked.keys)), []
        if asked.asked is not Asked.TEXT:
            if asked.is_impossible:
                return None, [], []
            numbered = self._that(lambda seen: any(key in seen.numbers for key in asked.keys))
            wanted = [seen for seen in numbered if any(name in seen.names for name in asked.names)]
            return None, wanted if asked.names else numbered, []
        return self._of_text(asked, wish.only)

    def _of_text(self, asked: Query, only: Part | None) -> tuple[Part | None, list[Seen], list[Choice]]:
        parts: dict[Part, Callable[[], tuple[list[Seen], list[Choice]]]] = {
            Part.EXACT: lambda: (self._named(asked), []),
            Part.PINYIN: lambda: ([], self._people_read_so(asked)),
            Part.ORGANISATIONS: lambda: (first_of(self._organisations(form) for form in asked.forms), []),
            Part.SHORT: lambda: (self._short(asked), []),
            Part.WORDS: lambda: (self._with_words(asked.shown, only is None), []),
        }
        wanted = {Part.ORGANISATIONS: (Part.ORGANISATIONS, Part.SHORT)}.get(only, (only,)) if only else tuple(parts)
        for part in wanted:
            found, choices = parts[part]()
            if found or choices:
                return part, found, choices
        return only, [], []

    def _that(self, fits: Callable[[Seen], bool]) -> list[Seen]:
        return [seen for seen in self._seen if fits(seen)]

    def _named(self, asked: Query) -> list[Seen]:
        """Who bears a name of the first reading that anybody fits, and has all that the reading says."""
        held = (reading for reading in asked.readings if all(map(self._bearing, reading.each)))
        return first_of(map(self._of_reading, held))

    def _of_reading(self, reading: Reading) -> list[Seen]:
        return [seen for seen in self._bearing(reading.names) if fits(seen.row, seen.date, reading.where)]

    def _bearing(self, names: tuple[str, ...]) -> list[Seen]:
        return self._that(lambda seen: any(name in seen.names for name in names))

    def _people_read_so(self, asked: Query) -> list[Choice]:
        people = Counter(name for seen in self._seen if seen.kind == "natural" for name in seen.names)
        mixed = mixed_keys(asked.mixed) if asked.mixed else ()
        fitting = []
        for name in people:
            keys = {*pinyin_keys(name), *initial_keys(name)}
            if keys.intersection(asked.letters) or (keys.intersection(mixed) and fits_mixed(name, asked.mixed)):
                fitting.append(name)
        return [Choice(name, people[name]) for name in sorted(fitting, key=lambda name: (-people[name], name))]

    def _cases_that_end(self, asked: Query) -> list[Choice]:
        """Case numbers whose serial number is the one that was typed, and what stands before it is as it was typed."""
        cases = Counter(case for seen in self._seen for case in seen.cases)
        serial = asked.keys[0]
        found = []
        for case, records in cases.items():
            before = case.removesuffix("号").removesuffix(serial)
            is_whole = case == f"{before}{serial}号" and not before.endswith(tuple("0123456789"))
            if is_whole and len(before) > len("(2025)") and case_ends_so(case, asked):
                found.append(Choice(case, records))
        meant = [
            code for code, name in self._courts.items() if all(fits_court(code, name, word) for word in asked.where)
        ]
        said = [*meant, "".join(asked.where)]
        narrow = [choice for choice in found if any(code in choice.text for code in said)] if asked.where else []
        return sorted(narrow or found, key=lambda choice: (-_year(choice.text), choice.text))

    def _organisations(self, fragment: str) -> list[Seen]:
        return self._of_organisations(lambda name: fragment in name) if len(fragment) > 1 else []

    def _short(self, asked: Query) -> list[Seen]:
        """Records of organisations whose name holds a short form, whole or in two pieces in order; or all parts typed."""
        return first_of(map(self._holding_pieces, filter(None, map(short_form, asked.forms)))) or self._holding_all(
            asked.parts
        )

    def _holding_pieces(self, short: str) -> list[Seen]:
        pieces = [(short[:cut], short[cut:]) for cut in range(2, len(short) - 1)]
        return self._of_rare_organisations(
            (short[:2], short[-2:]),
            lambda name: short in name or any(last in name.partition(first)[2] for first, last in pieces),
        )

    def _holding_all(self, parts: tuple[str, ...]) -> list[Seen]:
        pairs = tuple(part[:2] for part in parts)
        return self._of_rare_organisations(pairs, lambda name: all(part in name for part in parts)) if parts else []

    def _of_rare_organisations(self, pairs: tuple[str, ...], fits_name: Callable[[str], bool]) -> list[Seen]:
        rarest = min(len(self._organisations(pair)) for pair in pairs)
        return self._of_organisations(fits_name) if rarest <= MOST_FOR_SHORT_FORM else []

    def _of_organisations(self, fits: Callable[[str], bool]) -> list[Seen]:
        return self._that(lambda seen: seen.kind in ("legal", "other") and any(map(fits, seen.names)))

    def _with_words(self, text: str, may_be_name: bool) -> list[Seen]:
        whole = fold_text(text).strip()
        terms = {whole} if may_be_name and is_name(text) else set(segment_query(text, self._vocabulary))
        return self._that(lambda seen: terms <= seen.words) if terms else []


def first_of(ways: Iterable[list[Seen]]) -> list[Seen]:
    """What the first way finds that finds anything."""
    return next(filter(None, ways), [])


def _look_at(row: PublicRow) -> Seen:
    cases = case_keys(row.get("case_number") or row.get("document_number"))
    if row["dataset"] in TEXTS:
        return Seen(row, newest_date(row), cases=cases, words=frozenset(text_terms(searchable_text(row))))
    if row["dataset"] not in PARTIES:
        return Seen(row, newest_date(row), cases=cases)
    names, numbers = name_keys(row.get("party_name") or ""), identifier_keys(row.get("id_number"))
    return Seen(row, newest_date(row), names, row.get("party_kind") or "", numbers, cases)


def _passes(seen: Seen, wish: Wish) -> bool:
    asked = (wish.dataset, wish.court, wish.year)
    has = (seen.row["dataset"], seen.row.get("court_code"), seen.date[:4])
    return all(want is None or want == have for want, have in zip(asked, has, strict=True))


def _kind(asked: Query, part: Part | None) -> str:
    if asked.asked is Asked.TAIL:
        return "case"
    if asked.asked in (Asked.ID, Asked.USCC, Asked.CASE):
        return asked.asked.value
    return "words" if part in (None, Part.WORDS) else "name"


def _year(case: str) -> int:
    """The four digits behind the first bracket."""
    year = case[case.find("(") + 1 :][:4] if "(" in case else ""
    return int(year) if len(year) == 4 and year.isascii() and year.isdecimal() else 0
