"""The keys of roles: P-256 or Ed25519; the private half is an encrypted PKCS#8 file that OpenSSL opens, too.

Signatures are deterministic (RFC 6979, RFC 8032): the same statement and key give the same bytes.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as generate_on_curve
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
    load_pem_private_key,
)

from pipeline.core.errors import YangguangError
from pipeline.core.key_files import ENCRYPTED, encrypt_pkcs8, renewed
from pipeline.core.messages import _
from pipeline.core.private_files import SHORTEST_PASSPHRASE, renew_for_owner, write_for_owner

_NEW = "`publish.py release-keys new`"


class RoleKeyError(YangguangError):
    """A private key of a role cannot be written or opened."""

    exit_status = 8


class Algorithm(StrEnum):
    """How a key signs."""

    ECDSA_P256 = "ecdsa-p256-sha256"
    ED25519 = "ed25519"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key in its one byte form; made by `read_public_key` only."""

    keyid: str
    """SHA-256 of ``der``, in hexadecimal digits."""
    algorithm: Algorithm
    der: bytes
    """SubjectPublicKeyInfo."""

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether a signature is of these data by this key."""
        public = load_der_public_key(self.der)
        try:
            if isinstance(public, EllipticCurvePublicKey):
                public.verify(signature, data, ECDSA(SHA256()))
            elif isinstance(public, Ed25519PublicKey):
                public.verify(signature, data)
            else:
                return False
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """An opened private key; keep it no longer than one signature."""

    public: PublicKey
    _opened: EllipticCurvePrivateKey | Ed25519PrivateKey = field(repr=False)

    def sign(self, data: bytes) -> bytes:
        """The signature of these data: DER of r and s, or the 64 bytes of Ed25519."""
        if isinstance(self._opened, EllipticCurvePrivateKey):
            return self._opened.sign(data, ECDSA(SHA256(), deterministic_signing=True))
        return self._opened.sign(data)


def read_public_key(der: bytes) -> PublicKey:
    """A public key from its SubjectPublicKeyInfo.

    Raises:
        ValueError: No such key, another curve, or not in its one byte form (a key written in two ways
            would have two ids, and count twice).
    """
    try:
        public = load_der_public_key(der)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise ValueError(_("no public key as DER SubjectPublicKeyInfo")) from None
    if isinstance(public, EllipticCurvePublicKey) and isinstance(public.curve, SECP256R1):
        algorithm = Algorithm.ECDSA_P256
    elif isinstance(public, Ed25519PublicKey):
        algorithm = Algorithm.ED25519
    else:
        raise ValueError(_("neither a P-256 nor an Ed25519 key"))
    if public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) != der:
        raise ValueError(_("a public key in another byte form than named curve and uncompressed point"))
    return PublicKey(hashlib.sha256(der).hexdigest(), algorithm, der)


def new_private_key(algorithm: Algorithm = Algorithm.ECDSA_P256) -> PrivateKey:
    """A fresh key pair."""
    if algorithm is Algorithm.ED25519:
        return _private_key(Ed25519PrivateKey.generate())
    return _private_key(generate_on_curve(SECP256R1()))


def write_private_key(path: Path, key: PrivateKey, passphrase: str) -> None:
    """Write the private half, encrypted, for its owner alone (mode 600); never over another file.

    Raises:
        RoleKeyError: The file exists or cannot be written, or the passphrase is too short.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise RoleKeyError(
            _("the passphrase is shorter than {shortest_passphrase} characters; choose a longer one").format(
                shortest_passphrase=SHORTEST_PASSPHRASE
            )
        )
    plain = key._opened.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    _write(path, encrypt_pkcs8(plain, passphrase, secrets.token_bytes))


def read_private_key(path: Path, passphrase: str) -> PrivateKey:
    """Open a private key; a file with fewer rounds than today's is encrypted anew.

    Raises:
        RoleKeyError: No such file, a wrong passphrase, or no P-256 or Ed25519 key in encrypted PKCS#8.
    """
    try:
        text = path.read_bytes()
    except OSError:
        raise RoleKeyError(
            _("the key file {path} cannot be read; is the owner's medium inserted?").format(path=path.name)
        ) from None
    if ENCRYPTED not in text:
        raise RoleKeyError(
            _("{path} is no encrypted private key; make one with {new}").format(path=path.name, new=_NEW)
        )
    try:
        opened = load_pem_private_key(text, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RoleKeyError(
            _("wrong passphrase for {path}, or the file is damaged; try again").format(path=path.name)
        ) from None
    if isinstance(opened, Ed25519PrivateKey) or (
        isinstance(opened, EllipticCurvePrivateKey) and isinstance(opened.curve, SECP256R1)
    ):
        plain = opened.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        if stronger := renewed(text, plain, passphrase, secrets.token_bytes):
            renew_for_owner(path, stronger)
        return _private_key(opened)
    raise RoleKeyError(
        _("{path} holds neither a P-256 nor an Ed25519 key; make one with {new}").format(path=path.name, new=_NEW)
    )


def _private_key(opened: EllipticCurvePrivateKey | Ed25519PrivateKey) -> PrivateKey:
    der = opened.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return PrivateKey(read_public_key(der), opened)


def _write(path: Path, content: bytes) -> None:
    try:
        write_for_owner(path, content)
    except FileExistsError:
        raise RoleKeyError(
            _("{path} exists already and is not overwritten; choose another name").format(path=path.name)
        ) from None
    except OSError:
        raise RoleKeyError(_("{path} cannot be written there; choose another folder").format(path=path.name)) from None
