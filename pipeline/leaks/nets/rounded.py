"""Net: long numbers as a spreadsheet rounds them, as in 3.30106E+17."""

import re
from collections.abc import Iterator

from pipeline.leaks.hits import Finding, Rule
from pipeline.leaks.nets.context import context_of
from pipeline.leaks.vocabulary import Label

_ROUNDED = re.compile(rb"(?<![0-9A-Za-z.])([1-9])\.([0-9]{1,17})[eE]\+(1[0-9])(?![0-9A-Za-z])")
_IDENTITY = range(14, 19)
_MOBILE = 10
_REACH = 24


def rounded_numbers(view: bytes, ends: list[int]) -> Iterator[Finding]:
    """Numbers of 15 to 19 digits; of 11 digits only behind a label of a telephone."""
    for end in ends:
        for match in _ROUNDED.finditer(view, max(0, end - _REACH), end + 1):
            power = int(match.group(3))
            is_phone = power == _MOBILE and context_of(view, match.start()).label is Label.PHONE
            if power in _IDENTITY or is_phone:
                yield Finding(match.start(), match.end(), Rule.ROUNDED_NUMBER, match.group().decode("ascii"))
