"""What is known to be wrong and past its clock, though the court has not signed the correction (R5a, R5b).

Three working days after 理由成立, or after the court's own correction in the case system, the wrong fields leave the
signed row; where the wrong part says who it is about, or cannot be told, the whole record goes. Hiding needs no
signature: it only takes away.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Frame, among
from pipeline.core.records import ENVELOPE, canonical_json
from pipeline.core.schemas import LEAVING
from pipeline.core.workdays import Calendar
from pipeline.decisions.corrections import CorrectionDue
from pipeline.retention.rules import RuleId

CORRECTION_WORKDAYS = 3
"""SX art.9 第二款; counted from the act's day in the case system."""

_WHOLE_RECORD = {*ENVELOPE, "party_name", "party_kind", "id_number", "case_number", "title"}
"""Columns that say who or what it is about: if one is wrong, the record goes."""

_RULE_OF = {
    Verb.WITHDRAWN: RuleId.WITHDRAWN,
    Verb.CORRECTED: RuleId.CORRECTED,
    Verb.DELETED: RuleId.DELETED,
}
_VERB_OF = {Verb.WITHDRAWN: Verb.WITHDRAWN, Verb.CORRECTED: Verb.SHIELDED, Verb.DELETED: Verb.DELETED}
"""A wrong field that takes the record along is 屏蔽: the 更正 itself comes with the court's signature."""


@dataclass(frozen=True, slots=True)
class Uncorrected:
    """A court's signed rows without what is known to be wrong."""

    rows: Frame
    """The columns of the signed rows; wrong fields are left out of ``row``."""
    dropped: Frame
    """`LEAVING` of records that go as a whole; the shape of a verdict."""
    fields_hidden: tuple[str, ...]
    """Ids of records that lost a field."""


@dataclass(frozen=True, slots=True)
class _Wrong:
    """One record that is wrong and past its clock."""

    asked: Verb
    begun: str
    due_on: str
    fields: frozenset[str] = frozenset()


def hide_uncorrected(
    signed_rows: Frame, tonight_rows: Frame, corrections_due: Iterable[CorrectionDue], on: date, calendar: Calendar
) -> Uncorrected:
    """Take out of the signed rows what is known to be wrong and past its clock on R.

    Args:
        signed_rows: `BATCH_COLUMNS` of the batch that goes out.
        tonight_rows: `BATCH_COLUMNS` of the court's newest batch, signed or not: what the case system says now.
        corrections_due: `Corrections.due` of the court.
        on: R.
        calendar: Counts the three working days; a deadline.
    """
    corrections_due = list(corrections_due)
    if not corrections_due and not tonight_rows["corrected"].notna().any():
        return Uncorrected(signed_rows, _nothing(), ())
    signed, tonight = signed_rows.set_index("id"), tonight_rows.set_index("id")
    wrong = _due_in_case_system(signed, tonight, on.isoformat(), calendar)
    for due in corrections_due:
        if due.due_on <= on.isoformat() and due.record_id in signed.index and not _is_settled(signed, due):
            wrong[due.record_id] = _joined(wrong.get(due.record_id), due)
    rows = {
        record: _without_wrong_fields(str(signed.loc[record, "row"]), _row_of(tonight, record), problem)
        for record, problem in sorted(wrong.items())
    }
    gone = _dropped({record: wrong[record] for record, row in rows.items() if row is None})
    left = signed_rows[~among(signed_rows["id"], gone["id"])].reset_index(drop=True)
    shown = left["id"].map(rows).astype(TEXT).fillna(left["row"])
    return Uncorrected(left.assign(row=shown), gone, tuple(left["id"][shown != left["row"]]))


def settled_requests(signed_rows: Frame, corrections_due: Iterable[CorrectionDue]) -> list[int]:
    """Requests of a court whose correction stands in its signed batch, or whose record left it: 已纠正 from now on."""
    signed = signed_rows.set_index("id")
    return [due.number for due in corrections_due if due.record_id not in signed.index or _is_settled(signed, due)]


def _joined(before: _Wrong | None, due: CorrectionDue) -> _Wrong:
    """A finding together with what is known of the record already; 撤销 and 删除 outweigh 更正."""
    if before is None:
        return _Wrong(due.asked, due.upheld_on, due.due_on, frozenset(due.fields))
    asked = due.asked if before.asked is Verb.CORRECTED else before.asked
    return _Wrong(asked, due.upheld_on, due.due_on, before.fields | frozenset(due.fields))


@cache
def _nothing() -> Frame:
    return _dropped({})


def _dropped(wrong: Mapping[str, _Wrong]) -> Frame:
    rows = [
        (record, _RULE_OF[one.asked], _VERB_OF[one.asked].value, None, one.due_on, one.begun)
        for record, one in wrong.items()
    ]
    return pd.DataFrame(rows, columns=list(LEAVING.columns)).astype(TEXT)


def _due_in_case_system(signed: Frame, tonight: Frame, on: str, calendar: Calendar) -> dict[str, _Wrong]:
    """Records that the case system has corrected, while the signed row is still the old one past the clock."""
    corrected = tonight[tonight["corrected"].notna() & tonight.index.isin(signed.index)]
    found = {}
    for record, row, day in zip(corrected.index, corrected["row"], corrected["corrected_on"], strict=True):
        begun = "" if pd.isna(day) else str(day)
        due = calendar.deadline(date.fromisoformat(begun), CORRECTION_WORKDAYS).isoformat() if begun else on
        old = signed.loc[record]
        same_act = (
            not pd.isna(old["corrected"]) and ("" if pd.isna(old["corrected_on"]) else old["corrected_on"]) == begun
        )
        if due <= on and old["row"] != row and not same_act:
            found[str(record)] = _Wrong(Verb.CORRECTED, begun or on, due)
    return found


def _is_settled(signed: Frame, due: CorrectionDue) -> bool:
    """Whether the signed row is a correction made since the finding."""
    row = signed.loc[due.record_id]
    if due.asked is not Verb.CORRECTED or pd.isna(row["corrected"]) or pd.isna(row["corrected_on"]):
        return False
    return str(row["corrected_on"]) >= due.upheld_on


def _row_of(tonight: Frame, record: str) -> str | None:
    return str(tonight.loc[record, "row"]) if record in tonight.index else None


def _without_wrong_fields(signed_row: str, tonight_row: str | None, wrong: _Wrong) -> str | None:
    """The signed row without its wrong fields; None where the whole record must go."""
    signed = json.loads(signed_row)
    now = json.loads(tonight_row) if tonight_row is not None else signed
    differ = {name for name in signed.keys() | now.keys() if signed.get(name) != now.get(name)}
    fields = differ | (wrong.fields & signed.keys())
    if wrong.asked is not Verb.CORRECTED or not fields or fields & _WHOLE_RECORD:
        return None
    return canonical_json({name: value for name, value in signed.items() if name not in fields})
