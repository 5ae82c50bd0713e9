"""Digests in the letters a to p instead of hexadecimal digits: long runs of digits look like numbers of people."""

import re

from pipeline.core.messages import _

_TO_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_TO_HEX = str.maketrans("abcdefghijklmnop", "0123456789abcdef")
_LETTERS = re.compile(r"(?:[a-p]{2})*")


def to_letters(content: bytes) -> str:
    """Two letters a byte.

    >>> to_letters(b"\\x0f")
    'ap'
    """
    return content.hex().translate(_TO_LETTERS)


def from_letters(text: str) -> bytes:
    """The bytes.

    Raises:
        ValueError: There are other signs in it.
    """
    if not _LETTERS.fullmatch(text):
        raise ValueError(_("not in letters a to p"))
    return bytes.fromhex(text.translate(_TO_HEX))
