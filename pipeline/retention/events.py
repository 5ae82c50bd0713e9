"""When the event of each rule happened, row by row: pure functions over clean frames.

Each returns ISO dates, NA where the rule does not apply to the row, and `LONG_PAST` where the rule holds
without a date (a minor, a withheld record).
"""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from pipeline.cleaning.tables import LONG_PAST
from pipeline.frames import TEXT, Column, Frame, blank_column, earliest
from pipeline.records import Dataset
from pipeline.retention.rules import RuleSet, RuleTable

ADULT = 18
REMOVAL_ACTS = ("删除", "撤销", "更正", "提前删除")
"""What a court can do to a listing [SX art.2, 9, 10]."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the events need beside the rows."""

    table: RuleTable
    rule_set: RuleSet
    dataset: Dataset
    on: str = "9999-12-31"
    """R, the year of an event without a date."""


def case_closed(frame: Frame, setting: Setting) -> Column:
    """R1 [JL art.12]; under ``national`` not for what outlives this round of enforcement [GY 12]."""
    closed = frame["closed_on"].fillna(LONG_PAST).where(frame["closed_on"].notna() | frame["closing_mode"].notna())
    if setting.rule_set is RuleSet.FIVE_DAY:
        return closed
    this_round_only = frame["closing_mode"].eq(setting.table.this_round_only).fillna(False)
    if setting.dataset is Dataset.CONSUMPTION_LIMITS:
        return closed.mask(this_round_only)
    if setting.dataset is Dataset.DISHONEST_DEBTORS:
        return closed.mask(this_round_only | has_term(frame, setting.table))
    return closed


def measure_lifted(frame: Frame, _setting: Setting) -> Column:
    """R2: the day until which the measure ran."""
    ended = frame["measure_end"].notna() | frame["measure_end_reason"].notna()
    return frame["measure_end"].fillna(LONG_PAST).where(ended)


def deletion_ground(frame: Frame, setting: Setting) -> Column:
    """R3 [SX art.10 第一款]: an act of deletion, or a closing mode that is a ground by itself; without a term."""
    act = _act_day(frame, ("删除",))
    by_closing = frame["closed_on"].where(frame["closing_mode"].isin(list(setting.table.grounds)))
    return earliest([act, by_closing]).where(may_lack_term(frame, setting.table))


def term_expired(frame: Frame, setting: Setting) -> Column:
    """R4 [SX art.2 第一款, 10 第二款]: the term's end, or two years after the decision."""
    computed = _add_years(frame["decided_on"], setting.table.term_years)
    stated = frame["term_until"]
    without_term = _names_any(frame["conduct"], setting.table.conducts_without_term)
    with_term = has_term(frame, setting.table) | stated.notna() | ~without_term
    return stated.fillna(computed).where(with_term)


def wrongly_listed(frame: Frame, _setting: Setting) -> Column:
    """R5a [SX art.9 第一款]: withdrawn; an act that nobody knows counts as that."""
    if "removal_act" in frame:
        unknown = [act for act in frame["removal_act"].dropna().unique() if act not in REMOVAL_ACTS]
        return _act_day(frame, ("撤销", *unknown))
    return frame["measure_end"].where(frame["measure_end_reason"].eq("撤销").fillna(False))


def early_deletion(frame: Frame, _setting: Setting) -> Column:
    """R10 [SX art.2 第二款]."""
    return _act_day(frame, ("提前删除",))


def not_open(frame: Frame, _setting: Setting) -> Column:
    """R6 [SPC-2014 art.15]: withheld, secret, or not marked open."""
    is_open = frame["disclosure"].eq("open").fillna(False) & frame["secrecy"].isna()
    if "withheld" in frame:
        is_open &= ~frame["withheld"]
    return _at_once(~is_open)


def is_minor(frame: Frame, setting: Setting) -> Column:
    """R7 [SX art.4]: marked, stated under 18, or by the visible birth year not surely of age."""
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


