"""Parquet files of the state folder: whatever bytes stand in them, a damaged one is a value and no traceback."""

from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline.core.frames import TEXT
from pipeline.state.parquet import read_texts, write_texts

FRAME = pd.DataFrame({"id": ["a" * 24, "b" * 24], "row": ["欧阳静好", "司马知秋"]}).astype(TEXT)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_texts(FRAME, tmp_path / "x.parquet")
    read = read_texts(tmp_path / "x.parquet", ("id", "row"))
    assert read is not None
    assert read.equals(FRAME)
    assert read_texts(tmp_path / "x.parquet", ("id",)) is None
    assert read_texts(tmp_path / "y.parquet", ("id", "row")) is None


@pytest.mark.parametrize("at", range(12))
def test_bytes_that_are_no_text_are_damage(tmp_path: Path, at: int) -> None:
    path = tmp_path / "x.parquet"
    FRAME.to_parquet(path, index=False, compression=None)
    content = bytearray(path.read_bytes())
    content[content.index("欧阳静好".encode()) + at] ^= 0x40
    path.write_bytes(bytes(content))
    assert pq.read_table(path).num_rows == 2, "the library reads it"
    assert read_texts(path, ("id", "row")) is None
