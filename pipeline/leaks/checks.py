"""Arithmetic of numbers: check characters and calendar dates, without any table of regions."""

import datetime
import re
from operator import mul

_RESIDENT_WEIGHTS = tuple(pow(2, power, 11) for power in range(17, 0, -1))
_CREDIT_SIGNS = {sign: value for value, sign in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
_CREDIT_WEIGHTS = (*(pow(3, place, 31) for place in range(17)), 1)
_OLDEST, _YOUNGEST = 1890, 2039
_TIMESTAMP = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_COMPANY = re.compile(r"9[1-3]\d{16}")


def has_resident_check(number: str) -> bool:
    """Whether 17 digits and a digit or X satisfy MOD 11-2 (GB 11643).

    >>> has_resident_check("11010519491231002X")
    True
    """
    total: int = sum(map(mul, _RESIDENT_WEIGHTS, map(int, number[:17])))
    last = 10 if number[17] == "X" else int(number[17])
    return (total + last) % 11 == 1


def has_credit_check(code: str) -> bool:
    """Whether 18 digits satisfy MOD 31 of a unified social credit code (GB 32100)."""
    values = [_CREDIT_SIGNS.get(sign, -1) for sign in code]
    return -1 not in values and sum(map(mul, _CREDIT_WEIGHTS, values)) % 31 == 0


def has_card_check(number: str) -> bool:
    """Whether the digits satisfy Luhn.

    >>> has_card_check("4000000000000002")
    True
    """
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(int(digit) for digit in number[::-2])) % 10 == 0


def is_calendar_date(eight: str) -> bool:
    """Whether ``YYYYMMDD`` is a day on which a living or lately dead person can be born.

    >>> is_calendar_date("19800230")
    False
    """
    year, month, day = int(eight[:4]), int(eight[4:6]), int(eight[6:8])
    if not (_OLDEST <= year <= _YOUNGEST and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def is_moment(number: str) -> bool:
    """Whether a number begins with year, month, day, hour and minute, as order numbers do."""
    return _TIMESTAMP.match(number) is not None


def is_dated_resident_id(number: str) -> bool:
    """Whether 18 characters have the shape and date of a resident ID; a timestamp in front speaks against."""
    return number[0] != "0" and is_calendar_date(number[6:14]) and not is_moment(number)


def is_dated_old_id(number: str) -> bool:
    """Whether 15 digits have the shape and date (``YYMMDD``, 19 before it) of an old resident ID."""
    return number[0] != "0" and is_calendar_date("19" + number[6:12])


def is_company_code(number: str) -> bool:
    """Whether 18 digits are a unified social credit code of a company, whose first signs are 91 to 93."""
    return _COMPANY.fullmatch(number) is not None and has_credit_check(number)
