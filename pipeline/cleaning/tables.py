"""One raw table into its clean form: every column read by its kind, what cannot be read reported.

1. Each row gets its opaque id; a row without court or with an unusable ``source_id`` is left out.
2. What spreadsheets and web pages left around a value is taken off; what stands for no value becomes none.
3. Each column is read. What cannot be read is kept as text where harmless, else dropped; a date that
   ends a record counts as past and a date that starts one as never: the record is then hidden. A word that
   nobody knows is never printed; what else it does stands in `pipeline/rules/words.toml`.
4. Facts of a party's row that contradict each other, or that cannot be told apart, put it in doubt: it is held.
5. Rows that stand twice are kept once, the newest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from pipeline.cleaning.case_numbers import read_case_numbers
from pipeline.cleaning.cells import cell_reader
from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.cleaning.dates import moment_of_serial
from pipeline.cleaning.days import (
    ENDS,
    INTERNAL_DAYS,
    LONG_PAST,
    NEVER,
    STARTS,
    day_of_serial,
    day_reader,
    moment_reader,
)
from pipeline.cleaning.doubts import (
    AGE_AGAINST_BIRTH,
    IMPLAUSIBLE_AGE,
    contradicted_ages,
    implausible_ages,
    says_under_age,
    with_doubts,
)
from pipeline.cleaning.money import read_money
from pipeline.cleaning.names import REMARK, UNDER_AGE, clean_name, read_name, remark_in
from pipeline.cleaning.parties import read_number_field
from pipeline.cleaning.party_kinds import kinds_by_number_and_name
from pipeline.cleaning.placeholders import is_no_key
from pipeline.cleaning.readings import Noted, Reader, read_unique
from pipeline.cleaning.serial_days import SerialDays, serial_columns
from pipeline.cleaning.structures import read_list, read_url
from pipeline.cleaning.vocabularies import load_words
from pipeline.cleaning.word_columns import read_words
from pipeline.cleaning.words import clean_word, parse_age, parse_court_code
from pipeline.core.findings import Cause, Effect, Finding, UnknownWord, WordCounts
from pipeline.core.frames import Column, Frame, blank_column, map_unique, text_column
from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset, Kind, is_id_like, record_id

_OF_NO_COURT = (Dataset.GUIDELINES, Dataset.COURTS)
EVERY_COURT = "*"
"""The court of an approval of withholding that names none: it holds everywhere."""
PARTY_COLUMNS = ("id_form", "doubt", "doubt_column", "name_remark")
"""What cleaning adds to a party's row: the form of its number; why it is held, and the column that says so; what was taken off its name."""
UNKNOWN_AGE = "-1"
"""An age that is stated but cannot be read."""
_HARMLESS_CASE_NUMBER = re.compile(r"(?!.*\d(?:[\s-]*\d){6})[^<>]{1,60}", re.DOTALL)
_PERSONAL_NUMBER = re.compile(r"\d{11}")
_BRACKETS = str.maketrans("[]〔〕【】", "()()()")


@dataclass(frozen=True, slots=True)
class CleanTable:
    """A dataset's clean rows, with ``id`` and for party records `PARTY_COLUMNS` beside the contract's columns."""

    frame: Frame
    every: Frame
    """Also the rows that were left out (no usable ``source_id``, standing twice): what they know of a case
    must be hidden in its other rows' texts all the same."""
    findings: tuple[Finding, ...]
    words: WordCounts = field(default_factory=WordCounts)
    """Words that nobody knows."""

    @property
    def unknown_words(self) -> tuple[UnknownWord, ...]:
        """The words that nobody knows, as they are told where these are all rows of the list."""
        return self.words.told()


def clean_table(
    dataset: Dataset,
    raw: Frame,
    court_names: Mapping[str, str],
    site_secret: bytes,
    operating_court: str,
    serial_days: SerialDays | None = None,
) -> CleanTable:
    """Bring one raw table into its clean form.

    Args:
        dataset: Which table it is.
        raw: The contract's columns as text.
        court_names: Court code -> printed name, from the directory.
        site_secret: Key of the opaque ids.
        operating_court: The court that answers for records of no court.
        serial_days: What is known of the columns of days by all rows of the list, where these are some of them.
    """
    if raw.empty:
        nothing = empty_clean_table(dataset)
        return CleanTable(nothing, nothing, ())
    default_court = EVERY_COURT if dataset is Dataset.WITHHOLDINGS else ""
    if dataset in _OF_NO_COURT:
        default_court = operating_court
    rows = _Rows(dataset, raw, default_court)
    rows.place_in_courts(court_names)
    rows.give_ids(site_secret)
    rows.take_off_residue()
    serial = serial_columns(dataset, raw) if serial_days is None else serial_days.of(dataset)
    for column in SCHEMAS[dataset].columns:
        if column.name not in ("source_id", "court_code", "court_name", "id_number"):
            rows.read_column(column.name, column.kind, is_serial=serial.get(column.name) is True)
    if dataset in PARTY_LISTS:
        rows.read_numbers()
        rows.look_for_doubts()
    every = rows.frame
    rows.keep_newest()
    return CleanTable(rows.frame, every, tuple(rows.findings), rows.words)


