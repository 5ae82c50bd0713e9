"""Findings about data: what could not be read, was kept as text, held or dropped; never a value."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path

from pipeline.core.frames import Column
from pipeline.core.messages import _, in_english
from pipeline.core.records import Dataset
from pipeline.core.said import said
from pipeline.core.writing import replacing


class Cause(StrEnum):
    """What kind of defect was found."""

    COURT = "court"
    """The row names no court that is known."""
    KEY = "key"
    """The row has no usable ``source_id``."""
    WORD = "word"
    """A word that the contract does not know stands in a column of words."""
    FORM = "form"
    """A value has not the form of its column: a date, an amount, a name, a number."""
    DOUBT = "doubt"
    """Facts of the row contradict each other, or it cannot be told whom it concerns."""
    MISSING = "missing"
    """What a rule or the law demands is not there."""
    TWICE = "twice"
    """The row stands more than once."""
    LEAK = "leak"
    """The detector found what should be hidden."""
    RULE = "rule"
    """No defect: a rule speaks."""
    DOCUMENT = "document"
    """A guideline's file."""


class Effect(StrEnum):
    """What became of the row or the value."""

    LEFT_OUT = "left out"
    """The row is in no batch."""
    HIDDEN = "hidden"
    """The row is read and not public."""
    DROPPED = "dropped"
    """The value is gone, the row stays."""
    REPAIRED = "repaired"
    """The value was read as what was meant."""
    KEPT = "kept"
    """The value stays as it was."""

    @property
    def told(self) -> str:
        """The same for operators."""
        return _(self.value)


_OF_A_MAPPING = frozenset({Cause.COURT, Cause.KEY, Cause.WORD, Cause.FORM})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing a court should mend in its case system."""

    dataset: Dataset
    court_code: str
    record_id: str
    """The opaque id, or ``row N`` where the row has none."""
    column: str
    code: str
    """What is said of it (`core.said`); empty where ``detail`` says it."""
    cause: Cause
    effect: Effect
    detail: str = ""
    """Where in the column it lies, or which rule found it; never a value."""

    @property
    def reason(self) -> str:
        """What is said of it, for operators."""
        return said(self.code, detail=self.detail)

    @property
    def smells_of_mapping(self) -> bool:
        """Whether a row is away for what a wrong mapping would do to many."""
        return self.cause in _OF_A_MAPPING and self.effect in (Effect.LEFT_OUT, Effect.HIDDEN)


@dataclass(frozen=True, slots=True, order=True)
class UnknownWord:
    """A word of a column of words that nobody knows: a mapping to mend. Never a person's name or number."""

    dataset: Dataset
    column: str
    word: str
    """As it stands there, or only its shape: 9 for a digit, A for a letter, 字 for a character."""
    count: int
    """Rows that have it."""
    is_shown: bool
    """Whether ``word`` is the word itself."""
    effect: Effect

    @property
    def told(self) -> str:
        """The word or its shape, and in how many rows it stands."""
        if self.is_shown:
            return f"'{self.word}' ({self.count})"
        return _("a word of the form {word} ({count})").format(word=self.word, count=self.count)


_SHOWN_ROWS, _SHOWN_SIGNS, _SHOWN_WORDS = 3, 12, 50
_RUN = re.compile(r"[0-9０-９]{5}")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤欧阳司马上官诸葛夏侯慕容令狐"
)
"""Signs with which the name of nine people in ten begins."""
_NAME = re.compile(rf"[{_SURNAMES}][㐀-鿿\U00020000-\U0003ffff?？○〇*＊某]{{1,3}}|.*[·•・˙●▪].*", re.DOTALL)


