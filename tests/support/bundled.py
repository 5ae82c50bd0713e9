"""The program of a bundle, started as a terminal starts it: no package of ours or others, and a clock that a test sets."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

_PROGRAM = """
import runpy, sys, time
clock = sys.argv.pop(1)
time.time = lambda: float(open(clock, encoding="utf-8").read())
sys.argv.pop(0)
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@contextmanager
def started(folder: Path, moment: str) -> Iterator[tuple[str, Callable[[str], None]]]:
    """The address of a bundle's site, and what sets the clock of its program.

    Args:
        folder: The bundle.
        moment: What the clock says first, with a zone.
    """
    clock = folder.with_name("clock")

    def set_clock(to: str) -> None:
        aside = clock.with_name("clock.new")
        aside.write_text(str(datetime.fromisoformat(to).timestamp()), encoding="utf-8")
        aside.replace(clock)

    set_clock(moment)
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _PROGRAM, str(clock), str(folder / "start.py")]
    with subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        try:
            assert program.stdout is not None
            said = program.stdout.readline()
            assert said.startswith("已启动："), said
            yield said.removeprefix("已启动：").strip().removesuffix("kiosk/"), set_clock
        finally:
            program.terminate()
