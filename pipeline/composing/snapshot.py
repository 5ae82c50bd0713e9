"""Tonight's public state and its difference to what is public.

The snapshot is, court by court, the batch that may go out minus every record whose time is up on R, minus what was
taken down by command or removed for good, minus the party lists of courts that could not be read (R12).
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline.cleaning.days import LONG_PAST
from pipeline.composing.unread import unread_courts
from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Column, Frame, among, blank_column, text_column
from pipeline.core.records import NOTICES, PARTY_LISTS, Dataset
from pipeline.core.schemas import BATCH_ROW, LEAVING, PUBLIC_RECORD, SNAPSHOT_ROW, WHY, checked
from pipeline.core.workdays import Calendar
from pipeline.retention.rules import RuleId, load_rule_table
from pipeline.state.batches import Batch
from pipeline.state.ledger import ACT_COLUMNS, PUBLIC_COLUMNS, Ledger

_LIST_NAMES = [dataset.value for dataset in PARTY_LISTS]
_NOTICE_NAMES = [dataset.value for dataset in NOTICES]
WITHDRAWN, EXPIRED = "撤回", "到期"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What may be public on R."""

    on: date
    frame: Frame
    """`SNAPSHOT_ROW`, sorted by dataset, id."""
    dropped: Frame
    """`LEAVING`: batch rows that may no longer be public."""
    as_of: dict[str, str]
    """Court code -> date of its batch."""
    paused: frozenset[str]
    """Courts whose party lists are hidden because they could not be read (R12)."""

    def of_known(self, public: Frame) -> "Snapshot":
        """The same without records that are not public yet.

        Args:
            public: The ledger's `PUBLIC_COLUMNS`.
        """
        return replace(self, frame=self.frame[among(self.frame["id"], public["id"])].reset_index(drop=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes in public tonight."""

    new: Frame
    changed: Frame
    left: Frame
    """id, dataset, court_code, decision and `WHY`"""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What tonight's pull says, also about records of earlier batches: a takedown waits for nobody."""

    away: Frame
    """`LEAVING`: rows that may not be public."""
    pulled: frozenset[str]
    """Ids of every row of the pull."""


def compose(
    batches: Iterable[Batch],
    ledger: Ledger,
    on: date,
    calendar: Calendar,
    verdicts: Verdicts | None = None,
    away: Frame | None = None,
) -> Snapshot:
    """Compose tonight's public state from the batch of every court that goes out.

    Args:
        batches: One a court.
        ledger: Takedowns, final removals, when courts were read.
        on: R.
        calendar: Counts the days of a court that is not read (R12).
        verdicts: Tonight's pull; None where there was none.
        away: id and `WHY` of records that were taken out of the batches before (`pipeline.composing.apply_decisions`).
    """
    parts, as_of = [], {}
    for batch in batches:
        parts.append(batch.frame.assign(court_code=pd.Series(batch.info.court_code, batch.frame.index, dtype=TEXT)))
        as_of[batch.info.court_code] = batch.info.date
    frame = pd.concat(parts, ignore_index=True).astype(TEXT) if parts else _no_rows()
    paused = unread_courts(ledger.reads(), on, calendar)
    cause = _reasons_to_drop(frame, ledger, paused, on)
    if verdicts is not None:
        cause = _with_verdicts(frame, cause, verdicts, on)
    gone = cause["rule"].notna()
    dropped = pd.concat([frame.loc[gone, ["id"]], cause[gone]], axis=1)
    if away is not None:
        dropped = pd.concat([away[["id", *WHY]], dropped], ignore_index=True)
    kept = frame[~gone][list(SNAPSHOT_ROW.columns)].sort_values(["dataset", "id"], kind="stable").reset_index(drop=True)
    return Snapshot(on, checked(kept, SNAPSHOT_ROW), checked(dropped, LEAVING), as_of, paused & as_of.keys())


def compare(snapshot: Snapshot, public: Frame, verdicts: Verdicts | None) -> Difference:
    """The difference between tonight's snapshot and what the ledger says is public.

    Args:
        snapshot: Tonight's public state.
        public: The ledger's `PUBLIC_COLUMNS`.
        verdicts: Tonight's pull, which knows why a record left; None where there was none.
    """
    tonight = snapshot.frame.assign(digest=row_digests(snapshot.frame["row"]))
    before = public.set_index("id")["digest"]
    known = tonight["id"].map(before)
    new, changed = tonight[known.isna()], tonight[known.notna() & (known != tonight["digest"])]
    gone = public[~among(public["id"], tonight["id"])]
    reasons = [snapshot.dropped] if verdicts is None else [snapshot.dropped, verdicts.away]
    return Difference(new, changed, _explained(gone, pd.concat(reasons), snapshot.on))


def ledger_entries(difference: Difference, public: Frame, on: date) -> tuple[Frame, Frame]:
    """What the ledger writes: (public records entered or changed, acts done)."""
    since = public.set_index("id")["since"]
    entered = pd.concat([difference.new, difference.changed], ignore_index=True)
    entered = entered.assign(since=entered["id"].map(since).astype(TEXT).fillna(on.isoformat()))
    day = on.isoformat()
    undated = difference.left["deadline"].isna() | (difference.left["deadline"] == LONG_PAST)
    removed = difference.left.assign(deadline=difference.left["deadline"].mask(undated, day), happened_on=day)
    blank = blank_column(difference.new.index)
    nothing = dict.fromkeys(("ground", "deadline", "event_on"), blank)
    shown = difference.new.assign(rule=RuleId.START.value, verb=Verb.PUBLISHED.value, **nothing, happened_on=day)
    corrected = difference.changed[difference.changed["corrected"].notna()]
    corrections = corrected.assign(
        rule=RuleId.CORRECTED.value,
        verb=Verb.CORRECTED.value,
        ground=blank_column(corrected.index),
        deadline=blank_column(corrected.index),
        event_on=corrected["corrected_on"],
        happened_on=day,
    )
    columns = [*ACT_COLUMNS, "event_on"]
    acts = pd.concat([shown[columns], removed[columns], corrections[columns]], ignore_index=True)
    return checked(entered[list(PUBLIC_COLUMNS)], PUBLIC_RECORD), acts


def public_listings(batches: Iterable[Frame], public: Frame) -> Frame:
    """id, court_code, case_number, party_name of the dishonest-debtor listings that are public now."""
    names = ["id", "court_code", "case_number", "party_name"]
    rows = (row for frame in batches for row in frame["row"][frame["dataset"] == Dataset.DISHONEST_DEBTORS.value])
    known = set(public["id"])
    found = [row for row in map(json.loads, rows) if row["id"] in known]
    return pd.DataFrame([[row.get(name) for name in names] for row in found], columns=names).astype(TEXT)


def unchanged_deadlines(snapshot: Snapshot, public: Frame) -> Frame:
    """Public records whose row is the same but whose known deadline is not; the ledger must learn it."""
    columns = ["deadline", "rule", "verb", "ground", "decision"]
    tonight = snapshot.frame.assign(digest=row_digests(snapshot.frame["row"])).set_index("id")
    before = public.set_index("id")
    both = before.index.intersection(tonight.index)
    old, new = before.loc[both, columns].fillna(""), tonight.loc[both, columns].fillna("")
    moved = both[(old != new).any(axis=1).to_numpy()]
    entries = tonight.loc[moved].assign(since=before.loc[moved, "since"]).reset_index()
    return entries[list(PUBLIC_COLUMNS)]


def row_digests(rows: Column) -> Column:
    """64 bits of BLAKE2b of each canonical public row, to notice a change."""
    return text_column([hashlib.blake2b(row.encode(), digest_size=8).hexdigest() for row in rows], rows.index)


def withdrawn_notices(ledger: Ledger, snapshot: Snapshot, removed_tonight: Frame) -> Frame:
    """id, dataset, court_code, ground (撤回 or 到期), happened_on of notices that left within the year; they keep a
    nameless page."""
    a_year_ago = snapshot.on.replace(year=snapshot.on.year - 1, day=min(snapshot.on.day, 28)).isoformat()
    past = ledger.acts(since=a_year_ago)
    kept = past["verb"].isin([Verb.CORRECTED.value, Verb.PUBLISHED.value])
    tonight = removed_tonight.assign(happened_on=snapshot.on.isoformat())
    gone = pd.concat([past[~kept], tonight], ignore_index=True)
    gone = gone[gone["dataset"].isin(_NOTICE_NAMES) & ~among(gone["id"], snapshot.frame["id"])]
    gone = gone.drop_duplicates("id", keep="last").sort_values("id")
    expired = gone["ground"].eq(EXPIRED).fillna(False)
    ground = text_column([EXPIRED if is_expired else WITHDRAWN for is_expired in expired], gone.index)
    names = ["id", "dataset", "court_code", "ground", "happened_on"]
    return gone.assign(ground=ground)[names].reset_index(drop=True)


def _reasons_to_drop(frame: Frame, ledger: Ledger, paused: frozenset[str], on: date) -> Frame:
    """`WHY` a batch row may not be public on ``on``; NA where it may."""
    cause = frame[list(WHY)].astype(TEXT)
    is_due = frame["deadline"].notna() & (frame["deadline"] <= on.isoformat())
    cause = cause.where(is_due)
    for rule, hit in (
        (RuleId.UNREAD, frame["court_code"].isin(paused) & frame["dataset"].isin(_LIST_NAMES)),
        (RuleId.TAKEDOWN, among(frame["id"], ledger.takedowns())),
        (RuleId.TOMBSTONE, _removed_before(frame, ledger.removed_under(load_rule_table().final_rules))),
    ):
        fresh = hit & cause["rule"].isna()
        if not fresh.any():
            continue
        cause.loc[fresh, ["rule", "verb", "deadline"]] = [rule.value, Verb.SHIELDED.value, on.isoformat()]
    return cause


def _with_verdicts(frame: Frame, cause: Frame, verdicts: Verdicts, on: date) -> Frame:
    """Drop also what tonight's pull says may not be public, or no longer holds (R9)."""
    rule = load_rule_table().rule(RuleId.VANISHED)
    if among(frame["id"], verdicts.away["id"]).any():
        away = verdicts.away.drop_duplicates("id").set_index("id")[list(WHY)]
        by_pull = away.reindex(frame["id"]).set_index(frame.index)
        cause = cause.where(by_pull["rule"].isna(), by_pull)
    missing = cause["rule"].isna() & ~among(frame["id"], verdicts.pulled)
    if not missing.any():
        return cause
    cause.loc[missing, ["rule", "verb", "deadline"]] = [rule.id, rule.verb.value, on.isoformat()]
    return cause


def _removed_before(frame: Frame, removed: set[tuple[str, str]]) -> Column:
    pairs = zip(frame["id"], frame["decision"].fillna(""), strict=True)
    return pd.Series([pair in removed for pair in pairs], index=frame.index, dtype=bool)


def _explained(gone: Frame, reasons: Frame, on: date) -> Frame:
    """Why each record left: the first reason given, else R9 (no longer in the source)."""
    rule = load_rule_table().rule(RuleId.VANISHED)
    why = reasons.drop_duplicates("id").set_index("id")[list(WHY)]
    known = why.reindex(gone["id"]).reset_index(drop=True)
    unknown = known["rule"].isna()
    known.loc[unknown, ["rule", "verb", "deadline"]] = [rule.id, rule.verb.value, on.isoformat()]
    left = gone[["id", "dataset", "court_code", "decision"]].reset_index(drop=True)
    return pd.concat([left, known], axis=1).astype(TEXT)


def _no_rows() -> Frame:
    return pd.DataFrame({name: pd.Series(dtype=TEXT) for name in (*BATCH_ROW.columns, "court_code")})
