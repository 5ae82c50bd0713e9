"""What does not fit between a mapping and its case system, without reading a row; for tests of the messages alone."""

from pipeline.core.errors import SourceError
from pipeline.sources.connection import reading
from pipeline.sources.finding import look_up
from pipeline.sources.sql import CaseSystem


def problems_of(system: CaseSystem) -> tuple[str, ...]:
    """Everything that does not fit between a mapping and its case system; nothing is read but names and codes."""
    try:
        with reading(system.url, system.database) as connection:
            return look_up(connection, system.mapping).problems
    except SourceError as error:
        return error.problems
