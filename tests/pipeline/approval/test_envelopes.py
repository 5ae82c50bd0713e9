import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.approval.envelopes import sign_batch, signed_payload, verify_envelope
from pipeline.approval.keys import make_key
from pipeline.approval.refusals import CHINESE, ApprovalRefused, Reason
from pipeline.approval.registry import Registry, parse_registry
from pipeline.approval.schemes import IMPLEMENTATIONS
from pipeline.approval.statement import (
    PAYLOAD_TYPE,
    Reviews,
    Statement,
    canonical_bytes,
    read_reviews,
    read_statement,
    state_batch,
)
from pipeline.state.batches import Batch, BatchInfo, BatchName
from tests.pipeline.approval.court import COURT, MONDAY, Court, batch_frame, sealed

NAME = BatchName(MONDAY.isoformat(), 7)
TUESDAY = date(2026, 11, 17)


@cache
def court() -> Court:
    made = Court(Path(mkdtemp()))
    made.hire("执行局甲")
    made.hire("外院丙", court="浙0105")
    made.hire("执行局丁", as_="stranger")
    made.entries.pop()
    return made


@cache
def batch() -> Batch:
    return sealed(batch_frame(a={"party_name": "赵甲", "_deadline": "2026-12-01"}))


@cache
def envelope() -> bytes:
    reviews = Reviews({"h1": "2026-11-16"}, ("a",))
    return sign_batch(court().keys["执行局甲"], court().registry, batch(), NAME, TUESDAY, reviews)


def refusal(
    content: bytes,
    registry: Registry | None = None,
    info: BatchInfo | None = None,
    name: BatchName = NAME,
    on: date = TUESDAY,
) -> Reason:
    with pytest.raises(ApprovalRefused) as caught:
        verify_envelope(content, registry or court().registry, info or batch().info, name, on)
    assert "\n" not in str(caught.value)
    return caught.value.reason


def with_payload(change: Callable[[dict[str, Any]], object]) -> bytes:
    tree = json.loads(envelope())
    said = json.loads(base64.b64decode(tree["payload"]))
    change(said)
    payload = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    tree["payload"] = base64.b64encode(payload).decode()
    return json.dumps(tree, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def with_signature(change: Callable[[dict[str, Any]], object]) -> bytes:
    tree = json.loads(envelope())
    change(tree["signatures"][0])
    return json.dumps(tree, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def registry_with(line: str) -> Registry:
    return parse_registry(court().entries[0] + line)


def test_a_courts_own_signature_counts() -> None:
    approval = verify_envelope(envelope(), court().registry, batch().info, NAME, TUESDAY)
    assert approval.signer == "执行局甲"
    assert approval.statement.reviewed == {"h1": "2026-11-16"}
    assert approval.statement.exceptions == ["a"]


@pytest.mark.parametrize(
    ("info", "name", "reason"),
    [
        ({"digest": "0" * 64}, NAME, Reason.OTHER_DIGEST),
        ({"rows": 2}, NAME, Reason.OTHER_DIGEST),
        ({}, BatchName("2026-11-16", 8), Reason.OTHER_NIGHT),
        ({"date": "2026-11-17"}, BatchName("2026-11-17", 7), Reason.OTHER_NIGHT),
        ({"rule_set": "national"}, NAME, Reason.OTHER_RULE_SET),
        ({"rules_digest": "0" * 64}, NAME, Reason.OTHER_RULE_SET),
        ({"profile": "strict"}, NAME, Reason.OTHER_PROFILE),
        ({"masker_digest": "0" * 64}, NAME, Reason.OTHER_MASKER),
        ({"court_code": "浙0105"}, NAME, Reason.OTHER_COURTS_KEY),
    ],
)
def test_a_signature_on_anything_but_this_batch_is_refused(
    info: dict[str, Any], name: BatchName, reason: Reason
) -> None:
    assert refusal(envelope(), info=replace(batch().info, **info), name=name) is reason


def test_a_statement_about_another_court_by_a_key_of_this_one_is_refused() -> None:
    # Nobody can sign so with this program; the key's owner could with another.
    elsewhere = replace(batch(), info=replace(batch().info, court_code="浙0105"))
    moved = parse_registry(court().entries[0].replace(COURT, "浙0105"))
    foreign = sign_batch(court().keys["执行局甲"], moved, elsewhere, NAME, TUESDAY, Reviews({}, ()))
    assert refusal(foreign) is Reason.OTHER_COURT


def test_a_statement_in_another_persons_name_is_refused() -> None:
    renamed = parse_registry(court().entries[0].replace("执行局甲", "执行局乙"))
    assert refusal(envelope(), registry=renamed) is Reason.OTHER_SIGNER


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(digest="0" * 64),
        lambda said: said.update(date="2026-11-15"),
        lambda said: said.update(rows=9),
        lambda said: said.update(extra=1),
        lambda said: said.pop("digest"),
        lambda said: said.update(number="7"),
    ],
)
def test_an_altered_payload_is_told_from_an_altered_signature(change: Callable[[dict[str, Any]], object]) -> None:
    assert refusal(with_payload(change)) is Reason.ALTERED_PAYLOAD


