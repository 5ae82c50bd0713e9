"""How much of an identity number is printed: the three mask profiles (DOMAIN §3).

`*` is the only mask character and the length never changes. Masking never looks at the check digit,
so a mistyped number is hidden like a right one, and a number that was masked before keeps its stars.
"""

import re
from enum import StrEnum
from itertools import groupby

from pipeline.core.messages import _


class Profile(StrEnum):
    """One profile for a whole deployment: two masks of one person would add up."""

    STANDARD = "standard"
    """3301061980****123*: 365 valid numbers fit; a subset of what the national list shows."""
    NATIONAL = "national"
    """3301061980****1234: 34 fit; compatibility only."""
    STRICT = "strict"
    """3301061980********: 182,500 fit."""


HIDDEN_POSITIONS: dict[Profile, tuple[int, ...]] = {
    Profile.STANDARD: (10, 11, 12, 13, 17),
    Profile.NATIONAL: (10, 11, 12, 13),
    Profile.STRICT: (10, 11, 12, 13, 14, 15, 16, 17),
}
"""Zero-based positions of an 18-digit number that become ``*``."""

MASK_SHAPE: dict[Profile, re.Pattern[str]] = {
    Profile.STANDARD: re.compile(r"[0-9*]{10}\*{4}[0-9*]{3}\*"),
    Profile.NATIONAL: re.compile(r"[0-9*]{10}\*{4}[0-9*]{3}[0-9X*]"),
    Profile.STRICT: re.compile(r"[0-9*]{10}\*{8}"),
}
"""What a printed resident ID looks like under each profile."""


def _pieces(hidden: tuple[int, ...]) -> list[tuple[int, int, str]]:
    """(start, end, stars): slices that are shown, or empty ones with the stars in their place."""
    runs = groupby(range(18), key=lambda position: position in hidden)
    spans = [(is_hidden, list(positions)) for is_hidden, positions in runs]
    return [(0, 0, "*" * len(run)) if is_hidden else (run[0], run[-1] + 1, "") for is_hidden, run in spans]


_PIECES = {profile: _pieces(hidden) for profile, hidden in HIDDEN_POSITIONS.items()}
_LEADING_LETTERS = re.compile(r"[A-Z]*")
_MINIMUM_STARS = 5


def mask_resident_id(number: str, profile: Profile) -> str:
    """Mask an 18-character number; stars that are already there stay.

    Args:
        number: 18 characters ``0-9``, ``X`` or ``*`` (15-digit numbers are normalised before).
        profile: The deployment's profile.

    Raises:
        ValueError: The number has not 18 characters.

    >>> mask_resident_id("330106198001011234", Profile.STANDARD)
    '3301061980****123*'
    >>> mask_resident_id("3301061980****1234", Profile.STANDARD)
    '3301061980****123*'
    >>> mask_resident_id("330106198001011234", Profile.STRICT)
    '3301061980********'
    """
    if len(number) != 18:
        raise ValueError(_("a resident ID has 18 characters here; normalise 15-digit numbers first"))
    return "".join([number[start:end] or stars for start, end, stars in _PIECES[profile]])


def mask_document_number(number: str) -> str:
    """Mask a passport, permit or service number: leading letters and the last two characters stay.

    The rest is at least five stars; a number too short for that is hidden whole, as is one without letters: it could be any number.

    >>> mask_document_number("E12345678")
    'E******78'
    >>> mask_document_number("A1234")
    '*****'
    >>> mask_document_number("012345678")
    '*********'
    """
    letters = len(_LEADING_LETTERS.match(number).group())  # type: ignore[union-attr]
    hidden = len(number) - letters - 2
    if not letters or hidden < _MINIMUM_STARS:
        return "*" * len(number)
    return number[:letters] + "*" * hidden + number[-2:]


def hide_whole(text: str) -> str:
    """As many stars as there were characters.

    >>> hide_whole("12345")
    '*****'
    """
    return "*" * len(text)
