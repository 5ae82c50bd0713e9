"""Addresses of courts: a stable ASCII word for every court code."""

import hashlib
import re
import tomllib
from functools import cache
from pathlib import Path

_CODE = re.compile(r"(最高法|[\u4e00-\u9fff])([0-9]{0,4})", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])(?:-[0-9]{2})?", re.ASCII)

UNDATED = "undated"
"""Address of the month page of records without a readable date."""
ELSEWHERE = "其他"
"""Heading of courts whose code names no province."""


@cache
def _provinces() -> dict[str, dict[str, str]]:
    table = Path(__file__).with_name("provinces.toml").read_text(encoding="utf-8")
    provinces: dict[str, dict[str, str]] = tomllib.loads(table)["province"]
    return provinces


def court_slug(code: str) -> str:
    """The word that stands for a court in addresses; never holds a slash, a dot or a non-ASCII sign.

    A code that does not follow the numbering of courts gets a word from its digest, so that strange
    codes stay apart and harmless.

    >>> court_slug("浙0106")
    'zhe0106'
    >>> court_slug("最高法")
    'zuigaofa'
    >>> court_slug("../etc").startswith("court-")
    True
    """
    match = _CODE.fullmatch(code)
    if match is None or match.group(1) not in _provinces():
        return "court-" + hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return _provinces()[match.group(1)]["slug"] + match.group(2)


def province_names() -> tuple[str, ...]:
    """The provinces in the official order."""
    return tuple(province["name"] for province in _provinces().values())


def province_of(code: str) -> str:
    """The province under which a court is listed.

    >>> province_of("浙0106")
    '浙江'
    """
    match = _CODE.fullmatch(code)
    if match is None:
        return ELSEWHERE
    return _provinces().get(match.group(1), {"name": ELSEWHERE})["name"]


def province_rank(code: str) -> tuple[int, str]:
    """Sort key that keeps the official order of the provinces, then the code."""
    names = [province["name"] for province in _provinces().values()]
    province = province_of(code)
    return (names.index(province) if province in names else len(names), code)


def month_slug(listed_on: str) -> str:
    """``2026-11`` for a day of that month; `UNDATED` for anything else."""
    match = _MONTH.fullmatch(listed_on)
    return UNDATED if match is None else f"{match.group(1)}-{match.group(2)}"
