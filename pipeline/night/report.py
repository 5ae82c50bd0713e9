"""What a run did: numbers per dataset, seconds and peak memory per stage; no personal value."""

import json
import resource
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.limits import time_limit
from pipeline.core.writing import replacing
from pipeline.release.builder import builder_cpu_seconds

_RESET = Path("/proc/self/clear_refs")
_STATUS = Path("/proc/self/status")


@dataclass(slots=True)
class DatasetNumbers:
    """One line of the summary."""

    pulled: int = 0
    published: int = 0
    new: int = 0
    changed: int = 0
    removed: dict[str, int] = field(default_factory=dict)
    """Rule -> number of records that left under it."""
    withheld: int = 0
    """Pulled tonight, not public: held, due, or withheld."""
    findings: int = 0


@dataclass(frozen=True, slots=True)
class StageCost:
    """What one stage took."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: int
    """Peak of the process's resident memory during the stage."""


@dataclass(frozen=True, slots=True)
class WaitingCourt:
    """A court's newest batch that waits for its signature."""

    batch: str
    since: str
    """The first night that was not signed."""
    signed_by: tuple[str, ...]
    threshold: int
    """How many different people must sign."""
    is_late: bool


@dataclass(slots=True)
class Report:
    """The whole run, as `nightly --json` writes it."""

    date: str
    number: int = 0
    digest: str = ""
    refused: str = ""
    """The one line why nothing, or only takedowns, went out; empty after a good night."""
    exit_status: int = 0
    notes: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    """What is wrong with the public place though the release stands: removals are not confirmed then."""
    datasets: dict[str, DatasetNumbers] = field(default_factory=dict)
    findings_by_court: dict[str, int] = field(default_factory=dict)
    approval: str = ""
    """Who lets batches out: court, scan or demo."""
    waiting: dict[str, WaitingCourt] = field(default_factory=dict)
    """Court -> its batch that no or too few officers have signed."""
    late: list[str] = field(default_factory=list)
    """Courts that are late with their signature; the release went out all the same, with what they signed before."""
    unproved: list[str] = field(default_factory=list)
    """Courts whose batch the ledger calls signed, though no signature proves it; it stays out."""
    signatures_refused: list[str] = field(default_factory=list)
    """A line for each signature or batch that does not count."""
    key_file_problem: str = ""
    """Why the key file cannot be read, so that no signature counts; empty where it can."""
    hidden_more: int = 0
    """Public rows of which today's masker hides more than was signed."""
    canaries: int = 0
    """Invented people that were found without masking and not with it; 0 where none were checked."""
    strength: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """List -> `pipeline.proof.strength.ListStrength`."""
    stages: list[StageCost] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write as JSON, aside and renamed; a missing folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as aside:
            aside.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=2), encoding="utf-8")


LATE = 9
"""Exit status of a run after which a court's signature is missing: late, or not there though the ledger calls it so."""


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
            took = time.perf_counter() - wall, _cpu_seconds() - cpu
            self._report.stages.append(StageCost(name, round(took[0], 2), round(took[1], 2), _peak_mb()))


def _cpu_seconds() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    ended = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    return ended + builder_cpu_seconds()


def _forget_peak() -> None:
    """Start a new peak where the kernel allows it; elsewhere the peak is that of the whole run so far."""
    try:
        _RESET.write_text("5")
    except OSError:
        return


def _peak_mb() -> int:
    try:
        lines = _STATUS.read_text().splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
