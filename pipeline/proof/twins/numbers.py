"""The twin of a number: other digits where they are hidden, the same shape, each check as right or wrong as before."""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain, islice
from random import Random

from pipeline.cleaning.characters import is_digits
from pipeline.cleaning.identifiers import (
    has_valid_check_digit,
    is_valid_uscc,
    normalise_org_code,
    resident_id_check_character,
)
from pipeline.masking.shapes import public_form
from pipeline.proof.twins.days import DayKind, day_kind, other_days

Avoid = Callable[[str], bool]
"""Whether a candidate must not be taken, since its digits stand somewhere else."""

_ATTEMPTS = 200
_FULL = 18
_ORG_CODE = 9
_CODE_HEAD = 2
"""Authority and kind of organisation: with a right check character they make a code public."""
_YEAR_END = 10
_OLD_YEAR_END = 8
_SEQUENCE_END = 17
_SHORTEST_CARD = 13
_LONG = 7
_RESIDENT = re.compile(
    r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9])[0-9]{4}(?:19[0-9]|20[0-2])[0-9]"
)
_OLD_RESIDENT = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9])[0-9]{13}")
_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9]{9}")
_BANK_CARD = "62"
_DIGITS = "0123456789"
_FIRST = {"0": "0", "1": "1", "2": "2"}
"""They begin years, mobiles and area codes."""
_SECOND = {
    "0": {"0": "0", "1": "12", "2": "12"},
    "1": {"0": "0", "1": "12", "2": "12", "9": "9"} | dict.fromkeys("345678", "345678"),
    "2": {"0": "0"},
}
_SECOND_ELSE = {"0": "3456789", "2": "123456789"}


def begins_like_resident(number: str) -> bool:
    """Whether county and year of birth could be those of a resident ID, and the whole is no mobile."""
    return _resident_at(number) == 0


@lru_cache(maxsize=64)
def _resident_at(number: str) -> int | None:
    """Where county and year of birth stand; a resident ID may be glued to the digits of something else."""
    found = _RESIDENT.search(number)
    return None if found is None or _MOBILE.fullmatch(number) else found.start()


def twin_number(number: str, fixed: frozenset[int], avoid: Avoid = lambda candidate: False) -> str:
    """Another number of the same shape; the same one for the same number.

    Args:
        number: Digits, ``X`` and ``*``; whatever is no digit stays, but an X at the end of eighteen.
        fixed: Positions that are printed and therefore stay.
        avoid: Whether a candidate must not be taken.

    >>> twin = twin_number("330106198001011235", frozenset({*range(10), 14, 15, 16}))
    >>> twin[:10], twin[14:17], twin == "330106198001011235", has_valid_check_digit(twin)
    ('3301061980', '123', False, True)
    """
    was, best = [trait(number) for trait in _TRAITS], number
    for candidate in _candidates(number, fixed):
        if all(trait(candidate) == value for trait, value in zip(_TRAITS, was, strict=True)):
            best = candidate
            if not avoid(candidate):
                return candidate
    return best


def _candidates(number: str, fixed: frozenset[int]) -> Iterator[str]:
    draw = Random(number[:_SEQUENCE_END])  # noqa: S311 - repeatable, not secret: twins never leave the memory
    start = _resident_at(number)
    if start is not None and len(number) > start + _YEAR_END:
        fixed = fixed | frozenset(range(start, start + _YEAR_END))
    if len(number) == _FULL and _is_right_code(number):
        fixed = fixed | frozenset(range(_CODE_HEAD))
    if len(number) == _FULL and is_digits(number[_YEAR_END:_SEQUENCE_END]) and fixed >= frozenset(range(_YEAR_END)):
        yield from _residents(number, fixed, draw)
        return
    birthday = _birthday(number)
    for _ in range(_ATTEMPTS):
        signs = [sign if place in fixed else _other(number, place, draw) for place, sign in enumerate(number)]
        if birthday is not None and fixed.isdisjoint(range(*birthday)):
            apart, rest = other_days(number[slice(*birthday)])
            signs[slice(*birthday)] = draw.choice(apart or rest)
        yield "".join(signs)


