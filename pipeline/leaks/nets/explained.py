"""What may be left of a longer stretch of digits when a number inside it is to count.

An eleven-digit number is found by chance inside order numbers and codes, so the rest of its stretch
must be accounted for: a dialling prefix, padding, a date, or another number that stands glued to it.
"""

import re

from pipeline.leaks.checks import is_calendar_date

_PREFIXES = frozenset({"", "0", "86", "086", "0086"})
_PADDING = re.compile(r"(\d)\1*")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_CARD = range(16, 20)
_SHORTEST_GLUED = 11


def is_explained(rest: str) -> bool:
    """Whether the digits beside a number do not speak against it.

    >>> [is_explained(rest) for rest in ("", "86", "20261120", "13800001234", "99", "58987")]
    [True, True, True, True, True, False]
    """
    return (
        rest in _PREFIXES
        or (len(rest) > 1 and _PADDING.fullmatch(rest) is not None)
        or (len(rest) == 8 and is_calendar_date(rest))
        or len(rest) >= _SHORTEST_GLUED
    )


def is_other_number(rest: str) -> bool:
    """Whether the digits beside a number of telling shape are nothing, a mobile, a card or an identity number."""
    is_card = len(rest) in _CARD and rest.startswith("62")
    return (
        not rest
        or is_card
        or _MOBILE.fullmatch(rest) is not None
        or (len(rest) in (17, 18) and is_calendar_date(rest[6:14]))
    )
