"""Tonight's raw rows: the tables of the case system or of the ferry, and guidelines from a folder of documents."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import pyarrow as pa

from pipeline.cleaning.serial_days import SerialDays
from pipeline.core.errors import SettingsError, SourceError
from pipeline.core.findings import Cause, Effect, Finding, UnknownWord
from pipeline.core.frames import TEXT, Frame
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.messages import _
from pipeline.core.packed_frames import Packed
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.settings.parts import Origin
from pipeline.settings.source import drop_folder
from pipeline.sources.ferry import FerryMark, clear_night
from pipeline.sources.guidelines import read_guideline_folder
from pipeline.sources.mapping import load_mapping, without_lists
from pipeline.sources.mapping.file import ABSENT
from pipeline.sources.reading import SourceReading, read_source, read_source_courts
from pipeline.sources.sql import CaseSystem, try_tables
from pipeline.sources.values import contract_frame
from pipeline.state.ledger import Ledger

_FERRY = "ferry night read last"
NO_OPERATING_COURT = _(
    "yangguang.toml site.operating_court is not set: name the court that answers for records of no court "
    "(guidelines, directory) by its code, as in case numbers"
)


@dataclass(frozen=True, slots=True, repr=False)
class PulledNight:
    """Raw rows of a night in bundles of whole courts, packed; in memory only."""

    bundles: tuple[Packed, ...]
    """The first one holds what belongs to no case, too."""
    sizes: Mapping[Dataset, int]
    """Rows of each list."""
    findings: tuple[Finding, ...]
    mark: FerryMark | None = None
    """The ferry night that was read; to be kept once it was judged."""
    notes: tuple[str, ...] = ()
    """For the run's report."""
    unknown_words: tuple[UnknownWord, ...] = ()
    """Codes that no table of codes translates."""
    serial_days: SerialDays = field(default_factory=SerialDays)
    """What all rows say of the columns of days."""

    def opened(self) -> Iterator[dict[Dataset, Frame]]:
        """The tables of one bundle after the other, of every dataset."""
        yield from map(self.open, self.bundles)

    @staticmethod
    def open(bundle: Packed) -> dict[Dataset, Frame]:
        """The tables of a bundle, of every dataset."""
        return _with_all(bundle.open())

    def without_rows(self) -> "PulledNight":
        """What is told of it alone, once its rows are judged."""
        return replace(self, bundles=())

    def whole(self) -> dict[Dataset, Frame]:
        """The tables of all bundles."""
        parts = list(self.opened())
        return {dataset: pd.concat([tables[dataset] for tables in parts]) for dataset in Dataset}


def _with_all(tables: Mapping[Dataset, Frame]) -> dict[Dataset, Frame]:
    return {dataset: tables[dataset] if dataset in tables else contract_frame(dataset, _NOTHING) for dataset in Dataset}


_NOTHING = pa.table({})


@dataclass(frozen=True, slots=True)
class Pull:
    """Raw rows of every dataset in whole tables, for a look by day; in memory only."""

    tables: dict[Dataset, Frame]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    """What the operator should know."""
    unknown_words: tuple[UnknownWord, ...] = ()
    """Codes that no table of codes translates."""


def pull(origin: Origin, on: date, last: FerryMark | None = None, mapper: Mapper = IN_PROCESS) -> PulledNight:
    """Read the source for date R and the folder of guidelines.

    Args:
        origin: Where the rows come from.
        on: R.
        last: The ferry night read last.
        mapper: Where a database is read.

    Raises:
        SourceError: The case system cannot be read, or not in the agreed form, or no operating court is named.
    """
    read = read_source_courts(_system(origin), origin.ferry, on, last, mapper)
    folder = _guidelines_of(origin)
    bundles = read.bundles
    if folder is not None:
        first, *others = bundles
        bundles = (Packed.of(folder.beside(_with_all(first.open()))), *others)
        read.serial_days.look(Dataset.GUIDELINES, folder.documents)
    sizes = Counter[Dataset](dict.fromkeys(Dataset, 0))
    for bundle in bundles:
        sizes.update(bundle.sizes)
    findings = folder.findings if folder else ()
    return PulledNight(bundles, sizes, findings, read.mark, read.notes, read.unknown_words, read.serial_days)


