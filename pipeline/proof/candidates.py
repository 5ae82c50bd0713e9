"""How many valid resident IDs fit what is shown of one: exact, by counting, without listing them.

A number is valid if digits 7–14 are a calendar date, the 17th digit is odd for men and even for women, and the
check character is right (GB 11643). Counted are the ways to fill what is hidden of date, sequence and check
character. Hidden digits of the region count as known: whoever reads the page knows where the court is. A year that
is shown counts as it is, a hidden one as any of 1900 to 2099.

The check character is a sum modulo 11, so date and sequence are counted by their share of that sum and the two
counts are folded into each other.
"""

from calendar import isleap, monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_MODULUS = 11
_REGION, _YEAR, _MONTH, _DAY, _SEQUENCE = slice(0, 6), slice(6, 10), slice(10, 12), slice(12, 14), slice(14, 17)
_CHECK = 17
_YEARS = range(1900, 2100)
_LEAP, _COMMON = 2000, 2001
_PARITY = {"男": 1, "女": 0}

Counts = tuple[int, ...]
"""Ways by their share of the check sum, modulo 11."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that is shown of one person's number, on whatever page."""

    number: str
    """18 characters ``0-9``, ``X`` or ``*``."""
    sex: str = ""
    """男 or 女; else not shown."""
    birthday: tuple[int, int] | None = None
    """Month and day, where a text prints them."""

    def agrees_with(self, number: str) -> bool:
        """Whether another mask could be of the same number."""
        return all(own == other or "*" in (own, other) for own, other in zip(self.number, number, strict=True))

    def joined(self, number: str) -> "Shown":
        """What both masks show together; they must agree."""
        pairs = zip(self.number, number, strict=True)
        return Shown("".join(own if own != "*" else other for own, other in pairs), self.sex, self.birthday)


def count_candidates(shown: Shown) -> int:
    """How many valid numbers fit.

    A fact beside the number that no valid number fits is a slip in the case system and tells nothing: it is left
    out. The number itself never is: one that is printed in full with a wrong check character gives 0.

    >>> count_candidates(Shown("3301061981****123*")), count_candidates(Shown("3301061981********", "女"))
    (365, 182500)
    >>> count_candidates(Shown("3301061981****123*", birthday=(5, 17)))
    1
    """
    number = shown.number
    dates = _dates(number[_YEAR], number[_MONTH] + number[_DAY], shown.birthday)
    if shown.birthday and not any(dates):
        dates = _dates(number[_YEAR], number[_MONTH] + number[_DAY], None)
    sequences = _sequences(number[_SEQUENCE], shown.sex)
    if not any(sequences):
        sequences = _sequences(number[_SEQUENCE], "")
    if number[_CHECK] == "*":
        return sum(dates) * sum(sequences)
    return _with_check(dates, sequences, number[_REGION], number[_CHECK])


@lru_cache(maxsize=200_000)
def _with_check(dates: Counts, sequences: Counts, region: str, check: str) -> int:
    """Ways whose check character is the one shown; of a hidden region the one that leaves fewest."""
    places = range(_MODULUS)
    ways = [sum(dates[share] * sequences[(rest - share) % _MODULUS] for share in places) for rest in places]
    if "*" in region:
        return min(filter(None, ways), default=0)
    return ways[(_CHECK_CHARACTERS.index(check) - _share(region, _REGION)) % _MODULUS]


@lru_cache(maxsize=100_000)
def _dates(year: str, month_and_day: str, birthday: tuple[int, int] | None) -> Counts:
    years = [int(year)] if year.isdigit() else [known for known in _YEARS if _fits(str(known), year)]
    counts = [0] * _MODULUS
    for known in years:
        share = _share(f"{known:04d}", _YEAR)
        for place, ways in enumerate(_days(isleap(known), month_and_day, birthday)):
            counts[(place + share) % _MODULUS] += ways
    return tuple(counts)


@lru_cache(maxsize=10_000)
def _days(is_leap: bool, shown: str, birthday: tuple[int, int] | None) -> Counts:
    counts = [0] * _MODULUS
    year = _LEAP if is_leap else _COMMON
    for month in range(1, 13):
        for day in range(1, monthrange(year, month)[1] + 1):
            if birthday in (None, (month, day)) and _fits(f"{month:02d}{day:02d}", shown):
                counts[_share(f"{month:02d}{day:02d}", slice(10, 14)) % _MODULUS] += 1
    return tuple(counts)


@lru_cache(maxsize=10_000)
def _sequences(shown: str, sex: str) -> Counts:
    counts = [0] * _MODULUS
    for digits in product(*("0123456789" if sign == "*" else sign for sign in shown)):
        if _PARITY.get(sex) in (None, int(digits[2]) % 2):
            counts[_share(digits, _SEQUENCE) % _MODULUS] += 1
    return tuple(counts)


def _share(digits: Iterable[str], place: slice) -> int:
    """What digits at a place add to the check sum."""
    return sum(weight * int(digit) for weight, digit in zip(_WEIGHTS[place.start :], digits, strict=False))


def _fits(digits: str, shown: str) -> bool:
    return all(sign in ("*", digit) for digit, sign in zip(digits, shown, strict=True))
