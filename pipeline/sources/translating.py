"""What was read, in the contract's words: padding off, codes translated, defaults and constants put in.

Done in one place, so that a file of the ferry gets what a table got.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.cleaning.vocabularies import vocabulary_of
from pipeline.core.findings import Effect, UnknownWord, unknown_words
from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset
from pipeline.sources.mapping import NEVER_PULLED_CASE_TYPES, Codes, ColumnSource

UNTRANSLATED = "代码未译"
"""Stands for a code that nobody translates, where no value at all would let more be public than an unknown word does."""
_DECIDING: Mapping[str, Effect] = {
    "disclosure": Effect.HIDDEN,
    "secrecy": Effect.HIDDEN,
    "is_minor": Effect.HIDDEN,
    "case_type": Effect.HIDDEN,
    "closing_mode": Effect.HIDDEN,
    "measure_end_reason": Effect.HIDDEN,
    "removal_act": Effect.HIDDEN,
}
"""Columns that are never printed and whose blank hides nothing."""
_LEFT_OUT = ("court_code",)


@dataclass(frozen=True, slots=True)
class Translated:
    """Rows of one dataset in the contract's words, and the codes that nobody translates."""

    rows: pa.Table
    """Text columns under the contract's names, of those that the source has."""
    codes: Mapping[str, Counter[str]]
    """Column -> the codes that nobody translates, and in how many rows each stands."""


def translated(dataset: Dataset, table: pa.Table, sources: Mapping[str, ColumnSource]) -> Translated:
    """Bring rows as the source has them into the contract's words.

    Args:
        dataset: Which rows.
        table: Text columns under the contract's names, of those that are read from a column.
        sources: Where each contract column comes from; all codes already as words.
    """
    columns: dict[str, Any] = {}
    unknown: dict[str, Counter[str]] = {}
    for name in SCHEMAS[dataset].column_names:
        source = sources.get(name, ColumnSource(name))
        column, codes = _column(table, name, source)
        if codes:
            unknown[name] = codes
        if column is not None:
            columns[name] = column
    rows = pa.table(columns) if columns else table.select([])
    return Translated(_pulled(dataset, rows), unknown)


def untranslated(dataset: Dataset, codes: Mapping[str, Counter[str]]) -> tuple[UnknownWord, ...]:
    """The codes of all rows of a dataset that nobody translates, as they may be told.

    Args:
        dataset: Whose.
        codes: Column -> code -> rows.
    """
    told = (unknown_words(dataset, name, counted, _effect(name)) for name, counted in codes.items())
    return tuple(word for words in told for word in words)


def never_pulled(codes: Codes | None) -> tuple[str, ...]:
    """What stands in a source for the case types that are never pulled."""
    if codes is None:
        kinds = vocabulary_of("case_type")
        return tuple(spelling for word in NEVER_PULLED_CASE_TYPES for spelling in kinds.spellings(word))
    return tuple(code for code, word in codes.words.items() if _is_never_pulled(word))


def _is_never_pulled(case_type: str) -> bool:
    return vocabulary_of("case_type").read(case_type) in NEVER_PULLED_CASE_TYPES


def _column(table: pa.Table, name: str, source: ColumnSource) -> tuple[Any | None, Counter[str]]:
    unknown: Counter[str] = Counter()
    if source.name is None or name not in table.column_names:
        constant = source.default if source.name is None else None
        return None if constant is None else pa.repeat(pa.scalar(constant, pa.string()), len(table)), unknown
    column = _without_padding(table[name])
    blank = pc.equal(pc.utf8_trim_whitespace(column), "") if source.default is not None else None
    if source.codes is not None:
        column, unknown = _translate(_whole(column), source.codes, UNTRANSLATED if name in _DECIDING else None)
    if blank is not None:
        column = pc.if_else(pc.fill_null(blank, True), source.default, column)
    return column, unknown


def _without_padding(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without the spaces with which a CHAR is filled up; the column itself where there are none."""
    is_padded = len(column) > column.null_count and pc.any(pc.ends_with(column, " ")).as_py()
    return pc.utf8_rtrim(column, characters=" ") if is_padded else column


def _whole(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks()
    return pa.concat_arrays(whole.chunks) if isinstance(whole, pa.ChunkedArray) else whole


def _translate(column: pa.Array, codes: Codes, instead: str | None) -> tuple[pa.Array, Counter[str]]:
    """Each distinct value once; what no code stands for is counted."""
    encoded = column.dictionary_encode()
    kept = set(codes.words.values()) if codes.keeps_words else set()
    words: list[str | None] = []
    counted: Counter[str] = Counter()
    rows = {pair["values"]: pair["counts"] for pair in pc.value_counts(encoded.indices).to_pylist()}
    for place, value in enumerate(encoded.dictionary.to_pylist()):
        code = value.strip()
        if code in codes.words:
            words.append(codes.words[code] or None)
        elif not code:
            words.append(None)
        elif code in kept:
            words.append(code)
        else:
            words.append(instead)
            counted[code] += rows.get(place, 0)
    return pa.array(words, pa.string()).take(encoded.indices), counted


def _pulled(dataset: Dataset, rows: pa.Table) -> pa.Table:
    """Without the case types that are never pulled."""
    if dataset not in PARTY_LISTS or "case_type" not in rows.column_names:
        return rows
    kinds = rows["case_type"]
    never = [kind for kind in pc.unique(kinds).to_pylist() if kind is not None and _is_never_pulled(kind)]
    return rows.filter(pc.invert(pc.is_in(kinds, value_set=pa.array(never, pa.string())))) if never else rows


def _effect(name: str) -> Effect:
    return Effect.LEFT_OUT if name in _LEFT_OUT else _DECIDING.get(name, Effect.DROPPED)
