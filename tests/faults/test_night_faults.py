"""Nights that go wrong outside of us: the site stays right, what is due goes, and the next good night heals all."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.core.errors import StateError
from pipeline.core.records import Dataset
from pipeline.night.report import Report
from pipeline.sample import advance_sample, write_sample
from pipeline.sources.ferry import ship_night
from pipeline.sources.ferry.opening import NightFolder
from pipeline.sources.mapping import default_mapping
from pipeline.sources.sql import CaseSystem
from pipeline.state.ledger import Ledger
from pipeline.state.run_lock import hold_lock
from tests.pipeline.sources.postgresql import running_server
from tests.support.case_system import notice, party, write_case_system
from tests.support.deployment import HISTORY, Deployment, Row, public_bytes

pytestmark = pytest.mark.drill

PUBLISH = Path(__file__).parents[2] / "publish.py"
THURSDAY, FRIDAY, MONDAY, TUESDAY = "2026-11-12", "2026-11-13", "2026-11-16", "2026-11-17"
CLOSED = {"closed_on": "2026-11-06", "closing_mode": "执行完毕"}
TABLES: dict[Dataset, list[Row]] = {
    Dataset.UNFINISHED_CASES: [
        party("u1", "欧阳静好", case_id="c1", case_number="（2026）浙0106执101号", **CLOSED),
        party("u2", "慕容远", case_id="c2", case_number="（2026）浙0106执102号"),
    ],
    Dataset.AUCTION_NOTICES: [notice("n1")],
}
SLOW = """
import sys, time
from pathlib import Path
import publish
from pipeline.night.clock import StageClock
here, go = map(Path, (sys.argv.pop(1), sys.argv.pop(1)))
enter = StageClock.__call__
def waiting(clock, name):
    if name == "mask":
        here.touch()
        while not go.exists():
            time.sleep(0.02)
    return enter(clock, name)
