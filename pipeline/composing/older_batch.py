"""What goes out of a batch whose court signed it though newer ones were made: only what the newest pull would still allow.

A signed batch tells its night. What the last pull keeps away or no longer holds leaves whatever was signed
(`composing.last_verdicts`); here is what beyond that the newest batch, which nobody has signed, knows better:

1. A record's time is up by the earlier of both deadlines.
2. A record enters only with the very row that the newest pull prints. One that was changed since (a name, an amount) may be
   known to be wrong by now, and waits for a signature on the newest batch.
3. A record that is public keeps the form in which it stands there, where its signed row is not what the newest pull prints.

2 and 3 are asked when a batch goes out for the first time; what then waits is noted, and asked again each night. All of it
takes away, or leaves as it is, so none of it waits for a signature.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd

from pipeline.core.frames import TEXT, Frame
from pipeline.core.schemas import WHY
from pipeline.state.batches import BatchName
from pipeline.state.ledger import Ledger

_WAITING = "records that wait for a newer batch of "
_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class LateEntries:
    """What of a signed batch waits for a signature on a newer one."""

    name: BatchName
    ids: frozenset[str]
    """Records that stay out."""
    shown: Mapping[BatchName, frozenset[str]] = field(default_factory=dict)
    """Earlier batch -> public records that are shown as it shows them."""


def with_earlier_deadlines(signed: Frame, newest: Frame) -> Frame:
    """The signed rows, each with the deadline of the newest batch where that is earlier, and why."""
    known = newest.drop_duplicates("id").set_index("id")[list(WHY)].reindex(signed["id"]).set_axis(signed.index)
    is_earlier = known["deadline"].fillna(_NEVER) < signed["deadline"].fillna(_NEVER)
    if not is_earlier.any():
        return signed
    columns = {name: signed[name].mask(is_earlier, known[name]).astype(TEXT) for name in WHY}
    return signed.assign(**columns)


@dataclass(frozen=True, slots=True)
class LastOut:
    """The batch of a court that stands in public now."""

    name: BatchName
    waiting: LateEntries | None
    """What waited when it went out last; None where that is lost."""


def late_entries(
    name: BatchName, signed: Frame, newest: Frame | None, last: LastOut | None, public: Collection[str]
) -> LateEntries:
    """The records of a batch that may not enter or change, though they are signed.

    Args:
        name: The batch.
        signed: Its rows.
        newest: Those of the newest batch; None where they cannot be read.
        last: What is out; None where nothing of the court is.
        public: Ids that are public now.
    """
    ids, there = frozenset(signed["id"]), frozenset(public)
    other = ids if newest is None else frozenset(signed["id"][~_is_printed(signed, newest)])
    if last is not None and last.name == name:  # it is asked only about what waited
        before = last.waiting
        waits = ids - there if before is None else before.ids - there
        shown = {} if before is None else before.shown
    else:
        waits = ids - there
        shown = {} if last is None else _public_forms(other & there, last)
    return LateEntries(name, waits & other, {batch: kept for batch, of in shown.items() if (kept := of & other)})


def _is_printed(signed: Frame, newest: Frame) -> "pd.Series[bool]":
    """Whether the newest batch holds the very row."""
    now = newest.drop_duplicates("id").set_index("id")["row"].reindex(signed["id"]).set_axis(signed.index)
    return now.eq(signed["row"]).fillna(False).astype(bool)


def _public_forms(changed: frozenset[str], last: LastOut) -> dict[BatchName, frozenset[str]]:
    """The batches whose rows of some records are public: that which is out, or what it showed them by."""
    shown = last.waiting.shown if last.waiting else {}
    earlier = {batch: ids & changed for batch, ids in shown.items()}
    return {**earlier, last.name: changed.difference(*earlier.values())}


def entries_that_wait(ledger: Ledger) -> dict[str, LateEntries | None]:
    """Court -> what waited when its batch went out last; None where that is lost, and everything is asked anew."""
    return {court: _read(text) for court, text in ledger.notes_under(_WAITING).items()}


def _read(text: str) -> LateEntries | None:
    """A takedown waits for nobody, so that a damaged note stops nothing."""
    try:
        noted = json.loads(text)
        shown = {BatchName.parse(batch): frozenset(ids) for batch, ids in noted.get("shown", {}).items()}
        return LateEntries(BatchName.parse(noted["batch"]), frozenset(noted["ids"]), shown)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def batches_shown(ledger: Ledger) -> dict[str, set[BatchName]]:
    """Court -> the earlier batches of which rows are public; they must not be deleted."""
    found = defaultdict[str, set[BatchName]](set)
    for court, waiting in entries_that_wait(ledger).items():
        found[court].update(waiting.shown if waiting else ())
    return dict(found)


def note_late_entries(ledger: Ledger, waiting: Mapping[str, LateEntries], courts: Collection[str]) -> None:
    """Note what waits of every court that goes out; call in the transaction that records the release."""
    for court in courts:
        one = waiting.get(court)
        ledger.keep_note(_WAITING + court, _written(one) if one and (one.ids or one.shown) else "")


def _written(one: LateEntries) -> str:
    shown = {str(batch): sorted(ids) for batch, ids in sorted(one.shown.items())}
    return json.dumps({"batch": str(one.name), "ids": sorted(one.ids), "shown": shown})
