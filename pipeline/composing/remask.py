"""Today's masker over records that a court signed when the masker was another: what it hides more stays hidden.

A signed row goes through the same columns as on the night on which it was masked, with what was printed in the place
of what was raw. Nothing can come back that way: the masker sees no more than the public would. What it knows beside
the row (the values of tonight's pull for the same case) it only ever hides.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.cleaning.contacts import court_phones
from pipeline.cleaning.parties import IdForm
from pipeline.composing.snapshot import row_digests
from pipeline.core.frames import TEXT, Column, Frame, blank_column
from pipeline.core.records import SCHEMAS, Dataset, canonical_json
from pipeline.masking.cases import CaseKnowledge
from pipeline.masking.confirmed import as_rules
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import MASK_SHAPE
from pipeline.masking.rows import Masker, public_rows
from pipeline.retention.judged_night import JudgedNight
from pipeline.state.batch_forms import TODAY
from pipeline.state.batches import Batch, masker_digest, rules_digest
from pipeline.state.ledger import Ledger
from pipeline.state.noted_file import NotedFile

_KEY = "hidden more"
"""The ledger's note of the file: form of the batches, then the digests that it may have."""
_COLUMNS = ("id", "field", "said", "now")
_BESIDE = (
    "id", "court_code", "court_name", "case_id", "id_form", "id_number", "party_kind", "party_name", "cause", "amount",
    "age", "listed_on", "contacts", "handler_reviewed_on",
)  # fmt: skip
"""What the masker reads beside a published column."""
_WHOLE = ""
_CODE_FORMS = {18: IdForm.USCC, 10: IdForm.ORG_CODE, 9: IdForm.ORG_CODE}


@dataclass(frozen=True, slots=True)
class NightKnowledge:
    """What tonight's pull knows of the cases; nothing where there was none."""

    cases: CaseKnowledge = field(default_factory=lambda: CaseKnowledge({}))
    case_ids: Mapping[str, str] = field(default_factory=dict)
    """Record id -> case id."""

    @classmethod
    def of(cls, night: JudgedNight) -> "NightKnowledge":
        """Gather it from tonight's clean rows; in memory only."""
        every: list[Mapping[Dataset, Frame]] = []
        nameless: set[tuple[str, str]] = set()
        case_ids: dict[str, str] = {}
        for judgement in night.opened():
            every.append(judgement.every)
            nameless |= judgement.nameless
            for frame in judgement.frames.values():
                if "case_id" in frame:
                    named = frame[["id", "case_id"]].dropna()
                    case_ids.update(zip(named["id"], named["case_id"], strict=True))
        return cls(CaseKnowledge.gather(every, nameless), case_ids)


def is_masked_otherwise(batch: Batch, masking: ProfileMasking) -> bool:
    """Whether the batch was masked by another version of the masker or its tables, another profile or other labels."""
    rules = rules_digest(as_rules(masking.confirmed))
    info, today = batch.info, (masker_digest(), rules, masking.profile.value)
    return (info.masker_digest, info.rules_digest, info.profile) != today


@dataclass(frozen=True, slots=True)
class Hidden:
    """What was hidden in signed values: kept, so that a run without a pull hides what the night before it hid."""

    values: Mapping[tuple[str, str, str], str]
    """(record id, field, digest of the signed value) -> what is printed instead, as JSON; ``null`` for nothing. A row
    that stays out as a whole stands under the field ``""``."""

    @property
    def ids(self) -> frozenset[str]:
        """The records that say less than was signed."""
        return frozenset(record for record, _, _ in self.values)

    @property
    def whole(self) -> frozenset[str]:
        """The records of which it is lost what was hidden; they stay out until their court signs another row."""
        return frozenset(record for record, name, _ in self.values if name == _WHOLE)

    def with_those_of(self, before: "Hidden | None", ids: Collection[str]) -> "Hidden":
        """With what was hidden before in records whose batch is lost, for the day on which it is back."""
        kept = {} if before is None else {key: now for key, now in before.values.items() if key[0] in ids}
        return Hidden({**kept, **self.values}) if kept else self

    def applied(self, signed: dict[str, Any]) -> dict[str, Any]:
        """A signed row with what was hidden before."""
        keys = ((name, (signed["id"], name, _digest(value))) for name, value in signed.items())
        return signed | {name: json.loads(self.values[key]) for name, key in keys if key in self.values}


def read_hidden(path: Path, ledger: Ledger) -> Hidden | None:
    """What the last run hid; None where the file is not the one that it wrote, so that this is lost."""
    file = _noted(path)
    if file.is_new(ledger):
        return Hidden({})
    frame = file.read(ledger)
    if frame is None:
        return None
    keys = zip(frame["id"], frame["field"], frame["said"], strict=True)
    return Hidden(dict(zip(keys, frame["now"], strict=True)))


def write_hidden(hidden: Hidden, path: Path, ledger: Ledger) -> None:
    """Keep what is hidden, all of it masked; the ledger knows the file by its digest, whenever the run is killed."""
    rows = [(*key, now) for key, now in sorted(hidden.values.items())]
    _noted(path).write(pd.DataFrame(rows, columns=list(_COLUMNS)).astype(TEXT), ledger)


def _noted(path: Path) -> NotedFile:
    return NotedFile(path, _KEY, _COLUMNS, str(TODAY.number))


