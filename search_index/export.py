"""The static search files of a snapshot (wire format: docs/search.md).

1. The frame gives cards, numbers, case numbers and organisations (`search_index.catalogue`).
2. Whoosh gives the postings of words; its document numbers and deleted documents leave no trace.
3. Widths grow where buckets became too full.
4. Every family is written; the same snapshot and widths give the same bytes.
"""

from collections import defaultdict
from itertools import groupby
from pathlib import Path

import pandas as pd

from pipeline.masking.profiles import Profile
from pipeline.records import PARTY_LISTS, PUBLISHED_DATASETS, SCHEMAS, Dataset
from search_index.analyzer import UNKNOWN_COST, organisation_bigrams, word_cost
from search_index.catalogue import Catalogue, read_catalogue
from search_index.files import Entry, entry_of, strings_to_json, to_json, write_buckets, write_family, write_json
from search_index.index import IndexView, SearchIndex
from search_index.layout import FORMAT, Widths
from search_index.rows import Hit, newest_first

_KEYS_PER_CARD = 2
"""A key with its names, or a word with its cost, takes about a quarter of a card's bytes; half of a
file of cards is enough, because another file follows."""
_CARDS_PER_TEXT = 8
"""Hits among notices lie in many buckets, so theirs are small."""
_IDS_PER_NAME = 10
"""An id in a posting takes about a tenth of the bytes of a name with its count and date."""


def export_search(
    frame: pd.DataFrame,
    index: SearchIndex,
    out: Path,
    *,
    profile: Profile,
    widths: Widths | None = None,
    cards_per_bucket: int = 160,
    postings_per_page: int = 200,
) -> Widths:
    """Write the search files of a snapshot.

    Args:
        frame: The snapshot: ``id``, ``dataset``, ``court_code``, ``row`` (canonical JSON).
        index: The index, brought to the same snapshot.
        out: An empty or new folder, ``search/data`` of the staged tree.
        profile: The deployment's mask profile; the browser masks typed numbers with it.
        widths: The widths of the last export; they only grow.
        cards_per_bucket: Mean number of cards in a file above which the number of files doubles.
        postings_per_page: Names of an organisation posting in one file; of ids ten times as many.

    Returns:
        The widths written, to be kept with the snapshot's state.
    """
    out.mkdir(parents=True, exist_ok=True)
    catalogue = read_catalogue(frame["row"])
    short = catalogue.short_id_length()
    with index.view() as view:
        postings = _postings(view, catalogue, short, postings_per_page * _IDS_PER_NAME)
    organisations = _organisations(catalogue, postings_per_page)
    new = (widths or Widths()).grown(*_load(catalogue, postings, organisations, cards_per_bucket))

    cards = {key: entry_of(rows, cards_per_bucket) for key, rows in catalogue.sorted_cards().items()}
    write_family(out, "cards", new.cards, cards)
    write_family(out, "texts", new.texts, _texts(catalogue, short))
    for family, bits in (("id", new.id), ("uscc", new.uscc)):
        write_family(out, family, bits, _references(catalogue.numbers[family], postings_per_page))
    write_family(out, "case", new.case, _references(_short_cases(catalogue, short), postings_per_page))
    write_family(out, "orgs", new.orgs, organisations)
    write_family(out, "postings", new.postings, postings)
    _write_words(out, new.words, postings)
    _write_manifest(out, new, profile, short, cards_per_bucket, postings_per_page)
    return new


