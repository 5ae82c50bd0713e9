"""Why a record is not public: every place at which it can stop, named by either of its ids."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.core.records import Dataset, RecordId, record_id
from pipeline.core.workdays import library_calendar
from pipeline.dry_run.check import judge_pull
from pipeline.dry_run.one_record import only_cases_of
from pipeline.night.nightly import run_nightly, take_down
from pipeline.sample import write_sample
from pipeline.sealing.pull import pull_whole
from publish import app
from tests.support.canaries import unchecked
from tests.support.case_system import listing, notice, party
from tests.support.deployment import SECRET, Deployment, Row

pytestmark = pytest.mark.drill

LISTINGS = Dataset.DISHONEST_DEBTORS
DAY = "2026-11-20"


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment.at(tmp_path / "home")


def opaque(source_id: str) -> RecordId:
    return record_id(bytes.fromhex(SECRET), LISTINGS, "浙0106", source_id)


def asked(deployment: Deployment, name: str, day: str = DAY, status: int = 0) -> list[dict[str, str]]:
    settings = str(deployment.home / "yangguang.toml")
    found = CliRunner().invoke(app, ["source", "why", name, "--settings", settings, "--date", day, "--json"])
    assert found.exit_code == status, found.output
    answers: list[dict[str, str]] = json.loads(found.stdout)
    return answers


@pytest.mark.parametrize(
    ("changes", "stage", "rule", "column", "text"),
    [
        ({}, "public", "", "", "is in public now: release 1 of 2026-11-20"),
        ({"court_code": "3301", "court_name": None}, "cleaning", "", "court_code", "names no court"),
        (
            {"closed_on": "2026-10-01", "closing_mode": "执行完毕"},
            "rules",
            "R3",
            "closed_on, closing_mode",
            "since 2026-10-",
        ),
        ({"secrecy": "秘密"}, "rules", "R6", "secrecy", "屏蔽"),
        ({"disclosure": "shielded"}, "rules", "R6", "disclosure", "屏蔽"),
        ({"disclosure": None}, "rules", "R0", "disclosure", "is not marked open or shielded"),
        ({"decision_number": None}, "rules", "R0", "decision_number", "no decision number"),
        ({"listed_on": "2026-12-01"}, "rules", "R0", "listed_on", "has not begun"),
        ({"case_type": "执保2"}, "rules", "R0", "case_type", "case type is not"),
    ],
)
def test_every_place_at_which_the_source_or_a_rule_stops_it(
    deployment: Deployment, changes: Row, stage: str, rule: str, column: str, text: str
) -> None:
    deployment.holds({LISTINGS: [listing("d1", **changes), listing("d2", case_id="c2")]})
    deployment.night(DAY)
    answers = {(one["stage"], one["rule"], one["column"]): one for one in asked(deployment, "d1")}
    assert text in answers[stage, rule, column]["text"]
    assert all(bool(one["article"]) == (one["stage"] == "rules") for one in answers.values())


def test_the_opaque_id_and_the_sources_own_name_the_same_record(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1", disclosure=None)]})
    assert asked(deployment, "d1") == asked(deployment, opaque("d1"))
    assert asked(deployment, "d1")[0]["record_id"] == opaque("d1")


def test_before_the_first_night_nothing_was_published(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1")]})
    assert [(one["stage"], one["text"]) for one in asked(deployment, "d1")] == [
        ("night", f"would be public in the night of {DAY}; nothing was published yet")
    ]


@pytest.mark.parametrize(("mode", "waits"), [("court", True), ("scan", False)])
def test_a_signature_is_spoken_of_only_where_courts_sign(tmp_path: Path, mode: str, waits: bool) -> None:
    deployment = Deployment.at(tmp_path / "home", mode=mode)
    deployment.holds({LISTINGS: [listing("d1")]})
    (answer,) = asked(deployment, "d1")
    assert answer["text"].startswith(f"would be public in the night of {DAY}")
    assert ("signature" in answer["text"]) is waits
    assert (answer["stage"] == "signature") is waits


def test_every_rule_against_it_is_told_and_not_only_the_first(deployment: Deployment) -> None:
    changes = {"secrecy": "秘密", "closed_on": "2026-10-01", "closing_mode": "执行完毕", "decision_number": None}
    deployment.holds({LISTINGS: [listing("d1", **changes), listing("d2", case_id="c2")]})
    told = {(one["rule"], one["column"]) for one in asked(deployment, "d1")}
    assert told == {
        ("R6", "secrecy"),
        ("R1", "closed_on"),
        ("R3", "closed_on, closing_mode"),
        ("R0", "decision_number"),
    }


def test_an_approval_is_told_by_form_and_scope_alone(deployment: Deployment) -> None:
    approval: Row = {
        "source_id": "w1",
        "court_code": "浙0106",
        "target": "钱斌",
        "approver": "孙止水",
        "disclosure": "open",
    }
    deployment.holds(
        {
            LISTINGS: [listing("d1")],
            Dataset.WITHHOLDINGS: [
                approval | {"scope": "party", "form_number": "（2026）审批7号", "approved_on": "2026-10-01"},
                approval | {"source_id": "w2", "scope": "party", "form_number": "330106198001011234"},
            ],
        }
    )
    first, second = asked(deployment, "d1")
    assert (first["rule"], first["column"]) == ("R6", "withholdings")
    assert "form （2026）审批7号, scope party" in first["text"]
    assert "a form without a number that can be told" in second["text"]
    assert "止水" not in first["text"]


def test_for_a_later_date_it_is_judged_again(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1", closed_on="2026-11-19", closing_mode="终结本次执行程序")]})
    deployment.night(DAY)
    now, leaves = asked(deployment, "d1")
    assert (now["stage"], leaves["rule"]) == ("public", "R1")
    assert "leaves with the night of 2026-11-26" in leaves["text"]
    rule, still = asked(deployment, "d1", "2026-11-26")
    assert (rule["stage"], rule["rule"]) == ("rules", "R1")
    assert "is in public now: release 1" in still["text"]


def test_where_a_notice_is_in_public_is_its_address(deployment: Deployment) -> None:
    deployment.holds({Dataset.AUCTION_NOTICES: [notice("n1")]})
    deployment.night(DAY)
    answers = asked(deployment, "n1")
    assert f"/notices/{answers[0]['record_id']}/" in answers[0]["text"]


def test_what_is_left_out_of_the_pull_decides_nothing(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home")
    write_sample(f"sqlite:///{deployment.home / 'case.db'}", records=150, seed=3, on=date.fromisoformat(DAY))
    judging = deployment.settings.judging(library_calendar())
    pulled = pull_whole(deployment.settings.origin, date.fromisoformat(DAY))
    whole = judge_pull(pulled, date.fromisoformat(DAY), judging)
    for dataset, frame in whole.frames.items():
        for record in frame["id"].iloc[len(frame) // 2 :].head(1):
            few = judge_pull(only_cases_of(record, pulled, judging), date.fromisoformat(DAY), judging)
            (verdict,) = whole.verdicts[dataset][frame["id"] == record].to_dict("records")
            (again,) = few.verdicts[dataset][few.frames[dataset]["id"] == record].to_dict("records")
            assert repr(again) == repr(verdict)


def test_a_decision_is_told_with_its_reason(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1")]})
    deployment.night(DAY)
    take_down(deployment.settings, opaque("d1"), "列入有误", date.fromisoformat(DAY))
    answer = asked(deployment, "d1")[0]
    assert (answer["stage"], answer["rule"]) == ("decision", "takedown")
    assert "列入有误" in answer["text"]


def test_a_record_that_left_for_good_says_by_which_rule(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1")]})
    deployment.night("2026-11-19")
    deployment.holds({LISTINGS: [listing("d1", removal_act="删除", removal_act_on=DAY, removal_ground="1")]})
    deployment.night(DAY)
    stages = {(one["stage"], one["rule"]) for one in asked(deployment, "d1")}
    assert {("rules", "R3"), ("decision", "R3")} <= stages


def test_a_record_that_waits_for_a_signature_says_whose(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home", mode="court")
    deployment.holds({LISTINGS: [listing("d1")]})
    run_nightly(deployment.settings, date.fromisoformat(DAY), canaries=unchecked)
    (answer,) = asked(deployment, "d1")
    assert (answer["stage"], answer["text"]) == ("signature", f"waits for the signature of 浙0106 since {DAY}")


def test_a_record_that_is_no_longer_in_the_source_says_when_it_left(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1"), listing("d2", case_id="c2")]})
    deployment.night("2026-11-19")
    deployment.holds({LISTINGS: [listing("d2", case_id="c2")]})
    deployment.night(DAY)
    (answer,) = asked(deployment, opaque("d1"))
    assert (answer["stage"], answer["rule"]) == ("source", "R9")
    assert f"on {DAY}" in answer["text"]


def test_a_name_that_nobody_knows_is_no_record(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1")]})
    (answer,) = asked(deployment, "d9", status=27)
    assert answer["text"] == "the source holds no record of that id, and none was ever public"


def test_the_answer_holds_nothing_of_the_record(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1", "公孙止水", disclosure=None)], Dataset.UNFINISHED_CASES: [party("p1")]})
    told = json.dumps(asked(deployment, "d1"), ensure_ascii=False)
    assert "公孙" not in told
    assert "330106" not in told
