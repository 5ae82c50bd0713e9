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


@dataclass(frozen=True, slots=True)
class Result:
    """How a trial ended, and the last lines that the tests printed."""

    trial: Trial
    outcome: Outcome
    told: str


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
            code = _ask(trial.files)
    except BaseException:  # whatever happens, the child must not run on as a second parent
        os._exit(int(pytest.ExitCode.INTERNAL_ERROR))
    os._exit(code)


def _ask(files: tuple[str, ...]) -> int:
    """File after file until one does not pass; to collect them all takes longer than most need to notice."""
    for file in files:
        if code := int(pytest.main(["-x", *_QUIET, file])):
            return code
    return 0


def _first_to_end(running: dict[int, tuple[Trial, Path]]) -> Result:
    child, status = os.wait()
    trial, told = running.pop(child)
    code = os.waitstatus_to_exitcode(status)
    outcome = {0: Outcome.PASSED, 1: Outcome.FAILED}.get(code, Outcome.BROKEN)
    lines = told.read_text(encoding="utf-8", errors="replace").splitlines()[-_LINES:]
    return Result(trial, outcome, "\n".join(lines))
