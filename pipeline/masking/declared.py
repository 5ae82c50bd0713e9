"""What is public because somebody declared it: contacts of a notice, phones and accounts of the court's directory."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from pipeline.cleaning.characters import digits_of
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Ranges, merged

_A_NUMBER = re.compile(r"[0-9０-９(（](?:[()（） ‐‑‒–—―−－-]?[0-9０-９]){4,}")
_AREA = re.compile(r"[(（](0[0-9]{2,3})[)）]\s?$")
_EXTENSION = re.compile(r"\s?(?:转|分机号?)\s?[0-9]{1,6}(?![0-9*])")
_AN_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}+@[A-Za-z0-9.-]{3,255}")


@dataclass(frozen=True, slots=True)
class PublicValues:
    """Values that are declared public: contacts of court, platform and viewing, the court's directory."""

    numbers: frozenset[str]
    words: tuple[str, ...]
    labels: frozenset[str] = frozenset()
    """Labels that a court confirmed for this text (`confirmed`)."""


@lru_cache(maxsize=4096)
def declared_public(values: tuple[str, ...]) -> PublicValues:
    """Sort declared values into numbers, found however they are spaced, and words, found as they are.

    A value may be a sentence (投诉渠道): every number and e-mail address in it is declared.

    A phone with area code is also public without it. Cached, also value by value, since all rows of a court declare the same.
    """
    each = [_declared_by(value) for value in values]
    numbers = frozenset(number for one in each for number in one.numbers)
    return PublicValues(numbers, tuple(sorted({word for one in each for word in one.words})))


@lru_cache(maxsize=8192)
def _declared_by(value: str) -> PublicValues:
    numbers = {digits_of(number) for number in _A_NUMBER.findall(value)}
    local = {number[area:] for number in numbers for area in (3, 4) if _has_area(number, area)}
    is_word = len(value) > 1 and not _A_NUMBER.search(value)
    return PublicValues(
        frozenset(filter(None, numbers | local)), (*_AN_EMAIL.findall(value), *((value,) if is_word else ()))
    )


def _has_area(number: str, area: int) -> bool:
    """Whether the first digits are a Chinese area code: 010, 02x, else 0 and three digits."""
    return number[:1] == "0" and len(number) - area in (7, 8) and (area == 3) == (number[1:2] in ("1", "2"))


def find_declared(scene: Scene, public: PublicValues) -> Ranges:
    """Where the declared values stand in a text."""
    found = [(start, start + len(word)) for word in public.words for start in _every(scene.text, word)]
    if public.numbers:
        for chain in scene.chains:
            found += _declared_numbers(scene, chain, public.numbers)
    return merged(found)


def _every(text: str, word: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + len(word))


_MOST_GROUPS = 6


def _declared_numbers(scene: Scene, chain: tuple[int, int], numbers: frozenset[str]) -> Ranges:
    """Groups of a chain that make a declared number, the longest first."""
    groups = scene.groups(*chain)
    compact = "".join(scene.text[start:end] for start, end in groups)
    bounds = [0, *accumulate(end - start for start, end in groups)]
    found: Ranges = []
    done = 0
    for first in range(len(groups)):
        if first < done or not _begins_here(scene.text, groups[first][0]):
            continue
        for last in range(min(first + _MOST_GROUPS, len(groups)), first, -1):
            if compact[bounds[first] : bounds[last]] in numbers:
                start = _with_area(scene.text, groups[first][0], compact[bounds[first] : bounds[last]], numbers)
                found.append((start, _with_extension(scene.text, groups[last - 1][1])))
                done = last
                break
    return found


def _with_extension(text: str, end: int) -> int:
    """Where a declared phone ends with its extension: 转8012."""
    extension = _EXTENSION.match(text, end)
    return extension.end() if extension else end


def _begins_here(text: str, start: int) -> bool:
    """Whether no mask stands right before a declared number; it would be a part of another one."""
    return text[max(0, start - 1) : start] not in ("X", "x", "*")


def _with_area(text: str, start: int, number: str, numbers: frozenset[str]) -> int:
    """Where a declared phone begins if its area code stands before it in brackets."""
    area = _AREA.search(text, max(0, start - 8), start)
    return area.start() if area and area[1] + number in numbers else start
