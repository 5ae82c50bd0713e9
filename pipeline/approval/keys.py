"""An officer's private key: an encrypted PKCS#8 file that stays with the officer."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from pipeline.approval.registry import parse_registry
from pipeline.approval.schemes import (
    DEFAULT_SCHEME,
    IMPLEMENTATIONS,
    PrivateKey,
    Scheme,
    Signer,
    plain_pkcs8,
    public_hex,
    scheme_of,
    signer_of,
)
from pipeline.core.errors import SettingsError, YangguangError
from pipeline.core.key_files import ENCRYPTED, ROUNDS, encrypt_pkcs8, renewed
from pipeline.core.messages import _, joined
from pipeline.core.private_files import SHORTEST_PASSPHRASE, renew_for_owner, write_for_owner
from pipeline.core.sm2 import Sm2Refused, open_key


class KeyFileError(YangguangError):
    """A private key file cannot be written or opened."""

    exit_status = 8


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An opened private key; keep it no longer than one signature."""

    keyid: str
    scheme: Scheme
    signer: Signer


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh key that no file holds yet."""

    entry: str
    """For the key file, with the public half."""
    _private: PrivateKey = field(repr=False)

    @property
    def opened(self) -> SigningKey:
        """The same as `read_key` gives it once it is written."""
        return _signing_key(self._private)


def make_key(signer: str, court: str, days: int, on: date, scheme: Scheme = DEFAULT_SCHEME) -> NewKey:
    """Make a key pair.

    Args:
        signer: The officer, as approvals name him.
        court: The officer's court.
        days: How many days the key is valid, the first included.
        on: The first day.
        scheme: How it signs.

    Raises:
        SettingsError: Court or signer cannot stand in a key file.
        Sm2Refused: This machine may not make such a key.
    """
    if days < 1:
        raise SettingsError(_("a key is valid for one day at least; give the number of days"))
    private = IMPLEMENTATIONS[scheme].generate()
    entry = _registry_entry(_signing_key(private), public_hex(private), signer, court, (on, on + timedelta(days - 1)))
    parse_registry(entry, "the new entry")
    return NewKey(entry, private)


def write_key(path: Path, key: NewKey, passphrase: str, rounds: int = ROUNDS) -> None:
    """Write the private half, encrypted, for its owner alone (mode 600); never over another file.

    Args:
        path: Where it goes.
        key: The key.
        passphrase: At least `SHORTEST_PASSPHRASE` characters.
        rounds: Fewer only where the passphrase is no secret: the demo's.

    Raises:
        KeyFileError: The file exists or cannot be written, or the passphrase is too short.
    """
    _require_long(passphrase)
    content = encrypt_pkcs8(plain_pkcs8(key._private), passphrase, secrets.token_bytes, rounds)
    try:
        write_for_owner(path, content)
    except FileExistsError:
        raise KeyFileError(
            _("{file} exists already and is not overwritten; choose another name").format(file=path.name)
        ) from None
    except OSError:
        raise KeyFileError(_("{file} cannot be written there; choose another folder").format(file=path.name)) from None


def new_key(
    path: Path, passphrase: str, signer: str, court: str, days: int, on: date, scheme: Scheme = DEFAULT_SCHEME
) -> str:
    """Make a key pair and write the private half; gives the entry for the key file. See `make_key`, `write_key`.

    Raises:
        KeyFileError: The file exists or cannot be written, or the passphrase is too short.
        SettingsError: Court or signer cannot stand in a key file.
        Sm2Refused: This machine may not make such a key.
    """
    _require_long(passphrase)
    key = make_key(signer, court, days, on, scheme)
    write_key(path, key, passphrase)
    return key.entry


def read_key(path: Path, passphrase: str) -> SigningKey:
    """Open a private key.

    Raises:
        KeyFileError: No such file, a wrong passphrase, or no P-256, Ed25519 or SM2 key in encrypted PKCS#8.
    """
    return _signing_key(_read(path, passphrase)[1])


def read_and_renew_key(path: Path, passphrase: str) -> SigningKey:
    """Open a private key; a file of an earlier version, with fewer rounds, is encrypted anew in its place.

    Raises:
        KeyFileError: As `read_key` does.
    """
    text, private = _read(path, passphrase)
    if stronger := renewed(text, plain_pkcs8(private), passphrase, secrets.token_bytes):
        renew_for_owner(path, stronger)
    return _signing_key(private)


def _read(path: Path, passphrase: str) -> tuple[bytes, PrivateKey]:
    """The file as it lies there, and the key in it."""
    name = path.name
    try:
        text = path.read_bytes()
    except OSError:
        raise KeyFileError(
            _("the key file {file} cannot be read; is the officer's medium inserted?").format(file=name)
        ) from None
    if ENCRYPTED not in text:
        raise KeyFileError(
            _("{file} is no encrypted private key; make one with `publish.py keys new`").format(file=name)
        )
    private: object
    try:
        private = load_pem_private_key(text, passphrase.encode())
    except UnsupportedAlgorithm:  # the passphrase fits, and `cryptography` knows no such curve
        try:
            private = open_key(text, passphrase)
        except Sm2Refused as error:
            raise KeyFileError(joined(": ", (name, error.args[0]))) from None
    except (ValueError, TypeError):
        raise KeyFileError(
            _("wrong passphrase for {file}, or the file is damaged; try again").format(file=name)
        ) from None
    if scheme_of(private) is None:
        raise KeyFileError(
            _("{file} holds no P-256, Ed25519 or SM2 key; make one with `publish.py keys new`").format(file=name)
        )
    return text, private  # type: ignore[return-value] # of a scheme, so one of the three


def _signing_key(private: PrivateKey) -> SigningKey:
    scheme = scheme_of(private)
    assert scheme is not None
    signer = signer_of(private, scheme)
    return SigningKey(signer.public_key.keyid, scheme, signer)


def _require_long(passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise KeyFileError(
            _("the passphrase is shorter than {count} characters; choose a longer one").format(
                count=SHORTEST_PASSPHRASE
            )
        )


def _registry_entry(key: SigningKey, public: str, signer: str, court: str, days: tuple[date, date]) -> str:
    lines = (
        "[[key]]",
        f"court = {json.dumps(court, ensure_ascii=False)}",
        f"signer = {json.dumps(signer, ensure_ascii=False)}",
        f'scheme = "{key.scheme.value}"',
        f'keyid = "{key.keyid}"',
        f'public = "{public}"',
        f"valid_from = {days[0].isoformat()}",
        f"expires = {days[1].isoformat()}",
    )
    return "\n".join(lines) + "\n"
