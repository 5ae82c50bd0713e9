"""What the state folder that is replaced still knows to keep away: taken over into the restored one, as far as it can be read.

It only takes away, so it harms nothing if it was damaged or is another's; without it a takedown of the hours since the
back-up would be forgotten.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.decisions import audit
from pipeline.decisions.holds import HOLDS
from pipeline.state.database import LEDGER_FILE, refuse_damage
from pipeline.state.ledger import BARRED, TAKEDOWNS, Ledger

_AUDIT = "audit.jsonl"
_PENDING = "purge-pending.txt"
_WITHDRAWN = (
    "SELECT withdrawn_by, withdrawn_on, id, finding, facts FROM legality_answers WHERE withdrawn_on IS NOT NULL"
)
_WITHDRAW = (
    "UPDATE legality_answers SET withdrawn_by = ?, withdrawn_on = ? "
    "WHERE id = ? AND finding = ? AND facts = ? AND withdrawn_on IS NULL"
)
"""An answer to a legality check that was taken back since the back-up lets nothing out again."""


def newest_release(state: Path) -> int | None:
    """The last release that the ledger of a state folder knows; None where it cannot be read."""
    with suppress(sqlite3.Error, OSError, StateError), closing(_read_only(state / LEDGER_FILE)) as old:
        return int(old.execute("SELECT COALESCE(MAX(number), 0) FROM releases").fetchone()[0])
    return None


def take_over(ledger: Ledger, state: Path) -> int:
    """Take takedowns, bars and standing holds that the restored ledger does not know.

    Returns:
        How many.
    """
    count = 0
    with ledger.transaction():
        for table in (TAKEDOWNS, BARRED):
            known = set(ledger.database.execute(table.select))
            more = [row for row in _rows(state, table.select) if row not in known]
            ledger.database.execute_many(table.replace, more)
            count += len(more)
        placed = HOLDS.columns[1:]
        columns = ", ".join(placed)
        query = f"SELECT {columns} FROM holds WHERE lifted_on IS NULL"  # noqa: S608 - names of our own
        known = set(ledger.database.execute(f"SELECT {columns} FROM holds"))  # noqa: S608
        more = [row for row in _rows(state, query) if row not in known]
        ledger.database.execute_many(HOLDS.insert(placed), more)
        for values in _rows(state, _WITHDRAWN):
            ledger.database.execute(_WITHDRAW, values)
    return count + len(more)


def take_over_files(restored: Path, state: Path) -> None:
    """What the replaced folder knows of public place and caches.

    Who we are in a bucket's lease (else a publisher that was killed is waited for as if it were another's), the ETags, and
    what caches must still forget.
    """
    for path in (*state.glob("publisher-*"), state / "etags.json"):
        if path.is_file() and not path.is_symlink():
            shutil.copyfile(path, restored / path.name)
    pending = {line for folder in (restored, state) for line in _lines(folder / _PENDING)}
    if pending:
        (restored / _PENDING).write_text("".join(f"{line}\n" for line in sorted(pending)), encoding="utf-8")


def longer_log(restored: Path, state: Path) -> bytes | None:
    """The log of decisions of the replaced folder, where it is whole and goes on from the restored one."""
    old = state / _AUDIT
    with suppress(OSError):
        content, known = old.read_bytes(), (restored / _AUDIT).read_bytes()
        if len(content) > len(known) and content.startswith(known) and audit.verify(old) is None:
            return content
    return None


def _lines(path: Path) -> list[str]:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8").splitlines()
    return []


def _rows(state: Path, query: str) -> Iterable[tuple[object, ...]]:
    with suppress(sqlite3.Error, OSError, StateError), closing(_read_only(state / LEDGER_FILE)) as old:
        return old.execute(query).fetchall()
    return []


def _read_only(path: Path) -> sqlite3.Connection:
    """A ledger as it lies there, unchanged and not brought to another form."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    try:
        refuse_damage(connection, path.name)
    except BaseException:
        connection.close()
        raise
    return connection
