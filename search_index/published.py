"""The party records of a release, answered from its own search files: the way of the browser (docs/search.md), for the terminal.

A file that is missing or damaged is an error and never "not found".
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.records import PublicRow
from search_index.analyzer import case_keys, identifier_keys, is_masked
from search_index.layout import FORMAT, bucket_of, bucket_path, page_path
from search_index.questions import Holders
from search_index.read_back import packed_row
from search_index.rows import row_case_number, row_names

_GZIP = zlib.MAX_WBITS | 16
_UNREADABLE = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, zlib.error)


class PublishedFiles:
    """The search files of a release, read key by key; what one question read is kept for it.

    Args:
        root: ``search/data`` of the tree.

    Raises:
        StateError: They are missing, damaged, or of another version.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[str, Any] = {}
        try:
            manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
            is_ours = manifest["format"] == FORMAT
            self._widths: dict[str, int] = manifest["widths"]
            self._pages: dict[str, tuple[int, int]] = manifest["pages"]
        except _UNREADABLE:
            raise _damaged() from None
        if not is_ours:
            raise _damaged()

    def named(self, name: str) -> list[PublicRow]:
        """The party records that bear a name."""
        return [row for row in self._cards(name) if name in row_names(row)]

    def numbered(self, number: str) -> list[PublicRow]:
        """The party records with a printed number or code."""
        keys = self._references("id" if is_masked(number) else "uscc", number)
        return [row for row in self._of_cards(keys) if number in identifier_keys(row.get("id_number"))]

    def of_case(self, case: str) -> list[PublicRow]:
        """The party records and entries of a case."""
        keys = self._references("case", case)
        return [row for row in self._of_cards(keys) if case in case_keys(row_case_number(row))]

    def with_serial(self, serial: str) -> dict[str, int]:
        """Case number that ends with a serial number -> its records, notices too."""
        return {f"{before}{serial}号": records for before, records in self._items("tails", serial)}

    def courts(self) -> dict[str, str]:
        """Code of a court -> its printed name."""
        try:
            return {code: name or "" for code, name in self._read("tables/courts.json.gz").items()}
        except _UNREADABLE:
            raise _damaged() from None

    def read_so(self, letters: str) -> dict[str, int]:
        """Name of a natural person that may be read so -> its records."""
        return dict(self._items("pinyin", letters))

    def holders(self, pair: str) -> Holders:
        """The organisations whose name holds two characters."""
        entry = self._entry("orgs", pair)
        if entry is None:
            return Holders(frozenset(), 0)
        try:
            records = entry["n"] if "n" in entry else sum(len(numbers) // 2 for numbers in entry["o"][1::2])
            written = chain.from_iterable(page["m"] for page in chain([entry], self._further("orgs", pair, entry)))
            names = (known if isinstance(known, list) else [known] for known in written)
            return Holders(frozenset(name for known in names for name in known if pair in name), records, "n" in entry)
        except _UNREADABLE:
            raise _damaged() from None

    def forget(self) -> None:
        """Read the files anew for the next question."""
        self._held.clear()

    def _of_cards(self, keys: Iterable[str]) -> list[PublicRow]:
        return [row for key in keys for row in self._cards(key)]

    def _cards(self, key: str) -> list[PublicRow]:
        """The rows under a key of ``cards``."""
        entry = self._entry("cards", key)
        if entry is None:
            return []
        try:
            pages = chain([entry], self._further("cards", key, entry))
            return [_whole(packed, page["c"]) for page in pages for packed in page["r"]]
        except _UNREADABLE:
            raise _damaged() from None

    def _references(self, family: str, key: str) -> list[str]:
        """The keys of ``cards`` that a number or case leads to; keys of texts are left out."""
        try:
            found = [item if isinstance(item, str) else item[0] for item in self._items(family, key)]
            return [name for name in found if not name.startswith(" ")]
        except _UNREADABLE:
            raise _damaged() from None

    def _items(self, family: str, key: str) -> list[Any]:
        entry = self._entry(family, key)
        if entry is None:
            return []
        try:
            return [*entry["r"], *(item for page in self._further(family, key, entry) for item in page)]
        except _UNREADABLE:
            raise _damaged() from None

    def _entry(self, family: str, key: str) -> dict[str, Any] | None:
        """The entry of a key in its bucket, with the courts of the bucket."""
        try:
            bits = self._widths[family]
            bucket = self._read(bucket_path(family, bits, bucket_of(key, bits)))
            entry = bucket["k"].get(key)
            return None if entry is None else {**entry, "c": bucket.get("c", [])}
        except _UNREADABLE:
            raise _damaged() from None

    def _further(self, family: str, key: str, entry: dict[str, Any]) -> Iterator[Any]:
        """The further pages of a key, in order."""
        if "n" not in entry:
            return
        first, further = self._pages[family]
        for number in range(1, 1 + -(-(entry["n"] - first) // further)):
            yield self._read(page_path(family, self._widths[family], key, number))[key]

    def _read(self, path: str) -> Any:
        if path not in self._held:
            self._held[path] = json.loads(zlib.decompress((self._root / path).read_bytes(), _GZIP))
        return self._held[path]


def _whole(packed: list[Any], courts: list[Any]) -> PublicRow:
    """A packed row in its canonical form: no empty columns, in the order of their names."""
    return {name: value for name, value in sorted(packed_row(packed, courts).items()) if value is not None}


def _damaged() -> StateError:
    return StateError(
        _("the published search files are damaged or missing; `publish.py publish` writes them anew, then ask again")
    )
