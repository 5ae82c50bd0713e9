"""Clean rows into their public texts, court by court: what a court's rows know hides in that court's rows only."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.cleaning.contacts import court_phones
from pipeline.cleaning.secrets import CASE_COLUMNS
from pipeline.core.frames import Column, Frame, text_column
from pipeline.core.mapper import Mapper, balanced_bundles
from pipeline.core.records import Dataset
from pipeline.masking.cases import CaseKey, CaseKnowledge
from pipeline.masking.hiding import Masking
from pipeline.masking.rows import Masker, public_rows
from pipeline.retention.judge_night import Judgement


@dataclass(frozen=True, slots=True, repr=False)
class CourtRows:
    """What it takes to print the rows of some courts; raw, in memory only."""

    public: Mapping[Dataset, Frame]
    """Clean rows that may be public."""
    every: Mapping[Dataset, Frame]
    """`CASE_COLUMNS` of the party lists' clean rows, for what they know of the cases."""
    phones: dict[str, tuple[str, ...]]
    """Court code -> the phones that it declares public."""
    masking: Masking
    nameless: frozenset[CaseKey] = frozenset()
    """Cases whose natural persons no text names any more (R14)."""


def court_rows(
    public: Mapping[Dataset, Frame], judgement: Judgement, masking: Masking, directory: Frame | None = None
) -> CourtRows:
    """All rows of some courts, with what it takes to print them.

    Args:
        public: Clean rows that may be public.
        judgement: The courts' clean rows.
        masking: What hides.
        directory: The clean directory of courts; absent where it stands among the rows.
    """
    phones = court_phones(judgement.frames[Dataset.COURTS] if directory is None else directory)
    return CourtRows(public, judgement.every, phones, masking, judgement.nameless)


def printed_texts(rows: CourtRows, mapper: Mapper) -> dict[Dataset, Column]:
    """The canonical JSON of rows as their ``masking`` prints them, on the index of each frame; pieces run where ``mapper`` says."""
    pieces = [rows] if mapper.pieces == 1 else _by_court(rows, mapper.pieces)
    printed = list(mapper.map(print_court_rows, pieces))
    return {dataset: _together(frame, [part[dataset] for part in printed]) for dataset, frame in rows.public.items()}


def print_court_rows(rows: CourtRows) -> dict[Dataset, Column]:
    """The canonical JSON of some courts' rows, on the index of each frame."""
    masker = Masker(rows.masking, CaseKnowledge.gather([rows.every], rows.nameless), rows.phones)
    return {
        dataset: text_column(public_rows(dataset, frame, masker), frame.index) for dataset, frame in rows.public.items()
    }


def _by_court(whole: CourtRows, pieces: int) -> Iterable[CourtRows]:
    sizes: Counter[str] = Counter()
    for frame in whole.public.values():
        sizes.update(frame["court_code"])
    known = {dataset: frame[list(CASE_COLUMNS)] for dataset, frame in whole.every.items()}
    for courts in balanced_bundles(sizes, pieces):
        phones = {court: whole.phones[court] for court in courts if court in whole.phones}
        nameless = frozenset(key for key in whole.nameless if key[0] in courts)
        yield CourtRows(_of(whole.public, courts), _of(known, courts), phones, whole.masking, nameless)


def _of(frames: Mapping[Dataset, Frame], courts: Collection[str]) -> dict[Dataset, Frame]:
    return {dataset: frame[frame["court_code"].isin(courts)] for dataset, frame in frames.items()}


def _together(frame: Frame, parts: list[Column]) -> Column:
    if len(parts) == 1:
        return parts[0]
    return pd.concat(parts).loc[frame.index] if parts else text_column([], frame.index)
