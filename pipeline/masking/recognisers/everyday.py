"""A fact told without any word of a list: he goes nowhere without somebody's arm (`rules/masking_told_everyday.toml`, `[everyday]`).

A clause tells one where it speaks of somebody, as people speak and courts do not, of body, care, bed, faith, drink, custody or need, and
holds no word of the proceedings.
"""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.masking.recognisers.safe_words import NOTHING
from pipeline.masking.recognisers.told import HAN, Fact, pattern_of, table
from pipeline.masking.triggers import Gate, Opened

_CLAUSE = re.compile(
    rf"(?<![{HAN}A-Za-z0-9*{NOTHING}])(?:[0-9]{{4}}年)?[{HAN}]{{4,32}}(?![{HAN}A-Za-z0-9*%％{NOTHING}])"
)
_SENTENCE_ENDS = re.compile(r"[。！!？?\n\t|]")
_FARTHEST = 80


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(pattern_of(table()["everyday"][name]))


@cache
def _groups() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((group["kind"], re.compile(group["signs"])) for group in table()["everyday"]["groups"])


_SOMEBODY = Gate("everyday facts: somebody", lambda: (_pattern("somebody"),))
_COLOUR = Gate("everyday facts: colour", lambda: (_pattern("colour"),))
EVERYDAY = (_SOMEBODY, _COLOUR)
"""A text must open both."""


def everyday_in(text: str, opened: Opened) -> Iterator[Fact]:
    """What of a clause tells a fact in everyday words: the sign by which it is of a kind."""
    if not opened.issuperset(EVERYDAY):
        return
    for clause in _CLAUSE.finditer(text):
        place = clause.span()
        if (
            _pattern("colour").search(text, *place)
            and not _pattern("public").search(text, *place)
            and _speaks_of_somebody(text, *place)
        ):
            yield from _first_sign(text, *place)


def _first_sign(text: str, start: int, end: int) -> Iterator[Fact]:
    for kind, signs in _groups():
        if found := signs.search(text, start, end):
            yield Fact(*found.span(), kind, is_everyday=True)
            return


def _speaks_of_somebody(text: str, start: int, end: int) -> bool:
    first = max(0, start - _FARTHEST)
    for stop in _SENTENCE_ENDS.finditer(text, first, start):
        first = stop.end()
    return _pattern("somebody").search(text, first, end) is not None
