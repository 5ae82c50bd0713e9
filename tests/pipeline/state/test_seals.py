"""The ledger notices every row that was changed, added or taken away without it."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT
from pipeline.core.workdays import library_calendar
from pipeline.decisions.holds import HoldOrder, Holds
from pipeline.state.database import Database
from pipeline.state.ledger import ACT_COLUMNS, PUBLIC_COLUMNS, Ledger, Release
from tests.support.damage import flip

BITS = 80


def fill(path: Path) -> None:
    ledger = Ledger(path)
    rows = [
        (f"rec{at:013}", "dishonest_debtors", "浙0106", None, f"{at:016x}", "2026-11-16", *[None] * 4)
        for at in range(60)
    ]
    public = pd.DataFrame(rows, columns=list(PUBLIC_COLUMNS)).astype(TEXT)
    done = [(*row[:4], "公布", "R0", None, None, "2026-11-16") for row in rows]
    acts = pd.DataFrame(done, columns=list(ACT_COLUMNS)).astype(TEXT)
    for number in (1, 2):
        with ledger.transaction():
            ledger.record_release(Release(number, "2026-11-16", "0", {}, {}), public, public[["id"]].iloc[:3], acts)
    ledger.note_reads(["浙0106"], "2026-11-16")
    ledger.note_reads(["浙0106"], "2026-11-17")
    ledger.bar([("rec1", "2026-11-16")] * 2)
    ledger.order_takedown("rec2", "decision", "2026-11-16")
    ledger.confirm_removals("2026-11-17", "2026-11-16")
    ledger.keep_note("a", "1")
    ledger.keep_note("a", "2")
    ledger.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seals") / "ledger.sqlite"
    fill(path)
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(filled, tmp_path / "ledger.sqlite"))


def everything(path: Path) -> list[Any]:
    """All rows of all tables, as the program reads them."""
    with closing(sqlite3.connect(path)) as plain:
        tables = [
            name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        ]
        return [plain.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables]


def by_hand(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as plain, plain:
        plain.execute(statement)


HANDS = {
    "takedowns": "DELETE FROM takedowns",
    "barred": "INSERT INTO barred VALUES ('rec9', '2026-11-16')",
    "public": "UPDATE public SET deadline = '2030-01-01' WHERE id = 'rec0000000000005'",
    "acts": "DELETE FROM acts WHERE id = 'rec0000000000004'",
    "notes": "UPDATE notes SET value = '3'",
    "reads": "UPDATE reads SET read_on = read_on || ' '",
    "releases": "UPDATE releases SET number = number + 1 WHERE number = 2",
    "seals": "DELETE FROM seals WHERE name = 'holds'",
    "sqlite_master": "CREATE INDEX more ON acts (rule)",
    "more": "CREATE TABLE more (id TEXT)",
}


@pytest.mark.parametrize("table", HANDS)
def test_what_a_hand_changed_is_refused_by_the_name_of_its_table(path: Path, table: str) -> None:
    by_hand(path, HANDS[table])
    with pytest.raises(StateError, match=f"table {'holds' if table == 'seals' else table} is not .* back-up"):
        Ledger(path)


def test_a_ledger_that_is_opened_and_written_again_and_again_stays_sound(path: Path) -> None:
    for write in range(3):
        ledger = Ledger(path)
        ledger.note_reads(["浙0106", f"浙010{write}"], f"2026-11-2{write}")
        with ledger.transaction():
            order = HoldOrder(record_id="rec", court_code="浙0106", held_by="陆明", reason="r", on=date(2026, 11, 16))
            Holds(ledger).place(order, library_calendar())
            ledger.database.execute("DELETE FROM public WHERE id > 'rec0000000000050'")
        ledger.close()


def test_what_is_rolled_back_leaves_the_seals_as_they_were(path: Path) -> None:
    ledger = Ledger(path)
    with suppress(KeyboardInterrupt), ledger.transaction():
        ledger.keep_note("b", "1")
        raise KeyboardInterrupt
    ledger.keep_note("c", "1")
    ledger.close()
    again = Ledger(path)
    assert (again.note("b"), again.note("c")) == (None, "1")
    again.close()


def zeroed(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def text(path: Path) -> None:
    path.write_text("no database", encoding="utf-8")


@pytest.mark.parametrize("harm", [zeroed, cut, text])
def test_a_file_that_is_no_database_any_more_is_a_sentence(path: Path, harm: Callable[[Path], None]) -> None:
    harm(path)
    with pytest.raises(StateError, match=r"damaged.*back-up"):
        Database(path)


def test_a_turned_bit_is_refused_or_changes_nothing_that_is_read(filled: Path, tmp_path: Path) -> None:
    before, chance, refused = everything(filled), random.Random(7), 0
    for bit in range(BITS):
        path = Path(shutil.copyfile(filled, tmp_path / f"{bit}.sqlite"))
        flip(path, chance)
        try:
            Ledger(path).close()
        except StateError:
            refused += 1
        else:
            assert everything(path) == before, bit
        path.unlink()
    assert refused
