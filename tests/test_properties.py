"""The four properties that hold the whole together (DESIGN §1), on the sample case system with all its dirt."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from pipeline.masking.profiles import Profile
from pipeline.night.nightly import run_nightly
from pipeline.night.report import Report
from pipeline.sample import advance_sample, write_sample
from pipeline.state.folder import StateFiles
from tests.support.canaries import checked_once
from tests.support.deployment import HISTORY, Deployment, public_bytes
from tests.support.truth import occurrences, truth_values
from tests.support.twin import write_twin

pytestmark = pytest.mark.drill

RECORDS = 1500
DAY = date(2026, 11, 20)
LATER = date(2026, 11, 28)
TRUTH = "truth.jsonl"
OF_CORRECTED = ("courts/", "data/notices/")
"""Calendars and data files: they tell the day on which one of their notices was corrected."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sample")
    write_sample(f"sqlite:///{home / 'case.db'}", records=RECORDS, seed=7, on=DAY, truth=home / TRUTH)
    return home


def deployment_over(case_db: Path, home: Path, profile: Profile = Profile.STANDARD) -> Deployment:
    deployment = Deployment.at(home, f'[masking]\nprofile = "{profile}"\n')
    (home / "case.db").write_bytes(case_db.read_bytes())
    return deployment


@dataclass(frozen=True)
class Night:
    """A deployment after its first night, to be copied and not changed, and the night's report."""

    deployment: Deployment
    report: Report


def night_over(case_db: Path, home: Path, profile: Profile = Profile.STANDARD) -> Night:
    deployment = deployment_over(case_db, home, profile)
    return Night(deployment, deployment.night(DAY.isoformat()))


@pytest.fixture(scope="module")
def first_night(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    night = night_over(sample / "case.db", tmp_path_factory.mktemp("first") / "home")
    assert night.report.refused == ""
    return night


@pytest.fixture(scope="module")
def second_night(first_night: Night, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """Eight days later, with canaries; beside it lies the truth of these days."""
    deployment = first_night.deployment.copy(tmp_path_factory.mktemp("second") / "home")
    truth = deployment.home / TRUTH
    assert advance_sample(f"sqlite:///{deployment.home / 'case.db'}", days=8, truth=truth) == LATER
    return Night(deployment, run_nightly(deployment.settings, LATER, canaries=checked_once))


@pytest.fixture(scope="module")
def twin_night(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Night:
    """The first night over a twin of the sample, by the standard profile."""
    home = tmp_path_factory.mktemp("twin")
    assert write_twin(sample / "case.db", home / "twin.db", Profile.STANDARD) > RECORDS
    return night_over(home / "twin.db", home / "home")


@pytest.fixture
def first(first_night: Night) -> Deployment:
    return first_night.deployment


def test_raw_values_live_in_memory_only(sample: Path, first: Deployment) -> None:
    values = truth_values(sample / TRUTH)
    assert len(values) > RECORDS
    assert occurrences([first.public, first.home / "state"], values) == []


def test_the_search_for_raw_values_finds_them_where_they_are(sample: Path) -> None:
    found = occurrences([sample], truth_values(sample / TRUTH))
    assert {kind for name, kind in found if name == "case.db"} >= {
        "resident_id",
        "phone",
        "address",
        "third_party_name",
    }


def assert_alike(first: Night, second: Night) -> None:
    assert first.report.refused == second.report.refused == ""
    assert public_bytes(first.deployment.public) == public_bytes(second.deployment.public)
    assert first.report.digest == second.report.digest
    assert first.report.datasets == second.report.datasets


def test_hidden_digits_never_matter(first_night: Night, twin_night: Night) -> None:
    assert_alike(first_night, twin_night)


@pytest.mark.parametrize("profile", [Profile.STRICT, Profile.NATIONAL])
def test_hidden_digits_never_matter_by_another_profile(sample: Path, tmp_path: Path, profile: Profile) -> None:
    assert write_twin(sample / "case.db", tmp_path / "twin.db", profile) > RECORDS
    first = night_over(sample / "case.db", tmp_path / "first", profile)
    assert_alike(first, night_over(tmp_path / "twin.db", tmp_path / "second", profile))


def test_hidden_digits_never_matter_on_an_update_night(second_night: Night, twin_night: Night, tmp_path: Path) -> None:
    """Days later, with new rows, changed texts and removals: persons with other birthdays leave the same bytes."""
    later, twin = second_night.deployment.home / "case.db", twin_night.deployment.copy(tmp_path / "home")
    assert write_twin(later, tmp_path / "later.db", Profile.STANDARD) > RECORDS
    (twin.home / "case.db").write_bytes((tmp_path / "later.db").read_bytes())
    assert_alike(second_night, Night(twin, run_nightly(twin.settings, LATER, canaries=checked_once)))


def test_a_twin_holds_none_of_the_numbers_that_are_hidden(sample: Path, tmp_path: Path) -> None:
    write_twin(sample / "case.db", tmp_path / "case.db", Profile.STANDARD)
    hidden = {value: kind for value, kind in truth_values(sample / TRUTH).items() if kind in ("resident_id", "phone")}
    assert len(hidden) > RECORDS / 2
    assert occurrences([tmp_path], hidden) == []


def test_the_same_state_gives_the_same_bytes_however_it_came_about(second_night: Night, tmp_path: Path) -> None:
    in_two_nights = second_night.deployment
    at_once = deployment_over(in_two_nights.home / "case.db", tmp_path / "one")
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


def test_days_go_by_and_what_is_due_leaves_every_byte(first: Deployment, second_night: Night) -> None:
    deployment, report = second_night.deployment, second_night.report
    before, after = first.public_rows(), deployment.public_rows()
    left = set(before) - set(after)
    assert left
    text = deployment.public_text()
    notices = {record for record in left if before[record]["dataset"].endswith("_notices")}
    assert not [record for record in left - notices if record in text]
    removed = {rule for numbers in report.datasets.values() for rule in numbers.removed}
    assert removed >= {"R1", "R2", "R4", "R5a", "R6", "R8", "R9", "R10"}
    truth = truth_values(deployment.home / TRUTH)
    assert occurrences([deployment.public, deployment.home / "state"], truth) == []
