from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.core.errors import SettingsError
from pipeline.evidence.dsse import Envelope, add_signatures, envelope_bytes, read_envelope
from pipeline.evidence.refusals import EvidenceRefused, Reason
from pipeline.evidence.roles import follow_roles
from pipeline.evidence.roles_draft import Draft, draft_entry, draft_version, read_draft
from pipeline.evidence.roles_file import PAYLOAD_TYPE, Role
from pipeline.evidence.roles_folder import RolesFolder, Rotation
from tests.pipeline.evidence.made import ED25519, FIRST, LAST, ORIGIN, P256, key

NEXT = date(2027, 3, 1)
HEAD = f'origin = "{ORIGIN}"\nexpires = {LAST}\n'
TWO_OF_THREE = "[roles.root]\nthreshold = 2\n"


def entry(name: str, role: Role | None = None, owner: str = "", days: int = 365) -> str:
    its = role or Role(name.rstrip("23").split("-")[0])
    return draft_entry(key(name).public, its, owner or f"保管人 {name}", FIRST, days)


def draft(*names: str, more: str = "", head: str = HEAD) -> Draft:
    return read_draft(head + "".join(entry(name) for name in names) + more)


def sign(folder: Path, said: Draft, *names: str, on: date = FIRST) -> Rotation:
    return RolesFolder(folder).sign_next(said, [key(name) for name in names], on)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


SMALL = ("root", "release")
PROVINCE = ("root", "root2", "root3", "release", "witness-ed")


def test_one_holder_makes_the_first_version(tmp_path: Path) -> None:
    done = sign(tmp_path / "roles", draft(*SMALL), "root")
    assert not done.missing
    assert files(tmp_path / "roles") == ["1.dsse.json"]
    found = follow_roles(RolesFolder(tmp_path / "roles").read, done.digest, FIRST)
    assert found.newest == done.roles
    assert found.newest.roles.witness.threshold == 0


def test_nothing_becomes_current_before_enough_holders_have_signed(tmp_path: Path) -> None:
    said = draft(*PROVINCE, more=TWO_OF_THREE)
    first = sign(tmp_path, said, "root")
    assert "root needs 2" in first.missing
    assert files(tmp_path) == ["1.pending.json"]
    assert RolesFolder(tmp_path).current() is None
    # The same holder again is still one.
    assert sign(tmp_path, said, "root").missing
    # The second comes two days later: the date stays that which the first signed.
    second = sign(tmp_path, said, "root3", on=FIRST + timedelta(2))
    assert not second.missing
    assert second.digest == first.digest
    assert second.roles.date == FIRST
    assert files(tmp_path) == ["1.dsse.json"]


def test_two_holders_at_one_desk_sign_at_once(tmp_path: Path) -> None:
    assert not sign(tmp_path, draft(*PROVINCE, more=TWO_OF_THREE), "root", "root2").missing


def test_whoever_changes_what_waits_is_refused(tmp_path: Path) -> None:
    sign(tmp_path, draft(*PROVINCE, more=TWO_OF_THREE), "root")
    before = (tmp_path / "1.pending.json").read_bytes()
    with pytest.raises(SettingsError, match=r"delete 1\.pending\.json to begin anew"):
        sign(tmp_path, draft(*PROVINCE, "release2", more=TWO_OF_THREE), "root2")
    assert (tmp_path / "1.pending.json").read_bytes() == before


def test_what_waits_under_a_later_day_is_refused(tmp_path: Path) -> None:
    said = draft(*PROVINCE, more=TWO_OF_THREE)
    sign(tmp_path, said, "root", on=NEXT)
    with pytest.raises(SettingsError, match="set the clock"):
        sign(tmp_path, said, "root2", on=NEXT - timedelta(1))


