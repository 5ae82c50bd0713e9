"""Approvals of withholding (不公开审批): which rows they name [SPC-2014 art.15, JL art.13].

An approval that cannot be read well must still hold: a missing court means every court, an unknown scope
is tried in every way, and targets are compared in the same clean form as the rows.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any

import pandas as pd

from pipeline.cleaning.case_numbers import case_of, case_type_of, parse_case_numbers
from pipeline.cleaning.characters import without_invisible
from pipeline.cleaning.days import LONG_PAST
from pipeline.cleaning.name_lists import split_names
from pipeline.cleaning.names import clean_name
from pipeline.cleaning.parties import read_party_number
from pipeline.cleaning.tables import EVERY_COURT
from pipeline.cleaning.vocabularies import vocabulary_of
from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import Column, Frame, map_unique, values_or_none
from pipeline.core.messages import _
from pipeline.core.records import Dataset
from pipeline.core.said import said
from pipeline.retention.rules import ENFORCEMENT

_SCOPES = ("record", "party", "case")
_KEY_COLUMNS = ("source_id", "case_id", "case_number", "party_name", "id_number")
_BETWEEN_CASES = "、"
_SEVERAL = {"case_number": "[-、之]", "party_name": "[^\u3400-\u9fff]"}
"""Column -> what a cell has that holds more than one key, or one with something behind it."""
_FORM_NUMBER = re.compile(
    r"(?=.*[0-9０-９])(?!.*[0-9０-９]{15})(?!.*(?<![0-9０-９])[1１][0-9０-９]{10}(?![0-9０-９])).{1,40}"
)
"""What may be told of a form's number: it has a digit, as no name has, and none that could be a person's number."""

Key = tuple[str, str, str]
"""(court code or `EVERY_COURT`, kind of key, value)"""


@dataclass(frozen=True, slots=True, order=True)
class Approval:
    """An approval that holds, as far as it may be told: no approver and no target, which may be a person."""

    court_code: str
    id: str
    scope: str
    """record, party or case; empty where it is none of them, and the target is tried in every way."""
    form_number: str
    """Empty where there is none, or where what stands there could be a person's."""
    case_type: str = field(default="", compare=False)
    """Of the case that it names, where the approval itself tells it."""

    @property
    def told(self) -> str:
        """The approval in words."""
        form = (
            _("form {form_number}").format(form_number=self.form_number)
            if self.form_number
            else _("a form without a number that can be told")
        )
        return _("{form}, scope {scope}").format(form=form, scope=self.scope or _("not readable"))


class Miss(StrEnum):
    """Why an approval names no record of the pull; the code of its finding."""

    NEVER_PULLED = "approval_never_pulled"
    """Its case is of a type that is never public."""
    LEFT_OUT = "approval_left_out"
    """The rows that it names were left out: they are not public in any case."""
    OTHER_COURT = "approval_other_court"
    """The rows that it names are another court's."""
    OTHER_SCOPE = "approval_other_scope"
    """What it names is there, as something else than its scope says."""
    UNKNOWN = "approval_unknown"
    """No row has it; a slip of the pen, or a case that is not read."""


