"""Nights beside a desk: what waits goes out, what officers signed comes in, and an older batch lets out no more than it may."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.approval.envelopes import sign_batch, signed_payload
from pipeline.approval.key_file import revoke_key
from pipeline.approval.keys import read_key
from pipeline.approval.opening import BATCH_TYPE, LOGIN_TYPE
from pipeline.approval.public_copy import PublicCopy, read_copy
from pipeline.approval.refusals import Reason
from pipeline.approval.registry import load_registry
from pipeline.approval.statement import Reviews, canonical_bytes, state_batch
from pipeline.composing.officers import known_officers
from pipeline.review.desk_out import read_told
from pipeline.review.importing import forget_oldest
from pipeline.state.batches import BatchName
from publish import app
from tests.support.case_system import listing
from tests.support.deployment import Deployment
from tests.test_approval_story import (
    CASES,
    CLOSING,
    CODE,
    DEBTORS,
    LISTINGS,
    MONDAY,
    PASSPHRASE,
    TUESDAY,
    WEDNESDAY,
    House,
)

SAME, MENDED, GONE = listing("d4", "慕容晚晴"), listing("d5", "公孙晓月"), listing("d6", "令狐清风")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Monday's batch is public; Tuesday's and Wednesday's wait: of Tuesday's new records one is mended, one is gone.

    What Tuesday said of a record that is public was wrong, and Wednesday says again what Monday said.
    """
    more = '[desk]\nfolder = "desk"\n'
    house = House(Deployment.at(tmp_path_factory.mktemp("desk") / "home", more, mode="court").home)
    house.hire("陆明")
    house.hire("沈青")
    house.hire("何川", court="浙0108")
    house.holds({CASES: [CLOSING], LISTINGS: DEBTORS})
    house.night(MONDAY)
    house.sign(MONDAY)
    house.publish(MONDAY)
    wrong = DEBTORS[0] | {"obligation": "归还借款99000元"}
    house.holds({CASES: [CLOSING], LISTINGS: [wrong, *DEBTORS[1:], SAME, MENDED, GONE]})
    house.night(TUESDAY)
    mended = MENDED | {"obligation": "归还借款31000元"}
    house.holds({CASES: [CLOSING], LISTINGS: [DEBTORS[0], *DEBTORS[2:], SAME, mended]})
    house.night(WEDNESDAY)
    return house.home


@pytest.fixture
def house(template: Path, tmp_path: Path) -> House:
    shutil.copytree(template, tmp_path / "home", symlinks=True)
    return House(tmp_path / "home")


def desk(house: House) -> Path:
    return house.home / "desk"


def handed_out(house: House) -> PublicCopy:
    return read_copy((desk(house) / "out" / "officers.json").read_bytes())


def signed(house: House, name: BatchName, who: str = "陆明", on: str = WEDNESDAY) -> bytes:
    """What the officer's page saves."""
    store, registry = house.office(on).files.batches, load_registry(house.home / "keys.toml")
    key, batch = read_key(house.home / f"{who}.pem", PASSPHRASE), store.read(CODE, name)
    return sign_batch(key, registry, batch, name, date.fromisoformat(on), Reviews({}, ()))


def brought(house: House, content: bytes, name: str = "a.json") -> Path:
    """The desk keeps it."""
    path = desk(house) / "in" / name
    path.write_bytes(content)
    return path


def imported(house: House, *more: str, day: str = WEDNESDAY) -> tuple[int, str]:
    """By command, by day."""
    settings = ["--settings", str(house.home / "yangguang.toml"), "--date", day]
    done = CliRunner().invoke(app, ["approvals", "import", *more, *settings])
    return done.exit_code, done.output


def envelopes(house: House) -> int:
    return len(list((house.home / "state" / "envelopes" / CODE).glob("*.json")))


