"""The search of the terminal: party records from the published files, notices and guidelines from Whoosh."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path

from pipeline.core.records import PublicRow
from pipeline.masking.profiles import Profile
from search_index.answers import Answer, Wish
from search_index.index import IndexView, SearchIndex, read_index
from search_index.offers import Offer, offers_for
from search_index.published import PublishedFiles
from search_index.query import read_query
from search_index.questions import Holders, answer

SEARCH_DATA = Path("search", "data")
"""Where the search files lie in a tree."""


class Search:
    """Answers questions as the browser does.

    Args:
        files: The search files of the public release.
        index: Whoosh, in the state folder of the same deployment.
    """

    def __init__(self, files: PublishedFiles, index: SearchIndex) -> None:
        self._files = files
        self._index = index

    def search(
        self, query: str, *, profile: Profile, limit: int | None = 200, offset: int = 0, wish: Wish | None = None
    ) -> Answer:
        """Answer a query.

        Args:
            query: What was typed.
            profile: The deployment's mask profile.
            limit: Hits at most; the count is of all.
            offset: Hits left out at the beginning.
            wish: Filters, order and part; none by default.

        Raises:
            StateError: A file that the answer needs is missing or damaged.
        """
        self._files.forget()
        with self._index.view() as texts:
            found = answer(_Both(self._files, texts), query, profile=profile, wish=wish or Wish())
        hits = found.hits[offset:] if limit is None else found.hits[offset : offset + limit]
        return replace(found, hits=hits)

    def offers(self, query: str, *, profile: Profile) -> tuple[Offer, ...]:
        """What would answer, for a question that found nothing.

        Raises:
            StateError: A file is missing or damaged.
        """
        self._files.forget()
        with self._index.view() as texts:
            return offers_for(_Both(self._files, texts), read_query(query, profile))


def open_search(state: Path, tree: Path | None) -> Search:
    """The search over a public tree and the index of its state folder.

    Args:
        state: The state folder.
        tree: The tree of the last release, if this machine has it.

    Raises:
        StateError: Files or index are missing or damaged, so that every answer could be a wrong "not found".
    """
    return Search(PublishedFiles((tree or state / "no tree") / SEARCH_DATA), read_index(state / "index"))


class _Both:
    """What the rules ask of the records: of parties the files know it, of texts the index."""

    def __init__(self, files: PublishedFiles, texts: IndexView) -> None:
        self._files = files
        self._texts = texts

    def named(self, name: str) -> Iterable[PublicRow]:
        return self._files.named(name)

    def numbered(self, number: str) -> Iterable[PublicRow]:
        return self._files.numbered(number)

    def with_serial(self, serial: str) -> Mapping[str, int]:
        return self._files.with_serial(serial)

    def courts(self) -> Mapping[str, str]:
        return self._files.courts()

    def read_so(self, letters: str) -> Mapping[str, int]:
        return self._files.read_so(letters)

    def holders(self, pair: str) -> Holders:
        return self._files.holders(pair)

    def of_case(self, case: str) -> Iterable[PublicRow]:
        return chain(self._files.of_case(case), map(self._texts.row, self._texts.documents("case", case)))

    def has_word(self, word: str) -> bool:
        return self._texts.has_key("term", word)

    def with_words(self, words: Iterable[str]) -> Iterable[PublicRow]:
        having = [self._texts.documents("term", word) for word in words]
        return map(self._texts.row, set.intersection(*having))

    def scores(self, words: Iterable[str]) -> Mapping[str, float]:
        return {self._texts.row(document)["id"]: score for document, score in self._texts.scores(words).items()}