def hide_more(
    batches: Iterable[Batch],
    masking: ProfileMasking,
    night: JudgedNight | None,
    before: Hidden | None,
    public: Frame | None = None,
) -> tuple[tuple[Batch, ...], Hidden]:
    """Run today's masker over the batches that were masked otherwise.

    Args:
        batches: What goes out.
        masking: How the deployment masks.
        night: Tonight's clean rows, for what they know of the cases; None where there was no pull.
        before: What earlier runs hid; None where that is lost: of what is public only rows stay that come out as they
            are public now.
        public: The ledger's public records; asked for where ``before`` is lost.

    Returns:
        The batches, and all that is hidden in them now.
    """
    given = tuple(batches)
    otherwise = [batch for batch in given if is_masked_otherwise(batch, masking)]
    if not otherwise:
        return given, Hidden({})
    knowledge = NightKnowledge() if night is None else NightKnowledge.of(night)
    masker = Masker(masking, knowledge.cases, phones_declared(given))
    frame = pd.concat([batch.frame for batch in otherwise], ignore_index=True)
    rows, hidden = _remasked(frame, masker, knowledge.case_ids, before or Hidden({}))
    if before is None:
        hidden = Hidden({**hidden.values, **_unsure(frame, rows, public)})
    ends = list(accumulate(len(batch.frame) for batch in otherwise))
    remasked = {
        batch.info.court_code: rows.iloc[end - len(batch.frame) : end].set_axis(batch.frame.index)
        for batch, end in zip(otherwise, ends, strict=True)
    }
    now = (
        replace(batch, frame=batch.frame.assign(row=remasked.get(batch.info.court_code, batch.frame["row"])))
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
        printed = [before.applied(row) for row in signed]
        now = _masked_now(dataset, printed, part["reviewed_on"], masker, case_ids)
        rows.loc[part.index] = [canonical_json(row) for row in now]
        for old, new in zip(signed, now, strict=True):
            if (whole := (old["id"], _WHOLE, _digest(old))) in before.values:
                hidden[whole] = "null"
            hidden |= {
                (old["id"], field, _digest(value)): json.dumps(new.get(field), ensure_ascii=False)
                for field, value in old.items()
                if new.get(field) != value
            }
    return rows.astype(TEXT), Hidden(hidden)


def mask_again(frame: Frame, masker: Masker, case_ids: Mapping[str, str]) -> Column:
    """Signed rows as they are masked with what a masker knows, which only ever hides; on the same index.

    Args:
        frame: ``dataset`` and ``row``.
        masker: What hides, and what it knows.
        case_ids: Record id -> the case under which it knows something.
    """
    rows = frame["row"].copy()
    for name, part in frame.groupby("dataset", sort=False):
        printed = [json.loads(row) for row in part["row"]]
        now = _masked_now(Dataset(str(name)), printed, blank_column(part.index), masker, case_ids)
        rows.loc[part.index] = [canonical_json(row) for row in now]
    return rows.astype(TEXT)


def _masked_now(
    dataset: Dataset, printed: list[dict[str, Any]], reviewed_on: Column, masker: Masker, case_ids: Mapping[str, str]
) -> list[dict[str, Any]]:
    masked = public_rows(dataset, _as_clean_rows(dataset, printed, reviewed_on, case_ids), masker)
    return [_only_less(*pair) for pair in zip(printed, map(json.loads, masked), strict=True)]


def _unsure(frame: Frame, rows: Column, public: Frame | None) -> dict[tuple[str, str, str], str]:
    """The signed rows that are public in another form than they would have now; what was hidden in them may be lost."""
    if public is None:
        return {}
    shown = frame["id"].map(public.set_index("id")["digest"])
    is_other = shown.notna() & (shown != row_digests(rows))
    signed = map(json.loads, frame["row"][is_other])
    return {(row["id"], _WHOLE, _digest(row)): "null" for row in signed}


def _only_less(printed: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """The signed row as it is masked now; a value that was not printed before stays away, and so does another age."""
    kept = {name: now.get(name) for name, value in printed.items() if value is not None}
    if kept.get("age") != printed.get("age"):
        kept["age"] = None
    return kept


def _digest(value: Any) -> str:
    return hashlib.blake2b(json.dumps(value, ensure_ascii=False, sort_keys=True).encode(), digest_size=16).hexdigest()


def _as_clean_rows(
    dataset: Dataset, printed: list[dict[str, Any]], reviewed_on: Column, case_ids: Mapping[str, str]
) -> Frame:
    """Printed rows in the form in which clean ones come to the masker."""
    names = [*dict.fromkeys([*_BESIDE, *SCHEMAS[dataset].published])]
    rows = [
        row | {"case_id": case_ids.get(row["id"]), "id_form": _form_of(row), "handler_reviewed_on": reviewed}
        for row, reviewed in zip(printed, reviewed_on, strict=True)
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


def phones_declared(batches: Iterable[Batch]) -> dict[str, tuple[str, ...]]:
    """Court code -> phones that the courts' public directory declares."""
    of_courts = (batch.frame["row"][batch.frame["dataset"] == Dataset.COURTS.value] for batch in batches)
    directory = [json.loads(row) for rows in of_courts for row in rows]
    nothing = pd.Series([None] * len(directory), dtype=TEXT)
    return court_phones(_as_clean_rows(Dataset.COURTS, directory, nothing, {}))
