"""Twin tables: tonight's raw tables with other hidden digits in every column and text.

1. The tables are cleaned, since cases, kinds of party and forms of numbers are known of clean rows only.
2. The numbers of all rows go into the replacements, each with its twin.
3. Texts pass the same way as in the night, with a masking that replaces instead of hiding.
4. What changed is written over the raw cells; every other cell keeps its dirt.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from pipeline.cleaning.contacts import court_phones
from pipeline.cleaning.identifiers import compact_number
from pipeline.cleaning.parties import IdForm
from pipeline.cleaning.tables import clean_table, court_names
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import OF_CASES, PARTY_LISTS, PUBLISHED_DATASETS, SCHEMAS, Dataset, Kind
from pipeline.masking.cases import CaseKey, CaseKnowledge
from pipeline.masking.folding import view_of
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.known import FRAGMENT
from pipeline.masking.scene import SPACING
from pipeline.proof.twins.cells import twin_age, twin_identifier, twin_name, twin_phones
from pipeline.proof.twins.replacements import Replacements, Windows
from pipeline.proof.twins.replacing import replaced_cells
from pipeline.proof.twins.texts import turned

_NO_SECRET = b"twin"
"""Ids of rows matter to nobody here."""
_ANY_COURT = ""
_WITH_DIGITS = (Kind.WORD, Kind.TEXT, Kind.HTML, Kind.CONTACTS, Kind.ATTACHMENTS)
_CHAIN = re.compile(rf"[0-9](?>(?:[{SPACING}\s]{{0,4}}+[0-9]){{5,}})")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")
_LONG_NUMBER = re.compile(r"[0-9０-９]{6}")

Cell = tuple[int, str, str]
"""Row of the raw table, column, new text."""


@dataclass(frozen=True, slots=True)
class TwinTables:
    """Raw tables that differ from tonight's in hidden digits only; in memory only, like those."""

    tables: dict[Dataset, Frame]
    changed: int
    """How many cells differ."""


def twin_tables(tables: Mapping[Dataset, Frame], masking: ProfileMasking) -> TwinTables:
    """Tonight's raw tables with other hidden digits.

    Args:
        tables: Raw rows of every dataset.
        masking: Decides which digits of a resident ID are printed, and which numbers stay.
    """
    raw = {dataset: frame.reset_index(drop=True) for dataset, frame in tables.items()}
    clean = _cleaned(raw)
    parties = [clean[dataset] for dataset in PARTY_LISTS]
    cases = CaseKnowledge.gather([{dataset: clean[dataset] for dataset in PARTY_LISTS}])
    replacements = Replacements.of(parties, _windows(clean, _cases_of(parties)), masking)
    phones = court_phones(clean[Dataset.COURTS])
    phones[_ANY_COURT] = tuple(sorted({value for values in phones.values() for value in values}))
    changed = 0
    for dataset, frame in raw.items():
        cells = list(_cells(dataset, frame, clean, cases, phones, replacements))
        raw[dataset] = _with_cells(frame, cells)
        changed += len({(row, column) for row, column, _ in cells})
    return TwinTables(raw, changed)


def _cleaned(raw: Mapping[Dataset, Frame]) -> dict[Dataset, Frame]:
    """Clean rows, those included that are left out, indexed as the raw tables."""
    names = court_names(raw[Dataset.COURTS])
    return {dataset: clean_table(dataset, raw[dataset], names, _NO_SECRET, _ANY_COURT).every for dataset in raw}


def _cases_of(parties: Iterable[Frame]) -> set[CaseKey]:
    return {case for frame in parties for case in zip(frame["court_code"], frame["case_id"].fillna(""), strict=True)}


def _windows(clean: Mapping[Dataset, Frame], cases: set[CaseKey]) -> Windows:
    """Every six digits in a row in the texts of each case that has parties."""
    found: defaultdict[CaseKey, set[str]] = defaultdict(set)
    for dataset in OF_CASES:
        frame = clean[dataset]
        keys = list(zip(frame["court_code"], frame["case_id"].fillna(""), strict=True))
        for column in SCHEMAS[dataset].published_columns:
            if column.kind in _WITH_DIGITS:
                for key, text in zip(keys, frame[column.name].fillna(""), strict=True):
                    if len(text) >= FRAGMENT and key in cases:
                        found[key].update(_six_digits(text))
    return {key: frozenset(six) for key, six in found.items() if six}