@dataclass(slots=True)
class Approvals:
    """The approvals that hold on R."""

    keys: dict[Key, list[Approval]] = field(default_factory=dict)
    """Key -> the approvals that name it."""
    used: set[Approval] = field(default_factory=set)

    @classmethod
    def active(cls, rows: Frame, on: date) -> "Approvals":
        """Approvals that hold on R; one without a readable date holds."""
        day = on.isoformat()
        holds = (rows["approved_on"].fillna(LONG_PAST) <= day) & (rows["until"].fillna(day) >= day)
        keys: dict[Key, list[Approval]] = {}
        for row in rows[holds & rows["target"].notna()].to_dict("records"):
            scope = "" if pd.isna(row["scope"]) else str(row["scope"]).strip().lower()
            approval = _approval(row, scope if scope in _SCOPES else "")
            for kind, value in _targets(scope, str(row["target"])):
                keys.setdefault((str(row["court_code"]), kind, value), []).append(approval)
        return cls(keys)

    def withheld(self, frame: Frame) -> Column:
        """Rows of a clean frame that an approval names."""
        if not self.keys:
            return pd.Series(False, index=frame.index, dtype=bool)
        few = _holding(frame, {value for _, _, value in self.keys})
        naming = self.naming_rows(few)
        self.used.update(approval for approvals in naming for approval in approvals)
        named = few.index[list(map(bool, naming))]
        return pd.Series(frame.index.isin(named), index=frame.index, dtype=bool)

    def naming_rows(self, frame: Frame) -> list[list[Approval]]:
        """Of each row of a clean frame the approvals that name it."""
        return [self._naming(court, row) for court, row in _rows_of(frame)]

    def _naming(self, court: str, row: Mapping[str, str | None]) -> list[Approval]:
        found: list[Approval] = []
        for kind, value in _keys_of(row):
            for place in (court, EVERY_COURT):
                found += self.keys.get((place, kind, value), ())
        return found

    def seen(self, every: Iterable[Frame]) -> dict[Approval, Miss]:
        """What rows that hold a value of an approval, and are not named by it, make of it.

        Args:
            every: Clean rows of the lists and notices, those included that were left out.
        """
        unused = {approval for approvals in self.keys.values() for approval in approvals} - self.used
        if not unused:
            return {}
        wanted: dict[str, list[tuple[str, str, Approval]]] = {}
        for (place, kind, value), approvals in self.keys.items():
            for approval in unused.intersection(approvals):
                wanted.setdefault(value, []).append((place, kind, approval))
        found: dict[Approval, Miss] = {}
        for court, row in (pair for frame in every for pair in _rows_of(_holding(frame, wanted))):
            for kind, value in _keys_of(row):
                for place, wanted_kind, approval in wanted.get(value, ()):
                    miss = _miss(is_scope=kind == wanted_kind, is_court=place in (court, EVERY_COURT))
                    found[approval] = nearer(miss, found.get(approval, miss))
        return found

    def missed(self, seen: Mapping[Approval, Miss]) -> dict[Approval, Miss]:
        """Approvals that name no record of the pull, and why.

        Args:
            seen: What the rows of all bundles make of them (`seen`).
        """
        unused = {approval for approvals in self.keys.values() for approval in approvals} - self.used
        never = {approval: Miss.NEVER_PULLED for approval in unused if _is_never_public(approval.case_type)}
        return {approval: (never | dict(seen)).get(approval, Miss.UNKNOWN) for approval in sorted(unused)}

    def findings(self, missed: Mapping[Approval, Miss]) -> list[Finding]:
        """Approvals that name no record of the pull: perhaps a slip of the pen."""
        return [
            Finding(Dataset.WITHHOLDINGS, one.court_code, one.id, "target", miss.value, Cause.DOUBT, Effect.KEPT)
            for one, miss in missed.items()
        ]


def nearer(one: Miss, other: Miss) -> Miss:
    """Of two reasons the one that stands first."""
    return min(one, other, key=list(Miss).index)


def tell_missed(missed: Mapping[Approval, Miss]) -> Iterator[str]:
    """A line for each cause: how many approvals, and the numbers of their forms."""
    for miss in Miss:
        forms = sorted(
            approval.form_number or _("without a number that can be told")
            for approval, why in missed.items()
            if why is miss
        )
        if forms:
            more = _(" and {count} more").format(count=len(forms) - _FORMS_TOLD) if len(forms) > _FORMS_TOLD else ""
            hint = _HINT if miss is Miss.UNKNOWN and not any(approval.case_type for approval in missed) else ""
            yield _("{count} of the approvals: each {said}{hint}: form {forms}{more}").format(
                count=len(forms), said=said(miss.value), hint=hint, forms=", ".join(forms[:_FORMS_TOLD]), more=more
            )


