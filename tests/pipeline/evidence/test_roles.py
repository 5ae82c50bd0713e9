import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evidence.canonical import canonical_json
from pipeline.evidence.dsse import Envelope, envelope_bytes, sign_envelope
from pipeline.evidence.refusals import EvidenceRefused, Reason
from pipeline.evidence.roles import Roles, follow_roles, fulfils
from pipeline.evidence.roles_file import PAYLOAD_TYPE, Role, RoleRule, RolesFile, read_roles_file
from tests.pipeline.evidence.made import ED25519, FIRST, LAST, P256, key, roles, rule, signed, signed_bytes

DAY = date(2026, 12, 1)
ONE = roles()
DIGEST = signed(ONE, "root").digest
STATEMENT = "application/vnd.in-toto+json"
BOTH = (P256, ED25519)


def two(**changed: Any) -> RolesFile:
    return roles(**{"version": 2, "date": DAY, **changed})


def follow(*versions: bytes, digest: str = DIGEST, on: date = DAY) -> Roles:
    return follow_roles(lambda version: versions[version - 1] if version <= len(versions) else None, digest, on)


def refused(*versions: bytes, digest: str = DIGEST, on: date = DAY) -> Reason:
    with pytest.raises(EvidenceRefused) as caught:
        follow(*versions, digest=digest, on=on)
    assert "\n" not in str(caught.value)
    return caught.value.reason


def test_the_first_version_is_believed_because_of_its_digest() -> None:
    found = follow(signed_bytes(ONE, "root"))
    assert found.newest == ONE
    assert found.digest == DIGEST
    assert found.knows(1, DIGEST)
    assert not found.knows(1, "0" * 64)
    assert not found.knows(0, DIGEST)
    assert not found.knows(2, DIGEST)
    assert list(found.keys_of(Role.RELEASE)) == [key("release").public.keyid]


def test_a_payload_has_one_byte_form() -> None:
    assert read_roles_file(ONE.payload) == ONE
    assert canonical_json(json.loads(ONE.payload)) == ONE.payload


ROOT2 = rule(["root", "root2"])
RENEWED = {"release": rule(["release", "release2"]), "ends": {"release": {"revoked_on": DAY}}}


@pytest.mark.parametrize(
    ("second", "names"),
    [
        (two(), ["root"]),
        (two(**RENEWED), ["root"]),
        (two(root=ROOT2), ["root"]),
        (two(root=ROOT2), ["root", "root2"]),
        # The old root goes: it signs for the last time, the new one for the first.
        (two(root=ROOT2, ends={"root": {"revoked_on": DAY}}), ["root", "root2"]),
        (two(root=rule(["root", "root2", "root3"], threshold=2)), ["root", "root3"]),
        (two(root=rule(["root", "root-ed"], algorithms=BOTH)), ["root", "root-ed"]),
        (two(ends={"root": {"valid_until": DAY}}), ["root"]),
        # A signature of somebody else does no harm.
        (two(), ["root", "other-root", "release"]),
    ],
)
def test_the_next_version_is_taken(second: RolesFile, names: list[str]) -> None:
    found = follow(signed_bytes(ONE, "root"), signed_bytes(second, *names))
    assert found.newest == second
    assert len(found.digests) == 2


ENDED = two(ends={"release": {"revoked_on": DAY, "compromised_since": DAY}})
LATER = DAY + timedelta(1)


@pytest.mark.parametrize(
    ("second", "names", "reason"),
    [
        (two(version=3), ["root"], Reason.VERSION_SKIPPED),
        (two(version=1), ["root"], Reason.VERSION_SKIPPED),
        (two(origin="zxgk.example.com"), ["root"], Reason.OTHER_ORIGIN),
        (two(date=FIRST - timedelta(1)), ["root"], Reason.DATE_BACK),
        (two(release=rule(["release2"])), ["root"], Reason.KEY_DROPPED),
        (two(root=rule(["root2"])), ["root", "root2"], Reason.KEY_DROPPED),
        (two(root=ROOT2, release=rule(["release2"])), ["root"], Reason.KEY_DROPPED),
        (two(ends={"release": {"owner": "somebody"}}), ["root"], Reason.KEY_CHANGED),
        (two(ends={"release": {"valid_from": FIRST - timedelta(1)}}), ["root"], Reason.KEY_CHANGED),
        (two(root=rule(["root", "release"]), release=rule(["release2"])), ["root"], Reason.KEY_CHANGED),
        (two(ends={"release": {"valid_until": LAST + timedelta(1)}}), ["root"], Reason.END_TAKEN_BACK),
        (two(), [], Reason.NOT_BY_OLD),
        (two(), ["release"], Reason.NOT_BY_OLD),
        (two(), ["other-root"], Reason.NOT_BY_OLD),
        (two(root=ROOT2), ["root2"], Reason.NOT_BY_OLD),
        (two(root=ROOT2, ends={"root": {"revoked_on": DAY}}), ["root"], Reason.NOT_BY_NEW),
        (two(root=ROOT2, ends={"root": {"compromised_since": DAY}}), ["root"], Reason.NOT_BY_NEW),
        (two(root=rule(["root", "root2", "root3"], threshold=2)), ["root"], Reason.NOT_BY_NEW),
        (two(root=rule(["root", "root-ed"], algorithms=BOTH)), ["root"], Reason.NOT_BY_NEW),
        (two(date=LAST + timedelta(1), expires=LAST + timedelta(9)), ["root"], Reason.NOT_BY_OLD),
    ],
)
def test_a_next_version_against_the_rules_is_refused(second: RolesFile, names: list[str], reason: Reason) -> None:
    assert refused(signed_bytes(ONE, "root"), signed_bytes(second, *names)) is reason


