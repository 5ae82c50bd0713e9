"""Building the staged release: pages, search files, and the notes that say as of when."""

import json
from dataclasses import dataclass
from pathlib import Path

from pipeline.approval.modes import ApprovalMode
from pipeline.composing.snapshot import Difference, Snapshot, ledger_entries, withdrawn_notices
from pipeline.core.frames import Frame
from pipeline.core.handover import KeptPages
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.pages import Past, RemovalFigures, WithdrawnNotice
from pipeline.core.records import Dataset, RecordId
from pipeline.quality.history import corrected_notices, history_with_tonight
from pipeline.quality.removals import count_by_court, count_removals, removals_with_tonight
from pipeline.release.pages import PageInput, render_pages
from pipeline.release.signature import open_release_key
from pipeline.release.staged import Seal, StagedRelease, count_datasets, fresh_staging, tree_digest, write_release_notes
from pipeline.settings.deployment import Settings
from pipeline.state.ledger import Ledger, Release
from search_index.export import export_search
from search_index.index import SearchIndex
from search_index.layout import Widths

_SEARCH = Path("search", "data")
_CACHE = "pages.json"


@dataclass(frozen=True, slots=True)
class PublicContent:
    """What a release tells."""

    rows: Frame
    """``id, dataset, court_code, row``; further columns are ignored."""
    past: Past
    """What the pages tell of the nights before (`tell_past`)."""
    index: SearchIndex
    """Whoosh, brought to the same rows."""


@dataclass(frozen=True, slots=True)
class LastTree:
    """What the last release left to this one; nothing where there is none."""

    root: Path | None = None
    """Its tree, if this machine has it; search files of the same content are linked to it."""
    widths: Widths | None = None
    """Its search widths."""
    kept: KeptPages | None = None
    """Takes over the pages that are the same as in it."""


@dataclass(frozen=True, slots=True)
class Succession:
    """Where a release stands among the others."""

    number: int
    earlier: list[Release]
    """The releases before, for the search widths and the list of releases."""
    previous: Path | None = None
    """The tree of the last release, if this machine has it."""


def stage_release(
    snapshot: Snapshot,
    past: Past,
    index: SearchIndex,
    place: Succession,
    settings: Settings,
    mapper: Mapper = IN_PROCESS,
) -> StagedRelease:
    """Write every file of a release into the staging folder.

    Args:
        snapshot: Tonight's public state.
        past: What the pages tell of the nights before (`tell_past`).
        index: Whoosh, brought to the snapshot.
        place: Its number, and the releases before.
        settings: The deployment.
        mapper: Where the search files are rendered.

    Raises:
        KeyFileError: The operator's release key cannot be opened.
    """
    root = fresh_staging(settings.state / "staging")
    widths = Widths.from_dict(place.earlier[-1].widths) if place.earlier else None
    names = court_names_in(snapshot)
    last = LastTree(place.previous, widths, KeptPages(settings.state / _CACHE, place.previous))
    widths = build_tree(PublicContent(snapshot.frame, past, index), settings, root, last, mapper)
    counts = count_datasets(snapshot)
    release = Release(place.number, snapshot.on.isoformat(), tree_digest(root), counts, widths.as_dict())
    staged = StagedRelease(root, release)
    seal = Seal(open_release_key(settings.release), settings.release.expires_days)
    write_release_notes(staged, place.earlier, snapshot, names, seal)
    return staged


def tell_past(ledger: Ledger, snapshot: Snapshot, difference: Difference, public: Frame, *, with_courts: bool) -> Past:
    """What the pages tell of the nights before, tonight included.

    Args:
        ledger: The ledger before the release is recorded.
        snapshot: Tonight's public state.
        difference: What changes tonight.
        public: The ledger's public records.
        with_courts: Whether the deployment publishes figures by court.
    """
    on, earlier = snapshot.on.isoformat(), ledger.releases()
    acts = ledger_entries(difference, public, snapshot.on)[1]
    removed = removals_with_tonight(ledger, acts, on)
    since = earlier[0].date if earlier else on
    return Past(
        withdrawn=withdrawn_pages(ledger, snapshot, difference.left),
        corrected=corrected_notices(ledger, difference.changed, on),
        removals=removal_figures(removed, court_names_in(snapshot) if with_courts else None, since),
        history=history_with_tonight(ledger, acts, difference.changed, count_datasets(snapshot), on),
    )


def withdrawn_pages(ledger: Ledger, snapshot: Snapshot, left: Frame) -> tuple[WithdrawnNotice, ...]:
    """Notices that keep a nameless page; ``left`` is what leaves tonight."""
    notices = withdrawn_notices(ledger, snapshot, left)
    return tuple(
        WithdrawnNotice(RecordId(notice), Dataset(dataset), ground, court, day)
        for notice, dataset, court, ground, day in notices.itertuples(index=False)
    )


def removal_figures(removed: Frame, names: dict[str, str] | None, since: str) -> RemovalFigures:
    """Totals, and figures by court where the courts' names are given."""
    courts = {} if names is None else count_by_court(removed)
    by_court = tuple((code, (names or {}).get(code) or code, totals) for code, totals in sorted(courts.items()))
    return RemovalFigures(since, count_removals(removed), by_court)


def build_tree(
    content: PublicContent, settings: Settings, root: Path, last: LastTree | None = None, mapper: Mapper = IN_PROCESS
) -> Widths:
    """Write pages and search files of public rows below an empty folder.

    Args:
        content: The rows, their index, and what the pages tell of the nights before.
        settings: The deployment.
        root: The folder.
        last: What the last release left, if there is one.
        mapper: Where the search files are rendered.

    Returns:
        The search widths written.
    """
    last = last or LastTree()
    frame = content.rows[["id", "dataset", "court_code", "row"]]
    is_demo = settings.approval.mode is ApprovalMode.DEMO
    render_pages(PageInput(frame, is_demo, content.past), settings, root, last.kept)
    return export_search(
        frame,
        content.index,
        root / _SEARCH,
        profile=settings.masking.profile,
        widths=last.widths,
        previous=last.root / _SEARCH if last.root else None,
        cards_per_bucket=settings.search.cards_per_bucket,
        postings_per_page=settings.search.postings_per_page,
        mapper=mapper,
    )


def court_names_in(snapshot: Snapshot) -> dict[str, str]:
    """Court code -> printed name, from one public row of each court."""
    names = snapshot.frame.drop_duplicates("court_code")
    return {
        code: json.loads(row).get("court_name") or ""
        for code, row in zip(names["court_code"], names["row"], strict=True)
    }