def _six_digits(text: str) -> Iterator[str]:
    for chain in _CHAIN.finditer(view_of(text).text):
        digits = _NOT_A_DIGIT.sub("", chain.group())
        yield from (digits[start : start + FRAGMENT] for start in range(len(digits) - FRAGMENT + 1))


def _cells(
    dataset: Dataset,
    raw: Frame,
    clean: Mapping[Dataset, Frame],
    cases: CaseKnowledge,
    phones: dict[str, tuple[str, ...]],
    replacements: Replacements,
) -> Iterator[Cell]:
    """Every cell of a table that reads otherwise; a later one of the same place counts."""
    if dataset is Dataset.WITHHOLDINGS:
        yield from _targets(raw, replacements)
        return
    yield from _names(dataset, raw, replacements)
    if dataset in PUBLISHED_DATASETS:
        yield from replaced_cells(dataset, raw, clean[dataset], cases, phones, replacements)
    if dataset in PARTY_LISTS:
        yield from _facts(raw, clean[dataset], replacements)


def _facts(raw: Frame, clean: Frame, replacements: Replacements) -> Iterator[Cell]:
    """Numbers, phones, addresses and ages of parties."""
    is_code = clean["id_form"].isin([IdForm.USCC, IdForm.ORG_CODE])
    numbers = clean["id_number"].mask(is_code)
    for row, cell, number in zip(clean.index, raw["id_number"].loc[clean.index], numbers, strict=True):
        if pd.notna(number):
            yield from _changed(row, "id_number", cell, twin_identifier(cell, number, replacements))
    is_natural = clean["party_kind"].eq("natural").fillna(False)
    representative: Callable[[str], str] = lambda cell: twin_identifier(cell, compact_number(cell), replacements)  # noqa: E731
    yield from _mapped(raw, "legal_representative_id", representative)
    yield from _mapped(raw, "phone", lambda cell: twin_phones(cell, replacements))
    yield from _mapped(raw.loc[clean.index[is_natural]], "address", turned)
    yield from _mapped(raw, "protected_addresses", turned)
    yield from _mapped(raw, "age", twin_age)


def _names(dataset: Dataset, raw: Frame, replacements: Replacements) -> Iterator[Cell]:
    """Names with a number that cleaning takes out."""
    for column in SCHEMAS[dataset].columns:
        if column.kind is Kind.NAME:
            numbered = raw[raw[column.name].str.contains(_LONG_NUMBER).fillna(False).astype(bool)]
            yield from _mapped(numbered, column.name, lambda cell: twin_name(cell, replacements))


def _targets(raw: Frame, replacements: Replacements) -> Iterator[Cell]:
    """Approvals of withholding that name a party by number."""
    for row, cell in raw["target"].dropna().items():
        if replacements.knows(number := compact_number(cell)):
            yield from _changed(row, "target", cell, twin_identifier(cell, number, replacements))


def _mapped(raw: Frame, column: str, twin: Callable[[str], str]) -> Iterator[Cell]:
    for row, cell in raw[column].dropna().items():
        yield from _changed(row, column, cell, twin(cell))


def _changed(row: object, column: str, old: str, new: str) -> Iterator[Cell]:
    if new != old:
        yield int(str(row)), column, new


def _with_cells(frame: Frame, cells: Iterable[Cell]) -> Frame:
    """A raw table with some cells replaced."""
    by_column: defaultdict[str, dict[int, str]] = defaultdict(dict)
    for row, column, new in cells:
        by_column[column][row] = new
    columns = {}
    for column, changes in by_column.items():
        values = frame[column].astype(object).to_numpy(copy=True)
        values[list(changes)] = list(changes.values())
        columns[column] = pd.Series(values, index=frame.index, dtype=TEXT)
    return frame.assign(**columns)
