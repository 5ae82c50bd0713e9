"""The wrappings of `forms.toml`: tables with heads, JSON, brackets, scripts, tags, lists in which a value stands."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from pipeline.proof.canaries.kinds import Judged, Kind, card, digits, mobile, name, passport, plate, resident
from pipeline.proof.canaries.places import Place


@dataclass(frozen=True, slots=True)
class Value:
    """What a form holds."""

    make: Callable[[Random], str]
    judged: Judged = Judged.WORDS
    is_of_lot: bool = False


_TOWNS = ("虚设镇", "拟真乡", "假定街道")
_VILLAGES = ("无名村", "试设村", "子虚村")
_HAN_DAYS = "一二三四五六七八九"
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IN_SIGNS = str.maketrans("0123456789", "〇一二三四五六七八九")


def _day(random: Random) -> tuple[int, int]:
    """Month and day; no round ones, which stand in texts of their own."""
    return random.randint(1, 12), random.randint(2, 28)


def _day_in(written: Callable[[int, int], str]) -> Callable[[Random], str]:
    return lambda random: written(*_day(random))


def _han_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十")[tens] + ("" if ones == 0 else _HAN_DAYS[ones - 1])


def _village(random: Random) -> str:
    return f"{random.choice(_TOWNS)}{random.choice(_VILLAGES)}{random.randint(11, 389)}号"


def _street(random: Random) -> str:
    return f"拟真路{random.randint(11, 989)}弄{random.randint(2, 39)}号{random.randint(201, 1805)}室"


def _mixed_mobile(random: Random) -> str:
    number = mobile(random)
    return number[:7] + number[7:].translate(_IN_SIGNS)


def _hong_kong(random: Random) -> str:
    return f"{random.choice('ACDEGHKPRVYZ')}{digits(random, 6)}({random.randint(0, 9)})"


VALUES: Mapping[str, Value] = {
    "resident_id": Value(resident, Judged.IDENTIFIER),
    "half_resident_id": Value(lambda random: resident(random)[6:], Judged.WORDS),
    "id_tail": Value(lambda random: digits(random, 4)),
    "passport": Value(passport, Judged.TEXT),
    "hong_kong_id": Value(_hong_kong),
    "mobile": Value(mobile, Judged.NUMBER),
    "mixed_mobile": Value(_mixed_mobile, Judged.NUMBER),
    "local_phone": Value(lambda random: digits(random, 7)),
    "account": Value(lambda random: digits(random, 12), Judged.NUMBER),
    "card_tail": Value(lambda random: card(random)[-4:]),
    "plate": Value(plate, Judged.TEXT, is_of_lot=True),
    "village_home": Value(_village, Judged.TEXT),
    "street_home": Value(_street, Judged.TEXT),
    "child": Value(name, Judged.TEXT),
    "relative": Value(name, Judged.TEXT),
    "age": Value(lambda random: str(random.choice([age for age in range(21, 90) if age % 10]))),
    "birthday": Value(_day_in(lambda month, day: f"{month}月{day}日")),
    "birthday_digits": Value(_day_in(lambda month, day: f"{month:02d}{day:02d}")),
    "birthday_hyphen": Value(_day_in(lambda month, day: f"{month:02d}-{day:02d}")),
    "birthday_han": Value(_day_in(lambda month, day: f"{_han_number(month)}月{_han_number(day)}日")),
    "birthday_english": Value(_day_in(lambda month, day: f"{day} {_ENGLISH_MONTHS[month - 1]}")),
}


@cache
def forms() -> tuple[Kind, ...]:
    """A kind for each wrapping, in the order of the file."""
    text = (files("pipeline.proof.canaries") / "forms.toml").read_text(encoding="utf-8")
    return tuple(_as_kind(**row) for row in tomllib.loads(text)["form"])


def _as_kind(*, name: str, holds: str, places: list[str], text: str) -> Kind:
    value = VALUES[holds]
    return Kind(
        name,
        value.make,
        text.replace("{value}", "{}"),
        value.judged,
        is_of_lot=value.is_of_lot,
        places=frozenset(map(Place, places)),
        is_form=True,
    )
