"""What a party's number is, by its form and the kind of party; the check digit never opens a resident ID."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.cleaning.identifiers import (
    compact_number,
    has_plausible_birth_date,
    has_valid_check_digit,
    is_valid_uscc,
    normalise_org_code,
    normalise_resident_id,
    normalise_uscc,
)


class IdForm(StrEnum):
    """How a number is published."""

    RESIDENT = "resident"
    """18 characters, masked with the profile."""
    USCC = "uscc"
    """In full (GB 32100)."""
    ORG_CODE = "org_code"
    """In full (GB 11714)."""
    DOCUMENT = "document"
    """Passport, permit, service number: a tail is printed of those that begin with Latin letters."""
    UNREADABLE = "unreadable"
    """Anything else, a mobile or other bare digits among it: hidden whole, and reported."""


@dataclass(frozen=True, slots=True)
class PartyNumber:
    """A party's number in its canonical form."""

    number: str
    form: IdForm


_DOCUMENT = re.compile(
    r"(?!TEL|FAX|QQ|[VW]X)(?:[A-Z]{1,3}[0-9*]{5,10}[A-Z]?|[A-Z]{3}[0-9*]{12})|[一-鿿]{1,3}字第[0-9*]{5,8}号?"
)
"""At most ten digits behind the letters (permits to Hong Kong have them), twelve of the old foreign ID: never a mobile."""


def read_party_number(text: str, party_kind: str) -> PartyNumber | None:
    """Read the number of a party record; None for an empty field.

    A code is published in full only if it is proven to be an organisation's: GB 32100 check character
    right and no plausible resident ID. Everything that could be a person's number is masked.

    Args:
        text: The field as the case system holds it.
        party_kind: natural, legal or other.

    >>> read_party_number("330106800101123", "natural")
    PartyNumber(number='330106198001011235', form=<IdForm.RESIDENT: 'resident'>)
    >>> read_party_number("E12345678", "natural").form
    <IdForm.DOCUMENT: 'document'>
    >>> [read_party_number(text, "natural").form.value for text in ("13800000000", "33010619800101123456")]
    ['unreadable', 'unreadable']
    """
    compact = compact_number(text)
    if not compact:
        return None
    code = normalise_uscc(text)
    if code is not None and _is_organisation_code(code, party_kind):
        return PartyNumber(code, IdForm.USCC)
    if party_kind != "natural" and (org_code := normalise_org_code(text)):
        return PartyNumber(org_code, IdForm.ORG_CODE)
    if number := normalise_resident_id(text):
        return PartyNumber(number, IdForm.RESIDENT)
    if _DOCUMENT.fullmatch(compact):
        return PartyNumber(compact, IdForm.DOCUMENT)
    return PartyNumber(compact, IdForm.UNREADABLE)


def _is_organisation_code(code: str, party_kind: str) -> bool:
    resident = normalise_resident_id(code)
    looks_resident = resident is not None and has_plausible_birth_date(resident)
    if not is_valid_uscc(code):
        return party_kind != "natural" and any(sign.isalpha() and sign != "X" for sign in code[:17])
    if party_kind == "natural":
        return not looks_resident
    return not (looks_resident and has_valid_check_digit(code))
