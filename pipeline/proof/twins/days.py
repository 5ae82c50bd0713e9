"""Other days and ages of the same kind: a real day for a real one, an impossible one for an impossible one."""

from enum import StrEnum
from functools import cache
from random import Random

_LAST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_SINGLE = "一二三四五六七八九"
_AGES_WITHOUT_MEANING = {
    1: "1 2 3 4 5 7 9",
    2: "11 13 15 17 31 32 33 34 36 37 38 39 41 42 43 44 46 47 48 49 51 52 53 54 56 57 58 59",
    3: "101 102 103 104 105 106 107 108 109",
}
"""Ages that no law names, by their number of digits."""
_ADULT = 18


class DayKind(StrEnum):
    """What four digits are as month and day."""

    REAL = "real"
    NEARLY = "nearly"
    """In the range of months and days, and still no day: 0231."""
    NONE = "none"


def day_kind(mmdd: str) -> DayKind:
    """What four digits are as month and day.

    >>> day_kind("0512").value, day_kind("0231").value, day_kind("1345").value
    ('real', 'nearly', 'none')
    """
    month, day = int(mmdd[:2]), int(mmdd[2:])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return DayKind.NONE
    return DayKind.REAL if day <= _LAST[month - 1] else DayKind.NEARLY


@cache
def _days_of(kind: DayKind) -> tuple[str, ...]:
    """Every month and day of one kind but the 29th of February, which is a day in some years only."""
    every = (f"{number:04d}" for number in range(10_000))
    return tuple(mmdd for mmdd in every if mmdd != "0229" and day_kind(mmdd) is kind)


@cache
def other_days(mmdd: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every other month and day of the same kind: those with no digit in its old place, and the rest.

    >>> apart, rest = other_days("0512")
    >>> "1020" in apart, "0612" in rest, len(apart) + len(rest)
    (True, True, 364)
    """
    same = [other for other in _days_of(day_kind(mmdd)) if other != mmdd]
    touching = {other for other in same if any(a == b for a, b in zip(mmdd, other, strict=True))}
    return tuple(other for other in same if other not in touching), tuple(sorted(touching))


def other_birth_part(part: str, draw: Random) -> str:
    """Another month, day, or month and day, as long as the old one and in the same signs.

    >>> other_birth_part("05", Random(1)) in {f"{month:02d}" for month in range(1, 13)}
    True
    >>> other_birth_part("二十三", Random(1))[:2]
    '二十'
    """
    if not (part.isascii() and part.isdigit()):
        return _other_chinese(part, draw)
    if len(part) == 4:
        apart, rest = other_days(part)
        return draw.choice(apart or rest or (part,))
    return _other_of(part, [f"{number:0{len(part)}d}" for number in _like(int(part), len(part))], draw)


def other_age(age: str, draw: Random) -> str:
    """Another age on the same side of majority, as many digits long, and none that a law names.

    >>> other_age("44", Random(1)) in _AGES_WITHOUT_MEANING[2].split(), int(other_age("16", Random(1))) < 18
    (True, True)
    """
    if not age.isascii() or not age.isdigit():
        return _other_chinese(age, draw)
    is_adult = int(age) >= _ADULT
    return _other_of(
        age, [other for other in _AGES_WITHOUT_MEANING[len(age)].split() if (int(other) >= _ADULT) == is_adult], draw
    )


def _like(number: int, length: int) -> range:
    """The numbers that could be a month where it could be one, a day where it could be one."""
    if length == 1:
        return range(1, 10)
    if 1 <= number <= 12:
        return range(1, 13)
    return range(13, 29) if number <= 31 else range(32, 100)


def _other_of(old: str, others: list[str], draw: Random) -> str:
    return draw.choice([other for other in others if other != old] or [old])


def _other_chinese(part: str, draw: Random) -> str:
    """Another last numeral; 十一 and 十二 stay months, 三十一 becomes a day that every month has."""
    if part in ("十一", "十二"):
        return "十二" if part == "十一" else "十一"
    if part in ("二十", "三十"):
        return "三十" if part == "二十" else "二十"
    head, last = part[:-1], part[-1:]
    if last not in _SINGLE:
        return part
    return ("二十" if head == "三十" else head) + _other_of(last, list(_SINGLE[2 if head == "十" else 0 :]), draw)
