"""The command line in a process of its own that can be killed: forked, so that what every run loads is paid for once."""

import multiprocessing
import os
import signal
import sys

from tests.support.canaries import told_to_commands, unchecked

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["publish", "pipeline.night.nightly", __name__, "tests.support.loaded"])


def run_publish(*words: str, kill_at: str = "") -> int:
    """Run ``publish.py`` with these words; the exit status, negative the signal that ended it.

    Args:
        words: Command and options.
        kill_at: The stage of the night at whose beginning the process is killed outright.
    """
    process = FORKS.Process(target=_run, args=(words, kill_at))
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(words: tuple[str, ...], kill_at: str) -> None:
    import publish
    from pipeline.night.clock import StageClock

    enter = StageClock.__call__

    def entering(clock: StageClock, name: str) -> object:
        if name == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return enter(clock, name)

    StageClock.__call__ = entering  # type: ignore[method-assign,assignment]
    told_to_commands()["canaries"] = unchecked
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.argv = ["publish.py", *words]
    publish.app()
