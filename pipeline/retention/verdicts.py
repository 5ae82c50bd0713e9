"""The verdict over every clean row of a dataset: public, held, or gone by which rule."""

from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

import pandas as pd

from pipeline.cleaning.days import LONG_PAST
from pipeline.cleaning.vocabularies import vocabulary_of
from pipeline.core.acts import RemovalAct
from pipeline.core.findings import Cause
from pipeline.core.frames import TEXT, Column, Frame, blank_column, map_unique
from pipeline.core.links import LinkHosts, known_hosts
from pipeline.core.records import CASE_ENTRIES, NOTICES, PARTY_LISTS, Dataset
from pipeline.core.said import of_a_word, said
from pipeline.core.schemas import VERDICT, checked
from pipeline.core.workdays import Calendar
from pipeline.retention.events import Setting, day_of_event, deciding_columns, ground_of_event
from pipeline.retention.rules import ENFORCEMENT, Event, Period, RuleId, RuleSet, load_rule_table

_FOREVER = "9999-12-31"
_DEADLINE_COLUMNS = VERDICT.columns[:5]
_HELD = ("held", "held_column", "held_cause")
_Condition = tuple[str | Column, Column, str | Column, Cause]
"""The column that says so, the rows that fail, why, the kind of cause."""


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """The deployment's choices within the rules, and the calendar by which they count."""

    calendar: Calendar
    rule_set: RuleSet = RuleSet.FIVE_DAY
    hold_days: int = 5
    """Working days a closed case stays, 0 to 5 [JL art.12]."""
    notice_days: int = 90
    """Days a notice stays after its event."""
    hosts: LinkHosts = field(default_factory=lambda: LinkHosts(known_hosts()))
    """To which a notice may lead."""


def judge(dataset: Dataset, frame: Frame, on: date, policy: RetentionPolicy) -> Frame:
    """Judge every row of a clean frame for the run of date ``on``.

    Args:
        dataset: Which dataset the rows belong to.
        frame: Clean rows; optional columns ``withheld`` (bool) and ``listing_gone_on`` (ISO date).
        on: R, the date for which the run publishes.
        policy: The deployment's choices.

    Returns:
        `VERDICT` on the same index: ``deadline`` (ISO date, NA = none known), ``rule``, ``verb``, ``ground`` and
        ``event_on`` (the day of the event, NA where it has no date) of the earliest deadline; ``due`` (bool); ``held``,
        ``held_column`` and ``held_cause`` (why the record may not start, NA = it may); ``public`` (bool).
    """
    if frame.empty:
        return checked(_nothing_judged().set_axis(frame.index), VERDICT)
    table = load_rule_table()
    setting = Setting(table, dataset, on.isoformat())
    verdict = _earliest_deadlines(frame, table.events_for(dataset, policy.rule_set), setting, policy)
    due = verdict["deadline"].fillna(_FOREVER) <= on.isoformat()
    for name, column in zip(_HELD, _reason_to_hold(dataset, frame, on.isoformat(), due, policy), strict=True):
        verdict[name] = column
    verdict["due"] = due
    verdict["public"] = ~due & verdict["held"].isna()
    return checked(verdict, VERDICT)


@cache
def _nothing_judged() -> Frame:
    index = pd.RangeIndex(0)
    texts = dict.fromkeys((*_DEADLINE_COLUMNS, *_HELD), blank_column(index))
    nothing = pd.DataFrame(texts).assign(due=False, public=False)
    return nothing.astype({"due": "bool[pyarrow]", "public": "bool[pyarrow]"})


def deadlines_of(event: Event, frame: Frame, setting: Setting, policy: RetentionPolicy) -> Column:
    """Row by row the deadline that one event sets; NA where it does not apply."""
    return _deadlines_and_days(event, frame, setting, policy)[0]


def _deadlines_and_days(event: Event, frame: Frame, setting: Setting, policy: RetentionPolicy) -> tuple[Column, Column]:
    day = day_of_event(event, frame, setting)
    if not day.notna().any():
        return day, day
    return _after(day, _period(event, policy), policy.calendar), day


@dataclass(frozen=True, slots=True)
class Against:
    """A rule that keeps a record away on R."""

    rule: str
    columns: tuple[str, ...]
    """The columns of the record that say so."""
    text: str
    """What happened, or what is missing for a start."""
    deadline: str = ""
    """Since when; empty where it has no date."""


