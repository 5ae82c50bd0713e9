"""The verdict over every clean row of a dataset: public, held, or gone by which rule."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from pipeline.cleaning.tables import LONG_PAST
from pipeline.core.frames import TEXT, Column, Frame, blank_column, map_unique
from pipeline.core.records import NOTICES, PARTY_LISTS, Dataset
from pipeline.core.schemas import VERDICT, checked
from pipeline.core.workdays import add_workdays_iso
from pipeline.retention.events import Setting, day_of_event
from pipeline.retention.rules import Event, Period, RuleSet, RuleTable, load_rule_table

_FOREVER = "9999-12-31"
_DEADLINE_COLUMNS = VERDICT.columns[:5]


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """The deployment's choices within the rules."""

    rule_set: RuleSet = RuleSet.FIVE_DAY
    hold_days: int = 5
    """Working days a closed case stays, 0 to 5 [JL art.12]."""
    notice_days: int = 90
    """Days a notice stays after its event."""


def judge(dataset: Dataset, frame: Frame, on: date, policy: RetentionPolicy) -> Frame:
    """Judge every row of a clean frame for the run of date ``on``.

    Args:
        dataset: Which dataset the rows belong to.
        frame: Clean rows; optional columns ``withheld`` (bool) and ``listing_gone_on`` (ISO date).
        on: R, the date for which the run publishes.
        policy: The deployment's choices.

    Returns:
        `VERDICT` on the same index: ``deadline`` (ISO date, NA = none known), ``rule``, ``verb``, ``ground`` and
        ``event_on`` (the day of the event, NA where it has no date) of the earliest deadline; ``due`` (bool); ``held`` and ``held_column`` (why the record may not start,
        NA = it may); ``public`` (bool).
    """
    if frame.empty:
        texts = dict.fromkeys((*_DEADLINE_COLUMNS, "held", "held_column"), blank_column(frame.index))
        nothing = pd.DataFrame(texts).assign(due=False, public=False)
        return checked(nothing.astype({"due": "bool[pyarrow]", "public": "bool[pyarrow]"}), VERDICT)
    table = load_rule_table()
    setting = Setting(table, dataset, on.isoformat())
    verdict = _earliest_deadlines(frame, table.events_for(dataset, policy.rule_set), setting, policy)
    verdict["held"], verdict["held_column"] = _reason_to_hold(dataset, frame, on.isoformat())
    due = verdict["deadline"].fillna(_FOREVER) <= on.isoformat()
    verdict["due"] = due
    verdict["public"] = ~due & verdict["held"].isna()
    return checked(verdict, VERDICT)


def deadlines_of(event: Event, frame: Frame, setting: Setting, policy: RetentionPolicy) -> Column:
    """Row by row the deadline that one event sets; NA where it does not apply."""
    return _deadlines_and_days(event, frame, setting, policy)[0]


def _deadlines_and_days(event: Event, frame: Frame, setting: Setting, policy: RetentionPolicy) -> tuple[Column, Column]:
    day = day_of_event(event, frame, setting)
    return _after(day, _period(event, policy)), day


def _earliest_deadlines(frame: Frame, events: tuple[Event, ...], setting: Setting, policy: RetentionPolicy) -> Frame:
    """The earliest deadline wins; of equal ones the event that stands first in the file."""
    best = pd.Series(_FOREVER, index=frame.index, dtype=TEXT)
    columns: dict[str, Column] = {name: blank_column(frame.index) for name in _DEADLINE_COLUMNS[1:]}
    for event in events:
        deadline, day = _deadlines_and_days(event, frame, setting, policy)
        earlier = (deadline < best).fillna(False).astype(bool)
        if not earlier.any():
            continue
        best = best.mask(earlier, deadline)
        dated = day.mask(day == LONG_PAST)
        values = {"rule": event.rule, "verb": event.verb.value, "ground": event.ground, "event_on": dated}
        columns = {name: column.mask(earlier, values[name]) for name, column in columns.items()}
    return pd.DataFrame({"deadline": best.mask(best == _FOREVER), **columns})


def _reason_to_hold(dataset: Dataset, frame: Frame, on: str) -> tuple[Column, Column]:
    """R0: why a record may not start to be public, and the column that says so [SX art.5 第三款]."""
    reason, where = blank_column(frame.index), blank_column(frame.index)
    for column, missing, text in _conditions(dataset, frame, on):
        missing = missing.fillna(False).astype(bool)
        if not missing.any():
            continue
        reason, where = reason.mask(missing, text), where.mask(missing, column)
    return reason, where


def _conditions(dataset: Dataset, frame: Frame, on: str) -> list[tuple[str, Column, str]]:
    """(column, rows that fail it, why) of every condition for a start."""
    found: list[tuple[str, Column, str]] = []
    if dataset in PARTY_LISTS:
        found.append(("party_name", frame["party_name"].isna(), "has no name of a party"))
        found.append(("measure_start", frame["measure_start"] > on, "its measure has not begun"))
        found.append(("case_type", ~frame["case_type"].isin(["执", "执恢"]), "its case type is not 执 or 执恢"))
    if dataset is Dataset.DISHONEST_DEBTORS:
        found.append(("listed_on", frame["listed_on"] > on, "its listing has not begun"))
        undecided = frame["decision_number"].isna() | frame["decided_on"].isna()
        found.append(("decision_number", undecided, "its listing has no decision number or date"))
    if dataset in NOTICES:
        found.append(("title", frame["title"].isna(), "has no title"))
        found.append(("published_on", frame["published_on"] > on, "its publication date has not come"))
    if dataset is Dataset.AUCTION_NOTICES:
        found.append(("platform_url", frame["platform_url"].isna(), "names no auction platform"))
    open_or_shielded = frame["disclosure"].isin(["open", "shielded"])
    found.append(("disclosure", ~open_or_shielded, "is not marked open or shielded; not published"))
    return found


def _period(event: Event, policy: RetentionPolicy) -> Period:
    if event.period_setting:
        return Period(getattr(policy, event.period_setting), event.period.unit)
    return event.period


def _after(days: Column, period: Period) -> Column:
    if period.count == 0:
        return days
    if period.unit == "workdays":
        return add_workdays_iso(days, period.count)
    add = _add_days if period.unit == "days" else _add_months
    return map_unique(days, lambda day: add(date.fromisoformat(day), period.count).isoformat())


def _add_days(day: date, count: int) -> date:
    return day + timedelta(days=min(count, (date.max - day).days))


def _add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, or the last day of a shorter month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = min(months // 12, date.max.year), months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def known_closing_modes(table: RuleTable) -> frozenset[str]:
    """The closing modes that need no finding."""
    return frozenset(table.known_closing_modes)