def notice_withdrawn(frame: Frame, _setting: Setting) -> Column:
    """R8: withdrawn by the court."""
    return frame["withdrawn_on"]


def reward_ended(frame: Frame, _setting: Setting) -> Column:
    """R8: the day until which the reward is promised."""
    return frame["ends_on"]


def notice_event(frame: Frame, setting: Setting) -> Column:
    """R8: the auction or hearing itself, the end of the reward; else the publication."""
    event = frame["ends_on"] if setting.dataset is Dataset.REWARD_NOTICES else frame["event_at"].str[:10]
    return event.fillna(frame["published_on"])


def notice_case_closed(frame: Frame, _setting: Setting) -> Column:
    """R8 [JL art.4, 12]: the case of the notice was closed."""
    return frame["case_closed_on"]


def left_national_list(frame: Frame, _setting: Setting) -> Column:
    """R11 [ZB 四]: left the national list, or (bidding limits) the listing of the case is gone."""
    days = [frame["national_removed_on"]]
    if "listing_gone_on" in frame:
        days.append(frame["listing_gone_on"])
    return earliest(days)


EVENTS: dict[tuple[str, str], Callable[[Frame, Setting], Column]] = {
    ("R1", "case closed"): case_closed,
    ("R2", "measure lifted"): measure_lifted,
    ("R3", "a ground of deletion, listing without a term"): deletion_ground,
    ("R4", "term expired, listing with a term"): term_expired,
    ("R5a", "wrongly listed: withdrawn"): wrongly_listed,
    ("R6", "withheld by approval, secrecy set, disclosure shielded, blank or unknown"): not_open,
    ("R7", "minor"): is_minor,
    ("R8", "notice withdrawn"): notice_withdrawn,
    ("R8", "reward ended"): reward_ended,
    ("R8", "display term over"): notice_event,
    ("R8", "case of the notice closed"): notice_case_closed,
    ("R10", "early deletion decided, listing with a term"): early_deletion,
    ("R11", "left the national list, or the listing in the case was deleted or withdrawn"): left_national_list,
}
"""(rule id, event) of retention.toml -> when it happened; a test holds both lists equal."""


def has_term(frame: Frame, table: RuleTable) -> Column:
    """Whether the listing's conduct is one of SX art.1 (2)–(6), or unknown with a stated term."""
    with_term = _names_any(frame["conduct"], table.conducts_with_term)
    return with_term | (is_unknown_conduct(frame, table) & frame["term_until"].notna())


def is_unknown_conduct(frame: Frame, table: RuleTable) -> Column:
    """Whether the conduct is none of the six of SX art.1; R3 and R4 then both apply."""
    return ~_names_any(frame["conduct"], (*table.conducts_with_term, *table.conducts_without_term))


def may_lack_term(frame: Frame, table: RuleTable) -> Column:
    """Whether R3 can apply: conduct SX art.1 (1) alone, or unknown without a stated term."""
    return ~has_term(frame, table)


def _names_any(conduct: Column, phrases: tuple[str, ...]) -> Column:
    texts = conduct.fillna("").str.replace(r"\s+", "", regex=True)
    named = pd.Series(False, index=texts.index)
    for phrase in phrases:
        named |= texts.str.contains(phrase, regex=False)
    return named


def _act_day(frame: Frame, acts: tuple[str, ...]) -> Column:
    """The day of a removal act; one without a readable day counts as past."""
    done = frame["removal_act"].isin(acts)
    return frame["removal_act_on"].fillna(LONG_PAST).where(done)


def _at_once(holds: Column) -> Column:
    return pd.Series(LONG_PAST, index=holds.index, dtype=TEXT).where(holds.astype(bool))


def _add_years(days: Column, years: int) -> Column:
    """The same calendar day some years later; 29 February becomes the 28th (earlier, therefore safe)."""
    year = (pd.to_numeric(days.str[:4]) + years).astype("Int64").astype(TEXT)
    return (year + days.str[4:]).str.replace("-02-29", "-02-28", regex=False)