def all_against(dataset: Dataset, row: Frame, on: date, policy: RetentionPolicy) -> tuple[Against, ...]:
    """Every rule that keeps one record away on R, also those of which `judge` names another: the earliest deadline first.

    Args:
        dataset: Whose record.
        row: A frame of one clean row, as `judge` takes it.
        on: R.
        policy: The deployment's choices.
    """
    setting = Setting(load_rule_table(), dataset, on.isoformat())
    found = []
    for event in load_rule_table().events_for(dataset, policy.rule_set):
        deadline = deadlines_of(event, row, setting, policy).iloc[0]
        if pd.notna(deadline) and deadline <= on.isoformat():
            since = "" if deadline == LONG_PAST else str(deadline)
            found.append(Against(event.rule, deciding_columns(event, row, setting), event.event, since))
    due = pd.Series(bool(found), index=row.index)
    found.sort(key=lambda one: one.deadline)
    for column, missing, text, _ in _conditions(dataset, row, on.isoformat(), due, policy):
        if missing.fillna(False).astype(bool).iloc[0]:
            names = [column if isinstance(column, str) else str(column.iloc[0])]
            found.append(
                Against(RuleId.START, tuple(names), said(text if isinstance(text, str) else str(text.iloc[0])))
            )
    return tuple(dict.fromkeys(found))


def _earliest_deadlines(frame: Frame, events: tuple[Event, ...], setting: Setting, policy: RetentionPolicy) -> Frame:
    """The earliest deadline wins; of equal ones the event that stands first in the file."""
    best = pd.Series(_FOREVER, index=frame.index, dtype=TEXT)
    columns: dict[str, Column] = {name: blank_column(frame.index) for name in _DEADLINE_COLUMNS[1:]}
    for event in events:
        deadline, day = _deadlines_and_days(event, frame, setting, policy)
        if not day.notna().any():
            continue
        earlier = (deadline < best).fillna(False).astype(bool)
        if not earlier.any():
            continue
        best = best.mask(earlier, deadline)
        dated = day.mask(day == LONG_PAST)
        values = {"rule": event.rule, "verb": event.verb.value, "event_on": dated}
        values["ground"] = ground_of_event(event, frame, setting)
        columns = {name: column.mask(earlier, values[name]) for name, column in columns.items()}
    return pd.DataFrame({"deadline": best.mask(best == _FOREVER), **columns})


def _reason_to_hold(
    dataset: Dataset, frame: Frame, on: str, due: Column, policy: RetentionPolicy
) -> tuple[Column, ...]:
    """R0: why a record may not start to be public, the column that says so, the kind of cause [SX art.5 第三款]."""
    found = tuple(blank_column(frame.index) for _ in _HELD)
    for column, missing, text, cause in _conditions(dataset, frame, on, due, policy):
        if not missing.any():
            continue
        missing = missing.fillna(False).astype(bool)
        found = tuple(old.mask(missing, new) for old, new in zip(found, (text, column, cause.value), strict=True))
    return found


def _conditions(dataset: Dataset, frame: Frame, on: str, due: Column, policy: RetentionPolicy) -> list[_Condition]:
    """Every condition for a start; of several that fail the last is told."""
    found: list[_Condition] = []
    if dataset in PARTY_LISTS:
        found.append((frame["doubt_column"], frame["doubt"].notna(), frame["doubt"], Cause.DOUBT))
        found.append(("party_name", frame["party_name"].isna(), "no_party_name", Cause.MISSING))
        found.append(("measure_start", frame["measure_start"] > on, "measure_not_begun", Cause.RULE))
        for is_so, cause in _is_no_enforcement(frame):
            found.append(("case_type", is_so, "other_case_type", cause))
    if dataset is Dataset.DISHONEST_DEBTORS:
        found.append(("listed_on", frame["listed_on"] > on, "listing_not_begun", Cause.RULE))
        undecided = frame["decision_number"].isna() | frame["decided_on"].isna()
        found.append(("decision_number", undecided, "no_decision", Cause.MISSING))
        found.append(("removal_act", _is_ended(frame, on) & ~due, _ENDED_OTHERWISE, Cause.DOUBT))
    if dataset is Dataset.CONSUMPTION_LIMITS:
        found += _not_named_by_the_order(frame)
    if "grace_until" in frame:
        found += _not_yet_in_force(frame, on)
    if dataset is Dataset.TERMINATED_ROUNDS:
        found.append(("terminated_on", frame["terminated_on"].isna(), "no_day_of_termination", Cause.MISSING))
        found.append(("terminated_on", frame["terminated_on"] > on, "not_terminated_yet", Cause.RULE))
    if dataset in CASE_ENTRIES:
        found += _conditions_of_entries(dataset, frame, on)
    if dataset in NOTICES:
        found.append(("title", frame["title"].isna(), "no_title", Cause.MISSING))
        found.append(("published_on", frame["published_on"] > on, "not_published_yet", Cause.RULE))
    if dataset is Dataset.AUCTION_NOTICES:
        found.append(("platform_url", frame["platform_url"].isna(), "no_platform", Cause.MISSING))
        listed = map_unique(frame["platform_url"], policy.hosts.link_of)
        found.append(("platform_url", listed.eq(""), "platform_not_listed", Cause.RULE))
    unmarked, other = frame["disclosure"].isna(), _is_other_word(frame, "disclosure")
    found.append(("disclosure", unmarked, "not_marked_open", Cause.MISSING))
    found.append(("disclosure", other, "not_marked_open", Cause.WORD))
    return found


