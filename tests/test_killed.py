"""A run killed outright, at several moments: the public folder is the old or the new release, and the next run completes it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.records import Dataset
from tests.support.case_system import notice, party
from tests.support.deployment import Deployment, public_bytes

PUBLISH = Path(__file__).parents[1] / "publish.py"
KILLER = """
import os, signal, sys
import publish
from pipeline.report import StageClock
stage = sys.argv.pop(1)
enter = StageClock.__call__
def killing(clock, name):
    if name == stage:
        os.kill(os.getpid(), signal.SIGKILL)
    return enter(clock, name)
StageClock.__call__ = killing
publish.app()
"""


def nightly(deployment: Deployment, day: str, *before: str) -> subprocess.CompletedProcess[bytes]:
    options = ["nightly", "--settings", str(deployment.home / "yangguang.toml"), "--date", day]
    return subprocess.run([sys.executable, *(before or (str(PUBLISH),)), *options], capture_output=True, check=False)


@pytest.mark.parametrize("stage", ["pull", "seal", "index", "scan", "publish"])
def test_a_killed_run_leaves_the_site_and_the_next_run_completes_it(tmp_path: Path, stage: str) -> None:
    kill_at(tmp_path, stage)


def kill_at(tmp_path: Path, stage: str) -> None:
    """Kill a run as a stage begins; the site is as it was, and the next run ends as an undisturbed one."""
    first = {Dataset.UNFINISHED_CASES: [party("u1", "欧阳静好"), party("u2")], Dataset.AUCTION_NOTICES: [notice("n1")]}
    second = {Dataset.UNFINISHED_CASES: [party("u2"), party("u3", "慕容远")], Dataset.AUCTION_NOTICES: [notice("n1")]}
    killed, undisturbed = Deployment.at(tmp_path / "killed"), Deployment.at(tmp_path / "undisturbed")
    for place in (killed, undisturbed):
        place.holds(first)
        place.night("2026-11-17")
        place.holds(second)
    undisturbed.night("2026-11-18")
    before = public_bytes(killed.public)
    assert nightly(killed, "2026-11-18", "-c", KILLER, stage).returncode == -signal.SIGKILL
    assert public_bytes(killed.public) == before
    assert nightly(killed, "2026-11-18").returncode == 0
    assert public_bytes(killed.public) == public_bytes(undisturbed.public)


def test_ctrl_c_says_so_and_leaves_the_site(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home")
    deployment.holds({Dataset.UNFINISHED_CASES: [party("u1")]})
    deployment.night("2026-11-17")
    before = public_bytes(deployment.public)
    command = [sys.executable, str(PUBLISH), "nightly", "--settings", str(deployment.home / "yangguang.toml")]
    run = subprocess.Popen([*command, "--date", "2026-11-18"], stderr=subprocess.PIPE)
    lock = deployment.home / "state" / "run.lock"
    started = lock.stat().st_mtime_ns
    while lock.stat().st_mtime_ns == started and run.poll() is None:
        time.sleep(0.01)
    os.kill(run.pid, signal.SIGINT)
    _, said = run.communicate()
    assert run.returncode == 130
    assert "the public site is as it was" in said.decode()
    assert public_bytes(deployment.public) == before
