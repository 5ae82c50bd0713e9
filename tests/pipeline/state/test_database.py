"""Tables are declared where they are used; the migrations make just these."""

import importlib
import pkgutil
import sqlite3
from pathlib import Path

import pytest

import pipeline
from pipeline.core.errors import StateError
from pipeline.core.messages import in_language
from pipeline.state.database import Database, Table, as_state_error, migrations
from pipeline.state.seals import SEALS, is_sealed, seal_everything


def declared() -> dict[str, tuple[str, ...]]:
    """Name -> columns of every table that a room declares."""
    found: dict[str, tuple[str, ...]] = {}
    for module in pkgutil.walk_packages(pipeline.__path__, "pipeline."):
        if module.name.split(".")[1] in ("state", "decisions", "approval", "quality", "composing"):
            for value in vars(importlib.import_module(module.name)).values():
                if isinstance(value, Table):
                    found[value.name] = value.columns
    return found


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "ledger.sqlite")


def columns_of(database: Database, table: str) -> list[str]:
    return [row[1] for row in database.execute(f"PRAGMA table_info({table})")]


def test_migrations_and_declarations_know_the_same_tables_and_columns(database: Database) -> None:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    made = {name: sorted(columns_of(database, name)) for (name,) in tables.fetchall()}
    del made[SEALS]
    assert made == {name: sorted(columns) for name, columns in declared().items()}
    database.close()


def test_a_file_of_every_earlier_form_is_brought_to_todays(tmp_path: Path) -> None:
    whole = Database(tmp_path / "new.sqlite")
    for form in range(len(migrations())):
        path = tmp_path / f"{form}.sqlite"
        with sqlite3.connect(path) as old:
            for script in migrations()[:form]:
                old.executescript(script)
            if is_sealed(old):
                seal_everything(old)
            old.execute(f"PRAGMA user_version = {form}")
        old.close()
        mended = Database(path)
        for table in declared():
            assert columns_of(mended, table) == columns_of(whole, table)
        mended.close()
    whole.close()


def test_a_file_of_a_newer_form_is_refused(tmp_path: Path) -> None:
    database = Database(tmp_path / "ledger.sqlite")
    database.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    database.close()
    with pytest.raises(StateError, match="newer version"):
        Database(tmp_path / "ledger.sqlite")


def test_a_disk_that_refuses_is_no_damage_and_asks_for_no_back_up() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    told = str(as_state_error(error))
    assert "the disk refused" in told
    assert "is damaged" not in told


def test_damage_is_told_in_chinese_from_end_to_end() -> None:
    told = in_language(str(as_state_error(sqlite3.DatabaseError("file is not a database"))), "zh")
    assert "取回" in told
    assert "Bring" not in told
