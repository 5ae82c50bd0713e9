"""Values as a source gives them -> text columns; NULL stays null."""

import datetime
import decimal
import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa

from pipeline.core.frames import TEXT, Frame, blank_column
from pipeline.core.records import SCHEMAS, Dataset

_EXACT_INTEGERS = 10**15
"""Below it a float still holds every digit of a whole number."""


def text_array(values: Sequence[Any]) -> pa.Array:
    """One column of driver values as text."""
    try:
        column = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        return pa.array([value_as_text(value) for value in values], pa.string())
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_null(column.type) or pa.types.is_integer(column.type) or pa.types.is_date(column.type):
        return column.cast(pa.string())
    return pa.array([value_as_text(value) for value in values], pa.string())


def value_as_text(value: Any) -> str | None:
    """One value as text: ISO days, plain decimals, 1 and 0 for true and false (also as one bit), JSON for what is nested.

    A whole number that came as a float loses its ``.0``; one with more digits than a float can hold keeps the
    exponent, since the digits written out would be made up. A long text that a driver hands over as a file is read.

    >>> [value_as_text(value) for value in (44.0, 0.42, 3.301061980010112e17, True, [1])]
    ['44', '0.42', '3.301061980010112e+17', '1', '[1]']
    """
    match value:
        case None:
            return None
        case str():
            return value.encode("utf-8", "replace").decode()
        case bool():
            return "1" if value else "0"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _EXACT_INTEGERS else repr(value)
        case decimal.Decimal():
            return format(value, "f")
        case datetime.datetime():
            return value.isoformat(sep=" ")
        case datetime.date():
            return value.isoformat()
        case b"\x00" | b"\x01":
            return str(value[0])
        case bytes():
            return value.decode("utf-8", "replace")
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _ if hasattr(value, "read"):
            return value_as_text(value.read())
        case _:
            return str(value)


def contract_frame(dataset: Dataset, table: pa.Table) -> Frame:
    """A table of text as the dataset's frame: the contract's columns in its order, NA where the source has none."""
    if not len(table):
        return _no_rows(dataset).copy(deep=False)
    absent = pa.nulls(len(table), pa.string())
    names = SCHEMAS[dataset].column_names
    columns = [table[name] if name in table.column_names else absent for name in names]
    frame: Frame = pa.table(columns, names=list(names)).combine_chunks().to_pandas(types_mapper=lambda _: TEXT)
    return frame


@cache
def _no_rows(dataset: Dataset) -> Frame:
    return pd.DataFrame(dict.fromkeys(SCHEMAS[dataset].column_names, blank_column(pd.RangeIndex(0))))
