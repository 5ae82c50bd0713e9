"""Who did what: an append-only log in which each entry holds the hash of the one before (state/audit.jsonl).

One JSON object a line. Changed, missing and reordered lines are found by the hashes; a cut-off end is found by
the last hash, which the ledger keeps. Whoever can rewrite log and ledger together can rewrite history: copy the
last hash out of the house to prevent that.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.remarks import checked_form_number, checked_remark
from pipeline.state.ledger import Ledger

BEGINNING = "0" * 64
"""What the first entry names as the hash before it."""

Detail = str | int | bool
_END = "end of audit log"
_MAY_BE_LONG = ("form_number", "handler")
"""Numbers of forms and codes of handlers; a person's number is refused there, too."""
_LONGEST_LINE = 1 << 20
_OPAQUE = re.compile(r"[0-9a-f]{64}|(?=(?:[2-7]*[a-z]){3})[a-z2-7]{16}")
"""Digests, key ids and public record ids: their digits are nobody's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What is written down: who did what, when, and to which batch or release."""

    who: str
    """The officer or operator; no other person's name."""
    what: str
    """``nightly``, ``approve``, ``hold`` …"""
    at: datetime
    court: str | None = None
    """The court concerned."""
    digest: str | None = None
    """Of the batch or release concerned."""
    number: int | None = None
    """Of the batch or release concerned."""
    detail: Mapping[str, Detail] = field(default_factory=dict)
    """Small facts: opaque ids, counts, form numbers, reasons without personal data."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The last entry that the ledger knows."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision or run."""

    seq: int
    at: str
    """ISO 8601, to the second."""
    who: str
    """An officer as the key file names him, or the command's operator account."""
    what: str
    """``nightly``, ``approve``, ``hold`` …"""
    previous: str
    hash: str
    court: str | None = None
    digest: str | None = None
    number: int | None = None
    """The release."""
    detail: dict[str, Detail] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """The first line at which the log does not hold together."""

    line: int
    """Counted from 1; one past the last where the end was cut off."""
    reason: str

    def __str__(self) -> str:
        return _("audit.jsonl line {line}: {reason}").format(line=self.line, reason=self.reason)


def append(path: Path, action: Action, ledger: Ledger | None = None) -> Entry:
    """Append an entry; it is on the disk when this returns.

    Args:
        path: state/audit.jsonl.
        action: The decision or run.
        ledger: Keeps the new end, so that a cut-off end is found; pass it wherever it is open. Where the log is damaged
            or lost, the entry follows the end that the ledger knows, and `verify` goes on naming what is missing.

    Raises:
        RemarkRefused: A text holds what could be a person's number.
        StateError: The last line is damaged, and no ledger knows what stood there.
    """
    facts = {
        "at": action.at.isoformat(timespec="seconds"),
        "who": checked_remark(action.who, _("name of who did it")),
        "what": checked_remark(action.what, _("name of what was done")),
        "court": action.court,
        "digest": action.digest,
        "number": action.number,
        "detail": {name: _checked_detail(name, value) for name, value in sorted(action.detail.items())},
    }
    tail = known_tail(ledger) if ledger is not None else None
    with _held(path) as file:
        last = _last_link(file, tail)
        entry = _chained(facts, last)
        os.write(file, _canonical(asdict(entry)) + b"\n")
        os.fsync(file)
    if ledger is not None:
        ledger.keep_note(_END, f"{entry.seq} {entry.hash}")
    return entry


def verify_settled(path: Path, ledger: Ledger) -> BrokenLine | None:
    """As `verify`, after the half line of a killed run was cut off: that was never acknowledged."""
    tail = known_tail(ledger)
    if path.is_file():
        with suppress(StateError), _held(path) as file:
            _last_link(file, tail)
    return verify(path, tail)


