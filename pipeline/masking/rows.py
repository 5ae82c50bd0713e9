"""Clean rows into public rows: each published column by its kind, everything else left behind.

A column without a declared kind is not published, and a dataset publishes its own columns and no others.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote

from pipeline.cleaning.characters import digits_of
from pipeline.cleaning.contacts import declared_values
from pipeline.core.frames import Frame
from pipeline.core.records import (
    PARTY_LISTS,
    SCHEMAS,
    Column,
    Dataset,
    Kind,
    PublicRow,
    canonical_json,
)
from pipeline.masking.cases import CaseKnowledge
from pipeline.masking.causes import class_of
from pipeline.masking.columns import class_of_amount
from pipeline.masking.drawing import CellOverlooked
from pipeline.masking.hiding import Masking, Surroundings
from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.policy import place_of
from pipeline.masking.recognisers.names import written_in

_PLAIN = (Kind.DATE, Kind.MOMENT, Kind.MONEY)
_AS_THEY_ARE = {"party_kind", "sex", "is_public", "posting"}
"""Words of a closed vocabulary."""
_DECLARED = {"lot_id"}
"""Numbers of things that are never hidden (DOMAIN §3); a resident ID in their place is."""

_DECISIONS = {"decision_number", "order_number", "succession_ruling"}
"""Numbers of the court's own acts, which cleaning writes in half width."""
_FULL_WIDTH = str.maketrans("()", "（）")

_PARTLY_HIDDEN = re.compile(r"(?=[0-9A-Za-z]*\*{4})[0-9A-Za-z][0-9A-Za-z*]{6,}")
"""A number of which some signs are stars."""
_POST = r"((?:代表人|负责人|董事长?|经理|经营者|投资人|管理人|控制人|责任人员?|股东|联系人)[^\u3400-\u9fff]{0,8}[为是系]?\s*)"
"""Posts whose holders the masker leaves in a text."""

_A_CASE_NUMBER = re.compile(
    r"（(?:19|20)[0-9]{2}）[^0-9\s]{1,12}(?:[0-9]{2,4}[^0-9\s]{1,8})?[0-9]{1,8}号(?:之(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2}))?"
)
_TELLS_MORE = re.compile(r"[0-9０-９]|[年月岁]")
"""A name that holds a number, a date or an age beside the name."""


def in_printed_brackets(column: Column, value: str) -> str:
    """A clean value in the brackets in which it is printed; the number of a court's own act in those of full width."""
    return value.translate(_FULL_WIDTH) if column.name in _DECISIONS else value


@dataclass(frozen=True, slots=True)
class Masker:
    """What masking needs beside the rows."""

    masking: Masking
    cases: CaseKnowledge
    court_phones: dict[str, tuple[str, ...]]


def public_rows(dataset: Dataset, frame: Frame, masker: Masker) -> Iterator[str]:
    """The canonical JSON of every row of a clean frame, masked.

    Args:
        dataset: Which dataset the rows belong to.
        frame: Clean rows that may be public.
        masker: What hides, and what the cases know.
    """
    columns = SCHEMAS[dataset].published_columns
    for raw in _as_dicts(frame):
        row = _Row(dataset, raw, masker)
        public: PublicRow = {"id": raw["id"], "dataset": dataset.value}
        public |= {"court_code": raw["court_code"], "court_name": row.harmless(raw["court_name"]) or raw["court_code"]}
        for column in columns:
            try:
                public[column.name] = row.printed(column)
            except CellOverlooked as error:
                raise error.at(f"{dataset.value}.{column.name} of record {raw['id']}") from None
        yield canonical_json(public)


@lru_cache(maxsize=4096)
def _in_their_role(text: str, name: str, role: str) -> str:
    """A text in which who represents a company stands by the role alone; an expression is made only where it can be found."""
    if not set(name.replace(" ", "")).issubset(text):
        return text
    return _represented_by(name).sub(lambda found: found[1] + role, text)


def _represented_by(name: str) -> re.Pattern[str]:
    """A name behind a post that texts may name else, such as 法定代表人."""
    return re.compile(_POST + r"\s*".join(map(re.escape, name.replace(" ", ""))))


_NAME = SCHEMAS[Dataset.UNFINISHED_CASES].column("party_name")


