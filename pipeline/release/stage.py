"""Building the staged release: pages, search files, and the notes that say as of when."""

import json
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


def stage_release(
    snapshot: Snapshot,
    past: Past,
    index: SearchIndex,
    number: int,
    earlier: list[Release],
    settings: Settings,
    previous: Path | None = None,
    mapper: Mapper = IN_PROCESS,
) -> StagedRelease:
    """Write every file of a release into the staging folder.

    Args:
        snapshot: Tonight's public state.
        past: What the pages tell of the nights before (`tell_past`).
        index: Whoosh, brought to the snapshot.
        number: The number of this release.
        earlier: The releases before, for the search widths and the list of releases.
        settings: The deployment.
        previous: The tree of the last release, if this machine has it.
        mapper: Where the search files are rendered.

    Raises:
        KeyFileError: The operator's release key cannot be opened.
    """
    root = fresh_staging(settings.state / "staging")
    before = Widths.from_dict(earlier[-1].widths) if earlier else None
    names = court_names_in(snapshot)
    kept = KeptPages(settings.state / _CACHE, previous)
    widths = build_tree(snapshot.frame, past, index, before, settings, root, previous, kept, mapper)
    counts = count_datasets(snapshot)
    release = Release(number, snapshot.on.isoformat(), tree_digest(root), counts, widths.as_dict())
    staged = StagedRelease(root, release)
    seal = Seal(open_release_key(settings.release), settings.release.expires_days)
    write_release_notes(staged, earlier, snapshot, names, seal)
    return staged


def tell_past(ledger: Ledger, snapshot: Snapshot, difference: Difference, public: Frame, settings: Settings) -> Past:
    """What the pages tell of the nights before, tonight included.

    Args:
        ledger: The ledger before the release is recorded.
        snapshot: Tonight's public state.
        difference: What changes tonight.
        public: The ledger's public records.
        settings: The deployment.
    """
    on, earlier = snapshot.on.isoformat(), ledger.releases()
    acts = ledger_entries(difference, public, snapshot.on)[1]
    removed = removals_with_tonight(ledger, acts, on)
    since = earlier[0].date if earlier else on
    return Past(
        withdrawn=withdrawn_pages(ledger, snapshot, difference.left),
        corrected=corrected_notices(ledger, difference.changed, on),
        removals=removal_figures(removed, court_names_in(snapshot), since, settings),
        history=history_with_tonight(ledger, acts, difference.changed, count_datasets(snapshot), on),
    )


def withdrawn_pages(ledger: Ledger, snapshot: Snapshot, left: Frame) -> tuple[WithdrawnNotice, ...]:
    """Notices that keep a nameless page; ``left`` is what leaves tonight."""
    notices = withdrawn_notices(ledger, snapshot, left)
    return tuple(
        WithdrawnNotice(RecordId(notice), Dataset(dataset), ground, court, day)
        for notice, dataset, court, ground, day in notices.itertuples(index=False)
    )


def removal_figures(removed: Frame, names: dict[str, str], since: str, settings: Settings) -> RemovalFigures:
    """Totals, and figures by court where the deployment opts in."""
    courts = count_by_court(removed) if settings.approval.publish_court_figures else {}
    by_court = tuple((code, names.get(code) or code, totals) for code, totals in sorted(courts.items()))
    return RemovalFigures(since, count_removals(removed), by_court)


def build_tree(
    rows: Frame,
    past: Past,
    index: SearchIndex,
    widths: Widths | None,
    settings: Settings,
    root: Path,
    previous: Path | None = None,
    kept: KeptPages | None = None,
    mapper: Mapper = IN_PROCESS,
) -> Widths:
    """Write pages and search files of public rows below an empty folder.

    Args:
        rows: ``id, dataset, court_code, row``; further columns are ignored.
        past: What the pages tell of the nights before.
        index: Whoosh, brought to the same rows.
        widths: The search widths of the last release.
        settings: The deployment.
        root: The folder.
        previous: The tree of the last release, if there is one; search files of the same content are linked to it.
        kept: Takes over the pages that are the same as in the last release.
        mapper: Where the search files are rendered.

    Returns:
        The search widths written.
    """
    frame = rows[["id", "dataset", "court_code", "row"]]
    is_demo = settings.approval.mode is ApprovalMode.DEMO
    render_pages(PageInput(frame, is_demo, past), settings, root, kept)
    return export_search(
        frame,
        index,
        root / _SEARCH,
        profile=settings.masking.profile,
        widths=widths,
        previous=previous / _SEARCH if previous else None,
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
