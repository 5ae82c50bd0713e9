"""Folding of characters that mean the same: full width, invisible signs, exotic spaces."""

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARK = re.compile(f"[{_MARKS}]")
_TOWER = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")
"""More marks over one letter than any script has; they would cover what stands above and below."""
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES = re.compile(r"\s+")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")


def without_invisible(text: str) -> str:
    """Drop zero-width, bidirectional, control and lone surrogate characters, and marks that tower; tabs and breaks stay.

    >>> without_invisible("钱\\u200b斌\\u202e"), without_invisible("a" + 90 * "\\u0301") == "a" + 4 * "\\u0301"
    ('钱斌', True)
    """
    if text.isascii() and text.isprintable():
        return text
    plain = _INVISIBLE.sub("", text)
    return _TOWER.sub(r"\1", plain) if _MARK.search(plain) else plain


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and spaces as their ASCII twins.

    >>> half_width("１２３Ｘ（２０１４）")
    '123X(2014)'
    """
    return text if text.isascii() else text.translate(_FULL_WIDTH)


def without_spaces(text: str) -> str:
    """Drop white space of every kind.

    >>> without_spaces("3301 06　1980")
    '3301061980'
    """
    return _SPACES.sub("", text)


def is_digits(text: str) -> bool:
    """Whether a text is digits 0-9 and nothing else; `str.isdigit` alone takes ① and ² for digits, and `int` does not.

    >>> is_digits("1988"), is_digits("①988"), is_digits("")
    (True, False, False)
    """
    return text.isascii() and text.isdigit()


def digits_of(text: str) -> str:
    """The digits of a number as typed; full width folds.

    >>> digits_of("０571-8888 0000")
    '057188880000'
    """
    return _NOT_A_DIGIT.sub("", text if text.isascii() else half_width(text))
