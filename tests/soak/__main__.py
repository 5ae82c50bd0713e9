"""``make soak``: kills at random moments for hours; its log tells seed and every kill, so that each can be repeated."""

import argparse
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.soak.child import run_command
from tests.soak.look import problems
from tests.soak.story import Place, Sample, Step, full, make_story, same, told
from tests.support.s3_server import s3_server

Tell = Callable[[str], None]
AIMED = 0.5
"""Share of kills inside swap, waves, or a restore's way into place."""


@dataclass(frozen=True)
class Kill:
    """One experiment; the same seed, place, step and turn are the same again."""

    kind: str
    step: int
    turn: int
    at: int
    is_aimed: bool

    @property
    def name(self) -> str:
        return f"{self.step}.{self.turn}"


@dataclass(frozen=True)
class Extent:
    """How long a soak goes on."""

    hours: float = 1.0
    turns: int = 0
    """Kills of every step; 0: until the time is up."""
    only: str = ""
    """One kill, by its name in the log: STEP.TURN."""

    def has(self, turn: int) -> bool:
        """Whether a turn is still to be made."""
        last = int(self.only.split(".")[1]) if self.only else self.turns
        return not last or turn <= last


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--turns", type=int, default=0, help="end after so many kills of every step")
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--records", type=int, default=30)
    parser.add_argument("--nights", type=int, default=3)
    parser.add_argument("--places", nargs="+", default=["folder", "bucket"], choices=["folder", "bucket"])
    parser.add_argument("--only", default="", help="one kill, by its name in the log: STEP.TURN")
    parser.add_argument("--log", type=Path, default=Path("soak.log"))
    arguments = parser.parse_args()
    extent = Extent(arguments.hours, arguments.turns, arguments.only)
    with tempfile.TemporaryDirectory() as folder, arguments.log.open("a", encoding="utf-8") as log:
        found = soak(
            Path(folder),
            arguments.places,
            Sample(arguments.seed, arguments.records, arguments.nights),
            extent,
            _Log(log),
        )
    raise SystemExit(1 if found["problems"] else 0)


def soak(folder: Path, kinds: list[str], sample: Sample, extent: Extent, tell: Tell) -> Counter[str]:
    """Kill runs on public places of some kinds; gives what was counted.

    Args:
        folder: Where everything is made.
        kinds: ``folder``, ``bucket``.
        sample: The case system and its nights.
        extent: How long.
        tell: Told every step and every kill.
    """
    found = Counter[str]()
    until = time.monotonic() + extent.hours * 3600
    tell(f"{sample}, places {kinds}")
    with ExitStack() as server:
        stories = []
        for kind in kinds:
            address = server.enter_context(s3_server(folder / "s3")) if kind == "bucket" else ""
            place = Place(folder / kind, address)
            stories.append((kind, place, make_story(place, sample), list[Step]()))
        turn = 1
        while extent.has(turn) and time.monotonic() < until:
            for kind, place, story, steps in stories:
                for number, step in enumerate(_all_of(steps, story)):
                    if turn == 1:
                        tell(f"{kind}: step {number}, {told(step)}")
                    kill = draw_kill(kind, number, turn, step, sample.seed)
                    if time.monotonic() < until and extent.only in ("", kill.name):
                        found.update(one_kill(place, step, kill, tell))
            turn += 1
    tell(f"in all {dict(found)}")
    return found


def _all_of(steps: list[Step], story: Iterator[Step]) -> Iterator[Step]:
    """The steps that are made, then those that are still to be made."""
    yield from list(steps)
    for step in story:
        steps.append(step)
        yield step


def draw_kill(kind: str, number: int, turn: int, step: Step, seed: int) -> Kill:
    """A kill of a step: the same for the same seed, place, step and turn."""
    draw = random.Random(f"{seed} {kind} {number} {turn}")
    counted, is_aimed = step.counted, draw.random() < AIMED
    span = (counted.first, counted.last) if is_aimed else (1, counted.events)
    return Kill(kind, number, turn, draw.randint(*span), is_aimed)


def one_kill(place: Place, step: Step, kill: Kill, tell: Tell) -> Counter[str]:
    """Kill a command, look, repair, look again."""
    home = place.open(step.before, step.old)
    found: Counter[str] = Counter()
    status, _, at = run_command(home, *full(home, step.words[0]), kill_at=kill.at)
    was_killed = status == -signal.SIGKILL
    found["kills"] += was_killed
    found["aimed" if kill.is_aimed else "anywhere"] += was_killed
    wrong = problems(place.shown(home), step.old, step.new, step.gone, is_swapped=not place.is_bucket)
    for words, wanted in zip(step.words, step.ends, strict=True):
        ended, _, said = run_command(home, *full(home, words))
        if ended != wanted:
            wrong.append(f"{words[0]} after the kill ended with {ended}: {said[-200:]}")
    wrong += [f"other bytes than undisturbed: {path}" for path in same(place.shown(home), step.new)[:5]]
    for one in wrong:
        found["problems"] += 1
        found[one.split(":")[0].split(" /")[0][:30]] += 1
    aim = "aimed" if kill.is_aimed else "anywhere"
    end = "killed" if was_killed else f"not killed (status {status})"
    tell(f"kill {kill.name} {kill.kind} {aim}, {step.name}, event {kill.at} ({at[:90]}): {end}; {wrong or 'well'}")
    if wrong:
        kept = Path(tempfile.gettempdir()) / f"soak-{kill.kind}-{kill.name}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(home, kept, symlinks=True)
    place.close(home)
    return found


class _Log:
    """Lines with the time, also on the screen."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def __call__(self, line: str) -> None:
        text = f"{time.strftime('%H:%M:%S')} {line}"
        print(text, flush=True)
        print(text, file=self._file, flush=True)


if __name__ == "__main__":
    main()
