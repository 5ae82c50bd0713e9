"""A state folder of version 0.1, as a court left it, goes on under this version.

The archive was made with version 0.1: 陆明 signed Monday's batch, which was published; one listing was taken down by
command; Tuesday's batch waits. What a night makes anew (index, pages) was left out.
"""

import tarfile
from datetime import date
from pathlib import Path

import pytest

from pipeline.night.nightly import publish_again
from pipeline.state.folder import StateFiles
from tests.test_approval_story import CODE, FRIDAY, TUESDAY, House

ARCHIVE = Path(__file__).with_name("state-0.1.tar.gz")


@pytest.fixture
def house(tmp_path: Path) -> House:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    return House(tmp_path / "home")


def test_ledger_batches_and_envelopes_are_read(house: House) -> None:
    files = StateFiles(house.home / "state")
    with files.ledger() as ledger:
        assert [release.number for release in ledger.releases()] == [1, 2, 3, 4]
        assert len(ledger.takedowns()) == 1
        assert set(ledger.dated_acts()["verb"]) >= {"公布", "屏蔽"}
    batch = files.batches.newest(CODE)
    assert len(batch.frame) == batch.info.rows
    chosen = house.office(TUESDAY).approvals()
    assert [approval.signer for approval in chosen.signed[CODE].approvals] == ["陆明"]
    assert chosen.waiting[CODE].since == TUESDAY


def test_what_the_court_signed_goes_out_what_was_taken_down_stays_away_and_what_is_due_leaves(house: House) -> None:
    house.publish(TUESDAY)
    text = house.public_text()
    assert "欧阳静好" in text
    assert "诸葛明月" in text
    assert "司马知秋" not in text
    assert "慕容晚晴" not in text
    publish_again(house.settings, date.fromisoformat(FRIDAY))
    assert "诸葛明月" not in house.public_text()


def test_a_new_night_is_signed_and_published(house: House) -> None:
    house.night(TUESDAY)
    house.sign(TUESDAY)
    house.publish(TUESDAY)
    text = house.public_text()
    assert "慕容晚晴" in text
    assert "司马知秋" not in text
