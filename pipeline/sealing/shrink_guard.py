"""The shrink guard in a night: what it remembers, what `shrinkage` says of tonight's pull, and which rows it holds back."""

from collections.abc import Collection
from datetime import date

from pipeline.core.operator import now, operator
from pipeline.retention.judged_night import JudgedNight
from pipeline.sealing.seal import MaskedRows
from pipeline.sealing.shrinkage import (
    Guard,
    Pair,
    ShrinkVerdict,
    find_shrinkage,
    log_accepted,
    waiting_as_text,
    waiting_from_text,
)
from pipeline.state.batches import BatchStore
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

_WAITING = "shrunk lists that wait"


def judge_shrinkage(
    guard: Guard, ledger: Ledger, on: date, night: JudgedNight, accepted: Collection[Pair]
) -> ShrinkVerdict:
    """What tonight's pull would take away without a reason; ``accepted`` is what `--accept-shrink` names.

    Raises:
        StateError: What was remembered is damaged.
    """
    return find_shrinkage(
        ledger.public(),
        night.shown,
        night.away,
        on,
        guard,
        waiting_from_text(ledger.note(_WAITING)),
        accepted,
    )


def remember_waiting(ledger: Ledger, shrunk: ShrinkVerdict) -> None:
    """Since when each list waits; inside the run's transaction."""
    ledger.keep_note(_WAITING, waiting_as_text(shrunk.waiting))


def log_let_go(shrunk: ShrinkVerdict, files: StateFiles, ledger: Ledger, number: int) -> None:
    """An entry in the audit log for each list that the flag let go, for release ``number``."""
    log_accepted(shrunk, files.audit, operator(), now(), number, ledger)


def hold_back_lists(shrunk: ShrinkVerdict, batches: BatchStore, night: JudgedNight, rows: MaskedRows) -> MaskedRows:
    """Tonight's rows, with yesterday's in place of those of stopped lists."""
    return rows.held_back(batches, night.away, shrunk.pairs) if shrunk.pairs else rows
