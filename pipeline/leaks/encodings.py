"""Encodings other than UTF-8: what the first bytes show, and offsets in the original."""

from collections.abc import Callable

_SAMPLE = 4096
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
CHINESE = "gb18030"


def wide_encoding(head: bytes) -> str | None:
    """The UTF-16 or UTF-32 form that the first bytes show by their mark or by their zeros; None if neither.

    >>> wide_encoding("身份证,3301".encode("utf-16"))
    'utf-16-le'
    >>> wide_encoding("号码 330106".encode("utf-32-be"))
    'utf-32-be'
    """
    sample = head[:_SAMPLE]
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if len(sample) < 8 or 0 not in sample:
        return None
    zeros = [sample[first::4].count(0) * 32 for first in range(4)]
    few, many = len(sample), len(sample) * 6
    if zeros[3] > many and zeros[2] > many:
        return "utf-32-le"
    if zeros[0] > many and zeros[1] > many:
        return "utf-32-be"
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if odd > few * 2 and even * 8 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > few * 2 and odd * 8 < even else None


def as_utf8(payload: bytes, encoding: str) -> bytes:
    """The payload's text in UTF-8; what cannot be decoded is replaced."""
    return payload.decode(encoding, "replace").encode("utf-8", "replace")


def offset_in(text: bytes, encoding: str) -> Callable[[int], int]:
    """Offsets in the payload of offsets in its UTF-8 form."""
    return lambda offset: len(text[:offset].decode("utf-8", "replace").encode(encoding, "replace"))
