"""The case system behind a SQLAlchemy address: read only, in bundles of cases, only the contract's columns.

All tables are read in one transaction. A PostgreSQL orders rows by court and case and gives all lists side by side, so
no more than a bundle is in memory; from the others each list is read whole and put into order here. On a cluster a
PostgreSQL is read court by court: the workers' transactions take over the moment that ours shows, so all of them see the
same picture. The tables of a night come out in one order, whichever order the server gives them in.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import pyarrow as pa
import sqlalchemy as sa

from pipeline.core.findings import UnknownWord
from pipeline.core.frames import Frame
from pipeline.core.mapper import IN_PROCESS, Mapper, balanced_bundles
from pipeline.core.records import OF_CASES, Dataset
from pipeline.settings.source import CHUNK_ROWS, DatabaseSettings
from pipeline.sources.bundles import (
    Bundle,
    Courts,
    UntranslatedCodes,
    bundle_of,
    directory_of,
    in_bundles,
    in_order,
    merged,
)
from pipeline.sources.connection import reading, share_moment
from pipeline.sources.finding import Looked, look_up
from pipeline.sources.mapping import TableMapping
from pipeline.sources.ordering import sorts
from pipeline.sources.privileges import rights_to_write
from pipeline.sources.questions import TableQuestion, rows_by_court, rows_of
from pipeline.sources.streams import in_words, side_by_side, whole
from pipeline.sources.unfit import refuse_unfit
from pipeline.sources.values import contract_frame


@dataclass(frozen=True, slots=True, repr=False)
class CaseSystem:
    """Where a court's case system is reached, and how it is read; the address may hold a password."""

    url: str
    """SQLAlchemy address; `sources.reading.read_source` takes also ``ferry:`` and the drop folder."""
    mapping: Mapping[Dataset, TableMapping]
    """Where each dataset lies and what its columns are called."""
    chunk_rows: int = CHUNK_ROWS
    """Rows of a bundle, and fetched at a time."""
    database: DatabaseSettings = field(default_factory=DatabaseSettings)
    """Time-outs and TLS."""


@dataclass(frozen=True, slots=True)
class CaseReading:
    """What a case system held at one moment."""

    tables: dict[Dataset, Frame]
    """One frame a dataset with the contract's columns; absent values are NA."""
    unknown_words: tuple[UnknownWord, ...] = ()
    """Codes that no table of codes translates."""
    problems: tuple[str, ...] = ()
    """What does not fit the mapping; only where it was asked to read the rest all the same."""
    seconds: Mapping[Dataset, float] = field(default_factory=dict)
    """How long each list took to be read."""
    rights: str = ""
    """A sentence where the account has rights that it should not have; only where it was asked for."""


def read_case_system(system: CaseSystem, mapper: Mapper = IN_PROCESS) -> dict[Dataset, Frame]:
    """The tables of `read_tables` alone."""
    return read_tables(system, mapper).tables


def try_tables(system: CaseSystem) -> CaseReading:
    """Read whatever fits the mapping, and tell everything that does not; for a look by day, never for a night.

    Raises:
        SourceError: The system cannot be reached.
    """
    with reading(system.url, system.database) as connection:
        looked = look_up(connection, system.mapping)
        read = _read(connection, system, looked, IN_PROCESS)
        return replace(read, problems=looked.problems, rights=rights_to_write(connection))


def read_tables(system: CaseSystem, mapper: Mapper = IN_PROCESS) -> CaseReading:
    """Pull every dataset of the contract as text columns, as they stand at one moment.

    1. every table, column and table of codes is looked up; whatever does not fit is told at once
    2. the rows are read
    3. codes become words, defaults and constants are put in

    Args:
        system: The case system.
        mapper: Where the rows of a PostgreSQL are read.

    Raises:
        SourceError: The system cannot be reached, or lacks a table or column; names the mapping key.
    """
    with reading(system.url, system.database) as connection:
        looked = look_up(connection, system.mapping)  # 1
        refuse_unfit(looked.problems)
        return _read(connection, system, looked, mapper)


def read_bundles(system: CaseSystem, *, whole_courts: bool = False, mapper: Mapper = IN_PROCESS) -> Iterator[Bundle]:
    """Pull every dataset in bundles of about `CaseSystem.chunk_rows` rows; the transaction ends with the last one.

    The first bundle holds what belongs to no case: the directory of courts, guidelines, approvals of withholding.

    Args:
        system: The case system.
        whole_courts: All rows of a court in one bundle, instead of all rows of a case.
        mapper: Where the rows of a PostgreSQL are read; on a cluster they are read whole first.

    Raises:
        SourceError: The system cannot be reached, lacks a table or column, or gives rows in another order than it should.
    """
    with reading(system.url, system.database) as connection:
        looked = look_up(connection, system.mapping)
        refuse_unfit(looked.problems)
        yield from _bundles(connection, system, looked, mapper, whole_courts=whole_courts)