def _load(
    catalogue: Catalogue, postings: dict[str, Entry], organisations: dict[str, Entry], cards_per_bucket: int
) -> tuple[dict[str, int], dict[str, int]]:
    """Entries per family, and how many of them a bucket holds on average before it splits."""
    keys = cards_per_bucket * _KEYS_PER_CARD
    ids = cards_per_bucket * _IDS_PER_NAME
    loads = {
        "cards": (sum(map(len, catalogue.cards.values())), cards_per_bucket),
        "texts": (len(catalogue.texts), max(1, cards_per_bucket // _CARDS_PER_TEXT)),
        "id": (len(catalogue.numbers["id"]), keys),
        "uscc": (len(catalogue.numbers["uscc"]), keys),
        "case": (len(catalogue.cases), keys),
        "orgs": (sum(len(entry.pages[0]) for entry in organisations.values()), cards_per_bucket),
        "words": (len(postings), keys),
        "postings": (sum(_weight(entry) for entry in postings.values()), ids),
    }
    return {name: size for name, (size, _) in loads.items()}, {name: most for name, (_, most) in loads.items()}


def _weight(entry: Entry) -> int:
    """How much a posting weighs in its bucket, in ids: the length of its first page."""
    return sum(map(len, entry.pages[0])) // 9 + 2


def _texts(catalogue: Catalogue, short: int) -> dict[str, Entry]:
    return {record[:short]: entry_of([card], 1) for record, card in catalogue.texts.items()}


def _references(keys: dict[str, set[str]], per_page: int) -> dict[str, Entry]:
    return {key: entry_of(strings_to_json(sorted(names)), per_page) for key, names in keys.items()}


def _short_cases(catalogue: Catalogue, short: int) -> dict[str, set[str]]:
    """Case references with notices as a space and the beginning of their id; no name holds a space."""
    return {
        case: {name[: short + 1] if name.startswith(" ") else name for name in names}
        for case, names in catalogue.cases.items()
    }


def _organisations(catalogue: Catalogue, per_page: int) -> dict[str, Entry]:
    """Pair of characters -> the names that hold it, newest first, as ``[name, records, newest]``."""
    holders: dict[str, list[str]] = defaultdict(list)
    by_name = sorted(catalogue.organisations)
    for name in sorted(by_name, key=lambda name: catalogue.organisations[name].newest, reverse=True):
        for pair in organisation_bigrams(name):
            holders[pair].append(name)
    items = {
        name: to_json([name, organisation.records, organisation.newest])
        for name, organisation in catalogue.organisations.items()
    }
    return {
        pair: entry_of([items[name] for name in names], per_page, _organisation_head(catalogue, names))
        for pair, names in holders.items()
    }


def _organisation_head(catalogue: Catalogue, names: list[str]) -> str:
    """``[names, records]``: a record with two such names counts once."""
    records: set[int] = set()
    for name in names:
        records.update(catalogue.organisations[name].record_ids)
    return to_json([len(names), len(records)])


def _postings(view: IndexView, catalogue: Catalogue, short: int, per_page: int) -> dict[str, Entry]:
    """Word -> notices and guidelines that have it, newest first, in pages of equal length."""
    newest = {hit.id: hit for hit in catalogue.text_hits}
    hits = {document: newest[view.row(document)["id"]] for document in view.postings("group", "text")}
    rank = {document: position for position, document in enumerate(_documents_in_order(hits))}
    postings: dict[str, Entry] = {}
    for word in view.keys("term"):
        documents = sorted(view.postings("term", word), key=rank.__getitem__)
        if documents:
            postings[word] = _posting([hits[document] for document in documents], short, per_page)
    return postings


def _documents_in_order(hits: dict[int, Hit]) -> list[int]:
    by_hit = {hit: document for document, hit in hits.items()}
    return [by_hit[hit] for hit in newest_first(by_hit)]


def _posting(hits: list[Hit], short: int, per_page: int) -> Entry:
    """A posting list: pages of ``[date, ids run together]``."""
    pages = [_dated(hits[start : start + per_page], short) for start in range(0, len(hits), per_page)]
    return Entry(str(len(hits)), pages)


def _dated(hits: list[Hit], short: int) -> list[str]:
    days = groupby(hits, key=lambda hit: hit.date)
    return [f'["{day}","{"".join(hit.id[:short] for hit in group)}"]' for day, group in days]


def _write_words(out: Path, bits: int, postings: dict[str, Entry]) -> None:
    """The dictionary: word -> ``[cost, documents]``, in the bucket of the word's first character."""
    values = {word: f"[{word_cost(word)},{entry.head}]" for word, entry in postings.items()}
    write_buckets(out, "words", bits, values, {word: word[0] for word in values})


def _write_manifest(out: Path, widths: Widths, profile: Profile, short: int, cards: int, postings: int) -> None:
    manifest = {
        "format": FORMAT,
        "profile": profile.value,
        "widths": widths.as_dict(),
        "pages": {
            "cards": cards,
            "texts": 1,
            **dict.fromkeys(("id", "uscc", "case", "orgs"), postings),
            "postings": postings * _IDS_PER_NAME,
        },
        "short_id": short,
        "unknown_cost": UNKNOWN_COST,
        "datasets": {dataset.value: SCHEMAS[dataset].title for dataset in PUBLISHED_DATASETS},
        "columns": {dataset.value: _labels(dataset) for dataset in PARTY_LISTS},
    }
    write_json(out / "manifest.json", to_json(manifest))


def _labels(dataset: Dataset) -> list[list[str]]:
    """Columns of a party list with their Chinese labels; the name is the title of a hit."""
    schema = SCHEMAS[dataset]
    columns = [schema.column("court_name"), *schema.published_columns]
    return [[column.name, column.title] for column in columns if column.name != "party_name"]
