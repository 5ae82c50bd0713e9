"""A state folder that came back is older than what is public: what was removed meanwhile never returns by itself."""

import shutil
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipeline.backup.making import BackedUp, make_backup
from pipeline.backup.restore import Wish, restore
from pipeline.core.errors import SourceError, StateError
from pipeline.core.records import Dataset, RecordId
from pipeline.decisions import audit
from pipeline.decisions.audit import known_tail
from pipeline.night.nightly import NightOptions, run_nightly, take_down
from pipeline.review.office import Office
from pipeline.settings.backup import BackupSettings
from pipeline.state.folder import StateFiles
from tests.pipeline.targets.conftest import bucket, s3_address
from tests.support.canaries import unchecked
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment, public_bytes, public_files
from tests.support.s3_server import bucket_settings, objects_in
from tests.test_approval_story import CODE, House

pytestmark = pytest.mark.drill

__all__ = ["bucket", "s3_address"]

CASES, LISTINGS, AUCTIONS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES
FIRST, SECOND, THIRD, FOURTH = (f"2026-11-{day}" for day in (16, 17, 18, 19))
AT = datetime(2026, 11, 16, 22, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TAKEN, STAYS, CAME, CLOSED, NEW = "欧阳静好", "司马知秋", "上官云舒", "诸葛明月", "慕容晚晴"
BACKUP = "backup.tar.gz"
MODES = ("court", "scan", "demo")


def let_out(house: House, day: str) -> None:
    if house.settings.approval.mode.value == "court":
        house.sign(day)
        house.publish(day)


def back_up(house: House) -> None:
    what = BackedUp(house.home / "state", house.settings.site_secret)
    make_backup(what, BackupSettings(), house.home / BACKUP, AT, plain=True)


def bring_back(house: House, *, discard_newer: bool = True) -> None:
    restore(
        house.home / "state", house.settings.site_secret, house.home / BACKUP, AT, Wish(discard_newer=discard_newer)
    )


def a_day_after_the_backup(house: House) -> House:
    """Backed up on the first night; on the second one came, one was closed, and one was taken down by command."""
    house.hire("陆明")
    house.holds(
        {LISTINGS: [listing("d1", TAKEN), listing("d2", STAYS)], CASES: [party("u1", CLOSED), party("u2", "公冶长青")]}
    )
    house.night(FIRST)
    let_out(house, FIRST)
    back_up(house)
    house.holds(
        {
            LISTINGS: [listing("d1", TAKEN), listing("d2", STAYS), listing("d3", CAME)],
            CASES: [party("u1", CLOSED, closed_on="2026-11-02", closing_mode="执行完毕"), party("u2", "公冶长青")],
            AUCTIONS: [notice("n1", title="拍卖明月路一处房产")],
        }
    )
    house.night(SECOND)
    let_out(house, SECOND)
    take_down(house.settings, RecordId(house.id_of(TAKEN)), "decision of the court")
    return house


@pytest.fixture(scope="module")
def copy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], House]:
    made: dict[str, House] = {}

    def copied(mode: str, home: Path) -> House:
        if mode not in made:
            house = House(Deployment.at(tmp_path_factory.mktemp(mode) / "home", mode=mode).home)
            made[mode] = a_day_after_the_backup(house)
        return House(made[mode].copy(home).home)

    return copied


@pytest.fixture(params=MODES)
def house(request: pytest.FixtureRequest, copy_of: Callable[[str, Path], House], tmp_path: Path) -> House:
    return copy_of(request.param, tmp_path / "home")


@pytest.fixture
def scan_house(copy_of: Callable[[str, Path], House], tmp_path: Path) -> House:
    return copy_of("scan", tmp_path / "home")


def lose_ledger(house: House) -> None:
    """The disk took the ledger, so that nothing of the replaced folder can be read."""
    (house.home / "state" / "ledger.sqlite").write_bytes(b"\0" * 4096)


