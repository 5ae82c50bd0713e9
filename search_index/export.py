"""The static search files of a snapshot (wire format: docs/search.md).

A bucket that is made of the same as in the release before is linked and not rendered (`search_index.kept`). On a cluster
each worker renders a range of the buckets of every family (`search_index.shares`); what is written is the same.

1. Whoosh gives the postings of words; its document numbers and deleted documents leave no trace.
2. The frame gives cards, numbers, case numbers, pinyin and organisations (`search_index.catalogue`).
3. Widths grow where buckets became too full.
4. Every family is written, by difference to the release before; the same snapshot and widths give the same bytes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

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
from search_index.kept import Bucket, context_of, read_buckets, row_digest, stamp_of, write_buckets
from search_index.key_families import KeyFamilyFiles
from search_index.layout import FORMAT, Shown, Sizes, Widths
from search_index.memory import paused_collection
from search_index.organisations import OrganisationFiles
from search_index.pinyin import sounds
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
    kept: Path | None = None
    """Where it kept from what it made each bucket, and this export does; without it every bucket is rendered."""


TEXT_FAMILIES = ("postings", "words", "texts")
"""What notices and guidelines decide alone."""
PARTY_FAMILIES = ("cards", "id", "uscc", "case", "tails", "pinyin", "orgs")
"""What party records decide, and of case numbers the texts too."""
_TABLES = "tables"
_BUNDLE = 10_000
"""Rows that are Python texts at a time."""
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
    context = context_of(sizes) if last.kept else ""
    kept = read_buckets(last.kept, context) if last.kept else None
    folder = SearchFolder(out, last.folder, kept)
    if mapper.workers == 1:
        new = _render(frame, read_postings(index), folder, shown, sizes, last.widths)
    else:
        new = _render_in_shares(frame, index, folder, shown, sizes, last.widths, mapper)
    if last.kept:
        write_buckets(last.kept, folder.made, context)
    return Exported(new, folder.written, folder.linked)


def _render_in_shares(
    frame: pd.DataFrame,
    index: SearchIndex,
    folder: SearchFolder,
    shown: Shown,
    sizes: Sizes,
    widths: Widths,
    mapper: Mapper,
) -> Widths:
    new = widths
    shares = cut_shares(frame, read_postings(index), shown, sizes, widths, mapper.workers, folder.whole_buckets())
    for rendered in mapper.map(render_share, shares):
        new = rendered.widths
        folder.take_share(rendered.files, rendered.made)
    return new


def render_share(share: Share) -> RenderedShare:
    """The files of one share of the buckets."""
    folder = ShareFolder(share.number, share.shares, share.kept)
    widths = _render(share.frame, share.postings, folder, share.shown, share.sizes, share.widths)
    return RenderedShare(widths, folder.files, folder.made)


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
        rows, are_cards = pa.array(frame["row"]), pa.array(frame["dataset"].isin(CARD_DATASETS))
        return render_records(texts, postings, lambda: _chosen(rows, are_cards), folder, shown, sizes, widths)


def _chosen(rows: Any, wanted: Any) -> Iterator[str]:
    """The rows that are wanted, bundle by bundle: as Python texts all of them would be most of the memory."""
    for start in range(0, len(rows), _BUNDLE):
        yield from rows.slice(start, _BUNDLE).filter(wanted.slice(start, _BUNDLE)).to_pylist()


def render_records(
    texts: Texts,
    postings: Iterable[Posting],
    parties: Callable[[], Iterable[str]],
    folder: SearchFolder,
    shown: Shown,
    sizes: Sizes,
    widths: Widths,
) -> Widths:
    """Write every file of a folder from texts, words and the canonical rows of parties; returns the widths.

    Words are read, and party rows parsed, only where the families that are made of them differ from the last export.
    """
    digests = list(map(row_digest, parties()))
    of_texts = stamp_of(texts.records.digests)
    of_all = stamp_of((*digests, *texts.records.digests))
    new = widths
    if not folder.take_group("texts", _stamp(of_texts, widths, TEXT_FAMILIES), TEXT_FAMILIES):
        new = _write_texts(texts, postings, folder, sizes, new)
    if not folder.take_group("all", _stamp(of_all, widths, PARTY_FAMILIES), (*PARTY_FAMILIES, _TABLES)):
        catalogue = read_catalogue(parties(), digests)
        new = _write_parties(catalogue, texts, folder, sizes, new)
        if folder.has_tables():
            _write_tables((texts.courts, catalogue.courts), folder, of_all)
    if folder.has_tables():
        _write_manifest(folder, new, shown, texts.short_id_length(), sizes)
    folder.made.stamps = {
        "texts": _stamp(of_texts, new, TEXT_FAMILIES),
        "all": _stamp(of_all, new, PARTY_FAMILIES),
    }
    return new


def _stamp(rows: str, widths: Widths, families: Iterable[str]) -> str:
    """What a group of families is made of: rows, and the widths that it may have to double."""
    return f"{rows} {widths.of(families)}"


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


def _write_tables(courts: Iterable[Courts], folder: SearchFolder, stamp: str) -> None:
    """What a browser reads only when it needs it: traditional characters, names of courts."""
    known = traditional_table()
    one = {sign: forms for sign, forms in known.items() if len(forms) == 1}
    many = {sign: forms for sign, forms in known.items() if len(forms) > 1}
    table = {"one": ["".join(one), "".join(one.values())], "many": many}
    named = sorted((code, name or "") for some in courts for code, name in some.named())
    tables = {
        "tables/traditional.json.gz": table,
        "tables/courts.json.gz": dict(named),
        "tables/sounds.json.gz": sounds(),
    }
    files = {path: folder.write(path, to_json(content)) for path, content in tables.items()}
    folder.made.known[_TABLES, 0, 0] = Bucket(stamp, files)


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
