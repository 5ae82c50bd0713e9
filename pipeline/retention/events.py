"""When an event of the rule table happened, row by row: pure functions over clean frames.

Each returns ISO dates, NA where the rule does not apply to the row, and `LONG_PAST` where the rule holds
without a date (a minor, a withheld record).
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pipeline.cleaning.tables import LONG_PAST
from pipeline.core.acts import RemovalAct
from pipeline.core.errors import RulesError
from pipeline.core.frames import TEXT, Column, Frame, blank_column, earliest
from pipeline.core.records import Dataset
from pipeline.retention.rules import Event, RuleTable

ADULT = 18


@dataclass(frozen=True, slots=True)
class Setting:
    """What the events need beside the rows."""

    table: RuleTable
    dataset: Dataset
    on: str = "9999-12-31"
    """R, the year of an event without a date."""


def day_of_event(event: Event, frame: Frame, setting: Setting) -> Column:
    """The day of an event, row by row.

    Raises:
        RulesError: The table names a reader or a column that there is not.
    """
    if event.when:
        if event.when not in READERS:
            raise RulesError(f"retention.toml row {event.rule}: no reader '{event.when}'; one of {', '.join(READERS)}")
        return READERS[event.when](frame, setting)
    if missing := {event.day_of, *event.where} - set(frame.columns):
        raise RulesError(
            f"retention.toml row {event.rule}: {setting.dataset} has no column {', '.join(sorted(missing))}"
        )
    days = frame[event.day_of].str[:10]
    for column, words in event.where.items():
        days = days.where(frame[column].isin(words))
    return days


def case_closed(frame: Frame, _setting: Setting) -> Column:
    """Closed in any mode [JL art.12]."""
    return frame["closed_on"].fillna(LONG_PAST).where(frame["closed_on"].notna() | frame["closing_mode"].notna())


def case_closed_for_good(frame: Frame, setting: Setting) -> Column:
    """Closed otherwise than by ending this round of enforcement [GY 12]."""
    this_round_only = frame["closing_mode"].eq(setting.table.this_round_only).fillna(False)
    return case_closed(frame, setting).mask(this_round_only)


def case_closed_without_term(frame: Frame, setting: Setting) -> Column:
    """Closed for good, for a listing whose term does not run on [SX art.10]."""
    return case_closed_for_good(frame, setting).mask(has_term(frame, setting.table))


def measure_lifted(frame: Frame, _setting: Setting) -> Column:
    """The day until which the measure ran."""
    ended = frame["measure_end"].notna() | frame["measure_end_reason"].notna()
    return frame["measure_end"].fillna(LONG_PAST).where(ended)


def deletion_ground(frame: Frame, setting: Setting) -> Column:
    """[SX art.10 第一款]: an act of deletion, or a closing mode that is a ground by itself; without a term."""
    act = _act_day(frame, (RemovalAct.DELETED,))
    by_closing = frame["closed_on"].where(frame["closing_mode"].isin(list(setting.table.grounds)))
    return earliest([act, by_closing]).where(may_lack_term(frame, setting.table))


def term_expired(frame: Frame, setting: Setting) -> Column:
    """[SX art.2 第一款, 10 第二款]: the term's end, or two years after the decision."""
    computed = _add_years(frame["decided_on"], setting.table.term_years)
    stated = frame["term_until"]
    without_term = _names_any(frame["conduct"], setting.table.conducts_without_term)
    with_term = has_term(frame, setting.table) | stated.notna() | ~without_term
    return stated.fillna(computed).where(with_term)


def wrongly_listed(frame: Frame, _setting: Setting) -> Column:
    """[SX art.9 第一款]: withdrawn; an act that nobody knows counts as that."""
    if "removal_act" in frame:
        unknown = [act for act in frame["removal_act"].dropna().unique() if act not in list(RemovalAct)]
        return _act_day(frame, (RemovalAct.WITHDRAWN, *unknown))
    return frame["measure_end"].where(frame["measure_end_reason"].eq(RemovalAct.WITHDRAWN.value).fillna(False))


def early_deletion(frame: Frame, _setting: Setting) -> Column:
    """[SX art.2 第二款]."""
    return _act_day(frame, (RemovalAct.DELETED_EARLY,))


