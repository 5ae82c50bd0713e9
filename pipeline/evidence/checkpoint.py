"""The head of the log: C2SP tlog-checkpoint with two extension lines, signed by the site, cosigned by witnesses."""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as day_time
from zoneinfo import ZoneInfo

from pipeline.core.messages import _
from pipeline.evidence.keys import Algorithm, PrivateKey, PublicKey
from pipeline.evidence.notes import Note, NoteSignature, may_name_a_key

COSIGNATURE_TYPE = 4
"""tlog-cosignature: Ed25519 with a time."""
ED25519_TYPE = 1
LATEST_TIME = 2**63 - 1
_CHINA = ZoneInfo("Asia/Shanghai")
_TIME_BYTES = 8
_SPKI = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 key in its SubjectPublicKeyInfo (RFC 8410)."""
_BODY = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>[1-9][0-9]{0,8})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"release (?P<number>[1-9][0-9]{0,8})\ndate (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\n"
)


class BadSignature(ValueError):
    """A line bears a known key's name and id, and not its signature: the whole note is refused (C2SP signed-note)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large the log is, its root, and number and date of the release that its last entry tells of."""

    origin: str
    size: int
    root: bytes
    number: int
    day: date

    @property
    def body(self) -> str:
        """The text that is signed."""
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nrelease {self.number}\ndate {self.day.isoformat()}\n"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's good signature, and when it was made."""

    keyid: str
    time: int
    """POSIX seconds, by the witness's clock."""

    @property
    def day(self) -> date:
        """The day in China."""
        return china_day(self.time)


def china_day(time: int) -> date:
    """The day in China at a POSIX time; the last of all days where the time lies beyond them.

    >>> china_day(1_795_881_600).isoformat()
    '2026-11-29'
    """
    try:
        return datetime.fromtimestamp(time, UTC).astimezone(_CHINA).date()
    except (ValueError, OverflowError, OSError):
        return date.max


def end_of(day: date) -> int:
    """POSIX seconds at which a day in China ends.

    >>> china_day(end_of(date(2026, 11, 20)) - 1).isoformat()
    '2026-11-20'
    """
    return int(datetime.combine(day + timedelta(days=1), day_time.min, _CHINA).timestamp())


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text is.

    Raises:
        ValueError: It is none, or not in its one byte form.
    """
    found = _BODY.fullmatch(text)
    if not found or not may_name_a_key(found["origin"]):
        raise ValueError(_("no checkpoint with release and date"))
    try:
        root, day = base64.b64decode(found["root"], validate=True), date.fromisoformat(found["day"])
    except ValueError:
        raise ValueError(_("no checkpoint with release and date")) from None
    checkpoint = Checkpoint(found["origin"], int(found["size"]), root, int(found["number"]), day)
    if checkpoint.body != text:
        raise ValueError(_("no checkpoint with release and date"))
    return checkpoint


def log_key_id(name: str, key: PublicKey) -> bytes:
    """The four bytes that stand for a key that signs checkpoints (types 0x01 and 0x02)."""
    if key.algorithm is Algorithm.ED25519:
        return _typed_id(name, ED25519_TYPE, key)
    return hashlib.sha256(key.der).digest()[:4]


def witness_key_id(name: str, key: PublicKey) -> bytes:
    """The four bytes that stand for a key that cosigns (type 0x04).

    Raises:
        ValueError: It is no Ed25519 key.
    """
    return _typed_id(name, COSIGNATURE_TYPE, key)


def witness_name(owner: str) -> str:
    """The name under which a key's owner cosigns: without what a key's name may not hold.

    >>> witness_name("某 大学 +")
    '某大学'
    """
    return "".join(sign for sign in owner if may_name_a_key(sign))


def sign_checkpoint(checkpoint: Checkpoint, keys: Iterable[PrivateKey]) -> Note:
    """The site's note: the checkpoint with a line of every key."""
    origin, body = checkpoint.origin, checkpoint.body
    return Note(
        body, tuple(NoteSignature(origin, log_key_id(origin, key.public), key.sign(body.encode())) for key in keys)
    )


def who_signed(note: Note, name: str, keys: Iterable[PublicKey]) -> frozenset[str]:
    """Ids of the keys that signed a note under a name; lines of others are passed over.

    Args:
        note: As read.
        name: The log's origin.
        keys: The keys that count.

    Raises:
        BadSignature: A line of one of these keys is not its signature.
    """
    lines = log_lines(note, name, keys)
    if not all(key.verify(line.signature, note.text.encode()) for line, key in lines):
        raise BadSignature(_("a line of {name} below the checkpoint is not its key's signature").format(name=name))
    return frozenset(key.keyid for _, key in lines)


def log_lines(note: Note, name: str, keys: Iterable[PublicKey]) -> list[tuple[NoteSignature, PublicKey]]:
    """The lines that bear the log's name and the id of one of these keys, be they good or not, each with its key."""
    known = {log_key_id(name, key): key for key in keys}
    return [(line, known[line.short_id]) for line in note.signatures if line.name == name and line.short_id in known]


def cosign(checkpoint: Checkpoint, name: str, key: PrivateKey, time: int) -> NoteSignature:
    """A witness's line for a checkpoint.

    Args:
        checkpoint: What the witness has hashed itself.
        name: See `witness_name`.
        key: An Ed25519 key.
        time: POSIX seconds.
    """
    signature = key.sign(_cosigned(checkpoint.body, time))
    return NoteSignature(name, witness_key_id(name, key.public), time.to_bytes(_TIME_BYTES, "big") + signature)


def who_cosigned(note: Note, witnesses: Iterable[tuple[str, PublicKey]]) -> tuple[Cosignature, ...]:
    """The good cosignatures on a note, in its order; lines of others are passed over.

    Args:
        note: As read.
        witnesses: Owner and key of those that count; who has no Ed25519 key cannot cosign.

    Raises:
        BadSignature: A line of one of these keys is not its signature.
    """
    found = [(line, read_cosignature(note.text, line, key)) for line, key in cosignature_lines(note, witnesses)]
    for line, cosignature in found:
        if cosignature is None:
            raise BadSignature(
                _("the line of {line} below the checkpoint is not its key's cosignature").format(line=line.name)
            )
    return tuple(cosignature for _, cosignature in found if cosignature)


def read_cosignature(body: str, line: NoteSignature, key: PublicKey) -> Cosignature | None:
    """The cosignature in a line; None where it is not the key's for this body."""
    time, signature = int.from_bytes(line.signature[:_TIME_BYTES], "big"), line.signature[_TIME_BYTES:]
    is_good = time <= LATEST_TIME and key.verify(signature, _cosigned(body, time))
    return Cosignature(key.keyid, time) if is_good else None


def cosignature_lines(note: Note, witnesses: Iterable[tuple[str, PublicKey]]) -> list[tuple[NoteSignature, PublicKey]]:
    """The lines that bear a witness's name and key id, be they good or not, each with its key."""
    named = [(witness_name(owner), key) for owner, key in witnesses if key.algorithm is Algorithm.ED25519]
    known = {(name, witness_key_id(name, key)): key for name, key in named}
    return [(line, known[line.name, line.short_id]) for line in note.signatures if (line.name, line.short_id) in known]


def _cosigned(body: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{body}".encode()


def _typed_id(name: str, kind: int, key: PublicKey) -> bytes:
    if key.algorithm is not Algorithm.ED25519 or not key.der.startswith(_SPKI):
        raise ValueError(_("no Ed25519 key"))
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + key.der[len(_SPKI) :]).digest()[:4]