@pytest.mark.parametrize(
    ("third", "reason"),
    [
        (two(version=3), Reason.END_TAKEN_BACK),
        (two(version=3, ends={"release": {"revoked_on": DAY}}), Reason.END_TAKEN_BACK),
        (two(version=3, ends={"release": {"revoked_on": LATER, "compromised_since": DAY}}), Reason.END_TAKEN_BACK),
        (two(version=3, ends={"release": {"revoked_on": DAY, "compromised_since": FIRST}}), None),
    ],
)
def test_an_end_once_written_down_stays_or_moves_earlier(third: RolesFile, reason: Reason | None) -> None:
    versions = [signed_bytes(file, "root") for file in (ONE, ENDED, third)]
    if reason:
        assert refused(*versions) is reason
    else:
        assert follow(*versions).newest == third


def test_a_version_with_a_bad_signature_of_a_root_is_refused_though_enough_are_good() -> None:
    first = roles(root=ROOT2)
    second = signed(two(root=ROOT2), "root", "root2")
    keyid = key("root2").public.keyid
    broken = Envelope(second.payload_type, second.payload, {**second.signatures, keyid: key("root2").sign(b"")})
    digest = signed(first, "root").digest
    assert refused(signed_bytes(first, "root"), envelope_bytes(broken), digest=digest) is Reason.NOT_BY_OLD


def test_whoever_has_version_2_on_paper_starts_there() -> None:
    second = signed(two(**RENEWED), "root")
    versions = (signed_bytes(ONE, "root"), envelope_bytes(second))
    assert follow(*versions, digest=second.digest).digest == second.digest
    # What stood before was judged by those who made the paper.
    others = roles(root=rule(["other-root"]))
    assert follow(signed_bytes(others, "other-root"), versions[1], digest=second.digest).newest.version == 2


def test_whoever_remembers_the_newest_version_is_not_shown_an_older_one() -> None:
    """A host that hides the version in which a key was revoked."""
    second = signed(two(**RENEWED), "root")
    assert refused(signed_bytes(ONE, "root"), digest=second.digest) is Reason.OTHER_DIGEST


@pytest.mark.parametrize(
    ("versions", "reason"),
    [
        ([], Reason.MISSING),
        ([signed_bytes(roles(root=rule(["other-root"])), "other-root")], Reason.OTHER_DIGEST),
        ([signed_bytes(ONE)], Reason.NOT_BY_NEW),
        ([signed_bytes(ONE, "other-root")], Reason.NOT_BY_NEW),
        ([b"{}"], Reason.DAMAGED),
        ([envelope_bytes(sign_envelope(STATEMENT, ONE.payload, [key("root")]))], Reason.OTHER_TYPE),
        ([signed_bytes(ONE, "root"), b"<html>"], Reason.DAMAGED),
        ([signed_bytes(ONE, "root"), signed_bytes(ONE, "root")], Reason.VERSION_SKIPPED),
    ],
)
def test_what_is_not_the_roles_on_paper_is_refused(versions: list[bytes], reason: Reason) -> None:
    assert refused(*versions) is reason


def test_version_2_cannot_be_shown_as_version_1() -> None:
    second = signed(two(), "root")
    assert refused(envelope_bytes(second), digest=second.digest) is Reason.VERSION_SKIPPED


def test_only_the_newest_version_must_not_have_expired() -> None:
    first = roles(expires=FIRST)
    versions = (signed_bytes(first, "root"), signed_bytes(two(), "root"))
    digest = signed(first, "root").digest
    assert follow(versions[0], digest=digest, on=FIRST).newest == first
    assert refused(versions[0], digest=digest) is Reason.ROLES_EXPIRED
    assert follow(*versions, digest=digest, on=LAST).newest.version == 2
    assert refused(*versions, digest=digest, on=LAST + timedelta(1)) is Reason.ROLES_EXPIRED


