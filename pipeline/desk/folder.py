"""The desk's folder: ``out``, which the night writes and the desk reads, and ``in``, which it is the other way round.

No path comes from a browser: what is read is named by ``officers.json``, what is written by what was verified.
"""

import hashlib
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.approval.acts import read_act
from pipeline.approval.opening import ACT_TYPE, BATCH_TYPE, is_act, is_signed_by, open_envelope, signature_of
from pipeline.approval.public_copy import (
    LARGEST_ENVELOPE,
    OFFICERS_FILE,
    PAGE_FILE,
    PublicCopy,
    batch_file_name,
    is_batch_name,
    read_copy,
)
from pipeline.approval.refusals import CHINESE, ApprovalRefused, Reason
from pipeline.approval.registry import OfficerKey, person
from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.strict_json import read_json

MOST_OF_A_COURT = 50
"""Envelopes that may lie in ``in`` for a court until the next import."""
MOST_OF_ALL = 4000
_MODE = 0o640
AN_ACT = "act-"
"""In the place of a batch's name: an officer's act beside batches."""
TOO_MANY = "本院已上传的签名文件尚未全部入库，请稍后再传。"
TOO_LARGE = f"文件过大（上限 {LARGEST_ENVELOPE >> 20} MB），不是签名文件。"


class UploadRefused(Exception):
    """An upload was not kept; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Upload:
    """An envelope that may be kept: all of it verified, none of it believed by the import."""

    court: str
    batch: str
    key: OfficerKey
    content: bytes

    @property
    def sha256(self) -> str:
        """By which the import tells what became of it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def file_name(self) -> str:
        """Its name in ``in``; the same envelope has the same name."""
        return f"{self.court}_{self.batch}.{self.key.keyid[:8]}.{self.sha256[:32]}.json"


@dataclass(slots=True)
class DeskFolder:
    """Both halves."""

    folder: Path
    _cached: tuple[tuple[int, int], PublicCopy] | None = field(default=None)

    def known(self) -> PublicCopy:
        """The registry's public copy, as the night wrote it last.

        Raises:
            StateError: There is none, or of another form.
        """
        path = self._out / OFFICERS_FILE
        try:
            with path.open("rb") as file:
                state = os.fstat(file.fileno())
                mark = state.st_ino, state.st_mtime_ns
                if self._cached is None or self._cached[0] != mark:
                    self._cached = mark, read_copy(file.read())
        except OSError:
            raise StateError(
                _("{file} cannot be read; run `publish.py approvals export` on the night's account").format(
                    file=OFFICERS_FILE
                )
            ) from None
        return self._cached[1]

    def batch_file(self, court: str, name: str) -> Path | None:
        """A waiting batch's file; None where no such batch of the court waits."""
        entry = self.known().courts.get(court)
        if not is_batch_name(name) or entry is None or entry.find(name) is None:
            return None
        path = self._out / court / batch_file_name(name)
        return path if path.is_file() else None

    def page(self) -> Path | None:
        """The signing page; None where the night put none there."""
        path = self._out / PAGE_FILE
        return path if path.is_file() else None

    def keep(self, upload: Upload) -> None:
        """Keep an envelope for the import, whole or not at all.

        Raises:
            UploadRefused: Too many wait already.
        """
        inbox = self.folder / "in"
        path = inbox / upload.file_name
        if path.exists():
            return
        lying = [name for name in os.listdir(inbox) if name.endswith(".json")]  # noqa: PTH208 - names are enough
        of_court = sum(name.startswith(f"{upload.court}_") for name in lying)
        if len(lying) >= MOST_OF_ALL or of_court >= MOST_OF_A_COURT:
            raise UploadRefused(TOO_MANY)
        aside = inbox / f".{secrets.token_hex(8)}.tmp"
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _MODE)
        try:
            with os.fdopen(handle, "wb") as file:
                os.fchmod(file.fileno(), _MODE)
                file.write(upload.content)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(path)
        except BaseException:
            aside.unlink(missing_ok=True)
            raise

    def pending(self, court: str) -> list[str]:
        """``BATCH KEYID8`` of a court's envelopes that the import has not taken yet."""
        prefix = f"{court}_"
        lying = sorted(name for name in os.listdir(self.folder / "in") if name.endswith(".json"))  # noqa: PTH208
        return [" ".join(name.removeprefix(prefix).split(".")[:2]) for name in lying if name.startswith(prefix)]

    @property
    def _out(self) -> Path:
        """The folder behind the link, so that a swap in the middle of a request changes nothing."""
        return (self.folder / "out").resolve()


def checked_upload(content: bytes, court: str, known: PublicCopy) -> Upload:
    """An uploaded envelope, verified as far as the desk can.

    1. It is an envelope of a batch's type or of an officer's act, in its one form; a log-in is none.
    2. Its signature fits, by a registered key of this court.
    3. What is said is about a batch of this court that waits, or is an act of this court, by the key's owner.

    Raises:
        UploadRefused: It is not kept; says why.
    """
    if len(content) > LARGEST_ENVELOPE:
        raise UploadRefused(TOO_LARGE)
    try:
        envelope = open_envelope(content, ACT_TYPE if is_act(content) else BATCH_TYPE)  # 1
    except ApprovalRefused as error:
        raise _refused(error.reason) from None
    key = known.key(signature_of(envelope).keyid)  # 2
    if key is None:
        raise _refused(Reason.UNKNOWN_KEY)
    if key.court != court:
        raise _refused(Reason.OTHER_COURTS_KEY)
    try:
        fits = is_signed_by(envelope, key)
    except ApprovalRefused as error:
        raise _refused(error.reason) from None
    if not fits:
        raise _refused(Reason.ALTERED_PAYLOAD)
    said = _said(envelope.payload)  # 3
    if said.get("court") != court:
        raise _refused(Reason.OTHER_COURT)
    if person(str(said.get("signer", ""))) != person(key.signer):
        raise _refused(Reason.OTHER_SIGNER)
    if envelope.payload_type == ACT_TYPE:
        try:
            return Upload(court, f"{AN_ACT}{read_act(envelope.payload).act.value}", key, content)
        except ApprovalRefused as error:
            raise _refused(error.reason) from None
    day, number = said.get("date"), said.get("number")
    batch = known.courts[court].find(f"{day}_{number:06d}" if type(number) is int else "")
    if batch is None:
        raise _refused(Reason.NOT_WAITING)
    if said.get("digest") != batch.digest:
        raise _refused(Reason.OTHER_DIGEST)
    return Upload(court, batch.name, key, content)


def _said(payload: bytes) -> dict[str, object]:
    try:
        said = read_json(payload.decode())
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise _refused(Reason.DAMAGED)
    return said


def _refused(reason: Reason) -> UploadRefused:
    return UploadRefused(f"未收下：{CHINESE[reason]}。")
