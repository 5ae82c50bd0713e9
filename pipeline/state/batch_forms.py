"""The forms that a batch's rows ever had: a signed batch is verified in its own, and shown in today's.

A new column of `BATCH_ROW`, or another name of one, or of a field of a published row, is a new form: one entry at the end
of `FORMS`. What courts signed before is never rewritten: its digest is that of its own columns, and what leads from
form to form is applied when the batch is read, after it was verified.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.core.frames import Frame, blank_column, text_column
from pipeline.core.records import Dataset, canonical_json
from pipeline.core.schemas import BATCH_ROW


@dataclass(frozen=True, slots=True)
class BatchForm:
    """One form, and how it came out of the one before."""

    number: int
    """Stands under the digest."""
    columns: tuple[str, ...]
    """What the digest is taken over, in this order."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Old name -> new name of a column; a column that is new beside is absent in older rows."""
    renamed_fields: Mapping[Dataset, Mapping[str, str]] = field(default_factory=dict)
    """Dataset -> old name -> new name of a field of the published row."""
    new_fields: Mapping[Dataset, Mapping[str, str | None]] = field(default_factory=dict)
    """Dataset -> field of the published row -> what older rows say there."""


FORMS: tuple[BatchForm, ...] = (BatchForm(2, BATCH_ROW.columns),)
"""Oldest first; form 1, before version 0.1, left deadlines out of its digest."""
TODAY = FORMS[-1]


def form_of(number: object) -> BatchForm | None:
    """The form of a number; None where neither this version nor one before it wrote it."""
    return next((form for form in FORMS if form.number == number), None)


def is_of_newer_program(number: object) -> bool:
    """Whether only a newer version can have written a form."""
    return type(number) is int and number > FORMS[-1].number


def brought_to_today(frame: Frame, form: BatchForm) -> Frame:
    """Verified rows of a form in the columns of the newest one."""
    for newer in FORMS[FORMS.index(form) + 1 :]:
        frame = _brought_to(frame.rename(columns=dict(newer.renamed)), newer)
    return frame


def _brought_to(frame: Frame, form: BatchForm) -> Frame:
    absent = {name: blank_column(frame.index) for name in form.columns if name not in frame}
    frame = frame.assign(**absent)[list(form.columns)]
    for dataset in form.renamed_fields.keys() | form.new_fields.keys():
        rows = frame.loc[frame["dataset"] == dataset.value, "row"]
        names, new = form.renamed_fields.get(dataset, {}), form.new_fields.get(dataset, {})
        told = [{**new} | {names.get(name, name): value for name, value in json.loads(row).items()} for row in rows]
        frame.loc[rows.index, "row"] = text_column([canonical_json(row) for row in told], rows.index)
    return frame
