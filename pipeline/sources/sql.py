"""The case system behind a SQLAlchemy address: read only, in chunks, only the contract's columns."""

import datetime
import decimal
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from pipeline.errors import SourceError
from pipeline.frames import TEXT, Frame
from pipeline.records import PARTY_LISTS, SCHEMAS, Dataset
from pipeline.sources.mapping import TableMapping

NEVER_PULLED_CASE_TYPES = ("执保", "执异", "执复", "执监", "执协", "执请")
"""Case types that are no enforcement cases proper (DOMAIN §1); kept out by the query itself."""


def read_case_system(url: str, mapping: Mapping[Dataset, TableMapping], chunk_rows: int) -> dict[Dataset, Frame]:
    """Pull every dataset of the contract as text columns.

    Args:
        url: SQLAlchemy address.
        mapping: Where each dataset lies and what its columns are called.
        chunk_rows: Rows fetched at a time.

    Returns:
        One frame a dataset with the contract's columns; absent values are NA.

    Raises:
        SourceError: The system cannot be reached, or lacks a table or column; names the mapping key.
    """
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            _be_read_only(connection)
            inspector = sa.inspect(connection)
            return {
                dataset: _read_table(connection, inspector, dataset, mapping[dataset], chunk_rows)
                for dataset in Dataset
            }
    except SQLAlchemyError as error:
        raise SourceError(
            f"the case system cannot be read ({type(error).__name__}); check source.url, that the server "
            "answers, and that the account may read the views"
        ) from None
    finally:
        engine.dispose()


def _engine(url: str) -> sa.Engine:
    try:
        address = sa.make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            address = address.set(database=f"file:{address.database}").update_query_dict({"mode": "ro", "uri": "true"})
        engine = sa.create_engine(address, hide_parameters=True)
    except (SQLAlchemyError, ImportError):
        raise SourceError("source.url is no SQLAlchemy address; write for example sqlite:///case.db") from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _accept_bad_text)
    return engine


def _accept_bad_text(connection: Any, _record: Any) -> None:
    """SQLite holds any bytes as text; unreadable ones become U+FFFD instead of an exception."""
    connection.text_factory = lambda raw: raw.decode("utf-8", "replace")


def _be_read_only(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("PRAGMA query_only = ON"))
    elif connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def _read_table(
    connection: sa.Connection, inspector: sa.Inspector, dataset: Dataset, where: TableMapping, chunk_rows: int
) -> Frame:
    names = SCHEMAS[dataset].column_names
    query = _query(inspector, dataset, where)
    result = connection.execution_options(stream_results=True, yield_per=chunk_rows).execute(query)
    asked = [name for name in names if where.source_column(name) is not None]
    chunks = [
        pa.table([_as_text(column) for column in zip(*rows, strict=True)], names=asked)
        for rows in _partitions(result, chunk_rows)
    ]
    table = pa.concat_tables(chunks) if chunks else pa.table({name: pa.array([], pa.string()) for name in asked})
    frame = pd.DataFrame({name: pd.Series(table[name].combine_chunks(), dtype=TEXT) for name in asked})
    return frame.reindex(columns=list(names)).astype(TEXT)


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
    present = {column["name"] for column in inspector.get_columns(table, schema=schema or None)}
    columns: dict[str, sa.ColumnClause[Any]] = {}
    for name in SCHEMAS[dataset].column_names:
        source = where.source_column(name)
        if source is None:
            continue
        if source not in present:
            raise SourceError(
                f"table '{where.table}' has no column '{source}'; add it, or write in the mapping file "
                f'[{dataset}.columns] {name} = "…" (or false where the court keeps no such value)'
            )
        columns[name] = sa.column(source)
    query = sa.select(*columns.values()).select_from(sa.table(table, schema=schema or None))
    if dataset in PARTY_LISTS and "case_type" in columns:
        kind = columns["case_type"]
        query = query.where(sa.or_(kind.is_(None), sa.func.trim(kind).not_in(NEVER_PULLED_CASE_TYPES)))
    return query


def _as_text(values: tuple[Any, ...]) -> pa.Array:
    """One column of driver values as text; NULL stays null."""
    try:
        column = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        return pa.array([_value_as_text(value) for value in values], pa.string())
    if pa.types.is_string(column.type):
        return column
    if pa.types.is_null(column.type) or pa.types.is_integer(column.type) or pa.types.is_date(column.type):
        return column.cast(pa.string())
    return pa.array([_value_as_text(value) for value in values], pa.string())


def _value_as_text(value: Any) -> str | None:
    match value:
        case None:
            return None
        case str():
            return value.encode("utf-8", "replace").decode()
        case bool():
            return "1" if value else "0"
        case decimal.Decimal():
            return format(value, "f")
        case datetime.datetime():
            return value.isoformat(sep=" ")
        case datetime.date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "replace")
        case dict() | list():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)