_FORMS_TOLD = 20
_HINT = _(
    " (case_type or case_number of withholdings would say whether its case is of a type that is never read, as 执保)"
)


def _miss(*, is_scope: bool, is_court: bool) -> Miss:
    """What a row with an approval's value makes of it; a row of its court and scope was not judged: it was left out."""
    if is_scope:
        return Miss.LEFT_OUT if is_court else Miss.OTHER_COURT
    return Miss.OTHER_SCOPE


def _approval(row: Mapping[Any, Any], scope: str) -> Approval:
    form, target = ("" if pd.isna(row[name]) else str(row[name]).strip() for name in ("form_number", "target"))
    number = "" if pd.isna(row["case_number"]) else str(row["case_number"])
    types = [kind for text in (number, target) for one in parse_case_numbers(text) or () if (kind := case_type_of(one))]
    stated = "" if pd.isna(row["case_type"]) else str(row["case_type"])
    shown = form if _FORM_NUMBER.fullmatch(form) else ""
    return Approval(str(row["court_code"]), str(row["id"]), scope, shown, stated or next(iter(types), ""))


def _is_never_public(case_type: str) -> bool:
    """Whether a type of cases is known and none of enforcement itself (执, 执恢): such cases are never public."""
    word = vocabulary_of("case_type").read(case_type) if case_type else None
    return word is not None and word not in ENFORCEMENT


def _holding(frame: Frame, values: Collection[str]) -> Frame:
    """The rows that have one of the values as a key, of whatever kind; cells of several keys are taken apart, each once."""
    holds = pd.Series(False, index=frame.index, dtype=bool)
    for name in _KEY_COLUMNS:
        if name not in frame or not values:
            continue
        cells = frame[name].str.strip()
        holds |= cells.isin(list(values))
        if several := _SEVERAL.get(name):
            apart = cells.where(cells.str.contains(several, regex=True))
            holds |= map_unique(apart, partial(_value_among, name, values)).notna()
    return frame[holds]


def _rows_of(frame: Frame) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Court and keys of each row of a clean frame."""
    names = [name for name in _KEY_COLUMNS if name in frame]
    columns = [values_or_none(frame[name]) for name in names]
    for court, *values in zip(frame["court_code"], *columns, strict=True):
        yield court, dict(zip(names, values, strict=True))


def _targets(scope: str, target: str) -> set[tuple[str, str]]:
    """The clean keys that a target can mean."""
    plain = without_invisible(target).strip()
    scopes = (scope,) if scope in _SCOPES else _SCOPES
    keys: set[tuple[str, str]] = set()
    if "record" in scopes:
        keys.add(("record", plain))
    if "case" in scopes:
        keys.add(("case", plain))
        keys |= {("case", case_of(number)) for number in parse_case_numbers(plain) or ()}
    if "party" in scopes:
        keys |= {("party", name) for name in (*split_names(clean_name(plain)), clean_name(plain) or plain)}
        numbers = (read_party_number(plain, kind) for kind in ("natural", "legal"))
        keys |= {("party", number.number) for number in numbers if number}
    return keys


def _value_among(column: str, values: Collection[str], text: str) -> str | None:
    """A cell whose keys hold one of the values."""
    return text if any(value in values for _, value in _keys_of({column: text})) else None


def _keys_of(row: Mapping[str, str | None]) -> list[tuple[str, str]]:
    cases = (row.get("case_number") or "").split(_BETWEEN_CASES)
    values = [
        ("record", row.get("source_id")),
        ("case", row.get("case_id")),
        *(("case", case_of(number)) for number in cases),
        *(("party", name) for name in (row.get("party_name"), *split_names(row.get("party_name")))),
        ("party", row.get("id_number")),
    ]
    return [(kind, value.strip()) for kind, value in values if value]
