"""What is known of a deployment at a moment: read by `reading` and `outside`, judged by `judge`. No name, no number of a person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipeline.core.workdays import Calendar, library_calendar
from pipeline.night.run_note import RunNote
from pipeline.state.database import LEDGER_FILE
from pipeline.state.last_pull import LastPull
from pipeline.watch.problems import Code


@dataclass(frozen=True, slots=True)
class PublicNote:
    """A release as a visitor gets it."""

    number: int
    date: str
    digest: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    """List -> records; empty where it does not say."""
    as_of: tuple[str, ...] = ()
    """The days of the courts' data, each once, the oldest first."""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """The releases that the ledger knows."""

    number: int = 0
    """Of the last one; 0 before the first."""
    date: str = ""
    digest: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    began_on: str = ""
    """Date of the first release."""
    most: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    """List -> the most records that it had in the week before the last release, and when."""
    to_come: str = ""
    """``NUMBER DIGEST`` of what a run noted last before it was to become public."""
    left: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """List -> rule -> records that left under it on the day of the last release."""


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """What is public and when it must go, as the ledger knows it."""

    deadlines: Mapping[str, int] = field(default_factory=dict)
    """Day -> public records that must go on it."""
    by_court: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Court -> list of parties -> public records."""
    reads: Mapping[str, str] = field(default_factory=dict)
    """Court -> the last date for which it was read."""
    takedowns_open: int = 0
    """Public records that were ordered down."""
    unconfirmed: int = 0
    """Removals that nobody has confirmed from outside."""
    unconfirmed_since: str = ""
    unconfirmed_lists: Mapping[str, int] = field(default_factory=dict)
    """List -> records of these removals."""


@dataclass(frozen=True, slots=True)
class SignatureFacts:
    """What courts signed."""

    waiting: int = 0
    late: tuple[str, ...] = ()
    unproved: tuple[str, ...] = ()
    lost: tuple[tuple[str, str], ...] = ()
    """Court, and why its public batch cannot be read."""
    refused: tuple[tuple[str, str], ...] = ()
    """Court, and why a signature of it does not count."""
    as_of: tuple[str, ...] = ()
    """The days of the batches that go out, each once, the oldest first."""
    key_file_problem: str = ""
    key_file: str = ""
    """Its path."""


@dataclass(frozen=True, slots=True)
class CorrectionFact:
    """A request for correction whose clock is about to run out or has run out."""

    number: int
    court: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that is good up to a day."""

    code: Code
    what: str
    day: date
    """The last good day."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A file system that a night writes to."""

    where: str
    free_mb: int
    need_mb: int
    free_files: int | None = None
    """How many files it still takes; None where it sets no bound of its own."""
    need_files: int = 0


@dataclass(frozen=True, slots=True)
class Witnessing:
    """What witnesses brought."""

    last: date | None
    """The newest cosignature of a witness that counts; None where none ever came."""


@dataclass(frozen=True, slots=True)
class Outside:
    """What a visitor gets from the public address."""

    address: str
    problem: str = ""
    """Why nothing came; empty where something did."""
    shown: PublicNote | None = None
    clock_seconds: int | None = None
    """How far the server's clock is from ours."""


class Part(StrEnum):
    """What can be damaged for itself."""

    LEDGER = LEDGER_FILE
    BATCHES = "batches"
    FILE = "file"
    """Any other, without which releases go on or refuse by themselves."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A part that could not be read."""

    part: Part
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Options:
    """What of the settings decides whether something is a problem."""

    is_demo: bool = False
    expires_days: int = 14
    shrunken_percent: int = 20
    is_told: bool = False
    """Whether alerts go anywhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Everything; what could not be read is empty and stands in `damages`."""

    on: date
    """The day for which it is asked."""
    at: datetime
    """The moment; noon of the day where that is not today."""
    options: Options = field(default_factory=Options)
    calendar: Calendar = field(default_factory=library_calendar)
    """By which working days are counted."""
    is_today: bool = True
    owner: str = ""
    """The account to which the state folder belongs, where this one may not enter it; then nothing else is known."""
    damages: tuple[Damage, ...] = ()
    release: ReleaseFacts = field(default_factory=ReleaseFacts)
    records: RecordFacts = field(default_factory=RecordFacts)
    signatures: SignatureFacts = field(default_factory=SignatureFacts)
    corrections: tuple[CorrectionFact, ...] = ()
    correction_lines: tuple[str, ...] = ()
    pull: LastPull = field(default_factory=LastPull)
    good_night: str = ""
    findings: int = 0
    held: Mapping[str, int] = field(default_factory=dict)
    """Court -> rows of the last pull that wait for its officer, since they may hold a private value."""
    legality: Mapping[str, int] = field(default_factory=dict)
    """Court -> records that wait for an officer's answer to a legality check."""
    legality_checks: tuple[str, ...] = ()
    """The checks that hold them, in the order of the table."""
    held_nets: tuple[str, ...] = ()
    """The nets of the detector that hold them."""
    runs: Mapping[str, RunNote] = field(default_factory=dict)
    is_at_work: bool = False
    """Whether a run is at work now."""
    public: PublicNote | None = None
    """As the public folder shows it; None where it shows none, or the place is a bucket."""
    is_folder: bool = True
    """Whether the public place is a folder of this machine."""
    purge_pending: int = 0
    purge_since: str = ""
    endings: tuple[Ending, ...] = ()
    gate: tuple[str, ...] = ()
    """Why nothing new may be published ([privacy] in court mode)."""
    witnessing: Witnessing | None = None
    """None where no witness is named."""
    missing_year: int | None = None
    """The year whose working days should be known and are not."""
    backup: datetime | None = None
    disks: tuple[Disk, ...] = ()
    unsent: tuple[str, ...] = ()
    """Ways by which the last alert could not be sent, and why."""
    outside: Outside | None = None
    """None where nobody asked for it."""
