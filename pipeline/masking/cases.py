"""What the rows of one case in one court know about hidden values, gathered over all tables of a night."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import pandas as pd

from pipeline.cleaning.identifiers import visible_birth_year
from pipeline.core.frames import Frame
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.masking.columns import hide_stray_ids
from pipeline.masking.known import APPLICANT, NOTHING_KNOWN, KnownValues, surname_and_mou

_BETWEEN_NAMES = re.compile(r"[、,;；，/|\n]+")
_BRACKETED = re.compile(r"[（(【\[].*?[）)】\]]")
_ALIAS = re.compile(r"(?:曾用名|又名|别名|化名)[:：]?([^（）()【】\[\]、,，;；]+)")

CaseKey = tuple[str, str]
"""(court code, case id)"""

SECRET_COLUMNS = (
    "court_code", "case_id", "party_kind", "party_name", "id_number", "id_form", "is_minor", "phone", "address",
    "legal_representative_id", "applicant_names", "third_party_names", "protected_addresses", "age", "filed_on",
)  # fmt: skip
"""What `CaseKnowledge` is gathered from."""
_ROLE_BEFORE = re.compile(r"^[^:：]{1,8}[:：]")
_AND_OTHERS = re.compile(r"(?<=..)(?:等?[0-9一二三四五六七八九十百两]{1,4}[人名户]|等)$")
_A_PERSON = re.compile(r"(?!.*(?:公司|银行|中心|[厂店社局院]$))(?:.{2,4}|.*·.*)")
_BETWEEN_PERSONS = re.compile(r"(?<=\S{2})(?:\s+(?=\S{2})|[和与及](?=\S{2,}$))")

_Row = tuple[str | None, ...]


class CaseKnowledge:
    """Hidden values by case; raw, in memory only, built when a text of the case is masked."""

    def __init__(self, rows: Mapping[CaseKey, list[_Row]]) -> None:
        self._rows = rows
        self._known = lru_cache(maxsize=4096)(self._build)

    @classmethod
    def gather(cls, tables: Mapping[Dataset, Frame]) -> "CaseKnowledge":
        """Collect the rows of every party list, public or not, by court and case."""
        rows: defaultdict[CaseKey, list[_Row]] = defaultdict(list)
        for dataset in PARTY_LISTS:
            for row in _secret_rows(tables[dataset]):
                rows[str(row[0]), str(row[1])].append(row[2:])
        return cls(dict(rows))

    def of(self, court_code: str, case_id: str | None) -> KnownValues:
        """The hidden values of one case; nothing where the case is unknown."""
        key = (court_code, case_id or "")
        return self._known(key) if key in self._rows else NOTHING_KNOWN

    def _build(self, key: CaseKey) -> KnownValues:
        identifiers: set[str] = set()
        phones: set[str] = set()
        addresses: set[str] = set()
        roles: dict[str, str] = {}
        for row in self._rows[key]:
            kind, name, number, form, minor, phone, address, representative, applicants, third, protected, *when = row
            if number and form not in ("uscc", "org_code"):
                identifiers.add(number)
            if representative:
                identifiers.add(representative)
            phones.update(split_names(phone))
            if kind == "natural" and address:
                addresses.add(address)
            addresses.update(split_names(protected))
            roles |= {person: surname_and_mou(person) for person in split_persons(third)}
            roles |= dict.fromkeys(split_persons(applicants), APPLICANT)
            if name and (minor == "1" or (kind == "natural" and _is_young(number, *when))):
                roles |= {person: surname_and_mou(person) for person in split_names(name)}
        return KnownValues.of(identifiers, phones, (), roles, addresses)


def _secret_rows(frame: Frame) -> Iterator[_Row]:
    """The secret columns of rows that name a case, NA as None."""
    named = frame[frame["case_id"].notna()]
    columns = (named[name].astype(object).where(named[name].notna(), None) for name in SECRET_COLUMNS)
    return zip(*columns, strict=True)


def split_names(text: str | None) -> tuple[str, ...]:
    """The names in a mask-only field, brackets taken off, aliases beside them.

    >>> split_names("申屠某甲（曾用名申屠乙）、某某公司")
    ('申屠某甲', '某某公司', '申屠乙')
    """
    if not text:
        return ()
    outer = (part.strip() for part in _BETWEEN_NAMES.split(_BRACKETED.sub("", text)))
    aliases = (alias.strip() for alias in _ALIAS.findall(text))
    return tuple(dict.fromkeys(name for name in (*outer, *aliases) if name))


def split_persons(text: str | None) -> tuple[str, ...]:
    """The names in a field as people fill it: roles before them, 和 and spaces between them, 等3人 behind them.

    >>> split_persons("配偶：李某甲、王五 赵某六等3人"), split_persons("钱 斌")
    (('李某甲', '王五 赵某六', '王五', '赵某六'), ('钱 斌',))
    """
    found: list[str] = []
    for entry in split_names(text):
        name = _AND_OTHERS.sub("", _ROLE_BEFORE.sub("", entry)).strip()
        parts = _BETWEEN_PERSONS.split(name)
        is_list = len(parts) > 1 and all(map(_A_PERSON.fullmatch, parts))
        found += [name, *parts] if is_list else [name]
    return tuple(dict.fromkeys(filter(None, found)))


_ADULT = 18


def _is_young(number: str | None, age: str | None, filed_on: str | None) -> bool:
    """Whether age or year of birth say that a party is a minor, or nearly so (R7, DOMAIN §2)."""
    if age is not None:
        return int(age) < _ADULT
    year = visible_birth_year(number)
    return year is not None and filed_on is not None and int(filed_on[:4]) - year <= _ADULT


def declared_values(contacts: str | None) -> tuple[str, ...]:
    """Phones and accounts that a notice declares to be public."""
    if not contacts:
        return ()
    entries = json.loads(contacts)
    values = (str(entry[key]) for entry in entries for key in ("phone", "account") if entry.get(key))
    return tuple(value for value in values if hide_stray_ids(value) == value)


def court_phones(courts: Frame) -> dict[str, tuple[str, ...]]:
    """Court code -> the phones that its directory entry declares public."""
    phones: dict[str, tuple[str, ...]] = {}
    for row in courts.to_dict("records"):
        if pd.isna(row["code"]):
            continue
        own = (row[name] for name in ("duty_phone", "supervision_phone", "complaints", "director_mailbox"))
        listed = declared_values(row["departments"] if pd.notna(row["departments"]) else None)
        phones[row["code"]] = (*_texts(own), *listed)
    return phones


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(str(value) for value in values if not pd.isna(value))
