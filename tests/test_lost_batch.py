"""A public batch that is lost or damaged: what is due leaves all the same, the rest stays as it is, nothing enters."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli.watching import watched_of
from pipeline.composing.compose import HIDDEN
from pipeline.core.errors import SourceError, StateError
from pipeline.core.packing import unpacked
from pipeline.core.records import Dataset, RecordId
from pipeline.night.nightly import publish_again, take_down
from pipeline.night.report import LATE, Report
from pipeline.state.batches import BatchDamaged
from pipeline.watch.problems import Code
from pipeline.watch.status import read_status
from tests.pipeline.targets.conftest import bucket, s3_address
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment, public_bytes
from tests.support.s3_server import bucket_settings, objects_in
from tests.test_approval_story import CODE, House

pytestmark = pytest.mark.drill

__all__ = ["bucket", "s3_address"]

CASES, LISTINGS, AUCTIONS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES
MONDAY, TUESDAY = "2026-11-16", "2026-11-17"
DUE, TAKEN_DOWN, PUBLIC, NEW = "诸葛明月", "司马知秋", "欧阳静好", "慕容晚晴"
TABLES = {
    CASES: [party("u1", DUE, closed_on="2026-11-10", closing_mode="执行完毕")],
    LISTINGS: [listing("d1", PUBLIC), listing("d2", TAKEN_DOWN)],
    AUCTIONS: [notice("n1", title="拍卖西溪路一处房产")],
}
NO_SOURCE = "sqlite:////nonexistent/case.db"

Harm = Callable[[House], None]


def _all_of(house: House) -> list[Path]:
    return sorted(path for path in (house.home / "state" / "batches" / CODE).iterdir() if path.suffix != ".txt")


def lost(house: House) -> None:
    for path in _all_of(house):
        path.unlink()


def without_rows(house: House) -> None:
    for path in _all_of(house):
        if path.suffix == ".parquet":
            path.unlink()


def edited(house: House) -> None:
    for path in _all_of(house):
        if path.suffix == ".parquet":
            path.write_bytes(path.read_bytes()[:-9] + b"no parquet")


def with_bad_note(house: House) -> None:
    for path in _all_of(house):
        if path.suffix == ".json":
            path.write_text("{", encoding="utf-8")


HARMS = [lost, without_rows, edited, with_bad_note]


def opened(home: Path, mode: str, more: str = "") -> House:
    house = House(Deployment.at(home, more, mode=mode).home)
    if mode == "court":
        house.hire("陆明")
    house.holds(TABLES)
    house.night(MONDAY)
    if mode == "court":
        house.sign(MONDAY)
        house.publish(MONDAY)
    assert PUBLIC in house.public_text()
    return house


@pytest.fixture(scope="module")
def copy_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Path], House]:
    made: dict[str, House] = {}

    def copied(mode: str, home: Path) -> House:
        if mode not in made:
            made[mode] = opened(tmp_path_factory.mktemp(mode) / "home", mode)
        return House(made[mode].copy(home).home)

    return copied


@pytest.fixture(params=["scan", "demo", "court"])
def house(request: pytest.FixtureRequest, copy_of: Callable[[str, Path], House], tmp_path: Path) -> House:
    return copy_of(request.param, tmp_path / "home")


@pytest.fixture
def scan_house(copy_of: Callable[[str, Path], House], tmp_path: Path) -> House:
    return copy_of("scan", tmp_path / "home")


def told_of(report: Report) -> None:
    assert report.exit_status == LATE
    assert len(report.lost) == 1
    assert "what is public of it stays" in report.lost[0]


@pytest.mark.parametrize("harm", HARMS)
def test_publish_takes_away_what_is_due_and_nothing_else(house: House, harm: Harm) -> None:
    as_of = house.as_of()
    harm(house)
    told_of(publish_again(house.settings, date.fromisoformat(TUESDAY)))
    text = house.public_text()
    assert DUE not in text
    assert PUBLIC in text
    assert TAKEN_DOWN in text
    assert "西溪路" in text
    assert house.as_of() == as_of


@pytest.mark.parametrize("harm", HARMS)
def test_a_takedown_takes_one_record_away(house: House, harm: Harm) -> None:
    record, before = RecordId(house.id_of(TAKEN_DOWN)), public_bytes(house.public)
    harm(house)
    told_of(take_down(house.settings, record, "decision of the court"))
    text = house.public_text()
    assert TAKEN_DOWN not in text
    assert PUBLIC in text
    assert DUE in text
    after = public_bytes(house.public)
    kept = [name for name in before if name.startswith("notices/") and name in after]
    assert kept
    assert all(before[name] == after[name] for name in kept)


@pytest.mark.parametrize("harm", HARMS)
def test_a_night_whose_source_is_down_takes_away_what_is_due(house: House, harm: Harm) -> None:
    harm(house)
    (house.home / "case.db").unlink()
    report = house.night(TUESDAY)
    assert report.exit_status == SourceError.exit_status
    assert len(report.lost) == 1
    assert DUE not in house.public_text()
    assert "西溪路" in house.public_text()


@pytest.mark.parametrize("harm", HARMS)
def test_nothing_enters_and_the_next_pull_or_signature_heals(house: House, harm: Harm) -> None:
    signs = house.settings.approval.mode.value == "court"
    harm(house)
    house.holds(TABLES | {LISTINGS: [*TABLES[LISTINGS], listing("d3", NEW)]})
    report = house.night(TUESDAY)
    assert (NEW in house.public_text()) is not signs
    assert PUBLIC in house.public_text()
    assert report.refused == ""
    if signs:
        told_of(report)
        house.sign(TUESDAY)
        house.publish(TUESDAY)
        assert NEW in house.public_text()
    report = publish_again(house.settings, date.fromisoformat(TUESDAY))
    assert (report.lost, report.exit_status) == ([], 0)


def test_again_and_again_the_same_stands(scan_house: House) -> None:
    lost(scan_house)
    publish_again(scan_house.settings, date.fromisoformat(TUESDAY))
    before = public_bytes(scan_house.public)
    told_of(publish_again(scan_house.settings, date.fromisoformat(TUESDAY)))
    after = public_bytes(scan_house.public)
    assert {name for name in before if before[name] != after.get(name)} <= {
        "releases/releases.json",
        "about/index.html",
    }


def test_what_was_hidden_beyond_the_signature_is_kept_for_the_batch_that_comes_back(scan_house: House) -> None:
    hidden = scan_house.home / "state" / HIDDEN
    before = hidden.read_bytes()
    without_rows(scan_house)
    hidden.write_bytes(b"damaged")
    publish_again(scan_house.settings, date.fromisoformat(TUESDAY))
    assert hidden.read_bytes() == b"damaged", "what was hidden in the lost batch is not known, and stays unknown"
    assert before


def test_the_status_names_court_and_remedy(scan_house: House) -> None:
    lost(scan_house)
    problems = read_status(watched_of(scan_house.settings), date.fromisoformat(TUESDAY)).problems
    (found,) = [one for one in problems if one.code is Code.BATCHES_LOST]
    assert CODE in found.sentence("zh")
    assert "publish.py nightly" in found.remedy("en")


def test_where_the_public_place_cannot_be_read_back_either_the_run_says_both(scan_house: House) -> None:
    lost(scan_house)
    for path in scan_house.public.resolve().glob("search/data/cards/**/*"):
        if path.is_file():
            path.write_bytes(b"nothing that anybody wrote")
    before = public_bytes(scan_house.public)
    with pytest.raises(BatchDamaged, match=r"no batch of .* and what is public cannot be read back") as refused:
        publish_again(scan_house.settings, date.fromisoformat(TUESDAY))
    assert isinstance(refused.value, StateError)
    assert public_bytes(scan_house.public) == before


def test_a_row_that_was_changed_in_the_public_place_does_not_stay(scan_house: House) -> None:
    lost(scan_house)
    for path in scan_house.public.resolve().glob("data/notices/**/*.json"):
        path.write_text(path.read_text(encoding="utf-8").replace("西溪路", "明月路"), encoding="utf-8")
    publish_again(scan_house.settings, date.fromisoformat(TUESDAY))
    assert "明月路" not in scan_house.public_text()


def test_a_bucket_is_read_back_as_a_folder_is(s3_address: str, bucket: str, tmp_path: Path) -> None:
    house = House(Deployment.at(tmp_path / "home", bucket_settings(s3_address, s3_address, bucket), mode="scan").home)
    house.holds(TABLES)
    house.night(MONDAY)
    due, stays = house.id_of(DUE), house.id_of(PUBLIC)
    lost(house)
    told_of(publish_again(house.settings, date.fromisoformat(TUESDAY)))
    text = b"\n".join(map(unpacked, objects_in(s3_address, bucket).values()))
    assert PUBLIC.encode() in text
    assert DUE.encode() not in text
    assert due.encode() not in text
    assert stays