def _bundles(
    connection: sa.Connection, system: CaseSystem, looked: Looked, mapper: Mapper, *, whole_courts: bool = False
) -> Iterator[Bundle]:
    asked = _asked(system, looked)
    if _is_shared(connection, mapper):
        read = _read_by_court(connection, asked, mapper)
        parts = {dataset: in_words(dataset, pa.concat_tables(rows), looked) for dataset, rows in read}
        yield from in_bundles(parts, system.chunk_rows, whole_courts=whole_courts)
        return
    if not sorts(connection, system.database):
        parts = {one.dataset: whole(connection, one, looked) for one in asked}
        yield from in_bundles(parts, system.chunk_rows, whole_courts=whole_courts)
        return
    of_no_case = {one.dataset: whole(connection, one, looked) for one in asked if one.dataset not in OF_CASES}
    yield bundle_of(of_no_case)
    of_cases = [question for question in asked if question.dataset in OF_CASES]
    courts = Courts(directory_of(of_no_case), are_whole=whole_courts)
    yield from merged(side_by_side(connection, of_cases, looked, courts), system.chunk_rows)


def _is_shared(connection: sa.Connection, mapper: Mapper) -> bool:
    """Whether workers read, each some courts."""
    return mapper.pieces > 1 and connection.dialect.name == "postgresql"


def _asked(system: CaseSystem, looked: Looked) -> list[TableQuestion]:
    """A question for each list that fits."""
    fitting = [looked.found[dataset] for dataset in looked.found if dataset in looked.fitting]
    return [TableQuestion(system.url, system.database, found, system.chunk_rows) for found in fitting]


def _read(connection: sa.Connection, system: CaseSystem, looked: Looked, mapper: Mapper) -> CaseReading:
    """The rows of the lists that fit, in the contract's words."""
    if _is_shared(connection, mapper):
        read = _read_by_court(connection, _asked(system, looked), mapper)
        return _joined(
            bundle_of({dataset: in_words(dataset, pa.concat_tables(rows), looked)}) for dataset, rows in read
        )
    if sorts(connection, system.database):
        return _joined(_bundles(connection, system, looked, IN_PROCESS))
    return _joined(bundle_of({one.dataset: whole(connection, one, looked)}) for one in _asked(system, looked))


def _joined(bundles: Iterable[Bundle]) -> CaseReading:
    """Whole tables, each in one order."""
    rows: dict[Dataset, list[pa.Table]] = {dataset: [] for dataset in Dataset}
    codes = UntranslatedCodes()
    seconds: dict[Dataset, float] = {}
    for bundle in bundles:
        for dataset, table in bundle.tables.items():
            rows[dataset].append(table)
        codes.count(bundle)
        for dataset, took in bundle.seconds.items():
            seconds[dataset] = seconds.get(dataset, 0.0) + took
    tables = {dataset: contract_frame(dataset, in_order(rows.pop(dataset))) for dataset in Dataset}
    return CaseReading(tables, codes.words(), seconds=seconds)


def read_table(question: TableQuestion) -> pa.Table:
    """Rows of one dataset over a connection of their own, as text."""
    with reading(question.url, question.options, question.moment) as connection:
        return rows_of(connection, question)


def _read_by_court(
    connection: sa.Connection, asked: list[TableQuestion], mapper: Mapper
) -> Iterator[tuple[Dataset, list[pa.Table]]]:
    moment = share_moment(connection)
    counts = {question.dataset: rows_by_court(connection, question) for question in asked}
    rows = sum(sum(courts.values()) for courts in counts.values())
    questions = [
        replace(question, courts=courts, moment=moment)
        for question in asked
        for courts in _shares(counts[question.dataset], rows, mapper.pieces)
    ]
    parts: dict[Dataset, list[pa.Table]] = {question.dataset: [] for question in asked}
    for question, table in zip(questions, mapper.map(read_table, questions), strict=True):
        parts[question.dataset].append(table)
    yield from parts.items()


def _shares(sizes: dict[str | None, int], rows: int, pieces: int) -> list[Collection[str | None] | None]:
    """The courts of a table in as many pieces as its share of all rows; small tables in one question."""
    share = round(sum(sizes.values()) * pieces / max(rows, 1))
    return [None] if share < 2 else list(balanced_bundles(sizes, share))
