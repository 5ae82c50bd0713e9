"""A batch as one file that an officer takes to the signing page: every cell that the court signs, and hints beside them.

The page believes nothing of it. It computes the digest from the rows that it shows, and that of the batch signed before
from what is unchanged and what ``before`` says; ``hints`` (order, reasons, kinds of masks, why a record leaves) are not
signed, and the page says so. `types.d.ts` types the file (`BatchFile`).
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from pipeline.core.errors import StateError
from pipeline.core.frames import Frame
from pipeline.core.messages import _
from pipeline.core.records import Kind
from pipeline.masking.profiles import Profile
from pipeline.review.changes import Changes, find_changes, records_of
from pipeline.review.entries import Record, leaving_of, shown_text
from pipeline.review.marks import find_marks
from pipeline.review.risk import Known, load_risks, reasons_of
from pipeline.review.source import ReviewSource
from pipeline.review.wording import shown_columns
from pipeline.state.batches import BATCH_COLUMNS, BatchInfo, BatchName, sealed_digest

FORMAT = "yangguang-batch-file/1"
_UNMARKED = (Kind.IDENTIFIER, Kind.DATE, Kind.MOMENT, Kind.MONEY, Kind.AGE)
"""Columns whose masks the page finds by itself, or that have none."""


def batch_file_name(court_code: str, name: BatchName) -> str:
    """The name of a batch's file.

    >>> batch_file_name("浙0106", BatchName("2026-11-20", 12))
    '浙0106_2026-11-20_000012.batch.json'
    """
    return f"{court_code}_{name}.batch.json"


def batch_file_bytes(source: ReviewSource, info: BatchInfo, name: BatchName) -> bytes:
    """The file of a batch.

    Args:
        source: The batch, the one signed before, the court's officers.
        info: What stands beside the batch.
        name: The batch's name.

    Raises:
        StateError: The rows are not those that ``info`` names: another batch, or one of an older form.
    """
    if sealed_digest(source.newest) != info.digest:
        raise StateError(
            _("batch {court}/{name} is not of today's form; sign it with `publish.py approve`").format(
                court=info.court_code, name=name
            )
        )
    changes = find_changes(source.signed, source.newest, date.fromisoformat(name.date), source.reasons)
    tree = {
        "format": FORMAT,
        "info": asdict(info),
        "name": {"date": name.date, "number": name.number},
        "court_name": source.facts.court_name,
        "columns": list(BATCH_COLUMNS),
        "rows": _cells(source.newest),
        "before": _before(source),
        "hints": {**_hints(changes, source.known), "legality": [asdict(one) for one in source.legality.held]},
        "threshold": source.threshold,
        "signers": [
            {
                "signer": key.signer,
                "scheme": key.scheme.value,
                "keyid": key.keyid,
                "valid_from": key.valid_from.isoformat(),
                "expires": key.expires.isoformat(),
            }
            for key in source.officers
        ],
    }
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _cells(frame: Frame) -> list[list[str | None]]:
    return [list(record.values()) for record in records_of(frame[list(BATCH_COLUMNS)])]


def _before(source: ReviewSource) -> dict[str, Any] | None:
    """The batch signed before, as far as it is not, cell by cell, in the new one; and which records it did not have."""
    if source.signed is None:
        return None
    before = source.signed[list(BATCH_COLUMNS)]
    newest = {row[0]: row for row in _cells(source.newest)}
    rows = _cells(before)
    return {
        "night": source.facts.signed_on,
        "digest": sealed_digest(before),
        "rows": [row for row in rows if newest.get(row[0]) != row],
        "new": sorted(newest.keys() - {row[0] for row in rows}),
    }


def _hints(changes: Changes, known: Known) -> dict[str, Any]:
    to_check = [record for frame in (changes.new, changes.changed) for record in records_of(frame)]
    return {
        "risks": {str(record["id"]): _risk(record, known) for record in to_check},
        "marks": {str(record["id"]): dict(_marks(record, known.profile)) for record in to_check},
        "leaving": {
            str(record["id"]): {**leaving_of(record), "rule": record["rule"]}
            for record in records_of(changes.leaving)
            if record["deadline"] and record["rule"]
        },
    }


def _risk(record: Record, known: Known) -> dict[str, Any]:
    reasons = reasons_of(json.loads(record["row"] or "{}"), known)
    score = sum(reason.score for reason in reasons)
    return {"score": score, "level": load_risks().level(score), "reasons": [reason.words for reason in reasons]}


def _marks(record: Record, profile: Profile) -> Iterator[tuple[str, list[list[int | str]]]]:
    """Column -> the masks in its text, as the browser counts its characters."""
    row = json.loads(record["row"] or "{}")
    for column in shown_columns(row["dataset"]):
        value = row.get(column.name)
        if value is None or column.kind in _UNMARKED:
            continue
        text = value if column.kind is Kind.HTML else shown_text(value)
        found = find_marks(text, profile)
        if found:
            yield column.name, [[_utf16(text, mark.start), _utf16(text, mark.end), mark.kind] for mark in found]


def _utf16(text: str, place: int) -> int:
    """A place in a text as JavaScript counts it.

    >>> _utf16("𠮷某", 1)
    2
    """
    return place + sum(sign > "\uffff" for sign in text[:place])