@dataclass(frozen=True, slots=True)
class Tried:
    """A pull by day: whatever could be read, and everything that does not fit."""

    pull: Pull
    problems: tuple[str, ...] = ()
    """Each with the mapping key that mends it; the lists concerned are empty here."""
    seconds: Mapping[Dataset, float] = field(default_factory=dict)
    """How long each list took to be read; of a database."""
    absent: Mapping[Dataset, frozenset[str]] = field(default_factory=dict)
    """Columns that the mapping says the court has not."""
    rights: str = ""
    """A sentence where the account has rights that it should not have."""


def try_pull(origin: Origin, on: date) -> Tried:
    """Read what can be read, and tell everything that cannot; nothing is remembered.

    Raises:
        SourceError: The case system cannot be reached, or the mapping is not understood.
    """
    system = _system(origin)
    if drop_folder(system.url) is not None:
        reading = read_source(system, origin.ferry, on, None)
        return Tried(_with_guidelines(reading, origin), absent=_absent(system))
    read = try_tables(system)
    found = _with_guidelines(SourceReading(read.tables, unknown_words=read.unknown_words), origin)
    return Tried(found, read.problems, read.seconds, _absent(system), read.rights)


def _absent(system: CaseSystem) -> dict[Dataset, frozenset[str]]:
    return {
        dataset: frozenset(name for name, source in where.sources(dataset).items() if source == ABSENT)
        for dataset, where in system.mapping.items()
    }


def _system(origin: Origin) -> CaseSystem:
    source = origin.source
    if not origin.operating_court:
        raise SourceError(NO_OPERATING_COURT)
    try:
        mapping = without_lists(load_mapping(source.mapping), origin.off, origin.unread)
    except SettingsError as error:
        raise SourceError(str(error)) from None
    return CaseSystem(source.url, mapping, source.chunk_rows, origin.database)


def pull_whole(origin: Origin, on: date) -> Pull:
    """Read the source by day as `pull` does for a night, in whole tables; nothing is remembered.

    Raises:
        SourceError: As `pull`.
    """
    return _with_guidelines(read_source(_system(origin), origin.ferry, on, None), origin)


def _with_guidelines(read: SourceReading, origin: Origin) -> Pull:
    """The tables, and the folder of guidelines where there is one."""
    folder = _guidelines_of(origin)
    if folder is None:
        return Pull(read.tables, (), read.notes, read.unknown_words)
    return Pull(folder.beside(read.tables), folder.findings, read.notes, read.unknown_words)


@dataclass(frozen=True, slots=True)
class _Guidelines:
    """What the folder of guidelines holds."""

    documents: Frame
    findings: tuple[Finding, ...]

    def beside(self, tables: dict[Dataset, Frame]) -> dict[Dataset, Frame]:
        """The tables with the documents behind the guidelines of the case system."""
        both = pd.concat([tables[Dataset.GUIDELINES], self.documents], ignore_index=True)
        return tables | {Dataset.GUIDELINES: both}


def _guidelines_of(origin: Origin) -> _Guidelines | None:
    """The folder of guidelines, where there is one."""
    folder, court = origin.source.guidelines, origin.operating_court
    if folder is None:
        return None
    reading = read_guideline_folder(folder, court)
    documents = reading.frame.reindex(columns=list(SCHEMAS[Dataset.GUIDELINES].column_names)).astype(TEXT)
    findings = tuple(
        Finding(Dataset.GUIDELINES, court, finding.file, "body", "", Cause.DOCUMENT, Effect.LEFT_OUT, finding.reason)
        for finding in reading.findings
    )
    return _Guidelines(documents, findings)


def last_ferry(ledger: Ledger) -> FerryMark | None:
    """The ferry night read last."""
    return FerryMark.from_text(ledger.note(_FERRY))


def keep_ferry(ledger: Ledger, pulled: PulledNight) -> None:
    """Remember the ferry night that was read, if it was one."""
    if pulled.mark is not None:
        ledger.keep_note(_FERRY, pulled.mark.as_text())


def clear_ferry(origin: Origin, pulled: PulledNight) -> tuple[str, ...]:
    """Raw data leave the drop folder once the release is out; gives a note for each folder that stays."""
    drop = drop_folder(origin.source.url)
    if drop is None or pulled.mark is None or not origin.ferry.clear:
        return ()
    return clear_night(drop, pulled.mark)
