"""Where words of illness, need or faith tell nothing of anybody: titles, goods, machines, beasts, institutions that are parties, service
lines of a court, provisions of law (`rules/masking_told_everyday.toml`, `[safe]`)."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.masking.recognisers.told import pattern_of, table
from pipeline.masking.spans import merged

NOTHING = "\0"
_SENTENCE = re.compile(r"[^。！!\n]+")


@cache
def spans() -> tuple[re.Pattern[str], ...]:
    """What a fact must stand within to be none, row by row."""
    return tuple(re.compile(pattern_of(row["span"])) for row in table()["safe"]["spans"])


@cache
def sentences() -> tuple[re.Pattern[str], ...]:
    """What makes a sentence speak of everybody, row by row."""
    return tuple(re.compile(row["around"]) for row in table()["safe"]["sentences"])


@cache
def _individual() -> re.Pattern[str]:
    return re.compile(pattern_of(table()["safe"]["individual"]))


def without_safe(text: str) -> str:
    """A text of the same length with nothing where no fact can be told.

    >>> without_safe("订单系统瘫痪，其妻瘫痪").replace(chr(0), "-")
    '------，其妻瘫痪'
    """
    for start, end in merged(_safe(text)):
        text = text[:start] + NOTHING * (end - start) + text[end:]
    return text


def _safe(text: str) -> Iterator[tuple[int, int]]:
    for pattern in spans():
        yield from (found.span() for found in pattern.finditer(text))
    for sentence in _SENTENCE.finditer(text):
        place = sentence.span()
        if any(sign.search(text, *place) for sign in sentences()) and not _individual().search(text, *place):
            yield place
