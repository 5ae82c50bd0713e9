"""Private keys as encrypted PKCS#8 (RFC 5958) in the one form that OpenSSL and a browser open alike.

PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC (RFC 8018); `cryptography` itself writes 2,048 rounds and knows
no way to ask for more. The signing page writes and reads the same form (`pipeline/review/signing_page/key_file.js`).
"""

import base64
import hashlib
import re
from collections.abc import Callable

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7

from pipeline.core.messages import _

ROUNDS = 600_000
"""Of PBKDF2, at least; each costs a guesser as much as us."""
ENCRYPTED = b"BEGIN ENCRYPTED PRIVATE KEY"

_SALT_BYTES = 16
_SEQUENCE, _OCTETS, _INTEGER, _NULL, _OBJECT = 0x30, 0x04, 0x02, 0x05, 0x06
_PBES2 = bytes.fromhex("2a864886f70d01050d")  # 1.2.840.113549.1.5.13
_PBKDF2 = bytes.fromhex("2a864886f70d01050c")  # 1.2.840.113549.1.5.12
_HMAC_SHA256 = bytes.fromhex("2a864886f70d0209")  # 1.2.840.113549.2.9
_AES256_CBC = bytes.fromhex("60864801650304012a")  # 2.16.840.1.101.3.4.1.42


def encrypt_pkcs8(plain: bytes, passphrase: str, random: Callable[[int], bytes], rounds: int = ROUNDS) -> bytes:
    """PEM of an EncryptedPrivateKeyInfo.

    Args:
        plain: PrivateKeyInfo as DER.
        passphrase: Taken as UTF-8.
        random: Gives so many random bytes.
        rounds: Fewer only where the passphrase is no secret.
    """
    salt, start = random(_SALT_BYTES), random(AES256.block_size // 8)
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, rounds, AES256.key_size // 8)
    padder = PKCS7(AES256.block_size).padder()
    padded = padder.update(plain) + padder.finalize()
    encryptor = Cipher(AES256(key), CBC(start)).encryptor()
    encrypted = encryptor.update(padded) + encryptor.finalize()
    count = _der(_INTEGER, rounds.to_bytes(rounds.bit_length() // 8 + 1, "big"))
    derivation = _der(_SEQUENCE, _der(_OCTETS, salt), count, _algorithm(_HMAC_SHA256, _der(_NULL)))
    scheme = _der(_SEQUENCE, _algorithm(_PBKDF2, derivation), _algorithm(_AES256_CBC, _der(_OCTETS, start)))
    return _pem(_der(_SEQUENCE, _algorithm(_PBES2, scheme), _der(_OCTETS, encrypted)))


def rounds_of(pem: bytes) -> int:
    """How many rounds protect a key file; 0 where it is not of this form.

    >>> rounds_of(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    0
    """
    try:
        der = base64.b64decode(
            "".join(re.findall(r"^[A-Za-z0-9+/=]+$", pem.decode("ascii"), re.MULTILINE)), validate=True
        )
        algorithm, _ = _parts(_parts(der)[0][1])
        pbes2, scheme = _parts(algorithm[1])
        derivation, cipher = _parts(scheme[1])
        pbkdf2, settings = _parts(derivation[1])
        salt, count, *more = _parts(settings[1])
        is_of_form = (pbes2[1], pbkdf2[1], _parts(cipher[1])[0][1]) == (_PBES2, _PBKDF2, _AES256_CBC)
        is_sha256 = bool(more) and _parts(more[-1][1])[0][1] == _HMAC_SHA256
        return int.from_bytes(count[1], "big") if is_of_form and is_sha256 and salt[0] == _OCTETS else 0
    except (ValueError, IndexError):
        return 0


def renewed(pem: bytes, plain: bytes, passphrase: str, random: Callable[[int], bytes]) -> bytes | None:
    """A key file of an earlier version under today's rounds; None where it has them.

    Args:
        pem: The key file.
        plain: The PrivateKeyInfo that it holds.
        passphrase: Opens it, and opens the new one.
        random: Gives so many random bytes.
    """
    return None if rounds_of(pem) >= ROUNDS else encrypt_pkcs8(plain, passphrase, random)


def _parts(content: bytes) -> list[tuple[int, bytes]]:
    """The values of DER that stand one behind the other: tag and content.

    Raises:
        ValueError: A length does not fit.
    """
    found = []
    while content:
        tag, size, at = content[0], content[1], 2
        if size & 0x80:
            at += size & 0x7F
            size = int.from_bytes(content[2:at], "big")
        if at + size > len(content):
            raise ValueError(_("a length beyond the end"))
        found.append((tag, content[at : at + size]))
        content = content[at + size :]
    return found


def _algorithm(name: bytes, parameters: bytes) -> bytes:
    return _der(_SEQUENCE, _der(_OBJECT, name), parameters)


def _der(tag: int, *parts: bytes) -> bytes:
    """A value of DER behind its tag and length.

    >>> _der(0x04, b"ab").hex(), _der(0x04, bytes(200))[:3].hex()
    ('04026162', '0481c8')
    """
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _pem(der: bytes) -> bytes:
    text = base64.b64encode(der).decode()
    lines = [text[at : at + 64] for at in range(0, len(text), 64)]
    return "\n".join(
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----", *lines, "-----END ENCRYPTED PRIVATE KEY-----", "")
    ).encode()
