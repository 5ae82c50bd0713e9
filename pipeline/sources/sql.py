"""The case system behind a SQLAlchemy address: read only, in chunks, only the contract's columns."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import SourceError
from pipeline.frames import Frame
from pipeline.records import PARTY_LISTS, SCHEMAS, Dataset
from pipeline.sources.connection import begin_reading, open_engine
from pipeline.sources.mapping import NEVER_PULLED_CASE_TYPES, TableMapping
from pipeline.sources.options import DatabaseSettings
from pipeline.sources.values import contract_frame, text_array


def read_case_system(
    url: str, mapping: Mapping[Dataset, TableMapping], chunk_rows: int, options: DatabaseSettings | None = None
) -> dict[Dataset, Frame]:
    """Pull every dataset of the contract as text columns, in one read-only transaction.

    Args:
        url: SQLAlchemy address.
        mapping: Where each dataset lies and what its columns are called.
        chunk_rows: Rows fetched at a time; PostgreSQL keeps the rest on the server.
        options: Time-outs and TLS; the defaults when absent.

    Returns:
        One frame a dataset with the contract's columns; absent values are NA.

    Raises:
        SourceError: The system cannot be reached, or lacks a table or column; names the mapping key.
    """
    options = options or DatabaseSettings()
    engine = open_engine(url, options)
    try:
        with engine.connect() as connection:
            begin_reading(connection, options)
            inspector = sa.inspect(connection)
            return {
                dataset: _read_table(connection, inspector, dataset, mapping[dataset], chunk_rows)
                for dataset in Dataset
            }
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


def _read_table(
    connection: sa.Connection, inspector: sa.Inspector, dataset: Dataset, where: TableMapping, chunk_rows: int
) -> Frame:
    query = _query(inspector, dataset, where)
    with connection.execution_options(stream_results=True, yield_per=chunk_rows).execute(query) as result:
        asked = list(result.keys())
        chunks = [
            pa.table([text_array(column) for column in zip(*rows, strict=True)], names=asked)
            for rows in _partitions(result, chunk_rows)
        ]
    empty = pa.table({name: pa.array([], pa.string()) for name in asked})
    return contract_frame(dataset, pa.concat_tables(chunks) if chunks else empty)


def _partitions(result: sa.CursorResult[Any], chunk_rows: int) -> Iterator[list[tuple[Any, ...]]]:
    while rows := result.fetchmany(chunk_rows):
        yield rows  # type: ignore[misc]


def _query(inspector: sa.Inspector, dataset: Dataset, where: TableMapping) -> sa.Select[Any]:
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
    return query


def _as_text_of_the_server(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """PostgreSQL prints its own types: dates such as ``infinity``, which Python has not, stop no night."""
    if isinstance(column.type, sa.Boolean):
        column = sa.cast(column, sa.Integer)
    return sa.cast(column, sa.Text)
