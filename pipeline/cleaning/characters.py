"""Folding of characters that mean the same: full width, invisible signs, exotic spaces."""

import re

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ud800-\udfff]"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SPACES = re.compile(r"\s+")
_NOT_A_DIGIT = re.compile(r"[^0-9]+")


def without_invisible(text: str) -> str:
    """Drop zero-width, bidirectional, control and lone surrogate characters; tabs and line breaks stay.

    >>> without_invisible("钱\\u200b斌\\u202e")
    '钱斌'
    """
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


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
