"""One raw table into its clean form: every column read by its kind, what cannot be read reported.

1. Each row gets its opaque id; a row without court or with an unusable ``source_id`` is left out.
2. Each column is read. What cannot be read is kept as text where harmless, else dropped; a date that
   ends a record counts as past and a date that starts one as never: the record is then hidden.
3. Rows that stand twice are kept once, the newest.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from pipeline.cleaning.case_numbers import parse_case_numbers
from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.cleaning.dates import parse_day, parse_moment
from pipeline.cleaning.money import parse_money
from pipeline.cleaning.names import clean_name, has_number, has_unreadable_character
from pipeline.cleaning.parties import IdForm, read_party_number
from pipeline.cleaning.structures import parse_list, parse_url
from pipeline.cleaning.words import clean_word, parse_age, parse_court_code, parse_flag, parse_party_kind, parse_sex
from pipeline.core.findings import Finding
from pipeline.core.frames import Column, Frame, blank_column, map_unique, text_column
from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset, Kind, is_id_like, record_id

LONG_PAST, NEVER = "1949-01-01", "9999-12-31"
"""What an unreadable end and an unreadable start count as; both keep the record hidden."""

_ENDS = {"closed_on", "measure_end", "removal_act_on", "national_removed_on", "withdrawn_on", "case_closed_on"}
_STARTS = {"measure_start", "listed_on", "published_on"}
_OF_NO_COURT = (Dataset.GUIDELINES, Dataset.COURTS)
EVERY_COURT = "*"
"""The court of an approval of withholding that names none: it holds everywhere."""
UNKNOWN_AGE = "-1"
"""An age that is stated but cannot be read."""
_DAYS = _ENDS | _STARTS | {"handler_reviewed_on", "decided_on", "approved_on", "until"}
_HARMLESS_CASE_NUMBER = re.compile(r"(?!.*\d(?:[\s-]*\d){6})[^<>]{1,60}", re.DOTALL)
_PERSONAL_NUMBER = re.compile(r"\d{11}")
_BRACKETS = str.maketrans("[]〔〕【】", "()()()")


@dataclass(frozen=True, slots=True)
class CleanTable:
    """A dataset's clean rows, with ``id`` and for party records ``id_form`` beside the contract's columns."""

    frame: Frame
    every: Frame
    """Also the rows that were left out (no usable ``source_id``, standing twice): what they know of a case
    must be hidden in its other rows' texts all the same."""
    findings: tuple[Finding, ...]


def clean_table(
    dataset: Dataset, raw: Frame, court_names: Mapping[str, str], site_secret: bytes, operating_court: str
) -> CleanTable:
    """Bring one raw table into its clean form.

    Args:
        dataset: Which table it is.
        raw: The contract's columns as text.
        court_names: Court code -> printed name, from the directory.
        site_secret: Key of the opaque ids.
        operating_court: The court that answers for records of no court.
    """
    if raw.empty:
        nothing = empty_clean_table(dataset)
        return CleanTable(nothing, nothing, ())
    default_court = EVERY_COURT if dataset is Dataset.WITHHOLDINGS else ""
    if dataset in _OF_NO_COURT:
        default_court = operating_court
    rows = _Rows(dataset, raw.reset_index(drop=True), default_court)
    rows.place_in_courts(court_names)
    rows.give_ids(site_secret)
    for column in SCHEMAS[dataset].columns:
        if column.name not in ("source_id", "court_code", "court_name", "id_number"):
            rows.read_column(column.name, column.kind)
    if dataset in PARTY_LISTS:
        rows.read_numbers()
    every = rows.frame
    rows.keep_newest()
    return CleanTable(rows.frame, every, tuple(rows.findings))


