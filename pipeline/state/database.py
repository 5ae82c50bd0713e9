"""The SQLite file in which ledger, holds, corrections and notes lie: opened, brought to today's form, written whole.

Each table is declared where it is used (`Table`); what leads from one version of the file to the next are the SQL files
of `migrations/`, in the order of their numbers. A test holds declarations and migrations together.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.core.errors import StateError
from pipeline.core.permissions import make_private


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its columns, in the order in which rows are read and written."""

    name: str
    columns: tuple[str, ...]

    @property
    def select(self) -> str:
        """The beginning of a query for whole rows."""
        return f"SELECT {', '.join(self.columns)} FROM {self.name}"  # noqa: S608 - names of our own

    @property
    def replace(self) -> str:
        """The statement that enters a whole row, in the place of one with the same key."""
        marks = ", ".join("?" * len(self.columns))
        return f"INSERT OR REPLACE INTO {self.name} ({', '.join(self.columns)}) VALUES ({marks})"  # noqa: S608

    def insert(self, columns: Iterable[str]) -> str:
        """The statement that enters a row of some columns; the others take what the table gives them."""
        named = list(columns)
        return f"INSERT INTO {self.name} ({', '.join(named)}) VALUES ({', '.join('?' * len(named))})"  # noqa: S608


class Database:
    """The file, opened for one run or one decision."""

    def __init__(self, path: Path) -> None:
        make_private(path.parent)
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._migrate(path.name)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement of the room that owns the table."""
        return self._connection.execute(statement, values)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        self._connection.executemany(statement, rows)

    def _migrate(self, name: str) -> None:
        """Bring an older file to this form, step by step, each in a transaction of its own."""
        steps = migrations()
        if self._version() > len(steps):
            raise StateError(
                f"{name} was written by a newer version of this program (form {self._version()}, this one knows "
                f"{len(steps)}); use that version"
            )
        while self._version() < len(steps):
            with self.transaction():
                version = self._version()
                for statement in _statements(steps[version]) if version < len(steps) else ():
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA user_version = {min(version + 1, len(steps))}")

    def _version(self) -> int:
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        return version


def _statements(script: str) -> list[str]:
    """The statements of a script; a comment is a line of its own."""
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    return "\n".join(lines).split(";")


@cache
def migrations() -> tuple[str, ...]:
    """What leads from one version of the file (`PRAGMA user_version`) to the next."""
    folder = files("pipeline.state") / "migrations"
    scripts = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".sql")), key=lambda entry: entry.name)
    return tuple(entry.read_text(encoding="utf-8") for entry in scripts)
