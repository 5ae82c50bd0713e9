"""What pages tell beside the records: the settings they may show, and the figures of the nights before.

Nothing here needs pandas: the program that makes the pages reads these, too (`pipeline.core.handover`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.core.records import Dataset, RecordId


@dataclass(frozen=True, slots=True)
class Totals:
    """How much left, by verb, and how much of it in time."""

    removed: int
    by_verb: dict[str, int]
    """Verb -> number; all four, also those with 0."""
    judged: int
    """Removals with a deadline whose end was confirmed."""
    on_time: int

    @property
    def share_on_time(self) -> float | None:
        """Share of the judged removals that were in time, 0 to 1; None where none was judged."""
        return self.on_time / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class CountPoint:
    """From a day on, until the next point: records per list."""

    day: str
    counts: dict[str, int]
    """Dataset -> number of public records."""


@dataclass(frozen=True, slots=True)
class DayChange:
    """What one day changed in one list."""

    day: str
    dataset: str
    published: int
    corrected: int
    """Listings corrected by decision [SX art.9 第二款]; notices whose published text changed."""
    removed: int


@dataclass(frozen=True, slots=True)
class History:
    """The figures of all releases, oldest first."""

    counts: tuple[CountPoint, ...] = ()
    changes: tuple[DayChange, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawnNotice:
    """A notice that is gone; its address answers for a year with a page that names nobody."""

    id: RecordId
    dataset: Dataset
    ground: str
    """``撤回`` or ``到期``."""
    court_code: str
    left_on: str
    """R of the run that took it away."""


@dataclass(frozen=True, slots=True)
class RemovalFigures:
    """How much left the public and how much of it in time; no record, no person."""

    since: str
    """Day of the first release."""
    total: Totals
    by_court: tuple[tuple[str, str, Totals], ...] = ()
    """Code, name and figures of each court; only where the deployment opts in [SPC-2014 art.19]."""


@dataclass(frozen=True, slots=True)
class Past:
    """What pages, feeds and figures tell of the nights before; no record of a person."""

    withdrawn: tuple[WithdrawnNotice, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    """Notice -> the last day on which its published text changed."""
    removals: RemovalFigures | None = None
    """None before the first release."""
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """The settings that pages may show; the secret and the source never reach a template."""

    title: str
    base_url: str
    browse_dishonest_debtors: bool
    party_portal: str
    approval: str
    profile: str
    rule_set: str
    hold_days: int
    notice_days: int
    security_contact: str
    security_expires: str
    demo: bool
