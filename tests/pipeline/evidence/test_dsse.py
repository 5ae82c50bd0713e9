import base64
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import given
from hypothesis import strategies as st
from securesystemslib.dsse import Envelope as TheirEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from pipeline.evidence.canonical import canonical_json
from pipeline.evidence.dsse import Envelope, add_signatures, envelope_bytes, read_envelope, sign_envelope
from pipeline.evidence.keys import Algorithm
from pipeline.evidence.refusals import EvidenceRefused, Reason
from tests.pipeline.evidence.made import key

OPENSSL = shutil.which("openssl")
TYPE = "application/vnd.in-toto+json"
PAYLOAD = canonical_json({"number": 42, "court": "浙0106"})
ENVELOPE = sign_envelope(TYPE, PAYLOAD, [key("release"), key("release-ed")])
CONTENT = envelope_bytes(ENVELOPE)


def theirs(name: str) -> SSlibKey:
    """A public key as securesystemslib takes it, under our key id."""
    public = key(name).public
    read = SSlibKey.from_crypto(load_der_public_key(public.der), keyid=public.keyid)
    assert isinstance(read, SSlibKey)
    return read


def test_what_was_written_is_what_is_read() -> None:
    assert read_envelope(CONTENT, TYPE) == ENVELOPE
    assert ENVELOPE.check(key("release").public)
    assert ENVELOPE.check(key("release-ed").public)
    assert not ENVELOPE.check(key("release2").public)


def test_securesystemslib_alone_verifies_it() -> None:
    envelope = TheirEnvelope.from_dict(json.loads(CONTENT))
    keys = [theirs("release"), theirs("release-ed")]
    assert len(envelope.verify(keys, 2)) == 2
    with pytest.raises(VerificationError):
        envelope.verify([theirs("release2")], 1)


@pytest.mark.parametrize("name", ["release", "release-ed"])
@pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
def test_openssl_alone_verifies_it(tmp_path: Path, name: str) -> None:
    assert OPENSSL
    tree = json.loads(CONTENT)
    payload = base64.b64decode(tree["payload"])
    (tmp_path / "signed").write_bytes(b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(payload), payload))
    signature = next(one["sig"] for one in tree["signatures"] if one["keyid"] == key(name).public.keyid)
    (tmp_path / "signature").write_bytes(base64.b64decode(signature))
    (tmp_path / "public").write_bytes(key(name).public.der)
    digest = ["-digest", "sha256"] if key(name).public.algorithm is Algorithm.ECDSA_P256 else []
    verify = [OPENSSL, "pkeyutl", "-verify", "-rawin", *digest, "-pubin", "-keyform", "DER", "-inkey", "public"]
    subprocess.run([*verify, "-in", "signed", "-sigfile", "signature"], cwd=tmp_path, check=True, capture_output=True)


def test_the_same_statement_and_keys_give_the_same_bytes_in_any_order() -> None:
    again = add_signatures(sign_envelope(TYPE, PAYLOAD, [key("release-ed")]), [key("release"), key("release")])
    assert envelope_bytes(again) == CONTENT


def test_without_a_key_the_list_of_signatures_is_empty() -> None:
    content = envelope_bytes(sign_envelope(TYPE, PAYLOAD, []))
    assert json.loads(content)["signatures"] == []
    assert read_envelope(content, TYPE).signatures == {}


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    tree = json.loads(CONTENT)
    change(tree)
    return canonical_json(tree)


def rotated(tree: dict[str, Any]) -> None:
    tree["signatures"].reverse()


def loose_base64(tree: dict[str, Any]) -> None:
    """The last sign before = has bits that decode to nothing."""
    text = base64.b64encode(b"ab" * 20 + b"c" * 2).decode()
    tree["payload"] = text[:-2] + chr(ord(text[-2]) + 1) + "="


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.DAMAGED),
        (b"null", Reason.DAMAGED),
        (b"[" * 5000, Reason.DAMAGED),
        (b"\xff", Reason.DAMAGED),
        (CONTENT + b"\n", Reason.DAMAGED),
        (CONTENT[:-1], Reason.DAMAGED),
        (CONTENT.replace(b":", b": ", 1), Reason.DAMAGED),
        (json.dumps(json.loads(CONTENT)).encode(), Reason.DAMAGED),
        (CONTENT.replace(b'"payload":', b'"payload":"","payload":', 1), Reason.DAMAGED),
        (changed(lambda tree: tree.update(more=1)), Reason.DAMAGED),
        (changed(lambda tree: tree.pop("signatures")), Reason.DAMAGED),
        (changed(lambda tree: tree.update(signatures={})), Reason.DAMAGED),
        (changed(lambda tree: tree["signatures"][0].update(cert="")), Reason.DAMAGED),
        (changed(lambda tree: tree["signatures"][0].update(keyid="0")), Reason.DAMAGED),
        (changed(lambda tree: tree["signatures"].append(tree["signatures"][0])), Reason.DAMAGED),
        (changed(rotated), Reason.DAMAGED),
        (changed(loose_base64), Reason.DAMAGED),
        (changed(lambda tree: tree.update(payload=tree["payload"] + "\n")), Reason.DAMAGED),
        (changed(lambda tree: tree.update(payload=1)), Reason.DAMAGED),
        (changed(lambda tree: tree.update(payloadType="application/vnd.yangguang.approval+json")), Reason.OTHER_TYPE),
        (changed(lambda tree: tree.update(payload="A" * (1 << 18))), Reason.TOO_LARGE),
    ],
)
def test_what_is_no_envelope_in_its_one_form_is_refused(content: bytes, reason: Reason) -> None:
    with pytest.raises(EvidenceRefused) as caught:
        read_envelope(content, TYPE)
    assert caught.value.reason is reason
    assert "\n" not in str(caught.value)


def test_a_reader_may_take_less() -> None:
    with pytest.raises(EvidenceRefused, match="expected 100 at most"):
        read_envelope(CONTENT, TYPE, largest=100)


def test_a_signature_of_another_type_does_not_fit() -> None:
    moved = Envelope("application/vnd.yangguang.roles+json", PAYLOAD, ENVELOPE.signatures)
    assert not moved.check(key("release").public)


def counts(content: bytes) -> bool:
    """Whether both keys' signatures count."""
    try:
        envelope = read_envelope(content, TYPE)
    except EvidenceRefused:
        return False
    return envelope.check(key("release").public) and envelope.check(key("release-ed").public)


@given(at=st.integers(0, len(CONTENT) - 1), other=st.integers(1, 255))
def test_any_byte_changed_is_refused(at: int, other: int) -> None:
    assert not counts(CONTENT[:at] + bytes([CONTENT[at] ^ other]) + CONTENT[at + 1 :])


@given(at=st.integers(0, len(CONTENT)), more=st.binary(min_size=1, max_size=3))
def test_any_byte_put_in_is_refused(at: int, more: bytes) -> None:
    assert not counts(CONTENT[:at] + more + CONTENT[at:])


@given(at=st.integers(0, len(CONTENT) - 1), count=st.integers(1, 5))
def test_any_byte_left_out_is_refused(at: int, count: int) -> None:
    assert not counts(CONTENT[:at] + CONTENT[at + count :])


@given(payload=st.binary(max_size=200), name=st.sampled_from(["release", "release-ed"]))
def test_every_payload_comes_back(payload: bytes, name: str) -> None:
    envelope = read_envelope(envelope_bytes(sign_envelope(TYPE, payload, [key(name)])), TYPE)
    assert envelope.payload == payload
    assert envelope.check(key(name).public)
