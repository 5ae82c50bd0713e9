"""Nights with a carry key leave the public bytes of nights without one, whatever is lost between them."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.backup.contents import gather
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.records import Dataset
from pipeline.masking.profiles import Profile
from pipeline.night.report import Report
from pipeline.printing.carry import CARRY_FILE
from pipeline.printing.key import CarryKey, read_key, write_key
from pipeline.printing.public_texts import printed_texts
from pipeline.sample import advance_sample, write_sample
from tests.support.deployment import Deployment, public_bytes
from tests.support.twin import write_twin

pytestmark = pytest.mark.drill

DAYS = ("2026-11-20", "2026-11-21", "2026-11-24", "2026-11-28", "2026-11-30")
"""The fourth is a weekly night."""
RECORDS = 60


@pytest.fixture(scope="module")
def case_systems(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Day -> the case system as it stands on it."""
    folder, at = tmp_path_factory.mktemp("cases"), date.fromisoformat(DAYS[0])
    now = folder / "now.db"
    write_sample(f"sqlite:///{now}", records=RECORDS, seed=11, on=at)
    found = {}
    for day in DAYS:
        if (days := (date.fromisoformat(day) - at).days) > 0:
            at = advance_sample(f"sqlite:///{now}", days=days)
        found[day] = folder / f"{day}.db"
        found[day].write_bytes(now.read_bytes())
    return found


def night(house: Deployment, case_system: Path, day: str, *, with_key: bool = True) -> Report:
    (house.home / "case.db").write_bytes(case_system.read_bytes())
    return house.night(day, carry_key=house.home / "keys" / "carry.key" if with_key else None)


def key_of(house: Deployment) -> bytes:
    key = read_key(house.home / "keys" / "carry.key")
    assert key is not None
    return key.value


@pytest.fixture(scope="module")
def second_night(case_systems: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A deployment after two nights with a key; to be copied."""
    house = Deployment.at(tmp_path_factory.mktemp("by-difference") / "home")
    reports = [night(house, case_systems[day], day) for day in DAYS[:2]]
    assert [report.refused for report in reports] == ["", ""]
    assert reports[0].taken_over == 0 < reports[1].taken_over
    return house


@pytest.fixture(scope="module")
def third_night_in_full(
    case_systems: dict[str, Path], second_night: Deployment, tmp_path_factory: pytest.TempPathFactory
) -> Deployment:
    house = second_night.copy(tmp_path_factory.mktemp("in-full") / "home")
    night(house, case_systems[DAYS[2]], DAYS[2], with_key=False)
    return house


def _nothing(house: Deployment) -> None:
    """Nothing is lost."""


def _store_gone(house: Deployment) -> None:
    (house.home / "state" / CARRY_FILE).unlink()


def _store_damaged(house: Deployment) -> None:
    path = house.home / "state" / CARRY_FILE
    path.write_bytes(path.read_bytes()[:-40])


def _key_gone(house: Deployment) -> None:
    (house.home / "keys" / "carry.key").unlink()


def _another_key(house: Deployment) -> None:
    write_key(house.home / "keys" / "carry.key", CarryKey.new(date.fromisoformat(DAYS[1])))


@pytest.mark.parametrize(
    ("harm", "is_by_difference"),
    [(_nothing, True), (_store_gone, False), (_store_damaged, False), (_key_gone, False), (_another_key, False)],
)
def test_a_night_by_difference_leaves_the_bytes_of_a_full_night(
    case_systems: dict[str, Path],
    second_night: Deployment,
    third_night_in_full: Deployment,
    tmp_path: Path,
    harm: Callable[[Deployment], None],
    is_by_difference: bool,
) -> None:
    house = second_night.copy(tmp_path / "home")
    harm(house)
    report = night(house, case_systems[DAYS[2]], DAYS[2])
    assert (report.refused, report.exit_status, report.differing) == ("", 0, [])
    assert (report.taken_over > RECORDS / 2) is is_by_difference
    assert public_bytes(house.public) == public_bytes(third_night_in_full.public)


def test_a_thief_of_the_state_folder_has_no_key_and_links_no_row_across_a_week(
    case_systems: dict[str, Path], second_night: Deployment, tmp_path: Path
) -> None:
    house = second_night.copy(tmp_path / "home")
    old_key, old = key_of(house), (house.home / "state" / CARRY_FILE).read_bytes()
    assert CARRY_FILE not in gather(house.home / "state").paths, "no back-up takes it along"
    report = night(house, case_systems[DAYS[3]], DAYS[3])
    assert report.taken_over == 0, "the weekly night masks everything anew"
    assert key_of(house) != old_key
    for path in (path for path in house.home.rglob("*") if path.is_file() and path.parent.name != "keys"):
        content = path.read_bytes()
        assert old_key not in content, path
        assert key_of(house) not in content, path
        assert key_of(house).hex().encode() not in content, path
    assert not digests_in(old) & digests_in((house.home / "state" / CARRY_FILE).read_bytes())


def digests_in(parquet: bytes) -> set[str]:
    found = set(pd.read_parquet(io.BytesIO(parquet))["input"])
    assert len(found) > RECORDS / 2
    return found


def test_a_court_of_which_a_row_shows_more_waits_and_the_night_says_so(
    case_systems: dict[str, Path], second_night: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = second_night.copy(tmp_path / "home")

    def careless(*args: Any) -> Any:
        texts = printed_texts(*args)
        cases = texts[Dataset.UNFINISHED_CASES]
        texts[Dataset.UNFINISHED_CASES] = cases.str.replace("****", "1234")
        return texts

    monkeypatch.setattr("pipeline.printing.carry.printed_texts", careless)
    monkeypatch.setattr("pipeline.masking.drawing.Draw.takes", lambda *_: True)
    report = night(house, case_systems[DAYS[1]], DAYS[1])
    assert report.exit_status == ExitStatus.DIFFERING, report.refused
    assert len(report.differing) > 1
    assert house.public_rows() == second_night.public_rows(), "what shows more is nowhere"


def test_hidden_digits_never_matter_over_five_nights_by_difference(
    case_systems: dict[str, Path], tmp_path: Path
) -> None:
    """Persons with other birthdays, under another key, leave the same bytes on every night."""
    ours, twin, plain = (Deployment.at(tmp_path / name / "home") for name in ("ours", "twin", "plain"))
    for day in DAYS:
        other = tmp_path / f"{day}.db"
        assert write_twin(case_systems[day], other, Profile.STANDARD) > RECORDS
        assert night(ours, case_systems[day], day).refused == night(twin, other, day).refused == ""
        night(plain, case_systems[day], day, with_key=False)
        assert public_bytes(ours.public) == public_bytes(twin.public) == public_bytes(plain.public), day
