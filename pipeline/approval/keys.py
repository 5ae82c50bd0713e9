"""An officer's private key: an encrypted PKCS#8 file that stays with the officer."""

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner, SSlibKey

from pipeline.approval.registry import compute_keyid, parse_registry
from pipeline.core.errors import SettingsError, YangguangError

SHORTEST_PASSPHRASE = 12
"""Characters; the file may be copied, so the passphrase must hold alone."""


class KeyFileError(YangguangError):
    """A private key file cannot be written or opened."""

    exit_status = 8


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened private key; keep it no longer than one signature."""

    keyid: str
    signer: CryptoSigner


def new_key(path: Path, passphrase: str, signer: str, court: str, days: int, on: date) -> str:
    """Make a key pair and write the private half, encrypted, for its owner alone (mode 600).

    Args:
        path: Where the private key goes; never overwritten.
        passphrase: At least `SHORTEST_PASSPHRASE` characters.
        signer: The officer, as approvals name him.
        court: The officer's court.
        days: How many days the key is valid, the first included.
        on: The first day.

    Returns:
        The entry for the key file, with the public half.

    Raises:
        KeyFileError: The file exists or cannot be written, or the passphrase is too short.
        SettingsError: Court or signer cannot stand in a key file.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyFileError(f"the passphrase is shorter than {SHORTEST_PASSPHRASE} characters; choose a longer one")
    if days < 1:
        raise SettingsError("a key is valid for one day at least; give the number of days")
    private = Ed25519PrivateKey.generate()
    entry = _registry_entry(private.public_key().public_bytes_raw().hex(), signer, court, on, days)
    parse_registry(entry, "the new entry")
    encryption = BestAvailableEncryption(passphrase.encode())
    _write_for_owner(path, private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    return entry


def read_key(path: Path, passphrase: str) -> SigningKey:
    """Open a private key.

    Raises:
        KeyFileError: No such file, a wrong passphrase, or no Ed25519 key in encrypted PKCS#8.
    """
    try:
        text = path.read_bytes()
    except OSError:
        raise KeyFileError(f"the key file {path.name} cannot be read; is the officer's medium inserted?") from None
    if b"BEGIN ENCRYPTED PRIVATE KEY" not in text:
        raise KeyFileError(f"{path.name} is no encrypted private key; make one with `publish.py keys new`")
    try:
        private = load_pem_private_key(text, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(f"wrong passphrase for {path.name}, or the file is damaged; try again") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileError(f"{path.name} holds no Ed25519 key; make one with `publish.py keys new`")
    public = SSlibKey.from_crypto(private.public_key())
    return SigningKey(public.keyid, CryptoSigner(private, public))


def _registry_entry(public: str, signer: str, court: str, on: date, days: int) -> str:
    lines = (
        "[[key]]",
        f"court = {json.dumps(court, ensure_ascii=False)}",
        f"signer = {json.dumps(signer, ensure_ascii=False)}",
        f'keyid = "{compute_keyid(public)}"',
        f'public = "{public}"',
        f"valid_from = {on.isoformat()}",
        f"expires = {(on + timedelta(days=days - 1)).isoformat()}",
    )
    return "\n".join(lines) + "\n"


def _write_for_owner(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path.name} exists already and is not overwritten; choose another name") from None
    except OSError:
        raise KeyFileError(f"{path.name} cannot be written there; choose another folder") from None
    with os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