class _Rows:
    """The rows of one table while they are being cleaned."""

    def __init__(self, dataset: Dataset, frame: Frame, default_court: str) -> None:
        self.dataset = dataset
        self.frame = frame
        self.default_court = default_court
        self.usable = blank_column(frame.index)
        self.findings: list[Finding] = []

    def place_in_courts(self, court_names: Mapping[str, str]) -> None:
        """Give every row the code and printed name of a court; rows that name none are left out."""
        codes_by_name = {name: code for code, name in court_names.items()}
        code = map_unique(self.frame["court_code"], parse_court_code)
        own_name = map_unique(self.frame["court_name"], clean_name)
        code = code.fillna(map_unique(own_name, codes_by_name.get))
        if self.default_court:
            code = code.fillna(self.default_court)
        placed = code.notna()
        for row in self.frame.index[~placed]:
            self._find(f"row {row}", "", "court_code", "names no court; the row was left out")
        name = map_unique(code, lambda known: court_names.get(known)).fillna(own_name).fillna(code)
        self.frame = self.frame.assign(court_code=code, court_name=name)[placed]

    def give_ids(self, site_secret: bytes) -> None:
        """Compute the opaque id; rows whose ``source_id`` is empty or ID-like get none and are left out later."""
        source_id = self.frame["source_id"].fillna("")
        self.usable = ~source_id.str.strip().eq("") & ~source_id.map(is_id_like).astype(bool)
        rows = zip(self.frame.index, self.usable, self.frame["court_code"], source_id, strict=True)
        ids = [
            record_id(site_secret, self.dataset, court, source) if usable else f"row {row}"
            for row, usable, court, source in rows
        ]
        self.frame = self.frame.assign(id=text_column(ids, self.frame.index))
        reason = "is empty or looks like an identity number; the row was left out"
        self._find_all(~self.usable, "source_id", reason)

    def read_column(self, name: str, kind: Kind) -> None:
        """Read one column by its name or kind; report what could not be read."""
        raw = self.frame[name]
        reader = _reader(name, kind)
        if reader is None or raw.isna().all():
            return
        read = map_unique(raw, reader)
        lost = raw.notna() & read.isna() & raw.fillna("").str.strip().ne("")
        if lost.any():
            read = self._settle_lost(name, kind, raw, read, lost)
        if kind is Kind.NAME:
            self._report_odd_names(name, raw)
        self.frame[name] = read

    def read_numbers(self) -> None:
        """Read the parties' numbers into ``id_number`` and ``id_form``."""
        kinds = self.frame["party_kind"].fillna("natural")
        raw = self.frame["id_number"].fillna("")
        read = [read_party_number(text, kind) for text, kind in zip(raw, kinds, strict=True)]
        numbers = text_column([number and number.number for number in read], self.frame.index)
        forms = text_column([number and number.form.value for number in read], self.frame.index)
        unreadable = forms.eq(IdForm.UNREADABLE).fillna(False)
        self._find_all(unreadable, "id_number", "is no identity number; hidden whole")
        self._find_all(numbers.isna(), "id_number", "is empty; the record can be found by name and case number only")
        self.frame = self.frame.assign(party_kind=kinds, id_number=numbers, id_form=forms)

    def keep_newest(self) -> None:
        """Keep one usable row per id: the one updated last; of equal ones the one that ended."""
        usable = self.frame[self.usable]
        ends = [name for name in _ENDS if name in usable]
        ended = usable[ends].notna().any(axis=1)
        order = usable.assign(_ended=ended, _order=range(len(usable))).sort_values(
            ["updated_at", "_ended", "_order"], na_position="first", kind="stable"
        )
        twice = order["id"].duplicated(keep="last")
        self.frame = order.drop(columns=["_order", "_ended"])
        self._find_all(twice, "source_id", "stands more than once; the newest row was kept")
        self.frame = self.frame[~twice].sort_values("id", kind="stable").reset_index(drop=True)

    def _settle_lost(self, name: str, kind: Kind, raw: Column, read: Column, lost: Column) -> Column:
        """Decide what an unreadable value counts as, and report it."""
        if name in _ENDS or (name == "ends_on" and self.dataset is Dataset.REWARD_NOTICES) or name == "term_until":
            self._find_all(lost, name, "is no date; counts as past, the record is hidden")
            return read.mask(lost, LONG_PAST)
        if name in _STARTS:
            self._find_all(lost, name, "is no date; counts as not begun, the record is hidden")
            return read.mask(lost, NEVER)
        if name == "until":
            self._find_all(lost, name, "is no date; counts as unlimited")
            return read.mask(lost, NEVER)
        if name == "age":
            self._find_all(lost, name, "cannot be read; without a birth year the record is hidden")
            return read.mask(lost, UNKNOWN_AGE)
        if name == "is_minor":
            self._find_all(lost, name, "is neither yes nor no; counts as yes, the record is hidden")
            return read.mask(lost, "1")
        if kind is Kind.CASE_NUMBER:
            harmless = lost & raw.fillna("").str.fullmatch(_HARMLESS_CASE_NUMBER)
            self._find_all(harmless, name, "is no case number; kept as text")
            self._find_all(lost & ~harmless, name, "is no case number; dropped")
            return read.mask(harmless, map_unique(raw, clean_word))
        self._find_all(lost, name, "cannot be read; dropped")
        return read

    def _report_odd_names(self, name: str, raw: Column) -> None:
        texts = raw.fillna("")
        odd = texts.str.contains(r"[\d０-９?？�]", regex=True)
        for row in self.frame.index[odd]:
            if has_number(texts[row]):
                self._find(self.frame["id"][row], self.frame["court_code"][row], name, "holds a number; taken out")
            elif has_unreadable_character(texts[row]):
                self._find(self.frame["id"][row], self.frame["court_code"][row], name, "has a lost character; kept")

    def _find_all(self, where: Column, column: str, reason: str) -> None:
        if where.any():
            hit = self.frame[where.to_numpy(dtype=bool)]
            for row_id, court in zip(hit["id"], hit["court_code"], strict=True):
                self._find(row_id, court, column, reason)

    def _find(self, row_id: str, court: str, column: str, reason: str) -> None:
        self.findings.append(Finding(self.dataset, court, row_id, column, reason))


