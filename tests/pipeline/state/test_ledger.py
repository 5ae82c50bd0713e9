import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Frame
from pipeline.retention.rules import load_rule_table
from pipeline.state.ledger import ACT_COLUMNS, ACT_DATES, PUBLIC_COLUMNS, Ledger, Release

OLD_SCHEMA = """
CREATE TABLE public (
    id TEXT PRIMARY KEY, dataset TEXT NOT NULL, court_code TEXT NOT NULL, decision TEXT, digest TEXT NOT NULL,
    since TEXT NOT NULL, deadline TEXT, rule TEXT, verb TEXT, ground TEXT
) WITHOUT ROWID;
CREATE TABLE acts (
    id TEXT NOT NULL, dataset TEXT NOT NULL, court_code TEXT NOT NULL, decision TEXT, verb TEXT NOT NULL,
    rule TEXT NOT NULL, ground TEXT, deadline TEXT, happened_on TEXT NOT NULL, PRIMARY KEY (id, happened_on, rule)
);
CREATE TABLE takedowns (id TEXT PRIMARY KEY, reason TEXT NOT NULL, ordered_on TEXT NOT NULL);
INSERT INTO acts VALUES ('a', 'dishonest_debtors', '浙0106', 'd', '删除', 'R3', '', '2026-11-10', '2026-11-10');
INSERT INTO acts VALUES ('b', 'dishonest_debtors', '浙0106', 'd', '公布', 'R0', '', NULL, '2026-11-10');
INSERT INTO takedowns VALUES ('c', 'reason', '2026-11-10');
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def acts(*rows: tuple[str, str, str, str | None, str], **dates: str) -> Frame:
    """Acts of (id, verb, rule, deadline, day)."""
    lines = [
        ("dishonest_debtors", "浙0106", "", None, record, verb, rule, deadline, day)
        for record, verb, rule, deadline, day in rows
    ]
    names = ["dataset", "court_code", "ground", "decision", "id", "verb", "rule", "deadline", "happened_on"]
    return pd.DataFrame(lines, columns=names)[list(ACT_COLUMNS)].assign(**dates).astype(TEXT)


def release(ledger: Ledger, number: int, done: Frame) -> None:
    nothing = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in PUBLIC_COLUMNS})
    with ledger.transaction():
        ledger.record_release(Release(number, "2026-11-16", "0", {}, {}), nothing, nothing, done)


def test_an_older_ledger_is_brought_to_this_form_and_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(OLD_SCHEMA)
    old.close()
    for _ in range(2):
        ledger = Ledger(path)
        found = ledger.dated_acts()
        assert ledger.removed_under(load_rule_table().final_rules) == {("a", "d")}
        assert ledger.takedowns() == {"c": "reason"}
        ledger.close()
    assert found.set_index("id")["left_on"].to_dict()["a"] == "2026-11-10"
    assert found["left_on"].isna().tolist() == [False, True]
    assert found["confirmed_on"].isna().all()


def test_a_fresh_ledger_has_the_form_of_a_migrated_one(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "old.sqlite") as old:
        old.executescript(OLD_SCHEMA)
    old.close()
    forms = []
    for name in ("old.sqlite", "new.sqlite"):
        Ledger(tmp_path / name).close()
        db = sqlite3.connect(tmp_path / name)
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        forms.append({table: db.execute(f"PRAGMA table_info({table})").fetchall() for table in tables})
        db.close()
    assert forms[0] == forms[1]


def test_a_ledger_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.sqlite").close()
    db = sqlite3.connect(tmp_path / "ledger.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StateError, match="newer version"):
        Ledger(tmp_path / "ledger.sqlite")


def test_a_migration_that_fails_leaves_the_older_form(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    with sqlite3.connect(path) as old:
        old.executescript(OLD_SCHEMA + "CREATE TABLE holds (id TEXT);")
    old.close()
    with pytest.raises(StateError, match="is damaged"):
        Ledger(path)
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA user_version").fetchone() == (0,)
    assert "confirmed_on" not in {row[1] for row in db.execute("PRAGMA table_info(acts)")}
    db.close()


def test_what_leaves_has_its_day_and_waits_for_confirmation(ledger: Ledger) -> None:
    release(ledger, 1, acts(("a", "删除", "R3", "2026-11-16", "2026-11-16"), ("b", "公布", "R0", None, "2026-11-16")))
    found = ledger.dated_acts().set_index("id")
    assert list(found.columns) == [*ACT_COLUMNS[1:], *ACT_DATES]
    assert found["left_on"].isna().to_dict() == {"a": False, "b": True}
    assert found["left_on"]["a"] == "2026-11-16"


def test_a_confirmation_reaches_what_left_up_to_its_release_once(ledger: Ledger) -> None:
    release(ledger, 1, acts(("a", "删除", "R3", "2026-11-16", "2026-11-16"), event_on="2026-11-15"))
    release(ledger, 2, acts(("b", "屏蔽", "R1", "2026-11-17", "2026-11-17")))
    assert ledger.confirm_removals("2026-11-16", left_until="2026-11-16") == 1
    assert ledger.confirm_removals("2026-11-18", left_until="2026-11-17") == 1
    found = ledger.dated_acts().set_index("id")
    assert found["confirmed_on"].to_dict() == {"a": "2026-11-16", "b": "2026-11-18"}
    assert found.loc["a", "event_on"] == "2026-11-15"


def test_a_note_is_replaced(ledger: Ledger) -> None:
    assert ledger.note("end") is None
    ledger.keep_note("end", "1")
    ledger.keep_note("end", "2")
    assert ledger.note("end") == "2"
