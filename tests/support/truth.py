"""Search everything that a run leaves for the values that must not be there."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import hyperscan
import pyarrow.parquet as pq

_CHUNK = 10_000


def truth_values(path: Path) -> dict[str, str]:
    """Value -> kind, from a sample's truth file."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {line["value"]: line["kind"] for line in lines}


def occurrences(roots: list[Path], values: dict[str, str]) -> list[tuple[str, str]]:
    """(file, kind) of every occurrence of a value in any file below the folders, after decompression."""
    databases = [_database(part) for part in _parts(sorted(values))]
    found: list[tuple[str, str]] = []
    for root in roots:
        for name, content in _contents(root):
            for database, part in databases:
                database.scan(
                    content,
                    match_event_handler=lambda number, *_: found.append((name, values[part[number]])),  # noqa: B023
                )
    return sorted(set(found))


def _parts(values: list[str]) -> Iterator[list[str]]:
    for first in range(0, len(values), _CHUNK):
        yield values[first : first + _CHUNK]


def _database(part: list[str]) -> tuple[hyperscan.Database, list[str]]:
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    expressions = [value.encode() for value in part]
    flags = [hyperscan.HS_FLAG_SINGLEMATCH] * len(part)
    database.compile(expressions=expressions, ids=list(range(len(part))), flags=flags, literal=True)
    return database, part


def _contents(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file's name and bytes; packed ones unpacked as well."""
    for path in sorted(root.resolve().rglob("*")):
        if not path.is_file():
            continue
        yield path.name, path.name.encode()
        content = path.read_bytes()
        yield path.name, content
        if content[:2] == b"\x1f\x8b":
            yield path.name, gzip.decompress(content)
        if path.suffix == ".parquet":
            frame = pq.read_table(path).to_pandas()
            yield path.name, "\n".join(str(value) for column in frame for value in frame[column]).encode()
