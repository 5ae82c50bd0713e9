"""The program that makes the pages (``site/build.py``), as this process sees it: started once, asked for every site.

It is a process of its own, so nothing that this one holds in memory is within reach of Pelican, of a plugin or of a
template, and their licence (site/LICENSE) is theirs alone. A run starts it when it begins (`start_builder`), so that it
has imported what it needs when the first pages are asked for; else it is started when it is first needed. It ends with
this process; whoever was forked from it starts one of his own.
"""

import atexit
import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from pipeline.core.errors import ReleaseRefused
from pipeline.core.messages import _

_HANDED_DOWN = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "VIRTUAL_ENV")
_HANDED_DOWN_KINDS = ("LC_", "PYTHON")
"""Of the environment; the rest may hold the secrets of a database or a bucket."""
_PATIENCE = 5
"""Seconds that the program may take to end."""


class Builder:
    """One running program."""

    def __init__(self, program: Path) -> None:
        self.program = program
        self.process_id = os.getpid()
        self.cpu_seconds = 0.0
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", str(program), "--serve"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a library's message may hold a value
            bufsize=0,
            cwd=program.parent,
            env=_environment(),
            start_new_session=True,
        )

    @property
    def is_ours(self) -> bool:
        """Whether it was started by this very process and runs."""
        return self.process_id == os.getpid() and self._process.poll() is None

    def ask(self, job: dict[str, str]) -> dict[str, Any]:
        """The answer to one job.

        Raises:
            BrokenPipeError: The program ended before it could be asked.
            ReleaseRefused: It ended over the job.
        """
        asking, answering = self._process.stdin, self._process.stdout
        assert asking is not None
        assert answering is not None
        try:
            asking.write(json.dumps(job).encode() + b"\n")
            line = answering.readline()
            answer: dict[str, Any] = json.loads(line) if line else {"ended": self._process.wait(_PATIENCE)}
        except BaseException:  # also a stage that takes too long: a late answer must not become that of the next job
            self.kill()
            raise
        self.cpu_seconds = answer.get("cpu_seconds", self.cpu_seconds)
        return answer

    def end(self) -> None:
        """Let it end; kill it if it does not."""
        self._close()
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it and the job it works on at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._close()
        self._process.wait()

    def leave(self) -> None:
        """Forget it: it belongs to the process that this one was forked from."""
        self._close()
        self._process.returncode = 0  # nobody here may wait for it

    def _close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()


class _Holder:
    """The program that this process runs, if it runs one."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.builder: Builder | None = None
        self.peak_mb = 0

    def running(self, program: Path) -> Builder:
        """The program; started, if it is not there."""
        if self.builder is None or not self.builder.is_ours or self.builder.program != program:
            self.end()
            self.builder = Builder(program)
        return self.builder

    def end(self) -> None:
        """Let the program end, if there is one."""
        if self.builder is not None:
            if self.builder.process_id == os.getpid():
                self.builder.end()
            self.builder = None

    def after_fork(self) -> None:
        """In a forked child: the program is not ours, and its input must not stay open because of us."""
        if self.builder is not None:
            self.builder.leave()
        self.__init__()  # type: ignore[misc]


_HOLDER = _Holder()
os.register_at_fork(after_in_child=_HOLDER.after_fork)


def ask_builder(program: Path, handover: Path, out: Path) -> int:
    """Let the program make a site.

    Args:
        program: ``site/build.py``.
        handover: The folder of what it is made from (`pipeline.core.handover`).
        out: The folder of the tree.

    Returns:
        The number of pages that were taken over from the last release.

    Raises:
        ReleaseRefused: Pelican complained, or the program failed, so the pages may be incomplete.
        OSError: The disk is full.
        MemoryError: Memory is short.
    """
    job = {"handover": str(handover.absolute()), "out": str(out.absolute())}
    with _HOLDER.turn:
        try:
            answer = _HOLDER.running(program).ask(job)
        except BrokenPipeError:  # it ended between two jobs
            answer = _HOLDER.running(program).ask(job)
        _HOLDER.peak_mb = max(_HOLDER.peak_mb, answer.get("peak_mb", 0))
    if "made" not in answer:
        raise _refusal(answer)
    return int(answer["made"]["taken_over"])


def start_builder(program: Path) -> None:
    """Start the program without waiting for it; what is wrong with it is told by the first job."""
    with _HOLDER.turn, contextlib.suppress(OSError):
        _HOLDER.running(program)


def end_builder() -> None:
    """Let the program end, where nothing more is to be made for a long time."""
    with _HOLDER.turn:
        _HOLDER.end()


def builder_cpu_seconds() -> float:
    """Processor time that the running program has used; one that ended counts among this process's children."""
    return _HOLDER.builder.cpu_seconds if _HOLDER.builder else 0.0


def builder_peak_mb() -> int:
    """The most memory that a job held since this was asked last; 0 where there was none."""
    peak, _HOLDER.peak_mb = _HOLDER.peak_mb, 0
    return peak


atexit.register(end_builder)


def _refusal(answer: dict[str, Any]) -> Exception:
    if "problem" in answer:
        return ReleaseRefused(
            _(
                "the pages were not made completely: Pelican reports '{problem}'; see docs/site.md, 'When "
                "Pelican complains'"
            ).format(problem=answer["problem"])
        )
    if "short" in answer:
        if answer["short"] == errno.ENOMEM:
            return MemoryError()
        return OSError(answer["short"], os.strerror(answer["short"]))
    if "failed" in answer:
        return ReleaseRefused(
            _("the pages were not made: unexpected {failed} in {place} of site/; please report it").format(
                failed=answer["failed"], place=answer["place"]
            )
        )
    return ReleaseRefused(
        _(
            "the pages were not made: site/build.py ended with status {ended} before it was done; a negative "
            "status is the signal that ended it (-9: see whether memory is short). See docs/site.md, 'When "
            "Pelican complains'"
        ).format(ended=answer["ended"])
    )


def _environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if name in _HANDED_DOWN or name.startswith(_HANDED_DOWN_KINDS)
    }
