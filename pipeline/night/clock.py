"""The clock of a run: what each stage took, and its end where it takes too long."""

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.free_memory import give_back
from pipeline.core.limits import time_limit
from pipeline.night.report import Report, StageCost
from pipeline.release.builder import builder_cpu_seconds, builder_peak_mb

_RESET = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


class StageClock:
    """Measures stages; tells ``announce`` when one starts, and stops one that takes longer than ``minutes``."""

    def __init__(
        self, report: Report, announce: Callable[[str], None] = lambda name: None, minutes: float = 0.0
    ) -> None:
        self._report = report
        self._announce = announce
        self._minutes = minutes

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        """Measure the block as one stage.

        Raises:
            StageTimeout: It took too long.
        """
        self._announce(name)
        _forget_peak()
        wall, cpu = time.perf_counter(), _cpu_seconds()
        try:
            with time_limit(name, self._minutes):
                yield
        finally:
            give_back()
            took = round(time.perf_counter() - wall, 2), round(_cpu_seconds() - cpu, 2)
            self._report.stages.append(StageCost(name, *took, _peak_mb(), builder_peak_mb()))


def _cpu_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return ended + builder_cpu_seconds()


def _forget_peak() -> None:
    """Start a new peak where the kernel allows it; elsewhere the peak is that of the whole run so far."""
    builder_peak_mb()
    try:
        _RESET.write_text("5", encoding="utf-8")
    except OSError:
        return


def _peak_mb() -> int:
    try:
        lines = _STATUS.read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
