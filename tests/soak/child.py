"""The command line in a process that counts what it does to the disk and the bucket, and can be killed at any of it."""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.support.canaries import told_to_commands, unchecked
from tests.support.forked import FORKS

_CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "shutil.rmtree")
_WRITES = os.O_WRONLY | os.O_RDWR


@dataclass(frozen=True)
class Counted:
    """What an undisturbed command did."""

    events: int
    first: int
    """The first event of its swap, waves, or of a restore's way into place."""
    last: int


@dataclass
class _Counter:
    """Counts events below a home, and kills the process at one of them."""

    home: str
    kill_at: int
    note: Path
    count: int = 0
    swap: list[int] = field(default_factory=list)
    lock: Any = field(default_factory=threading.RLock)

    def tick(self, what: str) -> None:
        with self.lock:
            self.count += 1
            if self.count == self.kill_at:
                handle = os.open(self.note, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
                os.write(handle, what.encode())
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if not isinstance(flags, int) or not flags & _WRITES or not str(path).startswith(self.home):
                return
        elif event not in _CHANGES or not str(arguments[0]).startswith(self.home):
            return
        self.tick(f"{event} {str(arguments[0]).removeprefix(self.home)}")


def run_command(home: Path, *words: str, kill_at: int = 0) -> tuple[int, Counted, str]:
    """Run ``publish.py`` on a home.

    Args:
        home: The deployment's.
        words: Command and options.
        kill_at: The event at which it is killed; 0 for never.

    Returns:
        Exit status (negative: the signal), what was counted, and at what it was killed or what it said.
    """
    note = home.with_name(home.name + ".events")
    note.unlink(missing_ok=True)
    process = FORKS.Process(target=_run, args=(str(home), words, kill_at, str(note)))
    process.start()
    process.join()
    assert process.exitcode is not None
    said = note.read_text(encoding="utf-8", errors="replace") if note.exists() else ""
    if process.exitcode < 0:
        return process.exitcode, Counted(kill_at, 0, 0), said
    told = json.loads(said)
    return process.exitcode, Counted(told["events"], *told["swap"]), told["said"]


def _run(home: str, words: tuple[str, ...], kill_at: int, note: str) -> None:
    import publish
    from pipeline.backup import restore
    from pipeline.night.clock import StageClock
    from pipeline.state.database import Database
    from pipeline.targets.s3.bucket import Bucket

    counter = _Counter(home + "/", kill_at, Path(note))
    enter = StageClock.__call__

    def entering(clock: StageClock, name: str) -> object:
        if name == "publish":
            counter.swap.append(counter.count + 1)
        elif len(counter.swap) == 1:
            counter.swap.append(counter.count)
        return enter(clock, name)

    def around(do: Callable[..., Any], what: str) -> Callable[..., Any]:
        def counted(owner: Any, *arguments: Any, **named: Any) -> Any:
            told = f"{what} {arguments[0] if arguments else ''}"[:80]
            counter.tick(f"before {told}")
            done = do(owner, *arguments, **named)
            counter.tick(f"after {told}")
            return done

        return counted

    def swapping(state: Path, keep_as_of: datetime | None) -> str:
        counter.swap.append(counter.count + 1)
        kept = swap(state, keep_as_of)
        counter.swap.append(counter.count)
        return kept

    swap = restore.swap_in
    restore.swap_in = swapping
    StageClock.__call__ = entering  # type: ignore[method-assign,assignment]
    for name in ("put", "delete"):
        setattr(Bucket, name, around(getattr(Bucket, name), f"bucket {name}"))
    for name in ("execute", "execute_many"):
        setattr(Database, name, around(getattr(Database, name), "ledger"))
    told_to_commands()["canaries"] = unchecked
    said = open(note + ".said", "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.stdout = sys.stderr = said
    sys.argv = ["publish.py", *words]
    sys.addaudithook(counter.hook)
    status = 0
    try:
        publish.app()
    except SystemExit as end:
        status = int(end.code or 0)
    said.flush()
    kept = [*counter.swap, counter.count][:2] if counter.swap else [1, counter.count]
    text = Path(note + ".said").read_text(encoding="utf-8", errors="replace")[-800:]
    Path(note).write_text(json.dumps({"events": counter.count, "swap": kept, "said": text}), encoding="utf-8")
    sys.stdout = sys.stderr = sys.__stdout__
    os._exit(status)
