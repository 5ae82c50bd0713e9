"""Leaves of a release's trees (docs/release-format.md, Trees): buckets of key families, and all other content files."""

import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.core.messages import _
from pipeline.evidence.merkle import field, hash_leaf, uint

FAMILIES = ("cards", "texts", "id", "uscc", "case", "tails", "pinyin", "orgs", "words", "postings")
"""Key families; each has a tree of its own."""
WIDEST = 20
LARGEST_CONTENT = 1 << 30
"""Bytes; what unpacks to more is refused instead of filling the memory of whoever checks it."""

_SEARCH = "search/data/"
_GZIP = b"\x1f\x8b"
_NUMBER = r"(0|[1-9a-f][0-9a-f]{0,4})"
_FAMILY_FILE = re.compile(
    rf"search/data/([a-z]+)/(0|[1-9][0-9]?)/{_NUMBER}(?:-([a-p]{{8}})-(f|[1-9][0-9]*))?\.json\.gz"
)
_TABLE = re.compile(r"search/data/(?:manifest\.json|tables/[a-z_]+\.json\.gz)")
_OWN = re.compile(
    r"release\.json|releases/(?:releases\.json|checkpoint|cosigned|[1-9][0-9]*\.(?:dsse|courts)\.json"
    rf"|roles/[1-9][0-9]*\.dsse\.json|trees/(?:files\.txt\.gz|[a-z]+/[0-9]/{_NUMBER}\.txt\.gz))"
)
_FROM_LETTERS = str.maketrans("ghijklmnop", "0123456789")


@dataclass(frozen=True, slots=True)
class Bucket:
    """Which bucket a file is."""

    family: str
    width: int
    number: int

    @property
    def path(self) -> str:
        """Where it lies.

        >>> Bucket("cards", 7, 90).path
        'search/data/cards/7/5a.json.gz'
        """
        return f"{_SEARCH}{self.family}/{self.width}/{self.number:x}.json.gz"


def is_own(path: str) -> bool:
    """Whether a file belongs to the release itself and is no content.

    >>> is_own("releases/7.dsse.json"), is_own("releases/index.html")
    (True, False)
    """
    return _OWN.fullmatch(path) is not None


def bucket_at(path: str) -> Bucket | None:
    """The bucket at a path; None where no bucket may lie.

    >>> bucket_at("search/data/cards/1/1.json.gz")
    Bucket(family='cards', width=1, number=1)
    >>> bucket_at("search/data/cards/1/2.json.gz"), bucket_at("search/data/cards/0/0-emllidpl-1.json.gz")
    (None, None)
    """
    found = _FAMILY_FILE.fullmatch(path)
    if not found or found[4] or found[1] not in FAMILIES:
        return None
    width, number = int(found[2]), int(found[3], 16)
    return Bucket(found[1], width, number) if width <= WIDEST and number < 1 << width else None


def problem_with_place(path: str, widths: Mapping[str, int]) -> str:
    """What is wrong with a file being where it is; "" where nothing is.

    Below the search data lie the buckets of each family at its one width, further pages of their keys, and the tables.

    >>> problem_with_place("search/data/cards/2/0.json.gz", {"cards": 1})
    'search/data/cards/2/0.json.gz is of a second width; cards has width 1'
    """
    if not path.startswith(_SEARCH) or _TABLE.fullmatch(path):
        return ""
    found = _FAMILY_FILE.fullmatch(path)
    if not found or found[1] not in widths:
        return _("{path} is no file of the search data").format(path=path)
    family, width, number = found[1], int(found[2]), int(found[3], 16)
    if width != widths[family]:
        return _("{path} is of a second width; {family} has width {width_before}").format(
            path=path, family=family, width_before=widths[family]
        )
    if number >> width:
        return _("{path}: {family} has {buckets} buckets").format(path=path, family=family, buckets=1 << width)
    if found[4] and int(found[4].translate(_FROM_LETTERS), 16) & ((1 << width) - 1) != number:
        return _("{path} is a page of a key of another bucket").format(path=path)
    return ""


def content_of(path: str, stored: bytes) -> bytes:
    """What a file holds: of one whose name ends in ``.gz`` what is inside, whether or not that was undone on the way.

    Raises:
        ValueError: It cannot be unpacked.
    """
    if not path.endswith(".gz") or not stored.startswith(_GZIP):
        return stored
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = unpacking.decompress(stored, LARGEST_CONTENT)
    except zlib.error:
        raise ValueError(_("{path} cannot be unpacked").format(path=path)) from None
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError(_("{path} cannot be unpacked").format(path=path))
    return content


def content_digest(path: str, stored: bytes) -> bytes:
    """SHA-256 of what a file holds.

    Raises:
        ValueError: It cannot be unpacked.
    """
    return hashlib.sha256(content_of(path, stored)).digest()


def read_bucket(content: bytes) -> dict[str, Any]:
    """The object that a bucket holds; its member ``k`` has a member for each key.

    Raises:
        ValueError: It is no bucket, or an object in it names a member twice.
    """
    try:
        tree = json.loads(content, object_pairs_hook=_distinct)
    except (ValueError, RecursionError):
        raise ValueError(_("no bucket")) from None
    if not isinstance(tree, dict) or not isinstance(tree.get("k"), dict):
        raise ValueError(_("no bucket"))
    return tree


def _distinct(members: list[tuple[str, Any]]) -> dict[str, Any]:
    tree = dict(members)
    if len(tree) != len(members):
        raise ValueError(_("a member twice"))
    return tree


def bucket_leaf(bucket: Bucket, stored: bytes) -> bytes:
    """The leaf hash of a bucket with the bytes of its file.

    Raises:
        ValueError: It is no bucket.
    """
    content = content_of(bucket.path, stored)
    try:
        keys = len(read_bucket(content)["k"])
    except ValueError:
        raise ValueError(_("{path} is no bucket").format(path=bucket.path)) from None
    return hash_leaf(
        b"".join(
            map(
                field,
                (
                    b"yg-leaf/1",
                    bucket.family.encode(),
                    uint(bucket.width),
                    uint(bucket.number),
                    b"",
                    b"",
                    uint(keys),
                    hashlib.sha256(content).digest(),
                ),
            )
        )
    )


def file_leaf(path: str, digest: bytes) -> bytes:
    """The leaf hash of a content file that is no bucket."""
    return hash_leaf(field(b"yg-file/1") + field(path.encode()) + field(digest))
