"""What goes out tonight: chosen by the courts' signatures, less what must go, hidden as today's masker hides.

1. Court by court the batch that may go out (`composing.choice`), which is handed in.
2. Without what is held, withheld, or wrong and past its clock (`outgoing`).
3. Hidden more where today's masker hides more (`remasking`).
4. Of courts that have not signed yet for a state that began beside a public release: what stands there (`beginning`).
5. Minus all whose time is up on R (`snapshot`).
6. Texts of a case of which a party left name nobody of it (`nameless`, R14).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.composing.accounts import printed_accounts, with_settled_accounts
from pipeline.composing.apply_decisions import Outgoing, prepare_batches
from pipeline.composing.last_verdicts import last_verdicts
from pipeline.composing.lost_state import as_of_before, left_meanwhile, rows_that_stand
from pipeline.composing.nameless import Nameless, Signed, read_nameless, without_names
from pipeline.composing.remask import Hidden, hide_more, phones_declared, read_hidden
from pipeline.composing.same_case import last_ties
from pipeline.composing.snapshot import Snapshot, Verdicts, compose
from pipeline.composing.stand_in import Standing
from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Frame, among
from pipeline.core.schemas import LEAVING
from pipeline.leaks.raw_values import RawValues
from pipeline.retention.judged_night import JudgedNight
from pipeline.retention.rules import RuleId
from pipeline.settings.parts import Composing
from pipeline.state.batches import Batch
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

HIDDEN = "hidden_more.parquet"
"""The file of the state folder that keeps what today's masker hides beyond what was signed."""


@dataclass(frozen=True, slots=True)
class Tonight:
    """What tonight's pull says to the stages behind the signature."""

    verdicts: Verdicts
    raw: RawValues | None = None
    """None where the night ended before its values were collected."""
    night: JudgedNight | None = None
    """Its clean rows, for what they know of the cases; None where only what must go may follow from it."""


@dataclass(frozen=True, slots=True)
class Composition:
    """Tonight's public state and how it came about."""

    chosen: Chosen
    outgoing: Outgoing
    snapshot: Snapshot
    hidden: Hidden
    """What today's masker hides that was signed."""
    is_hidden_known: bool
    """Whether that is all; not where a batch is lost and what was hidden in it, too."""
    nameless: Nameless
    """Whom texts may not name, for the next run."""
    accounts_waiting: tuple[str, ...] = ()
    """Courts whose accounts for enforcement money wait for a second signature."""

    @property
    def hidden_more(self) -> int:
        """Public rows of which today's masker hides more than was signed."""
        return len(self.hidden.ids & set(self.snapshot.frame["id"]))


def compose_night(
    chosen: Chosen,
    files: StateFiles,
    ledger: Ledger,
    standing: Standing,
    on: date,
    by: Composing,
    tonight: Tonight | None = None,
) -> Composition:
    """Compose tonight's public state.

    Args:
        chosen: Court by court the batch that may go out (`composing.choice`).
        files: The state folder.
        ledger: The ledger.
        standing: What is public, and what stands in for lost batches.
        on: R.
        by: How the deployment masks, and by which calendar it counts.
        tonight: What tonight's pull says; None where there was none, and what the last one said stands.

    Raises:
        BatchDamaged: A chosen batch does not fit its digest.
    """
    public = standing.frame
    verdicts = tonight.verdicts if tonight else last_verdicts(files.state, ledger, public)
    night = tonight.night if tonight else None
    outgoing = prepare_batches(chosen, files.batches, ledger, on, by.calendar, standing)  # 2
    before = read_hidden(files.state / HIDDEN, ledger)
    own = [batch for batch in outgoing.batches if not chosen.signed[batch.info.court_code].stands_in]
    others = [batch for batch in outgoing.batches if chosen.signed[batch.info.court_code].stands_in]
    remasked, hidden = hide_more(own, by.masking, night, before, public)  # 3
    stand_ins = hide_more(others, by.masking, night, Hidden({}))[0]
    hidden = hidden.with_those_of(before, standing.ids)
    batches = [replace(batch, frame=_without(batch.frame, hidden.whole)) for batch in (*remasked, *stand_ins)]
    batches = [replace(batch, frame=_of_lists(batch.frame, by.off)) for batch in batches]
    printed = printed_accounts(ledger)
    settled = [
        with_settled_accounts(batch, chosen.signed[batch.info.court_code], printed, by.account_signers)
        for batch in batches
    ]
    batches = [one.batch for one in settled]
    waiting = tuple(court for one in settled for court in one.waiting)
    composed = list(_as_far_as_they_stand(batches, chosen, ledger, public))  # 4
    unsigned = public["id"][_is_without_batch(public, chosen, standing) | among(public["id"], hidden.whole)]
    unlisted = public["id"][public["dataset"].isin(list(by.off))]
    away = pd.concat(
        [outgoing.away, _shielded(unlisted, RuleId.NOT_A_LIST, on), _shielded(unsigned, RuleId.UNSIGNED, on)],
        ignore_index=True,
    )
    snapshot = compose(composed, ledger, on, by.calendar, verdicts, away)  # 5
    rows = [*((batch.info.court_code, batch.frame) for batch in batches), *outgoing.taken]
    ties = last_ties(files.state, ledger)
    signed, kept = Signed(rows, (snapshot.dropped, verdicts.away), ties), read_nameless(files.state, ledger)
    phones = phones_declared(batches)
    snapshot, nameless = without_names(snapshot, signed, kept, public, by.masking, phones)  # 6
    return Composition(
        chosen, outgoing, snapshot, hidden, before is not None or not standing.batches, nameless, waiting
    )


def _is_without_batch(public: Frame, chosen: Chosen, standing: Standing) -> "pd.Series[bool]":
    """Public records of courts of which no batch goes out, or that what stands in for one does not hold."""
    is_lost = public["court_code"].isin(list(chosen.lost)) & ~among(public["id"], standing.ids)
    return ~public["court_code"].isin(list(chosen.signed)) | is_lost


def _as_far_as_they_stand(batches: Iterable[Batch], chosen: Chosen, ledger: Ledger, public: Frame) -> Iterator[Batch]:
    """The batches; those that nobody signed for this state with their public rows only, as of the night of these."""
    days, left = as_of_before(ledger), left_meanwhile(ledger)
    for batch in batches:
        court = batch.info.court_code
        if chosen.signed[court].stands_in:
            yield batch
        elif chosen.signed[court].only_what_stands:
            info = replace(batch.info, date=days.get(court, batch.info.date))
            yield Batch(info, rows_that_stand(batch, public))
        elif chosen.signed[court].is_readmitted:
            yield Batch(batch.info, batch.frame[~among(batch.frame["id"], left)].reset_index(drop=True))
        else:
            yield batch


def _without(frame: Frame, ids: Collection[str]) -> Frame:
    return frame[~among(frame["id"], ids)].reset_index(drop=True) if ids else frame


def _of_lists(frame: Frame, off: Collection[str]) -> Frame:
    """The rows of lists that the deployment publishes."""
    return frame[~frame["dataset"].isin(list(off))].reset_index(drop=True) if off else frame


def _shielded(ids: "pd.Series[str]", rule: RuleId, on: date) -> Frame:
    """Public records that leave by no event of their own: they return with a signature, or when their list does."""
    rows = [(record, rule.value, Verb.SHIELDED.value, None, on.isoformat(), None) for record in ids]
    return pd.DataFrame(rows, columns=list(LEAVING.columns)).astype(TEXT)
