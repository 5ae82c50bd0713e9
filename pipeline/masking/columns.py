"""Masking of the columns that hold one fact each: party numbers and ages."""

import re
from decimal import Decimal, InvalidOperation

from pipeline.cleaning.identifiers import STRAY_RESIDENT_ID, visible_birth_year
from pipeline.cleaning.name_lists import split_names, split_persons
from pipeline.cleaning.names import is_organisation_name
from pipeline.cleaning.parties import IdForm
from pipeline.masking.known import surname_and_mou
from pipeline.masking.profiles import Profile, hide_whole, mask_document_number, mask_resident_id
from pipeline.masking.protect import is_public_uscc
from pipeline.masking.spans import stars_for

_LETTER = re.compile(r"[A-Z]")
_CLASSES = ((10_000, "不足一万元"), (100_000, "一万元以上不足十万元"), (1_000_000, "十万元以上不足一百万元"))
_LARGEST_CLASS = "一百万元以上"
_HAN = re.compile("[\u3400-\u9fff]")
_A_LIST = 3
"""An entry that holds itself and two others is a list of names that was not taken apart."""
AN_ORGANISATION = "某单位"
"""What stands for an organisation where a person would be 姓+某."""


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


def class_of_amount(amount: str) -> str | None:
    """The class in which an amount lies; None for what is no amount. The amount itself is printed nowhere.

    >>> class_of_amount("9999.99"), class_of_amount("10000.00"), class_of_amount("1000000"), class_of_amount("若干")
    ('不足一万元', '一万元以上不足十万元', '一百万元以上', None)
    """
    try:
        yuan = Decimal(amount)
    except InvalidOperation:
        return None
    if not yuan.is_finite() or yuan < 0:
        return None
    return next((name for below, name in _CLASSES if yuan < below), _LARGEST_CLASS)


def nameless(names: str) -> str | None:
    """Names as 姓+某, each once; an organisation's as 某单位. Money that waits for somebody draws those who pretend to be him.

    >>> nameless("申屠甲、某某贸易有限公司"), nameless("钱 斌"), nameless("钱斌、钱丙"), nameless("Li Hai")
    ('申屠某、某单位', '钱某', '钱某1、钱某2', '某')
    >>> nameless("权利人：王五 赵六等2人")
    '王某、赵某'
    """
    every = split_persons(names) if _HAN.search(names) else split_names(names)
    single = [name for name in every if sum(part in name for part in every) < _A_LIST]
    shown = [AN_ORGANISATION if is_organisation_name(name) else surname_and_mou(name) for name in single]
    if not shown:
        return None
    numbered = [
        f"{one}{shown[: place + 1].count(one)}" if shown.count(one) > 1 and one != AN_ORGANISATION else one
        for place, one in enumerate(shown)
    ]
    return "、".join(dict.fromkeys(numbered))
