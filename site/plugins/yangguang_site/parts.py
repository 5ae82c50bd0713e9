"""Splitting a long month into pages so that a removal changes only the page it was on.

Numbered pages would shift every later record when one leaves. Instead a month is divided by the bits of
the opaque record ids: a page that holds too many is divided by the next bit, and so on. Where a record
stands depends on its own id and on nobody's place in an order; when it leaves, only its page changes (or,
if two halves have become small enough for one page, these two become one).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.core.records import PublicRow

_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
CAPACITY = 100
"""Records on one page at most: about 30 KB compressed."""
_DEEPEST = 32


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a month."""

    bits: str
    """The leading bits of the ids on this page; empty if the month fits on one page."""
    rows: tuple[PublicRow, ...]


def divide(rows: Sequence[PublicRow], capacity: int = CAPACITY, bits: str = "") -> list[Part]:
    """Divide rows by the bits of their ids until no page holds more than ``capacity``."""
    if len(rows) <= capacity or len(bits) == _DEEPEST:
        return [Part(bits, tuple(rows))]
    halves: dict[str, list[PublicRow]] = {"0": [], "1": []}
    for row in rows:
        halves[bit_of(row["id"], len(bits))].append(row)
    return [part for bit, half in halves.items() if half for part in divide(half, capacity, bits + bit)]


def bit_of(record_id: str, position: int) -> str:
    """The bit of an id (base 32, five bits a character) as ``0`` or ``1``.

    >>> bit_of("a7aaaaaaaaaaaaaa", 4), bit_of("a7aaaaaaaaaaaaaa", 5)
    ('0', '1')
    """
    character, offset = divmod(position, 5)
    return str(_BASE32.index(record_id[character]) >> (4 - offset) & 1)
