"""The case system behind a SQLAlchemy address: read only, in chunks, only the contract's columns.

All tables are read in one transaction. On a cluster a PostgreSQL is read court by court: the workers' transactions
take over the moment that ours shows, so all of them see the same picture. Rows come out in one order, whichever order
the server gives them in.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from pipeline.core.errors import SourceError
from pipeline.core.frames import Frame
from pipeline.core.mapper import IN_PROCESS, Mapper, balanced_bundles
from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.connection import begin_reading, open_engine, share_moment, take_over_moment
from pipeline.sources.mapping import NEVER_PULLED_CASE_TYPES, TableMapping
from pipeline.sources.values import contract_frame, text_array

_ORDER = ("court_code", "source_id")
"""What rows are sorted by: no column that may hold what is hidden, or the order would tell of it. Rows that stand twice
keep the server's order."""


@dataclass(frozen=True, slots=True, repr=False)
class TableQuestion:
    """Which rows of a table are asked for; the address holds a password."""

    url: str
    options: DatabaseSettings
    dataset: Dataset
    where: TableMapping
    chunk_rows: int
    courts: Collection[str | None] | None = None
    """The values of the court's column; None for all rows."""
    moment: str = ""
    """The name of the picture to be seen; empty for the present one."""


def read_case_system(
    url: str,
    mapping: Mapping[Dataset, TableMapping],
    chunk_rows: int,
    options: DatabaseSettings | None = None,
    mapper: Mapper = IN_PROCESS,
) -> dict[Dataset, Frame]:
    """Pull every dataset of the contract as text columns, as they stand at one moment.

    Args:
        url: SQLAlchemy address.
        mapping: Where each dataset lies and what its columns are called.
        chunk_rows: Rows fetched at a time; PostgreSQL keeps the rest on the server.
        options: Time-outs and TLS; the defaults when absent.
        mapper: Where the rows of a PostgreSQL are read.

    Returns:
        One frame a dataset with the contract's columns; absent values are NA.

    Raises:
        SourceError: The system cannot be reached, or lacks a table or column; names the mapping key.
    """
    asked = [TableQuestion(url, options or DatabaseSettings(), d, mapping[d], chunk_rows) for d in Dataset]
    with _reading(url, asked[0].options) as connection:
        if mapper.pieces > 1 and connection.dialect.name == "postgresql":
            return _read_by_court(connection, asked, mapper)
        return {question.dataset: _frame(question.dataset, [_read_rows(connection, question)]) for question in asked}


def read_table(question: TableQuestion) -> pa.Table:
    """Rows of one table over a connection of their own, as text."""
    with _reading(question.url, question.options, question.moment) as connection:
        return _read_rows(connection, question)


def _read_by_court(connection: sa.Connection, asked: list[TableQuestion], mapper: Mapper) -> dict[Dataset, Frame]:
    moment = share_moment(connection)
    counts = {question.dataset: _rows_by_court(connection, question) for question in asked}
    rows = sum(sum(courts.values()) for courts in counts.values())
    questions = [
        replace(question, courts=courts, moment=moment)
        for question in asked
        for courts in _bundles(counts[question.dataset], rows, mapper.pieces)
    ]
    parts: dict[Dataset, list[pa.Table]] = {question.dataset: [] for question in asked}
    for question, table in zip(questions, mapper.map(read_table, questions), strict=True):
        parts[question.dataset].append(table)
    return {dataset: _frame(dataset, tables) for dataset, tables in parts.items()}


def _bundles(sizes: dict[str | None, int], rows: int, pieces: int) -> list[Collection[str | None] | None]:
    """The courts of a table in as many bundles as its share of all rows; small tables in one question."""
    share = round(sum(sizes.values()) * pieces / max(rows, 1))
    return [None] if share < 2 else list(balanced_bundles(sizes, share))


@contextmanager
def _reading(url: str, options: DatabaseSettings, moment: str = "") -> Iterator[sa.Connection]:
    """A connection in a transaction that only reads; errors of the driver say their kind and no value."""
    engine = open_engine(url, options)
    try:
        with engine.connect() as connection:
            begin_reading(connection, options)
            if moment:
                take_over_moment(connection, moment)
            yield connection
    except (SQLAlchemyError, OSError, ValueError) as error:  # a driver's own text may hold a value
        raise SourceError(_reason(error)) from None
    finally:
        engine.dispose()


