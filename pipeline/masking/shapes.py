"""What a run of digits looks like, judged by what is printed of it anyway (county, year, length).

No check digit and no month or day is looked at: a mistyped number is hidden like a right one, and two
numbers that differ in hidden digits only are treated alike.
"""

import re

from pipeline.cleaning.identifiers import PROVINCES

_RESIDENT = re.compile(rf"(?:{PROVINCES})[0-9]{{4}}(?:19[0-9]|20[0-2])[0-9][0-9A-Za-z*]{{7,9}}")
_CUT_RESIDENT = re.compile(rf"(?:{PROVINCES})[0-9]{{4}}(?:19[0-9]|20[0-2])[0-9][0-9*]{{3,4}}")
_OLD_RESIDENT = re.compile(rf"(?:{PROVINCES})[0-9]{{4}}(?:2[5-9]|[3-9][0-9])(?:0[1-9]|1[0-2])[0-9]{{5}}")
_MOBILE = re.compile(r"(?:(?:00)?86|0)?1[3-9][0-9*]{9}")


def looks_like_resident(number: str) -> bool:
    """Whether county and year could be those of a resident ID; one character lost or doubled counts too.

    >>> looks_like_resident("330106198001011234"), looks_like_resident("202611200000012345")
    (True, False)
    """
    return _RESIDENT.fullmatch(number) is not None


def looks_like_old_resident(number: str) -> bool:
    """Whether county, year (1925-1999) and month could be those of an ID of fifteen digits.

    For numbers behind a thing's label only; elsewhere fifteen digits are hidden whatever they are.

    >>> looks_like_old_resident("330106800101123"), looks_like_old_resident("330106000012345")
    (True, False)
    """
    return _OLD_RESIDENT.fullmatch(number) is not None


def looks_like_cut_resident(number: str) -> bool:
    """Whether it is the beginning of a resident ID with a part of the birthday, the rest cut off.

    >>> looks_like_cut_resident("33010619800512"), looks_like_cut_resident("20261120100000")
    (True, False)
    """
    return _CUT_RESIDENT.fullmatch(number) is not None


def looks_like_mobile(number: str) -> bool:
    """Whether it could be a mobile phone, with or without country code or leading zero.

    >>> looks_like_mobile("13800000000"), looks_like_mobile("12800000000")
    (True, False)
    """
    return _MOBILE.fullmatch(number) is not None


def is_hidden_alone(number: str) -> bool:
    """Whether a single run of digits is hidden without a label: mobiles, cut IDs, and 15 characters or more.

    Fifteen and more is an old ID, an ID, a card, two numbers glued together: no public number of
    that length goes without its label or unit.
    """
    return len(number) >= 15 or looks_like_mobile(number) or looks_like_cut_resident(number)
