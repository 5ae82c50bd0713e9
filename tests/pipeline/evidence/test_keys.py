import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_public_key,
)

from pipeline.approval.keys import make_key, write_key
from pipeline.approval.schemes import Scheme
from pipeline.core import key_files
from pipeline.evidence.keys import (
    Algorithm,
    RoleKeyError,
    new_private_key,
    read_private_key,
    read_public_key,
    write_private_key,
)
from tests.pipeline.approval.court import COURT, FIRST_DAY

PASSPHRASE = "correct horse 电池"
BOTH = pytest.mark.parametrize("algorithm", list(Algorithm))
OPENSSL = shutil.which("openssl")


@BOTH
def test_a_written_key_is_the_key_that_is_read(tmp_path: Path, algorithm: Algorithm) -> None:
    key = new_private_key(algorithm)
    write_private_key(tmp_path / "a.pem", key, PASSPHRASE)
    again = read_private_key(tmp_path / "a.pem", PASSPHRASE)
    assert again.public == key.public
    assert key.public.algorithm is algorithm
    assert again.public.verify(key.sign(b"data"), b"data")


@BOTH
def test_the_same_data_give_the_same_signature(algorithm: Algorithm) -> None:
    key = new_private_key(algorithm)
    assert key.sign(b"data") == key.sign(b"data")


@BOTH
def test_a_signature_fits_nothing_else(algorithm: Algorithm) -> None:
    key, other = new_private_key(algorithm), new_private_key(algorithm)
    signature = key.sign(b"data")
    assert not key.public.verify(signature, b"datA")
    assert not other.public.verify(signature, b"data")
    assert not key.public.verify(b"", b"data")
    assert not key.public.verify(signature + b"\0", b"data")


def test_a_key_of_one_algorithm_takes_no_signature_of_the_other() -> None:
    p256, ed25519 = new_private_key(Algorithm.ECDSA_P256), new_private_key(Algorithm.ED25519)
    assert not p256.public.verify(ed25519.sign(b"data"), b"data")
    assert not ed25519.public.verify(p256.sign(b"data"), b"data")


@BOTH
def test_nothing_of_the_private_half_is_shown(algorithm: Algorithm) -> None:
    assert "Private" not in repr(new_private_key(algorithm)).removeprefix("PrivateKey")


def test_a_key_file_is_encrypted_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.pem"
    write_private_key(path, new_private_key(Algorithm.ECDSA_P256), PASSPHRASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.pem"
    path.write_bytes(b"another")
    with pytest.raises(RoleKeyError, match="exists already"):
        write_private_key(path, new_private_key(Algorithm.ED25519), PASSPHRASE)
    assert path.read_bytes() == b"another"


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RoleKeyError, match="shorter than 12"):
        write_private_key(tmp_path / "a.pem", new_private_key(Algorithm.ED25519), "elevenchars")
    assert not (tmp_path / "a.pem").exists()


def test_a_wrong_passphrase_is_told_and_not_repeated(tmp_path: Path) -> None:
    write_private_key(tmp_path / "a.pem", new_private_key(Algorithm.ED25519), PASSPHRASE)
    with pytest.raises(RoleKeyError, match=r"wrong passphrase for a\.pem") as caught:
        read_private_key(tmp_path / "a.pem", "another passphrase")
    assert "another passphrase" not in str(caught.value)


@pytest.mark.parametrize(
    "content", [None, b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n", b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n!!"]
)
def test_what_is_no_key_is_refused_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.pem"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(RoleKeyError) as caught:
        read_private_key(path, PASSPHRASE)
    assert "\n" not in str(caught.value)


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.pem"
    for other in (ec.generate_private_key(ec.SECP384R1()), ed448.Ed448PrivateKey.generate()):
        encryption = BestAvailableEncryption(PASSPHRASE.encode())
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        with pytest.raises(RoleKeyError, match="neither a P-256 nor an Ed25519"):
            read_private_key(path, PASSPHRASE)


def test_an_officers_key_file_opens_too(tmp_path: Path) -> None:
    """A release key of an earlier version was made by `publish.py keys new`, which wrote 2,048 rounds; it is renewed."""
    write_key(tmp_path / "a.pem", make_key("执行局甲", COURT, 30, FIRST_DAY, Scheme.ED25519), PASSPHRASE, 2_048)
    assert read_private_key(tmp_path / "a.pem", PASSPHRASE).public.algorithm is Algorithm.ED25519
    assert key_files.rounds_of((tmp_path / "a.pem").read_bytes()) == key_files.ROUNDS
    assert read_private_key(tmp_path / "a.pem", PASSPHRASE).public.algorithm is Algorithm.ED25519


@BOTH
@pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
def test_openssl_opens_the_file_and_sees_the_form_asked_for(tmp_path: Path, algorithm: Algorithm) -> None:
    assert OPENSSL
    key, path = new_private_key(algorithm), tmp_path / "a.pem"
    write_private_key(path, key, PASSPHRASE)
    parse = [OPENSSL, "asn1parse", "-in", str(path)]
    form = subprocess.run(parse, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    for part in ("PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc", f"{key_files.ROUNDS:X}"):
        assert part in form
    public = [OPENSSL, "pkey", "-in", str(path), "-passin", f"pass:{PASSPHRASE}", "-pubout", "-outform", "DER"]
    assert subprocess.run(public, check=True, capture_output=True).stdout == key.public.der
    assert key_files.ROUNDS >= 600_000


def test_a_public_key_has_one_byte_form() -> None:
    der = new_private_key(Algorithm.ECDSA_P256).public.der
    assert read_public_key(der).der == der
    public = load_der_public_key(der)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    prefix = bytes.fromhex("3039301306072a8648ce3d020106082a8648ce3d030107032200")
    compressed = prefix + public.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    load_der_public_key(compressed)
    for other in (compressed, der + b"\0", der[:-1], b"", der[:-1] + bytes([der[-1] ^ 1])):
        with pytest.raises(ValueError, match="public key"):
            read_public_key(other)


def test_a_public_key_of_another_kind_is_refused() -> None:
    for other in (ec.generate_private_key(ec.SECP256K1()), rsa.generate_private_key(65537, 2048)):
        der = other.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        with pytest.raises(ValueError, match="neither"):
            read_public_key(der)


def test_no_plain_private_key_is_ever_read(tmp_path: Path) -> None:
    plain = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "a.pem").write_bytes(plain)
    with pytest.raises(RoleKeyError, match="no encrypted private key"):
        read_private_key(tmp_path / "a.pem", PASSPHRASE)
