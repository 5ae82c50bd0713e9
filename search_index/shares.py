"""A share of the search files: a range of the buckets of every family, rendered in memory by one worker of a cluster.

Every worker reads all rows, since a name's entry needs to know how common it is, and renders its own buckets only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.core.packing import packed
from search_index.files import SearchFolder
from search_index.kept import Bucket, Buckets, content_digest
from search_index.layout import Shown, Sizes, Widths
from search_index.postings import Posting


@dataclass(frozen=True, slots=True)
class Share:
    """What it takes to render one share of the files of a snapshot."""

    frame: pd.DataFrame
    """``dataset`` and ``row`` (canonical JSON) of all public rows."""
    postings: list[Posting]
    shown: Shown
    sizes: Sizes
    widths: Widths
    """Of the last export."""
    number: int
    """0 for the first share."""
    shares: int
    kept: Buckets | None = None
    """The buckets of the last export whose files are whole; such as are made of the same are not rendered."""


@dataclass(frozen=True, slots=True)
class RenderedShare:
    """The files of a share."""

    widths: Widths
    files: dict[str, bytes]
    """Path -> bytes as they are written."""
    made: Buckets
    """All buckets of the share; those that were not rendered have no bytes here."""


class ShareFolder(SearchFolder):
    """Keeps the files of one share in memory; tables and manifest belong to the first."""

    def __init__(self, number: int, shares: int, kept: Buckets | None = None) -> None:
        super().__init__(Path(), kept=kept)
        self._number = number
        self._shares = shares
        self.files: dict[str, bytes] = {}

    def write(self, path: str, text: str) -> str:
        """Keep JSON text, compressed if the path says ``.gz``."""
        self.files[path] = packed(path, text.encode())
        return content_digest(self.files[path])

    def is_whole(self, bucket: Bucket) -> bool:
        """Whether the files of a bucket are whole; whoever cut the shares looked."""
        return True

    def buckets(self, bits: int) -> range:
        """Our range of the buckets of a family.

        >>> [ShareFolder(number, 3).buckets(2) for number in range(3)]
        [range(0, 2), range(2, 3), range(3, 4)]
        """
        first, after = (-(-number * (1 << bits) // self._shares) for number in (self._number, self._number + 1))
        return range(first, after)

    def has_tables(self) -> bool:
        """Whether tables and manifest are rendered here."""
        return self._number == 0

    def _link(self, path: str) -> None:
        """Links are made where the shares come together."""


def cut_shares(
    frame: pd.DataFrame,
    postings: Iterable[Posting],
    shown: Shown,
    sizes: Sizes,
    widths: Widths,
    shares: int,
    kept: Buckets | None = None,
) -> Iterator[Share]:
    """One share for each worker."""
    known = list(postings)
    for number in range(shares):
        yield Share(frame[["dataset", "row"]], known, shown, sizes, widths, number, shares, kept)
