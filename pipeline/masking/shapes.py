"""What a run of digits looks like, judged by what is printed of it anyway (county, year, length).

No check digit and no month or day is looked at: a mistyped number is hidden like a right one, and two
numbers that differ in hidden digits only are treated alike.
"""

import re
from enum import StrEnum
from itertools import pairwise

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


_A_DAY = re.compile(r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])|\*{4}")


def could_be_a_resident(number: str) -> bool:
    """Whether county, year and day could be those of a resident ID; of two of them that differ in a possible day, both.

    For numbers that a thing's label explains. A day that no calendar has tells nothing about a person.

    >>> could_be_a_resident("331102198005174417"), could_be_a_resident("331102202400044177")
    (True, False)
    """
    if not looks_like_resident(number):
        return False
    places = (10,) if len(number) == 18 else (9, 10) if len(number) < 18 else (10, 11)
    return any(_A_DAY.match(number, place) for place in places)


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


class PublicForm(StrEnum):
    """A short number that everybody prints, told by its digits alone."""

    HOTLINE = "hotline"
    """12368, 95588."""
    DAY = "day"
    """202403, 20240317, 20240317093000."""
    POSTCODE = "postcode"
    """310000; public behind the words of an address only."""


_FORMS = {
    PublicForm.HOTLINE: re.compile(r"1[02][0-9]{3}|9[56][0-9]{3}|11[0-9]{3}"),
    PublicForm.DAY: re.compile(
        r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12][0-9]|3[01])"
        r"(?:(?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9])?)?"
    ),
    PublicForm.POSTCODE: re.compile(r"[0-8][0-9]{5}"),
}


def public_form(digits: str) -> PublicForm | None:
    """What a number is by its form.

    >>> [str(public_form(digits)) for digits in ("12368", "20240317", "310000", "25000")]
    ['hotline', 'day', 'postcode', 'None']
    """
    return next((form for form, pattern in _FORMS.items() if pattern.fullmatch(digits)), None)


_DIGIT_GROUPS = re.compile(r"[0-9]+")


def is_of_days_or_counts_up(number: str) -> bool:
    """Whether the groups of a number are days of the calendar, or each is one more than the one before.

    >>> [is_of_days_or_counts_up(text) for text in ("20140506-20150506", "2014 2015 2016", "1390 5710 032")]
    [True, True, False]
    """
    groups = _DIGIT_GROUPS.findall(number)
    if groups and all(len(group) == _A_WHOLE_DAY and public_form(group) is PublicForm.DAY for group in groups):
        return True
    counts = [int(group) for group in groups if len(group) <= _A_YEAR]
    return len(counts) == len(groups) > 1 and all(later == one + 1 for one, later in pairwise(counts))


_A_WHOLE_DAY, _A_YEAR = 8, 4


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
