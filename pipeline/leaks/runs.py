"""Runs: stretches of digits, however written and separated, folded to plain digits with their offsets."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.leaks.alphabet import DIGIT_OF, JOINS_BEFORE, JOINS_BEHIND, RUN, TOKEN, TRAILING_X

_SHORT = 64
_STRANGERS = (b"", b">", b'"', b"'", b":", b",", b"=", b"(", b"[", b".", b"/")
_WIDEST = 9 * 18 + 40
"""More bytes than eleven digits with all their separators take; a region starts so far before its end."""


@dataclass(slots=True, repr=False)
class Run:
    """Digits of one stretch.

    A *group* is a part without visible separators and of one kind of digit; ``cuts`` are the indices
    where groups begin (the first is 0), ``separators`` what stands between neighbours.
    """

    digits: str
    starts: Sequence[int]
    """Byte offset of each digit in the view."""
    end: int
    """Byte offset behind the last digit."""
    cuts: list[int]
    separators: list[bytes]
    x_end: int
    """Offset behind an X that follows the last digit; 0 where there is none."""
    positions: dict[int, int] = field(default_factory=dict)
    """Group boundary (index of a digit, or the length) -> number of the group that begins there."""

    def __post_init__(self) -> None:
        self.positions = {cut: number for number, cut in enumerate(self.cuts)}
        self.positions[len(self.digits)] = len(self.cuts)

    def groups(self) -> Iterator[tuple[int, int]]:
        """First and last-plus-one index of every group."""
        bounds = [*self.cuts, len(self.digits)]
        yield from itertools.pairwise(bounds)

    def windows(self, length: int) -> Iterator[tuple[int, int]]:
        """First and last-plus-one index of stretches of ``length`` digits that begin and end with groups."""
        for first in self.cuts:
            if first + length in self.positions:
                yield first, first + length

    def separators_within(self, first: int, last: int) -> list[bytes]:
        """What stands between the groups of a window."""
        return self.separators[self.positions[first] : self.positions[last] - 1]

    def end_of(self, last: int) -> int:
        """Offset behind the digit with index ``last - 1``."""
        return self.end if last >= len(self.digits) else self.starts[last]


def runs_near(view: bytes, ends: list[int], minimum: int) -> Iterator[Run]:
    """The runs of at least ``minimum`` digits around the ends that Hyperscan gave (ascending)."""
    done = 0
    for end in ends:
        if end <= done:
            continue
        place = _place_alone(view, end) or _place_at(view, end, done)
        if place is None:
            continue
        done = place[1]
        run = fold_run(view, *place)
        if len(run.digits) >= minimum:
            yield run


def _place_alone(view: bytes, end: int) -> tuple[int, int] | None:
    """The usual case, told cheaply: plain digits and hyphens with nothing around that could belong to them."""
    if not view[end - 1 : end].isdigit():
        end -= 1
    tail = view[max(0, end - _SHORT) : end]
    length = len(tail) - len(tail.rstrip(b"0123456789-"))
    start = end - length + (tail[-length:].startswith(b"-") if length else 0)
    if start >= end or length == len(tail) or not view[end - 1 : end].isdigit():
        return None
    return None if _joins_before(view, start) or JOINS_BEHIND.match(view, end) else (start, end)


def _joins_before(view: bytes, start: int) -> bool:
    """Whether what stands before could belong to the number; markup and quotes are told by one byte."""
    return view[start - 1 : start] not in _STRANGERS and JOINS_BEFORE.search(view, max(0, start - 4), start) is not None


def _place_at(view: bytes, end: int, done: int) -> tuple[int, int] | None:
    """The first run that reaches ``end`` (Hyperscan may report one byte later)."""
    for match in RUN.finditer(view, _region_start(view, end, done)):
        if match.end() >= end - 1:
            return match.span()
    return None


def _region_start(view: bytes, end: int, done: int) -> int:
    """Where the run that ends at ``end`` begins, or earlier; never inside it."""
    start = end - _WIDEST
    if start > done and view[start : start + 1].isdigit():
        start = done + len(view[done:start].rstrip(b"0123456789")) - _WIDEST
    return max(start, done)


def fold_run(view: bytes, start: int, end: int) -> Run:
    """Fold the stretch between two offsets; it must match `alphabet.RUN`."""
    trailing = TRAILING_X.match(view, end)
    x_end = trailing.end() if trailing else 0
    stretch = view[start:end]
    if stretch.isdigit():
        return Run(stretch.decode("ascii"), range(start, end), end, [0], [], x_end)
    if stretch.replace(b"-", b"").isdigit() and b"--" not in stretch:
        return _fold_hyphens(stretch, start, x_end)
    return _fold_mixed(stretch, start, x_end)


def _fold_hyphens(stretch: bytes, start: int, x_end: int) -> Run:
    groups = stretch.decode("ascii").split("-")
    starts: list[int] = []
    cuts: list[int] = []
    place = start
    for group in groups:
        cuts.append(len(starts))
        starts += range(place, place + len(group))
        place += len(group) + 1
    return Run("".join(groups), starts, start + len(stretch), cuts, [b"-"] * (len(groups) - 1), x_end)


def _fold_mixed(stretch: bytes, start: int, x_end: int) -> Run:
    digits: list[str] = []
    starts: list[int] = []
    cuts: list[int] = []
    separators: list[bytes] = []
    gap: bytes | None = None
    kind: str | None = None
    for token in TOKEN.finditer(stretch):
        found = token.lastgroup
        if found == "visible":
            gap = (gap or b"") + token.group()
            continue
        if found == "invisible":
            continue
        if gap is not None or found != kind:
            separators += [gap or b""] if digits else []
            cuts.append(len(digits))
        gap, kind = None, found
        text = token.group()
        digits += text.decode("ascii") if found == "ascii" else DIGIT_OF[text]
        begin = start + token.start()
        starts += range(begin, begin + (len(text) if found == "ascii" else 1))
    return Run("".join(digits), starts, start + len(stretch), cuts, separators, x_end)


def digit_runs(text: str) -> Iterator[Run]:
    """Every run of a text that is held in memory."""
    data = text.encode("utf-8", "surrogatepass")
    for match in RUN.finditer(data):
        yield fold_run(data, match.start(), match.end())
