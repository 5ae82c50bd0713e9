"""When an event of the rule table happened, row by row: pure functions over clean frames.

Each returns ISO dates, NA where the rule does not apply to the row, and `LONG_PAST` where the rule holds
without a date (a minor, a withheld record).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.cleaning.days import LONG_PAST
from pipeline.cleaning.doubts import HEIR_WITHOUT_RULING
from pipeline.cleaning.names import DEAD
from pipeline.core.acts import RemovalAct
from pipeline.core.errors import RulesError
from pipeline.core.frames import TEXT, Column, Frame, blank_column, earliest
from pipeline.core.messages import _
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
            raise RulesError(
                _("retention.toml row {rule}: no reader '{when}'; one of {known}").format(
                    rule=event.rule, when=event.when, known=", ".join(READERS)
                )
            )
        return READERS[event.when](frame, setting)
    if missing := {event.day_of, *event.where} - set(frame.columns):
        raise RulesError(
            _("retention.toml row {rule}: {dataset} has no column {missing}").format(
                rule=event.rule, dataset=setting.dataset, missing=", ".join(sorted(missing))
            )
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


def ground_of_deletion(frame: Frame, setting: Setting) -> Column:
    """Which ground of [SX art.10 第一款] it is, 1 to 7: of what came first, the act or the closing; NA where none is told."""
    act = _act_day(frame, (RemovalAct.DELETED,))
    grounds = {mode: str(number) for mode, number in setting.table.grounds.items()}
    by_closing = frame["closing_mode"].map(grounds).astype(TEXT).where(frame["closed_on"].notna())
    is_act = act.notna() & ~(frame["closed_on"] < act).fillna(False).astype(bool)
    stated = frame["removal_ground"].where(frame["removal_ground"].isin(list(setting.table.ground_words)))
    return stated.where(is_act).fillna(by_closing)


def term_expired(frame: Frame, setting: Setting) -> Column:
    """[SX art.2 第一款, 10 第二款]: the term's end, or two years after the decision."""
    computed = add_years(frame["decided_on"], setting.table.term_years)
    stated = frame["term_until"]
    without_term = names_any(frame["conduct"], setting.table.conducts_without_term)
    with_term = has_term(frame, setting.table) | stated.notna() | ~without_term
    return stated.fillna(computed).where(with_term)


def wrongly_listed(frame: Frame, _setting: Setting) -> Column:
    """[SX art.9 第一款]: withdrawn."""
    if "removal_act" in frame:
        return _act_day(frame, (RemovalAct.WITHDRAWN,))
    return frame["measure_end"].where(frame["measure_end_reason"].eq(RemovalAct.WITHDRAWN.value).fillna(False))


def unknown_act(frame: Frame, _setting: Setting) -> Column:
    """An act that is none of the law's, or that nobody has translated."""
    acts = frame["removal_act"].dropna().unique()
    return _act_day(frame, tuple(act for act in acts if act not in list(RemovalAct)))


def listing_unclear(frame: Frame, _setting: Setting) -> Column:
    """The day on which the party's listing in the case left by an act that nobody knows, where the night says it."""
    return frame["listing_unclear_on"] if "listing_unclear_on" in frame else blank_column(frame.index)


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


def marked_minor(frame: Frame, _setting: Setting) -> Column:
    """Marked as a minor's case, or a party of the case is a minor."""
    marked = frame["is_minor"].eq("1").fillna(False)
    if "case_of_minor" in frame:
        marked |= frame["case_of_minor"].eq("1").fillna(False)
    return _at_once(marked)


def barred_document(frame: Frame, setting: Setting) -> Column:
    """Its cause or its kind is one that no directory names."""
    causes = frame["cause"].fillna("").str.replace(r"\s+", "", regex=True)
    barred = frame["document_kind"].isin(list(setting.table.barred_documents))
    for word in setting.table.barred_causes:
        barred |= causes.str.contains(word, regex=False)
    return _at_once(barred)