def test_a_host_without_end_is_not_followed_for_ever() -> None:
    content = signed_bytes(ONE, "root")
    with pytest.raises(EvidenceRefused, match="no version"):
        follow_roles(lambda _: content, "0" * 64, DAY)


RELEASE2 = rule(["release", "release2"], threshold=2)
TWO_KINDS = rule(["release", "release-ed"], algorithms=BOTH)
FOUR = rule(["release", "release2", "release-ed", "release2-ed"], threshold=2, algorithms=BOTH)
WITNESS = rule(["witness-ed"], algorithms=[ED25519])


@pytest.mark.parametrize(
    ("release", "ends", "names", "reason"),
    [
        (None, {}, ["release"], None),
        (None, {}, ["release", "other-root"], None),
        (None, {}, [], Reason.UNSIGNED),
        (None, {}, ["other-root"], Reason.UNKNOWN_KEY),
        (None, {}, ["root"], Reason.OTHER_ROLE),
        (None, {}, ["witness-ed"], Reason.OTHER_ROLE),
        (None, {"valid_until": DAY}, ["release"], None),
        (None, {"valid_until": DAY - timedelta(1)}, ["release"], Reason.EXPIRED),
        (None, {"valid_from": DAY}, ["release"], None),
        (None, {"valid_from": LATER}, ["release"], Reason.NOT_YET_VALID),
        (None, {"revoked_on": LATER}, ["release"], None),
        (None, {"revoked_on": DAY}, ["release"], Reason.REVOKED),
        (None, {"compromised_since": LATER}, ["release"], None),
        (None, {"compromised_since": DAY}, ["release"], Reason.COMPROMISED),
        (None, {"revoked_on": FIRST, "compromised_since": DAY}, ["release"], Reason.COMPROMISED),
        (RELEASE2, {}, ["release", "release2"], None),
        (RELEASE2, {}, ["release"], Reason.BELOW_THRESHOLD),
        (RELEASE2, {"revoked_on": DAY}, ["release", "release2"], Reason.REVOKED),
        (TWO_KINDS, {}, ["release", "release-ed"], None),
        (TWO_KINDS, {}, ["release"], Reason.ALGORITHM_MISSING),
        (TWO_KINDS, {}, ["release-ed"], Reason.ALGORITHM_MISSING),
        (FOUR, {}, ["release", "release2", "release-ed", "release2-ed"], None),
        (FOUR, {}, ["release", "release2", "release-ed"], Reason.BELOW_THRESHOLD),
        (FOUR, {}, ["release", "release2"], Reason.ALGORITHM_MISSING),
        # A key of an algorithm that the role no longer asks for stays listed and does not count.
        (rule(["release", "release-ed"]), {}, ["release-ed"], Reason.BELOW_THRESHOLD),
    ],
)
def test_what_fulfils_a_role(
    release: RoleRule | None, ends: dict[str, date], names: list[str], reason: Reason | None
) -> None:
    file = roles(release=release, ends={"release": ends}, witness=WITNESS)
    envelope = sign_envelope(STATEMENT, b"{}", [key(name) for name in names])
    found = fulfils(file, envelope, Role.RELEASE, DAY)
    assert found.reason is reason
    if reason is None:
        assert found.require() is found
        assert set(found.keyids) == {key(name).public.keyid for name in names if name.startswith("release")}
    else:
        with pytest.raises(EvidenceRefused) as caught:
            found.require()
        assert caught.value.reason is reason
        assert str(DAY) in str(caught.value)


def test_a_bad_signature_of_the_role_is_refused_though_another_is_good() -> None:
    file = roles(release=rule(["release", "release2"]))
    envelope = sign_envelope(STATEMENT, b"{}", [key("release")])
    swapped = {**envelope.signatures, key("release2").public.keyid: key("release2").sign(b"{}")}
    found = fulfils(file, Envelope(STATEMENT, b"{}", swapped), Role.RELEASE, DAY)
    assert found.reason is Reason.BAD_SIGNATURE


def test_one_signature_under_two_key_ids_counts_once_at_most() -> None:
    envelope = sign_envelope(STATEMENT, b"{}", [key("release")])
    copied = dict.fromkeys((key("release").public.keyid, key("release2").public.keyid), *envelope.signatures.values())
    found = fulfils(roles(release=RELEASE2), Envelope(STATEMENT, b"{}", copied), Role.RELEASE, DAY)
    assert found.reason is Reason.BAD_SIGNATURE


def test_a_role_of_nobody_is_fulfilled_by_nobody() -> None:
    found = Roles(ONE, (DIGEST,)).judge({}, Role.WITNESS, DAY)
    assert (found.reason, found.keyids) == (None, ())


def tree() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(roles(witness=WITNESS).payload)
    return read


