"""A run killed outright, at several moments: the public folder is the old or the new release, and the next run completes it."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment, public_bytes
from tests.support.forked import run_publish

pytestmark = pytest.mark.drill

CASES, LISTINGS, AUCTIONS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES
PUBLISH = Path(__file__).parents[1] / "publish.py"
STAGES = (
    "pull", "judge", "canaries", "mask", "seal", "compose", "strength", "index", "stage", "scan", "publish", "quality",
)  # fmt: skip


@dataclass(frozen=True)
class Prepared:
    """A deployment before the night that will be killed, and the public bytes after an undisturbed one."""

    before: Deployment
    undisturbed: dict[str, bytes]


def prepare(place: Path) -> Prepared:
    """One night over 200 records, of which some closed, changed, came and went since."""
    cases = [party(f"u{number}", f"钱斌{number:03}") for number in range(140)]
    listings = [listing(f"d{number}", f"慕容{number:03}") for number in range(40)]
    notices = [notice(f"n{number}", title=f"拍卖公告{number:03}") for number in range(20)]
    before = Deployment.at(place / "before")
    before.holds({CASES: cases, LISTINGS: listings, AUCTIONS: notices})
    before.night("2026-11-17")
    closed = party("u0", "钱斌000", closed_on="2026-11-10", closing_mode="销案")
    cases = [closed, party("u1", "钱斌001", status="终本后恢复"), *cases[5:], party("u200", "欧阳静好")]
    before.holds({CASES: cases, LISTINGS: listings[2:], AUCTIONS: notices[1:]})
    after = before.copy(place / "after")
    assert after.night("2026-11-18").refused == ""
    return Prepared(before, public_bytes(after.public))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared"))


def after_kill(prepared: Prepared, deployment: Deployment, stage: str) -> None:
    """Kill tonight's run as a stage begins: the site is as it was, and once published the new one."""
    left = prepared.undisturbed if stage == "quality" else public_bytes(prepared.before.public)
    assert run_publish(*tonight(deployment), kill_at=stage) == -signal.SIGKILL
    assert public_bytes(deployment.public) == left, stage


def tonight(deployment: Deployment) -> tuple[str, ...]:
    return "nightly", "--settings", str(deployment.home / "yangguang.toml"), "--date", "2026-11-18"


def test_runs_killed_at_one_stage_after_the_other_leave_the_site_and_the_last_completes_it(
    prepared: Prepared, tmp_path: Path
) -> None:
    deployment = prepared.before.copy(tmp_path / "home")
    for stage in STAGES:
        after_kill(prepared, deployment, stage)
    assert run_publish(*tonight(deployment)) == 0
    assert public_bytes(deployment.public) == prepared.undisturbed


@pytest.mark.parametrize("stage", STAGES)
def test_a_run_killed_once_leaves_the_site_and_the_next_completes_it(
    prepared: Prepared, tmp_path: Path, stage: str
) -> None:
    deployment = prepared.before.copy(tmp_path / "home")
    after_kill(prepared, deployment, stage)
    assert run_publish(*tonight(deployment)) == 0
    assert public_bytes(deployment.public) == prepared.undisturbed


def test_ctrl_c_says_so_and_leaves_the_site(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home")
    deployment.holds({CASES: [party("u1")]})
    deployment.night("2026-11-17")
    before = public_bytes(deployment.public)
    command = [sys.executable, str(PUBLISH), "nightly", "--settings", str(deployment.home / "yangguang.toml")]
    run = subprocess.Popen([*command, "--date", "2026-11-18"], stderr=subprocess.PIPE, preexec_fn=_heed_ctrl_c)
    lock = deployment.home / "state" / "run.lock"
    started = lock.stat().st_mtime_ns
    while lock.stat().st_mtime_ns == started and run.poll() is None:
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGINT)
    _, said = run.communicate()
    assert run.returncode == 130
    assert "the public site is as it was" in said.decode()
    assert public_bytes(deployment.public) == before


def _heed_ctrl_c() -> None:
    """A command that a shell started in the background has Ctrl-C switched off, and so have its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