def text_leaves(frame: Frame, _setting: Setting) -> Column:
    """The day on which the first record of the parties leaves whose text an entry shows, where the night says it."""
    return frame["text_leaves_on"] if "text_leaves_on" in frame else blank_column(frame.index)


def claim_unlimited(frame: Frame, _setting: Setting) -> Column:
    """The publication of a claim that states no last day."""
    return frame["published_on"].where(frame["claim_until"].isna())


def party_dead(frame: Frame, _setting: Setting) -> Column:
    """The row says that the party is dead: by its own column, beside the name, or in the state of the case."""
    return _at_once(frame["is_deceased"].eq("1").fillna(False) | frame["doubt"].eq(DEAD.code).fillna(False))


def heir_without_ruling(frame: Frame, _setting: Setting) -> Column:
    """The row says that the party is an heir, and no ruling makes him a party within the estate."""
    return _at_once(frame["doubt"].eq(HEIR_WITHOUT_RULING).fillna(False))


def event_days(frame: Frame) -> Column:
    """The day of the event that made a party record: listing, measure or filing."""
    listed = frame["listed_on"] if "listed_on" in frame else blank_column(frame.index)
    ended = frame["terminated_on"] if "terminated_on" in frame else blank_column(frame.index)
    return listed.fillna(ended).fillna(frame["measure_start"]).fillna(frame["filed_on"])


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


def deciding_columns(event: Event, row: Frame, setting: Setting) -> tuple[str, ...]:
    """The columns of one record by which an event happened to it: without the value of one it would be another day.

    Where several say the same, all that have a value; of a row that is not open (R6) those that are not as an open one.
    """
    if event.when == not_open.__name__:
        return tuple(_not_open(row))
    names = (event.day_of, *event.where) if event.day_of else READS[event.when]
    here = [name for name in names if name in row and row[name].notna().iloc[0]]
    day = day_of_event(event, row, setting).iloc[0]
    where = {"doubt": str(row["doubt_column"].iloc[0])} if "doubt" in here else {}
    alone = [
        where.get(name, name)
        for name in here
        if not _is_same(day, day_of_event(event, _without(row, name), setting).iloc[0])
    ]
    return tuple(alone or [where.get(name, name) for name in here if name not in _BESIDE] or here)


def _without(row: Frame, name: str) -> Frame:
    return row.assign(**{name: blank_column(row.index)})


def _is_same(one: object, other: object) -> bool:
    """Whether two days are one, or both absent."""
    return str(one) == str(other)


def _not_open(row: Frame) -> Iterator[str]:
    """Which columns of one record say that it is not open; ``withholdings`` for an approval that names it."""
    first = row.iloc[0]
    if first.get("withheld", False):
        yield Dataset.WITHHOLDINGS.value
    if pd.notna(first["secrecy"]):
        yield "secrecy"
    if pd.isna(first["disclosure"]) or first["disclosure"] != "open":
        yield "disclosure"


_BESIDE = frozenset(
    {"id_form", "listed_on", "terminated_on", "measure_start", "filed_on", "conduct", "term_until", "decided_on"}
)
"""Columns that every record has and that end none by themselves."""

