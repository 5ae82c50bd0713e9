"""The case system's tables: made anew, filled in chunks."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from pipeline.core.errors import SourceError
from pipeline.core.messages import _
from pipeline.core.records import SCHEMAS, Dataset

CHUNK_ROWS = 50_000
"""Rows made and written at a time."""

_DATE_COLUMNS = {"closed_on", "decided_on", "handler_reviewed_on", "approved_on", "issued_on"}
_MONEY_COLUMNS = {"outstanding"}
_NUMBER_COLUMNS = {"age", "removal_ground"}
_STATEMENT_ROWS = 10_000


@cache
def case_system_tables() -> sa.MetaData:
    """One table per dataset, and ``_sample`` and ``_sample_truth`` for `advance_sample`."""
    metadata = sa.MetaData()
    for dataset, schema in SCHEMAS.items():
        columns = [sa.Column(name, _column_type(name)) for name in schema.column_names]
        sa.Table(dataset.value, metadata, *columns)
    numbers = ("records", "seed", "steps")
    days = ("first_day", "day")
    sa.Table("_sample", metadata, *(sa.Column(n, sa.Integer) for n in numbers), *(sa.Column(d, sa.Text) for d in days))
    sa.Table("_sample_truth", metadata, *(sa.Column(name, sa.Text) for name in ("value", "kind", "source_id")))
    return metadata


def _column_type(name: str) -> sa.types.TypeEngine[Any]:
    """A few columns hold real types, as case systems do; the rest is text, as they do more often."""
    if name in _DATE_COLUMNS:
        return sa.Date()
    if name in _MONEY_COLUMNS:
        return sa.Numeric(16, 2, asdecimal=False)
    return sa.Integer() if name in _NUMBER_COLUMNS else sa.Text()


@contextmanager
def open_case_system(url: str) -> Iterator[sa.Connection]:
    """A connection in one transaction; SQLite skips its syncs, the sample can be made again.

    Raises:
        SourceError: The address is none, or the database cannot be written.
    """
    try:
        engine = sa.create_engine(url, hide_parameters=True)
    except (SQLAlchemyError, ImportError):
        raise SourceError(_("--to is no SQLAlchemy address; write for example sqlite:///case.db")) from None
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _without_syncs)
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise SourceError(
            _(
                "the sample cannot be written ({kind}); check that the folder or server is there and may be written"
            ).format(kind=type(error).__name__)
        ) from None
    finally:
        engine.dispose()


def make_tables(connection: sa.Connection) -> None:
    """Drop the sample's tables where they exist, and make them empty."""
    metadata = case_system_tables()
    metadata.drop_all(connection)
    metadata.create_all(connection)


def make_indexes(connection: sa.Connection) -> None:
    """Index what `advance_sample` looks rows up by."""
    for dataset in Dataset:
        for name in ("source_id", "case_id"):
            statement = f'CREATE INDEX "ix_{dataset}_{name}" ON "{dataset}" ("{name}")'
            connection.exec_driver_sql(statement)


def insert_rows(connection: sa.Connection, table: str, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert tuples of values by the driver's own executemany: SQLAlchemy's typed way takes three times as long."""
    sign = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f'INSERT INTO "{table}" ({quoted}) VALUES ({", ".join([sign] * len(names))})'  # noqa: S608 - own names only
    remaining = iter(rows)
    while chunk := list(islice(remaining, _STATEMENT_ROWS)):
        connection.exec_driver_sql(statement, chunk)


def remember_state(connection: sa.Connection, records: int, seed: int, steps: int, first_day: date, day: date) -> None:
    """Write down what `advance_sample` goes on from."""
    connection.execute(sa.text('DELETE FROM "_sample"'))
    values = (records, seed, steps, first_day.isoformat(), day.isoformat())
    insert_rows(connection, "_sample", ("records", "seed", "steps", "first_day", "day"), [values])


def _without_syncs(connection: Any, _record: Any) -> None:
    for pragma in ("synchronous=OFF", "journal_mode=MEMORY", "temp_store=MEMORY", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
