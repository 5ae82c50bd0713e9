"""Windows: a file's blocks, each with the end of the last one in front, so that nothing is cut in two."""

from collections.abc import Iterable, Iterator

from pipeline.leaks.encodings import wide_encoding

_OVERLAP = 4096
_UNSETTLED = 3072


def windows(blocks: Iterable[bytes]) -> Iterator[tuple[int, int, bytes, str | None]]:
    """Offset, settled offset, bytes and UTF-16 form of each block with the end of the last one in front.

    What begins before the settled offset was seen in the window before, with all that follows it.
    """
    base, settled, tail = 0, 0, b""
    encoding: str | None = None
    for block in blocks:
        if not tail and base == 0:
            encoding = wide_encoding(block)
        window = tail + block
        yield base, settled, window, encoding
        settled = max(settled, base + len(window) - _UNSETTLED)
        tail = window[-_OVERLAP + (len(window) + base) % 2 :]
        base += len(window) - len(tail)
