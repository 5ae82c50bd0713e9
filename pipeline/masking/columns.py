"""Masking of the columns that hold one fact each: party numbers and ages."""

import re

from pipeline.cleaning.identifiers import STRAY_RESIDENT_ID, visible_birth_year
from pipeline.cleaning.parties import IdForm
from pipeline.masking.profiles import Profile, hide_whole, mask_document_number, mask_resident_id
from pipeline.masking.protect import is_public_uscc
from pipeline.masking.spans import stars_for

_LETTER = re.compile(r"[A-Z]")


def mask_party_number(number: str, form: str, profile: Profile) -> str:
    """The printed form of a party's number.

    Args:
        number: Canonical number as `read_party_number` gives it.
        form: Its `IdForm`; every form that is not proven to be an organisation's is masked.
        profile: The deployment's profile.

    >>> mask_party_number("330106198001011235", "resident", Profile.STANDARD)
    '3301061980****123*'
    >>> mask_party_number("91330106589876543P", "uscc", Profile.STANDARD)
    '91330106589876543P'
    >>> mask_party_number("E12345678", "document", Profile.STANDARD)
    'E******78'
    >>> mask_party_number("*********54", "document", Profile.STANDARD)
    '***********'
    """
    if form == IdForm.ORG_CODE or (form == IdForm.USCC and is_public_uscc(number, labelled=True)):
        return number
    if form == IdForm.RESIDENT:
        return mask_resident_id(number, profile)
    if form == IdForm.DOCUMENT and _LETTER.match(number):
        return mask_document_number(number)
    return hide_whole(number)


def hide_stray_ids(value: str) -> str:
    """A declared public value without a resident ID that was typed into it.

    >>> hide_stray_ids("330106198001011234"), hide_stray_ids("0571-88880000")
    ('******************', '0571-88880000')
    """
    return STRAY_RESIDENT_ID.sub(lambda found: stars_for(found.group()), value)


def printed_age(listed_on: str | None, number: str | None) -> int | None:
    """Age by calendar year (按年份计): year of listing minus the birth year that the mask shows.

    The source's age never enters: a true age would cut the candidates of a mask (DOMAIN §3).

    >>> printed_age("2026-02-02", "3301061980****123*")
    46
    """
    year = visible_birth_year(number)
    if year is None or listed_on is None:
        return None
    age = int(listed_on[:4]) - year
    return age if 0 < age < 130 else None
