"""The twin run: tonight's data with other hidden digits must give the same rows, byte for byte (DESIGN §1).

What an onlooker sees must not depend on a digit that is hidden: not through a check digit, an age, a date, an
order, a count or the way a text was cut. So the night's own tables get a twin (`twins`), the twin is judged and
masked the same way, and the rows are compared.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import pandas as pd

from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import Frame
from pipeline.core.messages import _, joined
from pipeline.core.records import Dataset
from pipeline.masking.hiding import ProfileMasking
from pipeline.proof.twins.tables import twin_tables

Tables = Mapping[Dataset, Frame]
Rebuild = Callable[[Tables], Frame]
"""Judges and masks raw tables as the night does; gives the masked rows."""

_SHOWN = 10
_WHOLE = "record"


@dataclass(frozen=True, slots=True)
class TwinRun:
    """What a twin run compared."""

    records: int
    changed: int
    """Cells of the case system in which at least one hidden digit was replaced."""

    @property
    def sentence(self) -> str:
        """The line of the run's summary."""
        if not self.changed:
            return _("twin run: no hidden digit was there to be replaced; it proved nothing")
        return _("twin run: {changed} cells with other hidden digits gave the same {records} records").format(
            changed=self.changed, records=self.records
        )


def refuse_dependence(tables: Tables, rows: Frame, rebuild: Rebuild, masking: ProfileMasking) -> TwinRun:
    """Refuse the release if a hidden digit made a difference.

    Args:
        tables: Tonight's raw tables.
        rows: The masked rows that came of them.
        rebuild: Judges and masks raw tables as the night does.
        masking: How the deployment masks.

    Raises:
        ReleaseRefused: Rows differ; names record ids and columns, never a value.
    """
    twin = twin_tables(tables, masking)
    differences = list(_differences(rows, rebuild(twin.tables))) if twin.changed else []
    if differences:
        raise ReleaseRefused(_message(differences))
    return TwinRun(len(rows), twin.changed)


def _message(differences: list[tuple[str, str]]) -> str:
    records = len({record for record, _ in differences})
    places = joined(
        "; ",
        (
            _("{record} in {column}").format(record=record, column=column)
            for record, column in islice(differences, _SHOWN)
        ),
    )
    more = _(" and {count} more").format(count=len(differences) - _SHOWN) if len(differences) > _SHOWN else ""
    return _(
        "{records} record(s) would look different if digits were different that nobody may see: "
        "{places}{more}; report the masker, or withhold these records, then run again"
    ).format(records=records, places=places, more=more)


def _differences(rows: Frame, twin: Frame) -> Iterator[tuple[str, str]]:
    """(record id, column) of everything that is not equal."""
    first, second = (_by_id(frame) for frame in (rows, twin))
    for record in sorted(set(first.index) ^ set(second.index)):
        yield record, _WHOLE
    common = first.index.intersection(second.index)
    first, second = first.loc[common], second.loc[common]
    for column in sorted({*first.columns, *second.columns}):
        if column not in first or column not in second:
            yield _WHOLE, column
            continue
        for record in common[_differ(first[column], second[column])]:
            found = (str(first.at[record, column]), str(second.at[record, column]))
            yield from ((record, name) for name in (_keys(*found) if column == "row" else (column,)))


def _by_id(rows: Frame) -> Frame:
    return rows.set_index("id").sort_index()


def _differ(first: pd.Series, second: pd.Series) -> pd.Series:
    same = (first == second).fillna(False).astype(bool) | (first.isna() & second.isna())
    return ~same


def _keys(first: str, second: str) -> list[str]:
    """The published columns in which two rows differ."""
    old, new = json.loads(first), json.loads(second)
    return sorted(key for key in {*old, *new} if old.get(key) != new.get(key)) or ["row"]
