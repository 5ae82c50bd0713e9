"""Today's masker over records that a court signed when the masker was another: what it hides more stays hidden.

A signed row goes through the same columns as on the night on which it was masked, with what was printed in the place
of what was raw. Nothing can come back that way: the masker sees no more than the public would. What it knows beside
the row (the values of tonight's pull for the same case) it only ever hides.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.cleaning.contacts import court_phones
from pipeline.cleaning.parties import IdForm
from pipeline.core.frames import TEXT, Column, Frame
from pipeline.core.records import SCHEMAS, Dataset, canonical_json
from pipeline.core.writing import replacing
from pipeline.masking.cases import CaseKnowledge
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import MASK_SHAPE, Profile
from pipeline.masking.rows import Masker, public_rows
from pipeline.retention.judge_night import Judgement
from pipeline.state.batches import Batch, masker_digest, rules_digest

_BESIDE = (
    "id", "court_code", "court_name", "case_id", "id_form", "id_number", "party_kind", "party_name", "cause", "amount",
    "age", "listed_on", "contacts", "handler_reviewed_on",
)  # fmt: skip
"""What the masker reads beside a published column."""
_CODE_FORMS = {18: IdForm.USCC, 10: IdForm.ORG_CODE, 9: IdForm.ORG_CODE}


@dataclass(frozen=True, slots=True)
class NightKnowledge:
    """What tonight's pull knows of the cases; nothing where there was none."""

    cases: CaseKnowledge = field(default_factory=lambda: CaseKnowledge({}))
    case_ids: Mapping[str, str] = field(default_factory=dict)
    """Record id -> case id."""

    @classmethod
    def of(cls, judgement: Judgement) -> "NightKnowledge":
        """Gather it from tonight's clean rows; in memory only."""
        frames = [frame[["id", "case_id"]].dropna() for frame in judgement.frames.values() if "case_id" in frame]
        pairs = (zip(frame["id"], frame["case_id"], strict=True) for frame in frames)
        return cls(CaseKnowledge.gather(judgement.every), {record: case for part in pairs for record, case in part})


