"""A state folder of every released version, as a court left it, goes on under this version.

Each archive was made with its version: 陆明 signed Monday's batch, which was published; one listing was taken down by
command; Tuesday's batch waits. What a night makes anew (index, pages) was left out. That of 0.2 also holds two nights
that were killed: ``before`` and ``after`` the swap.
"""

import tarfile
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.records import RecordId
from pipeline.night.nightly import publish_again, take_down
from pipeline.state.folder import StateFiles
from pipeline.state.statements import named_to_come, release_to_come
from pipeline.targets.folder import FolderTarget
from pipeline.targets.s3.target import S3Target
from tests.support.privacy import assessed
from tests.test_approval_story import CODE, FRIDAY, TUESDAY, WEDNESDAY, House

pytestmark = pytest.mark.drill

ARCHIVE = Path(__file__).with_name("state-0.1.tar.gz")


def unpacked(archive: Path, folder: Path, name: str = "home") -> House:
    with tarfile.open(archive) as content:
        content.extractall(folder, filter="data")
    return House(folder / name)


@pytest.fixture(params=["0.1", "0.2"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    return unpacked(ARCHIVE.with_name(f"state-{request.param}.tar.gz"), tmp_path)


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
    settings = house.home / "yangguang.toml"
    if "operating_court" not in (text := settings.read_text(encoding="utf-8")):  # as the changelog of 0.2 asks for
        text = text.replace("[site]", '[site]\noperating_court = "浙01"', 1)
    settings.write_text(text + assessed(text), encoding="utf-8")  # without it court mode publishes nothing new
    house.night(TUESDAY)
    house.sign(TUESDAY)
    house.publish(TUESDAY)
    text = house.public_text()
    assert "慕容晚晴" in text
    assert "司马知秋" not in text


class Killed(BaseException):
    """The machine went off."""


def kill(monkeypatch: pytest.MonkeyPatch, at: type, method: str) -> None:
    def killed(*_: object, **__: object) -> None:
        raise Killed

    monkeypatch.setattr(at, method, killed)


@pytest.mark.parametrize("killed", ["before", "after"])
def test_an_upgrade_in_the_middle_of_a_night_finishes_it(tmp_path: Path, killed: str) -> None:
    house = unpacked(ARCHIVE.with_name("state-0.2.tar.gz"), tmp_path, killed)
    house.publish(WEDNESDAY)
    assert "欧阳静好" in house.public_text()
    house.publish(FRIDAY)
    text = house.public_text()
    assert "诸葛明月" not in text, "due"
    assert "司马知秋" not in text, "taken down under version 0.2"
    assert "慕容晚晴" not in text, "signed by nobody"
    with StateFiles(house.home / "state").ledger() as ledger:
        assert [release.number for release in ledger.releases()] == [*range(1, house.number() + 1)]


@pytest.mark.parametrize("command", ["nightly", "publish", "takedown"])
def test_number_and_digest_of_the_release_to_come_are_noted_before_the_swap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    house = unpacked(ARCHIVE, tmp_path)
    house.publish(TUESDAY)
    record = RecordId(house.id_of("上官云舒"))
    commands = {
        "nightly": lambda: house.night(WEDNESDAY),
        "publish": lambda: house.publish(WEDNESDAY),
        "takedown": lambda: take_down(house.settings, record, "decision of the court"),
    }
    for target in (FolderTarget, S3Target):
        kill(monkeypatch, target, "publish")
    with pytest.raises(Killed):
        commands[command]()
    with StateFiles(house.home / "state").ledger() as ledger:
        noted = release_to_come(ledger)
        assert noted is not None
        assert noted[0].number == house.number() + 1
        assert named_to_come(ledger) == f"{noted[0].number} {noted[0].digest}"