def test_an_older_batch_lets_out_only_what_the_newest_pull_still_allows(house: House) -> None:
    _, older, newest = house.names()
    brought(house, signed(house, older))
    report = house.publish(WEDNESDAY)
    assert any("filed" in note for note in report.notes)
    assert any("3 record(s) that the pull prints otherwise" in note for note in report.notes), report.notes
    text = house.public_text()
    assert house.as_of() == TUESDAY
    assert "慕容晚晴" in text
    for away in ("公孙晓月", "令狐清风", "司马知秋"):
        assert away not in text
    assert "99000" not in text, "what is public keeps its form"
    house.publish(WEDNESDAY)
    text = house.public_text()
    assert [word for word in ("公孙晓月", "99000") if word in text] == [], "nor the day after"
    assert str(DEBTORS[0]["party_name"]) in text
    assert [batch.name for batch in handed_out(house).courts[CODE].waiting] == [str(newest)]
    brought(house, signed(house, newest))
    house.publish(WEDNESDAY)
    text = house.public_text()
    assert "公孙晓月" in text
    assert "31000" in text
    assert "令狐清风" not in text
    assert handed_out(house).courts[CODE].waiting == ()
    assert not (desk(house) / "out" / CODE).exists()


def test_a_batch_older_than_what_is_public_can_not_be_signed(house: House) -> None:
    _, older, newest = house.names()
    late = signed(house, older, "沈青")
    brought(house, signed(house, newest))
    house.publish(WEDNESDAY)
    brought(house, late)
    status, output = imported(house)
    assert (status, house.as_of()) == (8, WEDNESDAY)
    assert "不在待签之列" in output


def test_after_five_working_days_an_unsigned_batch_goes_the_newest_stays(house: House) -> None:
    _, older, newest = house.names()
    waiting = house.office("2026-11-25").approvals().waiting[CODE]
    assert [batch.name for batch in waiting.signable] == [newest]
    waiting = house.office("2026-11-24").approvals().waiting[CODE]
    assert [batch.name for batch in waiting.signable] == [older, newest]
    brought(house, signed(house, older))
    assert imported(house, day="2026-11-25")[0] == 8


def test_what_waits_is_handed_out_to_the_desks_group_alone(house: House) -> None:
    _, older, newest = house.names()
    out = desk(house) / "out"
    assert out.is_symlink()
    copy = handed_out(house)
    court = copy.courts[CODE]
    assert [batch.name for batch in court.waiting] == [str(older), str(newest)]
    assert {path.name for path in (out / CODE).iterdir()} == {f"{name}.batch.json" for name in (older, newest)}
    assert {key.signer for key in court.keys} == {"陆明", "沈青"}
    assert (court.since, court.name) == (TUESDAY, "杭州市西湖区人民法院")
    modes = {oct(path.stat().st_mode & 0o7777) for path in (out, *out.rglob("*"), desk(house) / "in")}
    assert modes == {"0o750", "0o640", "0o770"}
    inodes = {path.name: path.stat().st_ino for path in (out / CODE).iterdir()}
    before = out.resolve()
    settings = ["--settings", str(house.home / "yangguang.toml"), "--date", WEDNESDAY]
    assert CliRunner().invoke(app, ["approvals", "export", *settings]).exit_code == 0
    assert out.resolve() != before
    assert {path.name: path.stat().st_ino for path in (out / CODE).iterdir()} == inodes, "linked, not made anew"
    assert len([path for path in desk(house).iterdir() if path.name.startswith(".out-")]) <= 2


def test_an_envelope_is_filed_once_and_told(house: House) -> None:
    newest = house.names()[-1]
    content = signed(house, newest)
    before = envelopes(house)
    for name in ("a.json", "b.json"):
        brought(house, content, name)
    status, output = imported(house)
    assert status == 0, output
    assert ("filed: " in output, "filed before: " in output) == (True, True)
    assert envelopes(house) == before + 1
    assert list((desk(house) / "in").iterdir()) == []
    (told,) = handed_out(house).courts[CODE].uploads
    assert (told.is_filed, told.signer, told.batch) == (True, "陆明", str(newest))
    log = (house.home / "state" / "audit.jsonl").read_text(encoding="utf-8")
    assert log.count('"imported"') == 1
    assert house.office(WEDNESDAY).verify_log() is None


def _as_login(house: House, name: BatchName) -> bytes:
    info = house.office(WEDNESDAY).files.batches.info(CODE, name)
    said = canonical_bytes(state_batch(info, name, "陆明", date.fromisoformat(WEDNESDAY), Reviews({}, ())))
    return signed_payload(read_key(house.home / "陆明.pem", PASSPHRASE), said, LOGIN_TYPE)


