"""How officers' keys sign: each algorithm with its form of a public key, and what signs and verifies by it.

Nothing falls back to another algorithm. SM2 with SM3 [GM/T 0003-2012, GM/T 0009-2023 (user id 1234567812345678)] is done
by the machine's openssl (`pipeline.core.sm2`); securesystemslib knows no SM2, so `Sm2Verifier` and `Sm2Signer` stand in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_on_curve
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import CryptoSigner, Signature, SSlibKey

from pipeline.approval.scheme import DEFAULT_SCHEME as DEFAULT_SCHEME
from pipeline.approval.scheme import Scheme as Scheme
from pipeline.core import sm2
from pipeline.core.messages import _, joined
from pipeline.core.sm2 import Sm2Key

PrivateKey = Ed25519PrivateKey | EllipticCurvePrivateKey | Sm2Key


class Verifier(Protocol):
    """What is taken of securesystemslib's keys."""

    keyid: str

    def verify_signature(self, signature: Signature, data: bytes) -> None:
        """Raise UnverifiedSignatureError where it does not fit."""


class Signer(Protocol):
    """What is taken of securesystemslib's signers."""

    public_key: Verifier

    def sign(self, payload: bytes) -> Signature:
        """Sign."""


class Sm2Verifier:
    """A public key of SM2, in the place of securesystemslib's key."""

    def __init__(self, point: str) -> None:
        self.keyid = sm2.keyid(point)
        self._point = point

    def verify_signature(self, signature: Signature, data: bytes) -> None:
        """Check a signature.

        Raises:
            UnverifiedSignatureError: It does not fit.
            Sm2Refused: This machine cannot say.
        """
        try:
            given = bytes.fromhex(signature.signature)
        except ValueError:
            given = b""
        if not sm2.verify(self._point, data, given):
            raise UnverifiedSignatureError(self.keyid)


class Sm2Signer:
    """A private key of SM2, in the place of securesystemslib's signer."""

    def __init__(self, key: Sm2Key) -> None:
        self.public_key: Verifier = Sm2Verifier(key.point)
        self._key = key

    def sign(self, payload: bytes) -> Signature:
        """Sign.

        Raises:
            Sm2Refused: This machine may not.
        """
        return Signature(self.public_key.keyid, sm2.sign(self._key, payload).hex())


@dataclass(frozen=True, slots=True)
class Implementation:
    """What signs and verifies by one algorithm."""

    generate: Callable[[], PrivateKey]
    verifier: Callable[[str], Verifier]
    """A public key from its hexadecimal digits; ValueError where they are none."""


IMPLEMENTATIONS: Mapping[Scheme, Implementation] = {
    Scheme.ED25519: Implementation(
        Ed25519PrivateKey.generate,
        lambda digits: SSlibKey.from_crypto(
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(digits)), scheme=Scheme.ED25519.value
        ),
    ),
    Scheme.ECDSA_P256: Implementation(
        lambda: generate_on_curve(SECP256R1()),
        lambda digits: SSlibKey.from_crypto(
            EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _uncompressed(bytes.fromhex(digits))),
            scheme=Scheme.ECDSA_P256.value,
        ),
    ),
    Scheme.SM2: Implementation(sm2.generate, Sm2Verifier),
}


def verifier_of(scheme: Scheme, public: str) -> Verifier:
    """A public key as securesystemslib takes it, with its id.

    Args:
        scheme: How it signs.
        public: 32 bytes of Ed25519, or the uncompressed point (04…) of 65 bytes, in hexadecimal digits.

    Raises:
        ValueError: The bytes are no key of the algorithm.
    """
    try:
        return IMPLEMENTATIONS[scheme].verifier(public)
    except ValueError as error:
        raise ValueError(joined(": ", ("public", str(error)))) from None


def scheme_of(private: object) -> Scheme | None:
    """How an opened private key signs; None where no algorithm here takes it."""
    if isinstance(private, Ed25519PrivateKey):
        return Scheme.ED25519
    if isinstance(private, EllipticCurvePrivateKey) and isinstance(private.curve, SECP256R1):
        return Scheme.ECDSA_P256
    return Scheme.SM2 if isinstance(private, Sm2Key) else None


def public_hex(private: PrivateKey) -> str:
    """The public half as the key file writes it."""
    if isinstance(private, Sm2Key):
        return private.point
    public = private.public_key()
    if isinstance(public, Ed25519PublicKey):
        return public.public_bytes_raw().hex()
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint).hex()


def plain_pkcs8(private: PrivateKey) -> bytes:
    """The private key as PrivateKeyInfo, which its file holds encrypted."""
    if isinstance(private, Sm2Key):
        return private.plain
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def signer_of(private: PrivateKey, scheme: Scheme) -> Signer:
    """The private key as securesystemslib signs with it."""
    if isinstance(private, Sm2Key):
        return Sm2Signer(private)
    signer: Signer = CryptoSigner(private, verifier_of(scheme, public_hex(private)))
    return signer


def _uncompressed(point: bytes) -> bytes:
    """A key has one written form, so that it has one id."""
    if len(point) != 65 or point[0] != 4:
        raise ValueError(_("expected the uncompressed point of P-256, 04 and 128 hexadecimal digits"))
    return point