def test_a_damaged_signature_that_waits_keeps_the_version_from_becoming_current(tmp_path: Path) -> None:
    said = draft(*PROVINCE, more=TWO_OF_THREE)
    sign(tmp_path, said, "root")
    waiting = read_envelope((tmp_path / "1.pending.json").read_bytes(), PAYLOAD_TYPE)
    broken = {**waiting.signatures, key("root2").public.keyid: key("root2").sign(b"")}
    content = envelope_bytes(Envelope(PAYLOAD_TYPE, waiting.payload, broken))
    (tmp_path / "1.pending.json").write_bytes(content)
    assert "is not of what is said" in sign(tmp_path, said, "root3").missing


def renewed(revoked: str = "") -> str:
    return entry("release").rstrip("\n") + f"\n{revoked}\n" + entry("release2")


def test_the_next_version_keeps_the_old_release_key_and_its_end(tmp_path: Path) -> None:
    first = sign(tmp_path, draft(*SMALL), "root")
    said = read_draft(HEAD + entry("root") + renewed(f"revoked_on = {NEXT}"))
    second = sign(tmp_path, said, "root", on=NEXT)
    assert (second.roles.version, second.missing) == (2, "")
    assert files(tmp_path) == ["1.dsse.json", "2.dsse.json"]
    found = follow_roles(RolesFolder(tmp_path).read, first.digest, NEXT)
    assert found.newest.keys[key("release").public.keyid].revoked_on == NEXT
    assert [file.version for file in RolesFolder(tmp_path).versions()] == [1, 2]


def test_a_root_that_goes_signs_together_with_the_one_that_comes(tmp_path: Path) -> None:
    sign(tmp_path, draft(*SMALL), "root")
    leaving = read_draft(
        HEAD + entry("root").rstrip("\n") + f"\ncompromised_since = {NEXT}\n" + entry("root2") + entry("release")
    )
    assert "not signed by its own roots" in sign(tmp_path, leaving, "root", on=NEXT).missing
    assert sign(tmp_path, leaving, "root2", on=NEXT).missing == ""
    with pytest.raises(EvidenceRefused) as caught:
        sign(tmp_path, leaving, "root", on=NEXT)
    assert caught.value.reason is Reason.COMPROMISED


@pytest.mark.parametrize(
    ("said", "names", "on", "reason"),
    [
        (lambda: draft("root", "release2"), ["root"], NEXT, Reason.KEY_DROPPED),
        (lambda: draft(*SMALL, head=HEAD.replace(".cn", ".com")), ["root"], NEXT, Reason.OTHER_ORIGIN),
        (lambda: read_draft(HEAD + entry("root") + entry("release", owner="别人")), ["root"], NEXT, Reason.KEY_CHANGED),
        (lambda: read_draft(HEAD + entry("root") + entry("release", days=366)), ["root"], NEXT, Reason.END_TAKEN_BACK),
        (lambda: draft(*SMALL), ["root"], FIRST - timedelta(1), Reason.DATE_BACK),
        (lambda: draft(*SMALL), ["release"], NEXT, Reason.OTHER_ROLE),
        (lambda: draft(*SMALL), ["other-root"], NEXT, Reason.UNKNOWN_KEY),
        (lambda: draft(*SMALL, head=HEAD.replace("2027", "2028")), ["root"], LAST + timedelta(1), Reason.EXPIRED),
    ],
)
def test_what_a_reader_would_refuse_is_not_written(
    tmp_path: Path, said: Callable[[], Draft], names: Sequence[str], on: date, reason: Reason
) -> None:
    sign(tmp_path, draft(*SMALL), "root")
    with pytest.raises(EvidenceRefused) as caught:
        sign(tmp_path, said(), *names, on=on)
    assert caught.value.reason is reason
    assert files(tmp_path) == ["1.dsse.json"]


def test_a_version_that_has_expired_before_it_is_signed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="expires"):
        sign(tmp_path, draft(*SMALL), "root", on=LAST + timedelta(1))
    assert files(tmp_path) == []