def _birthday(number: str) -> tuple[int, int] | None:
    """Where month and day stand in a number that could be a resident ID, old or new, broken off or too long."""
    resident = _resident_at(number)
    start = _OLD_YEAR_END if resident is None else resident + _YEAR_END
    is_old = resident is None and _OLD_RESIDENT.fullmatch(number) is not None
    birthday = number[start : start + 4]
    return (
        (start, start + 4) if (is_old or resident is not None) and len(birthday) == 4 and is_digits(birthday) else None
    )


def _residents(number: str, fixed: frozenset[int], draw: Random) -> Iterator[str]:
    """Resident IDs with another birthday, and another sequence where that is hidden as well."""
    is_hidden = fixed.isdisjoint(range(10, 14))
    days = chain.from_iterable(_turned(part, draw) for part in other_days(number[10:14]))
    for birthday in days if is_hidden else (number[10:14],):
        sequence = "".join(
            sign if place in fixed else draw.choice(_DIGITS.replace(sign, ""))
            for place, sign in enumerate(number[14:17], 14)
        )
        body = number[:10] + birthday + sequence
        yield body + (number[17] if 17 in fixed or number[17] == "*" else _check(number, body, draw))


def _turned(days: tuple[str, ...], draw: Random) -> Iterator[str]:
    """The days from a place on that is drawn, and then the others."""
    first = draw.randrange(len(days)) if days else 0
    return chain(islice(days, first, None), islice(days, first))


def _check(number: str, body: str, draw: Random) -> str:
    """A check character as right or wrong as the old one, another one if that can be."""
    right = resident_id_check_character(body)
    if has_valid_check_digit(number):
        return right
    return draw.choice([sign for sign in _DIGITS if sign not in (right, number[17])])


def _other(number: str, place: int, draw: Random) -> str:
    sign = number[place]
    if sign == "X" and place == _SEQUENCE_END == len(number) - 1 and number[place - 1] != "X":
        return draw.choice(_DIGITS)
    if sign not in _DIGITS:
        return sign
    allowed = _DIGITS if len(number) < _LONG else _allowed(number, place)
    return draw.choice(allowed.replace(sign, "") or sign)


def _allowed(number: str, place: int) -> str:
    """What may stand at a place: the first two digits say what kind of number it is."""
    first, sign = number[0], number[place]
    if place < len(_BANK_CARD) and number.startswith(_BANK_CARD) and len(number) >= _SHORTEST_CARD:
        return sign
    if place == 0:
        return _FIRST.get(sign, "3456789")
    if place == 1 and first in _SECOND:
        return _SECOND[first].get(sign, _SECOND_ELSE.get(first, _DIGITS))
    return _DIGITS


def _day_kind(number: str) -> DayKind | None:
    birthday = _birthday(number)
    return day_kind(number[slice(*birthday)]) if birthday else None


def _is_right_card(number: str) -> bool:
    """Whether its last digit is that of a bank card; it means nothing in a resident ID."""
    is_card = len(number) >= _SHORTEST_CARD and is_digits(number) and not begins_like_resident(number)
    return is_card and _has_luhn(number)


def _is_right_code(number: str) -> bool:
    """Whether it is an organisation's code with its check character."""
    if len(number) == _ORG_CODE:
        return normalise_org_code(number) is not None
    return len(number) == _FULL and is_valid_uscc(number)


_TRAITS: tuple[Callable[[str], object], ...] = (
    has_valid_check_digit,
    _resident_at,
    lambda number: _OLD_RESIDENT.fullmatch(number) is not None,
    lambda number: _MOBILE.fullmatch(number) is not None,
    _day_kind,
    _is_right_card,
    _is_right_code,
    public_form,
)
"""What a number looks like and which of its checks are right; the quick ones first."""


def _has_luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0
