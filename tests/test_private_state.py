"""The state folder is closed to others: made so, tightened where it is not, and a public tree of version 0.1 moves out."""

import stat
from datetime import date
from pathlib import Path

import pytest

from pipeline.cli.demo import write_settings
from pipeline.core.errors import SettingsError
from pipeline.core.records import Dataset
from pipeline.night.nightly import run_nightly
from pipeline.state.folder import StateFiles
from tests.support.canaries import unchecked
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment, public_bytes
from tests.support.other_account import can_enter, enterable_folder, read_by_others, umask

pytestmark = pytest.mark.drill

TABLES = {
    Dataset.UNFINISHED_CASES: [party("u1")],
    Dataset.DISHONEST_DEBTORS: [listing("d1")],
    Dataset.AUCTION_NOTICES: [notice("n1")],
}


def mode(path: Path) -> str:
    return stat.filemode(path.stat().st_mode)


def lay_out_as_version_0_1(deployment: Deployment) -> None:
    """Trees in the state folder, which the web server may enter, as far as the operator let it."""
    state, public = deployment.home / "state", deployment.public
    tree = public.resolve()
    (state / "releases").mkdir()
    (state / "releases").chmod(0o755)
    tree.rename(state / "releases" / tree.name)
    tree.parent.rmdir()
    public.unlink()
    public.symlink_to(f"state/releases/{tree.name}")
    state.chmod(0o755)


def test_the_night_after_version_0_1_moves_the_tree_out_while_everybody_reads_on() -> None:
    with enterable_folder() as base:
        deployment = Deployment.at(base)
        deployment.holds(TABLES)
        deployment.night("2026-11-19")
        lay_out_as_version_0_1(deployment)
        old = deployment.public.resolve()
        inodes = {path.relative_to(old): path.stat().st_ino for path in old.rglob("*") if path.is_file()}
        read_at: list[str] = []

        def look(stage: str) -> None:
            """What a web server reads as a stage begins."""
            assert read_by_others(deployment.public), stage
            read_at.append(stage)

        with umask(0o077):
            assert run_nightly(deployment.settings, date(2026, 11, 20), look, canaries=unchecked).refused == ""
        assert {"pull", "publish", "quality"} <= set(read_at)
        assert deployment.public.resolve() == base.resolve() / "public.releases" / "000002"
        assert read_by_others(deployment.public).keys() == {
            path.relative_to(deployment.public).as_posix() for path in deployment.public.rglob("*") if path.is_file()
        }
        kept = [path for path in inodes if (deployment.public / path).stat().st_ino == inodes[path]]
        assert len(kept) > len(inodes) // 2
        assert (mode(base / "state"), can_enter(base / "state"), old.exists()) == ("drwx------", False, False)


def test_a_night_without_its_source_moves_the_tree_of_version_0_1_out_too() -> None:
    with enterable_folder() as base:
        deployment = Deployment.at(base)
        deployment.holds(TABLES)
        deployment.night("2026-11-19")
        lay_out_as_version_0_1(deployment)
        before = public_bytes(deployment.public)
        (base / "case.db").unlink()
        (base / "case.db").write_bytes(b"damaged")
        assert deployment.night("2026-11-20").refused
        shown = read_by_others(deployment.public)
        assert {path: shown.get(path) for path in before} == before
        assert deployment.public.resolve().parent == base.resolve() / "public.releases"
        assert mode(base / "state") == "drwx------"


def test_an_open_state_folder_is_closed_as_a_run_begins(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path)
    (tmp_path / "state").mkdir()
    (tmp_path / "state").chmod(0o775)
    seen: list[str] = []
    deployment.holds(TABLES)
    run_nightly(
        deployment.settings, date(2026, 11, 20), lambda stage: seen.append(mode(tmp_path / "state")), canaries=unchecked
    )
    assert set(seen) == {"drwx------"}


def test_a_state_folder_of_another_account_is_told_and_stops_no_night(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = Deployment.at(tmp_path)
    deployment.holds(TABLES)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr("pipeline.night.preconditions.close_to_others", refuse)
    report = deployment.night("2026-11-20")
    assert report.number == 1
    (note,) = [note for note in report.notes if "0700" in note]
    assert "let the folder belong to the account of the night" in note


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_decision_before_the_first_night_makes_it_closed_too(tmp_path: Path, mask: int) -> None:
    with umask(mask), StateFiles(tmp_path / "data" / "state").ledger():
        pass
    assert mode(tmp_path / "data" / "state") == "drwx------"
    assert mode(tmp_path / "data") == "drwxr-xr-x", "the public folder may come to lie beside it"


@pytest.mark.parametrize("more", ['state = "."\n', 'state = "var"\n[target]\npath = "var/public"\n'])
def test_a_public_folder_inside_the_state_folder_is_refused(tmp_path: Path, more: str) -> None:
    (tmp_path / "yangguang.toml").write_text(more, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"yangguang\.toml target\.path lies inside the state folder"):
        _ = Deployment(tmp_path).settings


@pytest.mark.parametrize("mask", [0o000, 0o027, 0o077])
def test_settings_with_their_secret_are_their_owners_in_a_home_that_all_may_enter(tmp_path: Path, mask: int) -> None:
    with umask(mask):
        path = write_settings(tmp_path / "home", {})
    assert (mode(path), mode(tmp_path / "home")) == ("-rw-------", "drwxr-xr-x")