def test_a_folder_with_an_edited_version_signs_nothing(tmp_path: Path) -> None:
    sign(tmp_path, draft(*SMALL), "root")
    path = tmp_path / "1.dsse.json"
    path.write_bytes(path.read_bytes().replace(b"sig", b"gis"))
    with pytest.raises(EvidenceRefused):
        sign(tmp_path, draft(*SMALL), "root", on=NEXT)


def test_a_version_signed_by_strangers_is_not_current(tmp_path: Path) -> None:
    sign(tmp_path, draft(*SMALL), "root")
    forged = draft_version(draft(*SMALL, "release2"), 2, NEXT)
    envelope = add_signatures(Envelope(PAYLOAD_TYPE, forged.payload, {}), [key("other-root")])
    (tmp_path / "2.dsse.json").write_bytes(envelope_bytes(envelope))
    with pytest.raises(EvidenceRefused) as caught:
        RolesFolder(tmp_path).current()
    assert caught.value.reason is Reason.NOT_BY_OLD


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("origin =", "no TOML"),
        ("", "origin"),
        (HEAD, "key"),
        (HEAD + "key = []", "root"),
        (HEAD + entry("root"), "release"),
        (HEAD + entry("root") * 2 + entry("release"), "twice"),
        (HEAD + entry("root") + entry("release") + "phone = 1\n", "phone"),
        (HEAD + entry("root") + entry("release").replace('"release"', '"partner"'), "role"),
        (HEAD + entry("root") + entry("release").replace('keyid = "', 'keyid = "0'), "keyid"),
        (HEAD + entry("root") + entry("root2", Role.RELEASE, "x").replace(key("root2").public.keyid, "0" * 64), "keyid|key id"),
        (HEAD + entry("root") + entry("release") + "[roles.witness]\n", "no key"),
        (HEAD + entry("root") + entry("release") + "[roles.partner]\n", "roles"),
        (HEAD + entry("root") + entry("release") + "[roles.root]\nthreshold = 0\n", "threshold"),
        (HEAD + entry("root") + entry("release") + "[roles.root]\nthreshold = 2\n", "1 people own some"),
        (HEAD + entry("root", owner="甲") + entry("root2", owner="甲 ".strip()) + entry("release") + TWO_OF_THREE, "1 people"),
        (HEAD + entry("root") + entry("root-ed") + entry("release"), "2 algorithms"),
        (HEAD + entry("root") + entry("release") + '[roles.root]\nalgorithms = ["ed25519"]\n', "0 people"),
        (HEAD.replace(str(LAST), '"soon"') + entry("root") + entry("release"), "expires"),
        (HEAD.replace(ORIGIN, "https://Zxgk") + entry("root") + entry("release"), "origin"),
    ],
)  # fmt: skip
def test_a_draft_that_contradicts_itself_is_refused_in_one_line(text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says) as caught:
        draft_version(read_draft(text), 1, FIRST)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("ROLES.toml")


def test_which_algorithms_are_demanded_can_be_said() -> None:
    said = draft("root", "root-ed", "release", more='[roles.root]\nalgorithms = ["ed25519", "ecdsa-p256-sha256"]\n')
    assert draft_version(said, 1, FIRST).roles.root.algorithms == (P256, ED25519)
    said = draft("root", "root-ed", "release", more='[roles.root]\nalgorithms = ["ecdsa-p256-sha256"]\n')
    assert draft_version(said, 1, FIRST).roles.root.algorithms == (P256,)


@pytest.mark.parametrize(("owner", "days"), [("", 1), ("a+b", 1), ("a\nb", 1), ("甲" * 61, 1), ("甲", 0)])
def test_an_entry_that_could_not_stand_in_a_draft_is_not_printed(owner: str, days: int) -> None:
    with pytest.raises(SettingsError):
        draft_entry(key("root").public, Role.ROOT, owner, FIRST, days)
