"""What goes out tonight: chosen by the courts' signatures, less what must go, hidden as today's masker hides.

1. Court by court the batch that may go out (`approval.choose`).
2. Without what is held, withheld, or wrong and past its clock (`outgoing`).
3. Hidden more where today's masker hides more (`remasking`).
4. Of courts that have not signed yet for a state that began beside a public release: what stands there (`beginning`).
5. Minus all whose time is up on R (`snapshot`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.composing.apply_decisions import Outgoing, prepare_batches
from pipeline.composing.choice import KnownOfficers, choose_tonight
from pipeline.composing.lost_state import as_of_before, rows_that_stand
from pipeline.composing.remask import Hidden, hide_more, read_hidden
from pipeline.composing.snapshot import Snapshot, Verdicts, compose
from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Frame
from pipeline.core.schemas import LEAVING
from pipeline.retention.judge_night import Judgement
from pipeline.retention.rules import RuleId
from pipeline.settings.deployment import Settings
from pipeline.state.batches import Batch
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

HIDDEN = "hidden_more.parquet"
"""The file of the state folder that keeps what today's masker hides beyond what was signed."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Tonight's public state and how it came about."""

    chosen: Chosen
    outgoing: Outgoing
    snapshot: Snapshot
    hidden: Hidden
    """What today's masker hides that was signed."""

    @property
    def hidden_more(self) -> int:
        """Public rows of which today's masker hides more than was signed."""
        return len(self.hidden.ids & set(self.snapshot.frame["id"]))


def compose_night(
    settings: Settings,
    ledger: Ledger,
    on: date,
    officers: KnownOfficers,
    verdicts: Verdicts | None = None,
    judgement: Judgement | None = None,
) -> Composition:
    """Compose tonight's public state.

    Args:
        settings: The deployment.
        ledger: The ledger.
        on: R.
        officers: The key file.
        verdicts: What tonight's pull says; None where there was none.
        judgement: Tonight's clean rows, for what they know of the cases; None where there was no pull.

    Raises:
        BatchDamaged: What is public was edited, and no newer batch is signed.
    """
    chosen = choose_tonight(settings, ledger, on, officers)  # 1
    outgoing = prepare_batches(chosen, StateFiles(settings.state).batches, ledger, on)  # 2
    before = read_hidden(settings.state / HIDDEN)
    batches, hidden = hide_more(outgoing.batches, settings.masking.profile, judgement, before)  # 3
    public = ledger.public()
    standing = list(_as_far_as_they_stand(batches, chosen, ledger, public))  # 4
    away = pd.concat([outgoing.away, _unsigned(public, chosen, on)], ignore_index=True)
    snapshot = compose(standing, ledger, on, verdicts, away)  # 5
    return Composition(chosen, outgoing, snapshot, hidden)


def _as_far_as_they_stand(batches: Iterable[Batch], chosen: Chosen, ledger: Ledger, public: Frame) -> Iterator[Batch]:
    """The batches; those that nobody signed for this state with their public rows only, as of the night of these."""
    days = as_of_before(ledger)
    for batch in batches:
        court = batch.info.court_code
        if chosen.signed[court].only_what_stands:
            info = replace(batch.info, date=days.get(court, batch.info.date))
            yield Batch(info, rows_that_stand(batch, public))
        else:
            yield batch


def _unsigned(public: Frame, chosen: Chosen, on: date) -> Frame:
    """Public records of courts of which no batch may go out any more; they return with a signature."""
    ids = public["id"][~public["court_code"].isin(list(chosen.signed))]
    rows = [(record, RuleId.UNSIGNED.value, Verb.SHIELDED.value, None, on.isoformat(), None) for record in ids]
    return pd.DataFrame(rows, columns=list(LEAVING.columns)).astype(TEXT)