READS: dict[str, tuple[str, ...]] = {
    "case_closed": ("closed_on", "closing_mode"),
    "case_closed_for_good": ("closed_on", "closing_mode"),
    "case_closed_without_term": ("closed_on", "closing_mode", "conduct", "term_until"),
    "measure_lifted": ("measure_end", "measure_end_reason"),
    "deletion_ground": ("removal_act", "removal_act_on", "closed_on", "closing_mode", "conduct", "term_until"),
    "term_expired": ("term_until", "decided_on", "conduct"),
    "wrongly_listed": ("removal_act", "removal_act_on", "measure_end", "measure_end_reason"),
    "unknown_act": ("removal_act", "removal_act_on"),
    "listing_unclear": ("listing_unclear_on",),
    "early_deletion": ("removal_act", "removal_act_on"),
    "not_open": ("disclosure", "secrecy", "withheld"),
    "party_dead": ("is_deceased", "doubt"),
    "heir_without_ruling": ("doubt",),
    "is_minor": ("is_minor", "age", "id_number", "id_form", "listed_on", "terminated_on", "measure_start", "filed_on"),
    "marked_minor": ("is_minor", "case_of_minor"),
    "barred_document": ("cause", "document_kind"),
    "text_leaves": ("text_leaves_on",),
    "claim_unlimited": ("published_on", "claim_until"),
    "notice_event": ("ends_on", "event_at", "published_on"),
    "left_national_list": ("national_removed_on", "listing_gone_on"),
}
"""Reader -> the columns that it reads; a test holds the two together."""

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
        unknown_act,
        listing_unclear,
        early_deletion,
        not_open,
        party_dead,
        heir_without_ruling,
        is_minor,
        marked_minor,
        barred_document,
        text_leaves,
        claim_unlimited,
        notice_event,
        left_national_list,
    )
}
"""What `when` of retention.toml can name -> the day of it, row by row."""


GROUND_READERS: dict[str, Callable[[Frame, Setting], Column]] = {ground_of_deletion.__name__: ground_of_deletion}
"""What `ground_of` of retention.toml can name -> the ground, row by row."""


def ground_of_event(event: Event, frame: Frame, setting: Setting) -> Column:
    """The ground of an event, row by row: the event's own, or what its reader tells.

    Raises:
        RulesError: The table names a reader that there is not.
    """
    if not event.ground_of:
        return pd.Series(event.ground, index=frame.index, dtype=TEXT)
    if event.ground_of not in GROUND_READERS:
        raise RulesError(
            _("retention.toml row {rule}: no reader '{when}'; one of {known}").format(
                rule=event.rule, when=event.ground_of, known=", ".join(GROUND_READERS)
            )
        )
    return GROUND_READERS[event.ground_of](frame, setting).fillna("")


def has_term(frame: Frame, table: RuleTable) -> Column:
    """Whether the listing's conduct is one of SX art.1 (2)–(6), or unknown with a stated term."""
    with_term = names_any(frame["conduct"], table.conducts_with_term)
    return with_term | (is_unknown_conduct(frame, table) & frame["term_until"].notna())


def is_unknown_conduct(frame: Frame, table: RuleTable) -> Column:
    """Whether the conduct is none of the six of SX art.1; it then counts as with and without a term."""
    return ~names_any(frame["conduct"], (*table.conducts_with_term, *table.conducts_without_term))


def may_lack_term(frame: Frame, table: RuleTable) -> Column:
    """Whether a ground of deletion can apply: conduct SX art.1 (1) alone, or unknown without a stated term."""
    return ~has_term(frame, table)


def names_any(conduct: Column, phrases: tuple[str, ...]) -> Column:
    """Whether a text of conducts names one of the phrases, blanks aside."""
    codes, texts = pd.factorize(conduct, use_na_sentinel=True)
    bare = ("".join(text.split()) for text in texts)
    # Code -1 stands for an absent text and takes the last entry.
    named = np.array([*(any(phrase in text for phrase in phrases) for text in bare), False])
    return pd.Series(named[codes], index=conduct.index)


def _act_day(frame: Frame, acts: tuple[str, ...]) -> Column:
    """The day of a removal act; one without a readable day counts as past."""
    done = frame["removal_act"].isin([str(act) for act in acts])
    return frame["removal_act_on"].fillna(LONG_PAST).where(done)


def _at_once(holds: Column) -> Column:
    return pd.Series(LONG_PAST, index=holds.index, dtype=TEXT).where(holds.astype(bool))


def add_years(days: Column, years: int) -> Column:
    """The same calendar day some years later; 29 February becomes the 28th (earlier, therefore safe)."""
    if not days.notna().any():
        return days
    year = (pd.to_numeric(days.str[:4]) + years).astype("Int64").astype(TEXT)
    return (year + days.str[4:]).str.replace("-02-29", "-02-28", regex=False)
