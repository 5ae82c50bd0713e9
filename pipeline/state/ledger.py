"""The ledger: what is public since when, when its time is up, and what left under which rule.

It holds opaque ids, rules, dates and digests of public rows; no name, no number. Everything of one
release is written in one transaction, after the public place holds it.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.acts import Verb
from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.permissions import make_private

_STEPS = (
    """
CREATE TABLE IF NOT EXISTS public (
    id TEXT PRIMARY KEY, dataset TEXT NOT NULL, court_code TEXT NOT NULL, decision TEXT, digest TEXT NOT NULL,
    since TEXT NOT NULL, deadline TEXT, rule TEXT, verb TEXT, ground TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS acts (
    id TEXT NOT NULL, dataset TEXT NOT NULL, court_code TEXT NOT NULL, decision TEXT, verb TEXT NOT NULL,
    rule TEXT NOT NULL, ground TEXT, deadline TEXT, happened_on TEXT NOT NULL, PRIMARY KEY (id, happened_on, rule)
);
CREATE TABLE IF NOT EXISTS barred (id TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (id, event));
CREATE TABLE IF NOT EXISTS takedowns (id TEXT PRIMARY KEY, reason TEXT NOT NULL, ordered_on TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reads (court_code TEXT PRIMARY KEY, read_on TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS releases (
    number INTEGER PRIMARY KEY, date TEXT NOT NULL, digest TEXT NOT NULL, counts TEXT NOT NULL, widths TEXT NOT NULL
);
""",
    """
ALTER TABLE acts ADD COLUMN event_on TEXT;
ALTER TABLE acts ADD COLUMN left_on TEXT;
ALTER TABLE acts ADD COLUMN confirmed_on TEXT;
UPDATE acts SET left_on = happened_on WHERE verb <> '公布';
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE holds (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, court_code TEXT NOT NULL, held_by TEXT NOT NULL,
    reason TEXT NOT NULL, held_on TEXT NOT NULL, until TEXT, form_number TEXT, approver TEXT, batch TEXT,
    lifted_by TEXT, lifted_on TEXT
);
CREATE TABLE corrections (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, court_code TEXT NOT NULL, asked TEXT NOT NULL,
    ground TEXT NOT NULL, fields TEXT NOT NULL
);
CREATE TABLE correction_steps (
    number INTEGER NOT NULL REFERENCES corrections, step INTEGER NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL,
    who TEXT NOT NULL, PRIMARY KEY (number, step)
);
""",
    """
CREATE TABLE changed_notices (
    id TEXT NOT NULL, dataset TEXT NOT NULL, changed_on TEXT NOT NULL, PRIMARY KEY (id, changed_on)
);
""",
)
"""What leads from one version of the file (`PRAGMA user_version`) to the next; statements end with a semicolon."""

_BEGUN = "begun"

PUBLIC_COLUMNS = ("id", "dataset", "court_code", "decision", "digest", "since", "deadline", "rule", "verb", "ground")
ACT_COLUMNS = ("id", "dataset", "court_code", "decision", "verb", "rule", "ground", "deadline", "happened_on")
ACT_DATES = ("event_on", "left_on", "confirmed_on")
"""Of an act that took something away: the day of the event, R of the run whose snapshot it left, and the day on which
the public place was read back without it."""


@dataclass(frozen=True, slots=True)
class Release:
    """One published release."""

    number: int
    date: str
    digest: str
    counts: dict[str, int]
    widths: dict[str, int]


class Ledger:
    """The SQLite file, opened for one run."""

    def __init__(self, path: Path) -> None:
        make_private(path.parent)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._migrate(path)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is written, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def public(self) -> Frame:
        """What is public now, columns `PUBLIC_COLUMNS`."""
        return self._frame(f"SELECT {', '.join(PUBLIC_COLUMNS)} FROM public ORDER BY id", PUBLIC_COLUMNS)  # noqa: S608

    def acts(self, since: str = "") -> Frame:
        """What was done to public records from a day on, columns `ACT_COLUMNS`."""
        query = f"SELECT {', '.join(ACT_COLUMNS)} FROM acts WHERE happened_on >= ? ORDER BY happened_on, id"  # noqa: S608
        return self._frame(query, ACT_COLUMNS, (since,))

    def removed_under(self, rules: Collection[str]) -> set[tuple[str, str]]:
        """(id, decision) of records that ever left under one of these rules."""
        query = f"""SELECT DISTINCT id, COALESCE(decision, '') FROM acts
            WHERE verb NOT IN (?, ?) AND rule IN ({",".join("?" * len(rules))})"""  # noqa: S608
        return set(self._db.execute(query, (Verb.CORRECTED.value, Verb.PUBLISHED.value, *rules)))

    def barred(self) -> set[tuple[str, str]]:
        """(id, event day) of records that were a minor's."""
        return set(self._db.execute("SELECT id, event FROM barred"))

    def takedowns(self) -> dict[str, str]:
        """Record id -> reason of every takedown by command."""
        return dict(self._db.execute("SELECT id, reason FROM takedowns"))

    def reads(self) -> dict[str, str]:
        """Court code -> the last date for which it was read."""
        return dict(self._db.execute("SELECT court_code, read_on FROM reads"))

    def releases(self) -> list[Release]:
        """Every release, oldest first."""
        rows = self._db.execute("SELECT number, date, digest, counts, widths FROM releases ORDER BY number")
        return [Release(number, day, digest, json.loads(c), json.loads(w)) for number, day, digest, c, w in rows]

    def changed_notices(self) -> dict[tuple[str, str], str]:
        """(id, day) -> dataset of every notice whose public row changed on a day after it was published."""
        rows = self._db.execute("SELECT id, changed_on, dataset FROM changed_notices")
        return {(notice, day): dataset for notice, day, dataset in rows}

    def note_changed_notices(self, notices: Iterable[tuple[str, str]], on: str) -> None:
        """The public rows of these notices, given as (id, dataset), changed on day ``on``."""
        rows = [(notice, dataset, on) for notice, dataset in notices]
        self._db.executemany("INSERT OR REPLACE INTO changed_notices VALUES (?, ?, ?)", rows)

    def note_reads(self, courts: Iterable[str], on: str) -> None:
        """Each court was read for date ``on``."""
        self._db.executemany("INSERT OR REPLACE INTO reads VALUES (?, ?)", [(court, on) for court in courts])

    def bar(self, events: Iterable[tuple[str, str]]) -> None:
        """Records of minors: barred for the event for good."""
        self._db.executemany("INSERT OR IGNORE INTO barred VALUES (?, ?)", events)

    def order_takedown(self, record_id: str, reason: str, on: str) -> None:
        """A takedown by command; it stands until the court's own approval lifts it."""
        self._db.execute("INSERT OR IGNORE INTO takedowns VALUES (?, ?, ?)", (record_id, reason, on))

    def has_begun(self) -> bool:
        """Whether a run has ever worked with this ledger."""
        return self.note(_BEGUN) is not None or bool(self.reads())

    def note_begun(self) -> None:
        """A run works with this ledger."""
        self.keep_note(_BEGUN, "yes")

    def begin_with(self, releases: Iterable[Release], public: Frame | None) -> None:
        """Take what the public place holds for what is public; call inside a transaction.

        Args:
            releases: What it lists.
            public: Its records, `PUBLIC_COLUMNS`; None where it holds none.
        """
        self._db.execute("DELETE FROM public")
        self._db.execute("DELETE FROM releases")
        if public is not None:
            self._insert("public", PUBLIC_COLUMNS, public)
        for release in releases:
            self._insert_release(release)

    def record_release(self, release: Release, entered: Frame, left: Frame, acts: Frame) -> None:
        """Write what a release made of the public state; call inside a transaction.

        Args:
            release: The release that the public place now holds.
            entered: New and changed public records, `PUBLIC_COLUMNS`.
            left: Records that are no longer public (column ``id``).
            acts: What was done, `ACT_COLUMNS` and those of `ACT_DATES` that are known.
        """
        self._db.executemany("DELETE FROM public WHERE id = ?", ((record_id,) for record_id in left["id"]))
        self._insert("public", PUBLIC_COLUMNS, entered)
        taken = acts["happened_on"].where(acts["verb"] != Verb.PUBLISHED.value)
        dated = acts.reindex(columns=[*ACT_COLUMNS, *ACT_DATES]).astype(TEXT)
        self._insert("acts", (*ACT_COLUMNS, *ACT_DATES), dated.assign(left_on=dated["left_on"].fillna(taken)))
        self._insert_release(release)

    def confirm_removals(self, confirmed_on: str, left_until: str) -> int:
        """The public place was read back and is clean of all that left up to a night.

        Args:
            confirmed_on: The day on which the place was read back.
            left_until: R of the release that stands there; later removals stay unconfirmed.

        Returns:
            How many acts were confirmed.
        """
        query = "UPDATE acts SET confirmed_on = ? WHERE confirmed_on IS NULL AND left_on <= ?"
        return self._db.execute(query, (confirmed_on, left_until)).rowcount

    def dated_acts(self, since: str = "") -> Frame:
        """The acts from a day on with their dates, columns `ACT_COLUMNS` and `ACT_DATES`."""
        columns = (*ACT_COLUMNS, *ACT_DATES)
        query = f"SELECT {', '.join(columns)} FROM acts WHERE happened_on >= ? ORDER BY happened_on, id, rule"  # noqa: S608
        return self._frame(query, columns, (since,))

    def note(self, key: str) -> str | None:
        """A small fact that the house keeps for itself, such as the end of the audit log."""
        row = self._db.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def keep_note(self, key: str, value: str) -> None:
        """Keep a small fact under a key; the one before is replaced."""
        self._db.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (key, value))

    def rows(self, query: str, arguments: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; for the rooms that keep tables of their own here (holds, corrections)."""
        return self._db.execute(query, arguments).fetchall()

    def write(self, statement: str, arguments: tuple[Any, ...]) -> int:
        """Run one statement for such a room; returns the number of the row it entered."""
        return self._db.execute(statement, arguments).lastrowid or 0

    def _migrate(self, path: Path) -> None:
        """Bring an older file to this form, step by step, each in a transaction of its own."""
        if self._version() > len(_STEPS):
            raise StateError(
                f"{path.name} was written by a newer version of this program (form {self._version()}, this one knows "
                f"{len(_STEPS)}); use that version"
            )
        while self._version() < len(_STEPS):
            with self.transaction():
                version = self._version()
                for statement in _STEPS[version].split(";") if version < len(_STEPS) else ():
                    self._db.execute(statement)
                self._db.execute(f"PRAGMA user_version = {min(version + 1, len(_STEPS))}")

    def _version(self) -> int:
        version: int = self._db.execute("PRAGMA user_version").fetchone()[0]
        return version

    def _insert_release(self, release: Release) -> None:
        self._db.execute(
            "INSERT INTO releases VALUES (?, ?, ?, ?, ?)",
            (release.number, release.date, release.digest, json.dumps(release.counts), json.dumps(release.widths)),
        )

    def _insert(self, table: str, columns: tuple[str, ...], frame: Frame) -> None:
        names, marks = ", ".join(columns), ",".join("?" * len(columns))
        statement = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608
        self._db.executemany(statement, _tuples(frame, columns))

    def _frame(self, query: str, columns: tuple[str, ...], arguments: tuple[Any, ...] = ()) -> Frame:
        rows = self._db.execute(query, arguments).fetchall()
        return pd.DataFrame(rows, columns=list(columns)).astype(TEXT)


def _tuples(frame: Frame, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    values = [frame[name].astype(object).where(frame[name].notna(), None) for name in columns]
    return zip(*values, strict=True)
