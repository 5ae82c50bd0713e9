"""Compressed stretches inside binary files, such as the stored fields of a Whoosh index.

A zlib stream has a mark of two bytes and a checksum at its end, so a chance mark is told by trying.
"""

import re
import zlib
from collections.abc import Iterator

_MARK = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_FIRST_TRY = 16 * 1024
_LONGEST = 1024 * 1024
_MOST = 16 * 1024 * 1024


def embedded_texts(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """What each zlib stream in a stream of bytes holds; streams of a megabyte at most."""
    buffer = b""
    for block in blocks:
        buffer += block
        texts, left = _streams_of(buffer)
        yield from texts
        buffer = buffer[left:]


def _streams_of(buffer: bytes) -> tuple[list[bytes], int]:
    """The streams that end in the buffer, and where one begins that may go on behind it."""
    texts: list[bytes] = []
    at = 0
    while match := _MARK.search(buffer, at):
        text, length = _inflated(buffer, match.start())
        if length < 0 and len(buffer) - match.start() < _LONGEST:
            return texts, match.start()
        at = match.start() + max(1, length)
        texts += [text] if text else []
    return texts, max(0, len(buffer) - 1)


def _inflated(buffer: bytes, start: int) -> tuple[bytes, int]:
    """Text and packed length of the stream at an offset; length 0 where there is none, -1 where it goes on."""
    size = _FIRST_TRY
    while True:
        piece = buffer[start : start + size]
        machine = zlib.decompressobj()
        try:
            text = machine.decompress(piece, _MOST)
        except zlib.error:
            return b"", 0
        if machine.eof:
            return text, len(piece) - len(machine.unused_data)
        if machine.unconsumed_tail or size >= _LONGEST:
            return text, len(piece)
        if start + size >= len(buffer):
            return b"", -1
        size *= 8
