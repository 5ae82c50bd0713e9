"""Building the staged release: pages, search files, and the notes that say as of when."""

from pathlib import Path

from pipeline.approval.modes import ApprovalMode
from pipeline.frames import Frame
from pipeline.ledger import Ledger, Release
from pipeline.mapper import IN_PROCESS, Mapper
from pipeline.pages import PageInput, RemovalFigures, WithdrawnNotice, render_pages
from pipeline.records import Dataset, RecordId
from pipeline.release import Seal, StagedRelease, count_datasets, fresh_staging, tree_digest, write_release_notes
from pipeline.release_signature import open_release_key
from pipeline.removals import count_by_court, count_removals
from pipeline.settings import Settings
from pipeline.snapshot import Snapshot, withdrawn_notices
from search_index.export import export_search
from search_index.index import SearchIndex
from search_index.layout import Widths

_SEARCH = Path("search", "data")


def stage_release(
    snapshot: Snapshot,
    withdrawn: tuple[WithdrawnNotice, ...],
    index: SearchIndex,
    number: int,
    earlier: list[Release],
    settings: Settings,
    removed: Frame,
    previous: Path | None = None,
    mapper: Mapper = IN_PROCESS,
) -> StagedRelease:
    """Write every file of a release into the staging folder.

    Args:
        snapshot: Tonight's public state.
        withdrawn: Notices that keep a nameless page.
        index: Whoosh, brought to the snapshot.
        number: The number of this release.
        earlier: The releases before, for the search widths and the list of releases.
        settings: The deployment.
        removed: Every removal, tonight's included (`removals_with_tonight`).
        previous: The tree of the last release, if this machine has it.
        mapper: Where the search files are rendered.

    Raises:
        KeyFileError: The operator's release key cannot be opened.
    """
    root = fresh_staging(settings.state / "staging")
    before = Widths.from_dict(earlier[-1].widths) if earlier else None
    names = court_names_in(snapshot)
    since = earlier[0].date if earlier else snapshot.on.isoformat()
    figures = removal_figures(removed, names, since, settings)
    widths = build_tree(snapshot.frame, withdrawn, index, before, settings, root, figures, previous, mapper)
    counts = count_datasets(snapshot)
    release = Release(number, snapshot.on.isoformat(), tree_digest(root), counts, widths.as_dict())
    staged = StagedRelease(root, release)
    seal = Seal(open_release_key(settings.release), settings.release.expires_days)
    write_release_notes(staged, earlier, snapshot, names, seal)
    return staged


def withdrawn_pages(ledger: Ledger, snapshot: Snapshot, left: Frame) -> tuple[WithdrawnNotice, ...]:
    """Notices that keep a nameless page; ``left`` is what leaves tonight."""
    notices = withdrawn_notices(ledger, snapshot, left)
    return tuple(
        WithdrawnNotice(RecordId(notice), Dataset(dataset), ground)
        for notice, dataset, ground in notices.itertuples(index=False)
    )


def removal_figures(removed: Frame, names: dict[str, str], since: str, settings: Settings) -> RemovalFigures:
    """Totals, and figures by court where the deployment opts in."""
    courts = count_by_court(removed) if settings.approval.publish_court_figures else {}
    by_court = tuple((code, names.get(code) or code, totals) for code, totals in sorted(courts.items()))
    return RemovalFigures(since, count_removals(removed), by_court)


def build_tree(
    rows: Frame,
    withdrawn: tuple[WithdrawnNotice, ...],
    index: SearchIndex,
    widths: Widths | None,
    settings: Settings,
    root: Path,
    figures: RemovalFigures | None = None,
    previous: Path | None = None,
    mapper: Mapper = IN_PROCESS,
) -> Widths:
    """Write pages and search files of public rows below an empty folder.

    Args:
        rows: ``id, dataset, court_code, row``; further columns are ignored.
        withdrawn: Notices that keep a nameless page.
        index: Whoosh, brought to the same rows.
        widths: The search widths of the last release.
        settings: The deployment.
        root: The folder.
        figures: What left the public; None where nothing was published yet.
        previous: The tree of the last release, if there is one; search files of the same content are linked to it.
        mapper: Where the search files are rendered.

    Returns:
        The search widths written.
    """
    frame = rows[["id", "dataset", "court_code", "row"]]
    is_demo = settings.approval.mode is ApprovalMode.DEMO
    render_pages(PageInput(frame, withdrawn, is_demo, figures), settings, root)
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
    """Court code -> printed name, from the public rows."""
    names = snapshot.frame.drop_duplicates("court_code")
    found = names["row"].str.extract(r'"court_name":"((?:[^"\\]|\\.)*)"')[0]
    return dict(zip(names["court_code"], found.fillna(""), strict=True))