def is_masked_otherwise(batch: Batch, profile: Profile) -> bool:
    """Whether the batch was masked by another version of the masker or its tables, or by another profile."""
    info, today = batch.info, (masker_digest(), rules_digest(), profile.value)
    return (info.masker_digest, info.rules_digest, info.profile) != today


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was hidden in signed values: kept, so that a run without a pull hides what the night before it hid."""

    values: Mapping[tuple[str, str, str], str]
    """(record id, field, digest of the signed value) -> what is printed instead, as JSON; ``null`` for nothing."""

    @property
    def ids(self) -> frozenset[str]:
        """The records that say less than was signed."""
        return frozenset(record for record, _, _ in self.values)

    def applied(self, said: dict[str, Any]) -> dict[str, Any]:
        """A signed row with what was hidden before."""
        keys = ((name, (said["id"], name, _digest(value))) for name, value in said.items())
        return said | {name: json.loads(self.values[key]) for name, key in keys if key in self.values}


def read_hidden(path: Path) -> Hidden:
    """What the last run hid; nothing where it hid nothing."""
    if not path.is_file():
        return Hidden({})
    frame = pd.read_parquet(path)
    keys = zip(frame["id"], frame["field"], frame["said"], strict=True)
    return Hidden(dict(zip(keys, frame["now"], strict=True)))


def write_hidden(hidden: Hidden, path: Path) -> None:
    """Keep what is hidden, aside and renamed; all of it is masked."""
    rows = [(*key, now) for key, now in sorted(hidden.values.items())]
    with replacing(path) as aside:
        pd.DataFrame(rows, columns=["id", "field", "said", "now"]).astype(TEXT).to_parquet(aside, index=False)


def hide_more(
    batches: Iterable[Batch], profile: Profile, judgement: Judgement | None, before: Hidden
) -> tuple[tuple[Batch, ...], Hidden]:
    """Run today's masker over the batches that were masked otherwise.

    Args:
        batches: What goes out.
        profile: The deployment's profile.
        judgement: Tonight's clean rows, for what they know of the cases; None where there was no pull.
        before: What earlier runs hid.

    Returns:
        The batches, and all that is hidden in them now.
    """
    given = tuple(batches)
    otherwise = [batch for batch in given if is_masked_otherwise(batch, profile)]
    if not otherwise:
        return given, Hidden({})
    knowledge = NightKnowledge() if judgement is None else NightKnowledge.of(judgement)
    masker = Masker(ProfileMasking(profile), knowledge.cases, _court_phones(given))
    frame = pd.concat([batch.frame for batch in otherwise], ignore_index=True)
    rows, hidden = _remasked(frame, masker, knowledge.case_ids, before)
    ends = list(accumulate(len(batch.frame) for batch in otherwise))
    told = {
        batch.info.court_code: rows.iloc[end - len(batch.frame) : end].set_axis(batch.frame.index)
        for batch, end in zip(otherwise, ends, strict=True)
    }
    now = (
        replace(batch, frame=batch.frame.assign(row=told.get(batch.info.court_code, batch.frame["row"])))
        for batch in given
    )
    return tuple(now), hidden


def _remasked(frame: Frame, masker: Masker, case_ids: Mapping[str, str], before: Hidden) -> tuple[Column, Hidden]:
    """The rows of batches as they are masked now, on the same index, and what is hidden in them."""
    rows = frame["row"].copy()
    hidden: dict[tuple[str, str, str], str] = {}
    for name, part in frame.groupby("dataset", sort=False):
        dataset = Dataset(str(name))
        signed = [json.loads(row) for row in part["row"]]
        said = [before.applied(row) for row in signed]
        masked = public_rows(dataset, _as_clean_rows(dataset, said, part["reviewed_on"], case_ids), masker)
        now = [_only_less(*pair) for pair in zip(said, map(json.loads, masked), strict=True)]
        rows.loc[part.index] = [canonical_json(row) for row in now]
        for old, new in zip(signed, now, strict=True):
            hidden |= {
                (old["id"], field, _digest(value)): json.dumps(new.get(field), ensure_ascii=False)
                for field, value in old.items()
                if new.get(field) != value
            }
    return rows.astype(TEXT), Hidden(hidden)


def _only_less(said: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The signed row as it is masked now; a value that was not printed before stays away, and so does another age."""
    kept = {name: now.get(name) for name, value in said.items() if value is not None}
    if kept.get("age") != said.get("age"):
        kept["age"] = None
    return kept


def _digest(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), digest_size=16).hexdigest()


def _as_clean_rows(
    dataset: Dataset, said: list[dict[str, Any]], reviewed_on: Column, case_ids: Mapping[str, str]
) -> Frame:
    """Printed rows in the form in which clean ones come to the masker."""
    names = [*dict.fromkeys([*_BESIDE, *SCHEMAS[dataset].published])]
    rows = [
        row | {"case_id": case_ids.get(row["id"]), "id_form": _form_of(row), "handler_reviewed_on": reviewed}
        for row, reviewed in zip(said, reviewed_on, strict=True)
    ]
    columns = {name: pd.Series([_as_text(row.get(name)) for row in rows], dtype=TEXT) for name in names}
    return pd.DataFrame(columns, columns=names)


def _form_of(row: Mapping[str, Any]) -> str | None:
    """What kind of number was printed; one in full can only be an organisation's."""
    number = row.get("id_number")
    if number is None:
        return None
    if any(shape.fullmatch(number) for shape in MASK_SHAPE.values()):
        return IdForm.RESIDENT.value
    return IdForm.DOCUMENT.value if "*" in number else _CODE_FORMS.get(len(number), IdForm.DOCUMENT).value


def _as_text(value: Any) -> str | None:
    if value is None or value is pd.NA:
        return None
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _court_phones(batches: Iterable[Batch]) -> dict[str, tuple[str, ...]]:
    """What the courts' public directory declares."""
    of_courts = (batch.frame["row"][batch.frame["dataset"] == Dataset.COURTS.value] for batch in batches)
    said = [json.loads(row) for rows in of_courts for row in rows]
    nothing = pd.Series([None] * len(said), dtype=TEXT)
    return court_phones(_as_clean_rows(Dataset.COURTS, said, nothing, {}))
