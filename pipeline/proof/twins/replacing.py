"""A masking that hides nothing and replaces every hidden digit: rows pass it the same way as in the night."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.cleaning.characters import digits_of, without_invisible
from pipeline.core.frames import Frame
from pipeline.core.records import SCHEMAS, Dataset, Kind, PublicRow
from pipeline.masking.cases import CaseKnowledge
from pipeline.masking.columns import hide_stray_ids
from pipeline.masking.hiding import Surroundings
from pipeline.masking.html import sanitise
from pipeline.masking.known import KnownValues
from pipeline.masking.rows import Masker, in_printed_brackets, public_rows
from pipeline.proof.twins.cells import twin_phones
from pipeline.proof.twins.replacements import Replacements
from pipeline.proof.twins.texts import twin_text

_READ_IN_TEXTS = (Kind.WORD, Kind.NAME, Kind.CASE_NUMBER, Kind.TEXT, Kind.HTML)
_STRUCTURED = (Kind.CONTACTS, Kind.ATTACHMENTS, Kind.DIRECTORY)


@dataclass(frozen=True, slots=True)
class Replacing:
    """Every way in which a value of a row gets other hidden digits (`pipeline.masking.hiding.Masking`)."""

    replacements: Replacements

    def text(self, value: str, around: Surroundings) -> str:
        """Free text."""
        return twin_text(value, around, self.replacements)

    def html(self, value: str, around: Surroundings) -> str:
        """Text that may carry markup; sanitised where something was replaced."""
        safe = sanitise(value)
        twin = twin_text(safe, around, self.replacements)
        return value if twin == safe else twin

    def party_number(self, number: str, form: str) -> str:
        """Columns of numbers are replaced cell by cell."""
        return number

    def declared(self, value: str) -> str:
        """A declared value with another resident ID in it."""
        return value if hide_stray_ids(value) == value else twin_phones(value, self.replacements)

    def nameless(self, names: str) -> str | None:
        """Names have no digits of their own."""
        return names

    def age(self, stated: str | None, listed_on: str | None, number: str | None) -> int | None:
        """The column is replaced cell by cell."""
        return None

    def is_partys_own(self, entry: dict[str, str], known: KnownValues) -> bool:
        """Nothing is left out."""
        return False

    def is_reduced(self, cause: str | None, reviewed_on: str | None) -> bool:
        """Nothing is reduced."""
        return False


def replaced_cells(
    dataset: Dataset,
    raw: Frame,
    frame: Frame,
    cases: CaseKnowledge,
    phones: dict[str, tuple[str, ...]],
    replacements: Replacements,
) -> Iterator[tuple[int, str, str]]:
    """(row of the raw table, column, new text) of every text that reads otherwise.

    Args:
        dataset: Which table it is.
        raw: The raw table.
        frame: Its clean rows, those included that are left out, indexed as the raw table.
        cases: What the rows of each case know.
        phones: Court code -> its own phones.
        replacements: The twins.
    """
    texts = [column for column in SCHEMAS[dataset].published_columns if column.kind in _READ_IN_TEXTS]
    lists = [column.name for column in SCHEMAS[dataset].published_columns if column.kind in _STRUCTURED]
    read = [*(column.name for column in texts), *lists]
    clean = {name: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in read}
    case_of = zip(frame["court_code"], frame["case_id"].fillna(""), strict=True)
    rows = public_rows(dataset, frame, Masker(Replacing(replacements), cases, phones))
    for place, (index, (court, case_id), row) in enumerate(zip(frame.index, case_of, rows, strict=True)):
        twin: PublicRow = json.loads(row)
        for column in texts:
            name, new = column.name, twin.get(column.name)
            old = clean[name][place]
            if new is not None and old is not None and new != in_printed_brackets(column, old):
                yield int(index), name, _with_unseen(str(raw.at[index, name]), old, new)
        for name in lists:
            old = clean[name][place]
            new = (
                _own_replaced(twin.get(name), cases.of(court, case_id), replacements)
                if name == "contacts"
                else twin.get(name)
            )
            if old is not None and new and new != json.loads(old):
                yield int(index), name, json.dumps(new, ensure_ascii=False)
    yield from _unpublished(dataset, frame, cases, replacements)


def _unpublished(
    dataset: Dataset, frame: Frame, cases: CaseKnowledge, replacements: Replacements
) -> Iterator[tuple[int, str, str]]:
    """Texts that are pulled and never printed: they must not matter either."""
    schema = SCHEMAS[dataset]
    for column in schema.columns:
        if column.kind is Kind.TEXT and column.name not in schema.published:
            texts = frame[frame[column.name].notna()]
            rows = zip(texts.index, texts["court_code"], texts["case_id"].fillna(""), texts[column.name], strict=True)
            for index, court, case_id, text in rows:
                new = twin_text(text, Surroundings(cases.of(court, case_id)), replacements)
                if new != text:
                    yield int(index), column.name, new


def _with_unseen(raw: str, clean: str, new: str) -> str:
    """The new text with the invisible signs of the raw one between its characters, where they can be placed."""
    is_laid = len(new) == len(clean) and without_invisible(raw) == clean
    if not is_laid:
        return new
    signs = iter(new)
    return "".join(next(signs) if without_invisible(sign) else sign for sign in raw)


def _own_replaced(
    entries: list[dict[str, str]] | None, known: KnownValues, replacements: Replacements
) -> list[dict[str, str]] | None:
    """Declared contacts with twins in the place of numbers that are a party's own."""
    return entries and [
        {
            key: twin_phones(value, replacements)
            if key in ("phone", "account") and digits_of(value) in known.numbers
            else value
            for key, value in entry.items()
        }
        for entry in entries
    ]
