"""Whatever `[source] url` names: a case system behind an address, or the drop folder of a ferry."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from pipeline.cleaning.serial_days import SerialDays
from pipeline.core.findings import UnknownWord
from pipeline.core.frames import Frame
from pipeline.core.free_memory import give_back
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.packed_frames import Packed
from pipeline.core.records import Dataset
from pipeline.settings.source import FerrySettings, drop_folder
from pipeline.sources.bundles import Bundle, UntranslatedCodes, in_bundles, in_order
from pipeline.sources.ferry import FerryMark, read_ferry, read_night
from pipeline.sources.sql import CaseSystem, read_bundles, read_tables
from pipeline.sources.values import contract_frame


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


@dataclass(frozen=True, slots=True, repr=False)
class CourtReading:
    """Raw rows, packed, in bundles of whole courts; in memory only."""

    bundles: tuple[Packed, ...]
    """The first one holds what belongs to no case, too. The index of a list's rows goes on from bundle to bundle."""
    mark: FerryMark | None = None
    notes: tuple[str, ...] = ()
    unknown_words: tuple[UnknownWord, ...] = ()
    serial_days: SerialDays = field(default_factory=SerialDays)
    """What all rows say of the columns of days."""


def read_source_courts(
    system: CaseSystem, ferry: FerrySettings, on: date, last: FerryMark | None, mapper: Mapper = IN_PROCESS
) -> CourtReading:
    """The rows of `read_source`, in bundles of whole courts: what one court's rows decide is decided in one bundle.

    A bundle has about `CaseSystem.chunk_rows` rows, unless a single court has more.

    Args:
        system: The case system; its address may name the drop folder of a ferry.
        ferry: Patience and caps, where it does.
        on: R.
        last: The ferry night read last.
        mapper: Where a database is read.

    Raises:
        SourceError: As `read_source`.
    """
    drop = drop_folder(system.url)
    if drop is None:
        return _packed(read_bundles(system, whole_courts=True, mapper=mapper), system.chunk_rows)
    night = read_night(drop, on, system.mapping, ferry, last)
    read = _packed(in_bundles(night.parts, system.chunk_rows, whole_courts=True), system.chunk_rows)
    return replace(read, mark=night.mark, notes=night.notes)


def _packed(bundles: Iterator[Bundle], rows: int) -> CourtReading:
    codes, serial, places = UntranslatedCodes(), SerialDays(), Counter[Dataset]()
    packed = []
    for bundle in _without_small_ones(bundles, rows):
        codes.count(bundle)
        frames = {dataset: contract_frame(dataset, in_order([table])) for dataset, table in bundle.tables.items()}
        for dataset, frame in frames.items():
            frame.index = pd.RangeIndex(places[dataset], places[dataset] + len(frame))
            places[dataset] += len(frame)
            serial.look(dataset, frame)
        packed.append(Packed.of(frames))
        give_back()
    return CourtReading(tuple(packed), unknown_words=codes.words(), serial_days=serial)


def _without_small_ones(bundles: Iterator[Bundle], rows: int) -> Iterator[Bundle]:
    """Bundles put together as long as they are small: a bundle has a price of its own."""
    held: Bundle | None = None
    for bundle in bundles:
        if held is not None and held.rows + bundle.rows <= rows:
            held = held.with_rows_of(bundle)
            continue
        if held is not None:
            yield held
        held = bundle
    if held is not None:
        yield held


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
