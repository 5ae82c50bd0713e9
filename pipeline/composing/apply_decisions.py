"""The chosen batches as they may go out tonight: without what is held, withheld, or known to be wrong.

1. What the newest batch knows better of records that an older one lets out (`older_batch`).
2. Held records show the form in which they were last public (`holds.keep_held`).
3. What is known to be wrong and past its clock is taken out (`uncorrected.hide_uncorrected`).
4. What an approval form withholds goes (R6), and what is in doubt whose it is.

All of it only takes away, so none of it waits for a signature.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from pipeline.approval.choose import Chosen, published_batches
from pipeline.composing.older_batch import (
    LastOut,
    LateEntries,
    entries_that_wait,
    late_entries,
    note_late_entries,
    with_earlier_deadlines,
)
from pipeline.composing.stand_in import Standing
from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Frame, among
from pipeline.core.schemas import LEAVING
from pipeline.core.workdays import Calendar
from pipeline.decisions.corrections import Corrections, State
from pipeline.decisions.holds import Holds, keep_held
from pipeline.decisions.overdue_corrections import hide_uncorrected, settled_requests
from pipeline.retention.rules import RuleId
from pipeline.state.batches import Batch, BatchDamaged, BatchName, BatchStore
from pipeline.state.ledger import Ledger

_BY_ITSELF = "系统"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What `compose` takes, and why records are not in it."""

    batches: tuple[Batch, ...]
    """One a court; the rows may be fewer, and say less, than the court signed."""
    away: Frame
    """`LEAVING`: why records of the batches may not be public; the shape of `Verdicts.away`."""
    settled: tuple[int, ...]
    """Requests for correction that the batches settle (`note_settled`)."""
    late: Mapping[str, LateEntries] = field(default_factory=dict)
    """Court -> what waits for a signature on a newer batch."""
    taken: tuple[tuple[str, Frame], ...] = ()
    """Court code and signed rows that are not in the batches: what they name tells what texts may not (R14)."""


def prepare_batches(
    chosen: Chosen, store: BatchStore, ledger: Ledger, on: date, calendar: Calendar, standing: Standing
) -> Outgoing:
    """Read the chosen batches and take out what must not be shown on R.

    Args:
        chosen: What goes out.
        store: The batches.
        ledger: Holds and requests for correction.
        on: R.
        calendar: Counts the days of corrections.
        standing: What is public, and what stands in for lost batches: it shows held records as they were last public
            already, and settles nothing.

    Raises:
        BatchDamaged: A chosen batch does not fit its digest.
    """
    holds, corrections = Holds(ledger), Corrections(ledger)
    held, needed = holds.held_ids(on), holds.batches_needed(on)
    decided = {RuleId.WITHHELD: holds.withheld_ids(on), RuleId.DOUBT: corrections.in_doubt()}
    published, waited, public_ids = (
        published_batches(ledger),
        entries_that_wait(ledger),
        frozenset(standing.frame["id"]),
    )
    batches, away, settled, late, taken = [], [], [], {}, []
    for batch in (*chosen.batches(store), *standing.batches):
        court, name = batch.info.court_code, chosen.signed[batch.info.court_code].name
        due, is_batch = corrections.due(court, calendar), not chosen.signed[court].stands_in
        rows, newest = batch.frame, _newer(store, court, name)
        if not is_batch and (waiting := waited.get(court)):
            late[court] = waiting
        if is_batch and newest is not None:  # 1
            out = published.get(court)
            last = LastOut(out.name, waited.get(court, LateEntries(out.name, frozenset()))) if out else None
            late[court] = late_entries(name, rows, newest.frame, last, public_ids)
            rows = rows[~among(rows["id"], late[court].ids)].reset_index(drop=True)
            rows = rows if newest.frame is None else with_earlier_deadlines(rows, newest.frame)
            for batch_name, ids in late[court].shown.items():
                rows = keep_held(rows, set(ids), _earlier(store, court, [batch_name]))
        if is_batch:
            rows = keep_held(rows, held, _earlier(store, court, needed.get(court, ())))  # 2
        said_last = batch.frame if newest is None or newest.frame is None else newest.frame
        shown = hide_uncorrected(rows, said_last, due, on, calendar)  # 3
        left, dropped = _decided(shown.rows, decided, on)  # 4
        away += [shown.dropped, *dropped]
        batches.append(replace(batch, frame=left.reset_index(drop=True)))
        taken.append((court, batch.frame[~among(batch.frame["id"], batches[-1].frame["id"])]))
        settled += settled_requests(batch.frame, due) if is_batch else []
    nothing = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in LEAVING.columns})
    leaving = pd.concat([nothing, *away], ignore_index=True).astype(TEXT)
    return Outgoing(tuple(batches), leaving, tuple(settled), late, tuple(taken))


def note_settled(ledger: Ledger, outgoing: Outgoing, on: date) -> None:
    """Note as 已纠正 what the published batches settle, and what waits; call in the transaction that records the release."""
    note_late_entries(ledger, outgoing.late, [batch.info.court_code for batch in outgoing.batches])
    corrections = Corrections(ledger)
    for number in outgoing.settled:
        upheld_on = date.fromisoformat(corrections.find(number).steps[-1].day)
        corrections.advance(number, State.CORRECTED, max(on, upheld_on), _BY_ITSELF)


def _earlier(store: BatchStore, court_code: str, names: Iterable[BatchName]) -> list[Frame]:
    """The batches that held records show; without one the record stays out."""
    frames = []
    for name in sorted(names):
        try:
            frames.append(store.read(court_code, name).frame)
        except BatchDamaged:
            continue
    return frames


@dataclass(frozen=True, slots=True)
class _Newer:
    """The newest batch of a court, where the chosen one is older."""

    frame: Frame | None
    """What the case system said last; None where it cannot be read."""


def _newer(store: BatchStore, court: str, name: BatchName) -> _Newer | None:
    newest = max(store.names(court), default=name)
    if newest == name:
        return None
    try:
        return _Newer(store.read(court, newest).frame)
    except BatchDamaged:
        return _Newer(None)


def _decided(rows: Frame, decided: Mapping[RuleId, Collection[str]], on: date) -> tuple[Frame, list[Frame]]:
    """The rows without what officers decided to keep away, and `LEAVING` of those."""
    day, dropped = on.isoformat(), []
    for rule, ids in decided.items():
        is_away = among(rows["id"], ids)
        if not is_away.any():
            continue
        left = [(record, rule.value, Verb.SHIELDED.value, None, day, day) for record in rows["id"][is_away]]
        dropped.append(pd.DataFrame(left, columns=list(LEAVING.columns)).astype(TEXT))
        rows = rows[~is_away]
    return rows, dropped
