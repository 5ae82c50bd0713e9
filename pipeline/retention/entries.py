"""Entries of cases by what the parties' rows of the same case say: minors (R7), and texts that go with their parties.

An entry names nobody, so it may outlive the rows of its parties. The text of a document may not: it stands only while a
party's row of the case is public, none has left, and an officer has read it.
"""

from collections.abc import Mapping

import pandas as pd

from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import TEXT, Column, Frame, blank_column, earliest
from pipeline.core.records import Dataset
from pipeline.retention.events import Setting, is_minor
from pipeline.retention.rules import load_rule_table

_KEYS = ("case_id", "case_number")
"""By what an entry and a party's row are of one case, in one court."""


def with_minors(entries: Frame, parties: Mapping[Dataset, Frame], on: str) -> Frame:
    """Entries with ``case_of_minor``: "1" where a party of the case is a minor, else absent.

    Args:
        entries: Clean rows of a list of case entries.
        parties: Clean rows of the party lists, those included that were left out.
        on: R.
    """
    if entries.empty:
        return entries.assign(case_of_minor=blank_column(entries.index))
    table = load_rule_table()
    minors = [
        frame[is_minor(frame, Setting(table, dataset, on)).notna()] for dataset, frame in parties.items() if len(frame)
    ]
    return entries.assign(case_of_minor=blank_column(entries.index).mask(_is_of_case(entries, minors), "1"))


def with_standing_texts(
    documents: Frame, frames: Mapping[Dataset, Frame], verdicts: Mapping[Dataset, Frame]
) -> tuple[Frame, list[Finding]]:
    """Documents without the texts that may not stand, and with ``text_leaves_on``: when the first of their parties leaves.

    Args:
        documents: Clean rows.
        frames: Clean rows of the party lists.
        verdicts: Their verdicts.
    """
    has_text = documents["body"].notna()
    if not has_text.any():
        return documents.assign(text_leaves_on=blank_column(documents.index)), []
    rows = [(frame, verdicts[dataset]) for dataset, frame in frames.items() if len(frame)]
    public = _is_of_case(documents, [frame[verdict["public"]] for frame, verdict in rows])
    left = _is_of_case(documents, [frame[verdict["due"]] for frame, verdict in rows])
    unread = has_text & documents["handler_reviewed_on"].isna()
    gone = has_text & ~unread & (left | ~public)
    texts = documents["body"].mask(unread | gone)
    days = _first_deadline(documents, [frame.assign(gone=verdict["deadline"]) for frame, verdict in rows])
    found = _findings(documents[unread], "text_not_reviewed", Cause.MISSING)
    found += _findings(documents[gone], "text_left_with_its_parties", Cause.RULE)
    return documents.assign(body=texts, text_leaves_on=days.where(texts.notna())), found


def _findings(documents: Frame, code: str, cause: Cause) -> list[Finding]:
    return [
        Finding(Dataset.DOCUMENTS, court, record, "body", code, cause, Effect.DROPPED)
        for court, record in zip(documents["court_code"], documents["id"], strict=True)
    ]


def _is_of_case(entries: Frame, rows: list[Frame]) -> Column:
    """Entries of a case of which there is one of the rows."""
    found: Column = pd.Series(False, index=entries.index, dtype=bool)
    for key in _KEYS:
        cases = {pair for frame in rows for pair in _pairs(frame, key)}
        if cases:
            own = zip(entries["court_code"], entries[key].fillna(""), strict=True)
            found |= pd.Series([pair in cases for pair in own], index=entries.index, dtype=bool)
    return found


def _pairs(frame: Frame, key: str) -> set[tuple[str, str]]:
    named = frame[frame[key].notna()]
    return set(zip(named["court_code"], named[key], strict=True))


def _first_deadline(entries: Frame, rows: list[Frame]) -> Column:
    """The first day in ``gone`` of a row of the same case."""
    days = []
    for key in _KEYS:
        case = ["court_code", key]
        known = [frame[[*case, "gone"]].dropna() for frame in rows]
        if not known or (every := pd.concat(known, ignore_index=True)).empty:
            continue
        first = every.groupby(case)["gone"].min()
        days.append(entries[case].join(first, on=case)["gone"].astype(TEXT))
    return earliest(days) if days else blank_column(entries.index)
