"""What ends, and when: of several keys the one that lasts counts, and no name of an officer is told."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.approval.keys import make_key
from pipeline.approval.modes import ApprovalMode
from pipeline.evidence.roles import Roles
from pipeline.evidence.roles_file import RolesFile
from pipeline.settings.law import Law
from pipeline.settings.sections import ApprovalSettings, ScanSettings, SiteSettings
from pipeline.settings.target import ReleaseSettings
from pipeline.watch.endings import (
    end_of_security_txt,
    ends_of_allowed,
    ends_of_certificates,
    ends_of_law,
    ends_of_officers,
    ends_of_roles,
    witnessing,
)
from pipeline.watch.facts import Witnessing
from pipeline.watch.problems import Code
from tests.pipeline.evidence.made import ED25519, LAST, key, roles, rule
from tests.pipeline.evidence.test_cosigned import ENTRIES, NOW, ROLES, brought
from tests.pipeline.watch.test_alerts import certificate

TODAY, SOON, LATER = date(2026, 11, 26), date(2026, 12, 6), date(2027, 12, 31)
COURT = "浙0106"
ENOUGH = f"enough people with a key in {COURT}"


def ends(file: RolesFile, *used: str) -> dict[str, date]:
    found = ends_of_roles(Roles(file, ("d",)), frozenset(key(name).public.keyid for name in used))
    return {ending.what: ending.day for ending in found}


def test_a_role_ends_when_too_few_of_its_keys_are_good() -> None:
    two = rule(["release", "release2"])
    found = ends(roles(release=two, ends={"release": {"valid_until": SOON}}))
    assert found == {
        "roles version 1": LAST,
        "root keys (ecdsa-p256-sha256)": LAST,
        "release keys (ecdsa-p256-sha256)": LAST,
    }
    both = rule(["release", "release2"], threshold=2)
    assert (
        ends(roles(release=both, ends={"release": {"valid_until": SOON}}))["release keys (ecdsa-p256-sha256)"] == SOON
    )
    revoked = ends(roles(release=both, ends={"release2": {"revoked_on": TODAY}}))
    assert revoked["release keys (ecdsa-p256-sha256)"] == TODAY - timedelta(days=1)


def test_the_key_that_signs_now_ends_though_another_one_lasts() -> None:
    two = roles(release=rule(["release", "release2"]), ends={"release": {"valid_until": SOON}})
    told = f"release key {key('release').public.keyid[:8]} ([release] key)"
    assert ends(two, "release")[told] == SOON
    assert told not in ends(two, "release2")


def test_of_a_witness_the_newest_cosignature_counts(tmp_path: Path) -> None:
    release = ReleaseSettings(cosigned=tmp_path)
    moment = datetime.fromtimestamp(NOW).astimezone()
    assert witnessing(release, ROLES, moment) == Witnessing(None)
    (tmp_path / "a").write_bytes(brought(3, "witness-ed"))
    (tmp_path / "b").write_bytes(brought(5, "witness2-ed"))
    (tmp_path / "c").write_bytes(b"no note")
    assert witnessing(release, ROLES, moment) == Witnessing(ENTRIES[4].day)
    assert witnessing(release, Roles(roles(), ("d",)), moment) is None, "nobody is named"
    assert witnessing(release, Roles(roles(witness=rule(["witness3-ed"], 1, [ED25519])), ("d",)), moment) == Witnessing(
        None
    )


def officers(tmp_path: Path, *entries: tuple[str, date], more: str = "") -> list[tuple[str, date]]:
    """Signer and last day of each key -> what is told."""
    text = ""
    for signer, last in entries:
        begin = date(2026, 11, 1)
        days = (last - begin).days + 1
        text += make_key(signer, COURT, days, begin).entry
    (tmp_path / "keys.toml").write_text(text + more, encoding="utf-8")
    approval = ApprovalSettings(mode=ApprovalMode.COURT, keys=tmp_path / "keys.toml")
    return [(ending.what, ending.day) for ending in ends_of_officers(approval, TODAY)]


def test_an_officer_with_a_newer_key_is_no_matter(tmp_path: Path) -> None:
    assert officers(tmp_path, ("陆明", SOON), ("陆明", LATER)) == [(ENOUGH, LATER)]


def test_a_court_ends_with_the_last_that_it_needs_and_others_are_told_by_key(tmp_path: Path) -> None:
    found = officers(tmp_path, ("陆明", SOON), ("沈青", LATER))
    assert found[0] == (ENOUGH, LATER)
    assert found[1][1] == SOON
    assert "陆明" not in found[1][0]


def test_where_two_must_sign_the_court_ends_with_the_second(tmp_path: Path) -> None:
    rule_of_two = f'[courts."{COURT}"]\nthreshold = 2\n'
    assert officers(tmp_path, ("陆明", SOON), ("沈青", LATER), more=rule_of_two) == [(ENOUGH, SOON)]


def test_an_officer_who_left_is_told_no_more(tmp_path: Path) -> None:
    assert officers(tmp_path, ("陆明", date(2026, 11, 20)), ("沈青", LATER)) == [(ENOUGH, LATER)]


def test_without_signatures_nobody_s_key_is_told(tmp_path: Path) -> None:
    assert list(ends_of_officers(ApprovalSettings(mode=ApprovalMode.SCAN, keys=tmp_path / "none"), TODAY)) == []


def test_entries_of_the_allow_list_are_told_by_their_place(tmp_path: Path) -> None:
    path = tmp_path / "allow.toml"
    path.write_text(
        '[[allow]]\nvalue = "95598000001"\nexpires = 2026-12-01\n[[allow]]\nreason = "no day"\n', encoding="utf-8"
    )
    (one,) = ends_of_allowed(ScanSettings(allow_list=path))
    assert (one.code, one.what, one.day) == (Code.ALLOW_LIST_ENDS, "1", date(2026, 12, 1))
    assert list(ends_of_allowed(ScanSettings(allow_list=tmp_path / "none"))) == []


def test_a_certificate_is_told_by_its_file(tmp_path: Path) -> None:
    root, chain = certificate(tmp_path)
    (one,) = ends_of_certificates((root,))
    assert (one.what, (one.day - date.today()).days in (19, 20)) == ("root.pem", True)  # noqa: DTZ011
    with pytest.raises(OSError, match=r"none\.pem"):
        list(ends_of_certificates((tmp_path / "none.pem",)))
    assert chain.is_file()


def test_the_confirmation_of_a_text_ends_after_twelve_months_and_the_newest_counts() -> None:
    said = {"office": "浙江省高级人民法院执行局", "document": "执行局函〔2025〕9号"}
    old, new = date(2025, 6, 1), date(2025, 12, 6)
    law = Law.model_validate({"confirmed": [{"text": "L1", **said, "date": day} for day in (new, old)]})
    (one,) = ends_of_law(law)
    assert (one.code, one.what, one.day) == (Code.LAW_ENDS, "L1 法发〔2019〕35号", SOON)
    assert list(ends_of_law(Law())) == []


def test_security_txt_ends_with_its_day() -> None:
    (one,) = end_of_security_txt(SiteSettings(security_expires="2026-12-06"))
    assert one.day == SOON
    assert list(end_of_security_txt(SiteSettings())) == []
