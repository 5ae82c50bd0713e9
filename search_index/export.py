"""The static search files of a snapshot (wire format: docs/search.md).

On a cluster each worker renders a range of the buckets of every family (`search_index.shares`); what is written is the same.

1. Whoosh gives the postings of words; its document numbers and deleted documents leave no trace.
2. The frame gives cards, numbers, case numbers, pinyin and organisations (`search_index.catalogue`).
3. Widths grow where buckets became too full.
4. Every family is written, by difference to the release before; the same snapshot and widths give the same bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path

import pandas as pd

from pipeline.core.mapper import IN_PROCESS, Mapper
from pipeline.core.records import PUBLISHED_DATASETS, SCHEMAS, Dataset
from pipeline.core.traditional import traditional_table
from search_index.analyzer import UNKNOWN_COST
from search_index.cards import CardFiles
from search_index.catalogue import Catalogue, read_catalogue
from search_index.facets import Columns, Courts
from search_index.files import SearchFolder, to_json
from search_index.grams import LONGEST_GRAM
from search_index.index import SearchIndex
from search_index.key_families import KeyFamilyFiles
from search_index.layout import FORMAT, Shown, Sizes, Widths
from search_index.memory import paused_collection
from search_index.organisations import OrganisationFiles
from search_index.postings import Posting, TextFiles, read_postings
from search_index.rows import CARD_DATASETS, CARDS, TEXT_DATASETS
from search_index.shares import RenderedShare, Share, ShareFolder, cut_shares
from search_index.texts import Texts, read_texts


@dataclass(frozen=True, slots=True)
class LastExport:
    """What the export before left behind; nothing before the first."""

    widths: Widths = field(default_factory=Widths)
    """Of its families; they only grow."""
    folder: Path | None = None
    """Its search data: files of the same content are linked to them. None where they are not at hand."""


_NO_EXPORT = LastExport()
_USUAL_SIZES = Sizes()


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote.

    Attributes:
        widths: To be kept with the snapshot's state, for the next export.
        written: Files written anew.
        linked: Files taken over from the release before.
    """

    widths: Widths
    written: int
    linked: int


def export_search(
    frame: pd.DataFrame,
    index: SearchIndex,
    out: Path,
    *,
    shown: Shown,
    sizes: Sizes = _USUAL_SIZES,
    last: LastExport = _NO_EXPORT,
    mapper: Mapper = IN_PROCESS,
) -> Exported:
    """Write the search files of a snapshot.

    Args:
        frame: The snapshot: ``id``, ``dataset``, ``court_code``, ``row`` (canonical JSON).
        index: The index, brought to the same snapshot.
        out: An empty or new folder, ``search/data`` of the staged tree.
        shown: What the browser is told of the deployment.
        sizes: How much a file holds.
        last: The export before.
        mapper: Where the files are rendered.
    """
    folder = SearchFolder(out, last.folder)
    if mapper.workers == 1:
        new = _render(frame, read_postings(index), folder, shown, sizes, last.widths)
    else:
        shares = cut_shares(frame, read_postings(index), shown, sizes, last.widths, mapper.workers)
        for rendered in mapper.map(render_share, shares):
            new = rendered.widths
            for path, content in rendered.files.items():
                folder.put(path, content)
    return Exported(new, folder.written, folder.linked)


def render_share(share: Share) -> RenderedShare:
    """The files of one share of the buckets."""
    folder = ShareFolder(share.number, share.shares)
    widths = _render(share.frame, share.postings, folder, share.shown, share.sizes, share.widths)
    return RenderedShare(widths, folder.files)


def _render(
    frame: pd.DataFrame,
    postings: Iterable[Posting],
    folder: SearchFolder,
    shown: Shown,
    sizes: Sizes,
    widths: Widths,
) -> Widths:
    """Write the folder's files; returns the widths."""
    with paused_collection():
        texts = read_texts(frame.loc[frame["dataset"].isin(TEXT_DATASETS), "row"])
        parties = compress(frame["row"], frame["dataset"].isin(CARD_DATASETS))
        return render_records(texts, postings, parties, folder, shown, sizes, widths)


