"""Spans of a text: what is public, what must be hidden, and how the two are settled."""

import string
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter

from pipeline.masking.meanings import Owner

_STARS = str.maketrans(dict.fromkeys(string.ascii_letters + string.digits, "*"))


@dataclass(frozen=True, slots=True)
class Span:
    """Where a rule hides something, in offsets of the source text; never the value itself."""

    start: int
    end: int
    rule: str
    owner: str = "nobody"
    policy: str = "default"
    """The row of `rules/masking_policy.toml` that decided."""
    because: str = ""
    """The word of the text that told whose it is; a word of a vocabulary, never a value."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A piece of the folded view that must read otherwise.

    ``rank`` decides between hits that start together (lower wins). ``beats_rules`` is set where the hit
    wins over public spans found by rule (a birth date is no date of proceedings); nothing beats a
    declared value.
    """

    start: int
    end: int
    rule: str
    replacement: str
    rank: int = 5
    beats_rules: bool = False
    owner: Owner | None = None
    """Whose it is where the finder knows; else it is looked for if the policy asks."""
    because: str = ""

    @property
    def keeps_length(self) -> bool:
        """Whether the replacement is laid over the text character by character."""
        return len(self.replacement) == self.end - self.start

    def part(self, start: int, end: int) -> "Hit":
        """The same hit over a part of it; a replacement of another length becomes ``***``."""
        if self.keeps_length:
            new = self.replacement[start - self.start : end - self.start]
        else:
            new = "***"
        return replace(self, start=start, end=end, replacement=new)


Ranges = list[tuple[int, int]]
"""Sorted, disjoint pieces of a view."""


def stars_for(text: str) -> str:
    """Letters and digits as stars; spaces, hyphens and brackets between them stay.

    >>> stars_for("6222 0200-11")
    '**** ****-**'
    """
    return text.translate(_STARS)


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Sorted and disjoint.

    >>> merged([(5, 9), (0, 3), (2, 4)])
    [(0, 4), (5, 9)]
    """
    found: Ranges = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def without_ranges(start: int, end: int, ranges: Ranges) -> Ranges:
    """What of a piece is left when the ranges are taken out.

    >>> without_ranges(0, 10, [(2, 4), (8, 12)])
    [(0, 2), (4, 8)]
    """
    left: Ranges = []
    for place in range(bisect_right(ranges, start, key=itemgetter(1)), len(ranges)):
        first, last = ranges[place]
        if first >= end:
            break
        if first > start:
            left.append((start, first))
        start = max(start, last)
    if start < end:
        left.append((start, end))
    return left


def untouched(ranges: Ranges, others: Ranges) -> Ranges:
    """The ranges that none of the others overlaps.

    >>> untouched([(0, 4), (5, 9)], [(3, 5)])
    [(5, 9)]
    """
    if not others:
        return ranges
    return [(start, end) for start, end in ranges if without_ranges(start, end, others) == [(start, end)]]


def settle(hits: Iterable[Hit], declared: Ranges, by_rule: Callable[[], Ranges]) -> list[Hit]:
    """Sorted disjoint hits, without what is public.

    1. A hit loses what is declared public, and what is public by rule unless it beats rules.
    2. Hits that overlap are joined: what one of them hides is hidden. Where one changes the length, the
       earlier start wins, then the lower rank, and the rest of the loser stays hidden.
    """
    ordered = sorted(hits, key=lambda hit: (hit.start, hit.rank, -hit.end))
    everything: Ranges | None = None
    allowed: list[Hit] = []
    for hit in ordered:
        if not hit.beats_rules and everything is None:
            everything = merged((*declared, *by_rule()))
        allowed += _outside(hit, declared if hit.beats_rules else everything or [])
    return joined(allowed)


def joined(hits: Iterable[Hit]) -> list[Hit]:
    """Sorted disjoint hits: what one of those that overlap hides is hidden."""
    return _disjoint(sorted(hits, key=attrgetter("start", "rank")))


def _outside(hit: Hit, public: Ranges) -> list[Hit]:
    left = without_ranges(hit.start, hit.end, public)
    if left == [(hit.start, hit.end)]:
        return [hit]
    if not hit.keeps_length:
        return []
    return [hit.part(start, end) for start, end in left]


def _disjoint(hits: list[Hit]) -> list[Hit]:
    found: list[_Pile] = []
    for hit in hits:
        last = found[-1] if found else None
        if last is None or hit.start >= last.end:
            found.append(_Pile(hit))
        elif last.keeps_length and hit.keeps_length:
            if hit.end > last.start:  # the last one may have been cut where an address ends, this one not yet
                last.lay(hit if hit.start >= last.start else hit.part(last.start, hit.end))
        elif hit.end > last.end:
            found.append(_Pile(hit.part(last.end, hit.end)))
    return [pile.as_hit() for pile in found]


class _Pile:
    """Hits that overlap, laid over each other: what one of them hides is hidden."""

    __slots__ = ("_first", "_signs", "end", "keeps_length", "start")

    def __init__(self, first: Hit) -> None:
        self.start = first.start
        self.end = first.end
        self.keeps_length = first.keeps_length
        self._first = first
        self._signs: list[str] | None = None

    def lay(self, hit: Hit) -> None:
        """Add one that keeps its length and begins within the pile."""
        if self._signs is None:
            self._signs = list(self._first.replacement)
        common = min(self.end, hit.end) - hit.start
        for place, sign in enumerate(hit.replacement[:common], hit.start - self.start):
            if sign == "*":
                self._signs[place] = sign
        self._signs += hit.replacement[common:]
        self.end = max(self.end, hit.end)

    def as_hit(self) -> Hit:
        """One hit in place of all of them."""
        first = self._first
        if self._signs is None:
            return first
        return replace(first, end=self.end, replacement="".join(self._signs))