def ids_of(dataset: Dataset, raw: Frame, names: Mapping[str, str], site_secret: bytes, operating_court: str) -> Column:
    """The opaque ids of raw rows, on their index; absent where a row gets none. Arguments as of `clean_table`."""
    rows = _Rows(dataset, raw, operating_court if dataset in _OF_NO_COURT else "")
    rows.place_in_courts(names)
    rows.give_ids(site_secret)
    return rows.frame["id"].where(rows.usable).reindex(raw.index)


class _Rows:
    """The rows of one table while they are being cleaned."""

    def __init__(self, dataset: Dataset, frame: Frame, default_court: str) -> None:
        self.dataset = dataset
        self.frame = frame
        self.default_court = default_court
        self.usable = blank_column(frame.index)
        self.findings: list[Finding] = []
        self.noted: dict[str, Noted] = {}
        """Column -> what its reader noted."""
        self.typed = frame
        """The rows before their columns are read: names with remarks, states that nobody knows."""
        self.words = WordCounts()

    def place_in_courts(self, court_names: Mapping[str, str]) -> None:
        """Give every row the code and printed name of a court; rows that name none are left out."""
        code = courts_of(self.frame["court_code"], self.frame["court_name"], court_names)
        own_name = map_unique(self.frame["court_name"], clean_name)
        if self.default_court:
            code = code.fillna(self.default_court)
        placed = code.notna()
        for row in self.frame.index[~placed]:
            self._find(f"row {row}", "", "court_code", "no_court", Cause.COURT, Effect.LEFT_OUT)
        name = map_unique(code, lambda known: court_names.get(known)).fillna(own_name).fillna(code)
        self.frame = self.frame.assign(court_code=code, court_name=name)[placed]

    def give_ids(self, site_secret: bytes) -> None:
        """Compute the opaque id; rows whose ``source_id`` is empty or ID-like get none and are left out later."""
        source_id = self.frame["source_id"].fillna("")
        unusable = map_unique(source_id, lambda key: "1" if is_id_like(key) or is_no_key(key) else None)
        self.usable = ~source_id.str.strip().eq("") & unusable.isna()
        rows = zip(self.frame.index, self.usable, self.frame["court_code"], source_id, strict=True)
        ids = [
            record_id(site_secret, self.dataset, court, source) if usable else f"row {row}"
            for row, usable, court, source in rows
        ]
        self.frame = self.frame.assign(id=text_column(ids, self.frame.index))
        self._find_all(~self.usable, "source_id", "no_key", Cause.KEY, Effect.LEFT_OUT)

    def take_off_residue(self) -> None:
        """Take off what stands around a value and is none of its own; what stands for no value becomes none."""
        for column in SCHEMAS[self.dataset].columns:
            reader = cell_reader(column)
            if reader is None or not self.frame[column.name].count():
                continue
            raw = self.frame[column.name]
            read = read_unique(raw, reader)
            if read.column is not raw:
                self.frame[column.name] = read.column
            self._tell(column.name, read.noted)
        self.typed = self.frame.copy(deep=False)

    def read_column(self, name: str, kind: Kind, *, is_serial: bool) -> None:
        """Read one column by its name or kind; report what could not be read."""
        if not self.frame[name].count():
            return
        self._read_words(name, kind)
        if name in load_words().vocabularies:
            return
        raw = self.frame[name]
        reader = _reader(name, kind, is_serial=is_serial)
        if reader is None:
            return
        read = read_unique(raw, reader)
        settled = read.column if read.lost is None else self._settle_lost(name, kind, raw, read.column, read.lost)
        self._tell(name, read.noted)
        if settled is not raw:
            self.frame[name] = settled

    def _read_words(self, name: str, kind: Kind) -> None:
        """Read the words of a column, and take out codes that nobody translated."""
        words = read_words(self.dataset, name, kind, self.frame)
        self.frame[name] = words.column
        for unknown, effect in words.unknown:
            self.words.add(self.dataset, name, unknown, effect)
        for told in words.told:
            if told.is_finding:
                self._find_all(told.where, name, told.code, Cause.WORD, told.effect)

    def read_numbers(self) -> None:
        """Read the parties' numbers into ``id_number`` and ``id_form``, and the kind of party where it is blank."""
        kinds = kinds_by_number_and_name(self.frame)
        raw = self.frame["id_number"].fillna("")
        fields = [read_number_field(text, kind) for text, kind in zip(raw, kinds, strict=True)]
        numbers = text_column([number and number.number for number, _ in fields], self.frame.index)
        forms = text_column([number and number.form.value for number, _ in fields], self.frame.index)
        said = {note for _, notes in fields for note in notes}
        told = {note: pd.Series([note in notes for _, notes in fields], index=self.frame.index) for note in said}
        self._tell("id_number", told)
        unnumbered = "no_number"
        self._find_all(numbers.isna(), "id_number", unnumbered, Cause.MISSING, Effect.KEPT)
        self.frame = self.frame.assign(party_kind=kinds, id_number=numbers, id_form=forms)

    def look_for_doubts(self) -> None:
        """Mark rows that are held because their facts contradict each other; a name that says 未成年 marks a minor."""
        unnumbered = "no_case_number"
        self._find_all(self.frame["case_number"].isna(), "case_number", unnumbered, Cause.MISSING, Effect.KEPT)
        young = says_under_age(self.frame, self.typed["party_name"], self.noted.get("party_name", {}))
        self._find_all(young, "party_name", UNDER_AGE.code, UNDER_AGE.cause, UNDER_AGE.effect)
        self.frame["is_minor"] = self.frame["is_minor"].mask(young, "1")
        self._find_all(contradicted_ages(self.frame), "age", AGE_AGAINST_BIRTH, Cause.DOUBT, Effect.HIDDEN)
        implausible = implausible_ages(self.frame)
        self._find_all(implausible, "age", IMPLAUSIBLE_AGE, Cause.DOUBT, Effect.DROPPED)
        self.frame["age"] = self.frame["age"].mask(implausible)
        self.frame = with_doubts(self.frame, self.typed, self.noted)
        remarked = self.noted.get("party_name", {}).get(REMARK, pd.Series(False, index=self.frame.index))
        remark = map_unique(self.typed["party_name"].where(remarked), remark_in)
        self.frame = self.frame.assign(name_remark=remark)

    def keep_newest(self) -> None:
        """Keep one usable row per id: the one updated last; of equal ones the one that ended."""
        usable = self.frame[self.usable]
        if usable["id"].is_unique:
            self.frame = usable.sort_values("id", kind="stable").reset_index(drop=True)
            return
        ends = [name for name in ENDS if name in usable]
        ended = usable[ends].notna().any(axis=1)
        order = usable.assign(_ended=ended, _order=range(len(usable))).sort_values(
            ["updated_at", "_ended", "_order"], na_position="first", kind="stable"
        )
        twice = order["id"].duplicated(keep="last")
        self.frame = order.drop(columns=["_order", "_ended"])
        self._find_all(twice, "source_id", "twice", Cause.TWICE, Effect.KEPT)
        self.frame = self.frame[~twice].sort_values("id", kind="stable").reset_index(drop=True)

    def _settle_lost(self, name: str, kind: Kind, raw: Column, read: Column, lost: Column) -> Column:
        """Decide what an unreadable value counts as, and report it."""
        if name in ("grace_until", "served_on"):
            self._find_all(lost, name, "no_date_not_past", Cause.FORM, Effect.HIDDEN)
            return read.mask(lost, NEVER)
        is_end = name in ENDS or name in ("term_until", "claim_until")
        if is_end or (name == "ends_on" and self.dataset is Dataset.REWARD_NOTICES):
            self._find_all(lost, name, "no_date_past", Cause.FORM, Effect.HIDDEN)
            return read.mask(lost, LONG_PAST)
        if name in STARTS:
            self._find_all(lost, name, "no_date_not_begun", Cause.FORM, Effect.HIDDEN)
            return read.mask(lost, NEVER)
        if name == "until":
            self._find_all(lost, name, "no_date_unlimited", Cause.FORM, Effect.KEPT)
            return read
        if name == "age":
            self._find_all(lost, name, "age_unreadable", Cause.FORM, Effect.DROPPED)
            return read.mask(lost, UNKNOWN_AGE)
        if kind is Kind.CASE_NUMBER:
            words = map_unique(raw, clean_word)
            harmless = lost & words.fillna("").str.fullmatch(_HARMLESS_CASE_NUMBER)
            self._find_all(harmless, name, "no_case_number_kept", Cause.FORM, Effect.KEPT)
            self._find_all(lost & ~harmless, name, "no_case_number_dropped", Cause.FORM, Effect.DROPPED)
            return read.mask(harmless, words)
        self._find_all(lost, name, "unreadable", Cause.FORM, Effect.DROPPED)
        return read

    def _tell(self, column: str, noted: Noted) -> None:
        """Report what a reader noted, and keep it; what puts a row in doubt is told with the verdict."""
        self.noted.setdefault(column, {}).update(noted)
        for note, where in noted.items():
            if note.cause is not Cause.DOUBT:
                self._find_all(where, column, note.code, note.cause, note.effect)

    def _find_all(self, where: Column, column: str, code: str, cause: Cause, effect: Effect) -> None:
        if where.any():
            hit = self.frame[where.to_numpy(dtype=bool)]
            for row_id, court in zip(hit["id"], hit["court_code"], strict=True):
                self._find(row_id, court, column, code, cause, effect)

    def _find(self, row_id: str, court: str, column: str, code: str, cause: Cause, effect: Effect) -> None:
        self.findings.append(Finding(self.dataset, court, row_id, column, code, cause, effect))