def with_one_more(house: House) -> None:
    house.holds(
        {
            LISTINGS: [listing("d1", TAKEN), listing("d2", STAYS), listing("d3", CAME), listing("d4", NEW)],
            CASES: [party("u2", "公冶长青")],
            AUCTIONS: [notice("n1", title="拍卖明月路一处房产")],
        }
    )


def names_in(text: str) -> set[str]:
    return {name for name in (TAKEN, STAYS, CAME, CLOSED, NEW, "公冶长青", "拍卖明月路一处房产") if name in text}


def test_what_was_removed_since_the_backup_stays_away_and_what_stands_stays(house: House) -> None:
    shown = {STAYS, CAME, "公冶长青", "拍卖明月路一处房产"}
    assert names_in(house.public_text()) == shown
    before, number = public_bytes(house.public), house.number()
    lose_ledger(house)
    bring_back(house)
    with pytest.raises(StateError, match=r"Run `publish\.py nightly` first"):
        house.publish(THIRD)
    assert public_bytes(house.public) == before
    with_one_more(house)
    report = house.night(THIRD)
    assert any("2 record(s) of it left meanwhile" in note for note in report.notes)
    assert names_in(house.public_text()) == shown
    house.publish(FOURTH)
    house.night(FOURTH)
    assert names_in(house.public_text()) == shown
    assert house.number() == number + 3
    with StateFiles(house.home / "state").ledger() as ledger:
        assert audit.verify(house.home / "state" / "audit.jsonl", known_tail(ledger)) is None
    house.sign(FOURTH)
    house.publish(FOURTH)
    assert NEW in house.public_text(), "its court has signed anew"


def test_a_takedown_that_the_replaced_ledger_still_knows_outlives_the_courts_new_signature(house: House) -> None:
    bring_back(house)
    with_one_more(house)
    house.night(THIRD)
    house.sign(THIRD)
    house.publish(THIRD)
    assert NEW in house.public_text()
    assert TAKEN not in house.public_text()


@pytest.mark.parametrize("mode", ["scan", "demo"])
def test_where_nobody_signs_a_person_lets_batches_out_again_but_not_what_left(
    copy_of: Callable[[str, Path], House], tmp_path: Path, mode: str
) -> None:
    house = copy_of(mode, tmp_path / "home")
    lose_ledger(house)
    bring_back(house)
    office = house.office(THIRD)
    with pytest.raises(StateError, match=r"nothing was restored|no night"):
        office.readmit(CODE, "compared with the register", ())
    with_one_more(house)
    house.night(THIRD)
    assert office.readmit(CODE, "compared with the register", ()) == (1, 1)
    house.publish(THIRD)
    assert NEW in house.public_text()
    assert TAKEN not in house.public_text()
    house.night(FOURTH)
    assert TAKEN not in house.public_text()
    last = list(audit.entries(house.home / "state" / "audit.jsonl"))[-2]
    assert (last.what, last.court) == ("publish", None)
    assert any(
        entry.what == "readmit" and entry.detail["reason"] == "compared with the register" and entry.court == CODE
        for entry in audit.entries(house.home / "state" / "audit.jsonl")
    )
    office.readmit(CODE, "the court let it in again", (house.id_of(TAKEN),))
    house.publish(FOURTH)
    assert TAKEN in house.public_text(), "named one by one"


def test_courts_that_sign_do_not_readmit(copy_of: Callable[[str, Path], House], tmp_path: Path) -> None:
    house = copy_of("court", tmp_path / "home")
    with pytest.raises(StateError, match="courts sign here"):
        house.office(SECOND).readmit(CODE, "because", ())


def test_a_backup_of_the_public_release_goes_on_as_if_nothing_had_happened(scan_house: House) -> None:
    back_up(scan_house)
    bring_back(scan_house, discard_newer=False)
    report = scan_house.night(THIRD)
    assert any("is the state of the public release" in note for note in report.notes)
    with_one_more(scan_house)
    scan_house.night(FOURTH)
    assert NEW in scan_house.public_text()
    assert TAKEN not in scan_house.public_text()


