"""Checkpoints: one byte form, keys by their ids, signatures as `cryptography` alone makes and checks them."""

import base64
import hashlib
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from pipeline.evidence.checkpoint import (
    LATEST_TIME,
    BadSignature,
    Checkpoint,
    Cosignature,
    china_day,
    cosign,
    log_key_id,
    read_checkpoint,
    sign_checkpoint,
    who_cosigned,
    who_signed,
    witness_key_id,
    witness_name,
)
from pipeline.evidence.keys import Algorithm, PrivateKey, new_private_key, read_public_key
from pipeline.evidence.notes import Note, NoteSignature, read_note, write_note

ORIGIN = "zxgk.example.cn"
HEAD = Checkpoint(ORIGIN, 42, hashlib.sha256(b"root").digest(), 43, date(2026, 11, 20))
BODY = f"{ORIGIN}\n42\n{base64.b64encode(HEAD.root).decode()}\nrelease 43\ndate 2026-11-20\n"
SEED = bytes(range(32))
NIGHT = 1_795_280_400
"""2026-11-22 01:00 in China."""


@pytest.fixture(scope="module", params=list(Algorithm))
def key(request: pytest.FixtureRequest) -> PrivateKey:
    return new_private_key(request.param)


@pytest.fixture(scope="module")
def witness() -> PrivateKey:
    return new_private_key(Algorithm.ED25519)


def test_a_checkpoint_has_one_byte_form() -> None:
    assert HEAD.body == BODY
    assert read_checkpoint(BODY) == HEAD


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (ORIGIN, ""),
        (ORIGIN, "zxgk example.cn"),
        (ORIGIN, "zxgk+example.cn"),
        ("\n42\n", "\n042\n"),
        ("\n42\n", "\n0\n"),
        ("\n42\n", "\n-42\n"),
        ("\n42\n", "\n４２\n"),
        ("\n42\n", "\n4200000000\n"),
        ("=\n", "\n"),
        ("=\n", "=\n\n"),
        ("release 43\n", ""),
        ("release 43", "release  43"),
        ("release 43", "release 0"),
        ("date 2026-11-20\n", ""),
        ("date 2026-11-20", "date 2026-11-31"),
        ("date 2026-11-20", "date 20261120"),
        ("date 2026-11-20\n", "date 2026-11-20"),
        ("date 2026-11-20\n", "date 2026-11-20\nmore\n"),
    ],
)
def test_everything_else_is_no_checkpoint(old: str, new: str) -> None:
    assert old in BODY
    with pytest.raises(ValueError, match="no checkpoint"):
        read_checkpoint(BODY.replace(old, new, 1))


def test_padding_bits_that_differ_are_another_byte_form() -> None:
    root = BODY.split("\n")[2]
    other = root[:-2] + chr(ord(root[-2]) + 1) + "="
    assert base64.b64decode(other) == base64.b64decode(root)
    with pytest.raises(ValueError, match="no checkpoint"):
        read_checkpoint(BODY.replace(root, other))