def _reader(name: str, kind: Kind, *, is_serial: bool) -> Reader | None:
    """How a column is read; None where it is taken as it is."""
    if kind is Kind.MOMENT and is_serial:
        return moment_of_serial
    if kind is Kind.DATE or name in INTERNAL_DAYS:
        return day_of_serial if is_serial else day_reader(name)
    return _READERS_BY_NAME.get(name) or _READERS_BY_KIND[kind]


def _read_age(text: str) -> str | None:
    age = parse_age(text)
    return None if age is None else str(age)


def _read_text(text: str) -> str | None:
    return without_invisible(text).strip() or None


def _read_lot(text: str) -> str | None:
    lot = clean_word(text)
    return None if lot is None or is_id_like(lot) else lot


def _read_decision(text: str) -> str | None:
    """One form per decision number; a field with a long number is no decision number."""
    number = without_spaces(half_width(without_invisible(text))).translate(_BRACKETS)
    return None if not number or _PERSONAL_NUMBER.search(number) else number


def _list_reader(column: str) -> Reader:
    return lambda text: read_list(column, text)


_READERS_BY_KIND: dict[Kind, Reader | None] = {
    Kind.INTERNAL: None,
    Kind.WORD: clean_word,
    Kind.NAME: read_name,
    Kind.NAMELESS: read_name,
    Kind.IDENTIFIER: None,
    Kind.CASE_NUMBER: read_case_numbers,
    Kind.DATE: None,
    Kind.MOMENT: moment_reader,
    Kind.MONEY: read_money,
    Kind.AMOUNT_CLASS: read_money,
    Kind.AGE: _read_age,
    Kind.TEXT: _read_text,
    Kind.HTML: _read_text,
    Kind.URL: read_url,
}
_READERS_BY_NAME: dict[str, Reader] = {
    "updated_at": moment_reader,
    **dict.fromkeys(("decision_number", "order_number", "succession_ruling"), _read_decision),
    "lot_id": _read_lot,
    **{
        name: _list_reader(name)
        for name in ("contacts", "attachments", "departments", "personnel", "rosters", "accounts")
    },
}


def courts_of(codes: Column, names: Column, directory: Mapping[str, str]) -> Column:
    """The court of each row: by its code, else by its printed name; NA where neither tells.

    Args:
        codes: What stands in ``court_code``.
        names: What stands in ``court_name``.
        directory: Court code -> printed name.
    """
    code = map_unique(codes, parse_court_code)
    if not code.isna().any():
        return code
    by_name = {name: code for code, name in directory.items()}
    return code.fillna(map_unique(map_unique(names, clean_name), by_name.get))


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
    names = (*SCHEMAS[dataset].column_names, "id", *(PARTY_COLUMNS if dataset in PARTY_LISTS else ()))
    return pd.DataFrame(dict.fromkeys(names, blank_column(pd.RangeIndex(0))))
