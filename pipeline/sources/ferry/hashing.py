"""Bytes of a file, hashed while they are read."""

import hashlib
import io
import os
from typing import BinaryIO

_CHUNK = 1 << 20


class HashingFile(io.RawIOBase):
    """A file that knows the SHA-256 of what was read of it; owns its descriptor."""

    def __init__(self, handle: int) -> None:
        self._file = os.fdopen(handle, "rb", buffering=0)
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Read on, and hash what came."""
        count = self._file.readinto(buffer) or 0
        self._hash.update(memoryview(buffer)[:count])
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    def rest(self) -> None:
        """Read to the end, for the hash alone."""
        while self.read(_CHUNK):
            pass

    def digest(self) -> str:
        """Of all that was read."""
        return self._hash.hexdigest()


def buffered(file: HashingFile) -> BinaryIO:
    """The same in larger pieces; closing it closes the file."""
    return io.BufferedReader(file, _CHUNK)
