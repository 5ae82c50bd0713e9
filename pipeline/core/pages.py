"""What pages tell beside the records: the settings they may show, and the figures of the nights before.

Nothing here needs pandas: the program that makes the pages reads these, too (`pipeline.core.handover`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.core.records import USUAL_LISTS, Dataset, RecordId


@dataclass(frozen=True, slots=True)
class Totals:
    """How much left, and how much of it in time."""

    removed: int
    due: int
    """Removals with a last day whose end was confirmed, without the backlog."""
    in_time: int
    """Of these, gone by the last day: the law's where it sets one, else our own target."""
    on_target: int
    """Of these, gone by our own target, the first working day from our own deadline on."""
    backlog: int = 0
    """Overdue before the first release, which no night could have taken away in time."""

    def __add__(self, other: "Totals") -> "Totals":
        """Both together."""
        return Totals(
            self.removed + other.removed,
            self.due + other.due,
            self.in_time + other.in_time,
            self.on_target + other.on_target,
            self.backlog + other.backlog,
        )


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
    """Code, name and figures of each court; only where the deployment opts in [SPC-2014 art.19]. Courts with few cases stand
    in the line of their 中院 (`quality.small_courts`)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of ten or more, of one part of a sum or of several together (`quality.joining`)."""

    parts: tuple[str, ...]
    """What is counted, in words; several where each alone might be fewer than ten."""
    count: int


@dataclass(frozen=True, slots=True)
class CellRow:
    """The cells of one line of a table of figures."""

    period: str
    """``2026-10`` for a month, ``2026H1`` for half a year."""
    groups: tuple[str, ...]
    """Lists, or provinces, by code; several where they are told together."""
    cells: tuple[Cell, ...]
    """Empty where even all together are fewer than ten."""


@dataclass(frozen=True, slots=True)
class HalfYears:
    """Who entered and left the list of dishonest debtors, by province and half-year; finished ones only [SX art.7 第二款]."""

    entered: tuple[CellRow, ...] = ()
    """One cell a line."""
    left: tuple[CellRow, ...] = ()
    """By ground [SX art.10]."""


@dataclass(frozen=True, slots=True)
class QuarterShare:
    """How complete a province's publication was in a finished quarter."""

    quarter: str
    """``2026Q3``"""
    province: str
    """Its court code, such as 浙."""
    percent: int | None
    """Whole percent, rounded down; None where the province has too few records for one."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of finished months, quarters and half-years; no court, no person, no number below ten."""

    months: tuple[CellRow, ...] = ()
    """What left, by list and rule, newest month first."""
    half_years: HalfYears = field(default_factory=HalfYears)
    quarters: tuple[QuarterShare, ...] = ()
    """Newest first."""


@dataclass(frozen=True, slots=True)
class BoardDays:
    """By what boards in courts' halls know for how long a release may be shown; days are ISO."""

    on: str
    """R; what is over before it stands on no board."""
    days_off: tuple[str, ...]
    """The days of holidays from the year of R on."""
    swapped: tuple[str, ...]
    """Saturdays and Sundays that are worked."""
    known_until: str
    """The last day of which that is known; every later one counts as worked, so that a board is blank early rather than late."""


@dataclass(frozen=True, slots=True)
class Past:
    """What pages, feeds and figures tell of the nights before, and for how long boards may tell of this one; no record of a person."""

    withdrawn: tuple[WithdrawnNotice, ...] = ()
    corrected: Mapping[str, str] = field(default_factory=dict)
    """Notice -> the last day on which its published text changed."""
    removals: RemovalFigures | None = None
    """None before the first release."""
    history: History = field(default_factory=History)
    figures: Figures = field(default_factory=Figures)
    board: BoardDays | None = None
    """None where no release is made (proofs): there is no board."""


@dataclass(frozen=True, slots=True)
class ConfirmedText:
    """A text that the court confirmed to be in force, on R."""

    text: str
    """Its id in rules/law.toml."""
    office: str
    document: str
    date: str
    """The day of that document."""
    ends_on: str
    """The last day on which it counts."""


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """Who answers for the personal data on the site, and on which basis it is published."""

    controller: str
    contact: str
    complaint: str
    assessment: str
    """Number of the impact assessment."""
    assessed_on: str
    bases: tuple[tuple[str, str], ...]
    """List in Chinese, and the article on which its publication rests."""


@dataclass(frozen=True, slots=True)
class ListBasis:
    """On what a deployment publishes a list that its settings name."""

    dataset: str
    basis: str
    """The article."""
    document: str
    """The number of the court's decision."""
    date: str
    """The day of that decision, ISO."""


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
    link_hosts: tuple[str, ...]
    """To which notices may lead (`pipeline.core.links`)."""
    demo: bool
    lists: tuple[str, ...] = tuple(dataset.value for dataset in USUAL_LISTS)
    """The lists that the deployment publishes, in the order of the site."""
    list_bases: tuple[ListBasis, ...] = ()
    """What it says of those that its settings name."""
    readings_confirmed: str = ""
    """Which court confirmed our readings of the rules, by which document; "" while the site is on trial (试运行)."""
    lawyer_investigation: str = ""
    """Name of the high court's rule on orders that let a lawyer investigate (律师调查令); "" where none is named."""
    confirmed_texts: tuple[ConfirmedText, ...] = ()
    """Texts of rules/law.toml that the court confirmed, as far as that counts on R."""
    privacy: PrivacyFacts | None = None
    """[privacy] of the settings; None where it is not written (demo, scan)."""

    @property
    def confirmed_ids(self) -> frozenset[str]:
        """Ids of the confirmed texts."""
        return frozenset(one.text for one in self.confirmed_texts)