def verify(path: Path, tail: Tail | None = None) -> BrokenLine | None:
    """The first line at which the log does not hold together; None where all is well.

    Args:
        path: state/audit.jsonl.
        tail: The end as the ledger knows it (`known_tail`); entries after it are allowed, since a run can be
            killed between writing the log and the ledger.
    """
    previous, line, known = BEGINNING, 0, tail is None
    for line, text in enumerate(_lines(path), start=1):
        entry = _read(text)
        if entry is None:
            return BrokenLine(line, _("is no entry of this log; it was changed, or cut off while it was written"))
        if entry.hash != _hash(_without_hash(entry)):
            return BrokenLine(line, _("was changed: its hash does not fit"))
        if entry.previous != previous or entry.seq != line:
            return BrokenLine(line, _("does not follow the line before: lines are missing or in another order"))
        if tail is not None and entry.seq == tail.seq:
            if entry.hash != tail.hash:
                return BrokenLine(line, _("is not the entry that the ledger knows: the log was written anew"))
            known = True
        previous = entry.hash
    if not known and tail is not None:
        return BrokenLine(
            line + 1, _("is missing: the ledger knows {seq} entries, the end was cut off").format(seq=tail.seq)
        )
    return None


def known_tail(ledger: Ledger) -> Tail | None:
    """The end of the log as the ledger knows it; None before the first entry."""
    noted = ledger.note(_END)
    if noted is None:
        return None
    seq, _blank, digest = noted.partition(" ")
    return Tail(int(seq), digest)


def entries(path: Path) -> Iterator[Entry]:
    """The entries, oldest first.

    Raises:
        StateError: A line is none.
    """
    for line, text in enumerate(_lines(path), start=1):
        entry = _read(text)
        if entry is None:
            raise StateError(_("audit.jsonl line {line} is no entry; run `publish.py audit verify`").format(line=line))
        yield entry


def _checked_detail(name: str, value: Detail) -> Detail:
    if not isinstance(value, str) or _OPAQUE.fullmatch(value):
        return value
    return checked_form_number(value) if name in _MAY_BE_LONG else checked_remark(value, f"detail '{name}'")


@contextmanager
def _held(path: Path) -> Iterator[int]:
    """The log, open and held against every other writer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _last_link(file: int, tail: Tail | None) -> Tail | None:
    """What the next entry follows: the last one, or the end that the ledger knows where the log has it no more.

    Half a line is cut off where it was never acknowledged; a whole one only lacks its end.
    """
    content = _tail_of(file)
    whole, _end, half = content.rpartition(b"\n")
    last = _sound(half) or _sound(whole.rpartition(b"\n")[2])
    if half and (_read(half) or (tail and (last is None or last.seq < tail.seq))):
        os.write(file, b"\n")
    elif half:
        os.ftruncate(file, os.fstat(file).st_size - len(half))
    if tail is not None and (last is None or last.seq < tail.seq):
        return tail
    if last is None and whole:
        raise StateError(_("the last line of audit.jsonl is damaged; run `publish.py audit verify` and bring it back"))
    return last


def _sound(line: bytes) -> Tail | None:
    """Place and hash of a line; None where it is no entry or its hash does not fit."""
    entry = _read(line)
    return Tail(entry.seq, entry.hash) if entry and entry.hash == _hash(_without_hash(entry)) else None


def _tail_of(file: int) -> bytes:
    """The last lines of a file; all of it where it is small."""
    size = os.fstat(file).st_size
    return os.pread(file, min(size, _LONGEST_LINE), max(0, size - _LONGEST_LINE))


def _chained(facts: dict[str, Any], last: Tail | None) -> Entry:
    linked = {**facts, "seq": last.seq + 1 if last else 1, "previous": last.hash if last else BEGINNING}
    return Entry(**linked, hash=_hash(linked))


def _lines(path: Path) -> list[bytes]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    return content.removesuffix(b"\n").split(b"\n") if content else []


def _read(text: bytes) -> Entry | None:
    """The entry of a line; None where the line is not in its one byte form."""
    try:
        entry = Entry(**json.loads(text))
        return entry if _canonical(asdict(entry)) == text and isinstance(entry.seq, int) else None
    except (ValueError, TypeError, RecursionError):
        return None


def _without_hash(entry: Entry) -> dict[str, Any]:
    return {name: value for name, value in asdict(entry).items() if name != "hash"}


def _hash(facts: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(facts)).hexdigest()


def _canonical(facts: dict[str, Any]) -> bytes:
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
