"""The case system's side: a night of its tables into the out-box that is carried across."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from pipeline.core.records import Dataset
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.ferry.writing import FerryFormat, write_night
from pipeline.sources.mapping import TableMapping
from pipeline.sources.sql import read_case_system


def ship_night(
    url: str,
    mapping: Mapping[Dataset, TableMapping],
    drop: Path,
    night: date,
    form: FerryFormat = "csv",
    zipped: bool = True,
    database: DatabaseSettings | None = None,
    chunk_rows: int = 50_000,
) -> Path:
    """Read a case system and write it as a ferry night; the sequence goes up by itself.

    Returns:
        The night's folder.

    Raises:
        SourceError: The case system cannot be read, or the folder not be written.
    """
    return write_night(drop, night, read_case_system(url, mapping, chunk_rows, database), form=form, zipped=zipped)
