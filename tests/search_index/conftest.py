"""A small corpus, its index and its search files, shared by the tests of this folder."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from pipeline.masking.profiles import Profile
from pipeline.records import PublicRow
from search_index.export import export_search
from search_index.index import SearchIndex, open_index
from search_index.layout import Widths
from tests.search_index import corpus

CARDS_PER_BUCKET = 6
POSTINGS_PER_PAGE = 3


@dataclass(frozen=True, slots=True)
class Built:
    """Rows, their index, and a site folder with the exported files."""

    rows: list[PublicRow]
    frame: pd.DataFrame
    index: SearchIndex
    site: Path
    widths: Widths


def build(home: Path, rows: list[PublicRow], profile: Profile = Profile.STANDARD) -> Built:
    frame = corpus.frame(rows)
    index = open_index(home / "index")
    index.update((), frame["row"], token="1")
    return export(home / "site", rows, index, profile)


def export(site: Path, rows: list[PublicRow], index: SearchIndex, profile: Profile = Profile.STANDARD) -> Built:
    frame = corpus.frame(rows)
    widths = export_search(
        frame,
        index,
        site / "search" / "data",
        profile=profile,
        cards_per_bucket=CARDS_PER_BUCKET,
        postings_per_page=POSTINGS_PER_PAGE,
    )
    return Built(rows, frame, index, site, widths)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("search"), corpus.rows(7, 900, 90))
