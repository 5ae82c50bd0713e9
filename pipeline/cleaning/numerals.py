"""Chinese numerals of articles, chapters and dates."""

import re

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
HAN_NUMBER = "一二三四五六七八九十百千零〇○两"
"""The characters of a Chinese numeral, for use in a regular expression's class."""
_ARABIC = re.compile(r"[0-9]{1,6}")


def parse_han_number(text: str) -> int | None:
    """The value of a numeral below 10,000 in Chinese or Arabic digits; None if it is none.

    >>> [parse_han_number(t) for t in ("三", "十", "二十三", "一百零五", "45", "二〇一四", "条")]
    [3, 10, 23, 105, 45, 2014, None]
    """
    if _ARABIC.fullmatch(text):
        return int(text)
    if not text or len(text) > 9 or any(sign not in _DIGITS and sign not in _UNITS for sign in text):
        return None
    if not any(sign in _UNITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    return _with_units(text)


def _with_units(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
