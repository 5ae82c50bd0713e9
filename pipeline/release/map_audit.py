"""The audit of the map: whether the search files of a release are those that its cards demand (``verify --map``).

1. Every bucket is there, at the one width of its family; every other search file has a place; the leaves hash to the
   roots of the statement.
2. A key stands in its own bucket, and a further page belongs to its key.
3. Rows, texts and words are read back from the files and every search file is rendered from them again. So a card
   that is missing in a bucket that its name, number, case or pinyin demands is told, and so is a key that no card has.
4. The words of a notice's title and court lead to it; there are as many cards as the statement counts.

What holds no card anywhere cannot be missed here; the counts of the statement tell it. The rules of 3 are those of the
program that is run: one of another wire format tells differences everywhere.

The sentences name files, never what stands in them.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from pipeline.core.messages import _, joined
from pipeline.core.packing import holds
from pipeline.core.records import Dataset, PublicRow
from pipeline.evidence.leaves import (
    FAMILIES,
    WIDEST,
    Bucket,
    bucket_at,
    bucket_leaf,
    content_digest,
    content_of,
    is_own,
    problem_with_place,
    read_bucket,
)
from pipeline.evidence.merkle import SIZE
from pipeline.evidence.tiles import FamilyTree, Read, hash_heights, read_leaves, tile_problems
from pipeline.evidence.trees import TreeHeads
from pipeline.masking.profiles import Profile
from search_index.export import render_records
from search_index.files import SearchFolder
from search_index.layout import FORMAT, Shown, Sizes, Widths, bucket_of, page_path
from search_index.memory import paused_collection
from search_index.read_back import rows_of_cards, words_of_postings
from search_index.rows import CARD_DATASETS, TEXT_DATASETS, plain_text
from search_index.texts import read_text_cards
from search_index.words import text_terms

_SEARCH = "search/data/"
_MANIFEST = f"{_SEARCH}manifest.json"
_TOLD = 50
"""Differing files that are told one by one."""
_DAMAGED = (ValueError, KeyError, IndexError, TypeError, AttributeError)


def audit_map(
    read: Read,
    heads: TreeHeads,
    listed: Mapping[str, bytes],
    counts: Mapping[str, int],
    found: Iterable[str] = (),
) -> Iterator[str]:
    """What is wrong with the search files of a release, a sentence each; memory as for a night's export.

    Args:
        read: What a stranger gets.
        heads: The trees of the statement.
        listed: The list of files, as it was checked against the statement.
        counts: Dataset -> records, as the statement says.
        found: Every file of the place, where it can be listed (a folder).
    """
    widths = {family: tree.width for family, tree in heads.families.items()}
    yield from (
        _("the statement has no tree for {family}").format(family=family) for family in FAMILIES if family not in widths
    )
    yield from _misplaced(listed, widths, found)
    yield from _second_widths(read, widths)
    audit = _Audit(read, widths)
    for family, tree in heads.families.items():
        yield from audit.buckets(family, tree)
    yield from audit.others({path: digest for path, digest in listed.items() if path.startswith(_SEARCH)})
    if set(widths) == set(FAMILIES):
        yield from audit.rendered_again(counts)


def _misplaced(listed: Mapping[str, bytes], widths: Mapping[str, int], found: Iterable[str]) -> Iterator[str]:
    for path in listed:
        if problem := problem_with_place(path, widths):
            yield problem
    for path in found:
        bucket = bucket_at(path)
        is_in_tree = path in listed or (bucket is not None and widths.get(bucket.family) == bucket.width)
        if not is_in_tree and not is_own(path):
            yield problem_with_place(path, widths) or _("{path} is in no tree of the statement").format(path=path)


def _second_widths(read: Read, widths: Mapping[str, int]) -> Iterator[str]:
    """Files of a second width are looked for by the name that each width must have."""
    for family, width in widths.items():
        for other in range(WIDEST + 1):
            path = Bucket(family, other, 0).path
            if other != width and read(path) is not None:
                yield problem_with_place(path, widths)


class _Audit:
    """What was read of the search files so far."""

    def __init__(self, read: Read, widths: Mapping[str, int]) -> None:
        self._read = read
        self._widths = widths
        self._digests: dict[str, bytes] = {}
        self._rows: dict[str, str] = {}
        self._datasets: Counter[str] = Counter()
        self._cards: dict[str, PublicRow] = {}
        self._words: dict[str, list[str]] = defaultdict(list)
        self._manifest = _read_manifest(read)

    def buckets(self, family: str, tree: FamilyTree) -> Iterator[str]:
        """Read the buckets of a family and hash them to the root of the statement."""
        leaves = bytearray(SIZE << tree.width)
        is_whole = True
        for number in range(1 << tree.width):
            bucket = Bucket(family, tree.width, number)
            stored = self._read(bucket.path)
            try:
                if stored is None:
                    raise ValueError(_("{path} cannot be read").format(path=bucket.path))
                leaves[SIZE * number : SIZE * (number + 1)] = bucket_leaf(bucket, stored)
            except ValueError as error:
                is_whole = False
                yield str(error)
            else:
                yield from self._take(bucket.path, content_of(bucket.path, stored), bucket)
        if is_whole and hash_heights(bytes(leaves))[-1] != tree.root:
            yield from self._unlike_tree(family, tree, bytes(leaves))

    def others(self, listed: Mapping[str, bytes]) -> Iterator[str]:
        """Read the further pages and tables."""
        for path, digest in listed.items():
            stored = self._read(path)
            try:
                if stored is None:
                    yield _("{path} cannot be read").format(path=path)
                elif content_digest(path, stored) != digest:
                    yield _("{path} is not what the statement signs").format(path=path)
                else:
                    yield from self._take(path, content_of(path, stored), None)
            except ValueError as error:
                yield str(error)

    def rendered_again(self, counts: Mapping[str, int]) -> Iterator[str]:
        """Render every search file from what was read and compare."""
        for dataset in sorted(CARD_DATASETS | TEXT_DATASETS):
            told, seen = counts.get(dataset, 0), self._datasets[dataset]
            if told != seen:
                yield _("the statement counts {told} records of {dataset}, the search files hold {seen}").format(
                    told=told, dataset=dataset, seen=seen
                )
        try:
            with paused_collection():
                problems = list(self._compared())
        except _DAMAGED:
            yield _("the search files cannot be read back in the form that this version writes")
        else:
            yield from problems

    def _compared(self) -> Iterator[str]:
        manifest = self._manifest
        if manifest.get("format") != FORMAT:
            yield _("{manifest} is not of wire format {known}").format(manifest=_MANIFEST, known=FORMAT)
            return
        pages, short = manifest["pages"], int(manifest["short_id"])
        texts = read_text_cards(self._cards.values())
        if texts.short_id_length() != short:
            yield _("{manifest} says another length of ids than the cards demand").format(manifest=_MANIFEST)
            return
        ids = dict(zip(texts.keys(), texts.records.ids, strict=True))
        strays = [word for word, keys in self._words.items() if not ids.keys() >= set(keys)]
        if strays:
            yield _("{search}postings/{width}: {count} words lead to texts that have no card").format(
                search=_SEARCH, width=self._widths["postings"], count=len(strays)
            )
            return
        postings = {word: [ids[key] for key in keys] for word, keys in self._words.items()}
        yield from self._titles(postings)
        folder = _Compared(self._digests)
        sizes = Sizes(pages["cards"][0], pages["id"][0])
        new = render_records(
            texts,
            postings.items(),
            self._rows.values,
            folder,
            Shown(
                Profile(manifest["profile"]),
                tuple(Dataset(name) for name, title in manifest["datasets"].items() if title),
            ),
            sizes,
            Widths.from_dict(dict(self._widths)),
        )
        yield from _unlike_widths(self._widths, new.as_dict())
        yield from self._differences(folder)

    def _take(self, path: str, content: bytes, bucket: Bucket | None) -> Iterator[str]:
        """Keep what a file says; tells keys that belong elsewhere."""
        self._digests[path] = content_digest(path.removesuffix(".gz"), content)
        family = path.removeprefix(_SEARCH).split("/", maxsplit=1)[0]
        if family not in self._widths:
            return
        try:
            yield from self._strays(path, content, family, bucket)
            if family == "cards" and not path.endswith("-f.json.gz"):
                yield from self._keep_rows(path, content)
            elif family == "texts":
                yield from self._keep_cards(path, content)
            elif family == "postings":
                for word, keys in words_of_postings(content, int(self._manifest["short_id"])):
                    self._words[word] += keys
        except _DAMAGED:
            yield _("{path} cannot be read in the form that this version writes").format(path=path)

    def _strays(self, path: str, content: bytes, family: str, bucket: Bucket | None) -> Iterator[str]:
        """Keys that do not belong into the file where they stand."""
        width = self._widths[family]
        if bucket:
            keys = read_bucket(content)["k"]
            strays = [key for key in keys if bucket_of(key[:1] if family == "words" else key, width) != bucket.number]
        else:
            page = path.removesuffix(".json.gz").rpartition("-")[2]
            strays = [key for key in json.loads(content) if _SEARCH + page_path(family, width, key, page) != path]
        if strays:
            yield _("{path} holds {count} keys that do not belong into it").format(path=path, count=len(strays))

    def _keep_rows(self, path: str, content: bytes) -> Iterator[str]:
        other = 0
        for row in rows_of_cards(content):
            line = json.dumps(row, ensure_ascii=False, sort_keys=True)
            known = self._rows.setdefault(row["id"], line)
            other += known != line
            self._datasets[row["dataset"]] += known is line
        if other:
            yield _("{path} holds {other} cards that say something else in another file").format(path=path, other=other)

    def _keep_cards(self, path: str, content: bytes) -> Iterator[str]:
        for card in read_bucket(content)["k"].values():
            if card["id"] in self._cards:
                yield _("{path} holds a card that stands in another file, too").format(path=path)
            self._cards[card["id"]] = card
            self._datasets[card["dataset"]] += 1

    def _titles(self, postings: Mapping[str, Iterable[str]]) -> Iterator[str]:
        """Words of titles and courts' names must lead to their texts."""
        having = {word: frozenset(ids) for word, ids in postings.items()}
        lost = sum(
            any(card["id"] not in having.get(term, ()) for term in _terms(card)) for card in self._cards.values()
        )
        if lost:
            place = f"{_SEARCH}postings/{self._widths['postings']}"
            yield _(
                "{place}: {lost} notices or guidelines are not found by the words of their titles or courts"
            ).format(place=place, lost=lost)

    def _unlike_tree(self, family: str, tree: FamilyTree, leaves: bytes) -> Iterator[str]:
        """Which buckets are not those of the statement, as far as the tiles can tell."""
        problems = list(tile_problems(self._read, family, tree))
        signed = None if problems else read_leaves(self._read, family, tree.width)
        if signed is None:
            yield _("the buckets of {family} do not hash to the tree of the statement").format(family=family)
            yield from problems
            return
        for number in range(1 << tree.width):
            place = slice(SIZE * number, SIZE * (number + 1))
            if signed[place] != leaves[place]:
                yield _("{path} is not what the statement signs").format(path=Bucket(family, tree.width, number).path)

    def _differences(self, folder: "_Compared") -> Iterator[str]:
        """Files that differ from what the cards demand, and files that nothing demands."""
        for path, text in folder.differing.items():
            yield _difference(path, text, self._read(path))
        if folder.more:
            yield _("{more} more search files are not what the cards demand").format(more=folder.more)
        for path in sorted(self._digests.keys() - folder.rendered):
            yield _("{path} is demanded by no card").format(path=path)


