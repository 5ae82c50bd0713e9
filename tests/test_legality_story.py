"""A record that a legality check holds: not public until an officer answers, and held again where a fact changes."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.backup.kept_away import take_over
from pipeline.cli.summary import print_summary
from pipeline.cli.watching import watched_of
from pipeline.core.errors import StateError
from pipeline.core.records import Dataset
from pipeline.decisions.legality_answers import LegalityAnswers
from pipeline.retention.checks import load_checks
from pipeline.review.decisions import NotDecided
from pipeline.review.gathering import gather_source
from pipeline.review.handlers import Reviews
from pipeline.review.office import Office
from pipeline.review.pages import render_front
from pipeline.review.protocol import LegalityAsked
from pipeline.review.tally import Tally
from pipeline.state.ledger import Ledger
from pipeline.watch.problems import Code
from pipeline.watch.status import read_status
from tests.support.case_system import listing, party
from tests.support.deployment import Deployment

CASES, LISTINGS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS
CODE, MONDAY, TUESDAY, WEDNESDAY = "浙0106", "2026-11-16", "2026-11-17", "2026-11-18"
FIRM = party(
    "u9", "某城远帆物流有限公司", party_kind="legal", legal_representative="欧阳静好", id_number="91330106MA27XW3F0E"
)
REPRESENTATIVE = listing("d1", "欧阳静好")
OTHERS = [
    listing("d2", "司马知秋", case_id="case-2", case_number="（2026）浙0106执13号"),
    party("u1", "诸葛明月", is_minor="1"),
]


def office(deployment: Deployment, day: str, who: str = "陆明") -> Office:
    settings = deployment.settings
    return Office(settings.state, settings.approval, settings.calendar_value, who, date.fromisoformat(day))


def holds(deployment: Deployment, representative: dict[str, str | None]) -> None:
    deployment.holds({CASES: [FIRM, OTHERS[1]], LISTINGS: [representative, OTHERS[0]]})


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deployment, str]:
    """A deployment after Monday's night, and what that night said."""
    deployment = Deployment.at(tmp_path_factory.mktemp("legality") / "home")
    holds(deployment, REPRESENTATIVE)
    report = deployment.night(MONDAY)
    assert (report.legality_held, report.legality_told) == ({"firms_people": 1, "minor": 1}, {})
    return deployment, json.dumps(report.legality_held)


def front_page(deployment: Deployment) -> str:
    source = gather_source(deployment.settings.state, CODE, None)
    return render_front(
        source, dict.fromkeys(("new", "changed", "leaving", "sample", "unchanged"), 0), Tally(), Reviews((), ())
    )


def test_a_held_record_is_told_everywhere_and_public_nowhere(
    held: tuple[Deployment, str], capsys: pytest.CaptureFixture[str]
) -> None:
    deployment, _ = held
    text = deployment.public_text()
    assert "司马知秋" in text
    assert "欧阳静好" not in {row.get("party_name") for row in deployment.public_rows().values()}
    page = front_page(deployment)
    check = load_checks().check("firms_people")
    assert check.title in page
    assert check.basis in page
    assert page.count("data-legality ") == 1  # the minor's record takes no answer
    assert "被执行人是未成年人" in page
    status = read_status(watched_of(deployment.settings), date.fromisoformat(MONDAY))
    assert status.legality == 1
    (waiting,) = [problem for problem in status.problems if problem.code is Code.LEGALITY_HELD]
    assert check.title in waiting.sentence("zh")
    assert check.english in waiting.sentence("en")
    print_summary(deployment_report(deployment))
    assert "held by law: firms_people" in capsys.readouterr().out


def deployment_report(deployment: Deployment):  # type: ignore[no-untyped-def]
    from pipeline.night.report import Report

    return Report(MONDAY, legality_held={"firms_people": 1})


def test_an_answer_lets_it_out_until_a_fact_changes(held: tuple[Deployment, str], tmp_path: Path) -> None:
    deployment = held[0].copy(tmp_path / "home")
    officers = office(deployment, MONDAY)
    (finding,) = [one for one in officers.legality() if one.check == "firms_people"]
    (minor,) = [one for one in officers.legality() if one.check == "minor"]

    with pytest.raises(NotDecided, match="no answer helps"):
        officers.answer_legality(LegalityAsked(minor.record_id, "minor", "已核对"))
    with pytest.raises(StateError, match="held no record"):
        officers.answer_legality(LegalityAsked(finding.record_id, "not_served", "已核对"))
    officers.answer_legality(LegalityAsked(finding.record_id, "firms_people", "本人为连带保证人，见调解书第二项"))
    with pytest.raises(StateError, match="answered already"):
        officers.answer_legality(LegalityAsked(finding.record_id, "firms_people", "再次答复"))
    log = [
        json.loads(line)
        for line in (deployment.settings.state / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    (entry,) = [one for one in log if one["what"] == "legality"]
    assert (entry["who"], entry["court"], entry["detail"]["check"]) == ("陆明", CODE, "firms_people")
    assert officers.verify_log() is None

    assert deployment.night(TUESDAY).legality_held == {"minor": 1}
    assert "欧阳静好" in {row.get("party_name") for row in deployment.public_rows().values()}
    assert "诸葛明月" not in deployment.public_text()
    assert "已答复 1 项" in front_page(deployment)

    holds(deployment, {**REPRESENTATIVE, "decision_number": "（2026）浙0106执12号之二"})
    assert deployment.night(WEDNESDAY).legality_held == {"firms_people": 1, "minor": 1}
    assert "欧阳静好" not in {row.get("party_name") for row in deployment.public_rows().values()}


def test_an_answer_that_was_taken_back_stays_so_after_a_restore(held: tuple[Deployment, str], tmp_path: Path) -> None:
    deployment = held[0].copy(tmp_path / "home")
    officers = office(deployment, MONDAY)
    (finding,) = [one for one in officers.legality() if one.check == "firms_people"]
    officers.answer_legality(LegalityAsked(finding.record_id, "firms_people", "本人为连带保证人"))
    backup = Deployment(deployment.home).copy(tmp_path / "backup")
    officers.withdraw_legality(1)
    assert officers.legality_answers() == []
    with pytest.raises(StateError, match="no answer 1 stands"):
        officers.withdraw_legality(1)
    ledger = Ledger(backup.settings.state / "ledger.sqlite")
    assert len(LegalityAnswers(ledger).answered()) == 1
    take_over(ledger, deployment.settings.state)
    assert LegalityAnswers(ledger).answered() == frozenset()
    ledger.close()
