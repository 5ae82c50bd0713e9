"""Which values of party rows are secrets, clean and as typed."""

import re
from collections.abc import Iterable

import numpy as np

from pipeline.sample.draws import Codes, Objects, either
from pipeline.sample.tables import Columns, Members, World
from pipeline.sample.truth import SecretKind, Truth

_JOINTS = re.compile("[、，,;]")
_MASK_SIGNS = re.compile(r"[*×]|X{2}")
_RESIDENT_LENGTH = 18


def note_party_secrets(truth: Truth, world: World, members: Members, dirty: Columns) -> None:
    """Note what a chunk of party rows hides: the clean values, and the written ones where they differ."""
    size = len(members)
    source_ids = dirty["source_id"][:size]
    debtor = world.involvements.debtor[members.positions]
    people = world.debtors
    natural = people.is_natural[debtor]
    _note_numbers(truth, either(natural, people.numbers[debtor], None), source_ids)
    _note_typed(truth, either(natural, dirty["id_number"][:size], None), people.phones[debtor], source_ids)
    _note_numbers(truth, people.representative_ids[debtor], source_ids)
    truth.note(SecretKind.PHONE, people.phones[debtor], source_ids)
    truth.note(SecretKind.ADDRESS, either(natural, people.addresses[debtor], None), source_ids)
    truth.note(SecretKind.ADDRESS, people.address_tails[debtor], source_ids)
    truth.note(SecretKind.ADDRESS, dirty["protected_addresses"][:size], source_ids)
    truth.note(SecretKind.MINOR_NAME, either(people.is_minor[debtor], people.names[debtor], None), source_ids)
    _note_names(truth, SecretKind.APPLICANT_NAME, dirty["applicant_names"][:size], source_ids)
    _note_third_parties(truth, world, members, source_ids)


def kind_of_number(number: str) -> SecretKind:
    """Resident ID for 18 digits, else another document."""
    return SecretKind.RESIDENT_ID if len(number) == _RESIDENT_LENGTH else SecretKind.DOCUMENT_NUMBER


def _note_numbers(truth: Truth, numbers: Objects, source_ids: Objects) -> None:
    lengths = np.array([0 if number is None else len(number) for number in numbers])
    is_resident = lengths == _RESIDENT_LENGTH
    truth.note(SecretKind.RESIDENT_ID, numbers[is_resident], source_ids[is_resident])
    other = (lengths > 0) & ~is_resident
    truth.note(SecretKind.DOCUMENT_NUMBER, numbers[other], source_ids[other])


def _note_typed(truth: Truth, written: Objects, phones: Objects, source_ids: Objects) -> None:
    """Numbers as they stand in the column; masked ones are no secrets, telephones are noted as such."""
    for number, phone, source_id in zip(written, phones, source_ids, strict=True):
        if number and number != phone and not _MASK_SIGNS.search(number):
            truth.note(
                SecretKind.RESIDENT_ID if len(number) > 13 else SecretKind.DOCUMENT_NUMBER, (number,), (source_id,)
            )


def _note_names(truth: Truth, kind: SecretKind, fields: Iterable[str | None], source_ids: Objects) -> None:
    for field, source_id in zip(fields, source_ids, strict=True):
        if field is not None:
            names = _JOINTS.split(field)
            truth.note(kind, names, [source_id] * len(names))


def _note_third_parties(truth: Truth, world: World, members: Members, source_ids: Objects) -> None:
    """Third parties' names; children count as minors."""
    links = world.involvements
    fields, is_child = links.third_parties[members.positions], links.is_child[members.positions]
    for field, child, source_id in zip(fields, is_child, source_ids, strict=True):
        if field is not None:
            first, *others = _JOINTS.split(field)
            truth.note(SecretKind.MINOR_NAME if child else SecretKind.THIRD_PARTY_NAME, (first,), (source_id,))
            truth.note(SecretKind.THIRD_PARTY_NAME, others, [source_id] * len(others))


def note_bystanders(truth: Truth, world: World, links: Codes, source_ids: Objects) -> None:
    """Note who stands around notices: the debtors' numbers, telephones, homes."""
    debtor = world.involvements.debtor[links]
    people = world.debtors
    _note_numbers(truth, either(people.is_natural[debtor], people.numbers[debtor], None), source_ids)
    truth.note(SecretKind.PHONE, people.phones[debtor], source_ids)
    truth.note(SecretKind.ADDRESS, people.address_tails[debtor], source_ids)


def note_creditors(truth: Truth, names: Objects, source_ids: Objects) -> None:
    """Note whose money waits: of a creditor 姓+某 is printed."""
    _note_names(truth, SecretKind.APPLICANT_NAME, names, source_ids)
