"""Whoosh, the index of record: every public document, updated night by night, and the reference search.

Only Whoosh's core is used. Beside the index lies a small file with the *token* of the ledger state that
the index reflects; it goes before the first write and comes after the commit, so that a killed run is
noticed and the index rebuilt from the frame.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from whoosh import fields
from whoosh.index import IndexError as UnreadableIndex
from whoosh.index import LockError, create_in, open_dir
from whoosh.reading import TermNotFound

from pipeline.errors import StateError
from pipeline.masking.profiles import Profile
from pipeline.records import PublicRow, RecordId
from search_index.analyzer import case_keys, identifier_keys, organisation_bigrams, text_terms
from search_index.reference import Answer, answer
from search_index.rows import (
    PARTY_DATASETS,
    TEXT_DATASETS,
    is_organisation,
    row_case_number,
    row_names,
    searchable_text,
)

_STATE_FILE = "ledger.token"
_MEMORY_MB = 256
_KEY_FIELDS = ("id", "group", "name", "bigram", "number", "case", "term")


class SearchIndex:
    """A Whoosh index in a folder; open it with `open_index`."""

    def __init__(self, folder: Path, whoosh: Any) -> None:
        self._folder = folder
        self._whoosh = whoosh

    @property
    def token(self) -> str | None:
        """The ledger state that the index reflects; None after a killed run or in a new index."""
        path = self._folder / _STATE_FILE
        return path.read_text(encoding="utf-8") if path.is_file() else None

    def update(self, removed: Iterable[RecordId], rows: Iterable[str], *, token: str = "") -> None:
        """Take records out and put new or changed ones in, with one commit.

        Args:
            removed: Ids that must stop answering; unknown ones are ignored.
            rows: Canonical JSON of new and of changed records; an older version of one is replaced.
            token: Stored for `token` once everything is written.

        Raises:
            StateError: Another run is writing.
        """
        (self._folder / _STATE_FILE).unlink(missing_ok=True)
        with _Writer(self._whoosh) as writer:
            old = _Deleter(writer, self._whoosh.doc_count_all())
            for record in removed:
                old.delete(record)
            for text in rows:
                document = _document(text)
                if document is not None:
                    old.delete(document["id"])
                    writer.add_document(**document)
        self._store_token(token)

    def rebuild(self, rows: Iterable[str], *, token: str = "") -> None:
        """Start again from nothing with these rows."""
        (self._folder / _STATE_FILE).unlink(missing_ok=True)
        self._whoosh = create_in(str(self._folder), _schema())
        self.update((), rows, token=token)

    def compact(self) -> None:
        """Rewrite the index in one piece: the bytes of deleted records go."""
        token = self.token
        (self._folder / _STATE_FILE).unlink(missing_ok=True)
        with _Writer(self._whoosh, optimize=True):
            pass
        self._store_token(token or "")

    def document_count(self) -> int:
        """Records that answer; deleted ones do not count."""
        return int(self._whoosh.doc_count())

    def search(self, query: str, *, profile: Profile, limit: int | None = 200) -> Answer:
        """Answer a query as the browser does; ``limit`` cuts the hits, never the count."""
        with IndexView(self._whoosh.reader()) as view:
            return answer(view, query, profile=profile, limit=limit)

    def view(self) -> "IndexView":
        """A consistent view for reading; close it, or use it in a ``with``."""
        return IndexView(self._whoosh.reader())

    def _store_token(self, token: str) -> None:
        if token:
            aside = self._folder / (_STATE_FILE + ".new")
            aside.write_text(token, encoding="utf-8")
            aside.replace(self._folder / _STATE_FILE)


class IndexView:
    """What the index holds at one moment; deleted documents are never seen."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __enter__(self) -> "IndexView":
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()

    def documents(self, field: str, key: str) -> set[int]:
        """Numbers of the documents that carry a key; they mean nothing outside this view."""
        return set(self.postings(field, key))

    def postings(self, field: str, key: str) -> Iterator[int]:
        """The same, one by one."""
        try:
            yield from self._reader.postings(field, key).all_ids()
        except TermNotFound:
            return

    def has_key(self, field: str, key: str) -> bool:
        """Whether any document that answers carries the key."""
        return next(self.postings(field, key), None) is not None

    def keys(self, field: str) -> Iterator[str]:
        """All keys of a field in order, also such as only deleted documents carry."""
        for key in self._reader.lexicon(field):
            yield key.decode()

    def row(self, document: int) -> PublicRow:
        """The public row of a document."""
        row: PublicRow = json.loads(self._reader.stored_fields(document)["row"])
        return row


def open_index(folder: Path) -> SearchIndex:
    """Open the index in a folder; a missing, outdated or damaged one is replaced by an empty one.

    An empty replacement has no `token`, so the caller sees that it must be rebuilt.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        whoosh = open_dir(str(folder))
        if whoosh.schema.names() == _schema().names():
            whoosh.reader().close()
            return SearchIndex(folder, whoosh)
    except (UnreadableIndex, OSError, EOFError, ValueError):
        pass  # nothing readable is there: begin anew, and have no token
    (folder / _STATE_FILE).unlink(missing_ok=True)
    return SearchIndex(folder, create_in(str(folder), _schema()))


class _Writer:
    """One write with one commit; nothing of it stays if it fails."""

    def __init__(self, whoosh: Any, *, optimize: bool = False) -> None:
        self._optimize = optimize
        try:
            self._writer = whoosh.writer(limitmb=_MEMORY_MB)
        except LockError:
            raise StateError("the search index is being written by another run; wait until it ends") from None

    def __enter__(self) -> Any:
        return self._writer

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is not None:
            self._writer.cancel()
        else:
            self._writer.commit(merge=False, optimize=self._optimize)


class _Deleter:
    """Deletes documents by id in a writer, with one reader for all of them."""

    def __init__(self, writer: Any, documents: int) -> None:
        self._writer = writer
        self._view = IndexView(writer.reader()) if documents else None

    def delete(self, record: str) -> None:
        if self._view is not None:
            for document in self._view.documents("id", record):
                self._writer.delete_document(document)


def _schema() -> Any:
    keys = {name: fields.ID(unique=name == "id") for name in _KEY_FIELDS}
    return fields.Schema(row=fields.STORED(), **keys)


def _document(text: str) -> dict[str, Any] | None:
    """The Whoosh document of a canonical row; None for datasets that are not searched."""
    row: PublicRow = json.loads(text)
    if row["dataset"] in PARTY_DATASETS:
        keys = _party_keys(row)
    elif row["dataset"] in TEXT_DATASETS:
        keys = {"group": "text", "term": text_terms(searchable_text(row))}
    else:
        return None
    cases = case_keys(row_case_number(row))
    present: dict[str, Sequence[str]] = {name: value for name, value in keys.items() if value}
    return {"id": row["id"], "row": text, **present, **({"case": cases} if cases else {})}


def _party_keys(row: PublicRow) -> dict[str, Sequence[str]]:
    names = row_names(row)
    bigrams: set[str] = set()
    if is_organisation(row):
        bigrams.update(pair for name in names for pair in organisation_bigrams(name))
    return {
        "group": "party",
        "name": names,
        "number": identifier_keys(row.get("id_number")),
        "bigram": tuple(sorted(bigrams)),
    }
