"""Officers who sign by SM2: what counts, what does not, and what a machine without SM2 does with their envelopes."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from securesystemslib.dsse import Envelope
from securesystemslib.signer import Signature

from pipeline.approval.choose import PublishedBatch
from pipeline.approval.envelopes import signed_payload, verify_envelope
from pipeline.approval.keys import KeyFileError, make_key, new_key, read_key
from pipeline.approval.opening import LOGIN_TYPE, envelope_bytes, open_envelope
from pipeline.approval.public_copy import CourtCopy, PublicCopy
from pipeline.approval.refusals import CHINESE, ApprovalRefused, Reason
from pipeline.approval.registry import parse_registry
from pipeline.approval.schemes import Scheme
from pipeline.approval.statement import PAYLOAD_TYPE
from pipeline.core import sm2
from pipeline.desk.folder import UploadRefused, checked_upload
from pipeline.desk.login import LoginRefused, LoginStatement, Nonces, login_payload, verify_login
from pipeline.state.batches import BatchName
from tests.pipeline.approval.court import COURT, FIRST_DAY, MONDAY, PASSPHRASE, Court, batch_frame
from tests.support.sm2_here import needs_sm2

pytestmark = needs_sm2

TUESDAY = date(2026, 11, 17)
OLD, NEW = batch_frame(a={"party_name": "赵甲"}), batch_frame(b={"party_name": "钱乙"})
BOTH = f'\n[courts."{COURT}"]\nschemes = ["ecdsa-sha2-nistp256", "sm2-sm3"]\n'
OTHER = "浙0108"


@pytest.fixture
def court(tmp_path: Path) -> Court:
    made = Court(tmp_path)
    made.hire("执行局甲")
    made.hire("执行局甲", as_="甲 SM2", scheme=Scheme.SM2)
    return made


@pytest.fixture
def without_sm2(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], None]]:
    """From the call on this machine's openssl is one that a distribution built without SM2."""

    def begin() -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "openssl"
        program.write_text('#!/bin/sh\n[ "$1" = version ] && echo OpenSSL 3.0.7 1 Nov 2022\n', encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        forget()

    def forget() -> None:
        for one in (sm2.openssl_version, sm2.require_sm2):
            one.cache_clear()

    yield begin
    forget()


def refusal(court: Court, content: bytes, name: BatchName, on: date = MONDAY) -> Reason:
    with pytest.raises(ApprovalRefused) as caught:
        verify_envelope(content, court.registry, court.store.info(COURT, name), name, on)
    return caught.value.reason


def test_a_key_goes_from_its_file_to_the_registry_and_its_id_is_that_of_sm2(tmp_path: Path) -> None:
    path = tmp_path / "a.pem"
    officer = parse_registry(new_key(path, PASSPHRASE, "执行局甲", COURT, 30, FIRST_DAY, Scheme.SM2)).key[0]
    key = read_key(path, PASSPHRASE)
    assert officer.keyid == key.keyid == sm2.keyid(officer.public) == officer.verifier.keyid
    assert (officer.scheme, key.scheme) == (Scheme.SM2, Scheme.SM2)
    with pytest.raises(KeyFileError, match=r"wrong passphrase for a\.pem"):
        read_key(path, PASSPHRASE + ".")


def test_a_signature_counts_and_nothing_that_was_touched_does(court: Court) -> None:
    name = court.seal(OLD)
    content = court.sign(name, "甲 SM2", MONDAY).read_bytes()
    info = court.store.info(COURT, name)
    assert verify_envelope(content, court.registry, info, name, MONDAY).scheme is Scheme.SM2
    envelope = open_envelope(content, PAYLOAD_TYPE)
    envelope.payload = envelope.payload.replace(b'"rows":1', b'"rows":2')
    assert refusal(court, envelope_bytes(envelope), name) is Reason.ALTERED_PAYLOAD
    assert refusal(court, by_another_way(court, content, lambda pae: b"\x30\x06\x02\x01\x01\x02\x01\x01"), name) is (
        Reason.ALTERED_SIGNATURE
    )


def by_another_way(court: Court, content: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The same said, under the SM2 key's id, signed in another way."""
    keyid = court.keys["甲 SM2"].keyid
    said = open_envelope(content, PAYLOAD_TYPE)
    return envelope_bytes(
        Envelope(said.payload, PAYLOAD_TYPE, {keyid: Signature(keyid, sign(said.pae()).hex())}),
    )


def test_another_user_id_and_another_algorithm_under_the_keys_id_do_not_count(tmp_path: Path) -> None:
    court, path = Court(tmp_path), tmp_path / "a.pem"
    court.hire("执行局乙")
    court.entries.append(new_key(path, PASSPHRASE, "执行局甲", COURT, 365, FIRST_DAY, Scheme.SM2))
    court.keys["甲 SM2"] = read_key(path, PASSPHRASE)
    name = court.seal(OLD)
    content = court.sign(name, "甲 SM2", MONDAY).read_bytes()

    def for_user(user: str) -> Callable[[bytes], bytes]:
        options = ["-sigopt", f"distid:{user}", "-passin", f"pass:{PASSPHRASE}"]
        command = ["openssl", "dgst", "-sm3", *options, "-sign", str(path)]
        return lambda pae: subprocess.run(command, input=pae, capture_output=True, check=True).stdout

    ours = by_another_way(court, content, for_user("1234567812345678"))
    assert verify_envelope(ours, court.registry, court.store.info(COURT, name), name, MONDAY)
    theirs = by_another_way(court, content, for_user("ALICE123@YAHOO.COM"))
    assert refusal(court, theirs, name) is Reason.ALTERED_SIGNATURE
    p256 = by_another_way(court, content, lambda pae: bytes.fromhex(court.keys["执行局乙"].signer.sign(pae).signature))
    assert refusal(court, p256, name) is Reason.ALTERED_SIGNATURE


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("revoked_on = 2026-11-16", Reason.REVOKED),
        ("compromised_since = 2026-11-10", Reason.COMPROMISED),
        ("", Reason.EXPIRED),
    ],
)
def test_a_key_that_ended_is_refused_like_any_other(tmp_path: Path, line: str, reason: Reason) -> None:
    court = Court(tmp_path)
    court.hire("执行局甲", days=365 if line else 10, scheme=Scheme.SM2)
    name = court.seal(OLD)
    with_all_days = parse_registry(court.entries[0].replace("expires = 2026-11-10", "expires = 2027-11-10"))
    content = court.sign(name, "执行局甲", MONDAY, registry=with_all_days).read_bytes()
    court.entries[0] += line + "\n"
    assert refusal(court, content, name) is reason
    with pytest.raises(ApprovalRefused):
        court.sign(name, "执行局甲", MONDAY)