_ASKED_OF_ENTRIES = {
    Dataset.DOCUMENTS: {"document_kind": "no_kind_of_document", "issued_on": "no_day_of_document", "cause": "no_cause"},
    Dataset.CLAIMS: {"claim_kind": "no_kind_of_claim", "published_on": "no_day_of_publication"},
    Dataset.SUPERVISED_CASES: {
        "supervision_state": "no_state_of_supervision",
        "published_on": "no_day_of_publication",
    },
}
"""Columns without which an entry is not public, and what is said then."""


def _conditions_of_entries(dataset: Dataset, frame: Frame, on: str) -> list[_Condition]:
    """What an entry needs: a case of enforcement, its number, the columns without which it says nothing."""
    found: list[_Condition] = [("case_number", frame["case_number"].isna(), "no_case_number_of_entry", Cause.MISSING)]
    found += [("case_type", is_so, "other_case_type", cause) for is_so, cause in _is_no_enforcement(frame)]
    found += [
        (column, frame[column].isna(), said_of_it, Cause.MISSING)
        for column, said_of_it in _ASKED_OF_ENTRIES.get(dataset, {}).items()
    ]
    begins = "published_on" if "published_on" in frame else "issued_on"
    found.append((begins, frame[begins] > on, "not_published_yet", Cause.RULE))
    return found


_ENDED_OTHERWISE = "ended_otherwise"


def _is_ended(frame: Frame, on: str) -> Column:
    """Listings that the court says it has deleted, whatever the kind of act: none may stay because the act fits no rule."""
    is_deleted = frame["removal_act"].isin([RemovalAct.DELETED.value, RemovalAct.DELETED_EARLY.value])
    return is_deleted & ~(frame["removal_act_on"] > on).fillna(False).astype(bool)


def _not_yet_in_force(frame: Frame, on: str) -> list[_Condition]:
    """A period of grace runs, or the decision is not served; a list that knows no day of service does not ask for one."""
    served = frame["served_on"]
    unserved = served.isna() & bool(served.notna().any())
    return [
        ("served_on", unserved, "not_served", Cause.MISSING),
        ("served_on", served > on, "served_later", Cause.RULE),
        ("grace_until", frame["grace_until"] >= on, "grace_runs", Cause.RULE),
    ]


def _not_named_by_the_order(frame: Frame) -> list[_Condition]:
    """A representative whom the order itself does not name with his capacity [法释〔2015〕17号 第3条]."""
    capacity, company, order = (frame[name] for name in ("capacity", "related_party", "order_number"))
    is_representative = capacity.notna() | company.notna()
    of_no_person = capacity.notna() & ~frame["party_kind"].eq("natural").fillna(False)
    return [
        ("order_number", is_representative & order.isna(), "no_order_number", Cause.MISSING),
        ("related_party", capacity.notna() & company.isna(), "no_related_party", Cause.MISSING),
        ("capacity", company.notna() & capacity.isna(), "no_capacity", Cause.MISSING),
        ("party_kind", of_no_person, "capacity_of_no_person", Cause.DOUBT),
        ("capacity", _is_other_word(frame, "capacity"), of_a_word("capacity"), Cause.WORD),
    ]


def _is_no_enforcement(frame: Frame) -> tuple[tuple[Column, Cause], ...]:
    """Rows of cases that are not 执 or 执恢: of another type, of one that nobody knows, of none."""
    other = _is_other_word(frame, "case_type")
    of_another_type = frame["case_type"].notna() & ~other & ~frame["case_type"].isin(list(ENFORCEMENT))
    return (of_another_type, Cause.RULE), (other, Cause.WORD), (frame["case_type"].isna(), Cause.MISSING)


def _is_other_word(frame: Frame, column: str) -> Column:
    """Rows in which a column of words holds one that nobody knows."""
    return frame[column].notna() & ~frame[column].isin(list(vocabulary_of(column).words))


def _period(event: Event, policy: RetentionPolicy) -> Period:
    if event.period_setting:
        return replace(event.period, count=getattr(policy, event.period_setting))
    return event.period


def _after(days: Column, period: Period, calendar: Calendar) -> Column:
    if period.count == 0:
        return days
    if period.unit == "workdays":
        return calendar.deadlines(days, period.count)
    if period.ends_worked:
        return map_unique(days, lambda day: calendar.worked_until(date.fromisoformat(day), period.count).isoformat())
    add = _add_days if period.unit == "days" else _add_months
    return map_unique(days, lambda day: add(date.fromisoformat(day), period.count).isoformat())


def _add_days(day: date, count: int) -> date:
    return day + timedelta(days=min(count, (date.max - day).days))


def _add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, or the last day of a shorter month."""
    months = day.year * 12 + day.month - 1 + count
    year, month = min(months // 12, date.max.year), months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
