"""Values of Parquet, Arrow and SQLite files as blocks of text, one column or table after the other.

Values are separated by a sign that never stands inside a number, so neighbours do not grow together.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.core.messages import _

_BETWEEN = b"\x1e"
_ROWS = 20_000
_OWN_FORMAT = b"\x01\x01"


def parquet_values(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Column name and a block of its values, also of numbers, lists and structs; ValueError if damaged."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        yield "schema", repr(file.schema_arrow.metadata or {}).encode() + str(file.schema_arrow).encode()
        for name in file.schema_arrow.names:
            for batch in file.iter_batches(batch_size=_ROWS, columns=[name]):
                for column in batch.columns:
                    yield name, _column_text(column)
    except (pa.ArrowException, OSError):
        raise ValueError(_("damaged Parquet file")) from None


def arrow_values(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The same of an Arrow file (Feather)."""
    try:
        with pa.ipc.open_file(pa.BufferReader(data)) as file:
            yield "schema", repr(file.schema.metadata or {}).encode() + str(file.schema).encode()
            for number in range(file.num_record_batches):
                batch = file.get_batch(number)
                for name, column in zip(batch.schema.names, batch.columns, strict=True):
                    yield name, _column_text(column)
    except (pa.ArrowException, OSError):
        raise ValueError(_("damaged Arrow file")) from None


def _column_text(column: Any) -> bytes:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type):
        return _written_out(column)
    try:
        values = column.drop_null()
        if not pa.types.is_large_binary(values.type):
            values = values.cast(pa.binary() if pa.types.is_binary(values.type) else pa.large_string())
        return _joined(values.cast(pa.large_binary()))
    except pa.ArrowNotImplementedError:
        return _written_out(column)


def _joined(values: Any) -> bytes:
    rows = pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values)
    return bytes(pc.binary_join(rows, pa.scalar(_BETWEEN, pa.large_binary()))[0].as_py() or b"") + _BETWEEN


def _written_out(column: Any) -> bytes:
    return b"".join(str(value).encode("utf-8", "replace") + _BETWEEN for value in column.to_pylist())


def sqlite_values(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Table name and a block of its rows' values; ValueError if damaged.

    The database is opened from memory, without its write-ahead log: that file is read by itself.
    """
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data[:18] + _OWN_FORMAT + data[20:])
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.text_factory = bytes
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            yield from _table_text(connection, name)
    except sqlite3.Error:
        raise ValueError(_("damaged SQLite file")) from None
    finally:
        connection.close()


def _table_text(connection: sqlite3.Connection, name: bytes) -> Iterator[tuple[str, bytes]]:
    label = name.decode("utf-8", "replace")
    quoted = label.replace('"', '""')
    try:
        cursor = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608  an identifier, quoted above
    except sqlite3.OperationalError:
        return  # a virtual table of a module that is not here; its shadow tables are read as tables
    while rows := cursor.fetchmany(_ROWS):
        yield label, b"".join(_value_bytes(value) + _BETWEEN for row in rows for value in row)


def _value_bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return b"" if value is None else str(value).encode()
