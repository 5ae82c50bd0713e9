"""The SQLite file in which ledger, holds, corrections and notes lie: opened, brought to today's form, written whole.

Each table is declared where it is used (`Table`); what leads from one version of the file to the next are the SQL files
of `migrations/`, in the order of their numbers. A test holds declarations and migrations together.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.permissions import make_private
from pipeline.state.restoring import refuse_while_restoring
from pipeline.state.seals import Sealing, broken_tables, is_sealed, seal_everything

LEDGER_FILE = "ledger.sqlite"
"""The ledger's name in the state folder."""

LEDGER_REMEDY = _(
    "nothing was changed, the public site is as it was. Bring the state folder back from the last back-up "
    "(docs/operating.md, Damage); what is due meanwhile is taken down by the first run after that"
)
"""What to do about a damaged ledger."""

_PRIMARY = 0xFF
"""Of SQLite's error codes the part that says the kind."""

_SOUND: dict[Path, tuple[int, int, int]] = {}
"""Files that this process has read through, as they were then: a command opens the ledger several times."""


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
    """The file, opened for one run or one decision.

    Raises:
        StateError: It is damaged, was written by a newer version, or is being written by another command.
    """

    def __init__(self, path: Path) -> None:
        refuse_while_restoring(path.parent)
        make_private(path.parent)
        self._name = path.name
        with self._told():
            self._connection = sqlite3.connect(path, isolation_level=None)
        try:
            with self._told():
                self._migrate(path)
                self._sealing = Sealing(self._connection)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def copy_to(self, path: Path) -> None:
        """Write the file as it is now into another, whoever else has it open.

        Raises:
            StateError: It is damaged.
        """
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as copy:
            self._connection.backup(copy)
            refuse_damage(copy, path.name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing."""
        with self._told():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._told():
                self._sealing.enter()
                self._connection.execute("COMMIT")
        except BaseException:
            self._sealing.forget()
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def execute(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement of the room that owns the table."""
        with self._written(statement):
            return self._connection.execute(statement, values)

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        with self._written(statement):
            self._connection.executemany(statement, rows)

    @contextmanager
    def _written(self, statement: str) -> Iterator[None]:
        """A statement that changes something stands in a transaction, so that the seals change with it."""
        if self._connection.in_transaction or statement.lstrip().startswith(("SELECT", "PRAGMA")):
            with self._told():
                yield
        else:
            with self.transaction(), self._told():
                yield

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What SQLite finds wrong, in our words; a full disk and mistakes of ours stay what they are."""
        try:
            yield
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError):
            raise
        except sqlite3.DatabaseError as error:
            raise as_state_error(error, self._name) from None

    def _migrate(self, path: Path) -> None:
        """Bring an older file to this form, step by step, all in one transaction; a damaged one is refused."""
        steps = migrations()
        version = self._version()
        if version > len(steps):
            raise StateError(
                _(
                    "{name} was written by a newer version of this program (form {version}, this one knows "
                    "{count}); use that version"
                ).format(name=self._name, version=version, count=len(steps))
            )
        self._refuse_damage(path)
        if version == len(steps):
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for step in steps[self._version() :]:
                for statement in _statements(step):
                    self._connection.execute(statement)
            seal_everything(self._connection)
            self._connection.execute(f"PRAGMA user_version = {len(steps)}")
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise

    def _refuse_damage(self, path: Path) -> None:
        """StateError where the file is not what was written into it; it is read once, as long as nobody writes it."""
        found = path.stat()
        if _SOUND.get(path) == (stamp := (found.st_ino, found.st_size, found.st_mtime_ns)):
            return
        self._connection.execute("BEGIN")
        try:
            refuse_damage(self._connection, self._name)
        finally:
            self._connection.execute("ROLLBACK")
        _SOUND[path] = stamp

    def _version(self) -> int:
        version: int = self._connection.execute("PRAGMA user_version").fetchone()[0]
        return version


def refuse_damage(connection: sqlite3.Connection, name: str) -> None:
    """StateError where a file is not what was written into it: by SQLite's own check, and by the seals of its tables."""
    try:
        problem = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        broken = next(broken_tables(connection), "") if problem == "ok" and is_sealed(connection) else ""
    except sqlite3.DatabaseError as error:
        raise as_state_error(error, name) from None
    if problem != "ok":
        raise StateError(_("{name} is damaged; {ledger_remedy}").format(name=name, ledger_remedy=LEDGER_REMEDY))
    if broken:
        raise StateError(
            _("{name} is damaged: table {broken} is not what was written into it; {ledger_remedy}").format(
                name=name, broken=broken, ledger_remedy=LEDGER_REMEDY
            )
        )


def as_state_error(error: sqlite3.DatabaseError, name: str = LEDGER_FILE) -> Exception:
    """What an operator is told of SQLite's error; the error itself where the disk is full."""
    text = str(error)
    if "full" in text:
        return error
    if "locked" in text:
        return StateError(
            _("another command is writing {name}; run this one again when it has ended").format(name=name)
        )
    if "open" in text or "readonly" in text:
        return StateError(
            _("{name} cannot be opened for writing; let it belong to the account of the night").format(name=name)
        )
    if getattr(error, "sqlite_errorcode", 0) & _PRIMARY == sqlite3.SQLITE_IOERR:
        return StateError(
            _(
                "the disk refused to read or write {name}; the file itself may be sound, so bring no back-up back yet: "
                "look at space, quota and limit of file sizes (`df -h`, `quota`, LimitFSIZE) and at the disk "
                "(`journalctl -k -n 50`), then run this again"
            ).format(name=name)
        )
    return StateError(_("{name} is damaged; {ledger_remedy}").format(name=name, ledger_remedy=LEDGER_REMEDY))


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
