"""The truth file: every value of the sample that must not appear in public."""

import json
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

_SHORTEST = 2


class SecretKind(StrEnum):
    """What a secret is."""

    RESIDENT_ID = "resident_id"
    """Resident ID, residence permit, foreign permanent ID: 18 digits, or as typed."""
    DOCUMENT_NUMBER = "document_number"
    """Passport, HK/Macao permit."""
    PHONE = "phone"
    EMAIL = "email"
    SOCIAL_ACCOUNT = "social_account"
    BANK_CARD = "bank_card"
    ADDRESS = "address"
    """Home or protected address; also its part below the county alone."""
    PLATE = "plate"
    THIRD_PARTY_NAME = "third_party_name"
    APPLICANT_NAME = "applicant_name"
    MINOR_NAME = "minor_name"


class Secret(NamedTuple):
    """One value, and a row that holds it."""

    value: str
    kind: str
    source_id: str


class Truth:
    """Secrets collected while rows are made; each value is kept once per kind."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], str] = {}

    def note(self, kind: SecretKind, values: Iterable[Any], source_ids: Iterable[str]) -> None:
        """Take down a column of secrets; None and blanks are no secrets."""
        found, name = self._found, kind.value
        for value, source_id in zip(values, source_ids, strict=True):
            if value is not None and len(value) >= _SHORTEST:
                found.setdefault((value, name), source_id)

    def add(self, secrets: Iterable[Secret]) -> None:
        """Take down single secrets."""
        for value, kind, source_id in secrets:
            self._found.setdefault((value, kind), source_id)

    def __iter__(self) -> Iterator[Secret]:
        return (Secret(value, kind, source_id) for (value, kind), source_id in self._found.items())

    def __len__(self) -> int:
        return len(self._found)


def write_truth(path: Path, secrets: Iterable[Secret]) -> None:
    """Write JSON Lines ``{"value", "kind", "source_id"}``."""
    quote = json.encoder.encode_basestring
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for value, kind, source_id in secrets:
            file.write(f'{{"value": {quote(value)}, "kind": "{kind}", "source_id": {quote(source_id)}}}\n')
