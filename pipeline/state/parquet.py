"""Parquet files of the state folder, read so that a damaged one is a value and no traceback."""

from pathlib import Path

import pyarrow.parquet as pq

from pipeline.core.frames import TEXT, Frame
from pipeline.core.writing import replacing


def read_texts(path: Path, columns: tuple[str, ...]) -> Frame | None:
    """The frame of a file; None where it is missing, cannot be read, holds what is no text, or has other columns."""
    try:
        table = pq.read_table(path)
        table.validate(full=True)
        frame: Frame = table.to_pandas().astype(TEXT)
        return frame if tuple(frame.columns) == columns else None
    except Exception:  # whatever damaged bytes make of the library: it cannot be read
        return None


def write_texts(frame: Frame, path: Path) -> None:
    """Write a frame aside and rename it."""
    with replacing(path) as aside:
        frame.to_parquet(aside, index=False)
