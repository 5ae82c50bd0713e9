"""A column of words or text: spellings become their word, a bare code goes, and what another word does is told."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.cleaning.characters import without_invisible
from pipeline.cleaning.readings import NO_VALUE
from pipeline.cleaning.vocabularies import Vocabulary, load_words
from pipeline.cleaning.words import clean_word
from pipeline.core.findings import Effect
from pipeline.core.frames import Column, Frame, map_unique
from pipeline.core.records import Dataset, Kind
from pipeline.core.said import OF_A_CODE, of_a_word


@dataclass(frozen=True, slots=True)
class Told:
    """Rows with a word that nobody knows."""

    where: Column
    code: str
    effect: Effect
    is_finding: bool = True
    """Whether courts are told; no where no rule reads the word and nothing is printed."""


@dataclass(frozen=True, slots=True)
class WordColumn:
    """A column as its words read."""

    column: Column
    told: tuple[Told, ...]
    unknown: tuple[tuple[Column, Effect], ...]
    """The words that nobody knows, each a row, and what they do."""


def read_words(dataset: Dataset, name: str, kind: Kind, frame: Frame) -> WordColumn:
    """Read the words of a column; of one that is free only bare codes are taken out.

    Args:
        dataset: The dataset.
        name: The column.
        kind: What it holds.
        frame: The rows; columns that stand before it are read already.
    """
    vocabulary, raw = load_words().vocabularies.get(name), frame[name]
    told: tuple[Told, ...] = ()
    text = raw
    if vocabulary is None or vocabulary.inside:
        codes = load_words().codes
        is_code = codes.stand_in(name, kind, raw)
        if is_code.any():
            told, text = (Told(is_code, OF_A_CODE, Effect.DROPPED),), raw.mask(is_code)
    if vocabulary is not None:
        read = map_unique(text, vocabulary.read)
        unknown = text.notna() & read.isna()
        told += tuple(_other_words(dataset, vocabulary, frame, unknown)) if unknown.any() else ()
        text = _words_of(vocabulary, text, read, unknown)
    return WordColumn(text, told, tuple((map_unique(raw[one.where], clean_word), one.effect) for one in told))


def _words_of(vocabulary: Vocabulary, raw: Column, read: Column, unknown: Column) -> Column:
    """Each row's word, or the text that names one; another word is kept only where no column of words is printed."""
    nothing = read.eq(NO_VALUE).fillna(False)
    if vocabulary.inside:
        return map_unique(raw, lambda text: without_invisible(text).strip() or None).mask(nothing)
    read = read.mask(nothing) if nothing.any() else read
    if vocabulary.unknown is Effect.DROPPED or not unknown.any():
        return read
    return read.mask(unknown, vocabulary.unknown_as or map_unique(raw, clean_word))


def _other_words(dataset: Dataset, vocabulary: Vocabulary, frame: Frame, unknown: Column) -> Iterator[Told]:
    """Rows with another word, by what it does to them."""
    code, effect = of_a_word(vocabulary.column), vocabulary.effect_in(dataset)
    decides = unknown & frame[vocabulary.unless].isna() if vocabulary.unless else unknown
    yield Told(decides, code, effect, is_finding=effect is vocabulary.unknown)
    if not decides.equals(unknown):
        yield Told(unknown & ~decides, code, Effect.KEPT)
