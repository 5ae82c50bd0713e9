"""Writing search files: small JSON, compressed once, byte for byte the same on every machine.

A file whose content is that of the release before is linked to it instead of written anew.
"""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.core.packing import holds, packed, unpacked
from search_index.layout import bucket_of, bucket_path, buckets_of, key_hash, page_path


class SearchFolder:
    """The folder of the search data, written by difference to that of an earlier release."""

    def __init__(self, root: Path, previous: Path | None = None) -> None:
        self._root = root
        self._previous = previous
        self.written = 0
        """Files written anew."""
        self.linked = 0
        """Files taken over from the earlier release."""

    def write(self, path: str, text: str) -> None:
        """Write JSON text, compressed if the path says ``.gz``."""
        content = text.encode()
        if not self._take_over(path, lambda held: holds(held, content)):
            self._write_anew(path, packed(path, content))

    def put(self, path: str, content: bytes) -> None:
        """Write a file that another process rendered and compressed."""
        if not self._take_over(path, lambda held: held == content or holds(held, unpacked(content))):
            self._write_anew(path, content)

    def buckets(self, bits: int) -> range:
        """Which buckets of a family are written here: all."""
        return range(1 << bits)

    def has_tables(self) -> bool:
        """Whether tables and manifest are written here, too."""
        return True

    def _write_anew(self, path: str, content: bytes) -> None:
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        self.written += 1

    def _take_over(self, path: str, fits: Callable[[bytes], bool]) -> bool:
        """Link a file of the earlier release, or copy it where links do not reach, if its bytes fit."""
        target = self._root / path
        target.unlink(missing_ok=True)  # it may be a link to a file of the earlier release, which must stay as it is
        if self._previous is None:
            return False
        old = self._previous / path
        try:
            held = old.read_bytes()
        except OSError:
            return False
        if not fits(held):
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, target)
        except OSError:
            shutil.copyfile(old, target)
        self.linked += 1
        return True

    def write_family(self, family: str, bits: int, keys: Iterable[str], render: Callable[[list[str]], str]) -> None:
        """Write all buckets of a family, empty ones too: a missing file is an error, never "not found".

        Args:
            family: Name of the family, the first part of the paths.
            bits: Width: there are ``2**bits`` buckets.
            keys: The keys in any order, each once.
            render: JSON text of a bucket from its keys in order.
        """
        known = list(keys)
        self.write_buckets(family, bits, zip(known, buckets_of(known, bits), strict=True), render)

    def write_buckets(
        self, family: str, bits: int, placed: Iterable[tuple[str, int]], render: Callable[[list[str]], str]
    ) -> None:
        """Write all buckets of a family whose keys are placed already."""
        buckets: dict[int, list[str]] = defaultdict(list)
        for key, bucket in placed:
            buckets[bucket].append(key)
        for bucket in self.buckets(bits):
            self.write(bucket_path(family, bits, bucket), render(sorted(buckets.pop(bucket, []))))

    def write_further(
        self, family: str, bits: int, keys: Iterable[str], pages_of: Callable[[str], Mapping[int | str, str]]
    ) -> None:
        """Write the further pages of keys; keys of one hash share their files.

        Args:
            family: Name of the family.
            bits: Its width.
            keys: The keys that have further pages.
            pages_of: Number (or letter) of each page of a key -> its JSON text.
        """
        by_hash: dict[int, list[str]] = defaultdict(list)
        ours = self.buckets(bits)
        for key in keys:
            if bucket_of(key, bits) in ours:
                by_hash[key_hash(key)].append(key)
        for alike in by_hash.values():
            files: dict[str, dict[str, str]] = defaultdict(dict)
            for key in sorted(alike):
                for number, text in pages_of(key).items():
                    files[page_path(family, bits, key, number)][key] = text
            for path, values in files.items():
                self.write(path, object_json(values))


def to_json(value: object) -> str:
    """The one JSON form of search files."""
    return _ENCODER.encode(value)


def values_json(values: Iterable[object]) -> str:
    """A JSON array; several times as fast as `to_json` where most values are text or small numbers.

    >>> values_json(["陈伟", 3, None, ["x"]])
    '["陈伟",3,null,["x"]]'
    """
    return "[" + ",".join([_JSON_OF.get(type(value), to_json)(value) for value in values]) + "]"


def object_json(values: Mapping[str, str]) -> str:
    """A JSON object of key -> JSON text, in the given order."""
    return "{" + ",".join([f"{_QUOTE(key)}:{text}" for key, text in values.items()]) + "}"


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_QUOTE = json.encoder.encode_basestring
_JSON_OF: Mapping[type, Callable[[Any], str]] = {str: _QUOTE, int: str, type(None): lambda _: "null"}
