"""Writing search files: small JSON, compressed once, byte for byte the same on every machine.

A bucket that is made of the same as in the release before is not rendered but linked (`search_index.kept`); a file that
was rendered and has the content of that release is linked, too.
"""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from pipeline.core.packing import holds, packed, unpacked
from search_index.kept import Bucket, Buckets, Place, content_digest, input_digest
from search_index.layout import bucket_of, bucket_path, buckets_of, key_hash, page_path

Inputs = Callable[[str], bytes]
"""Key -> what stands behind it in its bucket, as far as it decides the bytes."""


class SearchFolder:
    """The folder of the search data, written by difference to that of an earlier release.

    Args:
        root: The folder.
        previous: That of the earlier release.
        kept: What is known of the buckets there; without it every bucket is rendered.
    """

    def __init__(self, root: Path, previous: Path | None = None, kept: Buckets | None = None) -> None:
        self._root = root
        self._previous = previous
        self._kept = kept
        self.made = Buckets()
        """What is to be kept of the buckets written here."""
        self._rendered: dict[Place, dict[str, str]] = {}
        self.written = 0
        """Files written anew."""
        self.linked = 0
        """Files taken over from the earlier release."""

    def write(self, path: str, text: str) -> str:
        """Write JSON text, compressed if the path says ``.gz``; returns the digest of the file's bytes."""
        content = text.encode()
        held = self._take_over(path, lambda held: holds(held, content))
        if held is None:
            held = packed(path, content)
            self._write_anew(path, held)
        return content_digest(held)

    def put(self, path: str, content: bytes) -> str:
        """Write a file that another process rendered and compressed; returns the digest of its bytes."""
        held = self._take_over(path, lambda held: held == content or holds(held, unpacked(content)))
        if held is None:
            self._write_anew(path, content)
        return content_digest(content if held is None else held)

    def take_bucket(self, place: Place, made_of: str) -> bool:
        """Link the files of a bucket that was made of the same, if all of them are the very ones."""
        kept = self._kept.known.get(place) if self._kept else None
        if kept is None or kept.input != made_of or not self.is_whole(kept):
            return False
        for path in kept.files:
            self._link(path)
        self.made.known[place] = kept
        return True

    def is_whole(self, bucket: Bucket) -> bool:
        """Whether the files of a bucket lie in the earlier release as they were written."""
        return all(self._digest_before(path) == digest for path, digest in bucket.files.items())

    def take_group(self, group: str, stamp: str, families: Iterable[str]) -> bool:
        """Link all files of some families, if they were made of the same rows; nothing where one of them is damaged."""
        if self._kept is None or self._kept.stamps.get(group) != stamp:
            return False
        buckets = self._kept.of(families)
        if not buckets or not all(map(self.is_whole, buckets.values())):
            return False
        for bucket in buckets.values():
            for path in bucket.files:
                self._link(path)
        self.made.known.update(buckets)
        return True

    def whole_buckets(self) -> Buckets | None:
        """The buckets of the earlier release whose files are whole, for whoever cannot look: a worker."""
        if self._kept is None:
            return None
        return Buckets({}, {place: known for place, known in self._kept.known.items() if self.is_whole(known)})

    def take_share(self, files: Mapping[str, bytes], made: Buckets) -> None:
        """Write what a worker rendered, and link the buckets that it found to be the same."""
        digests = {path: self.put(path, content) for path, content in files.items()}
        for place, bucket in made.known.items():
            rendered = {path: digests[path] for path in bucket.files if path in digests}
            for path in () if rendered else bucket.files:
                self._link(path)
            self.made.known[place] = Bucket(bucket.input, rendered or bucket.files)
        self.made.stamps = made.stamps

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

    def _take_over(self, path: str, fits: Callable[[bytes], bool]) -> bytes | None:
        """Link a file of the earlier release, if its bytes fit; returns them."""
        (self._root / path).unlink(missing_ok=True)  # a link to a file of the earlier release, which must stay as it is
        held = self._before(path)
        if held is None or not fits(held):
            return None
        self._link(path)
        return held

    def _before(self, path: str) -> bytes | None:
        try:
            return (self._previous / path).read_bytes() if self._previous else None
        except OSError:
            return None

    def _digest_before(self, path: str) -> str | None:
        held = self._before(path)
        return None if held is None else content_digest(held)

    def _link(self, path: str) -> None:
        """Link a file of the earlier release, or copy it where links do not reach."""
        assert self._previous is not None
        old, target = self._previous / path, self._root / path
        target.unlink(missing_ok=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old, target)
        except OSError:
            shutil.copyfile(old, target)
        self.linked += 1

    def write_family(
        self, family: str, bits: int, keys: Iterable[str], render: Callable[[list[str]], str], inputs: Inputs
    ) -> None:
        """Write all buckets of a family, empty ones too: a missing file is an error, never "not found".

        Args:
            family: Name of the family, the first part of the paths.
            bits: Width: there are ``2**bits`` buckets.
            keys: The keys in any order, each once.
            render: JSON text of a bucket from its keys in order.
            inputs: Of what the entry of a key and its further pages are made.
        """
        known = list(keys)
        self.write_buckets(family, bits, zip(known, buckets_of(known, bits), strict=True), render, inputs)

    def write_buckets(
        self,
        family: str,
        bits: int,
        placed: Iterable[tuple[str, int]],
        render: Callable[[list[str]], str],
        inputs: Inputs,
    ) -> None:
        """Write all buckets of a family whose keys are placed already."""
        buckets: dict[int, list[str]] = defaultdict(list)
        for key, bucket in placed:
            buckets[bucket].append(key)
        for number in self.buckets(bits):
            place, held = (family, bits, number), sorted(buckets.pop(number, []))
            made_of = input_digest(held, inputs) if self._kept is not None else ""
            if not self.take_bucket(place, made_of):
                path = bucket_path(family, bits, number)
                self._rendered[place] = files = {path: self.write(path, render(held))}
                self.made.known[place] = Bucket(made_of, files)

    def write_further(
        self, family: str, bits: int, keys: Iterable[str], pages_of: Callable[[str], Mapping[int | str, str]]
    ) -> None:
        """Write the further pages of keys whose buckets were rendered here; keys of one hash share their files.

        Args:
            family: Name of the family.
            bits: Its width.
            keys: The keys that have further pages.
            pages_of: Number (or letter) of each page of a key -> its JSON text.
        """
        by_hash: dict[int, list[str]] = defaultdict(list)
        for key in keys:
            if (family, bits, bucket_of(key, bits)) in self._rendered:
                by_hash[key_hash(key)].append(key)
        for alike in by_hash.values():
            files: dict[str, dict[str, str]] = defaultdict(dict)
            for key in sorted(alike):
                for number, text in pages_of(key).items():
                    files[page_path(family, bits, key, number)][key] = text
            noted = self._rendered[family, bits, bucket_of(alike[0], bits)]
            for path, values in files.items():
                noted[path] = self.write(path, object_json(values))


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