def test_a_court_that_asks_for_both_gets_both_and_neither_makes_up_for_the_other(court: Court) -> None:
    court.hire("执行局乙")
    court.hire("执行局丙", as_="丙 SM2", scheme=Scheme.SM2)
    court.rules = BOTH
    name = court.seal(OLD)
    court.sign(name, "执行局甲", MONDAY)
    court.sign(name, "执行局乙", MONDAY)
    chosen = court.choose(MONDAY)
    assert chosen.signed == {}
    assert (chosen.refused[-1].reason, "sm2-sm3" in chosen.refused[-1].line) == (Reason.MISSING_SCHEME, True)
    court.sign(name, "甲 SM2", MONDAY)
    assert court.choose(MONDAY).signed[COURT].name == name

    later = court.seal(NEW, TUESDAY, 2)
    court.sign(later, "甲 SM2", TUESDAY)
    court.sign(later, "丙 SM2", TUESDAY)
    chosen = court.choose(TUESDAY)
    assert chosen.signed[COURT].name == name
    missing = [one.line for one in chosen.refused if one.reason is Reason.MISSING_SCHEME]
    assert ["ecdsa-sha2-nistp256" in line for line in missing] == [True]


def test_without_sm2_nothing_new_counts_what_is_public_stays_and_other_courts_go_on(
    court: Court, without_sm2: Callable[[], None]
) -> None:
    court.hire("执行局丁", court=OTHER)
    court.rules = BOTH
    first, theirs = court.seal(OLD), court.seal(OLD, number=1, court=OTHER)
    for who in ("执行局甲", "甲 SM2"):
        court.sign(first, who, MONDAY)
    court.sign(theirs, "执行局丁", MONDAY, court=OTHER)
    published = {COURT: PublishedBatch(first, court.store.info(COURT, first).digest)}
    second = court.seal(NEW, TUESDAY, 2)
    for who in ("执行局甲", "甲 SM2"):
        court.sign(second, who, TUESDAY)
    assert court.choose(TUESDAY, published=published).signed[COURT].name == second

    without_sm2()
    chosen = court.choose(TUESDAY, published=published)
    assert (chosen.signed[COURT].name, chosen.signed[COURT].only_what_stands) == (first, True)
    assert chosen.unproved == ()
    assert {one.reason for one in chosen.refused} == {Reason.UNCHECKED, Reason.MISSING_SCHEME}
    assert all("knows no SM2" in one.line for one in chosen.refused if one.reason is Reason.UNCHECKED)
    assert len(set(chosen.refused)) == len(chosen.refused)
    assert (chosen.signed[OTHER].name, chosen.signed[OTHER].only_what_stands) == (theirs, False)
    assert COURT not in court.choose(TUESDAY).signed, "what never was public does not become it"


