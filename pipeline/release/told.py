"""What a release tells beside its records: of the nights before on the pages, of courts and removals in the statement."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.composing.compose import Composition
from pipeline.composing.snapshot import Difference, Snapshot, ledger_entries, withdrawn_notices
from pipeline.core.frames import Frame
from pipeline.core.pages import BoardDays, Figures, Past, RemovalFigures, WithdrawnNotice
from pipeline.core.records import PARTY_LISTS, USUAL_LISTS, Dataset, RecordId
from pipeline.core.workdays import LAST_OF_NOTICE, Calendar, year_of_notice
from pipeline.evidence.statement import Courts, RemovalCount
from pipeline.quality.completeness_months import public_shares
from pipeline.quality.half_years import half_years
from pipeline.quality.hierarchy import Hierarchy, hierarchy_of
from pipeline.quality.history import corrected_notices, history_with_tonight
from pipeline.quality.log_cells import monthly_cells
from pipeline.quality.removals import (
    ON_TIME,
    TOO_LATE,
    acts_with_tonight,
    count_by_court,
    count_removals,
    judge_removals,
    judging_of,
)
from pipeline.quality.small_courts import fold_small_courts, year_before
from pipeline.release.staged import count_datasets
from pipeline.state.last_pull import read_last_pull
from pipeline.state.ledger import Ledger

USUAL = tuple(dataset.value for dataset in USUAL_LISTS)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told beside the records."""

    past: Past
    """On the pages."""
    courts: Courts
    """In the statement."""
    removals: dict[str, RemovalCount]
    """In the statement: list -> what left it with this release."""


def tell(
    ledger: Ledger,
    composition: Composition,
    difference: Difference,
    public: Frame,
    calendar: Calendar,
    *,
    with_courts: bool,
    lists: tuple[str, ...],
) -> Told:
    """What a release tells, tonight included.

    Args:
        ledger: The ledger before the release is recorded.
        composition: Tonight's public state and how it came about.
        difference: What changes tonight.
        public: The ledger's public records.
        calendar: Counts the working days of the law.
        with_courts: Whether the deployment publishes figures by court.
        lists: The lists that it publishes.
    """
    snapshot = composition.snapshot
    on = snapshot.on.isoformat()
    acts = ledger_entries(difference, public, snapshot.on)[1]
    by, every = judging_of(ledger, calendar, on), acts_with_tonight(ledger, acts, on)
    removed, courts = judge_removals(every, by), courts_in(snapshot)
    past = Past(
        withdrawn=withdrawn_pages(ledger, snapshot, difference.left),
        corrected=corrected_notices(ledger, difference.changed, on),
        removals=removal_figures(removed, courts if with_courts else None, by.since, snapshot.on),
        history=history_with_tonight(ledger, acts, difference.changed, count_datasets(snapshot, lists), on),
        figures=Figures(monthly_cells(removed, on), half_years(every, courts, on), public_shares(ledger, on)),
        board=board_days(snapshot.on, calendar),
    )
    unsigned = composition.chosen.waiting.keys() - composition.chosen.signed.keys()
    held = read_last_pull(ledger).held_back
    return Told(past, courts_of(snapshot, held, unsigned, lists), removal_counts(removed[removed["left_on"] == on]))


def board_days(on: date, calendar: Calendar) -> BoardDays:
    """The courts' calendar from the year of R on, as boards count by it; the same on every night of a year.

    >>> from pipeline.core.workdays import library_calendar
    >>> board_days(date(2026, 9, 30), library_calendar()).known_until
    '2026-12-23'
    """
    year = year_of_notice(on)
    while year in calendar.years:
        year += 1
    known, since = date(year - 1, *LAST_OF_NOTICE), date(on.year, 1, 1)
    days_off, swapped = (
        tuple(day.isoformat() for day in sorted(days) if since <= day <= known)
        for days in (calendar.days_off, calendar.swapped)
    )
    return BoardDays(on.isoformat(), days_off, swapped, known.isoformat())


def courts_of(
    snapshot: Snapshot, held: Iterable[str], unsigned: Iterable[str], lists: tuple[str, ...] = USUAL
) -> Courts:
    """How far each court's data reach, and which of its lists wait.

    Args:
        snapshot: Tonight's public state.
        held: COURT:DATASET of lists that the shrink guard holds back.
        unsigned: Courts of which no batch was ever signed.
        lists: The lists that the deployment publishes.
    """
    as_of: dict[str, list[str]] = {}
    for court, day in sorted(snapshot.as_of.items()):
        as_of.setdefault(day, []).append(court)
    paused = sorted(snapshot.paused)
    waiting: dict[str, list[str]] = {}
    for pair in sorted(held):
        court, _, dataset = pair.partition(":")
        waiting.setdefault(dataset, []).append(court)
    return Courts(
        as_of=as_of,
        paused={one.value: paused for one in PARTY_LISTS if one.value in lists} if paused else {},
        held=waiting,
        unsigned=sorted(unsigned),
    )


def removal_counts(removed: Frame) -> dict[str, RemovalCount]:
    """List -> what of some removals (`quality.removals`) had a last day, and how much of it came too late; no backlog."""
    judged = removed[removed["on_time"].isin([ON_TIME, TOO_LATE])]
    found = {}
    for dataset, part in judged.groupby("dataset", sort=True):
        late = int((part["on_time"] == TOO_LATE).sum())
        found[str(dataset)] = RemovalCount(due=len(part), in_time=len(part) - late, late=late)
    return found


def withdrawn_pages(ledger: Ledger, snapshot: Snapshot, left: Frame) -> tuple[WithdrawnNotice, ...]:
    """Notices that keep a nameless page; ``left`` is what leaves tonight."""
    notices = withdrawn_notices(ledger, snapshot, left)
    return tuple(
        WithdrawnNotice(RecordId(notice), Dataset(dataset), ground, court, day)
        for notice, dataset, court, ground, day in notices.itertuples(index=False)
    )


def removal_figures(removed: Frame, courts: Hierarchy | None, since: str, on: date) -> RemovalFigures:
    """Totals, and figures by court where the courts are given: those with few cases a year with their 中院.

    Args:
        removed: All removals, `quality.removals.REMOVAL_COLUMNS`.
        courts: Names, and to whom a court belongs; None where nothing is told by court.
        since: Day of the first release.
        on: R.
    """
    if courts is None:
        return RemovalFigures(since, count_removals(removed))
    recent = removed["court_code"][removed["left_on"] > year_before(on)].value_counts()
    in_a_year = {str(court): int(count) for court, count in recent.items()}
    by_court = fold_small_courts(count_by_court(removed), in_a_year, courts)
    return RemovalFigures(since, count_removals(removed), by_court)


def courts_in(snapshot: Snapshot) -> Hierarchy:
    """The courts of the public directory; of others the name that their rows print."""
    frame = snapshot.frame
    directory = hierarchy_of(map(json.loads, frame["row"][frame["dataset"] == Dataset.COURTS.value]))
    return Hierarchy({**court_names_in(snapshot), **directory.names}, directory.parents)


def court_names_in(snapshot: Snapshot) -> dict[str, str]:
    """Court code -> printed name, from one public row of each court."""
    names = snapshot.frame.drop_duplicates("court_code")
    return {
        code: json.loads(row).get("court_name") or ""
        for code, row in zip(names["court_code"], names["row"], strict=True)
    }
