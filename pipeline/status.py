"""What is public, since when, and what will be due next; read from the ledger alone."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from pipeline.corrections import Corrections
from pipeline.ledger import Ledger
from pipeline.settings import Settings


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


def read_status(settings: Settings, on: date) -> Status:
    """Read the ledger; a deployment that never published has number 0.

    Args:
        settings: The deployment.
        on: The day on which it is asked.
    """
    if not (settings.state / "ledger.sqlite").is_file():
        return Status(0, "", "", {}, {}, {})
    ledger = Ledger(settings.state / "ledger.sqlite")
    try:
        releases, public, reads = ledger.releases(), ledger.public(), ledger.reads()
        corrections = Corrections(ledger).warnings(on)
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
    )