def _of_other_rows(house: House, name: BatchName) -> bytes:
    """The page shows one batch's rows, and the digest of another is signed."""
    store = house.office(WEDNESDAY).files.batches
    info = store.info(CODE, house.names()[0])
    said = state_batch(info, name, "陆明", date.fromisoformat(WEDNESDAY), Reviews({}, ()))
    said = said.model_copy(update={"date": name.date})
    return signed_payload(read_key(house.home / "陆明.pem", PASSPHRASE), canonical_bytes(said), BATCH_TYPE)


def _compared_with(house: House, name: BatchName, before: str) -> bytes:
    """What a page signs that was shown another batch as the one signed before."""
    info = house.office(WEDNESDAY).files.batches.info(CODE, name)
    said = state_batch(info, name, "陆明", date.fromisoformat(WEDNESDAY), Reviews({}, ()))
    said = said.model_copy(update={"before": before})
    return signed_payload(read_key(house.home / "陆明.pem", PASSPHRASE), canonical_bytes(said), BATCH_TYPE)


def _by_another_court(house: House, name: BatchName) -> bytes:
    info = house.office(WEDNESDAY).files.batches.info(CODE, name)
    said = canonical_bytes(state_batch(info, name, "何川", date.fromisoformat(WEDNESDAY), Reviews({}, ())))
    return signed_payload(read_key(house.home / "何川.pem", PASSPHRASE), said, BATCH_TYPE)


def test_what_does_not_count_is_told_kept_apart_and_filed_nowhere(house: House) -> None:
    newest = house.names()[-1]
    second = signed(house, newest)
    refused = {
        "login.json": (_as_login(house, newest), Reason.OTHER_TYPE),
        "rows.json": (_of_other_rows(house, newest), Reason.OTHER_DIGEST),
        "court.json": (_by_another_court(house, newest), Reason.OTHER_COURTS_KEY),
        "public.json": (b"{}", Reason.DAMAGED),
        "before.json": (_compared_with(house, newest, "ab" * 32), Reason.OTHER_DIGEST),
        "flipped.json": (second.replace(b'"sig":"', b'"sig":"A', 1), Reason.DAMAGED),
    }
    for name, (content, _) in refused.items():
        brought(house, content, name)
    secret = house.home / "keys.toml"
    (desk(house) / "in" / "link.json").symlink_to(secret)
    os.mkfifo(desk(house) / "in" / "pipe.json")
    (desk(house) / "in" / "folder.json").mkdir()
    before = envelopes(house)
    status, output = imported(house)
    assert (status, envelopes(house)) == (8, before)
    for name, (_, reason) in refused.items():
        (line,) = [line for line in output.splitlines() if f" {name}:" in line]
        assert reason in (Reason.OTHER_TYPE, Reason.OTHER_DIGEST, Reason.OTHER_COURTS_KEY, Reason.DAMAGED), line
    kept = {path.read_bytes() for path in (desk(house) / "refused").iterdir()}
    assert kept == {content for content, _ in refused.values()}
    assert secret.is_file()
    assert {path.name for path in (desk(house) / "in").iterdir()} == {"folder.json"}
    reasons = {upload.reason for upload in read_told(desk(house))[CODE]}
    assert len(reasons) == 2, "what names no court is told to the operator alone"


def test_a_second_signature_of_one_person_and_an_old_envelope_are_refused(house: House) -> None:
    newest = house.names()[-1]
    brought(house, signed(house, newest, on=WEDNESDAY))
    imported(house)
    brought(house, signed(house, newest, on="2026-11-19"))
    status, output = imported(house, day="2026-11-19")
    assert (status, "同一人不能签两次" in output) == (8, True)
    old = signed(house, newest, "沈青", on=WEDNESDAY)
    key = read_key(house.home / "沈青.pem", PASSPHRASE).keyid
    files = house.office(WEDNESDAY).files
    files.envelopes.write(CODE, newest, key, old)
    files.envelopes.write(CODE, newest, key, signed(house, newest, "沈青", on="2026-11-19"))
    brought(house, old)
    assert "重复使用" in imported(house, day="2026-11-19")[1]