def test_an_altered_signature_is_refused() -> None:
    def turn(signature: dict[str, Any]) -> None:
        sig = bytearray(base64.b64decode(signature["sig"]))
        sig[0] ^= 1
        signature["sig"] = base64.b64encode(bytes(sig)).decode()

    assert refusal(with_signature(turn)) is Reason.ALTERED_SIGNATURE


def test_a_payload_made_to_fit_a_later_batch_is_refused() -> None:
    later = replace(batch().info, digest="1" * 64)
    assert refusal(with_payload(lambda said: said.update(digest="1" * 64)), info=later) is Reason.ALTERED_SIGNATURE


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("revoked_on = 2026-11-18", None),
        ("revoked_on = 2026-11-17", Reason.REVOKED),
        ("revoked_on = 2026-11-18\ncompromised_since = 2026-11-17", Reason.COMPROMISED),
        ("revoked_on = 2026-11-18\ncompromised_since = 2026-11-18", None),
    ],
)
def test_a_revocation_reaches_back_only_to_the_compromise(line: str, reason: Reason | None) -> None:
    if reason is None:
        verify_envelope(envelope(), registry_with(line), batch().info, NAME, date(2026, 11, 30))
    else:
        assert refusal(envelope(), registry=registry_with(line), on=date(2026, 11, 30)) is reason


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [("2026-11-01", "2026-11-16", Reason.EXPIRED), ("2026-11-18", "2027-10-31", Reason.NOT_YET_VALID)],
)
def test_a_key_must_be_valid_on_the_day_of_signing(first: str, last: str, reason: Reason) -> None:
    entry = court().entries[0].replace("2026-11-01", first).replace("2027-10-31", last)
    assert refusal(envelope(), registry=parse_registry(entry)) is reason


def test_a_signature_stays_valid_after_the_key_expired() -> None:
    entry = court().entries[0].replace("2027-10-31", "2026-11-17")
    verify_envelope(envelope(), parse_registry(entry), batch().info, NAME, date(2027, 6, 1))


def test_a_key_that_nobody_registered_is_refused() -> None:
    assert refusal(envelope(), registry=parse_registry("")) is Reason.UNKNOWN_KEY


def test_a_clock_set_forward_is_found() -> None:
    assert refusal(envelope(), on=MONDAY) is Reason.SIGNED_LATER


def test_a_clock_set_back_cannot_sign() -> None:
    with pytest.raises(ApprovalRefused) as caught:
        sign_batch(court().keys["执行局甲"], court().registry, batch(), NAME, date(2026, 11, 15), Reviews({}, ()))
    assert caught.value.reason is Reason.SIGNED_EARLIER


@pytest.mark.parametrize(("who", "reason"), [("外院丙", Reason.OTHER_COURTS_KEY), ("stranger", Reason.UNKNOWN_KEY)])
def test_only_officers_of_the_court_can_sign(who: str, reason: Reason) -> None:
    with pytest.raises(ApprovalRefused) as caught:
        sign_batch(court().keys[who], court().registry, batch(), NAME, TUESDAY, Reviews({}, ()))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"payload":1,"payloadType":2,"signatures":3}',
        b"[" * 100_000,
        pytest.param(None, id="without its last byte"),
    ],
)
def test_what_is_no_envelope_is_refused(content: bytes | None) -> None:
    assert refusal(envelope()[:-1] if content is None else content) is Reason.DAMAGED


def test_a_second_signature_in_one_envelope_is_refused() -> None:
    tree = json.loads(envelope())
    tree["signatures"].append({**tree["signatures"][0], "keyid": "0" * 64})
    assert refusal(json.dumps(tree, sort_keys=True, separators=(",", ":")).encode() + b"\n") is Reason.DAMAGED


