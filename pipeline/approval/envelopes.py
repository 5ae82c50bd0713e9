"""DSSE envelopes: sign a statement, and say of an envelope whether it counts for a batch, or why not.

An envelope is read only in the one byte form in which it is written, with one signature: base64 and JSON
would otherwise let bytes be changed that no signature covers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from securesystemslib.dsse import Envelope

from pipeline.approval.keys import SigningKey
from pipeline.approval.opening import envelope_bytes, is_signed_by, open_envelope, signature_of
from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.approval.registry import OfficerKey, Registry, person, require_valid
from pipeline.approval.schemes import Scheme
from pipeline.approval.statement import (
    PAYLOAD_TYPE,
    Reviews,
    Statement,
    canonical_bytes,
    read_statement,
    state_batch,
)
from pipeline.core.messages import _
from pipeline.state.batches import Batch, BatchInfo, BatchName

_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Approval:
    """One officer's signature that counts."""

    signer: str
    keyid: str
    scheme: Scheme
    statement: Statement


def sign_batch(
    key: SigningKey, registry: Registry, batch: Batch, name: BatchName, signed_on: date, reviews: Reviews
) -> bytes:
    """Sign a batch as the officer to whom the key is registered.

    Args:
        key: The opened private key.
        registry: The key file.
        batch: The batch, as `BatchStore.read` gives it: its rows fit its digest.
        name: The batch's name.
        signed_on: The day of the signature; not before the batch's night.
        reviews: Who reviewed what.

    Returns:
        The envelope, as `EnvelopeStore.write` takes it.

    Raises:
        ApprovalRefused: The key may not sign for this court today.
    """
    officer = registry.find(key.keyid)
    require_valid(officer, batch.info.court_code, signed_on)
    statement = state_batch(batch.info, name, officer.signer, signed_on, reviews)
    _require_day(statement, signed_on)
    return signed_payload(key, canonical_bytes(statement), PAYLOAD_TYPE)


def signed_payload(key: SigningKey, payload: bytes, payload_type: str) -> bytes:
    """The envelope of a payload in its one byte form; the signing page writes the same."""
    envelope = Envelope(payload, payload_type, {})
    envelope.sign(key.signer)
    return envelope_bytes(envelope)


def verify_envelope(content: bytes, registry: Registry, info: BatchInfo, name: BatchName, on: date) -> Approval:
    """Whether an envelope counts for a batch.

    1. It is an envelope in its one form, by a key of this court that the key file names.
    2. The signature fits what is said.
    3. What is said is about this batch, to the last fact, by the key's owner.
    4. The key was good on the day of the signature, and that day can be true.

    Args:
        content: The envelope's bytes.
        registry: The key file.
        info: What stands beside the batch.
        name: The batch for which the envelope was filed.
        on: R; nothing can have been signed later.

    Raises:
        ApprovalRefused: It does not count; says why.
    """
    opened = _open_signed(content, registry.find)  # 1
    officer, statement = opened.officer, opened.statement
    if officer.court != info.court_code:
        require_valid(officer, info.court_code, on)
    if not opened.fits:  # 2
        raise _altered(statement, officer, info, name)
    if statement is None:
        raise _unreadable()
    if other := _difference(statement, officer, info, name):  # 3
        raise other
    require_valid(officer, info.court_code, date.fromisoformat(statement.signed_on))  # 4
    _require_day(statement, on)
    return Approval(officer.signer, officer.keyid, officer.scheme, statement)


def verify_past(content: bytes, registry: Registry, court_code: str, name: BatchName, digest: str = "") -> OfficerKey:
    """Who signed a batch at some time, by a key that is or was listed; whether it may sign today is not asked.

    Args:
        content: The envelope's bytes.
        registry: The key file.
        court_code: The batch's court.
        name: The batch for which the envelope was filed.
        digest: The batch's digest; not compared where empty.

    Returns:
        The signer's key.

    Raises:
        ApprovalRefused: It is damaged, about another batch, or under a key that the file does not name.
    """
    opened = _open_signed(content, registry.find_past)
    officer, statement = opened.officer, opened.statement
    if statement is None:
        raise _unreadable()
    if not opened.fits:
        raise ApprovalRefused(Reason.ALTERED_SIGNATURE, _("the signature does not fit what is said; sign anew"))
    facts = (officer.court, statement.court, statement.name, person(statement.signer))
    if facts != (court_code, court_code, name, person(officer.signer)) or (digest and statement.digest != digest):
        raise ApprovalRefused(
            Reason.OTHER_DIGEST, _("the signature was not given to batch {name}; sign anew").format(name=name)
        )
    return officer


