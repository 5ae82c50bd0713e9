"""Whatever `[source] url` names: a case system behind an address, or the drop folder of a ferry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.core.frames import Frame
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.records import Dataset
from pipeline.settings.source import DatabaseSettings, FerrySettings, drop_folder
from pipeline.sources.ferry import FerryMark, read_ferry
from pipeline.sources.mapping import TableMapping
from pipeline.sources.sql import read_case_system


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
