"""The pages of the site: tonight's public rows are handed over as files, and ``site/build.py`` makes a tree of them.

Everything visible lies in ``site/`` (settings, plugins, theme) and ``content/`` (pages by hand). Pelican runs in a
process of its own (docs/decisions/0020-licences.md); no module of the pipeline imports it.
"""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.core.frames import Frame
from pipeline.core.handover import KeptPages, write_handover
from pipeline.core.pages import Past, SiteFacts
from pipeline.core.places import site_root
from pipeline.core.records import Dataset
from pipeline.release.builder import ask_builder, start_builder


@dataclass(frozen=True, slots=True)
class PageInput:
    """What the pages are made from: masked records only."""

    rows: Frame
    """The snapshot: columns ``id, dataset, court_code, row`` (canonical JSON)."""
    past: Past = field(default_factory=Past)


def render_pages(pages: PageInput, facts: SiteFacts, out: Path, kept: KeptPages | None = None) -> int:
    """Write every page, feed and data file, the theme and the robots files below ``out``.

    The same snapshot and facts give the same bytes, with kept pages or without; no file holds a clock.

    Args:
        pages: Tonight's public records.
        facts: What pages show of the deployment.
        out: Folder of the staged tree; made if absent. Beside it stands the hand-over as long as it is needed.
        kept: Takes over what is the same as in the last release; None renders everything.

    Returns:
        The number of pages that were taken over.

    Raises:
        ReleaseRefused: Pelican reported a problem, so the pages may be incomplete.
    """
    with _private_folder(out.with_name(out.name + ".handover")) as handover:
        write_handover(handover, lines_by_dataset(pages.rows), facts, pages.past, kept)
        return ask_builder(_program(), handover, out)


def get_ready() -> None:
    """Start the program that makes the pages, so that it is there when they are asked for."""
    start_builder(_program())


def lines_by_dataset(rows: Frame) -> dict[Dataset, list[str]]:
    """Canonical rows by dataset, sorted by id."""
    groups = rows.sort_values("id", kind="stable").groupby(rows["dataset"].astype(str), sort=True)["row"]
    return {Dataset(name): lines.tolist() for name, lines in groups}


def _program() -> Path:
    return site_root() / "site" / "build.py"


@contextlib.contextmanager
def _private_folder(folder: Path) -> Iterator[Path]:
    """An empty folder that nobody else may enter, gone at the end; what a killed run left there goes first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