def test_without_sm2_a_signature_that_is_not_needed_stops_nothing(
    court: Court, without_sm2: Callable[[], None]
) -> None:
    name = court.seal(OLD)
    for who in ("执行局甲", "甲 SM2"):
        court.sign(name, who, MONDAY)
    published = {COURT: PublishedBatch(name, court.store.info(COURT, name).digest)}
    without_sm2()
    chosen = court.choose(MONDAY, published=published).signed[COURT]
    assert (chosen.name, chosen.only_what_stands, [one.scheme for one in chosen.approvals]) == (
        (name, False, [Scheme.ECDSA_P256])
    )


def test_without_sm2_no_such_key_is_made_or_opened(tmp_path: Path, without_sm2: Callable[[], None]) -> None:
    path = tmp_path / "a.pem"
    new_key(path, PASSPHRASE, "执行局甲", COURT, 30, FIRST_DAY, Scheme.SM2)
    without_sm2()
    with pytest.raises(KeyFileError, match=r"a\.pem: openssl on this machine knows no SM2"):
        read_key(path, PASSPHRASE)
    with pytest.raises(sm2.Sm2Refused, match="knows no SM2"):
        make_key("执行局甲", COURT, 30, FIRST_DAY, Scheme.SM2)


def known_to_the_desk(court: Court) -> PublicCopy:
    entry = CourtCopy.model_validate({"name": "西湖法院", "keys": court.registry.key, "waiting": ()})
    return PublicCopy(made_at="2026-11-16T22:00:00+08:00", page_sha256="", courts={COURT: entry})


def test_the_desk_lets_in_by_sm2_and_says_where_it_cannot_check(court: Court, without_sm2: Callable[[], None]) -> None:
    now, origin, known = datetime(2026, 11, 16, 1, 0, tzinfo=UTC), "https://desk.example", known_to_the_desk(court)
    key, nonces = court.keys["甲 SM2"], Nonces()

    def login() -> bytes:
        nonce, instant = nonces.give("browser", now), now.strftime("%Y-%m-%dT%H:%M:%SZ")
        said = LoginStatement(court=COURT, nonce=nonce, officer="执行局甲", origin=origin, signed_at=instant)
        return signed_payload(key, login_payload(said), LOGIN_TYPE)

    first, second = login(), login()
    assert verify_login(first, known, origin, nonces, "browser", now).keyid == key.keyid
    envelope = court.sign(court.seal(OLD), "甲 SM2", MONDAY).read_bytes()
    without_sm2()
    with pytest.raises(LoginRefused, match=CHINESE[Reason.UNCHECKED]):
        verify_login(second, known, origin, nonces, "browser", now)
    with pytest.raises(UploadRefused, match=CHINESE[Reason.UNCHECKED]):
        checked_upload(envelope, COURT, known)