def test_a_takedown_before_the_first_night_works_at_once_and_brings_nothing_back(scan_house: House) -> None:
    record = RecordId(scan_house.id_of(STAYS))
    lose_ledger(scan_house)
    bring_back(scan_house)
    take_down(scan_house.settings, record, "decision of the court")
    assert not names_in(scan_house.public_text()) & {STAYS, TAKEN, CLOSED}
    assert "公冶长青" in scan_house.public_text()


def test_a_place_that_was_taken_away_shows_nothing_until_it_is_let_out_anew(scan_house: House) -> None:
    lose_ledger(scan_house)
    bring_back(scan_house)
    scan_house.public.unlink()
    scan_house.night(THIRD)
    assert not names_in(scan_house.public_text())
    office = scan_house.office(THIRD)
    assert office.readmit(CODE, "compared with the register")[1] >= 3, "nobody knows which of them were removed"
    office.readmit(CODE, "compared with the register", everything=True)
    scan_house.publish(THIRD)
    assert STAYS in scan_house.public_text()


def test_a_source_that_cannot_be_read_lets_only_go(scan_house: House) -> None:
    lose_ledger(scan_house)
    bring_back(scan_house)
    (scan_house.home / "case.db").unlink()
    assert scan_house.night(SECOND).exit_status == SourceError.exit_status
    assert not names_in(scan_house.public_text()) & {TAKEN, CLOSED}
    assert STAYS in scan_house.public_text()


def came_and_left(house: House) -> str:
    """Since the back-up 长孙无双 and a notice became public and were taken down by command; gives the notice's id."""
    rows = {
        LISTINGS: [listing("d1", TAKEN), listing("d2", STAYS), listing("d3", CAME), listing("d5", "长孙无双")],
        CASES: [party("u2", "公冶长青")],
        AUCTIONS: [notice("n1", title="拍卖明月路一处房产"), notice("n2", title="拍卖西溪路一处房产")],
    }
    house.holds(rows)
    house.night(SECOND)
    assert "长孙无双" in house.public_text()
    ids = {row.get("title") or row.get("party_name"): str(row["id"]) for row in house.public_rows().values()}
    for name in ("长孙无双", "拍卖西溪路一处房产"):
        take_down(house.settings, RecordId(ids[name]), "decision of the court")
    house.holds(rows | {LISTINGS: [*rows[LISTINGS], listing("d4", NEW)]})
    return ids["拍卖西溪路一处房产"]


def test_what_came_and_left_since_the_backup_stays_away_though_no_ledger_knows_it(scan_house: House) -> None:
    came_and_left(scan_house)
    lose_ledger(scan_house)
    bring_back(scan_house)
    report = scan_house.night(THIRD)
    told = next(note for note in report.notes if "nothing names them" in note)
    assert "1 record(s) of dishonest_debtors became public after the back-up and were removed again" in told
    assert "--record" in told
    office = scan_house.office(THIRD)
    office.readmit(CODE, "compared with the register")
    scan_house.publish(THIRD)
    text = scan_house.public_text()
    assert "长孙无双" not in text, "it may be the one"
    assert NEW not in text, "nobody can tell them apart"
    assert "拍卖西溪路一处房产" not in text, "its nameless page tells its id"
    assert STAYS in text
    new = next(str(row["id"]) for row in scan_house.public_rows().values() if row.get("party_name") == NEW)
    office.readmit(CODE, "compared with the orders", (new,))
    scan_house.publish(THIRD)
    text = scan_house.public_text()
    assert NEW in text
    assert "长孙无双" not in text
    scan_house.night(FOURTH)
    assert "长孙无双" not in scan_house.public_text()


