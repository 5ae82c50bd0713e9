"""Clean rows into public rows: each published column by its kind, everything else left behind.

A column without a declared kind is not published, and a dataset publishes its own columns and no others.
"""

import json
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.frames import Frame
from pipeline.masking.cases import CaseKnowledge, declared_values
from pipeline.masking.columns import hide_stray_ids, mask_party_number, printed_age
from pipeline.masking.known import NOTHING_KNOWN, KnownValues, digits_of
from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers import LOT_RULES
from pipeline.masking.text import mask_html, mask_text
from pipeline.records import (
    PARTY_LISTS,
    SCHEMAS,
    Column,
    Dataset,
    Kind,
    PublicRow,
    canonical_json,
)

_PLAIN = (Kind.DATE, Kind.MOMENT, Kind.MONEY)
_AS_THEY_ARE = {"party_kind", "sex", "is_public"}
"""Words of a closed vocabulary."""
_DECLARED = {"lot_id"}
"""Numbers of things that are never hidden (DOMAIN §3); a resident ID in their place is."""

_A_CASE_NUMBER = re.compile(r"（(?:19|20)[0-9]{2}）[^0-9\s]{1,12}(?:[0-9]{2,4}[^0-9\s]{1,8})?[0-9]{1,8}号")
_TELLS_MORE = re.compile(r"[0-9０-９]|[年月岁]")
"""A name that holds a number, a date or an age beside the name."""


@dataclass(frozen=True, slots=True)
class Masker:
    """What masking needs beside the rows."""

    profile: Profile
    cases: CaseKnowledge
    court_phones: dict[str, tuple[str, ...]]
    mask_text: Callable[..., str] = mask_text
    mask_html: Callable[..., str] = mask_html


def public_rows(dataset: Dataset, frame: Frame, masker: Masker) -> Iterator[str]:
    """The canonical JSON of every row of a clean frame, masked.

    Args:
        dataset: Which dataset the rows belong to.
        frame: Clean rows that may be public.
        masker: Profile and what the cases know.
    """
    columns = SCHEMAS[dataset].published_columns
    for raw in _as_dicts(frame):
        row = _Row(dataset, raw, masker)
        public: PublicRow = {"id": raw["id"], "dataset": dataset.value}
        public |= {"court_code": raw["court_code"], "court_name": _harmless(raw["court_name"]) or raw["court_code"]}
        for column in columns:
            public[column.name] = row.printed(column)
        yield canonical_json(public)


_NAME = SCHEMAS[Dataset.UNFINISHED_CASES].column("party_name")