def _read_manifest(read: Read) -> dict[str, Any]:
    try:
        tree = json.loads(read(_MANIFEST) or b"")
    except ValueError:
        return {}
    return tree if isinstance(tree, dict) else {}


class _Compared(SearchFolder):
    """Compares what is rendered with what was read."""

    def __init__(self, digests: Mapping[str, bytes]) -> None:
        super().__init__(Path())
        self._digests = digests
        self.rendered: set[str] = set()
        self.differing: dict[str, str] = {}
        """Path -> what the cards demand, of the first files that differ."""
        self.more = 0

    def write(self, path: str, text: str) -> str:
        """Compare a file; nothing is kept of it."""
        whole = _SEARCH + path
        self.rendered.add(whole)
        if self._digests.get(whole) == content_digest(path.removesuffix(".gz"), text.encode()):
            return ""
        if len(self.differing) < _TOLD:
            self.differing[whole] = text
        else:
            self.more += 1
        return ""


def _difference(path: str, demanded: str, stored: bytes | None) -> str:
    if stored is None or holds(stored, demanded.encode()):
        return _("{path} is demanded by cards and not listed").format(path=path)
    want, have = (tree.get("k", tree) for tree in (json.loads(demanded), json.loads(content_of(path, stored))))
    missing, more = len(want.keys() - have.keys()), len(have.keys() - want.keys())
    other = sum(want[key] != have[key] for key in want.keys() & have.keys())
    told = joined(
        ", ",
        (
            joined(" ", (str(number), what))
            for number, what in ((missing, _("missing")), (more, _("too many")), (other, _("other")))
            if number
        ),
    )
    return _("{path} is not what the cards demand: of its keys {told}").format(
        path=path, told=told or _("all in another form")
    )


def _unlike_widths(widths: Mapping[str, int], new: Mapping[str, int]) -> Iterator[str]:
    for family, width in widths.items():
        if new[family] != width:
            yield _("{family} has width {width}; its cards demand {new}").format(
                family=family, width=width, new=new[family]
            )


def _terms(card: PublicRow) -> Iterable[str]:
    written = (card[name] for name in ("title", "court_name") if card.get(name))
    return chain.from_iterable(text_terms(plain_text(str(text))) for text in written)
