"""Tonight's raw rows: the case system's tables, and guidelines from a folder of documents."""

from dataclasses import dataclass

import pandas as pd

from pipeline.errors import SettingsError, SourceError
from pipeline.findings import Finding
from pipeline.frames import TEXT, Frame
from pipeline.records import SCHEMAS, Dataset
from pipeline.settings import Settings
from pipeline.sources.guidelines import read_guideline_folder
from pipeline.sources.mapping import load_mapping
from pipeline.sources.sql import read_case_system


@dataclass(frozen=True, slots=True)
class Pull:
    """Raw rows of every dataset; in memory only."""

    tables: dict[Dataset, Frame]
    findings: tuple[Finding, ...]


def pull(settings: Settings) -> Pull:
    """Read the case system and the folder of guidelines.

    Raises:
        SourceError: The case system cannot be read, or not in the agreed form.
    """
    source = settings.source
    try:
        mapping = load_mapping(source.mapping)
    except SettingsError as error:
        raise SourceError(str(error)) from None
    tables = read_case_system(source.url, mapping, source.chunk_rows)
    if source.guidelines is None:
        return Pull(tables, ())
    court = settings.site.operating_court
    reading = read_guideline_folder(source.guidelines, court)
    columns = list(SCHEMAS[Dataset.GUIDELINES].column_names)
    documents = reading.frame.reindex(columns=columns).astype(TEXT)
    tables[Dataset.GUIDELINES] = pd.concat([tables[Dataset.GUIDELINES], documents], ignore_index=True)
    findings = tuple(
        Finding(Dataset.GUIDELINES, court, finding.file, "body", finding.reason) for finding in reading.findings
    )
    return Pull(tables, findings)
