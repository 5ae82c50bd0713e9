"""Whatever `[source] url` names: a case system behind an address, or the drop folder of a ferry."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipeline.core.findings import UnknownWord
from pipeline.core.frames import Frame
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.records import Dataset
from pipeline.settings.source import FerrySettings, drop_folder
from pipeline.sources.bundles import Bundle, in_bundles
from pipeline.sources.ferry import FerryMark, read_ferry, read_night
from pipeline.sources.sql import CaseSystem, read_bundles, read_tables


@dataclass(frozen=True, slots=True)
class SourceReading:
    """Raw tables, in memory only."""

    tables: dict[Dataset, Frame]
    mark: FerryMark | None = None
    """The ferry night that was read, to be kept once it was judged; None for a database."""
    notes: tuple[str, ...] = ()
    """What the operator should know."""
    unknown_words: tuple[UnknownWord, ...] = ()
    """Codes that no table of codes translates; their rows have no value there."""


@dataclass(frozen=True, slots=True)
class SourceBundles:
    """Raw rows in bundles, each case in one (`pipeline.sources.bundles`)."""

    bundles: Iterator[Bundle]
    """The first one holds what belongs to no case; codes that no table translates are counted in each."""
    mark: FerryMark | None = None
    notes: tuple[str, ...] = ()


def read_source_bundles(system: CaseSystem, ferry: FerrySettings, on: date, last: FerryMark | None) -> SourceBundles:
    """The rows of `read_source`, in bundles; of a database they are read while the bundles are taken.

    A night of the ferry is whole and checked before its first row is given out, so it is read whole.

    Raises:
        SourceError: As `read_source`; of a database while the bundles are taken.
    """
    drop = drop_folder(system.url)
    if drop is None:
        return SourceBundles(read_bundles(system))
    night = read_night(drop, on, system.mapping, ferry, last)
    return SourceBundles(in_bundles(night.parts, system.chunk_rows), night.mark, night.notes)


def read_source(
    system: CaseSystem, ferry: FerrySettings, on: date, last: FerryMark | None, mapper: Mapper = IN_PROCESS
) -> SourceReading:
    """Read every dataset of the contract.

    Args:
        system: The case system; its address may name the drop folder of a ferry.
        ferry: Patience and caps, where it does.
        on: R.
        last: The ferry night read last.
        mapper: Where a database is read.

    Raises:
        SourceError: It cannot be read, or not in the agreed form; nothing of it was kept.
    """
    drop = drop_folder(system.url)
    if drop is None:
        read = read_tables(system, mapper)
        return SourceReading(read.tables, unknown_words=read.unknown_words)
    reading = read_ferry(drop, on, system.mapping, ferry, last)
    return SourceReading(reading.tables, reading.mark, reading.notes, reading.unknown_words)
