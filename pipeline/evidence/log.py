"""The log of statements, hashed from `releases/releases.json` alone; what may not have happened to what was seen before."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pipeline.core.messages import _
from pipeline.evidence.checkpoint import Checkpoint
from pipeline.evidence.merkle import hash_leaf, hash_tree

MOST_ENTRIES = 100_000
"""Nights; beyond that a list of releases is none."""
_NUMBERS_END = 10**9
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Entry:
    """A release as the log knows it."""

    number: int
    day: date
    statement: str
    """SHA-256 of the statement's payload, in hexadecimal digits."""


class Breach(StrEnum):
    """What a log that only grows never does."""

    LOST = "lost"
    """It is empty, or began anew."""
    SMALLER = "smaller"
    CHANGED = "changed"
    """An earlier entry is another statement."""
    FORK = "fork"
    """Another head of the same size, or another past behind an unknown one."""
    RENUMBERED = "renumbered"
    """The same statement with another number or date."""
    DATE_BACK = "date-back"
    """A later entry has an earlier date, or a number that does not go up."""


@dataclass(frozen=True, slots=True)
class Objection:
    """A breach, in a sentence."""

    breach: Breach
    sentence: str

    def __str__(self) -> str:
        return self.sentence


def read_entries(releases: bytes | None) -> tuple[Entry, ...]:
    """The log, oldest first, from the content of `releases/releases.json`; releases before format 2 are not in it.

    Raises:
        ValueError: It is no list of releases, or one without a statement comes after one with.
    """
    try:
        rows = json.loads(releases or b"", object_pairs_hook=_each_member_once)
        if not isinstance(rows, list) or len(rows) > MOST_ENTRIES:
            raise ValueError
        first = next((place for place, row in enumerate(rows) if "statement" in row), len(rows))
        return tuple(_read_entry(row) for row in rows[first:])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError(_("releases/releases.json is no list of releases with their statements")) from None


def list_entries(entries: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries as members of a list that `read_entries` reads."""
    return [{"number": entry.number, "date": entry.day.isoformat(), "statement": entry.statement} for entry in entries]


def root_of(entries: Sequence[Entry]) -> bytes:
    """The root over entries."""
    return hash_tree([hash_leaf(bytes.fromhex(entry.statement)) for entry in entries])


def checkpoint_of(origin: str, entries: Sequence[Entry]) -> Checkpoint:
    """The head of a log.

    Args:
        origin: The site.
        entries: All of them, at least one.
    """
    last = entries[-1]
    return Checkpoint(origin, len(entries), root_of(entries), last.number, last.day)


def disorder_in(entries: Sequence[Entry], since: int = 0) -> list[Objection]:
    """Where numbers do not go up, or dates go back: one objection for each place.

    Args:
        entries: The log.
        since: The first place to look at.
    """
    return [
        Objection(
            Breach.DATE_BACK,
            _(
                "release {number} of {day} comes after release {earlier_number} of {earlier_day} in the log; "
                "numbers go up and dates do not go back"
            ).format(number=later.number, day=later.day, earlier_number=earlier.number, earlier_day=earlier.day),
        )
        for earlier, later in zip(entries[max(since - 1, 0) :], entries[max(since, 1) :], strict=False)
        if later.number <= earlier.number or later.day < earlier.day
    ]


def extends(seen: Checkpoint, entries: Sequence[Entry], known: Sequence[Entry] = ()) -> list[Objection]:
    """What speaks against a log being the one that was seen, grown; nothing where it is.

    Args:
        seen: The head as it was seen.
        entries: The log as it is now.
        known: The entries as they were seen, if they are remembered: then the first that differs is named.
    """
    before = _("release {number} of {day}, {size} entries").format(number=seen.number, day=seen.day, size=seen.size)
    if not entries:
        return [Objection(Breach.LOST, _("the log is empty; seen was {before}").format(before=before))]
    if known and entries[0].statement != known[0].statement:
        sentence = _("the log began anew with release {number} of {day}; seen was {before}").format(
            number=entries[0].number, day=entries[0].day, before=before
        )
        return [Objection(Breach.LOST, sentence)]
    if changed := _first_change(entries, known):
        return [changed]
    if len(entries) < seen.size:
        return [
            Objection(
                Breach.SMALLER,
                _("the log has {count} entries only; seen was {before}").format(count=len(entries), before=before),
            )
        ]
    if root_of(entries[: seen.size]) != seen.root:
        sentence = _("the first {size} entries hash to another root than was seen with {before}: a fork").format(
            size=seen.size, before=before
        )
        return [Objection(Breach.FORK, sentence)]
    last = entries[seen.size - 1]
    if (last.number, last.day) != (seen.number, seen.day):
        sentence = _("entry {place} is now release {number} of {day}; seen was {before}").format(
            place=seen.size - 1, number=last.number, day=last.day, before=before
        )
        return [Objection(Breach.RENUMBERED, sentence)]
    return disorder_in(entries, seen.size)


def _first_change(entries: Sequence[Entry], known: Sequence[Entry]) -> Objection | None:
    for place, (now, then) in enumerate(zip(entries, known, strict=False)):
        if now.statement != then.statement:
            is_head = len(entries) >= len(known) and place == len(known) - 1
            what = (
                _("a fork: the newest release seen")
                if is_head
                else _("entry {place}, release {number},").format(place=place, number=then.number)
            )
            return Objection(
                Breach.FORK if is_head else Breach.CHANGED,
                _("{what} has another statement now: {statement}… instead of {then_statement}…").format(
                    what=what, statement=now.statement[:16], then_statement=then.statement[:16]
                ),
            )
        if now != then:
            return Objection(
                Breach.RENUMBERED,
                _("entry {place} was release {number} of {day} and is release {now_number} of {now_day} now").format(
                    place=place, number=then.number, day=then.day, now_number=now.number, now_day=now.day
                ),
            )
    return None


def _read_entry(row: dict[str, Any]) -> Entry:
    number, day, statement = row["number"], row["date"], row["statement"]
    if type(number) is not int or not 0 < number < _NUMBERS_END or not _DIGEST.fullmatch(statement):
        raise ValueError
    if date.fromisoformat(day).isoformat() != day:
        raise ValueError
    return Entry(number, date.fromisoformat(day), statement)


def _each_member_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError
    return members
