"""What an auction sells (标的物): its kind by the words of the title, and the title without what all titles share."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.records import Dataset, PublicRow
from yangguang_site.inert import one_line, without_markup

OTHER = "其他标的"
"""What no word of `objects.toml` names."""
_BEFORE = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,30}?法院|[\u4e00-\u9fff]{1,30}?院(?=关于))?(?:关于|对)?(?:拍卖|变卖|处置)?"
)
_ROUND = "第?[一二]次(?:网络|司法|公开)*(?:拍卖)?|[一二]拍|首次拍卖|再次拍卖|(?:网络|司法|公开)*变卖"
_AFTER = re.compile(
    rf"(?:[（(](?:{_ROUND})[)）]|(?:的)?(?:{_ROUND})|的?(?:网络|司法|公开)*(?:拍卖|变卖|竞价)?(?:的)?公告|进行|的)+$"
)
_SHORTEST = 2
_TOLD = 400
"""Signs of the text that are read for what is sold."""


@dataclass(frozen=True, slots=True)
class _Table:
    firm: re.Pattern[str]
    place: re.Pattern[str]
    told: re.Pattern[str]
    kinds: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _table() -> _Table:
    tree = tomllib.loads(Path(__file__).with_name("objects.toml").read_text(encoding="utf-8"))
    kinds = tuple((kind["name"], re.compile(kind["words"])) for kind in tree["kind"])
    firm, place, told = (re.compile(tree[name]) for name in ("firm", "place", "told"))
    return _Table(firm, place, told, kinds)


def object_kinds() -> tuple[str, ...]:
    """The kinds of what is sold, in the order of the filter."""
    return (*(name for name, _ in _table().kinds), OTHER)


def object_kind(row: PublicRow) -> str:
    """The kind of what an auction sells; empty for other notices. It names nobody.

    >>> row = {"dataset": "auction_notices", "title": "某城房地产开发有限公司名下小型汽车一辆（一拍）的公告"}
    >>> object_kind(row), object_kind({"dataset": "hearing_notices", "title": "住宅"})
    ('车辆和船舶', '')
    """
    if row["dataset"] != Dataset.AUCTION_NOTICES:
        return ""
    found = _kind_in(_own_words(str(row.get("title", ""))))
    if not found and row.get("body"):
        told = _table().told.search("".join(without_markup(str(row["body"])))[:_TOLD])
        found = _kind_in(_own_words(told.group())) if told else ""
    return found or OTHER


def heading(row: PublicRow) -> str:
    """What an auction is about: its title without the court, the round and the word 公告; of other notices the title.

    >>> title = "杭州市西湖区人民法院关于浙江省杭州市西湖区示例路12号住宅用房（一拍）的公告"
    >>> heading({"dataset": "auction_notices", "title": title})
    '浙江省杭州市西湖区示例路12号住宅用房'
    """
    title = one_line(row.get("title", ""))
    if row["dataset"] != Dataset.AUCTION_NOTICES:
        return title
    found = _AFTER.sub("", _BEFORE.sub("", title))
    return found if len(found) >= _SHORTEST else title


def _own_words(text: str) -> str:
    """A text without firms and places of keeping."""
    table = _table()
    return table.place.sub("", table.firm.sub("", one_line(text)))


def _kind_in(text: str) -> str:
    hits = [
        (found.start(), -len(found.group()), name) for name, words in _table().kinds if (found := words.search(text))
    ]
    return min(hits)[2] if hits else ""
