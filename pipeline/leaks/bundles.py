"""Bundles: many small files read at one go, since a scan of each would cost more than its bytes.

A bundle only sorts out: whatever is odd in it (a finding, an encoding, a container other than one plain
gzip) sends its files to the exact reading, one by one. What is left holds nothing.
"""

import os
import zlib
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.leaks.altered_text import END
from pipeline.leaks.examine import Suspicion, examine

LARGEST = 512 * 1024
"""Bytes of a file, and of what it unpacks to, that goes into a bundle."""
_PLAIN_GZIP = b"\x1f\x8b\x08\x00"
_OPENED = (
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"PK",
    b"PAR1",
    b"SQLite",
    b"(\xb5/\xfd",
    b"ARROW1",
    b"%PDF",
    b"\x89PNG",
    b"\x04\x22\x4d\x18",
)
_MADE_OF_ZEROS = b"\0"


@dataclass(slots=True, repr=False)
class _Bundle:
    """Payloads side by side, and which file each belongs to."""

    pieces: list[bytes] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    length: int = 0

    def add(self, owner: int, piece: bytes) -> None:
        self.starts.append(self.length)
        self.owners.append(owner)
        self.pieces += (piece, END)
        self.length += len(piece) + len(END)

    def owner_of(self, offset: int) -> int:
        return self.owners[bisect_right(self.starts, offset) - 1]


def sort_out(root: Path, names: list[str], suspicion: Suspicion) -> tuple[list[str], int]:
    """Names that must be read exactly, and how many bytes (decompressed) of the others were read."""
    bundle = _Bundle()
    odd: set[int] = set()
    sizes = [0] * len(names)
    for owner, name in enumerate(names):
        bundle.add(owner, name.encode("utf-8", "surrogateescape"))
        payload = _payload(os.path.join(root, name))  # noqa: PTH118  twice as fast as a Path, for every file
        if payload is None or not _is_utf8(payload):
            odd.add(owner)
            continue
        sizes[owner] = len(payload)
        bundle.add(owner, payload)
    odd |= {bundle.owner_of(finding.start) for finding in examine(b"".join(bundle.pieces), suspicion)}
    return [names[owner] for owner in sorted(odd)], sum(size for owner, size in enumerate(sizes) if owner not in odd)


def _payload(path: str) -> bytes | None:
    """The bytes of a small plain file, a single gzip undone; None for everything else."""
    if path.endswith(".br") or os.path.islink(path) or not os.path.isfile(path):  # noqa: PTH113, PTH114  as above
        return None
    try:
        with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  as above
            data = stream.read(LARGEST + 1)
    except OSError:
        return None
    if data.startswith(_PLAIN_GZIP):
        data = _inflated(data) or _PLAIN_GZIP
    return None if len(data) > LARGEST or data.startswith(_OPENED) or _MADE_OF_ZEROS in data else data


def _inflated(data: bytes) -> bytes | None:
    machine = zlib.decompressobj(wbits=31)
    try:
        inner = machine.decompress(data, LARGEST)
    except zlib.error:
        return None
    return inner if machine.eof and not machine.unused_data else None


def _is_utf8(payload: bytes) -> bool:
    if payload.isascii():
        return True
    try:
        payload.decode()
    except UnicodeDecodeError:
        return False
    return True
