"""What every table of the ledger must hold: how many rows, and the sum of their digests.

A row's digest is taken over its values in the order of the table's columns; a table's seal is count and sum (mod 2^128),
so that a row that was changed, added or taken away outside of this program is noticed, in whatever order rows lie. What a
transaction changes is gathered by triggers of the connection and entered into the seals as it ends. The digest has no key:
it tells accidents and careless hands, not somebody who can compute it anew.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b

SEALS = "seals"
"""The table of seals; it is sealed by nothing."""
_SCHEMA = "sqlite_master"
_MODULUS = 1 << 128
_SIZE = 16


class Sealing:
    """Follows what one connection changes, table by table."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()
        connection.execute("PRAGMA recursive_triggers = ON")  # a row that is replaced counts as taken away
        connection.create_function("seal", 3, self._moved)
        for table in _tables(connection):
            self._follow(table)

    def forget(self) -> None:
        """The transaction was rolled back."""
        self._rows.clear()
        self._sums.clear()

    def enter(self) -> None:
        """Bring the seals to what the transaction changed; call before it is committed."""
        for table in sorted(self._rows.keys() | self._sums.keys()):
            found = self._connection.execute("SELECT row_count, digest FROM seals WHERE name = ?", (table,)).fetchone()
            rows, total = (int(found[0]), int(found[1], 16)) if found else (0, 0)
            seal = rows + self._rows[table], f"{(total + self._sums[table]) % _MODULUS:032x}"
            self._connection.execute("INSERT OR REPLACE INTO seals VALUES (?, ?, ?)", (table, *seal))
        self.forget()

    def _moved(self, table: str, sign: int, row: str) -> None:
        self._rows[table] += sign
        self._sums[table] += sign * _digest(row.encode())

    def _follow(self, table: str) -> None:
        old, new = (_as_text(self._connection, table, f"{name}.") for name in ("OLD", "NEW"))
        came, went = f"SELECT seal('{table}', 1, {new});", f"SELECT seal('{table}', -1, {old});"
        for event, does in (("INSERT", came), ("DELETE", went), ("UPDATE", went + came)):
            self._connection.execute(
                f"CREATE TEMP TRIGGER {table}_{event} AFTER {event} ON main.{table} BEGIN {does} END"
            )


def seal_everything(connection: sqlite3.Connection) -> None:
    """Seal every table as it is; for a file that was just brought to a new form."""
    connection.execute("DELETE FROM seals")
    for table in [*_tables(connection), _SCHEMA]:
        connection.execute("INSERT INTO seals VALUES (?, ?, ?)", (table, *_seal_of(connection, table)))


def is_sealed(connection: sqlite3.Connection) -> bool:
    """Whether the file is of a form that has seals."""
    return connection.execute(f"SELECT 1 FROM {_SCHEMA} WHERE name = ?", (SEALS,)).fetchone() is not None  # noqa: S608


def broken_tables(connection: sqlite3.Connection) -> Iterator[str]:
    """The tables that are not what was written into them; a table that is not sealed is one, too."""
    noted = {name: (rows, digest) for name, rows, digest in connection.execute("SELECT * FROM seals")}
    for table in sorted({*_tables(connection), _SCHEMA, *noted}):
        if table not in noted or noted[table] != _seal_of(connection, table):
            yield table


def _tables(connection: sqlite3.Connection) -> list[str]:
    query = f"SELECT name FROM {_SCHEMA} WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name <> ? ORDER BY name"  # noqa: S608
    return [name for (name,) in connection.execute(query, (SEALS,))]


def _seal_of(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    """Count and sum of a table's rows; nothing that such a table could have where it cannot be read."""
    rows = total = 0
    decode, connection.text_factory = connection.text_factory, bytes
    try:
        for (row,) in connection.execute(f"SELECT {_as_text(connection, table)} FROM {table}"):  # noqa: S608 - names of our own
            total += _digest(row)
            rows += 1
    except (sqlite3.DatabaseError, TypeError, ValueError):
        return -1, ""
    finally:
        connection.text_factory = decode
    return rows, f"{total % _MODULUS:032x}"


def _as_text(connection: sqlite3.Connection, table: str, before: str = "") -> str:
    """The expression that gives a row as JSON, whose values cannot be moved over their borders."""
    columns = [_decoded(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]
    if table == _SCHEMA:
        columns = [column for column in columns if column != "rootpage"]
    return f"json_array({', '.join(before + column for column in columns)})"


def _decoded(name: str | bytes) -> str:
    return name.decode() if isinstance(name, bytes) else name


def _digest(row: bytes) -> int:
    return int.from_bytes(blake2b(row, digest_size=_SIZE).digest())
