"""Net 1: numbers of tonight's pull, looked up in hash sets."""

import re
from collections.abc import Iterator

from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.nets.explained import is_explained
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.runs import Run

_BODY = 17
_SLIDING = range(15, 20)
"""Lengths so long that chance finds none: looked up at every place, also inside longer numbers."""
_HEX_TOKEN = re.compile(rb"[0-9a-fA-F]{32}")
_MOST_GROUPS = 4
_MOBILE = 11


def known_numbers(view: bytes, run: Run, raw: RawValues) -> Iterator[Finding]:
    """Every number of tonight's pull inside a run, whatever separates its digits."""
    digits = run.digits
    for first in _places(digits, _BODY, raw.bodies):
        yield _with_check(run, first)
    for length, numbers in raw.numbers.items():
        if length > len(digits):
            continue
        if length in _SLIDING:
            places = [(first, first + length) for first in _places(digits, length, numbers)]
        else:
            places = list(_framed(run, length, numbers))
        for first, last in places:
            if length in _SLIDING or not _in_hex_token(view, run.starts[first], run.end_of(last)):
                yield Finding(run.starts[first], run.end_of(last), Rule.EXACT_NUMBER, digits[first:last])


def _places(digits: str, length: int, numbers: frozenset[str]) -> list[int]:
    return [at for at in range(len(digits) - length + 1) if digits[at : at + length] in numbers]


def _with_check(run: Run, first: int) -> Finding:
    """The finding of an identity number; its check character belongs to it if it is there."""
    last = min(first + _BODY + 1, len(run.digits))
    value = run.digits[first:last]
    if len(value) == _BODY and run.x_end:
        return Finding(run.starts[first], run.x_end, Rule.EXACT_NUMBER, value + "X")
    return Finding(run.starts[first], run.end_of(last), Rule.EXACT_NUMBER, value)


def _framed(run: Run, length: int, numbers: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Places of the shorter numbers: whole groups, or parts of a group whose rest is explained."""
    for first, last in run.windows(length):
        if run.digits[first:last] not in numbers:
            continue
        separators = len(run.separators_within(first, last))
        if separators < _MOST_GROUPS or separators == length - 1:
            yield first, last
    if len(run.digits) > length == _MOBILE:
        yield from _inside_groups(run, length, numbers)


def _inside_groups(run: Run, length: int, numbers: frozenset[str]) -> Iterator[tuple[int, int]]:
    for begin, end in run.groups():
        if end - begin == length:
            continue
        for at in _places(run.digits[begin:end], length, numbers):
            first, last = begin + at, begin + at + length
            if is_explained(run.digits[begin:first]) and is_explained(run.digits[last:end]):
                yield first, last


def _in_hex_token(view: bytes, start: int, end: int) -> bool:
    """Whether the place lies in a digest; digits of a digest are chance."""
    for match in _HEX_TOKEN.finditer(view, max(0, start - 128), end + 128):
        if match.start() < end and start < match.end():
            return True
    return False