def test_the_page_may_have_compared_with_what_the_court_signed(house: House) -> None:
    store = house.office(WEDNESDAY).files.batches
    first, older, newest = house.names()
    brought(house, _compared_with(house, older, store.info(CODE, first).digest))
    assert imported(house)[0] == 0
    brought(house, _compared_with(house, newest, store.info(CODE, first).digest))
    assert imported(house)[0] == 0, "signed once, though another is in force by now"


def test_what_too_few_signed_is_nothing_to_compare_with(house: House) -> None:
    """Else a court's second officer is shown as unchanged what only the first one has seen."""
    _, older, newest = house.names()
    with (house.home / "keys.toml").open("a", encoding="utf-8") as keys:
        keys.write(f'[courts."{CODE}"]\nthreshold = 2\nthreshold_since = {TUESDAY}\n')
    digest = house.office(WEDNESDAY).files.batches.info(CODE, older).digest
    brought(house, signed(house, older, "沈青"))
    assert imported(house)[0] == 0
    brought(house, _compared_with(house, newest, digest))
    status, output = imported(house)
    assert (status, "compared with a batch" in output) == (8, True), output


def test_what_a_key_in_other_hands_signed_is_nothing_to_compare_with(house: House) -> None:
    _, older, newest = house.names()
    digest = house.office(WEDNESDAY).files.batches.info(CODE, older).digest
    brought(house, signed(house, older, "沈青"))
    assert imported(house)[0] == 0
    key = read_key(house.home / "沈青.pem", PASSPHRASE).keyid
    revoke_key(house.home / "keys.toml", key, date.fromisoformat(WEDNESDAY), date.fromisoformat(TUESDAY))
    brought(house, _compared_with(house, newest, digest))
    assert imported(house)[0] == 8


def test_folders_under_names_of_envelopes_block_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.review.importing.MOST_AT_ONCE", 2)
    for name in ("0.json", "1.json"):
        (desk(house) / "in" / name).mkdir()
    brought(house, signed(house, house.names()[-1]), "z.json")
    imported(house)
    assert not (desk(house) / "in" / "z.json").exists()


def test_a_key_id_that_is_no_text_stops_no_import(house: House) -> None:
    newest = house.names()[-1]
    tree = json.loads(signed(house, newest))
    tree["signatures"][0]["keyid"] = 5
    brought(house, json.dumps(tree, sort_keys=True, separators=(",", ":")).encode() + b"\n")
    brought(house, signed(house, newest), "b.json")
    before = envelopes(house)
    assert imported(house)[0] == 8
    assert envelopes(house) == before + 1


def test_a_folder_that_somebody_brought_stays_as_it_is(house: House, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "mine.json").write_bytes(signed(house, house.names()[-1]))
    (stick / "x.batch.json").write_bytes(b"{}")
    assert imported(house, str(stick))[0] == 0
    assert {path.name for path in stick.iterdir()} == {"mine.json", "x.batch.json"}
    assert "nothing to import" in imported(house, str(tmp_path / "home" / "desk" / "in"))[1]


def test_a_desk_that_cannot_be_written_stops_no_run(house: House) -> None:
    shutil.rmtree(desk(house))
    desk(house).write_text("in the way", encoding="utf-8")
    report = house.publish(WEDNESDAY)
    assert any("the desk" in note for note in report.notes)
    assert report.number


def test_what_nobody_foresaw_of_an_upload_stops_no_run(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> None:
        raise TypeError("330106198001011234")

    monkeypatch.setattr("pipeline.review.exchange.Exchange.take_in", fails)
    report = house.publish(WEDNESDAY)
    assert report.number
    (told,) = (note for note in report.notes if "the desk" in note)
    assert "unexpected TypeError" in told
    assert "330106" not in told


def test_without_a_key_file_nothing_is_taken_and_nothing_lost(house: House) -> None:
    path = brought(house, signed(house, house.names()[-1]))
    (house.home / "keys.toml").write_text("[[key", encoding="utf-8")
    assert known_officers(house.settings.approval).problem
    house.publish(WEDNESDAY)
    assert path.is_file()
    assert json.loads(path.read_text(encoding="utf-8"))


def test_of_refused_files_the_newest_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.json").touch()
        os.utime(tmp_path / f"{number}.json", (number, number))
    forget_oldest(tmp_path, most=2)
    assert {path.name for path in tmp_path.iterdir()} == {"3.json", "4.json"}
