"""Rows of text cells as one text each, so that no two different rows are written alike: for digests."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.core.frames import TEXT, Frame

ROWS_AT_A_TIME = 10_000
"""Rows whose cells are joined at once: a matter of memory, not of the result."""
_NOTHING, _AFTER_LENGTH, _ABSENT = (pa.scalar(sign, pa.large_string()) for sign in ("", ":", "-"))


def rows_as_texts(frame: Frame, columns: Sequence[str], rows_at_a_time: int = ROWS_AT_A_TIME) -> Iterator[list[str]]:
    """Every row's cells behind each other, portion by portion: each with its length in bytes before it, an absent one as ``-``.

    Args:
        frame: Text columns.
        columns: Which of them, and in which order.
        rows_at_a_time: The size of a portion.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"a": ["12", None], "b": ["", "阳"]}, dtype=TEXT)
    >>> list(rows_as_texts(frame, ["a", "b"]))
    [['2:120:', '-3:阳']]
    """
    for start in range(0, len(frame), rows_at_a_time):
        part = frame.iloc[start : start + rows_at_a_time]
        cells = [_with_length(pa.array(part[name].astype(TEXT), type=pa.large_string())) for name in columns]
        yield pc.binary_join_element_wise(*cells, _NOTHING).to_pylist()


def _with_length(cells: pa.Array) -> pa.Array:
    sizes = pc.cast(pc.binary_length(cells), pa.large_string())
    return pc.fill_null(pc.binary_join_element_wise(sizes, cells, _AFTER_LENGTH), _ABSENT)