class _Row:
    """One clean row on its way to the public."""

    def __init__(self, dataset: Dataset, raw: dict[str, Any], masker: Masker) -> None:
        self.dataset = dataset
        self.raw = raw
        self.masker = masker
        self.masking = masker.masking

    def printed(self, column: Column) -> Any:
        """The public value of one column; None where it stays empty."""
        value = self.raw.get(column.name)
        if value is None:
            return self._age() if column.kind is Kind.AGE else None
        if column.kind is Kind.AGE:
            return self._age()
        if column.kind is Kind.NAMELESS:
            return self.masking.nameless(value)
        if column.kind is Kind.AMOUNT_CLASS:
            return class_of_amount(value)
        if column.kind is Kind.IDENTIFIER:
            return self.masking.party_number(value, self.raw["id_form"])
        if column.name == "legal_representative" and self.raw["party_kind"] == "natural":
            return None
        if column.name == "sex" and self.raw["party_kind"] != "natural":
            return None
        value = in_printed_brackets(column, value)
        if column.kind is Kind.URL:
            return self._link(value)
        if column.kind in _PLAIN or column.name in _AS_THEY_ARE:
            return value
        if self.dataset is Dataset.COURTS or (column.name in _DECLARED and not self._tells_of_somebody(value)):
            shown = self.masking.declared(value)
            return json.loads(shown) if column.kind is Kind.DIRECTORY else shown
        if column.kind in (Kind.NAME, Kind.CASE_NUMBER):
            return self._without_numbers(column, value)
        return self._masked(column, value)

    def harmless(self, value: str) -> str | None:
        """An address or a court's name without a resident ID in it; masked they would lead nowhere."""
        return value if value and self.masking.declared(value) == value else None

    def _link(self, value: str) -> str | None:
        """A harmless address that names nobody of a nameless case, written out or in percent signs."""
        return None if self._tells_of_somebody(unquote(value)) else self.harmless(value)

    def _tells_of_somebody(self, value: str) -> bool:
        """Whether a value that is no text names somebody whom nothing of the case may name (R14)."""
        known = self._known
        return known.is_nameless and bool(written_in(value, [name for name, _ in known.names]))

    def _masked(self, column: Column, value: str) -> Any:
        if column.kind is Kind.CONTACTS:
            return [self._contact(entry) for entry in json.loads(value) if not self._is_partys_own(entry)]
        if column.kind is Kind.ATTACHMENTS:
            return [self._attachment(entry) for entry in json.loads(value) if "name" in entry]
        if column.kind is Kind.HTML:
            return self._naming_nobody(self.masking.html(value, self._surroundings))
        if column.name == "obligation" and self.masking.is_reduced(self.raw["cause"], self.raw["handler_reviewed_on"]):
            return self._cause_and_amount()
        return self._text(value)

    def _without_numbers(self, column: Column, value: str) -> str:
        """A name or case number; what the reader kept beside it is masked like text."""
        is_plain = not _TELLS_MORE.search(value) if column.kind is Kind.NAME else _A_CASE_NUMBER.fullmatch(value)
        return value if is_plain else self.masking.text(value, Surroundings())

    def _contact(self, entry: dict[str, str]) -> dict[str, str]:
        """Phones and accounts are declared public, and who answers them, but no resident ID is and nobody of the case."""
        declared = {key: self.masking.declared(text) for key, text in entry.items() if key in ("phone", "account")}
        if (name := entry.get("name")) and self._is_an_answerers(name):
            declared["name"] = self.masking.declared(name)
        return {key: declared.get(key) or self._text(text) for key, text in entry.items()}

    def _is_an_answerers(self, name: str) -> bool:
        compact = name.replace(" ", "")
        is_of_case = any(known.replace(" ", "") in compact for known, _ in self._known.names)
        return not _TELLS_MORE.search(name) and not is_of_case

    def _attachment(self, entry: dict[str, str]) -> dict[str, str]:
        link = {"url": url} if (url := self._link(entry.get("url", ""))) else {}
        return {"name": self._text(entry["name"]), **link}

    def _text(self, value: str) -> str:
        return self._naming_nobody(self.masking.text(value, self._surroundings))

    def _naming_nobody(self, text: str) -> str:
        """A masked text; of a nameless case without a digit of masked numbers, and without who represents a party (R14)."""
        known = self._known
        if not known.is_nameless:
            return text
        text = _PARTLY_HIDDEN.sub(lambda found: "*" * len(found[0]), text)
        declared = self._declared
        for name, role in known.names:
            if name not in declared:
                text = _in_their_role(text, name, role)
        return text

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self._known, self._declared, place_of(self.dataset), self.raw["court_code"] or "")

    @cached_property
    def _known(self) -> KnownValues:
        if self.dataset is Dataset.GUIDELINES:
            return NOTHING_KNOWN
        return self.masker.cases.of(self.raw["court_code"], self.raw["case_id"])

    @cached_property
    def _declared(self) -> tuple[str, ...]:
        is_party = self.dataset in PARTY_LISTS
        own = (self._without_numbers(_NAME, str(self.raw["party_name"])),) if is_party else self._declared_contacts()
        return (*own, *self.masker.court_phones.get(self.raw["court_code"], ()))

    def _declared_contacts(self) -> tuple[str, ...]:
        """What a notice declares public, without what is in truth a party's own."""
        known = self._known.numbers
        return tuple(value for value in declared_values(self.raw.get("contacts")) if digits_of(value) not in known)

    def _is_partys_own(self, entry: dict[str, str]) -> bool:
        return self.masking.is_partys_own(entry, self._known)

    def _age(self) -> int | None:
        if self.raw["party_kind"] != "natural":
            return None
        number = self.raw["id_number"] if self.raw["id_form"] == "resident" else None
        return self.masking.age(self.raw["age"], self.raw["listed_on"], number)

    def _cause_and_amount(self) -> str:
        """The class of a sensitive cause; the whole of it would tell what the reduced obligation keeps to itself."""
        cause = class_of(self.raw["cause"]) or self._text(self.raw["cause"])
        return f"{cause}，执行标的{self.raw['amount']}元" if self.raw["amount"] else cause


def _as_dicts(frame: Frame) -> Iterator[dict[str, Any]]:
    """Rows as dicts with None for absent values."""
    if frame.empty:
        return
    names = list(frame.columns)
    columns = [frame[name].array.to_numpy(dtype=object, na_value=None) for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))
