"""Records that an officer holds back: for two working days, or for good with an approval form [SPC-2014 art.15].

A held record keeps the form in which it was last public; one that is not yet public stays out. A lasting hold
(不公开) takes the record out of public at once, like every approval of withholding (R6). Holding needs no signature:
it only takes away.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipeline.core.errors import StateError
from pipeline.core.frames import TEXT, Frame, among
from pipeline.core.messages import _
from pipeline.core.remarks import checked_form_number, checked_remark
from pipeline.core.schemas import WHY
from pipeline.core.workdays import Calendar
from pipeline.state.batches import BatchName
from pipeline.state.database import Table
from pipeline.state.ledger import Ledger

HOLD_WORKDAYS = 2
"""Working days that a hold lasts where nothing else is said; the day on which it is placed is not counted."""

_PLACED = ("id", "court_code", "held_by", "reason", "held_on", "until", "form_number", "approver", "batch")
HOLDS = Table("holds", ("number", *_PLACED, "lifted_by", "lifted_on"))
_WHY = list(WHY)


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold on a record."""

    number: int
    record_id: str
    court_code: str
    held_by: str
    reason: str
    held_on: str
    until: str | None
    """The last day on which it holds; None: until it is lifted (不公开)."""
    form_number: str | None
    approver: str | None
    batch: str | None
    """The batch whose row stays public meanwhile; None where the record was not public."""
    lifted_by: str | None
    lifted_on: str | None

    @property
    def is_lasting(self) -> bool:
        """Whether it is a 不公开, with form number and approver."""
        return self.until is None

    def holds_on(self, day: str) -> bool:
        """Whether it holds in the run of date R."""
        return self.lifted_on is None and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrder:
    """An officer's word that a record of his court is to be held back."""

    record_id: str
    """The opaque public id."""
    court_code: str
    """The court of the record."""
    held_by: str
    """The officer."""
    reason: str
    """Why, without personal data."""
    on: date
    """The day of the order; a hold of some working days does not count it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalForm:
    """不公开审批表: what a lasting hold stands on [SPC-2014 art.15]."""

    number: str
    approver: str


class Holds:
    """The holds in the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._database = ledger.database

    def place(
        self, order: HoldOrder, calendar: Calendar, batch: BatchName | None = None, workdays: int = HOLD_WORKDAYS
    ) -> Hold:
        """Hold a record for some working days.

        Args:
            order: Which record, by whom, why and since when.
            calendar: Counts its working days; a wait, for at its end something may appear.
            batch: The signed batch that is public now, where the record is in it: its row stays public meanwhile.
            workdays: How long, 1 to 10; longer needs a lasting hold.

        Raises:
            RemarkRefused: Reason or officer hold what could be a person's number.
            StateError: The number of working days is out of range.
        """
        if not 1 <= workdays <= 10:
            raise StateError(
                _("a hold lasts 1 to 10 working days, not {workdays}; a lasting one needs an approval form").format(
                    workdays=workdays
                )
            )
        until = calendar.wait_end(order.on, workdays).isoformat()
        shown = self._shown_already(order) or (None if batch is None else str(batch))
        return self._enter(order, until=until, batch=shown)

    def withhold(self, order: HoldOrder, form: ApprovalForm) -> Hold:
        """Keep a record out of public until the approval is lifted (不公开审批) [SPC-2014 art.15, JL art.13].

        Raises:
            RemarkRefused: Form number or approver are missing, or a text holds what could be a person's number.
        """
        form_number, approver = checked_form_number(form.number), checked_remark(form.approver, _("approver"))
        return self._enter(order, form=ApprovalForm(number=form_number, approver=approver))

    def lift(self, number: int, lifted_by: str, on: date) -> None:
        """End a hold; the record goes its way again in the next run.

        Raises:
            StateError: No hold of that number stands.
        """
        standing = {hold.number for hold in self.every() if hold.lifted_on is None}
        if number not in standing:
            raise StateError(_("no hold {number} stands; `publish.py hold list` shows them").format(number=number))
        who = checked_remark(lifted_by, _("name of who lifts it"))
        self._database.execute(
            "UPDATE holds SET lifted_by = ?, lifted_on = ? WHERE number = ?", (who, on.isoformat(), number)
        )

    def every(self) -> list[Hold]:
        """All holds, oldest first."""
        return [Hold(*row) for row in self._database.execute(f"{HOLDS.select} ORDER BY number")]

    def standing(self, on: date) -> list[Hold]:
        """The holds that hold in the run of date R."""
        return [hold for hold in self.every() if hold.holds_on(on.isoformat())]

    def held_ids(self, on: date) -> set[str]:
        """Records that keep their last public form, or stay out."""
        return {hold.record_id for hold in self.standing(on) if not hold.is_lasting}

    def withheld_ids(self, on: date) -> set[str]:
        """Records that leave the public at once and stay away (R6)."""
        return {hold.record_id for hold in self.standing(on) if hold.is_lasting}

    def batches_needed(self, on: date) -> dict[str, set[BatchName]]:
        """Court -> the batches whose rows are shown meanwhile; they must not be deleted."""
        needed: dict[str, set[BatchName]] = defaultdict(set)
        for hold in self.standing(on):
            if hold.batch is not None:
                needed[hold.court_code].add(BatchName.parse(hold.batch))
        return dict(needed)

    def _enter(
        self, order: HoldOrder, *, until: str | None = None, batch: str | None = None, form: ApprovalForm | None = None
    ) -> Hold:
        """Write a hold that ends by itself (``until``, and the batch whose row is shown), or one that stands on a form."""
        who, why = checked_remark(order.held_by, _("name of who holds it")), checked_remark(order.reason, _("reason"))
        number, approver = (form.number, form.approver) if form else (None, None)
        placed = (order.record_id, order.court_code, who, why, order.on.isoformat(), until, number, approver, batch)
        row = self._database.execute(HOLDS.insert(_PLACED), placed).lastrowid or 0
        return Hold(row, *placed, None, None)

    def _shown_already(self, order: HoldOrder) -> str | None:
        """The batch of an earlier hold on the record, where that one still stands: its row is the public one."""
        standing = self.standing(order.on)
        batches = [hold.batch for hold in standing if hold.record_id == order.record_id and hold.batch]
        return batches[-1] if batches else None


