"""What the last export left for the next: from what each bucket was made, and which bytes came of it.

A bucket's *input* is a digest of all that decides its bytes and differs from bucket to bucket: its keys in order, and of
each key the rows behind it as far as they stand in the bucket. What decides the bytes of all buckets alike is the
*context*: wire format, sizes, the code of the rooms that render, versions of the libraries. Equal context, width and
input mean equal bytes; so such a bucket is not rendered but linked from the release before, once its files there were
read and have the digests that stand here.

This is a cache, one file beside the index (`KEPT_BUCKETS`). Lost, damaged or of another context it costs a full
rendering and nothing else; its first line is the digest of the rest.
"""

import hashlib
import json
import platform
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pipeline.cleaning
import pipeline.core
from pipeline.core.code_digest import folder_digest
from pipeline.core.writing import replacing
from search_index.layout import Sizes

KEPT_BUCKETS = "search_buckets.json"
"""Its name in the state folder."""
_DIGEST = 16
_LIBRARIES = ("jieba", "pypinyin", "whoosh3", "numpy")
_ROOMS = tuple(Path(room.__path__[0]) for room in (pipeline.core, pipeline.cleaning))
RENDERING = (Path(__file__).parent, *_ROOMS)
"""The folders whose code decides what stands in a bucket; the mask profile stands in the manifest alone, which is always written."""

Place = tuple[str, int, int]
"""A bucket: family, width, number."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket as it was written.

    Attributes:
        input: From what it was made.
        files: Path of its file, and of the further pages of its keys, with the digest of the bytes of each.
    """

    input: str
    files: Mapping[str, str]


@dataclass(slots=True)
class Buckets:
    """All buckets of an export.

    Attributes:
        stamps: Group of families -> digest of all rows from which they are made.
        known: Bucket -> what is known of it.
    """

    stamps: dict[str, str] = field(default_factory=dict)
    known: dict[Place, Bucket] = field(default_factory=dict)

    def of(self, families: Iterable[str]) -> dict[Place, Bucket]:
        """The buckets of some families."""
        wanted = frozenset(families)
        return {place: bucket for place, bucket in self.known.items() if place[0] in wanted}


def content_digest(content: bytes) -> str:
    """The digest of a file's bytes."""
    return hashlib.blake2b(content, digest_size=_DIGEST).hexdigest()


def row_digest(text: str) -> bytes:
    """The digest of one canonical row, or of whatever else stands for a record."""
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST).digest()


def input_digest(keys: Iterable[str], inputs: Callable[[str], bytes]) -> str:
    """The input of a bucket: of each key its name and what stands behind it, both with their length before them."""
    digest = hashlib.blake2b(digest_size=_DIGEST)
    for key in keys:
        name, behind = key.encode(), inputs(key)
        digest.update(b"%d %d " % (len(name), len(behind)) + name + behind)
    return digest.hexdigest()


def stamp_of(rows: Iterable[bytes]) -> str:
    """The digest of many rows, in whatever order they come."""
    return content_digest(b"".join(sorted(rows)))


def context_of(sizes: Sizes, rooms: Sequence[Path] = RENDERING) -> str:
    """What decides the bytes of every bucket alike."""
    code = [folder_digest(room) for room in rooms]
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    machine = [platform.python_version(), zlib.ZLIB_RUNTIME_VERSION, unicodedata.unidata_version]
    return content_digest(json.dumps([str(sizes), code, libraries, machine]).encode())


def read_buckets(path: Path | None, context: str) -> Buckets:
    """The buckets of the last export; none where the cache is missing, damaged or of another context."""
    try:
        seal, __, body = path.read_bytes().partition(b"\n") if path else (b"", b"", b"")
        if content_digest(body) != seal.decode():
            return Buckets()
        tree = json.loads(body)
        if tree["context"] != context:
            return Buckets()
        return Buckets(tree["stamps"], dict(_read(tree["families"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Buckets()


def write_buckets(path: Path, buckets: Buckets, context: str) -> None:
    """Keep the buckets of an export for the next."""
    families: dict[str, Any] = {}
    for (family, bits, number), bucket in sorted(buckets.known.items()):
        families.setdefault(family, {}).setdefault(str(bits), []).append([number, bucket.input, bucket.files])
    tree = {"context": context, "stamps": buckets.stamps, "families": families}
    body = json.dumps(tree, separators=(",", ":"), sort_keys=True).encode()
    with replacing(path) as aside:
        aside.write_bytes(content_digest(body).encode() + b"\n" + body)


def _read(families: Mapping[str, Mapping[str, list[Any]]]) -> Iterator[tuple[Place, Bucket]]:
    for family, widths in families.items():
        for bits, buckets in widths.items():
            for number, made_of, files in buckets:
                yield (family, int(bits), number), Bucket(made_of, files)