def test_an_ed25519_checkpoint_is_what_the_specification_makes_by_hand() -> None:
    """Computed with `cryptography` alone, as signed-note says it."""
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    public = private.public_key()
    short_id = hashlib.sha256(ORIGIN.encode() + b"\x0a\x01" + public.public_bytes_raw()).digest()[:4]
    line = base64.b64encode(short_id + private.sign(BODY.encode())).decode()
    note = read_note(f"{BODY}\n— {ORIGIN} {line}\n".encode())
    ours = read_public_key(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    assert who_signed(note, ORIGIN, [ours]) == {ours.keyid}


def test_a_cosignature_is_what_the_specification_makes_by_hand() -> None:
    """Computed with `cryptography` alone, as tlog-cosignature says it."""
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    public = private.public_key()
    short_id = hashlib.sha256("某大学".encode() + b"\x0a\x04" + public.public_bytes_raw()).digest()[:4]
    signature = private.sign(f"cosignature/v1\ntime {NIGHT}\n{BODY}".encode())
    line = base64.b64encode(short_id + NIGHT.to_bytes(8, "big") + signature).decode()
    note = read_note(f"{BODY}\n— 某大学 {line}\n".encode())
    ours = read_public_key(public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    assert who_cosigned(note, [("某 大学", ours)]) == (Cosignature(ours.keyid, NIGHT),)
    assert who_signed(note, "某大学", [ours]) == frozenset()


def test_a_site_s_line_verifies_with_cryptography_alone(key: PrivateKey) -> None:
    content = write_note(sign_checkpoint(HEAD, [key]))
    text, _, line = content.partition(b"\n\n")
    dash, name, encoded = line.decode().split()
    public, signature = load_der_public_key(key.public.der), base64.b64decode(encoded)
    assert (dash, name) == ("—", ORIGIN)
    if isinstance(public, EllipticCurvePublicKey):
        assert signature[:4] == hashlib.sha256(key.public.der).digest()[:4]
        public.verify(signature[4:], text + b"\n", ECDSA(SHA256()))
    else:
        assert isinstance(public, Ed25519PublicKey)
        public.verify(signature[4:], text + b"\n")


def test_a_witness_s_line_verifies_with_cryptography_alone(witness: PrivateKey) -> None:
    line = cosign(HEAD, "某大学", witness, NIGHT)
    public = load_der_public_key(witness.public.der)
    assert isinstance(public, Ed25519PublicKey)
    assert line.short_id == hashlib.sha256("某大学\n\x04".encode() + public.public_bytes_raw()).digest()[:4]
    assert line.signature[:8] == NIGHT.to_bytes(8, "big")
    public.verify(line.signature[8:], f"cosignature/v1\ntime {NIGHT}\n{BODY}".encode())


def test_the_same_checkpoint_and_key_give_the_same_bytes(key: PrivateKey) -> None:
    assert write_note(sign_checkpoint(HEAD, [key])) == write_note(sign_checkpoint(HEAD, [key]))


def test_one_key_has_three_ids(witness: PrivateKey) -> None:
    public = witness.public
    assert len({log_key_id("a", public), log_key_id("b", public), witness_key_id("a", public)}) == 3


def test_only_an_ed25519_key_cosigns() -> None:
    key = new_private_key(Algorithm.ECDSA_P256)
    with pytest.raises(ValueError, match="no Ed25519 key"):
        cosign(HEAD, "某大学", key, NIGHT)
    assert who_cosigned(sign_checkpoint(HEAD, [key]), [(ORIGIN, key.public)]) == ()


def test_lines_of_others_are_passed_over(key: PrivateKey, witness: PrivateKey) -> None:
    stranger = new_private_key(Algorithm.ED25519)
    note = sign_checkpoint(HEAD, [stranger, key])
    note = replace(note, signatures=(cosign(HEAD, "某大学", stranger, NIGHT), *note.signatures))
    assert who_signed(note, ORIGIN, [key.public, witness.public]) == {key.public.keyid}
    assert who_signed(note, "other.example.cn", [key.public]) == frozenset()
    assert who_cosigned(note, [("某大学", witness.public), ("别处", stranger.public)]) == ()


def spoilt(line: NoteSignature, place: int) -> NoteSignature:
    changed = bytearray(line.signature)
    changed[place] ^= 1
    return replace(line, signature=bytes(changed))


@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_bad_line_of_a_known_key_spoils_the_note(key: PrivateKey, place: int) -> None:
    good = sign_checkpoint(HEAD, [key])
    note = replace(good, signatures=(*good.signatures, spoilt(good.signatures[0], place)))
    with pytest.raises(BadSignature):
        who_signed(note, ORIGIN, [key.public])


@pytest.mark.parametrize("place", [0, 7, 8, -1])  # the time is signed, too
def test_a_bad_line_of_a_known_witness_spoils_the_note(witness: PrivateKey, place: int) -> None:
    line = cosign(HEAD, "某大学", witness, NIGHT)
    with pytest.raises(BadSignature):
        who_cosigned(Note(HEAD.body, (line, spoilt(line, place))), [("某大学", witness.public)])


@pytest.mark.parametrize("length", [1, 7, 8, 9])
def test_a_witness_s_line_that_is_too_short_spoils_the_note(witness: PrivateKey, length: int) -> None:
    line = cosign(HEAD, "某大学", witness, NIGHT)
    short = Note(HEAD.body, (replace(line, signature=line.signature[:length]),))
    with pytest.raises(BadSignature):
        who_cosigned(short, [("某大学", witness.public)])


@pytest.mark.parametrize(("time", "accepted"), [(0, True), (LATEST_TIME, True), (LATEST_TIME + 1, False)])
def test_times_end_where_the_specification_says(witness: PrivateKey, time: int, accepted: bool) -> None:
    note = Note(HEAD.body, (cosign(HEAD, "某大学", witness, time),))
    if accepted:
        assert [one.time for one in who_cosigned(note, [("某大学", witness.public)])] == [time]
        return
    with pytest.raises(BadSignature):
        who_cosigned(note, [("某大学", witness.public)])


def test_a_line_of_another_checkpoint_does_not_count(key: PrivateKey, witness: PrivateKey) -> None:
    later = replace(HEAD, size=43, number=44)
    signed = replace(sign_checkpoint(HEAD, [key]), text=later.body)
    with pytest.raises(BadSignature):
        who_signed(signed, ORIGIN, [key.public])
    with pytest.raises(BadSignature):
        who_cosigned(Note(later.body, (cosign(HEAD, "某大学", witness, NIGHT),)), [("某大学", witness.public)])


@pytest.mark.parametrize(
    ("time", "day"),
    [(0, "1970-01-01"), (1_795_276_799, "2026-11-21"), (1_795_276_800, "2026-11-22"), (LATEST_TIME, "9999-12-31")],
)
def test_a_time_has_its_day_in_china(time: int, day: str) -> None:
    assert china_day(time).isoformat() == day
    assert Cosignature("", time).day.isoformat() == day


@pytest.mark.parametrize(
    ("owner", "name"), [("某大学", "某大学"), ("A + B\u3000大学", "AB大学"), ("a\tb\nc", "abc"), ("+ ", "")]
)
def test_an_owner_s_name_becomes_a_key_s_name(owner: str, name: str) -> None:
    assert witness_name(owner) == name
