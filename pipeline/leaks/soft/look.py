"""Every soft net over one text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.leaks.hits import Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.soft.births import ages, birthdays
from pipeline.leaks.soft.facts import everyday, facts
from pipeline.leaks.soft.homes import homes
from pipeline.leaks.soft.minors import minors
from pipeline.leaks.soft.numbers import accounts, bare_identities, landlines
from pipeline.leaks.soft.pieces import Piece, pieces_of
from pipeline.leaks.soft.reading import as_prose, shown
from pipeline.leaks.soft.things import plates, titles


@dataclass(frozen=True, slots=True)
class RowText:
    """A public text of a row, and what it is."""

    text: str
    is_lot: bool = False
    """The notice of an auction, which prints what its lot is."""
    names: frozenset[str] = frozenset()
    """Names that the row prints."""


@dataclass(frozen=True, slots=True, order=True)
class SoftHit:
    """A net that may have caught something, and where: a character of the text as it is read. Never the value."""

    place: int
    rule: Rule


_STRUCTURED = re.compile(
    r"[：:=\t|【〔《{\n]|\[[\u4e00-\u9fff]|  |（[\u4e00-\u9fff]{1,8}）|[,;][^,;]*[,;][^,;]*[,;]| [^ ]+ "
)
_NUMBER = re.compile(r"\d{4}|\d(?:[ \-]\d+){2}")
_CUES = {
    Rule.HOME: re.compile(r"[住户籍寄居迁搬址家返回跟村镇乡街路巷弄]|牧区|[a-z]{3}"),
    Rule.BIRTHDAY: re.compile(r"[生诞寿龄属男女满]|退休|出牛|[A-Za-z]{3}|[_a-z]{4}"),
    Rule.AGE: re.compile(r"[岁龄年男女寿]|[Aa]ge|nl|NL"),
    Rule.MINOR: re.compile(
        r"[子女儿孙孩童幼婴岁]|学生|[大小]的|未成年|监护|抚养|父|母|家长|乳名|小名|学名|人称|取名|襁褓|生[）)，,]|[a-z]{3}"
    ),
    Rule.PLATE: re.compile(r"[A-Z]"),
    Rule.TITLE: re.compile(r"权|证|国用|集用"),
}
"""Without one of these signs a net has nothing to catch."""


def soft_hits(row: RowText, raw: RawValues | None) -> tuple[SoftHit, ...]:
    """What the soft nets catch in a text, sorted by place.

    Args:
        row: The text.
        raw: Tonight's values, for what is declared public.
    """
    text = shown(row.text)
    pieces = list(pieces_of(text)) if _STRUCTURED.search(text) else []
    text = as_prose(text)
    return tuple(sorted({SoftHit(place, rule) for rule, net in _nets(text, pieces, row, raw) for place in net}))


def told_hits(text: str) -> tuple[int, ...]:
    """Where the nets catch something that hold no row (`TOLD_RULES`): characters of the text as it is read, sorted."""
    text = shown(text)
    pieces = list(pieces_of(text)) if _STRUCTURED.search(text) else []
    prose = as_prose(text)
    return tuple(sorted({*facts(prose, pieces), *everyday(prose)}))


def _nets(text: str, pieces: list[Piece], row: RowText, raw: RawValues | None) -> Iterator[tuple[Rule, Iterator[int]]]:
    has_cue = {rule: cue.search(text) is not None for rule, cue in _CUES.items()}
    if has_cue[Rule.HOME]:
        yield Rule.HOME, homes(text, pieces, is_lot=row.is_lot)
    if has_cue[Rule.BIRTHDAY]:
        yield Rule.BIRTHDAY, birthdays(text, pieces)
    if has_cue[Rule.AGE]:
        yield Rule.AGE, ages(text, pieces)
    if has_cue[Rule.MINOR]:
        yield Rule.MINOR, minors(text, pieces, row.names)
    if has_cue[Rule.PLATE]:
        yield Rule.PLATE, plates(text, is_lot=row.is_lot)
    if has_cue[Rule.TITLE]:
        yield Rule.TITLE, titles(text, is_lot=row.is_lot)
    if _NUMBER.search(text):
        yield Rule.FAR_LANDLINE, landlines(text, pieces, raw)
        yield Rule.FAR_ACCOUNT, accounts(text, pieces, raw)
        yield Rule.BARE_IDENTITY, bare_identities(text, pieces, raw)