def unknown_words(
    dataset: Dataset, column: str, words: Column | Mapping[str, int], effect: Effect
) -> tuple[UnknownWord, ...]:
    """Count the words of a column that nobody knows; those that must not be shown are told by shape.

    A column can be mapped wrongly and hold names, so a word is shown only where it stands in three rows or more, has
    at most twelve signs, no run of five digits, and not the form of a name; in a column of at most fifty such words of
    which at least half stand in three rows or more, as words do and names do not.

    Args:
        dataset: The dataset.
        column: The contract's column.
        words: The unknown word of each row (absent = none), or word -> rows.
        effect: What became of the rows or values.

    >>> [word.word for word in unknown_words(Dataset.EXIT_BANS, "status", {"待定": 7, "09_05002-3": 4}, Effect.DROPPED)]
    ['99_99999-9', '待定']
    """
    counted = Counter(words.dropna().tolist()) if isinstance(words, Column) else Counter(words)
    often = sum(count >= _SHOWN_ROWS for count in counted.values())
    are_words = len(counted) <= _SHOWN_WORDS and 2 * often >= len(counted)
    shown = {word for word, count in counted.items() if are_words and count >= _SHOWN_ROWS and _is_harmless(word)}
    shapes: Counter[str] = Counter()
    for word, count in counted.items():
        if word not in shown:
            shapes[_shape(word)] += count
    told = [(word, counted[word], True) for word in shown] + [(shape, count, False) for shape, count in shapes.items()]
    return tuple(sorted(UnknownWord(dataset, column, word, count, is_shown, effect) for word, count, is_shown in told))


class WordCounts:
    """Words that nobody knows, counted over the bundles of a night; in memory only, for they may be anybody's name."""

    def __init__(self) -> None:
        self._counts: dict[tuple[Dataset, str, Effect], Counter[str]] = {}

    def add(self, dataset: Dataset, column: str, words: Column, effect: Effect) -> None:
        """Count the unknown word of each row (absent = none)."""
        self._counts.setdefault((dataset, column, effect), Counter()).update(words.dropna().tolist())

    def update(self, other: "WordCounts") -> None:
        """Add what was counted elsewhere."""
        for key, counts in other._counts.items():
            self._counts.setdefault(key, Counter()).update(counts)

    def told(self) -> tuple[UnknownWord, ...]:
        """The words, or their shapes: which of them a column shows is decided by all of its rows (`unknown_words`)."""
        return tuple(
            word
            for (dataset, column, effect), counts in self._counts.items()
            for word in unknown_words(dataset, column, counts, effect)
        )


def _is_harmless(word: str) -> bool:
    return len(word) <= _SHOWN_SIGNS and not _RUN.search(word) and not _NAME.fullmatch(word)


def _shape(word: str) -> str:
    """What kinds of signs a word has, cut after twelve."""
    signs = "".join(_kind_of(sign) for sign in word[:_SHOWN_SIGNS])
    return signs + "…" * (len(word) > _SHOWN_SIGNS)


def _kind_of(sign: str) -> str:
    if sign.isdigit():
        return "9"
    if sign.isalpha():
        return "A" if sign < "\u2e80" else "字"
    return sign if sign.isascii() and sign.isprintable() else "?"


def tell_words(words: Iterable[UnknownWord]) -> Iterator[str]:
    """A line for each word that nobody knows."""
    for word in sorted(words):
        yield _("{dataset}: column {column} has {word}; {effect}").format(
            dataset=word.dataset, column=word.column, word=word.told, effect=word.effect.told
        )


def findings_of(findings: Iterable[Finding], dataset: Dataset, record: str | None = None) -> Iterator[Finding]:
    """The findings of a list, or of one record of it."""
    return (one for one in findings if one.dataset is dataset and record in (None, one.record_id))


def write_findings(findings: Iterable[Finding], path: Path) -> None:
    """One JSON object a line, sorted, written aside and renamed."""
    with replacing(path) as aside, aside.open("w", encoding="utf-8") as lines:
        english = sorted(replace(finding, detail=in_english(finding.detail)) for finding in findings)
        lines.writelines(json.dumps(asdict(finding), ensure_ascii=False) + "\n" for finding in english)


def count_by_court(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings each court has."""
    return dict(sorted(Counter(finding.court_code for finding in findings).items()))
