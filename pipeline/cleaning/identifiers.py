"""Identity numbers and organisation codes: reading, checking, normalising (DOMAIN §3).

Resident IDs follow GB 11643 (MOD 11-2), unified social credit codes GB 32100 (MOD 31), organisation
codes GB 11714. Reading never demands a right check digit; it only tells.
"""

import re
from operator import mul

from stdnum.cn import uscc

from pipeline.cleaning.characters import half_width, is_digits, without_invisible, without_spaces
from pipeline.core.messages import _

PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9]"
"""First two digits of resident IDs and permits (GB/T 2260; 81-83 residence permits; 9 foreigners)."""

STRAY_RESIDENT_ID = re.compile(
    rf"(?:{PROVINCES})(?<![0-9*]..)(?:[\s-]?[0-9]){{4}}[\s-]?(?:1\s?9\s?[0-9]|2\s?0\s?[0-2])\s?[0-9]"
    r"(?:[\s-]?[0-9*]){7}(?:[\s-]?[0-9Xx*])?(?![0-9*])"
)
"""A resident ID within a value of another kind, in groups or not."""

_SEPARATORS = re.compile(r"[-–—－_.·']")
_STARS = str.maketrans({"×": "*", "✱": "*", "＊": "*", "●": "*", "·": "*"})
_RESIDENT_18 = re.compile(r"[1-9][0-9*]{16}[0-9X*]")
_RESIDENT_15 = re.compile(r"[1-9][0-9*]{14}")
_FULL_18 = re.compile(r"[0-9]{17}[0-9X]")
_MASKED_WITH_X = re.compile(r"[0-9]{4,14}X{2,}[0-9X]*")
_USCC = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ORG_CODE = re.compile(r"[0-9A-Z]{8}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def compact_number(text: str) -> str:
    """A number as typed, without spaces, separators, invisible signs or full width; upper case.

    >>> compact_number("３３０１ 0619-8001 01123x")
    '33010619800101123X'
    """
    if text.isascii() and text.isalnum():
        return text.upper()
    folded = without_spaces(half_width(without_invisible(text))).translate(_STARS)
    return _SEPARATORS.sub("", folded).upper()


def normalise_resident_id(text: str) -> str | None:
    """The 18-character form of a resident ID, permit or foreign permanent ID; None if it is none.

    15-digit numbers get their century (19) and check character. Digits masked by the source (with
    ``*``, ``×`` or runs of ``X``) stay masked as ``*``; a wrong check digit is accepted.

    >>> normalise_resident_id("330106800101123")
    '330106198001011235'
    >>> normalise_resident_id("3301061980XXXX1234")
    '3301061980****1234'
    >>> normalise_resident_id("浙A12345") is None
    True
    """
    number = compact_number(text)
    if _MASKED_WITH_X.fullmatch(number):
        number = number[:-1].replace("X", "*") + (number[-1] if number[-2] != "X" else number[-1].replace("X", "*"))
    if _RESIDENT_18.fullmatch(number):
        return number
    if _RESIDENT_15.fullmatch(number):
        body = number[:6] + "19" + number[6:]
        return body + ("*" if "*" in body else resident_id_check_character(body))
    return None


def resident_id_check_character(body: str) -> str:
    """MOD 11-2 check character for the first 17 digits (GB 11643).

    Raises:
        ValueError: Not 17 digits.

    >>> resident_id_check_character("11010519491231002")
    'X'
    """
    if len(body) != len(_WEIGHTS) or not is_digits(body):
        raise ValueError(_("a check character is computed of 17 digits 0-9; read the number before"))
    return _CHECK_CHARACTERS[sum(map(mul, _WEIGHTS, map(int, body))) % 11]


def has_valid_check_digit(number: str) -> bool:
    """Whether an 18-character resident ID, printed in full, carries the right check character."""
    return bool(_FULL_18.fullmatch(number)) and resident_id_check_character(number[:17]) == number[17]


def has_plausible_birth_date(number: str) -> bool:
    """Whether digits 7–14 of an 18-character number can be a birth date; masked digits count as right.

    >>> has_plausible_birth_date("3301061980****1234")
    True
    >>> has_plausible_birth_date("330106999901011234")
    False
    """
    century, month, day = number[6:8], number[10:12], number[12:14]
    return century in ("18", "19", "20", "1*", "2*", "**") and _in_range(month, 12) and _in_range(day, 31)


def visible_birth_year(number: str | None) -> int | None:
    """The birth year that every profile prints (digits 7–10); None where it is masked or absent."""
    if number is None or len(number) != 18 or not is_digits(number[6:10]):
        return None
    return int(number[6:10])


def normalise_uscc(text: str) -> str | None:
    """A unified social credit code by its form; None if it has not the form.

    >>> normalise_uscc("91330106589876543p")
    '91330106589876543P'
    """
    number = compact_number(text)
    return number if _USCC.fullmatch(number) else None


def is_valid_uscc(code: str) -> bool:
    """Whether the MOD 31 check character of a unified social credit code is right (GB 32100)."""
    return bool(uscc.is_valid(code))


def normalise_org_code(text: str) -> str | None:
    """An organisation code as ``12345678-X``; None if it has not the form or a wrong check character.

    >>> normalise_org_code("７３０１１３０２－３")
    '73011302-3'
    >>> normalise_org_code("730113022") is None
    True
    """
    number = compact_number(text)
    if not _ORG_CODE.fullmatch(number):
        return None
    total = sum(w * int(c, 36) for w, c in zip(_ORG_WEIGHTS, number, strict=False))
    check = "0123456789X0"[(11 - total % 11) % 11]
    return f"{number[:8]}-{number[8]}" if number[8] == check else None


def _in_range(two: str, highest: int) -> bool:
    return "*" in two or (is_digits(two) and 1 <= int(two) <= highest)
