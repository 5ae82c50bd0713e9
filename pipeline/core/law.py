"""The texts on which the site leans: what is known of each, how it is cited, and whether a court confirmed it.

Data: ``pipeline/rules/law.toml``. Confirmation is one-sided: what is not confirmed never shows anything, and is marked
以法院确认为准 wherever it is named; what protects a person does not ask for it (DOMAIN §6).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pipeline.core.records import IsoDate

MARK = "以法院确认为准"
"""What stands behind the name of a text that nobody here read in its official form, until a court confirmed it."""
_DIGITS = "零一二三四五六七八九"
_LAW_NAMED = re.compile("民事诉讼法|民诉法")
_NUMBER_NAMED = re.compile(r"第([0-9]{3}|[一二三四五六七八九]百[零一二三四五六七八九十]+)条")


class KnownFrom(StrEnum):
    """Where a text was read."""

    SEED = "seed"
    """In the collected text itself."""
    SECONDARY = "secondary"
    """In what others wrote about it."""
    GENERAL = "general"
    """Nowhere; it is common knowledge of the field."""


@dataclass(frozen=True, slots=True)
class LawText:
    """One thing that one text changes."""

    id: str
    number: str
    """文号; "" where it has none."""
    name: str
    """"" where nobody read it."""
    in_force_from: str
    """ISO day; "" where not known."""
    in_force_until: str
    replaced_by: str
    """Id of the text that took its place."""
    known_from: KnownFrom
    changes: str
    """In Chinese, as /rules/ prints it."""
    leans: tuple[str, ...]
    """What would have to change with it: ``rule R3``, ``page corrections/``, ``form reward``, ``list …``, ``clocks``, ``check grace``."""
    cited: str = ""
    printed: tuple[str, ...] = ()
    """The articles that /rules/ prints word by word."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """Article -> how it is named, where that is not 第…条."""

    @property
    def title(self) -> str:
        """Short, as pages cite it."""
        return self.cited or self.number or self.name

    @property
    def in_full(self) -> str:
        """Name and number, as a table prints them."""
        if not self.name:
            return self.number
        return f"{self.name}（{self.number}）" if self.number else self.name


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a court said of a text."""

    text: str
    """Id of the text."""
    office: str
    document: str
    on: IsoDate
    """The day of that document."""

    @property
    def ends_on(self) -> date:
        """The last day on which it counts: twelve months, the day of the document not counted.

        >>> Confirmation("L1", "某院", "1号", IsoDate("2026-02-28")).ends_on
        datetime.date(2027, 2, 28)
        >>> Confirmation("L1", "某院", "1号", IsoDate("2028-02-29")).ends_on
        datetime.date(2029, 2, 28)
        """
        day = date.fromisoformat(self.on)
        is_leap_day = (day.month, day.day) == (2, 29)
        return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)

    def holds_on(self, day: date) -> bool:
        """Whether it counts on that day: not before its document, not after its end."""
        return date.fromisoformat(self.on) <= day <= self.ends_on


@dataclass(frozen=True, slots=True)
class Renumbered:
    """One article of the Civil Procedure Law under the numbers it has had, the oldest first."""

    numbers: tuple[int, ...]
    what: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, ready to print."""

    words: str
    """法释〔2017〕7号第十一条"""
    anchor: str
    """Where /rules/ tells of it: the article where it is printed, else the text."""
    mark: str
    """`MARK`, or "" where none is needed."""

    @property
    def marked(self) -> str:
        """The words, and the mark behind them."""
        return f"{self.words}（{self.mark}）" if self.mark else self.words


class UnknownText(LookupError):
    """No such text, or no such article in the table of numbers."""


@cache
def laws() -> Mapping[str, LawText]:
    """Id -> text, in the order of law.toml."""
    return MappingProxyType({row["id"]: _text(row) for row in _table()["text"]})


def text_of(text_id: str) -> LawText:
    """The text of that id; UnknownText where there is none."""
    try:
        return laws()[text_id]
    except KeyError:
        raise UnknownText(f"law.toml has no text {text_id}") from None


def confirmed_on(confirmed: Iterable[Confirmation], text_id: str, day: date) -> Confirmation | None:
    """The confirmation of a text that counts on a day, the one that lasts longest; None where there is none."""
    holding = [one for one in confirmed if one.text == text_id and one.holds_on(day)]
    return max(holding, key=lambda one: one.ends_on, default=None)


def needs_mark(text: LawText, confirmed: Iterable[str]) -> bool:
    """Whether the text is marked where it is named; ``confirmed`` are the ids that a court confirmed."""
    return text.known_from is not KnownFrom.SEED and text.id not in set(confirmed)


def cite(written: str, confirmed: Iterable[str]) -> Cited:
    """How a page cites an article.

    Args:
        written: Id of the text and, behind a blank, the article's number or a key of the text's labels: ``fs7 11``; without
            an article the whole. Of the Civil Procedure Law the number of 2012, which is printed as the newest.
        confirmed: Ids of the texts that a court confirmed.

    Raises:
        UnknownText: There is no such text.

    >>> cite("fs7 11", ()).words, cite("zj 3-5", ()).words
    ('法释〔2017〕7号第十一条', '浙江省法院执行公开实施意见第三部分第5项')
    >>> cite("L6 3", ()).marked, cite("L6 3", {"L6"}).marked
    ('法释〔2015〕17号第三条（以法院确认为准）', '法释〔2015〕17号第三条')
    >>> cite("L12 226", ()).words
    '《中华人民共和国民事诉讼法》第二百三十七条'
    """
    text_id, _, article = written.partition(" ")
    text = text_of(text_id)
    anchor = f"{text.id}-{article}" if article in text.printed else text.id
    mark = MARK if needs_mark(text, confirmed) else ""
    return Cited(text.title + label_of(text, article), anchor, mark)


def label_of(text: LawText, article: str) -> str:
    """An article's own name: 第十一条; "" for the whole text."""
    if not article:
        return ""
    if article in text.labels:
        return text.labels[article]
    number = _renumbered(int(article)).numbers[-1] if text.id == "L12" else int(article)
    return f"第{in_chinese(number)}条"


