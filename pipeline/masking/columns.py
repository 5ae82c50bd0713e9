"""Masking of the columns that hold one fact each: party numbers and ages."""

from pipeline.cleaning.identifiers import visible_birth_year
from pipeline.cleaning.parties import IdForm
from pipeline.masking.profiles import Profile, hide_whole, mask_document_number, mask_resident_id


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
    """
    if form in (IdForm.USCC, IdForm.ORG_CODE):
        return number
    if form == IdForm.RESIDENT:
        return mask_resident_id(number, profile)
    if form == IdForm.DOCUMENT:
        return mask_document_number(number)
    return hide_whole(number)


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
