"""A small corpus, its index and its search files, shared by the tests of this folder."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.export import LastExport, export_search
from search_index.index import SearchIndex, open_index
from search_index.kept import KEPT_BUCKETS
from search_index.layout import Shown, Sizes, Widths
from search_index.published import PublishedFiles
from search_index.search import Search
from tests.search_index import corpus
from tests.search_index.scan import Scan

CARDS_PER_BUCKET = 6
POSTINGS_PER_PAGE = 3


@dataclass(frozen=True)
class Built:
    """Rows, their index, and a site folder with the exported files."""

    rows: list[PublicRow]
    frame: pd.DataFrame
    index: SearchIndex
    site: Path
    widths: Widths
    written: int
    """Files that were not taken over from an earlier export."""
    kept: Path
    """What it left for the next export."""

    @cached_property
    def scan(self) -> Scan:
        """The independent reference over the same rows."""
        return Scan(self.rows)

    @property
    def search(self) -> Search:
        """The search of the terminal."""
        return Search(PublishedFiles(data_of(self.site)), self.index)


def build(home: Path, rows: list[PublicRow], profile: Profile = Profile.STANDARD) -> Built:
    frame = corpus.frame(rows)
    index = open_index(home / "index")
    index.update((), frame["row"], token="1")
    return export(home / "site", rows, index, profile)


def export(
    site: Path,
    rows: list[PublicRow],
    index: SearchIndex,
    profile: Profile = Profile.STANDARD,
    previous: Built | None = None,
) -> Built:
    """Export rows that the index holds already; by difference to an earlier export where one is given."""
    frame = corpus.frame(rows)
    site.parent.mkdir(parents=True, exist_ok=True)
    kept = previous.kept if previous else site.parent / KEPT_BUCKETS
    written = export_search(
        frame,
        index,
        data_of(site),
        shown=Shown(profile),
        sizes=Sizes(CARDS_PER_BUCKET, POSTINGS_PER_PAGE),
        last=LastExport(previous.widths, data_of(previous.site), kept) if previous else LastExport(kept=kept),
    )
    return Built(rows, frame, index, site, written.widths, written.written, kept)


def data_of(site: Path) -> Path:
    """The folder of the search data of a site."""
    return site / "search" / "data"


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("search"), corpus.rows(7, 900, 90))
