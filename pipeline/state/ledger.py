"""The ledger: what is public since when, when its time is up, and what left under which rule.

It holds opaque ids, rules, dates and digests of public rows; no name, no number. Everything of one
release is written in one transaction, after the public place holds it.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Frame, text_column, values_or_none
from pipeline.core.schemas import ACT, PUBLIC_RECORD, checked
from pipeline.state.database import Database, Table

_BEGUN = "begun"

PUBLIC_COLUMNS = PUBLIC_RECORD.columns
ACT_COLUMNS = ACT.columns
ACT_DATES = ("event_on", "left_on", "confirmed_on")
"""Of an act that took something away: the day of the event, R of the run whose snapshot it left, and the day on which
the public place was read back without it."""

PUBLIC = Table("public", PUBLIC_COLUMNS)
ACTS = Table("acts", (*ACT_COLUMNS, *ACT_DATES))
BARRED = Table("barred", ("id", "event"))
TAKEDOWNS = Table("takedowns", ("id", "reason", "ordered_on"))
READS = Table("reads", ("court_code", "read_on"))
RELEASES = Table("releases", ("number", "date", "digest", "counts", "widths"))
CHANGED_NOTICES = Table("changed_notices", ("id", "dataset", "changed_on"))
_UNCONFIRMED = "FROM acts WHERE confirmed_on IS NULL AND left_on IS NOT NULL AND verb <> ?"
NOTES = Table("notes", ("key", "value"))


@dataclass(frozen=True, slots=True)
class Release:
    """One published release."""

    number: int
    date: str
    digest: str
    counts: dict[str, int]
    widths: dict[str, int]


class Ledger:
    """The ledger's tables, opened for one run."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        """The file; rooms with tables of their own in it take this."""

    def close(self) -> None:
        """Close the file."""
        self.database.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is written, or nothing."""
        return self.database.transaction()

    def public(self) -> Frame:
        """What is public now, columns `PUBLIC_COLUMNS`."""
        return checked(self._frame(f"{PUBLIC.select} ORDER BY id", PUBLIC_COLUMNS), PUBLIC_RECORD)

    def public_courts(self) -> set[str]:
        """The courts that have public records."""
        return {court for (court,) in self.database.execute("SELECT DISTINCT court_code FROM public")}

    def is_public(self, record: str) -> bool:
        """Whether a record is public now."""
        return self.database.execute("SELECT 1 FROM public WHERE id = ?", (record,)).fetchone() is not None

    def acts(self, since: str = "") -> Frame:
        """What was done to public records from a day on, columns `ACT_COLUMNS`."""
        query = f"SELECT {', '.join(ACT_COLUMNS)} FROM acts WHERE happened_on >= ? ORDER BY happened_on, id"  # noqa: S608
        return self._frame(query, ACT_COLUMNS, (since,))

    def removed_under(self, rules: Collection[str]) -> set[tuple[str, str]]:
        """(id, decision) of records that ever left under one of these rules."""
        query = f"""SELECT DISTINCT id, COALESCE(decision, '') FROM acts
            WHERE verb NOT IN (?, ?) AND rule IN ({",".join("?" * len(rules))})"""  # noqa: S608
        return set(self.database.execute(query, (Verb.CORRECTED.value, Verb.PUBLISHED.value, *rules)))

    def barred(self) -> set[tuple[str, str]]:
        """(id, event day) of records that were a minor's."""
        return set(self.database.execute("SELECT id, event FROM barred"))

    def takedowns(self) -> dict[str, str]:
        """Record id -> reason of every takedown by command."""
        return dict(self.database.execute("SELECT id, reason FROM takedowns"))

    def reads(self) -> dict[str, str]:
        """Court code -> the last date for which it was read."""
        return dict(self.database.execute("SELECT court_code, read_on FROM reads"))

    def releases(self) -> list[Release]:
        """Every release, oldest first."""
        rows = self.database.execute(f"{RELEASES.select} ORDER BY number")
        return [Release(number, day, digest, json.loads(c), json.loads(w)) for number, day, digest, c, w in rows]

    def changed_notices(self) -> dict[tuple[str, str], str]:
        """(id, day) -> dataset of every notice whose public row changed on a day after it was published."""
        rows = self.database.execute("SELECT id, changed_on, dataset FROM changed_notices")
        return {(notice, day): dataset for notice, day, dataset in rows}

    def note_changed_notices(self, notices: Iterable[tuple[str, str]], on: str) -> None:
        """The public rows of these notices, given as (id, dataset), changed on day ``on``."""
        rows = [(notice, dataset, on) for notice, dataset in notices]
        self.database.execute_many(CHANGED_NOTICES.replace, rows)

    def note_reads(self, courts: Iterable[str], on: str) -> None:
        """Each court was read for date ``on``."""
        self.database.execute_many(READS.replace, [(court, on) for court in courts])

    def bar(self, events: Iterable[tuple[str, str]]) -> None:
        """Records of minors: barred for the event for good."""
        self.database.execute_many("INSERT OR IGNORE INTO barred VALUES (?, ?)", events)

    def order_takedown(self, record_id: str, reason: str, on: str) -> None:
        """A takedown by command; it stands until the court's own approval lifts it."""
        self.database.execute("INSERT OR IGNORE INTO takedowns VALUES (?, ?, ?)", (record_id, reason, on))

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
        self.database.execute("DELETE FROM public")
        self.database.execute("DELETE FROM releases")
        if public is not None:
            self._insert(PUBLIC, public)
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
        self.database.execute_many("DELETE FROM public WHERE id = ?", ((record_id,) for record_id in left["id"]))
        self._insert(PUBLIC, entered)
        taken = acts["happened_on"].where(acts["verb"] != Verb.PUBLISHED.value)
        dated = acts.reindex(columns=list(ACTS.columns)).astype(TEXT)
        self._insert(ACTS, dated.assign(left_on=dated["left_on"].fillna(taken)))
        self._insert_release(release)

    def enter_release(self, release: Release) -> None:
        """Add a release that the public place holds already, nothing else; call inside a transaction."""
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
        return self.database.execute(query, (confirmed_on, left_until)).rowcount

    def unconfirmed_removals(self) -> tuple[int, str]:
        """How many acts left the public place without anybody having seen so, and since when; 0 and nothing for none."""
        query = f"SELECT COUNT(*), MIN(left_on) {_UNCONFIRMED}"
        count, since = self.database.execute(query, (Verb.PUBLISHED.value,)).fetchone()
        return int(count), since or ""

    def unconfirmed_records(self) -> list[tuple[str, str]]:
        """(list, id) of the records of these acts."""
        query = f"SELECT DISTINCT dataset, id {_UNCONFIRMED} ORDER BY dataset, id"
        return [(dataset, record) for dataset, record in self.database.execute(query, (Verb.PUBLISHED.value,))]

    def left_on(self, day: str) -> dict[str, dict[str, int]]:
        """List -> rule -> records that left the public place with the releases of a day."""
        query = """SELECT dataset, rule, COUNT(DISTINCT id) FROM acts
            WHERE happened_on >= ? AND left_on = ? AND verb NOT IN (?, ?) GROUP BY dataset, rule ORDER BY dataset, rule"""
        found: dict[str, dict[str, int]] = {}
        verbs = (Verb.CORRECTED.value, Verb.PUBLISHED.value)
        for name, rule, count in self.database.execute(query, (day, day, *verbs)):
            found.setdefault(name, {})[rule] = count
        return found

    def dated_acts(self, since: str = "") -> Frame:
        """The acts from a day on with their dates, columns `ACT_COLUMNS` and `ACT_DATES`."""
        query = f"{ACTS.select} WHERE happened_on >= ? ORDER BY happened_on, id, rule"
        return self._frame(query, ACTS.columns, (since,))

    def note(self, key: str) -> str | None:
        """A small fact that the house keeps for itself, such as the end of the audit log."""
        row = self.database.execute("SELECT value FROM notes WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def notes_under(self, prefix: str) -> dict[str, str]:
        """The small facts whose keys begin with a prefix, by the rest of the key; empty ones are left out."""
        rows = self.database.execute(
            f"{NOTES.select} WHERE substr(key, 1, ?) = ? AND value <> ''", (len(prefix), prefix)
        )
        return {key.removeprefix(prefix): value for key, value in rows}

    def keep_note(self, key: str, value: str) -> None:
        """Keep a small fact under a key; the one before is replaced."""
        self.database.execute(NOTES.replace, (key, value))

    def _insert_release(self, release: Release) -> None:
        self.database.execute(
            RELEASES.insert(RELEASES.columns),
            (release.number, release.date, release.digest, json.dumps(release.counts), json.dumps(release.widths)),
        )

    def _insert(self, table: Table, frame: Frame) -> None:
        self.database.execute_many(table.replace, _tuples(frame, table.columns))

    def _frame(self, query: str, columns: tuple[str, ...], arguments: tuple[Any, ...] = ()) -> Frame:
        rows = self.database.execute(query, arguments).fetchall()
        values = zip(*rows, strict=True) if rows else [()] * len(columns)
        return pd.DataFrame({name: text_column(column) for name, column in zip(columns, values, strict=True)})


def _tuples(frame: Frame, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    return zip(*(values_or_none(frame[name]) for name in columns), strict=True)