class _Row:
    """One clean row on its way to the public."""

    def __init__(self, dataset: Dataset, raw: dict[str, Any], masker: Masker) -> None:
        self.dataset = dataset
        self.raw = raw
        self.masker = masker

    def printed(self, column: Column) -> Any:
        """The public value of one column; None where it stays empty."""
        value = self.raw[column.name]
        if column.kind is Kind.AGE:
            return self._age()
        if value is None:
            return None
        if column.kind is Kind.IDENTIFIER:
            return mask_party_number(value, self.raw["id_form"], self.masker.profile)
        if column.name == "legal_representative" and self.raw["party_kind"] == "natural":
            return None
        if column.name == "sex" and self.raw["party_kind"] != "natural":
            return None
        if column.kind is Kind.URL:
            return _harmless(value)
        if column.kind in _PLAIN or column.name in _AS_THEY_ARE:
            return value
        if self.dataset is Dataset.COURTS or column.name in _DECLARED:
            shown = hide_stray_ids(value)
            return json.loads(shown) if column.kind is Kind.DIRECTORY else shown
        if column.kind in (Kind.NAME, Kind.CASE_NUMBER):
            return self._without_numbers(column, value)
        return self._masked(column, value)

    def _masked(self, column: Column, value: str) -> Any:
        if column.kind is Kind.CONTACTS:
            return [self._contact(entry) for entry in json.loads(value) if not self._is_a_partys(entry)]
        if column.kind is Kind.ATTACHMENTS:
            return [self._attachment(entry) for entry in json.loads(value) if "name" in entry]
        if column.kind is Kind.HTML:
            return self.masker.mask_html(value, self.masker.profile, self._known(), self._declared(), self._keep())
        if column.name == "obligation" and is_sensitive(self.raw["cause"]) and self.raw["handler_reviewed_on"] is None:
            return self._cause_and_amount()
        return self._text(value)

    def _without_numbers(self, column: Column, value: str) -> str:
        """A name or case number; what the reader kept beside it is masked like text."""
        is_plain = not _TELLS_MORE.search(value) if column.kind is Kind.NAME else _A_CASE_NUMBER.fullmatch(value)
        return value if is_plain else self.masker.mask_text(value, self.masker.profile)

    def _contact(self, entry: dict[str, str]) -> dict[str, str]:
        """Phones and accounts are declared public, but no resident ID is."""
        declared = {key: hide_stray_ids(text) for key, text in entry.items() if key in ("phone", "account")}
        return {key: declared.get(key) or self._text(text) for key, text in entry.items()}

    def _attachment(self, entry: dict[str, str]) -> dict[str, str]:
        link = {"url": url} if (url := _harmless(entry.get("url", ""))) else {}
        return {"name": self._text(entry["name"]), **link}

    def _text(self, value: str) -> str:
        return self.masker.mask_text(value, self.masker.profile, self._known(), self._declared(), self._keep())

    def _known(self) -> KnownValues:
        if self.dataset is Dataset.GUIDELINES:
            return NOTHING_KNOWN
        return self.masker.cases.of(self.raw["court_code"], self.raw["case_id"])

    def _declared(self) -> tuple[str, ...]:
        is_party = self.dataset in PARTY_LISTS
        own = (self._without_numbers(_NAME, str(self.raw["party_name"])),) if is_party else self._declared_contacts()
        return (*own, *self.masker.court_phones.get(self.raw["court_code"], ()))

    def _declared_contacts(self) -> tuple[str, ...]:
        """What a notice declares public, without what is in truth a party's own."""
        known = self._known().numbers
        return tuple(value for value in declared_values(self.raw.get("contacts")) if digits_of(value) not in known)

    def _is_a_partys(self, entry: dict[str, str]) -> bool:
        """Whether a declared contact is in truth a phone or account of a party of the case."""
        numbers = {digits_of(entry.get(key, "")) for key in ("phone", "account")}
        return bool(numbers & self._known().numbers)

    def _keep(self) -> frozenset[str]:
        """An auctioned lot keeps its own plate, VIN and title number."""
        return LOT_RULES if self.dataset is Dataset.AUCTION_NOTICES else frozenset()

    def _age(self) -> int | None:
        if self.raw["party_kind"] != "natural" or self.raw["id_form"] != "resident":
            return None
        return printed_age(self.raw["listed_on"], self.raw["id_number"])

    def _cause_and_amount(self) -> str:
        cause = self._text(self.raw["cause"])
        return f"{cause}，执行标的{self.raw['amount']}元" if self.raw["amount"] else cause


def _harmless(value: str) -> str | None:
    """An address or a court's name without a resident ID in it; masked they would lead nowhere."""
    return value if value and hide_stray_ids(value) == value else None


def is_sensitive(cause: str | None) -> bool:
    """Whether a cause (案由) is one whose obligation is not printed in full [SX art.6(6)]."""
    return cause is not None and any(word in cause for word in _sensitive_words())


@cache
def _sensitive_words() -> tuple[str, ...]:
    text = (files("pipeline") / "rules" / "sensitive_causes.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["words"])


def _as_dicts(frame: Frame) -> Iterator[dict[str, Any]]:
    """Rows as dicts with None for absent values."""
    names = list(frame.columns)
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))
