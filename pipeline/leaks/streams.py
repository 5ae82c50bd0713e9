"""Streams of bytes: unpacked within a budget, in blocks of limited size."""

import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Protocol

from pipeline.core.messages import _

BLOCK = 4 * 1024 * 1024
_IN_MEMORY = 512 * 1024 * 1024

Blocks = Iterator[bytes]


class UnreadableError(Exception):
    """Bytes that cannot be opened; the message is a constant without values."""


class Budget:
    """Bytes that may still be unpacked from one file: the guard against compression bombs."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def spend(self, size: int) -> None:
        """Take from the budget; UnreadableError where it is used up."""
        self._left -= size
        if self._left < 0:
            raise UnreadableError(_("unpacks to more than the limit"))


class Decompressor(Protocol):
    """What zlib, bz2 and lzma have in common."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end."""

    def decompress(self, data: bytes, max_length: int = ..., /) -> bytes:
        """At most so many bytes of what the data unpack to."""


def inflated(blocks: Blocks, opener: Callable[[], Decompressor], budget: Budget) -> Blocks:
    """The members of a compressed stream one after the other; bytes behind the last are errors."""
    machine = opener()
    try:
        for block in blocks:
            data, is_more = block, False
            while data or is_more:
                if machine.eof:
                    machine = opener()
                piece = machine.decompress(data, BLOCK)
                is_more = len(piece) == BLOCK and not machine.eof
                budget.spend(len(piece))
                if piece:
                    yield piece
                data = machine.unused_data if machine.eof else getattr(machine, "unconsumed_tail", b"")
    except (zlib.error, OSError, EOFError, ValueError, lzma.LZMAError):
        raise UnreadableError(_("damaged compressed data")) from None
    if not machine.eof:
        raise UnreadableError(_("compressed data ends too early"))


def inflated_whole(packed: bytes, limit: int) -> bytes:
    """One zlib stream at once, bytes behind it left alone; ValueError if damaged or longer than the limit."""
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(packed, limit)
    except zlib.error:
        raise ValueError(_("damaged compressed data")) from None
    if machine.unconsumed_tail:
        raise ValueError(_("unpacks to more than the limit"))
    return text


def apart(texts: Blocks) -> Blocks:
    """Texts that are no neighbours, with a sign between that never stands inside a number."""
    return (text + b"\x1e" for text in texts)


def pieces(read: Callable[[int], bytes], budget: Budget) -> Blocks:
    """What a stream's ``read`` gives, block by block, within the budget."""
    while block := read(BLOCK):
        budget.spend(len(block))
        yield block


def spent(blocks: Blocks, budget: Budget) -> Blocks:
    """The blocks, within the budget."""
    for block in blocks:
        budget.spend(len(block))
        yield block


def joined(blocks: Blocks) -> bytes:
    """All blocks at once; UnreadableError where they are too many for the memory."""
    data = bytearray()
    for block in blocks:
        data += block
        if len(data) > _IN_MEMORY:
            raise UnreadableError(_("container too large to be opened in memory"))
    return bytes(data)
