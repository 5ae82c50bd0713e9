"""A witness: on a host, by an account and a clock of its own, it signs that the log of a site has only grown.

It reads the site as a stranger does, believes the roles only, hashes the log itself, and signs the body of the checkpoint
that it has composed itself (docs/release-format.md, Log and witnesses). What does not fit is refused, each by its exit status.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from pathlib import Path

from pipeline.core.errors import YangguangError
from pipeline.core.messages import _
from pipeline.core.writing import replacing
from pipeline.evidence.checkpoint import (
    BadSignature,
    Checkpoint,
    china_day,
    cosign,
    log_lines,
    read_checkpoint,
    who_signed,
    witness_name,
)
from pipeline.evidence.dsse import Envelope, read_envelope
from pipeline.evidence.keys import Algorithm, PrivateKey
from pipeline.evidence.log import Breach, Entry, checkpoint_of, disorder_in, extends, read_entries
from pipeline.evidence.notes import Note, read_note, write_note
from pipeline.evidence.outside import Fetch
from pipeline.evidence.paths import CHECKPOINT, RELEASE_NOTE, RELEASES, envelope_path, roles_path
from pipeline.evidence.refusals import EvidenceRefused
from pipeline.evidence.roles import Roles, follow_roles
from pipeline.evidence.roles_file import Role
from pipeline.evidence.statement import PAYLOAD_TYPE, Statement, StatementError, read_statement
from pipeline.evidence.witness_audits import Audit
from pipeline.evidence.witness_memory import Memory, read_memory, write_memory
from pipeline.state.run_lock import hold_lock

COSIGNED = "cosigned"
"""What is brought to the operator, in the witness's folder."""
NOTES = "notes"
"""The first note for every head, there as well."""
REFUSED = "refused"
"""Checkpoints that the site signed and that do not continue what was seen: the proof of it."""


class Refusal(IntEnum):
    """Why a witness does not sign; the value is the exit status (docs/witness.md)."""

    UNREADABLE = 11
    """The site does not answer, or its files do not fit each other, as for some seconds of every release."""
    ROLES = 12
    SIGNATURE = 13
    LOST = 14
    SMALLER = 15
    FORK = 16
    CHANGED = 17
    RENUMBERED = 18
    DATE = 19
    EXPIRED = 20
    STATEMENT = 21
    TREES = 22
    CLOCK = 23
    BEGIN = 24
    OTHER_SITE = 25
    KEY = 26


_OF_BREACH = {
    Breach.LOST: Refusal.LOST,
    Breach.SMALLER: Refusal.SMALLER,
    Breach.FORK: Refusal.FORK,
    Breach.CHANGED: Refusal.CHANGED,
    Breach.RENUMBERED: Refusal.RENUMBERED,
    Breach.DATE_BACK: Refusal.DATE,
}


