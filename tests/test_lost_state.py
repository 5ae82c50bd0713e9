"""A state folder that does not know what is public: refused, or begun anew without bringing anything back."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.errors import StateError
from pipeline.core.records import Dataset, RecordId
from pipeline.night.nightly import NightOptions, publish_again, run_nightly, take_down
from pipeline.night.report import LATE, Report
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from tests.pipeline.targets.conftest import bucket, s3_address
from tests.support.canaries import unchecked
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment, public_bytes
from tests.support.s3_server import bucket_settings, objects_in
from tests.test_approval_story import CODE, House

pytestmark = pytest.mark.drill

__all__ = ["bucket", "s3_address"]

CASES, LISTINGS, AUCTIONS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES
FIRST, SECOND, THIRD, FOURTH = (f"2026-11-{day}" for day in (16, 17, 18, 19))
DEBTORS = [listing("d1", "欧阳静好"), listing("d2", "司马知秋")]
OTHERS = {CASES: [party("u1", "诸葛明月")], AUCTIONS: [notice("n1", title="拍卖明月路一处房产")]}


def begin_anew(house: Deployment, day: str) -> Report:
    return run_nightly(
        house.settings, date.fromisoformat(day), options=NightOptions(new_state=True), canaries=unchecked
    )


def lose_state(house: Deployment) -> None:
    """The whole folder; the public trees lie beside the public link."""
    shutil.rmtree(house.home / "state")


def with_a_takedown(house: House) -> House:
    """欧阳静好 was public and was taken down; the case system still holds the listing."""
    house.hire("陆明")
    house.holds({LISTINGS: DEBTORS, **OTHERS})
    house.night(FIRST)
    if house.settings.approval.mode.value == "court":
        house.sign(FIRST)
        house.publish(FIRST)
    assert "欧阳静好" in house.public_text()
    take_down(house.settings, RecordId(house.id_of("欧阳静好")), "decision of the court")
    assert "欧阳静好" not in house.public_text()
    return house


@pytest.fixture(scope="module")
def copy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], House]:
    """A house of an approval mode in which there was a takedown; made once, and copied."""
    made: dict[str, House] = {}

    def copied(mode: str, home: Path) -> House:
        if mode not in made:
            made[mode] = with_a_takedown(House(Deployment.at(tmp_path_factory.mktemp(mode) / "home", mode=mode).home))
        return House(made[mode].copy(home).home)

    return copied


@pytest.fixture(params=["court", "scan", "demo"])
def house(request: pytest.FixtureRequest, copy_of: Callable[[str, Path], House], tmp_path: Path) -> House:
    return copy_of(request.param, tmp_path / "home")


@pytest.fixture
def scan_house(copy_of: Callable[[str, Path], House], tmp_path: Path) -> House:
    return copy_of("scan", tmp_path / "home")


def test_a_lost_state_folder_brings_nothing_back(house: House) -> None:
    before = public_bytes(house.public)
    lose_state(house)
    for run in (house.night, house.publish):
        with pytest.raises(StateError, match="--new-state"):
            run(SECOND)
    assert public_bytes(house.public) == before


def test_a_new_state_keeps_what_is_public_and_lets_nothing_else_in_until_the_court_signs(house: House) -> None:
    number = house.number()
    lose_state(house)
    house.holds({LISTINGS: [*DEBTORS, listing("d3", "上官云舒")], **OTHERS})
    begin_anew(house, SECOND)
    for day in (SECOND, THIRD):
        text = house.public_text()
        assert "司马知秋" in text
        assert "诸葛明月" in text
        assert "拍卖明月路一处房产" in text
        assert "欧阳静好" not in text
        assert "上官云舒" not in text
        assert house.number() == number + (1 if day == SECOND else 2)
        house.night(THIRD)
    house.sign(THIRD)
    house.publish(THIRD)
    assert "上官云舒" in house.public_text(), "its court has signed anew"


def test_what_changed_or_left_meanwhile_does_not_stay(scan_house: House) -> None:
    lose_state(scan_house)
    changed = listing("d2", "司马知秋", obligation="返还借款本金")
    scan_house.holds({LISTINGS: [DEBTORS[0], changed], AUCTIONS: OTHERS[AUCTIONS]})
    begin_anew(scan_house, SECOND)
    text = scan_house.public_text()
    assert "司马知秋" not in text
    assert "诸葛明月" not in text
    assert "拍卖明月路一处房产" in text


def test_receipts_and_the_order_of_days_outlive_the_state(scan_house: House) -> None:
    releases = (scan_house.public / "releases" / "releases.json").read_text(encoding="utf-8")
    lose_state(scan_house)
    begin_anew(scan_house, SECOND)
    assert (
        (scan_house.public / "releases" / "releases.json")
        .read_text(encoding="utf-8")
        .startswith(releases.rstrip("]\n"))
    )
    with pytest.raises(StateError, match="clock set back"):
        scan_house.night(FIRST)


def test_a_new_state_is_begun_once_by_hand_and_never_over_one_that_knows(scan_house: House) -> None:
    with pytest.raises(StateError, match="without --new-state"):
        begin_anew(scan_house, SECOND)
    lose_state(scan_house)
    begin_anew(scan_house, SECOND)
    with pytest.raises(StateError, match="without --new-state"):
        begin_anew(scan_house, THIRD)


def test_a_link_into_a_state_folder_that_is_gone_is_no_first_night(scan_house: House) -> None:
    shutil.rmtree(scan_house.home / "state")
    scan_house.public.unlink()
    scan_house.public.symlink_to("gone-with-its-disk")
    with pytest.raises(StateError, match="link to a release that is gone"):
        scan_house.night(SECOND)
    begin_anew(scan_house, SECOND)
    assert "司马知秋" not in scan_house.public_text(), "nothing is known to be public"
    scan_house.sign(SECOND)
    scan_house.publish(SECOND)
    assert "司马知秋" in scan_house.public_text()


def test_signatures_without_a_ledger_are_no_first_night(house: House) -> None:
    for path in (house.home / "state").glob("ledger.sqlite*"):
        path.unlink()
    house.public.unlink()
    if house.settings.approval.mode.value == "court":
        with pytest.raises(StateError, match="ledger is new"):
            house.night(SECOND)
    else:
        house.night(SECOND)


def older_copy(house: House) -> None:
    """The state of the night before the takedown comes back from a back-up."""
    shutil.rmtree(house.home / "state")
    shutil.copytree(house.home / "backup", house.home / "state")


def anothers(house: House) -> None:
    other = House(Deployment.at(house.home.parent / "other", mode="scan").home)
    other.holds({LISTINGS: DEBTORS})
    other.night(FIRST)
    other.night(SECOND)
    (house.home / "state" / "ledger.sqlite").write_bytes((other.home / "state" / "ledger.sqlite").read_bytes())


@pytest.mark.parametrize("put", [older_copy, anothers])
def test_a_ledger_that_does_not_know_the_public_release_is_refused(
    tmp_path: Path, put: Callable[[House], None]
) -> None:
    house = House(Deployment.at(tmp_path / "home", mode="scan").home)
    house.hire("陆明")
    house.holds({LISTINGS: DEBTORS, **OTHERS})
    house.night(FIRST)
    shutil.copytree(house.home / "state", house.home / "backup")
    take_down(house.settings, RecordId(house.id_of("欧阳静好")), "decision of the court")
    before = public_bytes(house.public)
    trees = house.public.resolve().parent
    kept = shutil.copytree(trees, house.home / "kept")
    put(house)
    shutil.copytree(kept, trees, dirs_exist_ok=True)
    with pytest.raises(StateError, match="is public, this state folder knows release"):
        house.night(SECOND)
    assert public_bytes(house.public) == before
    begin_anew(house, SECOND)
    assert "欧阳静好" not in house.public_text()
    assert "司马知秋" in house.public_text()


def test_a_release_that_was_noted_before_the_swap_is_finished(
    scan_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "record_release", killed)
        with pytest.raises(KeyboardInterrupt):
            scan_house.night(SECOND)
    ahead = scan_house.number()
    scan_house.night(SECOND)
    assert scan_house.number() == ahead + 1


def test_a_ledgers_line_is_no_signature_and_the_run_says_so(tmp_path: Path) -> None:
    house = House(Deployment.at(tmp_path / "home", mode="court").home)
    house.hire("陆明")
    house.holds({LISTINGS: DEBTORS})
    house.night(FIRST)
    name = house.names()[-1]
    files = StateFiles(house.home / "state")
    with files.ledger() as ledger:
        ledger.keep_note(f"published batch of {CODE}", f"{name} {files.batches.info(CODE, name).digest}")
    report = house.publish(FIRST)
    assert report.exit_status == LATE
    assert report.unproved == [CODE]
    assert "欧阳静好" not in house.public_text()


def test_a_bucket_is_no_first_night_either(s3_address: str, bucket: str, tmp_path: Path) -> None:
    house = Deployment.at(tmp_path / "home", bucket_settings(s3_address, s3_address, bucket), mode="scan")
    house.holds({LISTINGS: DEBTORS, **OTHERS})
    house.night(FIRST)
    record = next(str(row["id"]) for row in house.public_rows().values() if row.get("party_name") == "欧阳静好")
    take_down(house.settings, RecordId(record), "decision of the court")
    before = objects_in(s3_address, bucket)
    shutil.rmtree(house.home / "state")
    with pytest.raises(StateError, match="--new-state"):
        publish_again(house.settings, date.fromisoformat(SECOND))
    assert objects_in(s3_address, bucket) == before
    begin_anew(house, SECOND)
    house.night(THIRD)
    text = b"\n".join(objects_in(s3_address, bucket).values())
    pages = b"".join(content for path, content in objects_in(s3_address, bucket).items() if path.endswith(".html"))
    assert record.encode() not in text
    assert "拍卖明月路一处房产".encode() in pages
