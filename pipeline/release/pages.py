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
from pipeline.release.builder import ask_builder
from pipeline.settings.deployment import Settings


@dataclass(frozen=True, slots=True)
class PageInput:
    """What the pages are made from: masked records only."""

    rows: Frame
    """The snapshot: columns ``id, dataset, court_code, row`` (canonical JSON)."""
    demo: bool
    """Invented data: a banner on every page."""
    past: Past = field(default_factory=Past)


def render_pages(pages: PageInput, settings: Settings, out: Path, kept: KeptPages | None = None) -> int:
    """Write every page, feed and data file, the theme and the robots files below ``out``.

    The same snapshot and settings give the same bytes, with kept pages or without; no file holds a clock.

    Args:
        pages: Tonight's public records.
        settings: The deployment's settings; of these, the title, the address, the profile and the
            retention periods become visible.
        out: Folder of the staged tree; made if absent. Beside it stands the hand-over as long as it is needed.
        kept: Takes over what is the same as in the last release; None renders everything.

    Returns:
        The number of pages that were taken over.

    Raises:
        ReleaseRefused: Pelican reported a problem, so the pages may be incomplete.
    """
    program = site_root() / "site" / "build.py"
    with _private_folder(out.with_name(out.name + ".handover")) as handover:
        write_handover(handover, lines_by_dataset(pages.rows), visible_facts(settings, pages.demo), pages.past, kept)
        return ask_builder(program, handover, out)


def visible_facts(settings: Settings, demo: bool) -> SiteFacts:
    """The few settings that pages show."""
    return SiteFacts(
        title=settings.site.title,
        base_url=settings.site.base_url,
        browse_dishonest_debtors=settings.site.browse_dishonest_debtors,
        party_portal=settings.site.party_portal,
        approval=settings.approval.mode.value,
        profile=settings.masking.profile.value,
        rule_set=settings.retention.rule_set.value,
        hold_days=settings.retention.hold_days,
        notice_days=settings.retention.notice_days,
        security_contact=settings.site.security_contact,
        security_expires=settings.site.security_expires,
        demo=demo,
    )


def lines_by_dataset(rows: Frame) -> dict[Dataset, list[str]]:
    """Canonical rows by dataset, sorted by id."""
    groups = rows.sort_values("id", kind="stable").groupby(rows["dataset"].astype(str), sort=True)["row"]
    return {Dataset(name): lines.tolist() for name, lines in groups}


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