def _reason(error: Exception) -> str:
    state = str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    if state == "57014":
        return (
            "the case system took too long for one statement; raise database.statement_seconds, or give the views "
            "indexes"
        )
    if state == "55P03":
        return "a table of the case system stayed locked; run the night at another hour, or raise database.lock_seconds"
    if state == "42501":
        return "the account may not read a view of the case system; grant it USAGE and SELECT (docs/sources.md)"
    code = f" {state}" if state else ""
    return (
        f"the case system cannot be read ({type(error).__name__}{code}); check source.url, that the server "
        "answers, the keys database.tls…, and that the account may read the views"
    )


def _read_rows(connection: sa.Connection, question: TableQuestion) -> pa.Table:
    query = _query(sa.inspect(connection), question)
    streaming = connection.execution_options(stream_results=True, yield_per=question.chunk_rows)
    with streaming.execute(query) as result:
        asked = list(result.keys())
        chunks = [
            pa.table([text_array(column) for column in zip(*rows, strict=True)], names=asked)
            for rows in _partitions(result, question.chunk_rows)
        ]
    empty = pa.table({name: pa.array([], pa.string()) for name in asked})
    return pa.concat_tables(chunks) if chunks else empty


def _frame(dataset: Dataset, tables: list[pa.Table]) -> Frame:
    return contract_frame(dataset, _in_order(pa.concat_tables(tables)))


def _in_order(table: pa.Table) -> pa.Table:
    keys = [(name, "ascending") for name in _ORDER if name in table.column_names]
    return table.sort_by(keys) if keys else table


def _partitions(result: sa.CursorResult[Any], chunk_rows: int) -> Iterator[list[tuple[Any, ...]]]:
    while rows := result.fetchmany(chunk_rows):
        yield rows  # type: ignore[misc]


def _rows_by_court(connection: sa.Connection, question: TableQuestion) -> dict[str | None, int]:
    """How many rows each court has; nothing where the table names none."""
    query = _query(sa.inspect(connection), question)
    if "court_code" not in query.selected_columns:
        return {}
    rows = query.subquery()
    counted = sa.select(rows.c.court_code, sa.func.count()).group_by(rows.c.court_code)
    return {court: int(number) for court, number in connection.execute(counted)}


def _query(inspector: sa.Inspector, question: TableQuestion) -> sa.Select[Any]:
    dataset, where = question.dataset, question.where
    schema, _, table = where.table.rpartition(".")
    if not inspector.has_table(table, schema=schema or None):
        raise SourceError(
            f"the case system has no table or view '{where.table}' for {dataset}; create it, or name the court's own "
            f'in the mapping file: [{dataset}] table = "…"'
        )
    present = {column["name"]: column["type"] for column in inspector.get_columns(table, schema=schema or None)}
    by_server = inspector.dialect.name == "postgresql"
    columns: dict[str, sa.ColumnElement[Any]] = {}
    for name in SCHEMAS[dataset].column_names:
        source = where.source_column(name)
        if source is None:
            continue
        if source not in present:
            raise SourceError(where.missing_column(dataset, name, f"table '{where.table}'"))
        column = sa.column(source, present[source])
        columns[name] = _as_text_of_the_server(column) if by_server else sa.column(source)
    query = sa.select(*(column.label(name) for name, column in columns.items()))
    query = query.select_from(sa.table(table, schema=schema or None))
    if dataset in PARTY_LISTS and "case_type" in columns:
        kind = columns["case_type"]
        query = query.where(sa.or_(kind.is_(None), sa.func.trim(kind).not_in(NEVER_PULLED_CASE_TYPES)))
    return query if question.courts is None else query.where(_of_courts(columns["court_code"], question.courts))


def _of_courts(column: sa.ColumnElement[Any], courts: Collection[str | None]) -> sa.ColumnElement[bool]:
    named = column.in_([court for court in courts if court is not None])
    return sa.or_(named, column.is_(None)) if None in courts else named


def _as_text_of_the_server(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """PostgreSQL prints its own types: dates such as ``infinity``, which Python has not, stop no night."""
    if isinstance(column.type, sa.Boolean):
        column = sa.cast(column, sa.Integer)
    return sa.cast(column, sa.Text)
