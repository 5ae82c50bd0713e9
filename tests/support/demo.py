"""The demo as a newcomer makes it, by command; one for all tests that only look at it."""

import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from pipeline.settings.deployment import Settings, load_settings
from tests.support.once import made_once

PUBLISH = Path(__file__).parents[2] / "publish.py"


@dataclass(frozen=True)
class NewcomersDemo:
    """Its folder, and what the command printed. Nobody writes into it."""

    home: Path
    output: str

    @cached_property
    def settings(self) -> Settings:
        return load_settings(self.home / "yangguang.toml", environ={})

    @property
    def name(self) -> str:
        return self._printed("a name")

    @property
    def number(self) -> str:
        return self._printed("an ID number")

    @property
    def case_number(self) -> str:
        return self._printed("a case number")

    def _printed(self, label: str) -> str:
        """What the demo prints as a thing to try."""
        lines = (line.strip() for line in self.output.splitlines())
        return next(line.removeprefix(label).strip() for line in lines if line.startswith(label))


def newcomers_demo(factory: pytest.TempPathFactory) -> NewcomersDemo:
    """The demo of this test run."""

    def make(folder: Path) -> None:
        options = [
            "--home",
            str(folder / "home"),
            "--records",
            "600",
            "--seed",
            "3",
            "--date",
            "2026-11-20",
            "--no-serve",
        ]
        command = [sys.executable, str(PUBLISH), "demo", *options]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
        (folder / "output.txt").write_text(done.stdout, encoding="utf-8")

    folder = made_once(factory, "newcomers-demo", make)
    return NewcomersDemo(folder / "home", (folder / "output.txt").read_text(encoding="utf-8"))
