"""DSSE 1.0 envelopes in one byte form: canonical JSON, signatures by key id, base64 that decodes to nothing else.

What is signed is the pre-authentication encoding, so every tool that knows DSSE verifies an envelope; one that
was written in another way is refused here, since base64 and JSON would let bytes be changed that no signature covers.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.core.messages import _
from pipeline.evidence.canonical import canonical_json, read_canonical
from pipeline.evidence.keys import PrivateKey, PublicKey
from pipeline.evidence.refusals import EvidenceRefused, Reason

LARGEST = 1 << 18
"""Bytes of an envelope; a reader takes no more from a stranger's host."""

KeyId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is said, as what, and who signed it; nobody believes it yet."""

    payload_type: str
    payload: bytes
    signatures: Mapping[str, bytes]
    """Key id -> signature."""

    @property
    def digest(self) -> str:
        """SHA-256 of the payload, by which statements and roles are named."""
        return hashlib.sha256(self.payload).hexdigest()

    def check(self, key: PublicKey) -> bool:
        """Whether the envelope bears a good signature of this key."""
        signature = self.signatures.get(key.keyid)
        return signature is not None and key.verify(signature, pre_authentication(self.payload_type, self.payload))


def pre_authentication(payload_type: str, payload: bytes) -> bytes:
    """The bytes that are signed.

    >>> pre_authentication("text/plain", b"a b")
    b'DSSEv1 10 text/plain 3 a b'
    """
    name = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(name), name, len(payload), payload)


def sign_envelope(payload_type: str, payload: bytes, keys: Iterable[PrivateKey]) -> Envelope:
    """An envelope with the signature of each key; without keys it is a demonstration's and proves nothing."""
    return add_signatures(Envelope(payload_type, payload, {}), keys)


def add_signatures(envelope: Envelope, keys: Iterable[PrivateKey]) -> Envelope:
    """The envelope with further signatures; a key that signed before signs anew, which gives the same bytes."""
    signed = pre_authentication(envelope.payload_type, envelope.payload)
    further = {key.public.keyid: key.sign(signed) for key in keys}
    return replace(envelope, signatures={**envelope.signatures, **further})


def envelope_bytes(envelope: Envelope) -> bytes:
    """The envelope's one byte form."""
    return canonical_json(
        {
            "payload": _base64(envelope.payload),
            "payloadType": envelope.payload_type,
            "signatures": [
                {"keyid": keyid, "sig": _base64(signature)} for keyid, signature in sorted(envelope.signatures.items())
            ],
        }
    )


def read_envelope(content: bytes, payload_type: str, largest: int = LARGEST) -> Envelope:
    """Read an envelope; its signatures are not checked.

    Args:
        content: The envelope's bytes.
        payload_type: The only type that is taken.
        largest: Bytes that it may have.

    Raises:
        EvidenceRefused: Too large, another type, or not in the one byte form (a key id twice is not).
    """
    if len(content) > largest:
        raise EvidenceRefused(
            Reason.TOO_LARGE,
            _("the envelope has {count} bytes, expected {largest} at most; fetch it again").format(
                count=len(content), largest=largest
            ),
        )
    try:
        form = _EnvelopeForm.model_validate(read_canonical(content))
        envelope = Envelope(
            form.payload_type,
            base64.b64decode(form.payload, validate=True),
            {entry.keyid: base64.b64decode(entry.sig, validate=True) for entry in form.signatures},
        )
        is_whole = envelope_bytes(envelope) == content
    except (ValidationError, ValueError):
        is_whole = False
    if not is_whole:
        raise EvidenceRefused(
            Reason.DAMAGED,
            _(
                "the file is no DSSE envelope in its one byte form (docs/release-format.md); fetch it again or "
                "sign anew"
            ),
        )
    if envelope.payload_type != payload_type:
        raise EvidenceRefused(
            Reason.OTHER_TYPE,
            _("the envelope is signed as {found!r:.80}, expected {payload_type}").format(
                found=envelope.payload_type, payload_type=payload_type
            ),
        )
    return envelope


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _SignatureForm(_Form):
    keyid: KeyId
    sig: str


class _EnvelopeForm(_Form):
    payload: str
    payload_type: Annotated[str, Field(alias="payloadType")]
    signatures: list[_SignatureForm]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