def not_open(frame: Frame, _setting: Setting) -> Column:
    """[SPC-2014 art.15]: withheld, secret, or not marked open."""
    is_open = frame["disclosure"].eq("open").fillna(False) & frame["secrecy"].isna()
    if "withheld" in frame:
        is_open &= ~frame["withheld"]
    return _at_once(~is_open)


def is_minor(frame: Frame, setting: Setting) -> Column:
    """[SX art.4]: marked, stated under 18, or by the visible birth year not surely of age."""
    age = pd.to_numeric(frame["age"]).astype("Float64")
    marked = frame["is_minor"].eq("1").fillna(False)
    stated = age.between(0, ADULT - 1).fillna(False)
    birth_year = pd.to_numeric(
        frame["id_number"].where(frame["id_form"].eq("resident")).str[6:10], errors="coerce"
    ).astype("Float64")
    event_year = pd.to_numeric(event_days(frame).fillna(setting.on).str[:4]).astype("Float64")
    young = (event_year - birth_year <= ADULT).fillna(False) & ~(age >= ADULT).fillna(False)
    unknown = (age < 0).fillna(False) & birth_year.isna()
    return _at_once(marked | stated | young | unknown)


def event_days(frame: Frame) -> Column:
    """The day of the event that made a party record: listing, measure or filing."""
    listed = frame["listed_on"] if "listed_on" in frame else blank_column(frame.index)
    return listed.fillna(frame["measure_start"]).fillna(frame["filed_on"])


def notice_event(frame: Frame, setting: Setting) -> Column:
    """The auction or hearing itself, the end of the reward; else the publication."""
    event = frame["ends_on"] if setting.dataset is Dataset.REWARD_NOTICES else frame["event_at"].str[:10]
    return event.fillna(frame["published_on"])


def left_national_list(frame: Frame, _setting: Setting) -> Column:
    """[ZB 四]: left the national list, or (bidding limits) the listing of the case is gone."""
    days = [frame["national_removed_on"]]
    if "listing_gone_on" in frame:
        days.append(frame["listing_gone_on"])
    return earliest(days)


READERS: dict[str, Callable[[Frame, Setting], Column]] = {
    reader.__name__: reader
    for reader in (
        case_closed,
        case_closed_for_good,
        case_closed_without_term,
        measure_lifted,
        deletion_ground,
        term_expired,
        wrongly_listed,
        early_deletion,
        not_open,
        is_minor,
        notice_event,
        left_national_list,
    )
}
"""What `when` of retention.toml can name -> the day of it, row by row."""


def has_term(frame: Frame, table: RuleTable) -> Column:
    """Whether the listing's conduct is one of SX art.1 (2)–(6), or unknown with a stated term."""
    with_term = _names_any(frame["conduct"], table.conducts_with_term)
    return with_term | (is_unknown_conduct(frame, table) & frame["term_until"].notna())


def is_unknown_conduct(frame: Frame, table: RuleTable) -> Column:
    """Whether the conduct is none of the six of SX art.1; it then counts as with and without a term."""
    return ~_names_any(frame["conduct"], (*table.conducts_with_term, *table.conducts_without_term))


def may_lack_term(frame: Frame, table: RuleTable) -> Column:
    """Whether a ground of deletion can apply: conduct SX art.1 (1) alone, or unknown without a stated term."""
    return ~has_term(frame, table)


def _names_any(conduct: Column, phrases: tuple[str, ...]) -> Column:
    texts = conduct.fillna("").str.replace(r"\s+", "", regex=True)
    named = pd.Series(False, index=texts.index)
    for phrase in phrases:
        named |= texts.str.contains(phrase, regex=False)
    return named


def _act_day(frame: Frame, acts: tuple[str, ...]) -> Column:
    """The day of a removal act; one without a readable day counts as past."""
    done = frame["removal_act"].isin([str(act) for act in acts])
    return frame["removal_act_on"].fillna(LONG_PAST).where(done)


def _at_once(holds: Column) -> Column:
    return pd.Series(LONG_PAST, index=holds.index, dtype=TEXT).where(holds.astype(bool))


def _add_years(days: Column, years: int) -> Column:
    """The same calendar day some years later; 29 February becomes the 28th (earlier, therefore safe)."""
    year = (pd.to_numeric(days.str[:4]) + years).astype("Int64").astype(TEXT)
    return (year + days.str[4:]).str.replace("-02-29", "-02-28", regex=False)
