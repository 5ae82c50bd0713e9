"""Numbers and addresses that identify people: all invented, all in the right form.

Disjointness that the truth file relies on: people's mobile numbers begin with `MOBILE_PREFIXES`, declared
contacts never do; homes stand in roads of `data/home_roads.txt`, nothing public does; QQ numbers begin
with 59, personal plates have a digit after the letter, plates of auctioned lots a letter.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from pipeline.sample.draws import Codes, Mask, Objects, Random, objects, weighted, word_list
from pipeline.sample.regions import HOME_PROVINCES, County, counties

MOBILE_PREFIXES = ("138", "139", "136", "158", "159", "188", "189", "150", "151", "186")
"""Chosen so that no unified social credit code of the sample can hold such a run of eleven digits."""

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2], dtype=np.int64)
_TENS = 10 ** np.arange(16, -1, -1, dtype=np.int64)
_CHECKS = "10X98765432"
_PHONE_STEP = 61_234_567
_PHONE_START = 57_203_946
_MILLIONS = 100_000_000
_HOME_WEIGHT = 24


class IdKind(StrEnum):
    """Kinds of documents that debtors show."""

    RESIDENT = "居民身份证"
    RESIDENCE_PERMIT = "港澳台居民居住证"
    FOREIGN_PERMANENT = "外国人永久居留身份证"
    HONG_KONG_PERMIT = "港澳居民来往内地通行证"
    PASSPORT = "护照"


@dataclass(frozen=True, slots=True)
class Homes:
    """Home addresses, whole and below the county."""

    whole: Objects
    tails: Objects


def draw_home_counties(random: Random, size: int) -> Codes:
    """Positions in `counties()`, mostly in the two provinces of the courts."""
    weights = [_HOME_WEIGHT if county.code[:2] in HOME_PROVINCES else 1 for county in counties()]
    return weighted(random, weights, size)


def draw_births(random: Random, on: date, youngest: int, oldest: int, size: int) -> Codes:
    """Birthdays (ordinals) of people of these ages on a day."""
    first = on.replace(year=on.year - oldest - 1, day=min(on.day, 28)).toordinal() + 1
    last = on.replace(year=on.year - youngest, day=min(on.day, 28)).toordinal()
    return random.integers(first, last + 1, size)


def resident_ids(random: Random, county: Codes, births: Codes, is_female: Mask) -> Objects:
    """Resident IDs with the right check character; the sequence digit tells the sex (GB 11643)."""
    codes = np.array([int(entry.code) for entry in counties()], dtype=np.int64)[county]
    return numbers_of_region(random, codes, births, is_female)


def numbers_of_region(random: Random, region: Codes, births: Codes, is_female: Mask) -> Objects:
    """Numbers in the form of resident IDs for six-digit regions (also those of permits)."""
    sequence = random.integers(0, 499, len(births)) * 2 + 1 + is_female
    bodies = region * 10**11 + _compact_days(births) * 1000 + sequence
    checks = ((bodies[:, None] // _TENS % 10) * _WEIGHTS).sum(axis=1) % 11
    return objects([f"{body}{_CHECKS[check]}" for body, check in zip(bodies.tolist(), checks.tolist(), strict=True)])


def permit_numbers(random: Random, prefix: str, size: int) -> Objects:
    """Passports (E) and HK/Macao permits (H): a letter and eight digits."""
    return objects([f"{prefix}{number:08d}" for number in random.integers(10**7, 10**8, size).tolist()])


def phone_numbers(first: int, size: int) -> Objects:
    """Mobile numbers of people number ``first`` and on; no two people share one."""
    people = range(first, first + size)
    rest = [(person // 10 * _PHONE_STEP + _PHONE_START) % _MILLIONS for person in people]
    return objects([f"{MOBILE_PREFIXES[person % 10]}{digits:08d}" for person, digits in zip(people, rest, strict=True)])


def draw_homes(random: Random, county: Codes) -> Homes:
    """Home addresses in invented roads."""
    roads, size = word_list("home_roads"), len(county)
    road = random.integers(0, len(roads), size).tolist()
    number, block = random.integers(1, 900, size).tolist(), random.integers(1, 30, size).tolist()
    unit, floor, room = (random.integers(1, top, size).tolist() for top in (5, 28, 5))
    parts = zip(road, number, block, unit, floor, room, strict=True)
    tails = objects([f"{roads[r]}{n}号{b}幢{u}单元{f}0{o}室" for r, n, b, u, f, o in parts])
    heads = objects([entry.full_name for entry in counties()])[county]
    return Homes(heads + tails, tails)


def bank_card(digits: int) -> str:
    """A bank card of 19 digits with a right Luhn digit, from a number of up to twelve digits."""
    body = f"621700{digits % 10**12:012d}"
    total = sum(_luhn_value(int(digit), place) for place, digit in enumerate(reversed(body)))
    return f"{body}{-total % 10}"


def email_address(digits: int) -> str:
    """An invented mailbox."""
    return f"user{digits % 10**7:07d}@mail.example.cn"


def social_account(digits: int) -> str:
    """A WeChat account or a QQ number."""
    return f"wxid_{digits % 36**5:08d}k" if digits % 2 else f"59{digits % 10**8:08d}"


def personal_plate(county: County, digits: int) -> str:
    """A car's plate of the county's province: a digit follows the letter, never so on auctioned cars."""
    letter = "ABCDEFGHJK"[digits % 10]
    return f"{plate_sign(county)}{letter}{digits % 90000 + 10000}"


def plate_sign(county: County) -> str:
    """The province's sign on plates, for the two home provinces; 京 elsewhere."""
    return {"33": "浙", "22": "吉"}.get(county.code[:2], "京")


def _luhn_value(digit: int, place: int) -> int:
    doubled = digit * 2 if place % 2 == 0 else digit
    return doubled - 9 if doubled > 9 else doubled


def _compact_days(births: Codes) -> Codes:
    """Ordinals as YYYYMMDD."""
    moments = (births - date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    months = moments.astype("datetime64[M]")
    month_number = months.astype(np.int64)
    day = (moments - months.astype("datetime64[D]")).astype(np.int64) + 1
    compact: Codes = (1970 + month_number // 12) * 10000 + (month_number % 12 + 1) * 100 + day
    return compact
