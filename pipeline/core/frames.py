"""Small helpers over pandas columns of text (pyarrow strings, absent = NA)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Set
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pd.StringDtype("pyarrow", na_value=pd.NA)
"""The type of every text column between the stages."""

Frame = pd.DataFrame
Column = pd.Series


def text_column(values: Iterable[Any], index: Any = None) -> Column:
    """A text column from Python values (text or None)."""
    return pd.Series(list(values), index=index, dtype=TEXT)


def blank_column(index: Any) -> Column:
    """A text column of NA."""
    absent = pa.nulls(len(index), pa.large_string())
    return pd.Series(TEXT.__from_arrow__(absent), index=index)  # type: ignore[attr-defined] # pandas' stubs leave it out


def values_or_none(column: Column) -> list[Any]:
    """The values as Python knows them; None where absent."""
    values: list[Any] = column.array.to_numpy(dtype=object, na_value=None).tolist()
    return values


def map_unique(column: Column, read: Callable[[str], str | None]) -> Column:
    """Apply a pure function once per distinct value; NA stays NA."""
    if not column.count():
        return column.rename(None).astype(TEXT)
    codes, values = pd.factorize(column, use_na_sentinel=True)
    read_values = pd.array([read(value) for value in values], dtype=TEXT)
    return pd.Series(read_values.take(codes, allow_fill=True), index=column.index)


def among(column: Column, known: Collection[str] | Column) -> Column:
    """Which values of a text column are among known ones; NA never is.

    A set costs a look a value, whatever its size, and a column is compared by Arrow; pandas makes an object of every known
    value, each time it is asked.

    >>> among(text_column(["甲", None, "乙"]), {"乙"}).tolist()
    [False, False, True]
    """
    if isinstance(known, Set | Mapping):
        found = [value in known for value in pa.array(column).to_pylist()]
    else:
        values = pa.array(known, pa.large_string())
        found = pc.is_in(pa.array(column, pa.large_string()), value_set=values.drop_null()).to_numpy(False)
    return pd.Series(found, index=column.index, dtype=bool)


def earliest(columns: Iterable[Column]) -> Column:
    """Row by row the smallest of several ISO date columns; NA counts as never."""
    given = list(columns)
    dated = [column for column in given if column.notna().any()]
    if len(dated) < 2:
        return dated[0].astype(TEXT) if dated else blank_column(given[0].index)
    frame = pd.concat(dated, axis=1)
    smallest = frame.fillna("9999-12-31").min(axis=1).astype(TEXT)
    return smallest.mask(smallest == "9999-12-31")