def keep_held(rows: Frame, held: set[str], earlier: Iterable[Frame]) -> Frame:
    """Show held records as they were last public; leave out those that were not.

    The earlier deadline of both forms counts: a hold never keeps a record longer.

    Args:
        rows: A court's batch that goes out, `BATCH_COLUMNS`.
        held: `Holds.held_ids`.
        earlier: The court's batches that `Holds.batches_needed` names, newest last.
    """
    is_held = among(rows["id"], held)
    if not is_held.any():
        return rows
    shown = [frame[among(frame["id"], rows["id"][is_held])] for frame in earlier]
    before = pd.concat([rows.iloc[:0], *shown], ignore_index=True).drop_duplicates("id", keep="last")
    kept = _with_earlier_deadline(before, rows[is_held])
    both = pd.concat([rows[~is_held], kept], ignore_index=True).astype(TEXT)
    return both.sort_values(["dataset", "id"], kind="stable").reset_index(drop=True)[list(rows.columns)]


def _with_earlier_deadline(before: Frame, now: Frame) -> Frame:
    """Rows of ``before``, with the deadline of ``now`` where that is earlier."""
    tonight = now.set_index("id")[_WHY].reindex(before["id"]).set_index(before.index)
    sooner = tonight["deadline"].notna() & (
        before["deadline"].isna() | (tonight["deadline"] < before["deadline"]).fillna(False)
    )
    return before.assign(**{name: before[name].mask(sooner, tonight[name]) for name in _WHY})
