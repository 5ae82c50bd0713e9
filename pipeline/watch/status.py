"""What is public, since when, and what will be due next; read from the ledger alone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from pipeline.approval.choose import Chosen
from pipeline.composing.choice import choose_tonight, known_officers
from pipeline.core.workdays import add_workdays
from pipeline.decisions.corrections import Corrections
from pipeline.night.record import last_good_night
from pipeline.settings.deployment import Settings
from pipeline.state.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Status:
    """The state of a deployment."""

    number: int
    """Last release; 0 before the first."""
    date: str
    digest: str
    counts: dict[str, int]
    next_deadlines: dict[str, int]
    """The next dates on which records must go, and how many."""
    courts_read: dict[str, int]
    """Date of the last reading -> number of courts."""
    corrections: list[str] = field(default_factory=list)
    """A line for each request for correction whose clock is about to run out or has run out."""
    good_night: str = ""
    """R of the last night whose pull went all the way; empty before the first."""
    waiting: int = 0
    """Courts whose newest batch waits for its signature."""
    late: list[str] = field(default_factory=list)
    """Courts that are late with it."""
    findings: int = 0
    """What courts should mend, as of the last pull."""
    alarms: list[str] = field(default_factory=list)
    """What somebody must be woken for, a line each."""


def read_status(settings: Settings, on: date) -> Status:
    """Read the ledger; a deployment that never published has number 0.

    Args:
        settings: The deployment.
        on: The day on which it is asked.

    Raises:
        BatchDamaged: What is public was edited.
    """
    if not (settings.state / "ledger.sqlite").is_file():
        return Status(0, "", "", {}, {}, {}, alarms=["nothing was published yet"])
    ledger = Ledger(settings.state / "ledger.sqlite")
    try:
        releases, public, reads = ledger.releases(), ledger.public(), ledger.reads()
        corrections, good_night = Corrections(ledger).warnings(on), last_good_night(ledger)
        chosen = choose_tonight(settings, ledger, on, known_officers(settings))
    finally:
        ledger.close()
    deadlines = Counter(public["deadline"].dropna())
    return Status(
        number=releases[-1].number if releases else 0,
        date=releases[-1].date if releases else "",
        digest=releases[-1].digest if releases else "",
        counts=releases[-1].counts if releases else {},
        next_deadlines=dict(sorted(deadlines.items())[:7]),
        courts_read=dict(sorted(Counter(reads.values()).items())),
        corrections=corrections,
        good_night=good_night,
        waiting=len(chosen.waiting),
        late=sorted(chosen.late),
        findings=_count_lines(settings.state / "findings.jsonl"),
        alarms=[*_alarms(good_night, deadlines, reads, sorted(chosen.late), on), *_unproved(chosen)],
    )


def _alarms(
    good_night: str, deadlines: Mapping[str, int], reads: Mapping[str, str], late: list[str], on: date
) -> Iterator[str]:
    if good_night < (on - timedelta(days=1)).isoformat():
        yield f"the last good night was {good_night or 'never'}"
    if overdue := sum(count for deadline, count in deadlines.items() if deadline < on.isoformat()):
        yield f"{overdue} public record(s) are past their deadline; run `publish.py publish`"
    if unread := sorted(court for court, day in reads.items() if add_workdays(date.fromisoformat(day), 2) < on):
        yield f"not read for more than two working days: {'、'.join(unread)}"
    if late:
        yield f"late with the signature: {'、'.join(late)}"


def _unproved(chosen: Chosen) -> Iterator[str]:
    if chosen.unproved:
        yield f"no signature proves what the ledger calls signed: {'、'.join(chosen.unproved)}"


def _count_lines(path: Path) -> int:
    if not path.is_file():
        return 0
    with path.open("rb") as lines:
        return sum(1 for _ in lines)
