"""SM2 by the machine's openssl: the standard's own example, a second reading of the standard, and what is refused."""

import platform
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import new as new_hash
from pathlib import Path

import pytest

from pipeline.core import sm2
from pipeline.core.key_files import encrypt_pkcs8
from pipeline.core.sm2 import Sm2Key, Sm2Refused, generate, keyid, open_key, public_key_pem, sign, verify

PASSPHRASE = "a passphrase of one's own"
POINT = (
    "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
MESSAGE = b"message digest"
"""GM/T 0003.5-2012, appendix A (GB/T 32918.5-2017): the example over the recommended curve, user 1234567812345678."""
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
Point = tuple[int, int]


def integer(number: int) -> bytes:
    content = number.to_bytes(number.bit_length() // 8 + 1, "big")
    return bytes([2, len(content)]) + content


def der(r: int, s: int) -> bytes:
    content = integer(r) + integer(s)
    return bytes([0x30, len(content)]) + content


def add(one: Point | None, two: Point | None) -> Point | None:
    if one is None or two is None:
        return one or two
    if one[0] == two[0] and (one[1] + two[1]) % P == 0:
        return None
    if one == two:
        slope = (3 * one[0] ** 2 + A) * pow(2 * one[1], -1, P)
    else:
        slope = (two[1] - one[1]) * pow(two[0] - one[0], -1, P)
    x = (slope**2 - one[0] - two[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(factor: int, point: Point | None) -> Point | None:
    total = None
    while factor:
        if factor & 1:
            total = add(total, point)
        point, factor = add(point, point), factor >> 1
    return total


def read_der(signature: bytes) -> Point:
    length = signature[3]
    return int.from_bytes(signature[4 : 4 + length], "big"), int.from_bytes(signature[6 + length :], "big")


def verify_by_the_book(point_hex: str, message: bytes, signature: bytes) -> bool:
    """GB/T 32918.2, clause 7, in plain numbers: slow, and for public values only."""
    x, y = int(point_hex[2:66], 16), int(point_hex[66:], 16)
    user = b"1234567812345678"
    shown = b"".join(number.to_bytes(32, "big") for number in (A, B, *G, x, y))
    key = new_hash("sm3", (len(user) * 8).to_bytes(2, "big") + user + shown).digest()
    digest = int.from_bytes(new_hash("sm3", key + message).digest(), "big")
    r, s = read_der(signature)
    found = add(times(s, G), times((r + s) % N, (x, y)))
    return found is not None and (digest + found[0]) % N == r


@pytest.fixture(scope="module")
def key() -> Sm2Key:
    return generate()


@pytest.fixture(scope="module")
def key_file(key: Sm2Key, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key.pem"
    path.write_bytes(encrypt_pkcs8(key.plain, PASSPHRASE, secrets.token_bytes))
    return path


@pytest.fixture
def afresh() -> Iterator[None]:
    """The machine is looked at anew, before and after."""
    for one in (sm2.openssl_version, sm2.require_sm2):
        one.cache_clear()
    yield
    for one in (sm2.openssl_version, sm2.require_sm2):
        one.cache_clear()


def test_the_example_of_the_standard_verifies() -> None:
    assert verify(POINT, MESSAGE, der(R, S))
    assert verify_by_the_book(POINT, MESSAGE, der(R, S))


@pytest.mark.parametrize(
    ("point", "message", "signature"),
    [
        (POINT, MESSAGE + b"x", der(R, S)),
        (POINT, MESSAGE, der(R, S + 1)),
        (POINT, MESSAGE, der(S, R)),
        (POINT, MESSAGE, der(R, S + N)),
        (POINT, MESSAGE, der(0, S)),
        (POINT, MESSAGE, der(R, N - R)),
        (POINT, MESSAGE, der(R, S) + b"\0"),
        (POINT, MESSAGE, der(R, S) + b"\0" * 256),
        (POINT, MESSAGE, b"\x30\x81" + der(R, S)[1:]),
        (POINT, MESSAGE, R.to_bytes(32, "big") + S.to_bytes(32, "big")),
        (POINT, MESSAGE, b""),
        (POINT, MESSAGE, b"0" * 100_000),
        (POINT[:-1] + "4", MESSAGE, der(R, S)),
        (POINT.upper(), MESSAGE, der(R, S)),
        ("04" + "0" * 128, MESSAGE, der(R, S)),
        ("", MESSAGE, der(R, S)),
    ],
)
def test_anything_else_does_not(point: str, message: bytes, signature: bytes) -> None:
    assert not verify(point, message, signature)


@pytest.mark.parametrize("message", [b"", "（2026）浙0106执1号".encode(), b"x" * 1_000_000])
def test_what_is_signed_verifies_here_and_by_the_book(key: Sm2Key, message: bytes) -> None:
    signature = sign(key, message)
    assert verify(key.point, message, signature)
    assert verify_by_the_book(key.point, message, signature)
    assert sign(key, message) != signature, "a nonce of its own each time"


def test_the_user_is_fixed_so_another_programs_default_does_not_count(key: Sm2Key, key_file: Path) -> None:
    command = ["openssl", "dgst", "-sm3", "-sign", str(key_file), "-passin", f"pass:{PASSPHRASE}"]
    made = subprocess.run(command, input=MESSAGE, capture_output=True, check=True).stdout
    assert not verify(key.point, MESSAGE, made)


def test_a_key_file_is_opened_here_and_by_openssl(key: Sm2Key, key_file: Path) -> None:
    assert open_key(key_file.read_bytes(), PASSPHRASE) == key
    command = ["openssl", "pkey", "-in", str(key_file), "-passin", f"pass:{PASSPHRASE}", "-pubout"]
    assert subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout == public_key_pem(key.point)
    assert key.plain.hex() not in repr(key)
    assert "plain" not in repr(key)


def test_the_id_of_a_key_is_of_its_type_scheme_and_public_half() -> None:
    assert public_key_pem(POINT).count("\n") == 4
    assert keyid(POINT) == "d8dea49edf54411b2d2b54687ed0ff9581fdf850a239d32d535856556491c375"
    for wrong in (POINT[:-2], POINT[:-1] + "4", "04" + "0" * 128, POINT.upper()):
        with pytest.raises(ValueError, match="130 hex digits"):
            keyid(wrong)


def other_key(*words: str) -> bytes:
    plain = subprocess.run(["openssl", "genpkey", *words], capture_output=True, check=True).stdout
    pack = ["openssl", "pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", f"pass:{PASSPHRASE}"]
    return subprocess.run(pack, input=plain, capture_output=True, check=True).stdout


def test_another_kind_of_key_is_not_opened(key_file: Path) -> None:
    for words in (("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"), ("-algorithm", "ED25519")):
        with pytest.raises(Sm2Refused, match="holds no SM2 key"):
            open_key(other_key(*words), PASSPHRASE)
    with pytest.raises(Sm2Refused, match="wrong passphrase"):
        open_key(key_file.read_bytes(), PASSPHRASE + ".")
    with pytest.raises(Sm2Refused, match="no encrypted private key"):
        open_key(b"-----BEGIN PRIVATE KEY-----", PASSPHRASE)


@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize(
    ("machine", "version", "may"),
    [
        ("x86_64", (3, 0), True),
        ("x86_64", (3, 6), True),
        ("x86_64", (4, 0), False),
        ("aarch64", (3, 1), True),
        ("aarch64", (3, 2), False),
        ("aarch64", (3, 5), False),
        ("riscv64", (3, 2), False),
        ("loongarch64", (3, 0), True),
        ("loongarch64", (3, 2), False),
    ],
)
def test_a_machine_whose_openssl_multiplies_by_the_secret_may_check_but_not_sign(
    key: Sm2Key, monkeypatch: pytest.MonkeyPatch, machine: str, version: tuple[int, int], may: bool
) -> None:
    monkeypatch.setattr(platform, "machine", lambda: machine)
    monkeypatch.setattr(sm2, "openssl_version", lambda: version)
    assert verify(POINT, MESSAGE, der(R, S))
    if may:
        assert sign(key, MESSAGE)
    else:
        with pytest.raises(Sm2Refused, match="may leak an SM2 key by its timing; sign on another machine"):
            sign(key, MESSAGE)


@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize(
    ("program", "said"),
    [
        (None, "SM2 needs the program openssl, 3.0 or newer"),
        ("echo LibreSSL 3.8.2", "3.0 or newer"),
        ("echo OpenSSL 1.1.1w  11 Sep 2023", "3.0 or newer"),
        ('[ "$1" = version ] && echo OpenSSL 3.0.7 1 Nov 2022', "knows no SM2"),
        ('[ "$1" = version ] && echo OpenSSL 3.0.7 1 Nov 2022 || echo Verified OK', "knows no SM2"),
    ],
    ids=["none", "LibreSSL", "1.1.1", "built without", "says yes to everything"],
)
def test_a_machine_without_sm2_says_so_and_judges_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str | None, said: str
) -> None:
    if program:
        (tmp_path / "openssl").write_text(f"#!{shutil.which('sh')}\n{program}\n", encoding="utf-8")
        (tmp_path / "openssl").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Sm2Refused, match=said):
        verify(POINT, MESSAGE, der(R, S))
    with pytest.raises(Sm2Refused, match=said):
        generate()
