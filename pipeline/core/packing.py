"""gzip without time, name or platform in its header: the same content gives the same bytes on every machine."""

import zlib

_LEVEL = 7
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""gzip: deflate, no name, no time, no operating system."""
_TRAILER = 8


def packed(path: str, content: bytes) -> bytes:
    """The bytes of a file: compressed if its path says ``.gz``."""
    return gzip_bytes(content) if path.endswith(".gz") else content


def gzip_bytes(content: bytes) -> bytes:
    """Compress without time, name or platform in the header."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(content) + packer.flush()
    return _HEADER + body + _trailer(content)


def _trailer(content: bytes) -> bytes:
    return zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")


def unpacked(content: bytes) -> bytes:
    """What `packed` was given."""
    return zlib.decompress(content[len(_HEADER) : -_TRAILER], -zlib.MAX_WBITS) if content[:10] == _HEADER else content


def holds(held: bytes, content: bytes) -> bool:
    """Whether bytes of a file, plain or compressed by us, have this content."""
    if not held.startswith(_HEADER):
        return held == content
    if held[-_TRAILER:] != _trailer(content):
        return False
    try:
        return zlib.decompress(held[len(_HEADER) : -_TRAILER], -zlib.MAX_WBITS) == content
    except zlib.error:
        return False
