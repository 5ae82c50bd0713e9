"""What a party's number is, by its form and the kind of party; the check digit never opens a resident ID."""

import re
from dataclasses import dataclass
from enum import StrEnum

from pipeline.cleaning.characters import half_width, without_invisible
from pipeline.cleaning.identifiers import (
    compact_number,
    has_plausible_birth_date,
    has_valid_check_digit,
    is_valid_uscc,
    normalise_org_code,
    normalise_resident_id,
    normalise_uscc,
)
from pipeline.cleaning.readings import Note
from pipeline.core.findings import Cause, Effect

FILLER = Note("number_filler", Effect.DROPPED)
MORE_THAN_A_NUMBER = Note("number_with_words", Effect.REPAIRED)
WRONG_CHECK_CHARACTER = Note("wrong_check_character", Effect.KEPT)
UNREADABLE = Note("no_identity_number", Effect.DROPPED)
SEVERAL_NUMBERS = Note("several_numbers", Effect.HIDDEN, Cause.DOUBT)


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


_FILLER = re.compile(r"([0-9A-Z])\1{14,}|123456789012345(?:67[8X])?")
_FLOAT = re.compile(r"(?<=[0-9]{15})\.0+$")
_FULL_NUMBER = re.compile(
    r"(?<![0-9A-Za-z*])(?:[1-9][0-9]{16}[0-9Xx]|[1-9][0-9]{14}|[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{2}[0-9]{6}"
    r"[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]{10})(?![0-9A-Za-z*])"
)
_DIGIT = re.compile(r"[0-9]")
_PLAIN_RESIDENT = re.compile(r"[1-9][0-9]{16}[0-9X]")
"""What nearly every person's number is: nothing has to be folded or taken off."""


def read_number_field(text: str, party_kind: str) -> tuple[PartyNumber | None, tuple[Note, ...]]:
    """The one number of a field, with a label or a name beside it or not, and what is to be said of it.

    >>> read_number_field("身份证：330106198001011235", "natural")[0]
    PartyNumber(number='330106198001011235', form=<IdForm.RESIDENT: 'resident'>)
    >>> read_number_field("111111111111111111", "natural")[0] is None
    True
    """
    if party_kind == "natural" and _PLAIN_RESIDENT.fullmatch(text) and has_plausible_birth_date(text):
        number: PartyNumber | None = PartyNumber(text, IdForm.RESIDENT)
    else:
        number = read_party_number(_FLOAT.sub("", text), party_kind)
    if number is None or not any(map(str.isalnum, number.number)):
        return None, ()
    if _FILLER.fullmatch(number.number):
        return None, (FILLER,)
    if number.form is not IdForm.UNREADABLE:
        return number, _doubt_of_check_digit(number)
    plain = half_width(without_invisible(text))
    where = plain if _FULL_NUMBER.search(plain) else number.number
    found = dict.fromkeys(one.upper() for one in _FULL_NUMBER.findall(where))
    if len(found) > 1:
        return number, (SEVERAL_NUMBERS,)
    within = read_party_number(next(iter(found)), party_kind) if found else None
    if within is None or within.form is IdForm.UNREADABLE or _DIGIT.search(_FULL_NUMBER.sub("", where)):
        return PartyNumber(number.number.strip('="'), IdForm.UNREADABLE), (UNREADABLE,)
    return within, (MORE_THAN_A_NUMBER, *_doubt_of_check_digit(within))


def is_organisations_code(text: str) -> bool:
    """Whether a field holds a unified social credit code that is nobody's resident ID, whatever the kind of party.

    >>> is_organisations_code("91330106MA2AX1234U"), is_organisations_code("330106198001011235")
    (True, False)
    """
    number, _ = read_number_field(text, "natural")
    return number is not None and number.form is IdForm.USCC


def _doubt_of_check_digit(number: PartyNumber) -> tuple[Note, ...]:
    if number.form is not IdForm.RESIDENT or "*" in number.number or has_valid_check_digit(number.number):
        return ()
    return (WRONG_CHECK_CHARACTER,)


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
    if looks_resident and party_kind == "natural":
        return False
    if not is_valid_uscc(code):
        return party_kind != "natural" and any(sign.isalpha() and sign != "X" for sign in code[:17])
    return not (looks_resident and has_valid_check_digit(code))
