"""The unit of systemd: its night under its own umask, and what it says of paths."""

import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.core.exit_statuses import AGAIN_AFTER_MINUTES, MOST_TRIES, TRIED_AGAIN, ExitStatus
from pipeline.core.records import Dataset
from pipeline.night.report import Report
from pipeline.settings.deployment import load_settings
from pipeline.watch.reference import prometheus_rules
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment
from tests.support.other_account import can_enter, enterable_folder, read_by_others, umask

_DEPLOY = Path(__file__).parents[2] / "deploy"
_SYSTEMD = _DEPLOY / "systemd"
_PROGRAM = "/opt/yangguang/.venv/bin/yangguang"


def setting(name: str, unit: str = "yangguang.service") -> str:
    """The value of a line of a unit."""
    lines = (_SYSTEMD / unit).read_text(encoding="utf-8").splitlines()
    (value,) = [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]
    return value


@pytest.fixture
def home() -> Iterator[Path]:
    with enterable_folder() as base:
        (base / "home").mkdir()
        (base / "home").chmod(0o755)
        yield base / "home"


@pytest.mark.parametrize("mask", [int(setting("UMask"), 8), 0o000], ids=["of the unit", "none at all"])
def test_a_night_lets_everybody_read_the_public_tree_and_nobody_enter_the_state(home: Path, mask: int) -> None:
    with umask(mask):
        deployment = Deployment.at(home)
        tables = {Dataset.UNFINISHED_CASES: [party("u1")], Dataset.DISHONEST_DEBTORS: [listing("d1")]}
        for day, notices in (("2026-11-19", [notice("n1"), notice("n2")]), ("2026-11-20", [notice("n2")])):
            deployment.holds({**tables, Dataset.AUCTION_NOTICES: notices})
            assert deployment.night(day).refused == ""
    own = {path: path.read_bytes() for path in deployment.public.resolve().rglob("*") if path.is_file()}
    root = deployment.public.resolve()
    assert read_by_others(deployment.public) == {path.relative_to(root).as_posix(): own[path] for path in own}
    assert modes_below(root) == {"-rw-r--r--", "drwxr-xr-x"}
    assert len(read_by_others(home / "public.gone")) == 1, "the mark of the notice that is gone"
    assert modes_below(home / "public.gone") == {"-rw-r--r--", "drwxr-xr-x"}
    assert stat.filemode((home / "state").stat().st_mode) == "drwx------"
    assert not can_enter(home / "state")


def modes_below(root: Path) -> set[str]:
    return {stat.filemode(path.stat().st_mode) for path in (root, *root.rglob("*"))}


def test_systemd_finds_nothing_to_complain_of(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if not program:
        pytest.skip("systemd-analyze is missing")
    for unit in _SYSTEMD.iterdir():
        text = unit.read_text(encoding="utf-8").replace(_PROGRAM, "/bin/true")
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
    units = [str(tmp_path / unit.name) for unit in _SYSTEMD.iterdir()]
    found = subprocess.run(
        [program, "verify", "--man=no", *units], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (found.returncode, found.stderr) == (0, "")


def test_the_unit_may_write_whatever_its_commands_write() -> None:
    writable = [Path(place.removeprefix("-")) for place in setting("ReadWritePaths").split()]
    words = shlex.split(setting("ExecStart")) + shlex.split(setting("ExecStopPost"))
    written = [Path(path) for option, path in pairwise(words) if option in ("--json", "--prometheus")]
    assert len(written) == 2
    home = Path(words[words.index("--settings") + 1]).parent
    for path in (*written, home / "public.releases", home / "public.gone", home / "state"):
        assert any(path.is_relative_to(place) for place in writable), path


def test_the_folder_of_the_report_need_not_be_there(tmp_path: Path) -> None:
    Report(date="2026-11-20").write(tmp_path / "reports" / "last.json")
    assert (tmp_path / "reports" / "last.json").is_file()


def test_a_report_of_the_status_that_somebody_must_look_at_does_not_fail_the_night() -> None:
    assert setting("ExecStopPost").startswith("-")


def statuses(name: str, unit: str = "yangguang.service") -> set[int]:
    return {int(word) for word in setting(name, unit).split()}


def test_what_the_timer_tries_again_is_what_the_table_says() -> None:
    prevented = statuses("RestartPreventExitStatus")
    assert prevented | statuses("SuccessExitStatus") == {int(one) for one, again in TRIED_AGAIN.items() if not again}
    assert not prevented & statuses("SuccessExitStatus")
    assert (setting("RestartSec"), setting("StartLimitBurst")) == (f"{AGAIN_AFTER_MINUTES}min", str(MOST_TRIES))


@pytest.mark.parametrize("unit", ["yangguang-status.service", "yangguang-alert.service"])
def test_whoever_must_know_is_told_and_an_alarm_is_no_failure_of_telling(unit: str) -> None:
    assert "status --alert " in setting("ExecStart", unit)
    assert statuses("SuccessExitStatus", unit) == {ExitStatus.ALARM}
    assert setting("ReadWritePaths", unit).startswith("-/srv/yangguang/state"), "a lost state folder is told, too"
    assert setting("EnvironmentFile", unit) == setting("EnvironmentFile")


def test_a_night_that_ends_badly_is_told_by_itself_and_by_a_unit_of_its_own() -> None:
    assert "status --alert " in setting("ExecStopPost")
    assert setting("OnFailure") == "yangguang-alert.service"
    assert setting("Unit", "yangguang-status.timer") == "yangguang-status.service"


def test_prometheus_asks_for_what_the_table_tells() -> None:
    rules = (_DEPLOY / "prometheus" / "yangguang.rules.yml").read_text(encoding="utf-8")
    assert rules == prometheus_rules(), "write it anew with python -m pipeline.watch.reference rules"


def test_the_settings_of_the_example_are_valid() -> None:
    known = load_settings(_DEPLOY / "province.toml", environ={})
    assert (known.target.kind, known.s3.bucket) == ("s3", "zxgk-public")
