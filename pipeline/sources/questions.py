"""One dataset's rows asked of a database, as text columns under the contract's names."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from pipeline.core.records import Dataset
from pipeline.settings.source import DatabaseSettings
from pipeline.sources.copying import copy_rows, fetch_rows
from pipeline.sources.statements import Found, in_order_of_cases, selection
from pipeline.sources.values import text_array


@dataclass(frozen=True, slots=True, repr=False)
class TableQuestion:
    """Which rows of a dataset are asked for; the address holds a password."""

    url: str
    options: DatabaseSettings
    found: Found
    chunk_rows: int
    courts: Collection[str | None] | None = None
    """The values of the court's column; None for all rows."""
    moment: str = ""
    """The name of the picture to be seen; empty for the present one."""

    @property
    def dataset(self) -> Dataset:
        """Whose rows."""
        return self.found.dataset


def rows_of(connection: sa.Connection, question: TableQuestion) -> pa.Table:
    """All rows that are asked for, as the server gives them."""
    query = _query(connection, question)
    if connection.engine.url.get_backend_name() == "postgresql":
        return copy_rows(connection, query, list(question.found.columns))
    parts = list(_fetched(connection, query, question.chunk_rows))
    empty = pa.table({name: pa.array([], pa.string()) for name in question.found.columns})
    return pa.concat_tables(parts) if parts else empty


def rows_in_order(connection: sa.Connection, question: TableQuestion) -> Iterator[pa.Table]:
    """The rows in the order of court and case, ``chunk_rows`` at a time; other lists may be read meanwhile."""
    kind = connection.engine.url.get_backend_name()
    query = in_order_of_cases(_query(connection, question), kind)
    if kind == "postgresql":
        return fetch_rows(connection, query, f"yangguang_{question.dataset}", question.chunk_rows)
    return _fetched(connection, query, question.chunk_rows)


def rows_by_court(connection: sa.Connection, question: TableQuestion) -> dict[str | None, int]:
    """How many rows each court has; nothing where the table names none."""
    if "court_code" not in question.found.columns:
        return {}
    rows = _query(connection, question).subquery()
    counted = sa.select(rows.c.court_code, sa.func.count()).group_by(rows.c.court_code)
    return {court: int(number) for court, number in connection.execute(counted)}


def _query(connection: sa.Connection, question: TableQuestion) -> sa.Select[Any]:
    return selection(question.found, question.courts, by_server=connection.dialect.name == "postgresql")


def _fetched(connection: sa.Connection, query: sa.Select[Any], rows: int) -> Iterator[pa.Table]:
    """Rows through a cursor that the server keeps."""
    names = list(query.selected_columns.keys())
    with connection.execute(query, execution_options={"stream_results": True, "yield_per": rows}) as result:
        while fetched := result.fetchmany(rows):
            yield pa.table([text_array(column) for column in zip(*fetched, strict=True)], names=names)
