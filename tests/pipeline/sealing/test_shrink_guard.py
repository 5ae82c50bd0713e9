"""The shrink guard in whole nights over a ferry: a list that lost its half waits two working days."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from pipeline.decisions.audit import entries
from pipeline.night.nightly import NightOptions, run_nightly
from pipeline.night.report import Report
from pipeline.sealing.shrinkage import parse_accepted
from pipeline.sources.ferry import ship_night
from pipeline.sources.mapping import default_mapping
from pipeline.sources.sql import CaseSystem
from tests.support.canaries import unchecked
from tests.support.case_system import listing, party, write_case_system
from tests.support.deployment import Deployment

pytestmark = pytest.mark.drill

THURSDAY, FRIDAY, MONDAY, TUESDAY = "2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24"
CLOSED = {"closed_on": "2026-11-01", "closing_mode": "执行完毕"}


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment.at(tmp_path / "home", '[source]\nurl = "ferry:drop"\n')


def ship(deployment: Deployment, day: str, listings: int, closed: int | None = None) -> None:
    """A night with so many listings, and a bidding limit beside each of sixty."""
    numbers = [f"（2026）浙0106执{100 + place}号" for place in range(60)]
    rows = [
        listing(f"d{place}", case_id=f"c{place}", case_number=numbers[place], **(CLOSED if place == closed else {}))
        for place in range(listings)
    ]
    limits = [
        party(f"b{place}", case_id=f"c{place}", case_number=number, measure_start="2026-02-01")
        for place, number in enumerate(numbers)
    ]
    tables = {Dataset.DISHONEST_DEBTORS: rows, Dataset.BIDDING_LIMITS: limits}
    url = write_case_system(deployment.home / "inside.db", tables)
    ship_night(CaseSystem(url, default_mapping()), deployment.home / "drop", date.fromisoformat(day))


def night(deployment: Deployment, day: str, *accepted: str) -> Report:
    pairs = [parse_accepted(text) for text in accepted]
    return run_nightly(
        deployment.settings, date.fromisoformat(day), options=NightOptions(accept_shrink=pairs), canaries=unchecked
    )


def published(report: Report) -> tuple[int, int]:
    return report.datasets["dishonest_debtors"].published, report.datasets["bidding_limits"].published


def test_a_list_that_lost_its_half_waits_two_working_days_while_what_is_certain_goes(deployment: Deployment) -> None:
    ship(deployment, THURSDAY, 60)
    assert published(night(deployment, THURSDAY)) == (60, 60)
    ship(deployment, FRIDAY, 30, closed=3)
    friday = night(deployment, FRIDAY)
    assert published(friday) == (59, 59)
    assert any("not updated: 浙0106:dishonest_debtors: 30 of 60 records" in note for note in friday.notes)
    assert {path.name for path in (deployment.home / "drop").iterdir()} == {"sequence", FRIDAY}, "a doubted pull stays"
    ship(deployment, MONDAY, 30, closed=3)
    assert published(night(deployment, MONDAY)) == (59, 59)
    assert "no new night has come since" in night(deployment, TUESDAY).refused
    ship(deployment, TUESDAY, 30, closed=3)
    tuesday = night(deployment, TUESDAY)
    assert published(tuesday) == (29, 29)
    assert any("waited since 2026-11-20, now taken down" in note for note in tuesday.notes)


def test_the_flag_lets_it_go_at_once_and_stands_in_the_audit_log(deployment: Deployment) -> None:
    ship(deployment, THURSDAY, 60)
    night(deployment, THURSDAY)
    ship(deployment, FRIDAY, 30)
    assert published(night(deployment, FRIDAY, "浙0106:dishonest_debtors")) == (30, 30)
    accepted = [one for one in entries(deployment.home / "state" / "audit.jsonl") if one.what == "accept-shrink"]
    assert [(one.court, one.detail["lost"]) for one in accepted] == [("浙0106", 30)]
