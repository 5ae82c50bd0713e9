"""Folding of characters that mean the same: full width, invisible signs, exotic spaces."""

import re

_INVISIBLE = dict.fromkeys(
    [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0x00AD, 0x061C, 0xFEFF, *range(0x2066, 0x206A)]
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CONTROL = dict.fromkeys([*range(0, 9), *range(11, 13), *range(14, 32), *range(127, 160), *range(0xD800, 0xE000)])
_SPACES = re.compile(r"\s+")


def without_invisible(text: str) -> str:
    """Drop zero-width, bidirectional, control and lone surrogate characters; tabs and line breaks stay.

    >>> without_invisible("钱\\u200b斌\\u202e")
    '钱斌'
    """
    return text.translate(_INVISIBLE | _CONTROL)


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and spaces as their ASCII twins.

    >>> half_width("１２３Ｘ（２０１４）")
    '123X(2014)'
    """
    return text.translate(_FULL_WIDTH)


def without_spaces(text: str) -> str:
    """Drop white space of every kind.

    >>> without_spaces("3301 06　1980")
    '3301061980'
    """
    return _SPACES.sub("", text)
