"""Writing search files: small JSON, compressed once, byte for byte the same on every machine."""

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.layout import bucket_of, bucket_path, page_path

_LEVEL = 6
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""gzip: deflate, no name, no time, no operating system."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The answer to one key.

    Attributes:
        head: JSON of what precedes the items, at least their exact number.
        pages: JSON texts of the items; the first page stands in the bucket, others in files of their own.
    """

    head: str
    pages: Sequence[Sequence[str]]


def entry_of(items: Sequence[str], per_page: int, head: str = "") -> Entry:
    """An entry whose items are cut into pages of equal size."""
    pages = [items[start : start + per_page] for start in range(0, len(items), per_page)] or [[]]
    return Entry(head or str(len(items)), pages)


def write_family(out: Path, family: str, bits: int, entries: Mapping[str, Entry]) -> None:
    """Write all buckets of a family, empty ones too: a missing file is an error, never "not found".

    Args:
        out: The folder of the search data.
        family: Name of the family, the first part of the paths.
        bits: Width: there are ``2**bits`` buckets.
        entries: Key -> entry.
    """
    (out / family / str(bits)).mkdir(parents=True, exist_ok=True)
    write_buckets(out, family, bits, {key: _first_page(entry) for key, entry in entries.items()})
    further: dict[str, dict[str, str]] = defaultdict(dict)
    for key, entry in entries.items():
        for number, page in enumerate(entry.pages[1:], start=1):
            further[page_path(family, bits, key, number)][key] = f"[{','.join(page)}]"
    for path, values in further.items():
        write_json(out / path, _object(values))


def write_buckets(
    out: Path, family: str, bits: int, values: Mapping[str, str], address: Mapping[str, str] | None = None
) -> None:
    """Write key -> JSON text into the buckets of the keys, or of their ``address`` where one is given."""
    (out / family / str(bits)).mkdir(parents=True, exist_ok=True)
    buckets: dict[int, list[str]] = defaultdict(list)
    for key in values:
        buckets[bucket_of(address[key] if address else key, bits)].append(key)
    for bucket in range(1 << bits):
        write_json(out / bucket_path(family, bits, bucket), _object({key: values[key] for key in buckets[bucket]}))


def write_json(path: Path, text: str) -> None:
    """Write JSON text, compressed if the path says ``.gz``."""
    content = text.encode()
    path.write_bytes(gzip_bytes(content) if path.suffix == ".gz" else content)


def gzip_bytes(content: bytes) -> bytes:
    """Compress without time, name or platform in the header."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(content) + packer.flush()
    trailer = zlib.crc32(content).to_bytes(4, "little") + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")
    return _HEADER + body + trailer


def to_json(value: object) -> str:
    """The one JSON form of search files."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def strings_to_json(values: Iterable[str]) -> list[str]:
    """Each string as JSON."""
    return [to_json(value) for value in values]


def _first_page(entry: Entry) -> str:
    return f"[{','.join([entry.head, *entry.pages[0]])}]"


def _object(values: Mapping[str, str]) -> str:
    return "{" + ",".join(f"{to_json(key)}:{values[key]}" for key in sorted(values)) + "}"
