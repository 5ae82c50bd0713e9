"""What an officer signs at his own desk beside batches: an answer to a legality check, and 不是我; each is carried out once."""

import shutil
from pathlib import Path

import pytest

from pipeline.approval.acts import ActKind, OfficerAct, act_bytes
from pipeline.approval.envelopes import signed_payload
from pipeline.approval.keys import read_key
from pipeline.approval.opening import ACT_TYPE
from pipeline.approval.public_copy import HeldFinding, read_copy
from pipeline.decisions.corrections import State
from pipeline.review.desk_out import read_told
from tests.support.deployment import Deployment
from tests.test_approval_story import CASES, CODE, DEBTORS, LISTINGS, MONDAY, PASSPHRASE, TUESDAY, WEDNESDAY, House
from tests.test_desk_story import brought, desk, imported
from tests.test_legality_story import FIRM, REPRESENTATIVE

OTHER = "浙0108"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Monday's batch is public; a firm's representative is held by a check."""
    more = '[desk]\nfolder = "desk"\n'
    house = House(Deployment.at(tmp_path_factory.mktemp("acts") / "home", more, mode="court").home)
    house.hire("陆明")
    house.hire("何川", court=OTHER)
    representative = REPRESENTATIVE | {"source_id": "d9", "case_id": "case-9", "case_number": "（2026）浙0106执9号"}
    firm = FIRM | {"case_id": "case-9", "case_number": "（2026）浙0106执9号"}
    house.holds({CASES: [firm], LISTINGS: [representative, *DEBTORS]})
    house.night(MONDAY)
    house.sign(MONDAY)
    house.publish(MONDAY)
    return house.home


@pytest.fixture
def house(template: Path, tmp_path: Path) -> House:
    shutil.copytree(template, tmp_path / "home", symlinks=True)
    return House(tmp_path / "home")


def held(house: House) -> HeldFinding:
    (one,) = read_copy((desk(house) / "out" / "officers.json").read_bytes()).courts[CODE].held
    return one


def signed(house: House, who: str, /, **said: object) -> bytes:
    act = OfficerAct.model_validate({"court": CODE, "signer": who, "signed_on": TUESDAY, **said})
    return signed_payload(read_key(house.home / f"{who}.pem", PASSPHRASE), act_bytes(act), ACT_TYPE)


def answer(house: House, **other: object) -> bytes:
    one = held(house)
    said = {
        "record": one.record,
        "check": one.check,
        "facts": one.facts,
        "case": one.case,
        "reason": "本人为连带保证人",
    }
    return signed(house, "陆明", **{"act": ActKind.LEGALITY, **said, **other})


def test_an_answer_from_the_desk_lets_the_record_into_the_next_batch(house: House) -> None:
    assert held(house).check == "firms_people"
    brought(house, answer(house))
    house.night(TUESDAY)
    (given,) = house.office(TUESDAY).legality_answers()
    assert (given.answered_by, given.answered_on, given.reason) == ("陆明", TUESDAY, "本人为连带保证人")
    assert read_told(desk(house))[CODE][0].batch == f"合法性答复 {given.record_id}"
    assert read_copy((desk(house) / "out" / "officers.json").read_bytes()).courts[CODE].held == ()
    house.sign(TUESDAY)
    house.publish(TUESDAY)
    assert "欧阳静好" in {row.get("party_name") for row in house.public_rows().values()}


def test_an_answer_that_was_taken_back_does_not_come_again_with_its_envelope(house: House) -> None:
    envelope = answer(house)
    brought(house, envelope)
    assert imported(house, day=TUESDAY)[0] == 0
    (given,) = house.office(TUESDAY).legality_answers()
    house.office(TUESDAY).withdraw_legality(given.number)
    brought(house, envelope)
    assert imported(house, day=TUESDAY)[0] == 0
    assert house.office(TUESDAY).legality_answers() == []
    assert house.office(TUESDAY).verify_log() is None


@pytest.mark.parametrize(
    "other",
    [
        {"facts": "a" * 16},
        {"record": "b" * 16},
        {"check": "not_served"},
        {"case": "（2026）浙0106执1号"},
        {"court": OTHER},
        {"signed_on": "2026-12-01"},
        {"signer": "沈青"},
        {"reason": "电话13800000000"},
    ],
)
def test_an_answer_to_anything_else_than_was_found_is_refused(house: House, other: dict[str, object]) -> None:
    brought(house, answer(house, **other))
    status, output = imported(house, day=WEDNESDAY)
    assert status == 8
    assert "13800000000" not in output
    assert house.office(WEDNESDAY).legality_answers() == []


def test_who_is_not_meant_is_away_with_the_run_that_takes_the_officers_word_in(house: House) -> None:
    name = str(DEBTORS[0]["party_name"])
    assert name in house.public_text()
    brought(house, signed(house, "陆明", act=ActKind.NOT_ME, record=house.id_of(name), reason="来电称同名，核对中"))
    house.publish(TUESDAY)
    assert name not in house.public_text()
    (request,) = house.office(TUESDAY).corrections()
    assert (request.state, request.steps[0].day, request.steps[0].who) == (State.IN_DOUBT, TUESDAY, "陆明")
    assert request.due_on(house.settings.calendar_value) == TUESDAY
    house.office(TUESDAY).advance_correction(request.number, State.SAME_PERSON)
    house.publish(TUESDAY)
    assert name in house.public_text()


def test_nobody_takes_a_record_of_another_court_away(house: House) -> None:
    record = house.id_of(str(DEBTORS[0]["party_name"]))
    for said in ({"court": OTHER}, {}):
        brought(house, signed(house, "何川", act=ActKind.NOT_ME, record=record, reason="核对中", **said))
        assert imported(house, day=TUESDAY)[0] == 8
    assert house.office(TUESDAY).corrections() == []


def test_the_act_is_in_the_audit_log_by_name_and_key(house: House) -> None:
    brought(
        house,
        signed(house, "陆明", act=ActKind.NOT_ME, record=house.id_of(str(DEBTORS[0]["party_name"])), reason="核对中"),
    )
    assert imported(house, day=TUESDAY)[0] == 0
    log = (house.home / "state" / "audit.jsonl").read_text(encoding="utf-8").splitlines()[-1]
    assert all(word in log for word in ("陆明", '"correct"', "imported", "keyid"))
    assert house.office(TUESDAY).verify_log() is None