def civil_procedure_articles() -> tuple[Renumbered, ...]:
    """The table of numbers [L12]."""
    rows = _table()["civil_procedure"]["articles"]
    return tuple(Renumbered(tuple(row["numbers"]), row["what"]) for row in rows)


def civil_procedure_since() -> tuple[IsoDate, ...]:
    """The days from which its columns hold."""
    return tuple(_table()["civil_procedure"]["since"])


def civil_procedure_article(old: int, day: IsoDate) -> int:
    """The number that an article of the Civil Procedure Law has on a day.

    Args:
        old: Its number in the law of 2012 and 2017, as the collected texts name it.
        day: ISO day.

    Raises:
        UnknownText: The table does not know the article, or not the numbers of that day.

    >>> civil_procedure_article(226, IsoDate("2026-11-29"))
    237
    """
    columns = [column for column, since in enumerate(civil_procedure_since()) if since <= day]
    if not columns:
        raise UnknownText(f"law.toml [civil_procedure] knows no numbers of {day}")
    return _renumbered(old).numbers[columns[-1]]


def civil_procedure_named_in(text: str) -> tuple[Renumbered, ...]:
    """The articles of the table that a document names by one of their numbers, in a sentence about that law.

    The row is shown, with all its numbers; nothing is said of which of them the document means.

    >>> [row.numbers for row in civil_procedure_named_in("根据民事诉讼法第二百二十五条、《民诉法》第 243 条之规定")]
    [(225, 232, 236), (243, 250, 254)]
    >>> civil_procedure_named_in("破产法第二百二十五条")
    ()
    """
    sentences = [part for part in re.split("[。；\n]", re.sub(r"[ \t\u3000]", "", text)) if _LAW_NAMED.search(part)]
    named = {found[1] for part in sentences for found in _NUMBER_NAMED.finditer(part)}
    return tuple(
        row
        for row in civil_procedure_articles()
        if any(str(number) in named or in_chinese(number) in named for number in row.numbers)
    )


def named_by(text: LawText) -> tuple[str, ...]:
    """By which a reader knows that a page names the text: its number; where it has none, how it is cited, and its name."""
    return (text.number,) if text.number else tuple(dict.fromkeys((text.title, text.name)))


def in_chinese(number: int) -> str:
    """A number from 1 to 999 as articles are counted.

    >>> [in_chinese(number) for number in (3, 10, 12, 21, 105, 237, 240)]
    ['三', '十', '十二', '二十一', '一百零五', '二百三十七', '二百四十']
    """
    hundreds, rest = divmod(number, 100)
    return "".join(_parts(hundreds, rest))


def _parts(hundreds: int, rest: int) -> Iterator[str]:
    tens, ones = divmod(rest, 10)
    if hundreds:
        yield f"{_DIGITS[hundreds]}百"
    if tens:
        yield f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        yield _DIGITS[0]
    if ones:
        yield _DIGITS[ones]


def _renumbered(old: int) -> Renumbered:
    for row in civil_procedure_articles():
        if row.numbers[0] == old:
            return row
    raise UnknownText(f"law.toml [civil_procedure] does not know article {old}")


def _text(row: Mapping[str, Any]) -> LawText:
    known = {"number": "", "name": "", "in_force_from": "", "in_force_until": "", "replaced_by": ""} | dict(row)
    return LawText(
        **known
        | {
            "known_from": KnownFrom(row["known_from"]),
            "leans": tuple(row["leans"]),
            "printed": tuple(row.get("printed", ())),
            "labels": dict(row.get("labels", {})),
        }
    )


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((files("pipeline") / "rules" / "law.toml").read_text(encoding="utf-8"))