def read_envelope(path: Path) -> bytes:
    """The bytes of an envelope's file.

    Raises:
        ApprovalRefused: It cannot be read, or is far too large.
    """
    try:
        if path.stat().st_size <= _LARGEST:
            return path.read_bytes()
    except OSError:
        pass
    raise ApprovalRefused(Reason.DAMAGED, _("the file cannot be read; sign anew"))


def statement_of(content: bytes) -> Statement:
    """What an envelope says, whoever signed it.

    Raises:
        ApprovalRefused: It is damaged.
    """
    statement = read_statement(open_envelope(content, PAYLOAD_TYPE).payload)
    if statement is None:
        raise ApprovalRefused(Reason.DAMAGED, _("the statement is not of this program's form; sign anew"))
    return statement


@dataclass(frozen=True, slots=True)
class _Opened:
    """An envelope with its one signature, which nobody believes yet."""

    officer: OfficerKey
    statement: Statement | None
    """None where it is not of this program's form."""
    fits: bool
    """Whether the signature fits what is said."""


def _open_signed(content: bytes, find: Callable[[str], OfficerKey]) -> _Opened:
    """Open an envelope and compare its signature with the key that ``find`` gives for a key id.

    Raises:
        ApprovalRefused: It is damaged, or ``find`` knows no such key.
    """
    envelope = open_envelope(content, PAYLOAD_TYPE)
    officer = find(signature_of(envelope).keyid)
    return _Opened(officer, read_statement(envelope.payload), is_signed_by(envelope, officer))


def _unreadable() -> ApprovalRefused:
    return ApprovalRefused(Reason.DAMAGED, _("the signed statement is not of this program's form; sign anew"))


def _altered(statement: Statement | None, officer: OfficerKey, info: BatchInfo, name: BatchName) -> ApprovalRefused:
    """Which half was touched: where all that is said fits the batch, the signature was."""
    if statement is not None and _difference(statement, officer, info, name) is None:
        return ApprovalRefused(
            Reason.ALTERED_SIGNATURE, _("the signature is not the one given to this batch; sign anew")
        )
    return ApprovalRefused(Reason.ALTERED_PAYLOAD, _("what is said is not what the key signed; sign anew"))


def _difference(statement: Statement, officer: OfficerKey, info: BatchInfo, name: BatchName) -> ApprovalRefused | None:
    """The first fact in which a statement is not about this batch; None where all fit."""
    rules = (info.rule_set, info.rules_digest)
    checks = (
        (
            Reason.OTHER_COURT,
            statement.court == info.court_code,
            _("signed for court {court}").format(court=statement.court),
        ),
        (
            Reason.OTHER_NIGHT,
            statement.name == name,
            _("signed for batch {batch}, filed for {name}").format(batch=statement.name, name=name),
        ),
        (
            Reason.OTHER_DIGEST,
            statement.digest == info.digest,
            _("batch {name} is not what was signed; review it").format(name=name),
        ),
        (
            Reason.OTHER_DIGEST,
            statement.rows == info.rows,
            _("{rows} rows signed, the batch has {batch_rows}").format(rows=statement.rows, batch_rows=info.rows),
        ),
        (Reason.OTHER_DIGEST, statement.adds_up, _("the counts of the lists do not add up to the rows")),
        (Reason.OTHER_RULE_SET, (statement.rule_set, statement.rules_digest) == rules, _("the rules are others")),
        (
            Reason.OTHER_PROFILE,
            statement.mask_profile == info.profile,
            _("signed for profile {signed_profile}, the batch has {profile}").format(
                signed_profile=statement.mask_profile, profile=info.profile
            ),
        ),
        (Reason.OTHER_MASKER, statement.masker_digest == info.masker_digest, _("the masker is of another version")),
        (
            Reason.OTHER_SIGNER,
            person(statement.signer) == person(officer.signer),
            _("key {keyid} is registered to another person").format(keyid=officer.keyid[:8]),
        ),
    )
    for reason, fits, message in checks:
        if not fits:
            return ApprovalRefused(
                reason, _("{message}; sign the batch itself with `publish.py approve`").format(message=message)
            )
    return None


def _require_day(statement: Statement, on: date) -> None:
    if statement.signed_on < statement.date:
        raise ApprovalRefused(
            Reason.SIGNED_EARLIER,
            _("signed on {signed_on}, before the batch's night {date}; set the clock and sign anew").format(
                signed_on=statement.signed_on, date=statement.date
            ),
        )
    if statement.signed_on > on.isoformat():
        raise ApprovalRefused(
            Reason.SIGNED_LATER,
            _("signed on {signed_on}, after {on}; set the clock and sign anew").format(
                signed_on=statement.signed_on, on=on
            ),
        )