def test_where_the_replaced_ledger_can_be_read_nothing_is_unknown(scan_house: House) -> None:
    came_and_left(scan_house)
    bring_back(scan_house)
    report = scan_house.night(THIRD)
    assert not any("nothing names them" in note for note in report.notes)
    scan_house.office(THIRD).readmit(CODE, "compared with the register")
    scan_house.publish(THIRD)
    text = scan_house.public_text()
    assert NEW in text
    assert "长孙无双" not in text


def test_where_the_public_place_is_gone_too_the_run_says_that_nobody_can_know(scan_house: House) -> None:
    came_and_left(scan_house)
    lose_ledger(scan_house)
    bring_back(scan_house)
    scan_house.public.unlink()
    report = scan_house.night(THIRD)
    assert any("it cannot be known which records" in note for note in report.notes)
    scan_house.office(THIRD).readmit(CODE, "compared with the register")
    scan_house.publish(THIRD)
    assert "长孙无双" not in scan_house.public_text()


def test_a_new_state_says_what_nobody_knows_and_lets_none_of_it_in(scan_house: House) -> None:
    came_and_left(scan_house)
    shutil.rmtree(scan_house.home / "state")
    report = run_nightly(
        scan_house.settings, date.fromisoformat(THIRD), options=NightOptions(new_state=True), canaries=unchecked
    )
    assert any("nothing names them" in note for note in report.notes)
    scan_house.office(THIRD).readmit(CODE, "compared with the register")
    scan_house.publish(THIRD)
    text = scan_house.public_text()
    assert not {TAKEN, "长孙无双", "拍卖西溪路一处房产"} & {
        one for one in (TAKEN, "长孙无双", "拍卖西溪路一处房产") if one in text
    }
    assert STAYS in text


@pytest.mark.slow
@pytest.mark.parametrize(
    "mode", ["scan", pytest.param("court", marks=pytest.mark.drill), pytest.param("demo", marks=pytest.mark.drill)]
)
def test_in_a_bucket_too_even_where_a_killed_run_took_it_only_half_away(
    s3_address: str, bucket: str, tmp_path: Path, mode: str
) -> None:
    house = House(Deployment.at(tmp_path / "home", bucket_settings(s3_address, s3_address, bucket), mode=mode).home)
    house.hire("陆明")
    house.holds({LISTINGS: [listing("d1", TAKEN), listing("d2", STAYS)]})
    house.night(FIRST)
    let_out(house, FIRST)
    back_up(house)
    taken, stays = house.id_of(TAKEN), house.id_of(STAYS)
    note = objects_in(s3_address, bucket)["release.json"]
    take_down(house.settings, RecordId(taken), "decision of the court")
    if mode == "scan":  # killed before the last wave: the old number stands over what has gone
        from tests.support.s3_server import client_for

        client_for(s3_address).put_object(Bucket=bucket, Key="release.json", Body=note)
    lose_ledger(house)
    bring_back(house)
    house.holds({LISTINGS: [listing("d1", TAKEN), listing("d2", STAYS), listing("d3", NEW)]})
    for day in (SECOND, THIRD):
        run_nightly(house.settings, date.fromisoformat(day), canaries=unchecked)
        found = shown(s3_address, bucket, tmp_path / "seen")
        assert stays in found
        assert taken not in found
        assert house.id_of(NEW) not in found


def shown(address: str, bucket: str, folder: Path) -> str:
    """Every byte of the bucket, unpacked."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in objects_in(address, bucket).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return "\n".join(content.decode("utf-8", "replace") for _, content in public_files(folder))


def test_offices_wait_while_a_restore_is_broken_off(scan_house: House) -> None:
    (scan_house.home / "state" / "restoring").mkdir()
    for run in (scan_house.night, scan_house.publish):
        with pytest.raises(StateError, match="--abandon"):
            run(THIRD)
    with pytest.raises(StateError, match="--abandon"):
        Office(scan_house.settings.state, scan_house.settings.approval, scan_house.settings.calendar_value).approvals()
