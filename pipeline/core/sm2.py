"""SM2 signatures with SM3 (GB/T 32918.2, GM/T 0003.2), made and checked by the ``openssl`` program of the machine.

Why by that program, and on which machines it may sign: docs/decisions/0037-sm2.md. In short: of all that Python can call it
alone is kept, and multiplies by a ladder whose steps do not depend on the secret; its quicker way for ARM and RISC-V (since 3.2)
does depend on it, so that there it may check, but not sign.
"""

import os
import platform
import re
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from textwrap import wrap

from securesystemslib.formats import encode_canonical

from pipeline.core.errors import YangguangError
from pipeline.core.key_files import ENCRYPTED
from pipeline.core.messages import _

KEY_TYPE = "sm2"
SCHEME = "sm2-sm3"
USER_ID = "1234567812345678"
"""Of every signer: GM/T 0009 gives this one where none is agreed. It is hashed with the key, and never chosen by a message."""
_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
"""The curve of GM/T 0003.5: y² = x³ − 3x + b modulo p."""
_POINT = re.compile(r"04[0-9a-f]{128}")
_PUBLIC_KEY = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
"""What stands before the point in a SubjectPublicKeyInfo of this curve (RFC 5480, GM/T 0006: 1.2.156.10197.1.301)."""
_VERSION = re.compile(r"OpenSSL (\d+)\.(\d+)\.")
_OLDEST, _LADDER_EVERYWHERE = (3, 0), (3, 1)
_LADDER = {"x86_64": (3, 6)}
"""The newest release whose way of multiplying was read, by processor; on others the ladder ends with 3.1."""
_LONGEST = 16_384
"""Bytes of a key or a signature: longer ones are none, and would block a pipe."""
_EXAMPLE = (
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
    b"message digest",
    bytes.fromhex(
        "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
        "022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
    ),
)
"""Key, message and signature of GM/T 0003.5, appendix A: what this machine's program is tried with before it is believed."""


class Sm2Refused(YangguangError):
    """This machine cannot work with SM2, or a private key cannot be opened."""

    exit_status = 8


@dataclass(frozen=True, slots=True)
class Sm2Key:
    """An opened private key; keep it no longer than one signature."""

    point: str
    """The public half: the uncompressed point."""
    plain: bytes = field(repr=False)
    """PrivateKeyInfo as DER (RFC 5958)."""


def sign(key: Sm2Key, message: bytes) -> bytes:
    """Sign a message; the signature is checked before it is given.

    Args:
        key: The opened key.
        message: The bytes to sign; SM3 is taken of them here.

    Returns:
        The signature, DER of r and s.

    Raises:
        Sm2Refused: This machine may not sign.
    """
    _require_ladder()
    with _pipes(key.plain) as (handed,):
        words = ("dgst", "-sm3", "-sigopt", f"distid:{USER_ID}", "-keyform", "DER", "-sign", f"/dev/fd/{handed}")
        done = _openssl(words, message, (handed,))
    if done.returncode or not verify(key.point, message, done.stdout):
        raise Sm2Refused(_("openssl made no SM2 signature that holds; try again, and look at `openssl version`"))
    return done.stdout


def verify(public_point_hex: str, message: bytes, signature: bytes) -> bool:
    """Whether a signature of a message is that of a public key.

    Args:
        public_point_hex: The uncompressed point, 130 hex digits beginning with 04.
        message: The bytes that were signed.
        signature: DER of r and s; any other encoding of them is none.

    Raises:
        Sm2Refused: This machine knows no SM2.
    """
    require_sm2()
    return _verify(public_point_hex, message, signature)


def keyid(public_point_hex: str) -> str:
    """The id of a public key, computed as securesystemslib computes those of other keys."""
    value = {"public": public_key_pem(public_point_hex)}
    return sha256(encode_canonical({"keytype": KEY_TYPE, "scheme": SCHEME, "keyval": value}).encode()).hexdigest()


def public_key_pem(public_point_hex: str) -> str:
    """The public key as other programs read it (SubjectPublicKeyInfo).

    Raises:
        ValueError: The digits are no point of the curve.
    """
    if not _POINT.fullmatch(public_point_hex) or not _is_on_curve(public_point_hex):
        raise ValueError(_("an SM2 public key is a point of the curve: 130 hex digits that begin with 04"))
    lines = wrap(b64encode(_PUBLIC_KEY + bytes.fromhex(public_point_hex)).decode(), 64)
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


def generate() -> Sm2Key:
    """Make a key pair.

    Raises:
        Sm2Refused: This machine may not sign.
    """
    _require_ladder()
    made = _openssl(("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-outform", "DER"), b"")
    packed = _openssl(("pkcs8", "-topk8", "-nocrypt", "-inform", "DER", "-outform", "DER"), made.stdout)
    if made.returncode or packed.returncode:
        raise Sm2Refused(_("openssl made no SM2 key; look at `openssl version`"))
    return _opened(packed.stdout)