StageClock.__call__ = waiting
publish.app()
"""


def overdue(deployment: Deployment, day: str) -> int:
    """Public records whose deadline has passed."""
    ledger = Ledger(deployment.home / "state" / "ledger.sqlite")
    try:
        deadlines = ledger.public()["deadline"].dropna()
    finally:
        ledger.close()
    return int((deadlines < day).sum())


def removed(report: Report) -> int:
    return sum(sum(numbers.removed.values()) for numbers in report.datasets.values())


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_server(tmp_path_factory.mktemp("pg")) as url:
        yield url


@contextmanager
def gone_at(url: str, table: str) -> Iterator[None]:
    """The server cuts our connection when a table is about to be read, once."""
    left = [True]

    def watch(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if f"FROM {table}" in statement and left:
            left.clear()
            engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            with engine.connect() as administrator:
                administrator.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'yangguang'"
                )
            engine.dispose()

    sa.event.listen(sa.Engine, "before_cursor_execute", watch)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", watch)
    assert not left, "the table was read"


def test_a_database_gone_in_the_middle_takes_down_what_is_due_and_the_next_run_completes(
    server_url: str, tmp_path: Path
) -> None:
    write_sample(server_url, records=200, seed=3, on=date(2026, 11, 12))
    more = f'[source]\nurl = "{server_url}"\n'
    cut, calm = Deployment.at(tmp_path / "cut", more), Deployment.at(tmp_path / "calm", more)
    for deployment in (cut, calm):
        deployment.night(THURSDAY)
    advance_sample(server_url, days=1)
    calm.night(FRIDAY)
    for table in ("unfinished_cases", "dishonest_debtors", "withholdings"):
        with gone_at(server_url, table):
            report = cut.night(FRIDAY)
        assert "cannot be read" in report.refused
        assert report.exit_status == 3
        assert overdue(cut, FRIDAY) == 0
    assert cut.night(FRIDAY).refused == ""
    assert public_bytes(cut.public) == public_bytes(calm.public)


def test_a_source_gone_for_three_days_never_keeps_what_is_due_and_pauses_what_is_unread(tmp_path: Path) -> None:
    gone, calm = Deployment.at(tmp_path / "gone"), Deployment.at(tmp_path / "calm")
    for deployment in (gone, calm):
        deployment.holds(TABLES)
        deployment.night(THURSDAY)
    (gone.home / "case.db").rename(gone.home / "away.db")
    reports = [gone.night(day) for day in (FRIDAY, MONDAY, TUESDAY)]
    assert [report.exit_status for report in reports] == [3, 3, 3]
    assert sum(map(removed, reports)) >= 2, "what is due, and the lists of a court unread for two working days (R12)"
    assert "欧阳静好" not in gone.public_text()
    assert "慕容远" not in gone.public_text(), "paused"
    (gone.home / "away.db").rename(gone.home / "case.db")
    for day in (FRIDAY, MONDAY, TUESDAY):
        calm.night(day)
    assert gone.night(TUESDAY).refused == ""
    assert "慕容远" in gone.public_text()
    assert searched(gone) == searched(calm)


def searched(deployment: Deployment) -> dict[str, bytes]:
    """Public files but the figures of past nights, which tell the truth about those that went wrong."""
    files = public_bytes(deployment.public)
    return {name: content for name, content in files.items() if not name.startswith((*HISTORY, "releases/"))}


def test_a_clock_that_jumps_back_or_ahead_returns_nothing(tmp_path: Path) -> None:
    jumping, calm = Deployment.at(tmp_path / "jumping"), Deployment.at(tmp_path / "calm")
    for deployment in (jumping, calm):
        deployment.holds(TABLES)
        deployment.night(THURSDAY)
    jumping.night(MONDAY)
    before = public_bytes(jumping.public)
    for day in (FRIDAY, THURSDAY, "1970-01-01"):
        with pytest.raises(StateError, match="clock set back"):
            jumping.night(day)
        assert public_bytes(jumping.public) == before
    for day in (MONDAY, TUESDAY):
        calm.night(day)
    jumping.night(TUESDAY)
    assert public_bytes(jumping.public) == public_bytes(calm.public)


def test_after_a_night_of_a_clock_set_far_ahead_ledger_and_batches_of_the_night_before_and_no_link_bring_the_site_back(
    tmp_path: Path,
) -> None:
    jumping, calm = Deployment.at(tmp_path / "jumping"), Deployment.at(tmp_path / "calm")
    for deployment in (jumping, calm):
        deployment.holds(TABLES)
        deployment.night(THURSDAY)
    ledger, batches = jumping.home / "state" / "ledger.sqlite", jumping.home / "state" / "batches"
    shutil.copyfile(ledger, tmp_path / "kept.sqlite")
    shutil.copytree(batches, tmp_path / "kept")
    assert removed(jumping.night("2027-11-12")) > 0
    shutil.copyfile(tmp_path / "kept.sqlite", ledger)
    shutil.rmtree(batches)
    shutil.copytree(tmp_path / "kept", batches)
    with pytest.raises(StateError, match="this state folder knows release"):
        jumping.night(FRIDAY)
    jumping.public.unlink()
    for deployment in (jumping, calm):
        deployment.night(FRIDAY)
    assert public_bytes(jumping.public) == public_bytes(calm.public)


def command(deployment: Deployment, *words: str, start: tuple[str, ...] = (str(PUBLISH),)) -> list[str]:
    return [sys.executable, *start, *words, "--settings", str(deployment.home / "yangguang.toml")]


def test_of_two_runs_at_once_the_second_says_so_and_the_first_is_not_disturbed(tmp_path: Path) -> None:
    busy, calm = Deployment.at(tmp_path / "busy"), Deployment.at(tmp_path / "calm")
    for deployment in (busy, calm):
        deployment.holds(TABLES)
        deployment.night(THURSDAY)
    calm.night(FRIDAY)
    here, go = tmp_path / "here", tmp_path / "go"
    first = subprocess.Popen(
        command(busy, "nightly", "--date", FRIDAY, start=("-c", SLOW, str(here), str(go))), stdout=subprocess.DEVNULL
    )
    wait_for(here, first)
    for words in (["nightly", "--date", FRIDAY], ["publish", "--date", FRIDAY], ["takedown", "x", "--reason", "test"]):
        second = subprocess.run(command(busy, *words), capture_output=True, text=True, encoding="utf-8", check=False)
        assert (second.returncode, "another run is at work" in second.stderr) == (4, True)
    go.touch()
    assert first.wait(timeout=120) == 0
    assert public_bytes(busy.public) == public_bytes(calm.public)
    with hold_lock(busy.home / "state"):
        pass


def wait_for(here: Path, run: "subprocess.Popen[bytes]") -> None:
    while not here.exists():
        assert run.poll() is None, "the run ended before its time"
        try:
            run.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue


def rewritten(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def exchanged(path: Path) -> None:
    aside = path.with_name("aside")
    shutil.copyfile(path.with_name("guidelines.csv.zip"), aside)
    aside.replace(path)


def vanished(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("moves", [rewritten, exchanged, vanished])
@pytest.mark.parametrize("opened", [1, 5, 13])
def test_a_ferry_folder_that_moves_while_it_is_read_is_refused_and_read_when_it_rests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: Callable[[Path], None], opened: int
) -> None:
    more = '[source]\nurl = "ferry:drop"\n[ferry]\nclear = false\n'
    shaken, calm = Deployment.at(tmp_path / "shaken", more), Deployment.at(tmp_path / "calm", more)
    url = write_case_system(tmp_path / "inside.db", TABLES)
    for deployment in (shaken, calm):
        for day in (THURSDAY, FRIDAY):
            ship_night(CaseSystem(url, default_mapping()), deployment.home / "drop", date.fromisoformat(day))
        deployment.night(THURSDAY)
    calm.night(FRIDAY)
    night = shaken.home / "drop" / FRIDAY
    shutil.copytree(night, tmp_path / "kept")
    moved: list[Path] = []

    def move() -> None:
        moves(night / "courts.csv.zip")
        moved.append(night)

    with monkeypatch.context() as patched:
        patched.setattr(NightFolder, "open_file", moving_at(opened, move))
        report = shaken.night(FRIDAY)
    assert moved
    assert FRIDAY in report.refused
    assert report.exit_status == 3
    assert overdue(shaken, FRIDAY) == 0
    shutil.rmtree(night)
    shutil.copytree(tmp_path / "kept", night)
    assert shaken.night(FRIDAY).refused == ""
    assert public_bytes(shaken.public) == public_bytes(calm.public)


def moving_at(opened: int, move: Callable[[], None]) -> Callable[[NightFolder, str], int]:
    """`NightFolder.open_file`, during whose n-th call the folder changes."""
    plain, left = NightFolder.open_file, [opened]

    def opening(folder: NightFolder, name: str) -> int:
        handle = plain(folder, name)
        left[0] -= 1
        if left[0] == 0:
            move()
        return handle

    return opening
