"""Officers' envelopes into the state folder: from the desk's ``in``, or from any folder that somebody brought.

An officer's act beside batches (`acts`) comes the same way and is carried out at once.

Nothing that the desk said is believed: names of files are not read, what lies there is opened as what a stranger wrote.
An envelope is filed once, for a batch that can still be signed or that goes out; everything else is refused with a reason.
"""

import hashlib
import os
import stat
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.approval.acts import OfficerAct, read_act
from pipeline.approval.choose import Chosen
from pipeline.approval.envelopes import Approval, read_envelope, statement_of, verify_envelope, verify_past
from pipeline.approval.opening import ACT_TYPE, is_act, open_envelope
from pipeline.approval.public_copy import LARGEST_ENVELOPE
from pipeline.approval.refusals import CHINESE, ApprovalRefused, Reason
from pipeline.approval.registry import Registry, person, require_valid
from pipeline.approval.schemes import Scheme
from pipeline.approval.statement import Statement
from pipeline.core.errors import StateError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.core.operator import now, operator
from pipeline.decisions import audit
from pipeline.review.acts import take_act
from pipeline.sources.plain_files import NotPlainError, held_open, read_plain
from pipeline.state.batch_forms import TODAY
from pipeline.state.batches import BatchInfo, BatchName
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

MOST_AT_ONCE = 4000
MOST_REFUSED = 1000
"""Refused files that are kept, the newest: whoever holds the desk could else fill the disk."""
_BATCH_FILE = ".batch.json"


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file."""

    file: str
    sha256: str
    court: str = ""
    """As the envelope says; empty where it cannot be read."""
    batch: str = ""
    """Of an act what it is."""
    signer: str = ""
    reason: Reason | None = None
    """Why it was refused; None where it is filed."""
    message: str = ""
    is_new: bool = True
    """Not filed before."""
    is_act: bool = False
    """Whether it is an officer's act beside batches."""

    @property
    def line(self) -> str:
        """For the operator."""
        if self.reason is not None:
            return _("refused: {file}: {chinese} · {why}").format(
                file=self.file, chinese=CHINESE[self.reason], why=self.message
            )
        told = (
            _("filed: {court} {batch}, signed by {signer}")
            if self.is_new
            else _("filed before: {court} {batch}, signed by {signer}")
        )
        return told.format(court=self.court, batch=self.batch, signer=self.signer)


@dataclass(frozen=True, slots=True)
class SignedSoFar:
    """The state folder as an import finds it."""

    files: StateFiles
    ledger: Ledger
    registry: Registry
    chosen: Chosen
    """What goes out, and what can be signed."""
    on: date
    """Nothing can have been signed later."""

    def batch(self, statement: Statement) -> BatchInfo:
        """What stands beside the batch that a statement names.

        Raises:
            ApprovalRefused: It can be signed no more, or never could.
        """
        waiting, signed = self.chosen.waiting.get(statement.court), self.chosen.signed.get(statement.court)
        infos = {batch.name: batch.info for batch in waiting.signable} if waiting else {}
        if signed is not None and signed.approvals:
            infos[signed.name] = signed.info
        if statement.name not in infos:
            known = ", ".join(map(str, infos)) or _("none")
            raise ApprovalRefused(
                Reason.NOT_WAITING,
                _("batch {name} cannot be signed now; those that can: {known}").format(
                    name=statement.name, known=known
                ),
            )
        return infos[statement.name]

    def require_signed_before(self, statement: Statement) -> None:
        """What the page compared with must be a batch that enough officers of the court signed: it showed the rest as unchanged.

        Raises:
            ApprovalRefused: Too few signed it.
        """
        signed = self.chosen.signed.get(statement.court)
        if statement.before is None or (signed is not None and signed.info.form != TODAY.number):
            return
        if signed is not None and signed.info.digest == statement.before:
            return
        people: defaultdict[BatchName, set[str]] = defaultdict(set)
        for name, path in self.files.envelopes.after(statement.court, 0):
            with suppress(ApprovalRefused):
                people[name].add(self._signer_of(read_envelope(path), statement.court, name, statement.before))
        if any(len(signers) >= self.registry.threshold(statement.court, name.date) for name, signers in people.items()):
            return
        raise ApprovalRefused(
            Reason.OTHER_DIGEST,
            _(
                "the page compared with a batch that nobody of the court signed; fetch the batch file anew from the night"
            ),
        )

    def _signer_of(self, content: bytes, court: str, name: BatchName, digest: str) -> str:
        """Who signed a batch at some time, by a key that was good and in his own hands on that day.

        Raises:
            ApprovalRefused: Nobody of whom that is known.
        """
        officer = verify_past(content, self.registry, court, name, digest)
        require_valid(officer, court, date.fromisoformat(statement_of(content).signed_on))
        return person(officer.signer)

    def approvals(self, court: str, name: BatchName) -> tuple[Approval, ...]:
        """Who has signed a batch already."""
        waiting, signed = self.chosen.waiting.get(court), self.chosen.signed.get(court)
        if signed is not None and signed.name == name:
            return signed.approvals
        return next((one.approvals for one in waiting.signable if one.name == name), ()) if waiting else ()


def has_envelopes(folder: Path) -> bool:
    """Whether anything lies there to be imported."""
    return any(True for _name in _names(folder))