def open_key(private_key_pem: bytes, passphrase: str) -> Sm2Key:
    """Open an encrypted PKCS#8 file.

    Raises:
        Sm2Refused: The passphrase is wrong, the file holds no encrypted SM2 key, or this machine knows no SM2.
    """
    require_sm2()
    if ENCRYPTED not in private_key_pem:
        raise Sm2Refused(_("this is no encrypted private key; make one with `publish.py keys new`"))
    with _pipes(private_key_pem, passphrase.encode()) as (key, word):
        words = ("pkcs8", "-topk8", "-nocrypt", "-in", f"/dev/fd/{key}", "-passin", f"fd:{word}", "-outform", "DER")
        done = _openssl(words, b"", (key, word))
    if done.returncode:
        raise Sm2Refused(_("wrong passphrase, or the key file is damaged; try again"))
    return _opened(done.stdout)


def _opened(plain: bytes) -> Sm2Key:
    with _pipes(plain) as (key,):
        done = _openssl(("pkey", "-inform", "DER", "-in", f"/dev/fd/{key}", "-pubout", "-outform", "DER"), b"", (key,))
    if len(done.stdout) != len(_PUBLIC_KEY) + 65 or not done.stdout.startswith(_PUBLIC_KEY):
        raise Sm2Refused(_("the key file holds no SM2 key; name the one that was made for it"))
    return Sm2Key(done.stdout[len(_PUBLIC_KEY) :].hex(), plain)


def _is_on_curve(public_point_hex: str) -> bool:
    x, y = int(public_point_hex[2:66], 16), int(public_point_hex[66:], 16)
    return max(x, y) < _P and (y * y - (x * x * x - 3 * x + _B)) % _P == 0


def _verify(public_point_hex: str, message: bytes, signature: bytes) -> bool:
    # The program reads as many bytes as a signature can have, and drops the rest: nothing may follow.
    if not _POINT.fullmatch(public_point_hex) or [len(signature) - 2] != list(signature[1:2]):
        return False
    with _pipes(_PUBLIC_KEY + bytes.fromhex(public_point_hex), signature) as (key, signed):
        options = ("-sm3", "-sigopt", f"distid:{USER_ID}", "-keyform", "DER", "-signature", f"/dev/fd/{signed}")
        done = _openssl(("dgst", *options, "-verify", f"/dev/fd/{key}"), message, (key, signed))
    return done.returncode == 0 and done.stdout.strip() == b"Verified OK"


@cache
def openssl_version() -> tuple[int, int]:
    """Release of this machine's program.

    Raises:
        Sm2Refused: There is none, or it is too old.
    """
    found = (
        _VERSION.match(_openssl(("version",), b"").stdout.decode(errors="replace")) if shutil.which("openssl") else None
    )
    version = (int(found[1]), int(found[2])) if found else (0, 0)
    if version < _OLDEST:
        raise Sm2Refused(
            _("SM2 needs the program openssl, 3.0 or newer; install it, or let signatures of this kind be")
        )
    return version


@cache
def require_sm2() -> None:
    """Try this machine's program with the standard's example: some distributions build it without SM2.

    Raises:
        Sm2Refused: It does not know SM2.
    """
    openssl_version()
    point, message, signature = _EXAMPLE
    if not _verify(point, message, signature) or _verify(point, message + b".", signature):
        raise Sm2Refused(
            _("openssl on this machine knows no SM2 (some distributions leave it out); use another machine")
        )


def _require_ladder() -> None:
    require_sm2()
    machine, version = platform.machine(), openssl_version()
    if version > _LADDER.get(machine, _LADDER_EVERYWHERE):
        shown = ".".join(map(str, version))
        text = _(
            "openssl {version} on {machine} may leak an SM2 key by its timing; sign on another machine, see docs/decisions/0037"
        )
        raise Sm2Refused(text.format(version=shown, machine=machine))


@contextmanager
def _pipes(*contents: bytes) -> Iterator[tuple[int, ...]]:
    """Short contents, each behind a descriptor that openssl reads: none of them touches a disk or a command line."""
    with ExitStack() as stack:
        ends = []
        for content in contents:
            reading, writing = os.pipe()
            stack.callback(os.close, reading)
            with open(writing, "wb") as sink:  # noqa: PTH123 - a descriptor, not a path
                sink.write(content[:_LONGEST])
            ends.append(reading)
        yield tuple(ends)


def _openssl(
    words: tuple[str, ...], message: bytes, handed: tuple[int, ...] = ()
) -> "subprocess.CompletedProcess[bytes]":
    """Run the program without the machine's configuration; what it says to standard error may hold a path, and is dropped."""
    alone = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "OPENSSL_CONF": os.devnull}
    try:
        return subprocess.run(  # noqa: S603 - our own words
            ["openssl", *words],  # noqa: S607 - where the distribution has it
            input=message,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=alone,
            pass_fds=handed,
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Sm2Refused(
            _("the program openssl cannot be run on this machine, or does not answer; look at `openssl version`")
        ) from None
