"""Organisations: believable names, codes with right check characters, applicants from a pool of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from pipeline.sample.draws import (
    Codes,
    Mask,
    Objects,
    Random,
    either,
    happens,
    objects,
    pick,
    pool,
    weighted,
    word_list,
)
from pipeline.sample.regions import HOME_PROVINCES, County, counties, prefectures

SOLE_TRADER_RATE = 0.15
"""Share of 个体工商户 among organisations."""
ORG_CODE_ONLY_RATE = 0.06
"""Share of organisations known by an organisation code alone."""
OLD_CODE_RATE = 0.4
"""Share of unified codes that grew out of an old, all-digit organisation code."""

_USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORG_CHECKS = "0123456789X0"
_VALUE = {sign: value for value, sign in enumerate(_USCC_SIGNS)}
_METROPOLES = ("110105", "310115", "440106", "440305")
_RANK = re.compile(r"(?<=..)(?:(?:畲族|满族|朝鲜族|蒙古族)?自治[州县]|[省市县区])$")


@dataclass(frozen=True, slots=True)
class Organisations:
    """Names, kinds and codes of debtor organisations, side by side."""

    names: Objects
    kinds: Objects
    """``legal`` or ``other``."""
    codes: Objects
    """USCC, or organisation code ``12345678-X``."""
    addresses: Objects


def draw_organisations(random: Random, size: int) -> Organisations:
    """Debtor organisations of the two provinces and a few great cities."""
    seats = [county for county in counties() if county.code[:2] in HOME_PROVINCES or county.code in _METROPOLES]
    seat = random.integers(0, len(seats), size)
    is_trader = happens(random, SOLE_TRADER_RATE, size)
    seats_drawn = [seats[code] for code in seat]
    shops, companies = _shop_names(random, seats_drawn), _company_names(random, seats_drawn)
    names = either(is_trader, shops, companies)
    addresses = objects([county.full_name for county in seats_drawn]) + _business_streets(random, size)
    codes = _codes(random, [county.code for county in seats_drawn], is_trader)
    return Organisations(names, either(is_trader, "other", "legal"), codes, addresses)


def draw_applicant_organisations(random: Random, size: int) -> Objects:
    """Banks and lenders that apply for enforcement; their brands occur nowhere else."""
    brands, places = word_list("applicant_brands"), _region_words()
    forms = (
        "村镇银行股份有限公司",
        "农村商业银行股份有限公司",
        "小额贷款有限公司",
        "融资担保有限公司",
        "供应链管理有限公司",
    )
    parts = zip(pick(random, places, size), pick(random, brands, size), pick(random, forms, size), strict=True)
    return objects([place + brand + form for place, brand, form in parts])


def org_code_check(body: str) -> str:
    """Check character of an organisation code (GB 11714).

    >>> org_code_check("73011302")
    '3'
    """
    total = sum(weight * int(sign, 36) for weight, sign in zip(_ORG_WEIGHTS, body, strict=True))
    return _ORG_CHECKS[(11 - total % 11) % 11]


def uscc_check(body: str) -> str:
    """MOD 31 check character of a unified social credit code (GB 32100).

    >>> uscc_check("91330106589876543")
    '1'
    """
    total = sum(weight * _VALUE[sign] for weight, sign in zip(_USCC_WEIGHTS, body, strict=True))
    return _USCC_SIGNS[-total % 31]


def _company_names(random: Random, seats: Sequence[County]) -> Objects:
    size, syllables = len(seats), word_list("brands")
    level = weighted(random, (2, 5, 3), size).tolist()
    first, second = (random.integers(0, len(syllables), size) for _ in range(2))
    parts = zip(
        [_place_words(county)[choice] for county, choice in zip(seats, level, strict=True)],
        first,
        np.where(first == second, (second + 1) % len(syllables), second),
        pool("trades").draw(random, size),
        pool("forms").draw(random, size),
        strict=True,
    )
    return objects([f"{place}{syllables[a]}{syllables[b]}{trade}{form}" for place, a, b, trade, form in parts])


def _shop_names(random: Random, seats: Sequence[County]) -> Objects:
    size, surnames, syllables = len(seats), pool("surnames"), word_list("brands")
    owners = objects(surnames.words)[weighted(random, surnames.weights, size)]
    brand = pick(random, syllables, size)
    parts = zip([county.name for county in seats], owners, brand, pick(random, word_list("shops"), size), strict=True)
    return objects([f"{place}老{owner}{sign}记{shop}" for place, owner, sign, shop in parts])


def _region_words() -> list[str]:
    """How lenders name their region: 浙江, 杭州, 桐庐."""
    everywhere = [prefecture for province in HOME_PROVINCES for prefecture in prefectures(province)]
    return ["浙江", "吉林", *(short_place_name(prefecture.name) for prefecture in everywhere)]


@cache
def _place_words(county: County) -> tuple[str, str, str]:
    """How a company names its region: by province, prefecture or county."""
    return tuple(map(short_place_name, (county.province, county.prefecture, county.name)))  # type: ignore[return-value]


def short_place_name(name: str) -> str:
    """A place without the word for its rank.

    >>> short_place_name("杭州市"), short_place_name("景宁畲族自治县"), short_place_name("延边朝鲜族自治州")
    ('杭州', '景宁', '延边')
    """
    return _RANK.sub("", name) or name


def _business_streets(random: Random, size: int) -> Objects:
    roads = ("人民路", "解放路", "工业大道", "创业路", "兴业街", "开发大道", "振兴路", "商城路")
    parts = zip(pick(random, roads, size), random.integers(1, 999, size).tolist(), strict=True)
    return objects([f"{road}{number}号" for road, number in parts])


def _codes(random: Random, regions: Sequence[str], is_trader: Mask) -> Objects:
    size = len(regions)
    is_old = happens(random, OLD_CODE_RATE, size) & ~is_trader
    bodies = either(is_old, _old_bodies(random, size), _new_bodies(random, size))
    only_org = happens(random, ORG_CODE_ONLY_RATE, size) & is_old
    rows = zip(regions, bodies, is_trader.tolist(), only_org.tolist(), strict=True)
    return objects([_code(region, body, trader, org_only) for region, body, trader, org_only in rows])


def _code(region: str, body: str, is_trader: bool, org_only: bool) -> str:
    check = org_code_check(body)
    if org_only:
        return f"{body}-{check}"
    code = f"{'92' if is_trader else '91'}{region}{body}{check}"
    return code + uscc_check(code)


def _old_bodies(random: Random, size: int) -> Objects:
    """Eight digits, the first a 7: then no run of a code looks like a person's mobile number."""
    return objects([f"7{number:07d}" for number in random.integers(0, 10**7, size).tolist()])


def _new_bodies(random: Random, size: int) -> Objects:
    """MA and six signs, as given out since 2015."""
    digits: Codes = random.integers(0, 31, (size, 6))
    return objects(["MA" + "".join(_USCC_SIGNS[code] for code in row) for row in digits.tolist()])
