"""The families of notices and guidelines: ``postings``, ``words`` and ``texts``."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from search_index.facets import Columns, Facets
from search_index.files import SearchFolder, object_json, to_json
from search_index.index import SearchIndex
from search_index.kept import row_digest
from search_index.layout import Sizes, Widths, buckets_of
from search_index.texts import Texts
from search_index.words import word_cost

Posting = tuple[str, Sequence[str]]
"""A word and the ids of the texts that have it."""


class TextFiles:
    """Renders the entries of words and of the texts that have them."""

    def __init__(self, texts: Texts, postings: Iterable[Posting], sizes: Sizes) -> None:
        known, short = texts.records, texts.short_id_length()
        self._courts = texts.courts
        self._texts = known
        self._beginnings = [record[:short] for record in known.ids]
        self._bodies = dict(zip(texts.keys(), known.bodies, strict=True))
        self._first, self._further = sizes.pages()["postings"]
        self._columns = Columns(known.facets, known.dates, texts.courts)
        self._references = list(map(row_digest, texts.references()))
        number = {record: place for place, record in enumerate(known.ids)}
        self._postings = {word: sorted([number[record] for record in having]) for word, having in postings}

    def loads(self) -> dict[str, int]:
        """Family -> items in all buckets together."""
        return {
            "texts": len(self._texts.ids),
            "words": len(self._postings),
            "postings": sum(min(len(texts), self._first) + 2 for texts in self._postings.values()),
        }

    def write(self, folder: SearchFolder, widths: Widths) -> None:
        """Write the families."""
        folder.write_family("postings", widths.postings, self._postings, self._bucket, self._texts_of)
        common = [word for word, texts in self._postings.items() if len(texts) > self._first]
        folder.write_further("postings", widths.postings, common, self._further_pages)
        placed = zip(self._postings, buckets_of((word[0] for word in self._postings), widths.words), strict=True)
        folder.write_buckets("words", widths.words, placed, self._words, self._number_of)
        folder.write_family("texts", widths.texts, self._bodies, self._cards, self._bodies.__getitem__)

    def _texts_of(self, word: str) -> bytes:
        """What a posting says of each text that has a word, in order."""
        return b"".join(map(self._references.__getitem__, self._postings[word]))

    def _number_of(self, word: str) -> bytes:
        """How many texts have a word; its cost is that of jieba's dictionary."""
        return b"%d" % len(self._postings[word])

    def _cards(self, keys: list[str]) -> str:
        return f'{{"k":{object_json({key: self._bodies[key].decode() for key in keys})}}}'

    def _words(self, words: list[str]) -> str:
        values = {word: f"[{word_cost(word)},{len(self._postings[word])}]" for word in words}
        return f'{{"k":{object_json(values)}}}'

    def _bucket(self, words: list[str]) -> str:
        facets = Facets(self._courts)
        entries = object_json({word: f"{{{self._entry(word, facets)}}}" for word in words})
        return f'{{"c":{facets.courts_json()},"k":{entries}}}'

    def _entry(self, word: str, facets: Facets) -> str:
        texts = self._postings[word]
        page = self._page(texts[: self._first], facets)
        if len(texts) <= self._first:
            return page
        return f'"n":{len(texts)},"q":{self._columns.counts_json(texts)},{page}'

    def _further_pages(self, word: str) -> Mapping[int | str, str]:
        texts = self._postings[word]
        pages: dict[int | str, str] = {}
        for number, start in enumerate(range(self._first, len(texts), self._further), start=1):
            facets = Facets(self._courts)
            page = self._page(texts[start : start + self._further], facets)
            pages[number] = f'{{"c":{facets.courts_json()},{page}}}'
        return pages

    def _page(self, texts: Sequence[int], facets: Facets) -> str:
        """Date, beginnings of ids run together, [facet, …], date, …."""
        known, ids = self._texts.facets, self._beginnings
        order: list[str | list[int]] = []
        for day, group in groupby(texts, key=self._texts.dates.__getitem__):
            of_day = list(group)
            order += (day, "".join([ids[text] for text in of_day]), [facets[known[text]] for text in of_day])
        return f'"o":{to_json(order)}'


def read_postings(index: SearchIndex) -> Iterator[Posting]:
    """Every word that a text has; Whoosh's document numbers and deleted documents leave no trace."""
    with index.view() as view:
        record = view.ids()
        for word in view.keys("term"):
            if having := [record[document] for document in view.postings("term", word)]:
                yield word, having