RELEASE_ID = key("release").public.keyid
ROOT_ID = key("root").public.keyid


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.update(more=1),
        lambda t: t.update(format=2),
        lambda t: t.update(version=0),
        lambda t: t.update(version=1.0),
        lambda t: t.update(version=True),
        lambda t: t.update(origin="https://Example.cn"),
        lambda t: t.update(origin="a b"),
        lambda t: t.update(origin="a\n"),
        lambda t: t.update(date="2026-11-20T00:00:00"),
        lambda t: t.update(date="20261120"),
        lambda t: t.update(date=1794441600),
        lambda t: t.update(expires="2026-11-19"),
        lambda t: t.pop("expires"),
        lambda t: t["keys"].pop(RELEASE_ID),
        lambda t: t["keys"].update({"0" * 64: t["keys"][RELEASE_ID]}),
        lambda t: t["keys"].update({RELEASE_ID: t["keys"][ROOT_ID]}),
        lambda t: t["keys"][RELEASE_ID].update(algorithm="ed25519"),
        lambda t: t["keys"][RELEASE_ID].update(algorithm="rsa"),
        lambda t: t["keys"][RELEASE_ID].update(public=""),
        lambda t: t["keys"][RELEASE_ID].update(public=t["keys"][RELEASE_ID]["public"] + "\n"),
        lambda t: t["keys"][RELEASE_ID].update(owner=""),
        lambda t: t["keys"][RELEASE_ID].update(owner=" 运行方"),
        lambda t: t["keys"][RELEASE_ID].update(owner="a+b"),
        lambda t: t["keys"][RELEASE_ID].update(owner="a\nb"),
        lambda t: t["keys"][RELEASE_ID].update(owner="a\u200bb"),
        lambda t: t["keys"][RELEASE_ID].update(revoked_on=None),
        lambda t: t["keys"][RELEASE_ID].update(valid_until="2026-01-01"),
        lambda t: t["roles"].pop("witness"),
        lambda t: t["roles"].update(partner=t["roles"]["witness"]),
        lambda t: t["roles"]["release"].update(threshold=0),
        lambda t: t["roles"]["release"].update(threshold=2),
        lambda t: t["roles"]["release"].update(algorithms=[]),
        lambda t: t["roles"]["release"].update(algorithms=["ecdsa-p256-sha256", "ed25519"]),
        lambda t: t["roles"]["release"].update(algorithms=["ecdsa-p256-sha256"] * 2),
        lambda t: t["roles"]["release"].update(keys=[RELEASE_ID] * 2),
        lambda t: t["roles"]["release"].update(keys=[RELEASE_ID, ROOT_ID]),
        lambda t: t["roles"]["release"].update(keys=[]),
        lambda t: t["roles"]["release"].update(keys=[], threshold=0, algorithms=[]),
        lambda t: t["roles"]["root"].update(keys=["f" * 64]),
    ],
)
def test_roles_of_another_form_are_refused(change: Callable[[dict[str, Any]], object]) -> None:
    other = tree()
    change(other)
    with pytest.raises(EvidenceRefused) as caught:
        read_roles_file(canonical_json(other))
    assert caught.value.reason is Reason.DAMAGED
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("payload", [b"", b"[]", b"\xff", ONE.payload + b"\n", ONE.payload.replace(b":", b": ", 1)])
def test_roles_in_another_byte_form_are_refused(payload: bytes) -> None:
    with pytest.raises(EvidenceRefused):
        read_roles_file(payload)


CHAIN = (signed_bytes(ONE, "root"), signed_bytes(two(root=ROOT2, **RENEWED), "root"))


@given(which=st.integers(0, 1), at=st.integers(0, 10**6), other=st.integers(1, 255))
def test_any_byte_changed_in_a_version_is_refused(which: int, at: int, other: int) -> None:
    content = CHAIN[which]
    at %= len(content)
    changed = content[:at] + bytes([content[at] ^ other]) + content[at + 1 :]
    with pytest.raises(EvidenceRefused):
        follow(*(changed if which == number else version for number, version in enumerate(CHAIN)))


@given(
    signers=st.sets(st.sampled_from(["release", "release2", "release-ed", "release2-ed", "root", "other-root"])),
    revoked=st.sets(st.sampled_from(["release", "release2", "release-ed", "release2-ed"])),
)
def test_a_role_is_fulfilled_exactly_if_every_algorithm_has_enough(signers: set[str], revoked: set[str]) -> None:
    file = roles(release=FOUR, ends={name: {"revoked_on": DAY} for name in revoked})
    good = signers - revoked
    expected = {"release", "release2"} <= good and {"release-ed", "release2-ed"} <= good
    envelope = sign_envelope(STATEMENT, b"{}", [key(name) for name in sorted(signers)])
    assert (fulfils(file, envelope, Role.RELEASE, DAY).reason is None) is expected
    assert PAYLOAD_TYPE != STATEMENT
