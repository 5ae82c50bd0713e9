"""The truth file lists what must stay hidden, and nothing of it can occur in public by accident."""

from datetime import date
from functools import cache

import pytest

from pipeline.cleaning.identifiers import has_valid_check_digit
from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset, Kind
from pipeline.sample import entries, notices, parties
from pipeline.sample.draws import word_list
from pipeline.sample.making import Batch, make_batches
from pipeline.sample.tables import Columns
from pipeline.sample.truth import SecretKind, Truth

ON = date(2026, 11, 20)
RECORDS = 4000
NAME_KINDS = (SecretKind.THIRD_PARTY_NAME, SecretKind.APPLICANT_NAME, SecretKind.MINOR_NAME)


@cache
def sample() -> tuple[tuple[Batch, ...], dict[str, set[str]]]:
    """All batches, and the secrets by kind."""
    truth = Truth()
    batches = tuple(make_batches(3, 0, ON, RECORDS, truth))
    kinds: dict[str, set[str]] = {}
    for value, kind, _ in truth:
        kinds.setdefault(kind, set()).add(value)
    return batches, kinds


def test_every_kind_of_secret_occurs() -> None:
    assert sample()[1].keys() == {kind.value for kind in SecretKind}


@pytest.mark.parametrize("kind", NAME_KINDS)
def test_hidden_names_are_no_names_of_debtors_or_representatives(kind: SecretKind) -> None:
    batches, secrets = sample()
    public = {
        name
        for dataset, table in batches
        if dataset in PARTY_LISTS
        for column in ("party_name", "legal_representative")
        for name, age in zip(table[column], table["age"], strict=True)
        if name is not None and (age is None or age >= 18)
    }
    assert not secrets[kind] & public
    assert min(map(len, secrets[kind])) >= 3
    if kind is not SecretKind.APPLICANT_NAME:
        assert all(name.startswith(word_list("private_surnames")) for name in secrets[kind])


@pytest.mark.parametrize("column", ["phone", "legal_representative_id", "protected_addresses"])
def test_the_truth_holds_every_value_of_a_private_column(column: str) -> None:
    batches, secrets = sample()
    known = set().union(*secrets.values())
    for dataset, table in batches:
        if dataset in PARTY_LISTS:
            assert {value for value in table[column] if value} <= known


def test_the_truth_holds_numbers_of_people_as_typed_and_as_they_should_be() -> None:
    batches, secrets = sample()
    known = secrets["resident_id"] | secrets["document_number"] | secrets["phone"]
    for dataset, table in batches:
        if dataset in PARTY_LISTS:
            rows = zip(table["party_kind"], table["id_number"], strict=True)
            typed = {number for kind, number in rows if kind == "natural" and number}
            assert {number for number in typed if not set(number) & set("*×") and "XX" not in number} <= known
    assert sum(has_valid_check_digit(number) for number in secrets["resident_id"] if len(number) == 18) > 500


def test_homes_are_listed_whole_and_below_the_county() -> None:
    batches, secrets = sample()
    homes = {
        address
        for dataset, table in batches
        if dataset in PARTY_LISTS
        for kind, address in zip(table["party_kind"], table["address"], strict=True)
        if kind == "natural"
    }
    assert homes <= secrets["address"]
    assert all(
        any(home.endswith(tail) for tail in (home[-n:] for n in range(8, 30)) if tail in secrets["address"])
        for home in homes
    )


def test_free_text_lets_secrets_out() -> None:
    batches, secrets = sample()
    texts = "\n".join(
        text
        for dataset, table in batches
        for name in ("obligation", "reason", "content", "body", "conduct", "performance")
        if name in table and dataset is not Dataset.GUIDELINES
        for text in table[name]
        if text
    )
    for kind in SecretKind:
        if kind is not SecretKind.DOCUMENT_NUMBER:
            assert any(value in texts for value in secrets[kind]), kind


def test_nothing_public_holds_a_secret_when_no_text_lets_one_slip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parties, "SECRET_RATES", dict.fromkeys(parties.SECRET_RATES, 0.0))
    monkeypatch.setattr(notices, "SECRET_RATES", dict.fromkeys(notices.SECRET_RATES, 0.0))
    nameless = [text for text in entries.DOCUMENT_TEXTS if "{applicant}" not in text]
    monkeypatch.setattr(entries, "DOCUMENT_TEXTS", nameless)
    public = "\n".join(sorted(_public_values(tuple(make_batches(3, 0, ON, RECORDS, None)))))
    found = [value for values in sample()[1].values() for value in values if value in public]
    assert found == []


def _public_values(batches: tuple[Batch, ...]) -> set[str]:
    """What may be read by all: published columns of the source, without numbers of people and rows of minors.

    A column of `Kind.NAMELESS` is never printed as it is.
    """
    values: set[str] = set()
    for dataset, table in batches:
        of_source = [column for column in SCHEMAS[dataset].published_columns if column not in SCHEMAS[dataset].computed]
        for name in [column.name for column in of_source if column.kind is not Kind.NAMELESS]:
            for row, value in enumerate(table[name]):
                if value is not None and not (dataset in PARTY_LISTS and _is_hidden(table, name, row)):
                    values.add(str(value))
    return values


def _is_hidden(table: Columns, name: str, row: int) -> bool:
    age, is_natural = table["age"][row], table["party_kind"][row] == "natural"
    if table["is_minor"][row] == "是" or (age is not None and age < 18):
        return True
    has_number = any(sign.isdigit() for sign in str(table["party_name"][row]))
    return is_natural and (name == "id_number" or (name == "party_name" and has_number))
