"""The case system's side: a night of its tables into the out-box that is carried across."""

from datetime import date
from pathlib import Path

from pipeline.sources.ferry.writing import FerryFormat, write_night
from pipeline.sources.sql import CaseSystem, read_case_system


def ship_night(system: CaseSystem, drop: Path, night: date, form: FerryFormat = "csv", *, zipped: bool = True) -> Path:
    """Read a case system and write it as a ferry night; the sequence goes up by itself.

    Args:
        system: The case system.
        drop: The out-box.
        night: The date that the night bears.
        form: Of its tables.
        zipped: Whether each file is packed.

    Returns:
        The night's folder.

    Raises:
        SourceError: The case system cannot be read, or the folder not be written.
    """
    return write_night(drop, night, read_case_system(system), form=form, zipped=zipped)
