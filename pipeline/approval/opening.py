"""The one byte form of an officer's envelope, and whether its one signature fits; what it says is read elsewhere.

Shared by whoever takes envelopes: the approval of batches, and the desk, which knows no batch.
"""

import json
import re
from binascii import Error as Base64Error
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import Signature

from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.approval.registry import OfficerKey
from pipeline.core.messages import _
from pipeline.core.sm2 import Sm2Refused

BATCH_TYPE = "application/vnd.yangguang.batch+json"
LOGIN_TYPE = "application/vnd.yangguang.desk-login+json"
ACT_TYPE = "application/vnd.yangguang.officer-act+json"
_KEYID = re.compile(r"[0-9a-f]{64}")


def envelope_bytes(envelope: Envelope) -> bytes:
    """The one byte form of an envelope."""
    return json.dumps(envelope.to_dict(), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def open_envelope(content: bytes, payload_type: str) -> Envelope:
    """An envelope with one signature, in its one byte form; nobody believes it yet.

    Raises:
        ApprovalRefused: It is damaged, or signed as something else than ``payload_type``.
    """
    problem = "the file is no envelope in the form in which `publish.py approve` writes it; sign anew"
    try:
        tree: dict[str, Any] = json.loads(content)
        envelope = Envelope.from_dict(tree)
        (keyid,) = envelope.signatures
        whole = envelope_bytes(envelope) == content and _KEYID.fullmatch(keyid) is not None
    except (ValueError, KeyError, TypeError, AttributeError, Base64Error, RecursionError):
        whole = False
    if not whole:
        raise ApprovalRefused(Reason.DAMAGED, problem)
    if envelope.payload_type != payload_type:
        raise ApprovalRefused(
            Reason.OTHER_TYPE,
            _("it is signed as {found}, expected {expected}; nothing else counts").format(
                found=f"{envelope.payload_type!r:.80}", expected=payload_type
            ),
        )
    return envelope


def is_act(content: bytes) -> bool:
    """Whether an envelope says that it is an officer's act; nobody believes it yet."""
    try:
        tree = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(tree, dict) and tree.get("payloadType") == ACT_TYPE


def signature_of(envelope: Envelope) -> Signature:
    """The one signature."""
    return next(iter(envelope.signatures.values()))


def is_signed_by(envelope: Envelope, officer: OfficerKey) -> bool:
    """Whether the signature was given to what the envelope says, with this key.

    Raises:
        ApprovalRefused: This machine cannot say.
    """
    try:
        officer.verifier.verify_signature(signature_of(envelope), envelope.pae())
    except UnverifiedSignatureError:
        return False
    except Sm2Refused as error:
        raise ApprovalRefused(Reason.UNCHECKED, error.args[0]) from None
    return True