class WitnessRefused(YangguangError):
    """A witness does not sign."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal
        self.exit_status = int(refusal)


@dataclass(frozen=True, slots=True)
class Begin:
    """What a witness is told on paper or by telephone before its first night."""

    statement: str
    """Digest of the payload of a statement, the newest best of all."""
    roles: str
    """Digest of the payload of a version of the roles."""


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What was signed."""

    head: Checkpoint
    time: int
    cosigned: Path


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the site shows: files that fit each other, believed by nobody yet."""

    entries: tuple[Entry, ...]
    note: Note
    head: Checkpoint


def keep_watch(
    folder: Path, read: Fetch, key: PrivateKey, now: int, begin: Begin | None = None, audits: Iterable[Audit] = ()
) -> Witnessed:
    """One night of a witness: look at the site, remember its head, sign it.

    Args:
        folder: The witness's own.
        read: The site, as a stranger reads it.
        key: The witness's key.
        now: POSIX seconds by the witness's clock.
        begin: For the first night only.
        audits: Further looks at what the newest statement says.

    Raises:
        WitnessRefused: Nothing was signed.
        StateError: The folder is damaged or in use.
    """
    read = _again(read)
    with hold_lock(folder):
        memory = read_memory(folder)
        trusted = _check_start(memory, begin, now)
        shown = _read_shown(read, memory)
        roles = _follow(read, trusted, shown.head.origin, china_day(now))
        name = _name_in(roles, key, china_day(now))
        _check_signature(shown, memory, roles, china_day(now))
        first = _first_unseen(shown, memory, begin)
        if memory:
            _check_growth(folder, shown, memory, now)
        statement = _check_statements(read, shown, roles, first, china_day(now))
        for audit in audits:
            for problem in audit(read, statement):
                raise WitnessRefused(
                    Refusal.TREES,
                    _("what is public is not what release {number} signs: {problem}").format(
                        number=shown.head.number, problem=problem
                    ),
                )
        write_memory(folder, Memory(shown.head.origin, shown.entries, roles.digest, now))
        return Witnessed(
            shown.head, now, _file_note(folder, _cosigned(shown, roles, name, key, now), key, shown.head.size)
        )


def _check_start(memory: Memory | None, begin: Begin | None, now: int) -> str:
    """The digest of the roles to follow from."""
    if memory is None:
        if begin is None:
            raise WitnessRefused(
                Refusal.BEGIN,
                _(
                    "the folder remembers nothing: it is another one, or was lost. A new witness begins with "
                    "--begin and --trust, told by the operator on paper; one that was lost is brought back from "
                    "its copy"
                ),
            )
        return begin.roles
    if begin is not None:
        raise WitnessRefused(
            Refusal.BEGIN,
            _("the folder remembers {size} entries already; leave out --begin and --trust").format(
                size=memory.head.size
            ),
        )
    if now < memory.time:
        raise WitnessRefused(
            Refusal.CLOCK,
            _("the clock says {now}, and the last head was signed at {time}; mend the clock of this host").format(
                now=_utc(now), time=_utc(memory.time)
            ),
        )
    return memory.roles


def _read_shown(read: Fetch, memory: Memory | None) -> _Shown:
    """The log that `release.json` stands for."""
    named = _statement_in(read(RELEASE_NOTE))
    log, head = read(RELEASES), read(CHECKPOINT)
    if memory and (log is None or head is None):
        raise WitnessRefused(
            Refusal.LOST, _("the log is gone from the site; seen was {seen}").format(seen=_seen(memory))
        )
    try:
        entries, note = read_entries(log), read_note(head or b"")
        shown = _Shown(entries, note, read_checkpoint(note.text))
    except ValueError as error:
        raise WitnessRefused(
            Refusal.UNREADABLE, _("the log of the site cannot be read: {error}").format(error=error)
        ) from None
    if memory and shown.head.origin != memory.origin:
        raise WitnessRefused(
            Refusal.OTHER_SITE,
            _("the site's log is of {origin}, this folder is a witness of {other}; give each its own").format(
                origin=shown.head.origin, other=memory.origin
            ),
        )
    if not entries and memory:
        raise WitnessRefused(Refusal.LOST, str(extends(memory.head, entries)[0]))
    if not entries or checkpoint_of(shown.head.origin, entries) != shown.head or entries[-1].statement != named:
        raise WitnessRefused(
            Refusal.UNREADABLE,
            _(
                "{release_note}, {releases} and {checkpoint} do not fit each other, as for some seconds of every "
                "release; run again, and ask the operator if it stays so"
            ).format(release_note=RELEASE_NOTE, releases=RELEASES, checkpoint=CHECKPOINT),
        )
    return shown


def _statement_in(content: bytes | None) -> str:
    try:
        return str(json.loads(content or b"")["statement"]["sha256"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise WitnessRefused(
            Refusal.UNREADABLE,
            _("{release_note} cannot be read or names no statement; is this the address of the site?").format(
                release_note=RELEASE_NOTE
            ),
        ) from None


def _follow(read: Fetch, trusted: str, origin: str, today: date) -> Roles:
    try:
        roles = follow_roles(lambda version: read(roles_path(version)), trusted, today)
    except EvidenceRefused as refused:
        raise WitnessRefused(
            Refusal.ROLES, _("the roles cannot be trusted: {refused}").format(refused=refused)
        ) from None
    if roles.newest.origin != origin:
        raise WitnessRefused(
            Refusal.OTHER_SITE,
            _("the log is of {origin}, its roles are of {roles_origin}").format(
                origin=origin, roles_origin=roles.newest.origin
            ),
        )
    return roles


def _name_in(roles: Roles, key: PrivateKey, today: date) -> str:
    """Under which name the witness signs."""
    entry = roles.newest.keys.get(key.public.keyid)
    problem = entry.problem_on(today) if entry else None
    if entry is None or roles.newest.role_of(key.public.keyid) is not Role.WITNESS:
        problem_text = _(
            "is no witness in version {version} of the roles; bring its public half to the operator"
        ).format(version=roles.newest.version)
    elif problem:
        problem_text = _("is no longer or not yet good ({problem}); agree on a new one with the operator").format(
            problem=problem
        )
    elif entry.algorithm is not Algorithm.ED25519:
        problem_text = _("is no Ed25519 key, and only those cosign")
    else:
        return witness_name(entry.owner)
    raise WitnessRefused(
        Refusal.KEY,
        _("the witness's key {keyid} {problem_text}").format(keyid=key.public.keyid[:8], problem_text=problem_text),
    )


def _check_signature(shown: _Shown, memory: Memory | None, roles: Roles, today: date) -> None:
    """The release role signed the head; with keys that are good today, too, where it was not seen before."""
    days = {shown.head.day} if memory and memory.entries == shown.entries else {shown.head.day, today}
    try:
        signed = who_signed(shown.note, shown.head.origin, roles.keys_of(Role.RELEASE).values())
        for day in sorted(days):
            roles.judge(dict.fromkeys(signed, True), Role.RELEASE, day).require()
    except (BadSignature, EvidenceRefused) as refused:
        raise WitnessRefused(
            Refusal.SIGNATURE, _("the checkpoint's signature does not count: {refused}").format(refused=refused)
        ) from None


def _check_growth(folder: Path, shown: _Shown, memory: Memory, now: int) -> None:
    """The log is the one that was seen, grown; else the checkpoint that says otherwise is kept."""
    for objection in extends(memory.head, shown.entries, memory.entries):
        _write(folder / REFUSED / f"{now}.note", write_note(shown.note))
        raise WitnessRefused(_OF_BREACH[objection.breach], str(objection))


def _first_unseen(shown: _Shown, memory: Memory | None, begin: Begin | None) -> int:
    """The first place whose statement is looked at; the newest is, always."""
    if memory:
        return min(memory.head.size, len(shown.entries) - 1)
    for objection in disorder_in(shown.entries):
        raise WitnessRefused(_OF_BREACH[objection.breach], str(objection))
    for place, entry in enumerate(shown.entries):
        if begin and entry.statement == begin.statement:
            return place
    raise WitnessRefused(
        Refusal.BEGIN, _("no entry of the log is the statement that --begin names; compare the digest, sign by sign")
    )


def _check_statements(read: Fetch, shown: _Shown, roles: Roles, first: int, today: date) -> Statement:
    """Each statement is the one in the log and names the one before; the newest counts today. Gives the newest."""
    for place in range(first, len(shown.entries)):
        envelope, statement = _read_statement(read, shown.entries, place, shown.head.origin)
    said = statement.predicate
    if shown.head.day > today:
        raise WitnessRefused(
            Refusal.DATE,
            _("release {number} is of {date}, and here it is {today}; one of the clocks is wrong").format(
                number=said.number, date=said.date, today=today
            ),
        )
    if said.expires and said.expires < today.isoformat():
        raise WitnessRefused(
            Refusal.EXPIRED,
            _("release {number} expired on {expires}; the site stands still").format(
                number=said.number, expires=said.expires
            ),
        )
    try:
        roles.fulfils(envelope, Role.RELEASE, shown.head.day).require()
    except EvidenceRefused as refused:
        raise WitnessRefused(
            Refusal.SIGNATURE,
            _("the signature of release {number} does not count: {refused}").format(
                number=said.number, refused=refused
            ),
        ) from None
    if said.roles is None or not roles.knows(said.roles.version, said.roles.sha256):
        raise WitnessRefused(
            Refusal.ROLES,
            _("release {number} names a version of the roles that the site does not have").format(number=said.number),
        )
    return statement


def _read_statement(read: Fetch, entries: Sequence[Entry], place: int, origin: str) -> tuple[Envelope, Statement]:
    entry, path = entries[place], envelope_path(entries[place].number)
    content = read(path)
    if content is None:
        raise WitnessRefused(Refusal.UNREADABLE, _("{path} cannot be read; statements never go").format(path=path))
    try:
        envelope = read_envelope(content, PAYLOAD_TYPE)
        statement = read_statement(envelope.payload)
    except (EvidenceRefused, StatementError) as refused:
        raise WitnessRefused(
            Refusal.STATEMENT, _("{path} is no statement: {refused}").format(path=path, refused=refused)
        ) from None
    said, before = statement.predicate, entries[place - 1].statement if place else None
    wanted = (entry.statement, origin, entry.number, entry.day.isoformat(), place, before)
    if wanted != (statement.digest, said.origin, said.number, said.date, said.log.index, said.log.previous):
        raise WitnessRefused(
            Refusal.STATEMENT,
            _(
                "{path} is not what the log says: digest, site, number, date, place or the statement before differ"
            ).format(path=path),
        )
    return envelope, statement


def _cosigned(shown: _Shown, roles: Roles, name: str, key: PrivateKey, now: int) -> bytes:
    """The body that was hashed here, with the site's lines that were checked and one's own."""
    head = checkpoint_of(roles.newest.origin, shown.entries)
    lines = [line for line, _ in log_lines(shown.note, head.origin, roles.keys_of(Role.RELEASE).values())]
    return write_note(Note(head.body, (*lines, cosign(head, name, key, now))))


def _file_note(folder: Path, note: bytes, key: PrivateKey, size: int) -> Path:
    """Beside the newest note the first for every size stays: of two times the earlier one proves more."""
    first = folder / NOTES / f"{size}.{key.public.keyid[:8]}.note"
    if not first.exists():
        _write(first, note)
    _write(folder / COSIGNED, note)
    return folder / COSIGNED


def _again(read: Fetch) -> Fetch:
    """What could not be read is asked for once more: a broken connection is no alarm."""

    def read_again(path: str) -> bytes | None:
        content = read(path)
        return read(path) if content is None else content

    return read_again


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    with replacing(path) as aside:
        aside.write_bytes(content)


def _seen(memory: Memory) -> str:
    return _("release {number} of {day}, {size} entries").format(
        number=memory.head.number, day=memory.head.day, size=memory.head.size
    )


def _utc(time: int) -> str:
    return datetime.fromtimestamp(time, UTC).isoformat()
