"""The words that columns may hold, as pipeline/rules/words.toml tells them: one word for all its spellings."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import pandas as pd

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.cleaning.placeholders import is_nothing, load_placeholders
from pipeline.cleaning.readings import NO_VALUE
from pipeline.core.errors import RulesError
from pipeline.core.findings import Effect
from pipeline.core.frames import Column, map_unique
from pipeline.core.messages import _
from pipeline.core.records import Dataset, Group, Kind, datasets_of

_EFFECTS = (Effect.DROPPED, Effect.HIDDEN, Effect.KEPT)
_CODED_KINDS = (Kind.WORD, Kind.TEXT)
_HAN = "[\u2e80-\ufaff\U00020000-\U0003ffff]"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a column, and what another word does."""

    column: str
    words: Mapping[str, tuple[str, ...]]
    """The word that the program knows -> other spellings of it, as they are written in the file."""
    blanks: tuple[str, ...]
    """Spellings of no value in this column only."""
    spelling: str
    """A regular expression whose group stands for a word; empty where there is none."""
    inside: bool
    """Whether a word may stand anywhere in a text, which is kept."""
    unknown: Effect
    unknown_as: str
    """What another word counts as; empty where it stays as it is, or is gone."""
    unless: str
    """A column whose day decides instead of another word; empty where there is none."""
    hides: tuple[Dataset, ...]
    """Where another word hides the record, if it does."""
    says: Mapping[str, str]
    """``en``, ``zh``: what another word does."""
    article: str
    meanings: Mapping[str, str]
    """Folded spelling -> word; `NO_VALUE` for spellings of none."""

    def read(self, text: str) -> str | None:
        """The word that a text spells, `NO_VALUE` where it means none, None for another word.

        >>> sex = vocabulary_of("sex")
        >>> [sex.read(text) for text in (" 先生", "09_00003-2", "１.0", "--", "丙")]
        ['男', '女', '男', '', None]
        """
        if is_nothing(text):
            return NO_VALUE
        folded = fold_word(text)
        if self.inside:
            return self._read_inside(folded)
        if self.spelling and (match := re.fullmatch(self.spelling, folded)):
            folded = match[1]
        return self.meanings.get(folded)

    def spellings(self, word: str) -> tuple[str, ...]:
        """A word and its other spellings."""
        return (word, *self.words[word])

    def effect_in(self, dataset: Dataset) -> Effect:
        """What becomes of a row of that dataset with another word."""
        return Effect.KEPT if self.unknown is Effect.HIDDEN and dataset not in self.hides else self.unknown

    def _read_inside(self, folded: str) -> str | None:
        if self.meanings.get(folded) == NO_VALUE:
            return NO_VALUE
        return next(
            (word for spelling, word in self.meanings.items() if spelling and word and spelling in folded), None
        )


@dataclass(frozen=True, slots=True)
class Codes:
    """What stands in a column when nobody has translated a code."""

    form: re.Pattern[str]
    never_figures: frozenset[str]

    def stand_in(self, column: str, kind: Kind, texts: Column) -> Column:
        """Whether a column of words or text holds a bare code, row by row."""
        if kind not in _CODED_KINDS:
            return pd.Series(False, index=texts.index)
        is_figures = ~texts.str.contains(_HAN, regex=True).fillna(True).astype(bool)
        if not is_figures.any():
            return pd.Series(False, index=texts.index)
        figures = texts[is_figures]
        found = map_unique(figures, lambda text: text if self._is_code(column, text) else None)
        return found.reindex(texts.index).notna()

    def _is_code(self, column: str, text: str) -> bool:
        """Of a text without a Chinese sign."""
        folded = fold_word(text)
        if column in self.never_figures and any(sign.isdigit() for sign in folded):
            return True
        return self.form.fullmatch(folded) is not None


@dataclass(frozen=True, slots=True)
class Words:
    """The whole file."""

    codes: Codes
    vocabularies: Mapping[str, Vocabulary]
    """Column -> its words."""


def fold_word(text: str) -> str:
    """What of a word is compared: half width, small letters, no spaces or invisible signs."""
    return without_spaces(half_width(without_invisible(text))).lower()


def vocabulary_of(column: str) -> Vocabulary:
    """The words of a column; KeyError where it has none."""
    return load_words().vocabularies[column]


@cache
def load_words() -> Words:
    """Read the table.

    Raises:
        RulesError: An entry is not in the expected form; names the column.
    """
    tree = tomllib.loads((files("pipeline") / "rules" / "words.toml").read_text(encoding="utf-8"))
    code = tree["code"]
    codes = Codes(re.compile(code["form"], re.ASCII | re.IGNORECASE), frozenset(code["never_figures"]))
    return Words(codes, {row["name"]: _vocabulary(row) for row in tree["column"]})


def _vocabulary(row: Mapping[str, Any]) -> Vocabulary:
    where = f"words.toml column {row['name']}"
    if row["unknown"] not in _EFFECTS:
        raise RulesError(
            _("{where}: unknown = '{unknown}' is none of {known}").format(
                where=where, unknown=row["unknown"], known=", ".join(_EFFECTS)
            )
        )
    words = {word: tuple(others) for word, others in row["words"].items()}
    blanks = tuple(row.get("blank", ()))
    return Vocabulary(
        column=row["name"],
        words=words,
        blanks=blanks,
        spelling=row.get("spelling", ""),
        inside=row.get("inside", False),
        unknown=Effect(row["unknown"]),
        unknown_as=row.get("unknown_as", ""),
        unless=row.get("unless", ""),
        hides=_datasets(row.get("hides"), where),
        says=_says(row),
        article=row["article"],
        meanings=_meanings(words, (NO_VALUE, *load_placeholders().blanks, *blanks), where),
    )


def _meanings(words: Mapping[str, Iterable[str]], blanks: Iterable[str], where: str) -> dict[str, str]:
    """Folded spelling -> word; the longest first, so that a text is read by the most that it names."""
    pairs = [(fold_word(spelling), word) for word, others in words.items() for spelling in (word, *others)]
    pairs += [(fold_word(blank), NO_VALUE) for blank in blanks]
    meanings: dict[str, str] = {}
    for spelling, word in sorted(pairs, key=lambda pair: (-len(pair[0]), pair)):
        if meanings.setdefault(spelling, word) != word:
            raise RulesError(
                _("{where}: '{spelling}' stands for '{other}' and for '{word}'; keep one").format(
                    where=where, spelling=spelling, other=meanings[spelling], word=word
                )
            )
    return meanings


def _datasets(names: list[str] | None, where: str) -> tuple[Dataset, ...]:
    if names is None:
        return tuple(Dataset)
    if unknown := [name for name in names if name not in {*Dataset, *Group}]:
        raise RulesError(
            _("{where}: hides '{word}' is neither a dataset nor a group").format(where=where, word=unknown[0])
        )
    named = {dataset for group in Group if group in names for dataset in datasets_of(group)}
    return tuple(dataset for dataset in Dataset if dataset in named or dataset in names)


def _says(row: Mapping[str, Any]) -> dict[str, str]:
    return {"en": row["en"], "zh": row["zh"]}