def render_records(
    texts: Texts,
    postings: Iterable[Posting],
    parties: Iterable[str],
    folder: SearchFolder,
    shown: Shown,
    sizes: Sizes,
    widths: Widths,
) -> Widths:
    """Write every file of a folder from texts, words and the canonical rows of parties; returns the widths."""
    new = _write_texts(texts, postings, folder, sizes, widths)
    catalogue = read_catalogue(parties)
    new = _write_parties(catalogue, texts, folder, sizes, new)
    if folder.has_tables():
        _write_tables((texts.courts, catalogue.courts), folder)
        _write_manifest(folder, new, shown, texts.short_id_length(), sizes)
    return new


def _write_texts(
    texts: Texts, postings: Iterable[Posting], folder: SearchFolder, sizes: Sizes, widths: Widths
) -> Widths:
    """Write notices and guidelines, while memory holds nothing else; returns the widths."""
    files = TextFiles(texts, postings, sizes)
    widths = widths.grown(files.loads(), sizes.capacities())
    files.write(folder, widths)
    return widths


def _write_parties(catalogue: Catalogue, texts: Texts, folder: SearchFolder, sizes: Sizes, widths: Widths) -> Widths:
    """Write the other families, one after the other so that each leaves memory before the next; returns the widths."""
    parties = catalogue.parties
    columns = Columns(parties.facets, parties.dates, catalogue.courts)
    cards = CardFiles(catalogue, columns, sizes)
    widths = widths.grown({"cards": cards.load()}, sizes.capacities())
    cards.write(folder, widths.cards)
    keyed = KeyFamilyFiles(catalogue, texts, cards, sizes)
    widths = widths.grown(keyed.loads(), sizes.capacities())
    keyed.write(folder, widths)
    del keyed
    organisations = OrganisationFiles(catalogue, columns, sizes)
    widths = widths.grown({"orgs": organisations.load()}, sizes.capacities())
    organisations.write(folder, widths.orgs)
    return widths


def _write_tables(courts: Iterable[Courts], folder: SearchFolder) -> None:
    """What a browser reads only when it needs it: traditional characters, names of courts."""
    known = traditional_table()
    one = {sign: forms for sign, forms in known.items() if len(forms) == 1}
    many = {sign: forms for sign, forms in known.items() if len(forms) > 1}
    table = {"one": ["".join(one), "".join(one.values())], "many": many}
    folder.write("tables/traditional.json.gz", to_json(table))
    named = sorted((code, name or "") for some in courts for code, name in some.named())
    folder.write("tables/courts.json.gz", to_json(dict(named)))


def _write_manifest(folder: SearchFolder, widths: Widths, shown: Shown, short: int, sizes: Sizes) -> None:
    found = [dataset for dataset in shown.lists if dataset is not Dataset.COURTS]  # no answer is of that list
    manifest = {
        "format": FORMAT,
        "profile": shown.profile.value,
        "widths": widths.as_dict(),
        "pages": sizes.pages(),
        "short_id": short,
        "unknown_cost": UNKNOWN_COST,
        "longest_gram": LONGEST_GRAM,
        "datasets": {d.value: SCHEMAS[d].title if d in found else "" for d in PUBLISHED_DATASETS},
        "columns": {dataset.value: _labels(dataset) for dataset in CARDS if dataset in shown.lists},
    }
    folder.write("manifest.json", to_json(manifest))


def _labels(dataset: Dataset) -> list[list[str]]:
    """Columns of a list of cards with their Chinese labels; the name is the title of a hit."""
    schema = SCHEMAS[dataset]
    columns = [schema.column("court_name"), *schema.published_columns]
    return [[column.name, column.title] for column in columns if column.name != "party_name"]
