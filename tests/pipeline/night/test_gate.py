"""Court mode without [privacy]: nothing new is published, and everything that must go goes."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import NotAssessed
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.records import Dataset, RecordId
from pipeline.night.nightly import take_down
from tests.support.case_system import listing
from tests.support.deployment import Deployment
from tests.test_approval_story import DEBTORS, MONDAY, TUESDAY, WEDNESDAY, House

LISTINGS = Dataset.DISHONEST_DEBTORS
WAITS = listing("d4", "慕容晚晴")
NEW = listing("d5", "公孙长风")
DELETED = listing("d2", "司马知秋", removal_act="撤销", removal_act_on=WEDNESDAY)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Monday's batch is signed and public; Tuesday's is signed and not out yet; then [privacy] is lost."""
    house = House(Deployment.at(tmp_path_factory.mktemp("gate") / "home", mode="court").home)
    house.hire("陆明")
    house.holds({LISTINGS: DEBTORS})
    house.night(MONDAY)
    house.sign(MONDAY)
    house.publish(MONDAY)
    house.holds({LISTINGS: [*DEBTORS, WAITS]})
    house.night(TUESDAY)
    house.sign(TUESDAY)
    return house.home


@pytest.fixture
def house(template: Path, tmp_path: Path) -> House:
    shutil.copytree(template, tmp_path / "home", symlinks=True)
    return House(tmp_path / "home")


def close_gate(house: House) -> None:
    path = house.home / "yangguang.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('contact = "督查室，0571-00000001"\n', ""), encoding="utf-8"
    )


def test_a_night_takes_down_what_the_pull_says_and_publishes_nothing_new(house: House) -> None:
    close_gate(house)
    house.holds({LISTINGS: [DEBTORS[0], DELETED, WAITS, NEW]})
    report = house.night(WEDNESDAY)
    assert report.exit_status == ExitStatus.SETTINGS
    assert "[privacy] contact is empty" in report.refused
    text = house.public_text()
    assert "欧阳静好" in text
    assert not [name for name in ("司马知秋", "上官云舒", "慕容晚晴", "公孙长风") if name in text]
    assert [name.date for name in house.names()] == [TUESDAY], "no batch is made of what may not be published"

    Deployment.at(house.home, mode="court")
    house.publish(WEDNESDAY)
    assert "慕容晚晴" in house.public_text()
    assert "司马知秋" not in house.public_text()


def test_publish_and_takedown_remove_and_add_nothing(house: House) -> None:
    close_gate(house)
    report = house.publish(TUESDAY)
    assert "[privacy] contact is empty" in report.refused
    assert "慕容晚晴" not in house.public_text()
    take_down(house.settings, RecordId(house.id_of("欧阳静好")), "decision of the court", date.fromisoformat(TUESDAY))
    text = house.public_text()
    assert ("欧阳静好" in text, "司马知秋" in text, "慕容晚晴" in text) == (False, True, False)


def test_the_first_night_does_not_begin(tmp_path: Path) -> None:
    house = House(Deployment.at(tmp_path / "home", mode="court").home)
    close_gate(house)
    with pytest.raises(NotAssessed, match="contact is empty"):
        house.night(MONDAY)
    assert not (house.home / "state" / "batches").exists() or house.names() == []
