"""The four properties that hold the whole together (DESIGN §1), on the sample case system with all its dirt."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.masking.profiles import Profile
from pipeline.night.nightly import run_nightly
from pipeline.sample import advance_sample, write_sample
from pipeline.settings.deployment import load_settings
from pipeline.state.folder import StateFiles
from tests.support.canaries import checked_once
from tests.support.deployment import HISTORY, Deployment, public_bytes
from tests.support.truth import occurrences, truth_values
from tests.support.twin import write_twin

RECORDS = 1500
DAY = date(2026, 11, 20)
LATER = date(2026, 11, 28)
OF_CORRECTED = ("courts/", "data/notices/")
"""Calendars and data files: they tell the day on which one of their notices was corrected."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sample")
    write_sample(f"sqlite:///{home / 'case.db'}", records=RECORDS, seed=7, on=DAY, truth=home / "truth.jsonl")
    return home


def deployment_over(case_db: Path, home: Path, profile: Profile = Profile.STANDARD) -> Deployment:
    deployment = Deployment.at(home, f'[masking]\nprofile = "{profile}"\n')
    (home / "case.db").write_bytes(case_db.read_bytes())
    return deployment


@pytest.fixture(scope="module")
def first_night(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A deployment after its first night; to be copied, not changed."""
    deployment = deployment_over(sample / "case.db", tmp_path_factory.mktemp("first") / "home")
    assert deployment.night(DAY.isoformat()).refused == ""
    return deployment


def test_raw_values_live_in_memory_only(sample: Path, first_night: Deployment) -> None:
    values = truth_values(sample / "truth.jsonl")
    assert len(values) > RECORDS
    assert occurrences([first_night.public, first_night.home / "state"], values) == []


def test_the_search_for_raw_values_finds_them_where_they_are(sample: Path) -> None:
    found = occurrences([sample], truth_values(sample / "truth.jsonl"))
    assert {kind for name, kind in found if name == "case.db"} >= {
        "resident_id",
        "phone",
        "address",
        "third_party_name",
    }


@pytest.mark.parametrize(
    "profile",
    [Profile.STANDARD, *(pytest.param(other, marks=pytest.mark.drill) for other in (Profile.STRICT, Profile.NATIONAL))],
)
def test_hidden_digits_never_matter(sample: Path, tmp_path: Path, profile: Profile) -> None:
    changed = write_twin(sample / "case.db", tmp_path / "twin.db", profile)
    assert changed > RECORDS
    first = deployment_over(sample / "case.db", tmp_path / "first", profile)
    second = deployment_over(tmp_path / "twin.db", tmp_path / "second", profile)
    reports = [place.night(DAY.isoformat()) for place in (first, second)]
    assert public_bytes(first.public) == public_bytes(second.public)
    assert reports[0].digest == reports[1].digest
    assert reports[0].datasets == reports[1].datasets


def test_a_twin_holds_none_of_the_numbers_that_are_hidden(sample: Path, tmp_path: Path) -> None:
    write_twin(sample / "case.db", tmp_path / "case.db", Profile.STANDARD)
    hidden = {
        value: kind for value, kind in truth_values(sample / "truth.jsonl").items() if kind in ("resident_id", "phone")
    }
    assert len(hidden) > RECORDS / 2
    assert occurrences([tmp_path], hidden) == []


def test_the_same_state_gives_the_same_bytes_however_it_came_about(first_night: Deployment, tmp_path: Path) -> None:
    in_two_nights = first_night.copy(tmp_path / "two")
    advance_sample(f"sqlite:///{in_two_nights.home / 'case.db'}", days=8)
    at_once = deployment_over(in_two_nights.home / "case.db", tmp_path / "one")
    in_two_nights.night(LATER.isoformat())
    at_once.night(LATER.isoformat())
    two, one = public_bytes(in_two_nights.public), public_bytes(at_once.public)
    gone = {name for name in two if name.startswith("notices/") and name not in one}
    differing = {name for name in two.keys() - gone | one.keys() if two.get(name) != one.get(name)}
    corrected = tuple(f"notices/{notice}/" for notice in _corrected(in_two_nights))
    elsewhere = {name for name in differing if not name.startswith((*HISTORY, *corrected))}
    assert {name for name in elsewhere if not (corrected and name.startswith(OF_CORRECTED))} == set()
    assert not [name for name in elsewhere if name.endswith(".html")]
    assert all("撤回" in two[name].decode() or "到期" in two[name].decode() for name in gone)


def _corrected(deployment: Deployment) -> set[str]:
    """Notices whose text changed since they were first out."""
    with StateFiles(deployment.home / "state").ledger() as ledger:
        return {notice for notice, _ in ledger.changed_notices()}


def test_days_go_by_and_what_is_due_leaves_every_byte(first_night: Deployment, tmp_path: Path) -> None:
    deployment = first_night.copy(tmp_path / "home")
    before = deployment.public_rows()
    truth = tmp_path / "truth.jsonl"
    assert advance_sample(f"sqlite:///{deployment.home / 'case.db'}", days=8, truth=truth) == LATER
    report = run_nightly(load_settings(deployment.home / "yangguang.toml", environ={}), LATER, canaries=checked_once)
    after = deployment.public_rows()
    left = set(before) - set(after)
    assert left
    text = deployment.public_text()
    notices = {record for record in left if before[record]["dataset"].endswith("_notices")}
    assert not [record for record in left - notices if record in text]
    removed = {rule for numbers in report.datasets.values() for rule in numbers.removed}
    assert removed >= {"R1", "R2", "R4", "R5a", "R6", "R8", "R9", "R10"}
    assert occurrences([deployment.public, deployment.home / "state"], truth_values(truth)) == []