Reader = Callable[[str], str | None]


def _reader(name: str, kind: Kind) -> Reader | None:
    """How a column is read; None where it is taken as it is."""
    return _READERS_BY_NAME.get(name) or _READERS_BY_KIND[kind]


def _read_case_numbers(text: str) -> str | None:
    numbers = parse_case_numbers(text)
    return None if numbers is None else "、".join(numbers)


def _read_flag(text: str) -> str | None:
    flag = parse_flag(text)
    return None if flag is None else "1" if flag else "0"


def _read_public(text: str) -> str | None:
    flag = parse_flag(text) if text.strip() else None
    return {True: "是", False: "否"}.get(flag) if flag is not None else {"公开": "是", "不公开": "否"}.get(text.strip())


def _read_age(text: str) -> str | None:
    age = parse_age(text)
    return None if age is None else str(age)


def _read_text(text: str) -> str | None:
    return without_invisible(text).strip() or None


def _read_disclosure(text: str) -> str | None:
    return {"open": "open", "公开": "open", "shielded": "shielded", "不公开": "shielded"}.get(text.strip().lower())


def _read_lot(text: str) -> str | None:
    lot = clean_word(text)
    return None if lot is None or is_id_like(lot) else lot


def _read_act(text: str) -> str | None:
    return without_spaces(without_invisible(text)) or None


def _read_decision(text: str) -> str | None:
    """One form per decision number; a field with a long number is no decision number."""
    number = without_spaces(half_width(without_invisible(text))).translate(_BRACKETS)
    return None if not number or _PERSONAL_NUMBER.search(number) else number


def _list_reader(column: str) -> Reader:
    return lambda text: parse_list(column, text)


_READERS_BY_KIND: dict[Kind, Reader | None] = {
    Kind.INTERNAL: None,
    Kind.WORD: clean_word,
    Kind.NAME: clean_name,
    Kind.IDENTIFIER: None,
    Kind.CASE_NUMBER: _read_case_numbers,
    Kind.DATE: parse_day,
    Kind.MOMENT: parse_moment,
    Kind.MONEY: parse_money,
    Kind.AGE: _read_age,
    Kind.TEXT: _read_text,
    Kind.HTML: _read_text,
    Kind.URL: parse_url,
}
_READERS_BY_NAME: dict[str, Reader] = {
    **dict.fromkeys(_DAYS, parse_day),
    "updated_at": parse_moment,
    "is_minor": _read_flag,
    "is_public": _read_public,
    "sex": parse_sex,
    "party_kind": parse_party_kind,
    "disclosure": _read_disclosure,
    "secrecy": clean_word,
    "case_type": clean_word,
    "closing_mode": clean_word,
    "removal_act": _read_act,
    "decision_number": _read_decision,
    "removal_ground": clean_word,
    "lot_id": _read_lot,
    **{name: _list_reader(name) for name in ("contacts", "attachments", "departments", "personnel", "rosters")},
}


def court_names(courts: Frame) -> dict[str, str]:
    """Court code -> printed name, from the raw directory table."""
    codes = map_unique(courts["code"], parse_court_code)
    names = map_unique(courts["name"], clean_word)
    return {code: name for code, name in zip(codes, names, strict=True) if pd.notna(code) and pd.notna(name)}


def empty_clean_table(dataset: Dataset) -> Frame:
    """A clean table without rows."""
    return _no_rows(dataset).copy(deep=False)


@cache
def _no_rows(dataset: Dataset) -> Frame:
    names = (*SCHEMAS[dataset].column_names, "id", *(("id_form",) if dataset in PARTY_LISTS else ()))
    return pd.DataFrame(dict.fromkeys(names, blank_column(pd.RangeIndex(0))))