@pytest.mark.parametrize("keyid", [5, None, True, 1.5, "\x1b[2J", "a" * 9, "A" * 64])
def test_an_envelope_whose_key_id_is_none_is_refused(keyid: object) -> None:
    tree = json.loads(envelope())
    tree["signatures"][0]["keyid"] = keyid
    assert refusal(json.dumps(tree, sort_keys=True, separators=(",", ":")).encode() + b"\n") is Reason.DAMAGED


def test_another_payload_type_is_refused() -> None:
    tree = {**json.loads(envelope()), "payloadType": "application/json"}
    assert refusal(json.dumps(tree, sort_keys=True, separators=(",", ":")).encode() + b"\n") is Reason.OTHER_TYPE


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_envelope_with_any_byte_changed_is_refused(place: int, change: int) -> None:
    content = bytearray(envelope())
    content[place % len(content)] ^= change
    refusal(bytes(content))


def test_an_envelope_with_any_bit_flipped_is_refused() -> None:
    whole = envelope()
    for place in range(len(whole)):
        content = bytearray(whole)
        content[place] ^= 1
        refusal(bytes(content))


def test_every_reason_has_its_chinese() -> None:
    assert CHINESE.keys() == set(Reason)
    assert len(set(CHINESE.values())) == len(Reason)


def test_who_reviewed_is_read_from_what_changed() -> None:
    signed = batch_frame(
        same={"party_name": "赵甲", "_handler": "h1", "_reviewed_on": "2026-11-01"},
        again={"party_name": "钱乙", "_handler": "h1", "_reviewed_on": "2026-11-01"},
        stale={"party_name": "孙丙", "_handler": "h2", "_reviewed_on": "2026-11-01"},
    )
    now = batch_frame(
        same={"party_name": "赵甲", "_handler": "h1", "_reviewed_on": "2026-11-01"},
        again={"party_name": "钱乙", "amount": "2", "_handler": "h1", "_reviewed_on": "2026-11-10"},
        stale={"party_name": "孙丙", "amount": "2", "_handler": "h2", "_reviewed_on": "2026-11-01"},
        new={"party_name": "李丁", "_handler": "h3", "_reviewed_on": "2026-11-12"},
        unseen={"party_name": "周戊", "_handler": "h3"},
        nobodys={"party_name": "吴己", "_reviewed_on": "2026-11-12"},
    )
    assert read_reviews(now, signed) == Reviews(
        {"h1": "2026-11-10", "h3": "2026-11-12"}, ("nobodys", "stale", "unseen")
    )
    assert read_reviews(signed, None) == Reviews({"h1": "2026-11-01", "h2": "2026-11-01"}, ())


def test_facts_of_the_signing_page_stand_in_the_statement_and_must_add_up() -> None:
    plain = state_batch(batch().info, NAME, "执行局甲", TUESDAY, Reviews({}, ()))
    assert b"counts" not in canonical_bytes(plain)
    shown = plain.model_copy(update={"counts": {"dishonest_debtors": 1}, "before": "0" * 64, "added": 1, "removed": 0})
    assert read_statement(canonical_bytes(shown)) == shown
    assert verify_envelope(signed(shown), court().registry, batch().info, NAME, TUESDAY).statement == shown
    wrong = shown.model_copy(update={"counts": {"dishonest_debtors": 2}})
    assert refusal(signed(wrong)) is Reason.OTHER_DIGEST


def signed(statement: Statement) -> bytes:
    return signed_payload(court().keys["执行局甲"], canonical_bytes(statement), PAYLOAD_TYPE)


def test_a_log_in_is_no_signature_on_a_batch() -> None:
    payload = canonical_bytes(state_batch(batch().info, NAME, "执行局甲", TUESDAY, Reviews({}, ())))
    login = signed_payload(court().keys["执行局甲"], payload, "application/vnd.yangguang.desk-login+json")
    assert refusal(login) is Reason.OTHER_TYPE


def test_by_every_algorithm_a_flipped_bit_is_refused() -> None:
    for scheme in IMPLEMENTATIONS:
        key = make_key("执行局甲", COURT, 365, date(2026, 11, 1), scheme)
        registry = parse_registry(key.entry)
        content = sign_batch(key.opened, registry, batch(), NAME, TUESDAY, Reviews({}, ()))
        assert verify_envelope(content, registry, batch().info, NAME, TUESDAY).scheme is scheme
        for at in range(0, len(content), 7):
            flipped = content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]
            with pytest.raises(ApprovalRefused):
                verify_envelope(flipped, registry, batch().info, NAME, TUESDAY)
