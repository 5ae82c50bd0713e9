"""Run test files in a forked child: imports are warm, and what the child switches off stays its own."""

import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, redirect_stdout
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pytest

_LONGEST = 600
"""Seconds that one child may take."""
_LINES = 15
_QUIET = ("-q", "--no-header", "-p", "no:cacheprovider")
_FAILING = ".failing"
_LOADED = Path(__file__).parents[1] / "support" / "loaded.py"


class Outcome(StrEnum):
    """How a suite ended."""

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    """Neither: nothing was collected, a file could not be read, or it took too long."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Test files to be run one after the other, with something switched off."""

    name: str
    files: tuple[str, ...]
    switched_off: Callable[[], AbstractContextManager[object]]
    first: str = ""
    """A test that is asked before all files; one that is not there, or passes, says nothing."""
    more: tuple[str, ...] = ()
    """Tests that are asked together, at the end."""


@dataclass(frozen=True, slots=True)
class Result:
    """How a trial ended, and the last lines that the tests printed."""

    trial: Trial
    outcome: Outcome
    told: str
    failing: str = ""
    """The test that failed."""


class _Failing:
    """A plugin that remembers which test failed first."""

    def __init__(self) -> None:
        self.test = ""
        self._paths: dict[str, Path] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Called by pytest, which names a file below another folder than its own root by its last part alone."""
        self._paths |= {item.nodeid: item.path for item in items}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Called by pytest."""
        if report.failed and not self.test:
            path = self._paths[report.nodeid]
            place = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
            self.test = f"{place.as_posix()}::{report.nodeid.partition('::')[2]}"


def warm_up() -> None:
    """Load what every child needs: pytest's plugins, the suite's fixtures, the program with its tables compiled.

    A child that loads them for itself takes ten times as long as most need to notice. The tests' files are
    not loaded: they see the program with the rule off from their first line.
    """
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        pytest.main(["--collect-only", *_QUIET, str(_LOADED)])


def run_all(trials: Iterable[Trial], at_once: int) -> Iterator[Result]:
    """Every trial in a child of its own, a few at a time; results as they come."""
    running: dict[int, tuple[Trial, Path]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for place, trial in enumerate(trials):
            if len(running) == at_once:
                yield _first_to_end(running)
            told = Path(folder) / str(place)
            running[_begin(trial, told)] = (trial, told)
        while running:
            yield _first_to_end(running)


def _begin(trial: Trial, told: Path) -> int:
    """Fork; the child never returns."""
    child = os.fork()
    if child:
        return child
    try:
        signal.alarm(_LONGEST)
        with told.open("wb") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        with trial.switched_off():
            failing = _Failing()
            code = _ask(trial, failing)
        told.with_suffix(_FAILING).write_text(failing.test, encoding="utf-8")
    except BaseException:  # whatever happens, the child must not run on as a second parent
        os._exit(int(pytest.ExitCode.INTERNAL_ERROR))
    os._exit(code)


def _ask(trial: Trial, failing: _Failing) -> int:
    """The one test, then file after file until one does not pass; to collect them all takes longer than most need to notice."""
    if trial.first and int(pytest.main(["-x", *_QUIET, trial.first], [failing])) == pytest.ExitCode.TESTS_FAILED:
        return int(pytest.ExitCode.TESTS_FAILED)
    for file in trial.files:
        if code := int(pytest.main(["-x", *_QUIET, file], [failing])):
            return code
    return int(pytest.main(["-x", *_QUIET, *trial.more], [failing])) if trial.more else 0


def _first_to_end(running: dict[int, tuple[Trial, Path]]) -> Result:
    child, status = os.wait()
    trial, told = running.pop(child)
    code = os.waitstatus_to_exitcode(status)
    outcome = {0: Outcome.PASSED, 1: Outcome.FAILED}.get(code, Outcome.BROKEN)
    lines = told.read_text(encoding="utf-8", errors="replace").splitlines()[-_LINES:]
    failing = told.with_suffix(_FAILING)
    return Result(trial, outcome, "\n".join(lines), failing.read_text(encoding="utf-8") if failing.is_file() else "")
