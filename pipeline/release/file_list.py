"""The list of all public files, so that anybody can check a site from outside: ``releases/files.txt.gz``.

A line is ``<SHA-256>  <path>``, sorted by path; the SHA-256 of the whole text is the digest that `release.json` signs.
Hexadecimal digits are written as letters a to p, because long runs of digits look like numbers of people
(`tr a-p 0-9a-f` undoes it). The list depends on the files alone: on an unchanged night it stays the same.
"""

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterator, Mapping

from pipeline.core.packing import gzip_bytes

FILE_LIST = "releases/files.txt.gz"

NOT_LISTED = frozenset({"release.json", "releases/releases.json", FILE_LIST})
"""Files that may change on a night on which nothing else does, and the list itself."""

_TO_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_TO_HEX = str.maketrans("abcdefghijklmnop", "0123456789abcdef")
_LINE = re.compile(r"([a-p]{64})  (\S.*)")


def pack_file_list(digests: Mapping[str, str]) -> bytes:
    """The list as it is published.

    Args:
        digests: Path -> SHA-256 in hexadecimal digits.
    """
    lines = (f"{digests[path].translate(_TO_LETTERS)}  {path}\n" for path in _listed(digests))
    return gzip_bytes("".join(lines).encode())


def read_file_list(content: bytes) -> dict[str, str]:
    """Path -> SHA-256 in hexadecimal digits.

    Args:
        content: As published, or unpacked already by the way it came.

    Raises:
        ValueError: It is no such list.
    """
    try:
        text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError):
        raise ValueError("damaged") from None
    found = [_LINE.fullmatch(line) for line in text.splitlines()]
    digests = {line[2]: line[1].translate(_TO_HEX) for line in found if line}
    if not digests or len(digests) != len(found):
        raise ValueError("not a list of files")
    return digests


def digest_of_files(digests: Mapping[str, str]) -> str:
    """SHA-256 over ``<SHA-256 in hexadecimal digits>  <path>`` lines, sorted by path.

    >>> digest_of_files({"a": "00", "release.json": "11"})[:8]
    'ba4a3809'
    """
    digest = hashlib.sha256()
    for path in _listed(digests):
        digest.update(f"{digests[path]}  {path}\n".encode())
    return digest.hexdigest()


def _listed(digests: Mapping[str, str]) -> Iterator[str]:
    return (path for path in sorted(digests) if path not in NOT_LISTED)
