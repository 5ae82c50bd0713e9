"""A state folder knows whose it is: another secret or another place is refused before anything is read."""

import json
import sqlite3
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import StateError
from pipeline.core.records import RecordId
from pipeline.night.moving import move_deployment
from pipeline.night.nightly import publish_again, take_down
from pipeline.review.office import Office
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from pipeline.state.owner import Owner, fingerprint, known_owner, note_owner, settle_owner
from tests.support.case_system import listing
from tests.support.deployment import SECRET, Deployment, public_bytes
from tests.support.once import made_once
from tests.test_approval_story import LISTINGS, MONDAY, TUESDAY

OTHER = "7a" * 32
CHANGES = {
    "another secret": (f'secret = "{SECRET}"', f'secret = "{OTHER}"', "another site secret"),
    "another court": ('operating_court = "浙01"', 'operating_court = "浙02"', "operating court is 浙01, .* 浙02"),
    "another address": ("[site]", '[site]\nbase_url = "https://b.example.cn"', "address is .* b.example.cn"),
    "another folder": ("[site]", '[target]\npath = "elsewhere"\n[site]', "public place is folder ../public"),
}


def fill(folder: Path) -> None:
    house = Deployment.at(folder / "home", mode="scan")
    house.holds({LISTINGS: [listing(f"d{at}") for at in range(25)]})
    house.night(MONDAY)


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Deployment:
    return Deployment(made_once(tmp_path_factory, "state-with-owner", fill) / "home").copy(tmp_path / "home")


def change(house: Deployment, old: str, new: str) -> None:
    path = house.home / "yangguang.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def forget_owner(house: Deployment) -> None:
    """As version 0.2 left it: without seals, without answers to legality checks, and without owner."""
    with sqlite3.connect(house.home / "state" / "ledger.sqlite") as old:
        old.execute("DELETE FROM notes WHERE key = 'owner'")
        old.execute("DROP TABLE seals")
        old.execute("DROP TABLE legality_answers")
        old.execute("PRAGMA user_version = 4")
    old.close()


def every_command(house: Deployment) -> dict[str, Callable[[], object]]:
    settings, record = house.settings, RecordId(next(iter(house.public_rows())))
    office = Office(settings.state, settings.approval, settings.calendar_value, owner=settings.owner)
    return {
        "nightly": lambda: house.night(TUESDAY),
        "publish": lambda: publish_again(settings, date.fromisoformat(TUESDAY)),
        "takedown": lambda: take_down(settings, record, "decision of the court"),
        "decisions": office.holds,
        "approvals": office.approvals,
    }


@pytest.mark.parametrize("what", CHANGES)
def test_another_deployments_state_is_refused_before_anything_is_pulled(house: Deployment, what: str) -> None:
    old, new, said = CHANGES[what]
    change(house, old, new)
    before = public_bytes(house.public)
    (house.home / "case.db").unlink()
    for command in every_command(house).values():
        with pytest.raises(StateError, match=said):
            command()
    assert public_bytes(house.public) == before
    assert not (house.home / "elsewhere").exists()


@pytest.mark.parametrize("what", [what for what in CHANGES if what != "another secret"])
def test_what_moved_on_purpose_is_said_once(house: Deployment, what: str) -> None:
    change(house, *CHANGES[what][:2])
    assert len(move_deployment(house.settings.state, house.settings.owner)) == 1
    with StateFiles(house.settings.state, house.settings.owner).ledger() as ledger:
        assert known_owner(ledger) == house.settings.owner
    assert move_deployment(house.settings.state, house.settings.owner) == ["nothing has changed"]


def test_another_secret_cannot_be_called_a_move(house: Deployment) -> None:
    change(house, SECRET, OTHER)
    with pytest.raises(StateError, match="another site secret"):
        move_deployment(house.settings.state, house.settings.owner)


def test_a_takedown_does_not_need_the_secret(house: Deployment) -> None:
    change(house, SECRET, "")
    record = RecordId(next(iter(house.public_rows())))
    take_down(house.settings, record, "decision of the court")
    assert record not in house.public_text()


def test_an_older_state_learns_whose_it_is_from_a_pull_that_knows_its_records(house: Deployment) -> None:
    forget_owner(house)
    house.night(TUESDAY)
    with StateFiles(house.settings.state).ledger() as ledger:
        assert known_owner(ledger) == house.settings.owner


def test_an_older_state_refuses_a_pull_that_knows_none_of_its_records(house: Deployment) -> None:
    forget_owner(house)
    change(house, SECRET, OTHER)
    before = public_bytes(house.public)
    with pytest.raises(StateError, match=r"none of the \d+ public records"):
        house.night(TUESDAY)
    assert public_bytes(house.public) == before
    with StateFiles(house.settings.state).ledger() as ledger:
        assert known_owner(ledger) is None


def test_the_secret_is_kept_as_a_fingerprint_only(house: Deployment) -> None:
    content = (house.home / "state" / "ledger.sqlite").read_bytes()
    assert SECRET.encode() not in content
    assert bytes.fromhex(SECRET) not in content
    assert fingerprint(bytes.fromhex(SECRET)).encode() in content


def test_few_public_records_prove_nothing_either_way(tmp_path: Path) -> None:
    ledger, ours = Ledger(tmp_path / "ledger.sqlite"), Owner("a", "浙01", "a.example.cn", "folder ../public")
    settle_owner(ledger, ours, frozenset())
    assert known_owner(ledger) == ours
    note_owner(ledger, Owner("", "", "b.example.cn", ""))
    assert json.loads(ledger.note("owner") or "") == {**json.loads(ledger.note("owner") or ""), "secret": "a"}
    ledger.close()
