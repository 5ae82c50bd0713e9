"""The courts that published a 强制执行须知 of their own, and which documents are theirs [ZJ §3.1, SPC-2014 art.7(3)(4)]."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.records import Dataset, PublicRow
from yangguang_site.slugs import court_slug, province_of, province_rank
from yangguang_site.snapshot import Snapshot

_OWN = ("强制执行须知", "执行须知")
_BESIDE = (
    "立案条件", "执行流程", "流程", "文书样式", "收费标准", "收费标准与缓减免", "风险提示", "公开范围和查询方法",
)  # fmt: skip
"""Categories of what else a court tells those who come to it [SPC-2014 art.7(3)(4)]."""
_PROVINCE = re.compile("^[^市区县州]{2,7}?(?:省|自治区)(?=.*[市区县州盟])")


@dataclass(frozen=True, slots=True)
class OwnGuide:
    """What one court of the directory tells in its own words."""

    code: str
    name: str
    documents: tuple[PublicRow, ...]
    """Its 须知 in force, newest first; at least one."""
    beside: tuple[PublicRow, ...]
    """Its other documents for parties, by category."""


def guide_address(code: str) -> str:
    """Address of the page of a court."""
    return f"enforcement-guide/{court_slug(code)}/"


def guide_address_of(guides: list[OwnGuide]) -> dict[str, str]:
    """Document's id -> address of the page of its court, on which its text stands."""
    return {str(row["id"]): guide_address(guide.code) for guide in guides for row in guide.documents}


def own_guides(snapshot: Snapshot) -> list[OwnGuide]:
    """The courts of the directory that published a 须知 of their own that is not repealed, in official order."""
    find = _Courts(snapshot.court_names)
    own: dict[str, list[PublicRow]] = defaultdict(list)
    for row in snapshot.rows(Dataset.GUIDELINES):
        code = find.court_of(row)
        if code and not row.get("repealed_on"):
            own[code].append(row)
    guides = (_guide(code, snapshot.court_names[code], own[code]) for code in sorted(own, key=province_rank))
    return [guide for guide in guides if guide.documents]


def guides_by_province(guides: list[OwnGuide]) -> dict[str, list[OwnGuide]]:
    """Province -> its courts with a text of their own."""
    provinces: dict[str, list[OwnGuide]] = defaultdict(list)
    for guide in guides:
        provinces[province_of(guide.code)].append(guide)
    return dict(provinces)


class _Courts:
    """Finds the court that a document is of: by its issuer's name; where it names none, the court that answers for it."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._exact = dict(_told_once((_plain(name), code) for code, name in names.items()))
        self._short = dict(_told_once((_without_province(name), code) for code, name in names.items()))

    def court_of(self, row: PublicRow) -> str:
        """Its code; empty where no court of the directory issued it."""
        issuer = _plain(str(row.get("issuer") or ""))
        if issuer:
            return self._exact.get(issuer) or self._short.get(_without_province(issuer), "")
        return str(row["court_code"]) if row["court_code"] in self._names else ""


def _told_once(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs whose first occurs once: a name that two courts have tells neither."""
    found = list(pairs)
    count = Counter(name for name, _ in found)
    return ((name, code) for name, code in found if count[name] == 1)


def _plain(name: str) -> str:
    return "".join(name.split())


def _without_province(name: str) -> str:
    """浙江省杭州市中级人民法院 and 杭州市中级人民法院 are one; 浙江省高级人民法院 keeps its province."""
    return _PROVINCE.sub("", _plain(name))


def _guide(code: str, name: str, rows: list[PublicRow]) -> OwnGuide:
    newest = sorted(rows, key=lambda row: str(row.get("issued_on", "")), reverse=True)
    beside = [row for category in _BESIDE for row in newest if row.get("category") == category]
    return OwnGuide(code, name, tuple(row for row in newest if row.get("category") in _OWN), tuple(beside))
