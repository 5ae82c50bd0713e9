"""What a run did: numbers per dataset, seconds and peak memory per stage; no personal value."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from pipeline.core.messages import stored
from pipeline.core.writing import replacing


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
    withheld_by: dict[str, int] = field(default_factory=dict)
    """Why -> rows: a rule, a column and what it lacks, or that the row was left out."""
    findings: int = 0


@dataclass(frozen=True, slots=True)
class StageCost:
    """What one stage took."""

    name: str
    seconds: float
    cpu_seconds: float
    peak_mb: int
    """Peak of the process's resident memory during the stage."""
    builder_peak_mb: int = 0
    """Peak of the program that makes the pages, which holds its memory beside; 0 where the stage asked for none."""


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
    doubts: list[str] = field(default_factory=list)
    """Why this is no good night though it went through: the pull looks as if a mapping or a view were wrong."""
    notes: list[str] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)
    """What is wrong with the public place though the release stands: removals are not confirmed then."""
    datasets: dict[str, DatasetNumbers] = field(default_factory=dict)
    unknown_words: list[str] = field(default_factory=list)
    """Words and codes of the pull that nobody knows, a line each with list, column and rows; never a person's."""
    missed_approvals: list[str] = field(default_factory=list)
    """Approvals of withholding that name no record of the pull: a line for each cause, with the numbers of their forms."""
    findings_by_court: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    """Soft net of the detector -> rows that it held back tonight; their courts' officers see where."""
    legality_held: dict[str, int] = field(default_factory=dict)
    """Legality check -> records that it holds back until an officer answers or the case system is put right."""
    legality_told: dict[str, int] = field(default_factory=dict)
    """Legality check -> records beside which the review tells it; they are public."""
    taken_over: int = 0
    """Rows that were not masked anew because nothing changed that decides them."""
    differing: list[str] = field(default_factory=list)
    """A line for each row that was masked again from the same input and came out otherwise; a defect of the program."""
    approval: str = ""
    """Who lets batches out: court, scan or demo."""
    waiting: dict[str, WaitingCourt] = field(default_factory=dict)
    """Court -> its batch that no or too few officers have signed."""
    late: list[str] = field(default_factory=list)
    """Courts that are late with their signature; the release went out all the same, with what they signed before."""
    unproved: list[str] = field(default_factory=list)
    """Courts whose batch the ledger calls signed, though no signature proves it; it stays out."""
    lost: list[str] = field(default_factory=list)
    """A line for each court whose public batch cannot be read: what is public stands in for it, less what must go."""
    signatures_refused: list[str] = field(default_factory=list)
    """A line for each signature or batch that does not count."""
    log_problem: str = ""
    """Where the audit log does not hold together; the run goes on, for what is due must leave."""
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
            aside.write_text(json.dumps(stored(asdict(self)), ensure_ascii=False, indent=2), encoding="utf-8")


DOUBTED = 10
"""Exit status of a run whose pull looks as if a mapping or a view were wrong (`pipeline.sealing.intake`)."""
LATE = 9
"""Exit status of a run after which a court's signature is missing: late, or not there though the ledger calls it so."""