def import_envelopes(folder: Path, so_far: SignedSoFar, refused: Path | None = None) -> tuple[Imported, ...]:
    """File what counts, and tell what does not.

    Args:
        folder: Where envelopes lie.
        so_far: The state folder.
        refused: Where refused files are kept; what is filed leaves ``folder`` then. None leaves the folder as it is.

    Raises:
        StateError: The folder cannot be read.
    """
    done: list[Imported] = []
    signed: set[tuple[str, BatchName, str, Scheme]] = set()
    try:
        with held_open(folder, follows=True) as handle:
            for name in list(_names(folder))[:MOST_AT_ONCE]:
                one = _import(name, handle, so_far, signed)
                done.append(one)
                if refused is not None:
                    _clear(folder / name, refused / f"{one.sha256}.json" if one.reason else None)
    except OSError as error:
        raise StateError(
            _("{folder} cannot be read ({why}); let it belong to the account of the night").format(
                folder=folder, why=reason_of(error)
            )
        ) from None
    _log(done, so_far)
    return tuple(done)


def _names(folder: Path) -> Iterator[str]:
    """What may be an envelope; folders last, for they stay and must not stand before what was brought."""
    with os.scandir(folder) as found:
        names = sorted((one.is_dir(follow_symlinks=False), one.name) for one in found)
    for _is_folder, name in names:
        if name.endswith(".json") and not name.endswith(_BATCH_FILE) and not name.startswith("."):
            yield name


def _import(file: str, folder: int, so_far: SignedSoFar, signed: set[tuple[str, BatchName, str, Scheme]]) -> Imported:
    sha256 = hashlib.sha256(os.fsencode(file)).hexdigest()
    statement: Statement | None = None
    act: OfficerAct | None = None
    shown = file if file.isprintable() and len(file) <= 200 else sha256
    try:
        content = _read(file, folder)
        sha256 = hashlib.sha256(content).hexdigest()
        if is_act(content):
            act = read_act(open_envelope(content, ACT_TYPE).payload)
            is_new = take_act(content, sha256, so_far.files, so_far.ledger, so_far.registry, so_far.on)
            return Imported(shown, sha256, act.court, act.told, is_act=True, signer=act.signer, is_new=is_new)
        statement = statement_of(content)
        info = so_far.batch(statement)
        said = (statement.court, str(statement.name), statement.signer)
        if _is_filed(content, statement, so_far.files):
            return Imported(shown, sha256, *said, is_new=False)
        approval = verify_envelope(content, so_far.registry, info, statement.name, so_far.on)
        so_far.require_signed_before(statement)
        _require_another(approval, so_far, signed)
        so_far.files.envelopes.write(statement.court, statement.name, approval.keyid, content)
        return Imported(shown, sha256, *said)
    except ApprovalRefused as error:
        court, batch, signer = (
            (statement.court, str(statement.name), statement.signer) if statement is not None else ("", "", "")
        )
        if act is not None:
            court, batch, signer = act.court, act.told, act.signer
        return Imported(shown, sha256, court, batch, signer, error.reason, str(error), is_act=act is not None)


def _read(file: str, folder: int) -> bytes:
    try:
        content = read_plain(file, folder, LARGEST_ENVELOPE)
    except (NotPlainError, FileNotFoundError):
        content = None
    if content is None:
        raise ApprovalRefused(
            Reason.DAMAGED, _("it is no plain file of {most} MB at most").format(most=LARGEST_ENVELOPE >> 20)
        )
    return content


def _is_filed(content: bytes, statement: Statement, files: StateFiles) -> bool:
    """Whether this very envelope lies in the store for its batch.

    Raises:
        ApprovalRefused: It lay there, and another of its key took its place since.
    """
    if content in (path.read_bytes() for path in files.envelopes.of(statement.court, statement.name)):
        return True
    if content in files.envelopes.superseded(statement.court, statement.name):
        raise ApprovalRefused(Reason.REPLAYED, _("it was filed before and another took its place; sign the batch anew"))
    return False


def _require_another(approval: Approval, so_far: SignedSoFar, signed: set[tuple[str, BatchName, str, Scheme]]) -> None:
    """Refuse a second signature of one person by one algorithm; notes the first."""
    court, name = approval.statement.court, approval.statement.name
    known = {(court, name, person(one.signer), one.scheme) for one in so_far.approvals(court, name)}
    this = (court, name, person(approval.signer), approval.scheme)
    if this in known | signed:
        raise ApprovalRefused(
            Reason.SAME_PERSON, _("{signer} has signed batch {name} already").format(signer=approval.signer, name=name)
        )
    signed.add(this)


def _clear(path: Path, refused: Path | None) -> None:
    """Take a file that was dealt with out of the folder; a refused one is kept."""
    if refused is None:
        path.unlink(missing_ok=True)
        return
    refused.parent.mkdir(mode=0o700, exist_ok=True)
    with suppress(OSError):  # a folder under the name of an envelope stays
        if stat.S_ISREG(path.lstat().st_mode):
            path.replace(refused)
        else:
            path.unlink()


def forget_oldest(refused: Path, most: int = MOST_REFUSED) -> None:
    """Keep the newest of the refused files."""
    kept = sorted(refused.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[most:]:
        path.unlink(missing_ok=True)


def _log(done: list[Imported], so_far: SignedSoFar) -> None:
    """An entry for each envelope that was filed, and one for all that were refused."""
    for one in done:
        if one.reason is None and one.is_new and not one.is_act:  # an act is logged as it is carried out
            name = BatchName.parse(one.batch)
            digest = so_far.files.batches.info(one.court, name).digest
            action = audit.Action(
                who=one.signer, what="approve", at=now(), court=one.court, digest=digest, number=name.number,
                detail={"imported": one.sha256},
            )  # fmt: skip
            audit.append(so_far.files.audit, action, so_far.ledger)
    if refused := sum(one.reason is not None for one in done):
        action = audit.Action(who=operator(), what="import", at=now(), detail={"refused": refused})
        audit.append(so_far.files.audit, action, so_far.ledger)
