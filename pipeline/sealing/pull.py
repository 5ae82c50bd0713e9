"""Tonight's raw rows: the tables of the case system or of the ferry, and guidelines from a folder of documents."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipeline.core.errors import SettingsError, SourceError
from pipeline.core.findings import Finding
from pipeline.core.frames import TEXT, Frame
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.settings.deployment import Settings
from pipeline.settings.source import drop_folder
from pipeline.sources.ferry import FerryMark, clear_night
from pipeline.sources.guidelines import read_guideline_folder
from pipeline.sources.mapping import load_mapping
from pipeline.sources.reading import read_source
from pipeline.state.ledger import Ledger

_FERRY = "ferry night read last"


@dataclass(frozen=True, slots=True)
class Pull:
    """Raw rows of every dataset; in memory only."""

    tables: dict[Dataset, Frame]
    findings: tuple[Finding, ...]
    mark: FerryMark | None = None
    """The ferry night that was read; to be kept once it was judged."""
    notes: tuple[str, ...] = ()
    """For the run's report."""


def pull(settings: Settings, on: date, last: FerryMark | None = None, mapper: Mapper = IN_PROCESS) -> Pull:
    """Read the source for date R and the folder of guidelines.

    Args:
        settings: The deployment.
        on: R.
        last: The ferry night read last.
        mapper: Where a database is read.

    Raises:
        SourceError: The case system cannot be read, or not in the agreed form.
    """
    source = settings.source
    try:
        mapping = load_mapping(source.mapping)
    except SettingsError as error:
        raise SourceError(str(error)) from None
    read = read_source(source.url, mapping, on, last, source.chunk_rows, settings.database, settings.ferry, mapper)
    tables = read.tables
    if source.guidelines is None:
        return Pull(tables, (), read.mark, read.notes)
    court = settings.site.operating_court
    reading = read_guideline_folder(source.guidelines, court)
    columns = list(SCHEMAS[Dataset.GUIDELINES].column_names)
    documents = reading.frame.reindex(columns=columns).astype(TEXT)
    tables[Dataset.GUIDELINES] = pd.concat([tables[Dataset.GUIDELINES], documents], ignore_index=True)
    findings = tuple(
        Finding(Dataset.GUIDELINES, court, finding.file, "body", finding.reason) for finding in reading.findings
    )
    return Pull(tables, findings, read.mark, read.notes)


def last_ferry(ledger: Ledger) -> FerryMark | None:
    """The ferry night read last."""
    return FerryMark.from_text(ledger.note(_FERRY))


def keep_ferry(ledger: Ledger, pulled: Pull) -> None:
    """Remember the ferry night that was read, if it was one."""
    if pulled.mark is not None:
        ledger.keep_note(_FERRY, pulled.mark.as_text())


def clear_ferry(settings: Settings, pulled: Pull) -> tuple[str, ...]:
    """Raw data leave the drop folder once the release is out; gives a note for each folder that stays."""
    drop = drop_folder(settings.source.url)
    if drop is None or pulled.mark is None or not settings.ferry.clear:
        return ()
    return clear_night(drop, pulled.mark)
