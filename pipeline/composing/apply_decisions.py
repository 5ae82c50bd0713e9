"""The chosen batches as they may go out tonight: without what is held, withheld, or known to be wrong.

1. Held records show the form in which they were last public (`holds.keep_held`).
2. What is known to be wrong and past its clock is taken out (`uncorrected.hide_uncorrected`).
3. What an approval form withholds goes (R6).

All of it only takes away, so none of it waits for a signature.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Frame
from pipeline.core.schemas import LEAVING
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


def prepare_batches(chosen: Chosen, store: BatchStore, ledger: Ledger, on: date) -> Outgoing:
    """Read the chosen batches and take out what must not be shown on R.

    Raises:
        BatchDamaged: A chosen batch does not fit its digest.
    """
    holds, corrections = Holds(ledger), Corrections(ledger)
    held, needed, withheld = holds.held_ids(on), holds.batches_needed(on), holds.withheld_ids(on)
    batches, away, settled = [], [], []
    for batch in chosen.batches(store):
        court = batch.info.court_code
        due = corrections.due(court)
        rows = keep_held(batch.frame, held, _earlier(store, court, needed.get(court, ())))  # 1
        told = hide_uncorrected(rows, _newest(store, batch, chosen.signed[court].name), due, on)  # 2
        is_withheld = told.rows["id"].isin(withheld)  # 3
        away.append(told.dropped)
        if is_withheld.any():
            away.append(_withheld(told.rows["id"][is_withheld], on))
        batches.append(replace(batch, frame=told.rows[~is_withheld].reset_index(drop=True)))
        settled += settled_requests(batch.frame, due)
    nothing = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in LEAVING.columns})
    return Outgoing(tuple(batches), pd.concat([nothing, *away], ignore_index=True).astype(TEXT), tuple(settled))


def note_settled(ledger: Ledger, outgoing: Outgoing, on: date) -> None:
    """Note as 已纠正 what the published batches settle; call in the transaction that records the release."""
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


def _newest(store: BatchStore, chosen: Batch, name: BatchName) -> Frame:
    """What the case system said last; the chosen batch itself where it is that, or where that cannot be read."""
    court = chosen.info.court_code
    newest = store.names(court)[-1]
    try:
        return chosen.frame if newest == name else store.read(court, newest).frame
    except BatchDamaged:
        return chosen.frame


def _withheld(ids: "pd.Series[str]", on: date) -> Frame:
    day = on.isoformat()
    rows = [(record, RuleId.WITHHELD.value, Verb.SHIELDED.value, None, day, day) for record in ids]
    return pd.DataFrame(rows, columns=list(LEAVING.columns)).astype(TEXT)
