"""Approvals of withholding (不公开审批): which rows they name [SPC-2014 art.15, JL art.13].

An approval that cannot be read well must still hold: a missing court means every court, an unknown scope
is tried in every way, and targets are compared in the same clean form as the rows.
"""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from pipeline.cleaning.case_numbers import parse_case_numbers
from pipeline.cleaning.characters import without_invisible
from pipeline.cleaning.names import clean_name
from pipeline.cleaning.parties import read_party_number
from pipeline.cleaning.tables import EVERY_COURT, LONG_PAST
from pipeline.core.findings import Finding
from pipeline.core.frames import Column, Frame
from pipeline.core.records import Dataset

_SCOPES = ("record", "party", "case")
_BETWEEN_CASES = "、"

Key = tuple[str, str, str]
"""(court code or `EVERY_COURT`, kind of key, value)"""


@dataclass(slots=True)
class Approvals:
    """The approvals that hold on R."""

    keys: dict[Key, list[tuple[str, str]]]
    """Key -> (court, id) of the approvals that name it."""
    used: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def active(cls, rows: Frame, on: date) -> "Approvals":
        """Approvals that hold on R; one without a readable date holds."""
        day = on.isoformat()
        holds = (rows["approved_on"].fillna(LONG_PAST) <= day) & (rows["until"].fillna(day) >= day)
        keys: dict[Key, list[tuple[str, str]]] = {}
        for row in rows[holds & rows["target"].notna()].to_dict("records"):
            scope = "" if pd.isna(row["scope"]) else str(row["scope"]).strip().lower()
            for kind, value in _targets(scope, str(row["target"])):
                keys.setdefault((str(row["court_code"]), kind, value), []).append((row["court_code"], row["id"]))
        return cls(keys)

    def withheld(self, frame: Frame) -> Column:
        """Rows of a clean frame that an approval names."""
        if not self.keys:
            return pd.Series(False, index=frame.index, dtype=bool)
        names = [name for name in ("source_id", "case_id", "case_number", "party_name", "id_number") if name in frame]
        columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in names]
        rows = zip(frame["court_code"], *columns, strict=True)
        hit = [self._names(court, dict(zip(names, values, strict=True))) for court, *values in rows]
        return pd.Series(hit, index=frame.index, dtype=bool)

    def findings(self) -> list[Finding]:
        """Approvals that name no record of the pull: perhaps a slip of the pen."""
        every = {approval for approvals in self.keys.values() for approval in approvals}
        reason = "names no record of this court"
        return [Finding(Dataset.WITHHOLDINGS, court, id_, "target", reason) for court, id_ in sorted(every - self.used)]

    def _names(self, court: str, row: dict[str, str | None]) -> bool:
        found = False
        for kind, value in _keys_of(row):
            for place in (court, EVERY_COURT):
                if approvals := self.keys.get((place, kind, value)):
                    self.used.update(approvals)
                    found = True
        return found


def _targets(scope: str, target: str) -> set[tuple[str, str]]:
    """The clean keys that a target can mean."""
    plain = without_invisible(target).strip()
    scopes = (scope,) if scope in _SCOPES else _SCOPES
    keys: set[tuple[str, str]] = set()
    if "record" in scopes:
        keys.add(("record", plain))
    if "case" in scopes:
        keys.add(("case", plain))
        keys |= {("case", number) for number in parse_case_numbers(plain) or ()}
    if "party" in scopes:
        keys.add(("party", clean_name(plain) or plain))
        numbers = (read_party_number(plain, kind) for kind in ("natural", "legal"))
        keys |= {("party", number.number) for number in numbers if number}
    return keys


def _keys_of(row: dict[str, str | None]) -> list[tuple[str, str]]:
    cases = (row.get("case_number") or "").split(_BETWEEN_CASES)
    values = [
        ("record", row.get("source_id")),
        ("case", row.get("case_id")),
        *(("case", number) for number in cases),
        ("party", row.get("party_name")),
        ("party", row.get("id_number")),
    ]
    return [(kind, value.strip()) for kind, value in values if value]
