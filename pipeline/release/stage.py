"""Building the staged release: pages and search files, the trees over them, and the statement."""

from dataclasses import dataclass, field
from pathlib import Path

from pipeline.composing.snapshot import Snapshot
from pipeline.core.frames import Frame
from pipeline.core.handover import KeptPages
from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.pages import Past
from pipeline.core.records import Dataset
from pipeline.evidence.trees import grow_trees, write_trees
from pipeline.release.pages import PageInput, render_pages
from pipeline.release.seal import Sealing, describe, last_trees, seal_tree, state_tree
from pipeline.release.staged import StagedRelease, Succession, as_of_by_court, count_datasets, fresh_staging
from pipeline.release.told import Told, court_names_in
from pipeline.settings.parts import PublicForm
from pipeline.state.ledger import Release
from pipeline.state.statements import LoggedStatement
from search_index.export import LastExport, export_search
from search_index.index import SearchIndex
from search_index.kept import KEPT_BUCKETS
from search_index.layout import Shown, Sizes, Widths

_SEARCH = Path("search", "data")
_CACHE = "pages.json"


@dataclass(frozen=True, slots=True)
class PublicContent:
    """What a release shows."""

    rows: Frame
    """``id, dataset, court_code, row``; further columns are ignored."""
    past: Past
    """What the pages tell of the nights before (`told.tell`)."""
    index: SearchIndex
    """Whoosh, brought to the same rows."""


@dataclass(frozen=True, slots=True)
class LastTree:
    """What the last release left to this one; nothing where there is none."""

    root: Path | None = None
    """Its tree, if this machine has it; search files of the same content are linked to it."""
    widths: Widths = field(default_factory=Widths)
    """Its search widths."""
    kept: KeptPages | None = None
    """Takes over the pages that are the same as in it."""
    buckets: Path | None = None
    """Where it is kept from what the search files of each bucket were made."""


def stage_release(
    snapshot: Snapshot,
    told: Told,
    index: SearchIndex,
    place: Succession,
    form: PublicForm,
    sealing: Sealing,
    mapper: Mapper = IN_PROCESS,
) -> tuple[StagedRelease, LoggedStatement]:
    """Write every file of a release into the staging folder; the statement is its entry in the log.

    Args:
        snapshot: Tonight's public state.
        told: What is told beside the records.
        index: Whoosh, brought to the snapshot.
        place: Its number, the releases before, and the working folder.
        form: How rows become pages and search files.
        sealing: With what the statement is signed, and for how long a release is good.
        mapper: Where the search files are rendered.
    """
    root = fresh_staging(place.state / "staging")
    widths = Widths.from_dict(place.earlier[-1].widths) if place.earlier else Widths()
    last = LastTree(place.previous, widths, KeptPages(place.state / _CACHE, place.previous), place.state / KEPT_BUCKETS)
    widths = build_tree(PublicContent(snapshot.frame, told.past, index), form, root, last, mapper)
    trees = grow_trees(root, widths.as_dict(), last_trees(place))
    write_trees(trees, root)
    counts = count_datasets(snapshot, form.facts.lists)
    predicate = describe(root, snapshot.on, counts, told, trees.heads, place, sealing)
    statement = state_tree(root, predicate, trees.heads.listed.hex())
    release = Release(place.number, snapshot.on.isoformat(), predicate.digest, counts, widths.as_dict())
    as_of = as_of_by_court(snapshot, court_names_in(snapshot), form.facts.lists)
    logged, remarks = seal_tree(root, release, statement, as_of, place, sealing)
    return StagedRelease(root, release, remarks), logged


def build_tree(
    content: PublicContent, form: PublicForm, root: Path, last: LastTree | None = None, mapper: Mapper = IN_PROCESS
) -> Widths:
    """Write pages and search files of public rows below an empty folder.

    Args:
        content: The rows, their index, and what the pages tell of the nights before.
        form: How rows become pages and search files.
        root: The folder.
        last: What the last release left, if there is one.
        mapper: Where the search files are rendered.

    Returns:
        The search widths written.
    """
    last = last or LastTree()
    frame = content.rows[["id", "dataset", "court_code", "row"]]
    render_pages(PageInput(frame, content.past), form.facts, root, last.kept)
    exported = export_search(
        frame,
        content.index,
        root / _SEARCH,
        shown=Shown(form.profile, tuple(map(Dataset, form.facts.lists))),
        sizes=Sizes(form.search.cards_per_bucket, form.search.postings_per_page),
        last=LastExport(last.widths, last.root / _SEARCH if last.root else None, last.buckets),
        mapper=mapper,
    )
    return exported.widths
