"""Net: tonight's long numbers with one digit lost, doubled, swapped, or mistyped.

Half of such a number is intact, so a lookup in two sets of halves sorts out nearly every other number;
only then all its neighbours are looked up.
"""

from collections.abc import Iterator

from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.raw_values import HALF, RawValues
from pipeline.leaks.runs import Run

_SHORTEST, _LONGEST = 15, 20
_DIGITS = "0123456789"


def near_numbers(run: Run, raw: RawValues) -> Iterator[Finding]:
    """Whole groups of 15 to 20 digits that are one slip away from a number of tonight's pull."""
    for first, last in _candidates(run):
        number = run.digits[first:last]
        if number in raw.public or not _has_known_half(number, raw):
            continue
        if known := _known_neighbour(number, raw):
            end = run.x_end if run.x_end and last == len(run.digits) else run.end_of(last)
            finding = Finding(run.starts[first], end, Rule.NEAR_NUMBER, number)
            finding.known = known
            yield finding


def _candidates(run: Run) -> Iterator[tuple[int, int]]:
    if _SHORTEST <= len(run.digits) <= _LONGEST:
        yield 0, len(run.digits)
        return
    for first, last in run.groups():
        if _SHORTEST <= last - first <= _LONGEST:
            yield first, last


def _has_known_half(number: str, raw: RawValues) -> bool:
    """The head or the tail, wherever the slip in the other half has moved it."""
    if number[:HALF] in raw.heads:
        return True
    length = len(number)
    return any(number[length - HALF - shift : length - shift] in raw.tails for shift in (0, 1, 2))


def _known_neighbour(number: str, raw: RawValues) -> str | None:
    for neighbour in _neighbours(number):
        if neighbour[:17] in raw.bodies and len(neighbour) in (17, 18):
            return neighbour[:17]
        if neighbour in raw.numbers.get(len(neighbour), ()):
            return neighbour
    return None


def _neighbours(number: str) -> Iterator[str]:
    for at in range(len(number)):
        yield number[:at] + number[at + 1 :]
        yield number[:at] + number[at + 1 : at + 2] + number[at] + number[at + 2 :]
        for digit in _DIGITS:
            yield number[:at] + digit + number[at:]
            yield number[:at] + digit + number[at + 1 :]
    yield from (number + digit for digit in _DIGITS)
