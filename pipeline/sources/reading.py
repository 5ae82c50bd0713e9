"""Whatever `[source] url` names: a case system behind an address, or the drop folder of a ferry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.frames import Frame
from pipeline.mapper import IN_PROCESS, Mapper
from pipeline.records import Dataset
from pipeline.sources.ferry import FerryMark, read_ferry
from pipeline.sources.mapping import TableMapping
from pipeline.sources.options import DatabaseSettings, FerrySettings
from pipeline.sources.sql import read_case_system

_FERRY = "ferry:"


@dataclass(frozen=True, slots=True)
class SourceReading:
    """Raw tables, in memory only."""

    tables: dict[Dataset, Frame]
    mark: FerryMark | None = None
    """The ferry night that was read, to be kept once it was judged; None for a database."""
    notes: tuple[str, ...] = ()
    """What the operator should know."""


def read_source(
    address: str,
    mapping: Mapping[Dataset, TableMapping],
    on: date,
    last: FerryMark | None,
    chunk_rows: int,
    database: DatabaseSettings,
    ferry: FerrySettings,
    mapper: Mapper = IN_PROCESS,
) -> SourceReading:
    """Read every dataset of the contract.

    Args:
        address: SQLAlchemy address, or ``ferry:`` and the drop folder.
        mapping: The court's own names.
        on: R.
        last: The ferry night read last.
        chunk_rows: Rows fetched at a time from a database.
        database: Time-outs and TLS.
        ferry: Patience and caps.
        mapper: Where a database is read.

    Raises:
        SourceError: It cannot be read, or not in the agreed form; nothing of it was kept.
    """
    drop = drop_folder(address)
    if drop is None:
        return SourceReading(read_case_system(address, mapping, chunk_rows, database, mapper))
    reading = read_ferry(drop, on, mapping, ferry, last)
    return SourceReading(reading.tables, reading.mark, reading.notes)


def drop_folder(address: str) -> Path | None:
    """The drop folder that an address names; None for a database.

    >>> drop_folder("ferry:/srv/drop"), drop_folder("sqlite:///case.db")
    (PosixPath('/srv/drop'), None)
    """
    return Path(address.removeprefix(_FERRY)) if address.startswith(_FERRY) else None


def with_absolute_folder(address: str, home: Path) -> str:
    """The address of a ferry with its folder taken from ``home``; any other address as it is."""
    drop = drop_folder(address)
    return address if drop is None else f"{_FERRY}{home / drop}"
