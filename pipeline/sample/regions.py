"""Counties of GB/T 2260 as they stand today, from the table that python-stdnum carries."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

_LINE = re.compile(r'\s*(?P<code>\d+) (?:province|county)="(?P<names>[^"]*)"')
_ENTRY = re.compile(r"(?:\[(?P<since>\d*)-(?P<until>\d*)\])?(?P<name>[^,\[\]]+)")
_SKIPPED = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_MUNICIPALITIES = ("11", "12", "31", "50")

HOME_PROVINCES = ("33", "22")
"""浙江 and 吉林: where the sample's courts stand."""


@dataclass(frozen=True, slots=True)
class County:
    """A county, district or county-level city that exists today."""

    code: str
    name: str
    prefecture: str
    province: str

    @property
    def full_name(self) -> str:
        """Province, prefecture and county, as an address begins."""
        middle = "" if self.prefecture == self.province else self.prefecture
        return f"{self.province}{middle}{self.name}"


@dataclass(frozen=True, slots=True)
class Prefecture:
    """A prefecture of the home provinces, with its counties."""

    code: str
    name: str
    counties: tuple[County, ...]


@cache
def counties() -> tuple[County, ...]:
    """All counties of today, in the order of their codes."""
    names = _current_names()
    provinces = {code[:2]: name for code, name in names.items() if code.endswith("0000")}
    return tuple(
        County(code, name, _prefecture_name(names, provinces, code), provinces[code[:2]])
        for code, name in sorted(names.items())
        if not code.endswith("00") and name not in _SKIPPED and code[2:4] != "90"
    )


@cache
def prefectures(province: str) -> tuple[Prefecture, ...]:
    """The prefectures of a province that have counties today."""
    mine = [county for county in counties() if county.code.startswith(province)]
    codes = sorted({county.code[:4] for county in mine})
    return tuple(
        Prefecture(code, within[0].prefecture, tuple(within))
        for code in codes
        if (within := [county for county in mine if county.code.startswith(code)])
    )


def _prefecture_name(names: dict[str, str], provinces: dict[str, str], code: str) -> str:
    if code[:2] in _MUNICIPALITIES:
        return provinces[code[:2]]
    return names.get(code[:4] + "00", provinces[code[:2]])


@cache
def _current_names() -> dict[str, str]:
    """Six-digit code -> name, entries that were abolished left out."""
    text = resources.files("stdnum.cn").joinpath("loc.dat").read_text(encoding="utf-8")
    names: dict[str, str] = {}
    province = ""
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        if not line.startswith(" "):
            province, code = match["code"], match["code"] + "0000"
        else:
            code = province + match["code"]
        name = _name_of_today(match["names"])
        if name is not None:
            names[code] = name
    return names


def _name_of_today(entries: str) -> str | None:
    """The entry whose span has no end; None where all have ended.

    >>> _name_of_today("[1983-1994]二道河子区,[1995-]二道区")
    '二道区'
    >>> _name_of_today("[-2010]崇文区") is None
    True
    """
    for entry in _ENTRY.finditer(entries):
        if not entry["until"]:
            return entry["name"]
    return None
