"""DSSE envelopes: sign a statement, and say of an envelope whether it counts for a batch, or why not.

An envelope is read only in the one byte form in which it is written, with one signature: base64 and JSON
would otherwise let bytes be changed that no signature covers.
"""

import json
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError

from pipeline.approval.keys import SigningKey
from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.approval.registry import OfficerKey, Registry, person, require_valid
from pipeline.approval.statement import (
    PAYLOAD_TYPE,
    Reviews,
    Statement,
    canonical_bytes,
    read_statement,
    state_batch,
)
from pipeline.state.batches import Batch, BatchInfo, BatchName

_LARGEST = 64 << 20


@dataclass(frozen=True, slots=True)
class Approval:
    """One officer's signature that counts."""

    signer: str
    keyid: str
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
    envelope = Envelope(canonical_bytes(statement), PAYLOAD_TYPE, {})
    envelope.sign(key.signer)
    return _envelope_bytes(envelope)


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
    envelope = _open_envelope(content)  # 1
    signature = next(iter(envelope.signatures.values()))
    officer = registry.find(signature.keyid)
    if officer.court != info.court_code:
        require_valid(officer, info.court_code, on)
    statement = read_statement(envelope.payload)
    try:  # 2
        officer.verifier.verify_signature(signature, envelope.pae())
    except UnverifiedSignatureError:
        raise _altered(statement, officer, info, name) from None
    if statement is None:
        raise ApprovalRefused(Reason.DAMAGED, "the signed statement is not of this program's form; sign anew")
    if other := _difference(statement, officer, info, name):  # 3
        raise other
    require_valid(officer, info.court_code, date.fromisoformat(statement.signed_on))  # 4
    _require_day(statement, on)
    return Approval(officer.signer, officer.keyid, statement)


def verify_past(content: bytes, registry: Registry, court_code: str, name: BatchName, digest: str = "") -> str:
    """Who signed a batch at some time, by a key that is or was listed; whether it may sign today is not asked.

    Args:
        content: The envelope's bytes.
        registry: The key file.
        court_code: The batch's court.
        name: The batch for which the envelope was filed.
        digest: The batch's digest; not compared where empty.

    Returns:
        The signer, one form per person.

    Raises:
        ApprovalRefused: It is damaged, about another batch, or under a key that the file does not name.
    """
    envelope = _open_envelope(content)
    signature = next(iter(envelope.signatures.values()))
    officer = registry.find_past(signature.keyid)
    statement = read_statement(envelope.payload)
    if statement is None:
        raise ApprovalRefused(Reason.DAMAGED, "the signed statement is not of this program's form; sign anew")
    try:
        officer.verifier.verify_signature(signature, envelope.pae())
    except UnverifiedSignatureError:
        raise ApprovalRefused(Reason.ALTERED_SIGNATURE, "the signature does not fit what is said; sign anew") from None
    facts = (officer.court, statement.court, statement.name, person(statement.signer))
    if facts != (court_code, court_code, name, person(officer.signer)) or (digest and statement.digest != digest):
        raise ApprovalRefused(Reason.OTHER_DIGEST, f"the signature was not given to batch {name}; sign anew")
    return person(officer.signer)


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
    raise ApprovalRefused(Reason.DAMAGED, "the file cannot be read; sign anew")


def statement_of(content: bytes) -> Statement:
    """What an envelope says, whoever signed it.

    Raises:
        ApprovalRefused: It is damaged.
    """
    statement = read_statement(_open_envelope(content).payload)
    if statement is None:
        raise ApprovalRefused(Reason.DAMAGED, "the statement is not of this program's form; sign anew")
    return statement


def _envelope_bytes(envelope: Envelope) -> bytes:
    return json.dumps(envelope.to_dict(), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _open_envelope(content: bytes) -> Envelope:
    """An envelope with one signature, in its one byte form."""
    problem = "the file is no envelope in the form in which `publish.py approve` writes it; sign anew"
    try:
        tree: dict[str, Any] = json.loads(content)
        envelope = Envelope.from_dict(tree)
        whole = _envelope_bytes(envelope) == content
    except (ValueError, KeyError, TypeError, AttributeError, Base64Error, RecursionError):
        raise ApprovalRefused(Reason.DAMAGED, problem) from None
    if not whole or envelope.payload_type != PAYLOAD_TYPE or len(envelope.signatures) != 1:
        raise ApprovalRefused(Reason.DAMAGED, problem)
    return envelope


def _altered(statement: Statement | None, officer: OfficerKey, info: BatchInfo, name: BatchName) -> ApprovalRefused:
    """Which half was touched: where all that is said fits the batch, the signature was."""
    if statement is not None and _difference(statement, officer, info, name) is None:
        return ApprovalRefused(Reason.ALTERED_SIGNATURE, "the signature is not the one given to this batch; sign anew")
    return ApprovalRefused(Reason.ALTERED_PAYLOAD, "what is said is not what the key signed; sign anew")


def _difference(statement: Statement, officer: OfficerKey, info: BatchInfo, name: BatchName) -> ApprovalRefused | None:
    """The first fact in which a statement is not about this batch; None where all fit."""
    rules = (info.rule_set, info.rules_digest)
    checks = (
        (Reason.OTHER_COURT, statement.court == info.court_code, f"signed for court {statement.court}"),
        (Reason.OTHER_NIGHT, statement.name == name, f"signed for batch {statement.name}, filed for {name}"),
        (Reason.OTHER_DIGEST, statement.digest == info.digest, f"batch {name} is not what was signed; review it"),
        (Reason.OTHER_DIGEST, statement.rows == info.rows, f"{statement.rows} rows signed, the batch has {info.rows}"),
        (Reason.OTHER_RULE_SET, (statement.rule_set, statement.rules_digest) == rules, "the rules are others"),
        (
            Reason.OTHER_PROFILE,
            statement.mask_profile == info.profile,
            f"signed for profile {statement.mask_profile}, the batch has {info.profile}",
        ),
        (Reason.OTHER_MASKER, statement.masker_digest == info.masker_digest, "the masker is of another version"),
        (
            Reason.OTHER_SIGNER,
            person(statement.signer) == person(officer.signer),
            f"key {officer.keyid[:8]} is registered to another person",
        ),
    )
    for reason, fits, message in checks:
        if not fits:
            return ApprovalRefused(reason, f"{message}; sign the batch itself with `publish.py approve`")
    return None


def _require_day(statement: Statement, on: date) -> None:
    if statement.signed_on < statement.date:
        raise ApprovalRefused(
            Reason.SIGNED_EARLIER,
            f"signed on {statement.signed_on}, before the batch's night {statement.date}; set the clock and sign anew",
        )
    if statement.signed_on > on.isoformat():
        raise ApprovalRefused(
            Reason.SIGNED_LATER, f"signed on {statement.signed_on}, after {on}; set the clock and sign anew"
        )
