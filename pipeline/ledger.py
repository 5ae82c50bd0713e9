"""The ledger: what is public since when, when its time is up, and what left under which rule.

It holds opaque ids, rules, dates and digests of public rows; no name, no number. Everything of one
release is written in one transaction, after the public place holds it.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.frames import TEXT, Frame

_SCHEMA = """
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
"""
_FINAL_RULES = ("R1", "R2", "R3", "R4", "R5a", "R7", "R8", "R10", "R11")
"""Removals after which the same record and decision never return [SX art.10 第三款: only anew]."""

PUBLIC_COLUMNS = ("id", "dataset", "court_code", "decision", "digest", "since", "deadline", "rule", "verb", "ground")
ACT_COLUMNS = ("id", "dataset", "court_code", "decision", "verb", "rule", "ground", "deadline", "happened_on")


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
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.executescript(_SCHEMA)

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

    def final_removals(self) -> set[tuple[str, str]]:
        """(id, decision) of records that must not return."""
        marks = ",".join("?" * len(_FINAL_RULES))
        query = f"SELECT DISTINCT id, COALESCE(decision, '') FROM acts WHERE verb NOT IN ('更正', '公布') AND rule IN ({marks})"  # noqa: S608
        return set(self._db.execute(query, _FINAL_RULES))

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

    def note_reads(self, courts: Iterable[str], on: str) -> None:
        """Each court was read for date ``on``."""
        self._db.executemany("INSERT OR REPLACE INTO reads VALUES (?, ?)", [(court, on) for court in courts])

    def bar(self, events: Iterable[tuple[str, str]]) -> None:
        """Records of minors: barred for the event for good."""
        self._db.executemany("INSERT OR IGNORE INTO barred VALUES (?, ?)", events)

    def order_takedown(self, record_id: str, reason: str, on: str) -> None:
        """A takedown by command; it stands until the court's own approval lifts it."""
        self._db.execute("INSERT OR IGNORE INTO takedowns VALUES (?, ?, ?)", (record_id, reason, on))

    def record_release(self, release: Release, entered: Frame, left: Frame, acts: Frame) -> None:
        """Write what a release made of the public state; call inside a transaction.

        Args:
            release: The release that the public place now holds.
            entered: New and changed public records, `PUBLIC_COLUMNS`.
            left: Records that are no longer public (column ``id``).
            acts: What was done, `ACT_COLUMNS`.
        """
        self._db.executemany("DELETE FROM public WHERE id = ?", ((record_id,) for record_id in left["id"]))
        marks = ",".join("?" * len(PUBLIC_COLUMNS))
        self._db.executemany(f"INSERT OR REPLACE INTO public VALUES ({marks})", _tuples(entered, PUBLIC_COLUMNS))  # noqa: S608
        columns, marks = ", ".join(ACT_COLUMNS), ",".join("?" * len(ACT_COLUMNS))
        self._db.executemany(f"INSERT OR REPLACE INTO acts ({columns}) VALUES ({marks})", _tuples(acts, ACT_COLUMNS))  # noqa: S608
        self._db.execute(
            "INSERT INTO releases VALUES (?, ?, ?, ?, ?)",
            (release.number, release.date, release.digest, json.dumps(release.counts), json.dumps(release.widths)),
        )

    def _frame(self, query: str, columns: tuple[str, ...], arguments: tuple[Any, ...] = ()) -> Frame:
        rows = self._db.execute(query, arguments).fetchall()
        return pd.DataFrame(rows, columns=list(columns)).astype(TEXT)


def _tuples(frame: Frame, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    values = [frame[name].astype(object).where(frame[name].notna(), None) for name in columns]
    return zip(*values, strict=True)
