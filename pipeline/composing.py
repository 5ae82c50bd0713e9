"""What goes out tonight: chosen by the courts' signatures, less what must go, hidden as today's masker hides.

1. Court by court the batch that may go out (`approval.choose`).
2. Without what is held, withheld, or wrong and past its clock (`outgoing`).
3. Hidden more where today's masker hides more (`remasking`).
4. Minus all whose time is up on R (`snapshot`).
"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.approval.registry import Registry
from pipeline.approving import choose_tonight
from pipeline.frames import TEXT, Frame
from pipeline.judgement import Judgement
from pipeline.ledger import Ledger
from pipeline.outgoing import Outgoing, prepare_batches
from pipeline.remasking import hide_more
from pipeline.retention.rules import Verb
from pipeline.settings import Settings
from pipeline.snapshot import WHY, Snapshot, Verdicts, compose
from pipeline.state_files import StateFiles


@dataclass(frozen=True, slots=True)
class Composition:
    """Tonight's public state and how it came about."""

    chosen: Chosen
    outgoing: Outgoing
    snapshot: Snapshot
    hidden_more: int
    """Rows of which today's masker hides more than was signed."""


def compose_night(
    settings: Settings,
    ledger: Ledger,
    on: date,
    registry: Registry,
    verdicts: Verdicts | None = None,
    judgement: Judgement | None = None,
) -> Composition:
    """Compose tonight's public state.

    Args:
        settings: The deployment.
        ledger: The ledger.
        on: R.
        registry: The key file.
        verdicts: What tonight's pull says; None where there was none.
        judgement: Tonight's clean rows, for what they know of the cases; None where there was no pull.

    Raises:
        BatchDamaged: What is public was edited, and no newer batch is signed.
    """
    chosen = choose_tonight(settings, ledger, on, registry)  # 1
    outgoing = prepare_batches(chosen, StateFiles(settings.state).batches, ledger, on)  # 2
    batches, less = hide_more(outgoing.batches, settings.masking.profile, judgement)  # 3
    away = pd.concat([outgoing.away, _unsigned(ledger.public(), chosen, on)], ignore_index=True)
    snapshot = compose(batches, ledger, on, verdicts, away)  # 4
    shown_less = len(less & set(snapshot.frame["id"]))
    return Composition(chosen, outgoing, snapshot, shown_less)


def _unsigned(public: Frame, chosen: Chosen, on: date) -> Frame:
    """Public records of courts of which no batch may go out any more; they return with a signature."""
    ids = public["id"][~public["court_code"].isin(list(chosen.signed))]
    rows = [(record, "unsigned", Verb.SHIELDED.value, None, on.isoformat(), None) for record in ids]
    return pd.DataFrame(rows, columns=["id", *WHY]).astype(TEXT)
