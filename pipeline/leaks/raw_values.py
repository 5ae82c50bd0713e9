"""Tonight's values, in memory only: what must not occur in any byte that goes out.

The object cannot be pickled, copied or printed with values. A process pool gets it by fork alone:
the child shares the parent's memory, so nothing is ever written to a pipe or a file.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

import hyperscan

from pipeline.leaks.alphabet import narrowed
from pipeline.leaks.checks import has_credit_check, is_dated_resident_id
from pipeline.leaks.runs import digit_runs

_SHORTEST_NUMBER = 11
_SHORTEST_TEXT = 3
_SHORTEST_LONG = 15
HALF = 8
_TEXTS_PER_DATABASE = 20_000
_TRUNKS = ("0086", "086", "86")
_PLAIN_ID = re.compile(r"[0-9]{17}[0-9X]")
_PLAIN_MOBILE = re.compile(r"1[0-9]{10}")
_PASSPORT = re.compile(r"[A-Za-z]{1,3}[0-9]{6,10}")
_STARS = re.compile(r"[*＊●×✱]{2}")
_CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


@dataclass(slots=True, repr=False)
class RawValues:
    """Hash sets of numbers and literal databases of texts.

    Attributes:
        bodies: First 17 digits of every 18-character identity number, 15-digit ones converted.
        numbers: Every other number of at least 11 digits, by length.
        public: Digit runs that are declared public (contacts, courts).
        texts: The literal net: databases with the texts in the order of their ids.
    """

    bodies: frozenset[str]
    numbers: dict[int, frozenset[str]]
    public: frozenset[str]
    texts: list[tuple[hyperscan.Database, list[str]]] = field(default_factory=list)
    public_texts: frozenset[str] = frozenset()
    """Declared texts in small letters: mailboxes, a lot's own plate."""
    public_ends: frozenset[str] = frozenset()
    """Every end of seven digits and more of a declared number: a landline without its area code."""
    heads: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    """First and last eight digits of every number of 15 digits and more, for broken ones."""

    @classmethod
    def collect(
        cls, identifiers: Iterable[str], phones: Iterable[str], others: Iterable[str], public: Iterable[str]
    ) -> "RawValues":
        """Fold and sort tonight's values.

        Args:
            identifiers: Identity numbers of people as the source has them, in whatever form; already
                masked ones and organisations' codes that check are left out.
            phones: Telephone, card and account numbers of people; several in one text are separated.
            others: Texts of at least three characters: addresses, e-mails, protected names.
            public: Values of any of these kinds that are public by declaration: they never alarm.
        """
        declared = list(public)
        free = {number for text in declared for number in _numbers_of(text)}
        bodies: set[str] = set()
        numbers: set[str] = set()
        texts = set(others)
        for text in set(identifiers):  # one person stands in many rows
            if _STARS.search(text) or _is_credit_code(text):
                continue
            known = set(_bodies_of(text))
            bodies |= known
            numbers.update(() if known else _numbers_of(text))
            texts.update(_PASSPORT.findall(text))
        numbers.update(number for text in set(phones) for number in _numbers_of(text))
        numbers.update(body[:6] + body[8:] for body in bodies if body[6:8] == "19")
        bodies -= {number[:17] for number in free}
        long = [*bodies, *(number for number in numbers - free if len(number) >= _SHORTEST_LONG)]
        return cls(
            bodies=frozenset(bodies),
            numbers=_by_length(numbers - free),
            public=frozenset(free),
            texts=_literal_databases(texts - set(declared)),
            public_texts=frozenset(text.strip().lower() for text in declared),
            public_ends=frozenset(number[at:] for number in free for at in range(len(number) - 6)),
            heads=frozenset(number[:HALF] for number in long),
            tails=frozenset(number[-HALF:] for number in long),
        )

    def __repr__(self) -> str:
        return f"RawValues({len(self.bodies)} identity numbers, {sum(map(len, self.numbers.values()))} others)"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("raw values stay in memory: RawValues is never pickled or copied")

    def __getstate__(self) -> NoReturn:
        raise TypeError("raw values stay in memory: RawValues is never pickled or copied")


def _numbers_of(text: str) -> Iterator[str]:
    """Each whole run and each group of it that is long enough; trunk prefixes are cut off."""
    if _PLAIN_MOBILE.fullmatch(text):
        yield text
        return
    for run in digit_runs(text):
        for number in {run.digits, *(run.digits[first:last] for first, last in run.groups())}:
            for trunk in _TRUNKS:
                if number.startswith(trunk + "1") and len(number) == len(trunk) + 11:
                    yield number[len(trunk) :]
            if len(number) >= _SHORTEST_NUMBER:
                yield number


def _bodies_of(text: str) -> Iterator[str]:
    if _PLAIN_ID.fullmatch(text):
        yield text[:17]
        return
    for run in digit_runs(text):
        if len(run.digits) == 18 or (len(run.digits) == 17 and run.x_end):
            yield run.digits[:17]
        elif len(run.digits) == 15:
            yield run.digits[:6] + "19" + run.digits[6:]


def _is_credit_code(text: str) -> bool:
    """Whether the text is an organisation's code: by its letters, or as digits that check and hold no date."""
    code = text.strip().upper()
    if not _CREDIT_CODE.fullmatch(code):
        return False
    if not code[:17].isdigit() or not (code[17].isdigit() or code[17] == "X"):
        return True
    return not is_dated_resident_id(code) and has_credit_check(code)


def _by_length(numbers: set[str]) -> dict[int, frozenset[str]]:
    by_length: dict[int, set[str]] = defaultdict(set)
    for number in numbers:
        by_length[len(number)].add(number)
    return {length: frozenset(by_length[length]) for length in sorted(by_length)}


def _literal_databases(texts: set[str]) -> list[tuple[hyperscan.Database, list[str]]]:
    """Databases of limited size: compiling grows faster than the number of literals."""
    stripped = {text.strip() for text in texts}
    stripped |= set(map(narrowed, stripped))
    long_enough = sorted(text for text in stripped if len(text) >= _SHORTEST_TEXT)
    databases = []
    for first in range(0, len(long_enough), _TEXTS_PER_DATABASE):
        part = long_enough[first : first + _TEXTS_PER_DATABASE]
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[text.encode("utf-8", "replace") for text in part],
            ids=list(range(len(part))),
            flags=hyperscan.HS_FLAG_CASELESS,
            literal=True,
        )
        databases.append((database, part))
    return databases
