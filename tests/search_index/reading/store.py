"""Fetching search files: what is read is remembered, counted in bytes and in steps that wait for each other."""

import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_index.layout import bucket_of, bucket_path, page_path

FACTOR = 16
_GZIP = 31


@dataclass(slots=True)
class Cost:
    """What a question cost.

    Attributes:
        sizes: Bytes of each file read.
        steps: Groups of files, each of which had to wait for the one before.
    """

    sizes: list[int] = field(default_factory=list)
    steps: int = 0


class Store:
    """The files below ``search/data``."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[str, Any] = {}
        self.cost = Cost()
        self.manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
        self.datasets = list(self.manifest["datasets"])

    def forget(self) -> Cost:
        """Begin a question anew; returns what the last one cost."""
        cost, self.cost, self._held = self.cost, Cost(), {}
        return cost

    def entries(self, family: str, keys: Iterable[str]) -> list["Entry | None"]:
        """Entries of several keys, fetched side by side."""
        asked = list(keys)
        bits = self.manifest["widths"][family]
        paths = [bucket_path(family, bits, bucket_of(key, bits)) for key in asked]
        files = self._read(paths)
        return [self._entry(file, family, key) for key, file in zip(asked, files, strict=True)]

    def entry(self, family: str, key: str) -> "Entry | None":
        """The entry of one key."""
        return self.entries(family, [key])[0]

    def pages(self, wanted: Iterable[tuple["Entry", int | str]]) -> list["Page"]:
        """Further pages, fetched side by side."""
        return self.further_pages((entry.family, entry.key, number) for entry, number in wanted)

    def further_pages(self, wanted: Iterable[tuple[str, str, int | str]]) -> list["Page"]:
        """Further pages by family, key and number, fetched side by side."""
        asked = list(wanted)
        widths = self.manifest["widths"]
        files = self._read([page_path(family, widths[family], key, number) for family, key, number in asked])
        return [Page(file[key], file[key]) for (_, key, _), file in zip(asked, files, strict=True)]

    def holds(self, entry: "Entry", number: int) -> bool:
        """Whether a further page was fetched already."""
        return page_path(entry.family, self.manifest["widths"][entry.family], entry.key, number) in self._held

    def prefetch(self, keys: Iterable[tuple[str, str]], further: Iterable[tuple[str, str, int]] = ()) -> None:
        """Fetch buckets of several families side by side, and further pages that are known to be there."""
        widths = self.manifest["widths"]
        buckets = [bucket_path(family, widths[family], bucket_of(key, widths[family])) for family, key in keys]
        self._read(buckets + [page_path(family, widths[family], key, number) for family, key, number in further])

    def words(self, signs: Iterable[str]) -> dict[str, tuple[int, int]]:
        """The indexed words that begin with characters."""
        bits = self.manifest["widths"]["words"]
        files = self._read([bucket_path("words", bits, bucket_of(sign, bits)) for sign in signs])
        return {word: tuple(value) for file in files for word, value in file["k"].items()}

    def _entry(self, file: Any, family: str, key: str) -> "Entry | None":
        return Entry(file["k"][key], file, family, key) if key in file["k"] else None

    def _read(self, paths: Iterable[str]) -> list[Any]:
        wanted = list(paths)
        fresh = [path for path in dict.fromkeys(wanted) if path not in self._held]
        for path in fresh:
            packed = (self._root / path).read_bytes()
            self.cost.sizes.append(len(packed))
            self._held[path] = json.loads(zlib.decompress(packed, _GZIP))
        self.cost.steps += bool(fresh)
        return [self._held[path] for path in wanted]


class Page:
    """Items of a key that stand in one file, with the courts of that file."""

    def __init__(self, items: Any, file: Any) -> None:
        self.items = items
        self._courts = file.get("c", []) if isinstance(file, dict) else []

    def court(self, facet: int) -> Any:
        """The court of a facet."""
        return self._courts[facet // FACTOR]


class Entry(Page):
    """The entry of a key in its bucket."""

    def __init__(self, items: Any, file: Any, family: str, key: str) -> None:
        super().__init__(items, file)
        self.family = family
        self.key = key

    @property
    def total(self) -> int | None:
        """Exact number of items where there are more than here."""
        number: int | None = self.items.get("n")
        return number


def days(order: list[Any], width: int) -> Iterator[tuple[str, list[Any]]]:
    """``o`` cut into days: the date and what follows it."""
    for start in range(0, len(order), width):
        yield order[start], order[start + 1 : start + width]
