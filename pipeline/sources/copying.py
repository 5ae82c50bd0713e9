"""Rows out of a PostgreSQL straight into Arrow: half the time that rows take as Python's objects.

By COPY where a list is read whole. A COPY has the connection to itself, so lists that are read side by side come through
cursors, a row as one text, which costs no more.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import sqlalchemy as sa

_BLOCK = 32 << 20
"""Bytes parsed at a time; no row of a COPY may be longer."""
_FETCHED = 2_000
"""Rows that the server sends at a time, unless fewer are asked for."""


def copy_rows(connection: sa.Connection, query: sa.Select[Any], names: Sequence[str]) -> pa.Table:
    """The rows of a query whose columns are all text, in the transaction of the connection.

    Args:
        connection: Of a PostgreSQL.
        query: A SELECT.
        names: What its columns are to be called.

    Raises:
        DBAPIError: The server refused or stopped it.
    """
    driver: Any = connection.connection.driver_connection
    try:
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY ({_statement(connection, query)}) TO STDOUT (FORMAT csv)") as rows,
        ):
            stream = _Stream(iter(rows))
            return _parsed(io.BufferedReader(stream, 1 << 20), names, _BLOCK) if stream.fill() else _no_rows(names)
    except psycopg.Error as error:
        raise sa.exc.DBAPIError(None, None, error, hide_parameters=True) from None


def fetch_rows(
    connection: sa.Connection, query: sa.Select[Any], cursor_name: str, rows_at_a_time: int
) -> Iterator[pa.Table]:
    """The rows of a query whose columns are all text, some at a time; others may be read over the connection meanwhile.

    Args:
        connection: Of a PostgreSQL.
        query: A SELECT.
        cursor_name: No other open cursor's.
        rows_at_a_time: Rows of a table.

    Raises:
        DBAPIError: The server refused or stopped it.
    """
    names = list(query.selected_columns.keys())
    as_text = sa.cast(sa.func.row(*query.selected_columns.values()), sa.Text)
    statement = _statement(connection, query.with_only_columns(as_text))
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor:
            cursor.execute(f"DECLARE {cursor_name} NO SCROLL CURSOR FOR {statement}")
            while lines := _fetched(cursor, cursor_name, rows_at_a_time):
                content = b"\n".join(lines)
                table = _parsed(pa.BufferReader(content), names, len(content) + 1)
                yield pa.table([_without_doubled_backslashes(column) for column in table.columns], names=names)
            cursor.execute(f"CLOSE {cursor_name}")
    except psycopg.Error as error:
        raise sa.exc.DBAPIError(None, None, error, hide_parameters=True) from None


def _statement(connection: sa.Connection, query: sa.Select[Any]) -> str:
    compiled = query.compile(connection, compile_kwargs={"literal_binds": True})
    return str(compiled.string.replace("%%", "%"))  # doubled for parameters, of which there are none


def _fetched(cursor: Any, name: str, rows: int) -> list[bytes]:
    """The next rows, each a line of CSV: what PostgreSQL prints of a row stands between brackets."""
    lines: list[bytes] = []
    while len(lines) < rows:
        cursor.execute(f"FETCH {min(_FETCHED, rows - len(lines))} FROM {name}")
        result = cursor.pgresult
        if not result.ntuples:
            break
        lines += [result.get_value(row, 0)[1:-1] for row in range(result.ntuples)]
    return lines


def _without_doubled_backslashes(column: pa.ChunkedArray) -> pa.ChunkedArray:
    has_any = pc.any(pc.match_substring(column, "\\")).as_py()
    return pc.replace_substring(column, "\\\\", "\\") if has_any else column


def _parsed(content: Any, names: Sequence[str], block: int) -> pa.Table:
    """A text between quotation marks may be empty, one without them is no value."""
    return pa.csv.read_csv(
        content,
        pa.csv.ReadOptions(column_names=list(names), block_size=block, use_threads=False),
        pa.csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            null_values=[""],
        ),
    )


def _no_rows(names: Sequence[str]) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in names})


class _Stream(io.RawIOBase):
    """The bytes that come from the server, as a file."""

    def __init__(self, pieces: Iterator[Any]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Take what came last, or the next piece."""
        self.fill()
        count = min(len(self._left), len(buffer))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def fill(self) -> bool:
        """Wait for the next piece; gives whether there is one."""
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self._left = memoryview(piece)
        return True
