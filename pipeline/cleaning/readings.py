"""What a reader makes of a value, and what it has to say about it."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.core.findings import Cause, Effect
from pipeline.core.frames import TEXT, Column


@dataclass(frozen=True, slots=True)
class Note:
    """A defect of a value, as a finding tells it; never the value."""

    code: str
    """What is said of it (`core.said`)."""
    effect: Effect
    cause: Cause = Cause.FORM


@dataclass(frozen=True, slots=True)
class Reading:
    """A value as it was read; None where nothing of it could be."""

    value: str | None
    notes: tuple[Note, ...] = ()


NO_VALUE = ""
"""What is read where a value says that there is none."""

Reader = Callable[[str], Reading | str | None]
"""Reads one value; what it can be read without a word needs no `Reading`."""
Noted = dict[Note, Column]
"""Note -> yes for each row whose value has it."""


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """A column as it was read, on the index of the rows."""

    column: Column
    """NA where nothing could be read, and where a value says that there is none; the very column that was read where
    no value changed."""
    noted: Noted
    lost: Column | None
    """Yes for rows whose value says something of which nothing could be read; None where there is no such row."""


def read_unique(column: Column, read: Reader) -> ReadColumn:
    """Read each distinct value of a column once; NA stays NA."""
    codes, distinct = pd.factorize(column, use_na_sentinel=True)
    values = distinct.to_numpy(dtype=object).tolist()
    readings = [read(value) for value in values]
    read_values = [reading.value if isinstance(reading, Reading) else reading for reading in readings]
    places: defaultdict[Note, list[int]] = defaultdict(list)
    for place, reading in enumerate(readings):
        if isinstance(reading, Reading):
            for note in reading.notes:
                places[note].append(place)

    def rows_at(at: list[int]) -> Column:
        return pd.Series(np.isin(codes, at), index=column.index)

    noted = {note: rows_at(at) for note, at in places.items()}
    lost = [place for place, value in enumerate(values) if read_values[place] is None and value.strip()]
    kept = [None if value == NO_VALUE else value for value in read_values]
    if kept == values:
        return ReadColumn(column, noted, None)
    taken = pd.array(kept, dtype=TEXT).take(codes, allow_fill=True)
    return ReadColumn(pd.Series(taken, index=column.index), noted, rows_at(lost) if lost else None)
