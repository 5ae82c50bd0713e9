"""Whoosh: the words of notices and guidelines, updated night by night.

Party records are in no index: the search files answer for them (`search_index.published`).

Only Whoosh's core is used. Beside the index lies a seal: the *token* of the ledger state that the index
reflects, and a digest of each of its files. It goes before the first write and comes after the commit, so
that a killed run and a damaged file are noticed alike, and the index is built anew from the frame.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.index import LockError, create_in, open_dir
from whoosh.query import And, Term
from whoosh.reading import TermNotFound
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.records import PublicRow, RecordId
from search_index.documents import carries, document_of, filed_under, is_rare, schema

_SEAL = "seal.json"
_BESIDE = (_SEAL, _SEAL + ".new", "MAIN_WRITELOCK")
"""Files of the folder that are no part of the index."""
_MEMORY_MB = 256


class SearchIndex:
    """A Whoosh index in a folder; open it with `open_index`."""

    def __init__(self, folder: Path, whoosh: Any) -> None:
        self._folder = folder
        self._whoosh = whoosh

    @property
    def token(self) -> str | None:
        """The ledger state that the index reflects; None after a killed run, in a damaged and in a new index."""
        return _sealed_token(self._folder)

    def update(self, removed: Iterable[RecordId], rows: Iterable[str], *, token: str = "") -> None:
        """Take records out and put new or changed ones in, with one commit.

        Args:
            removed: Ids that must stop answering; unknown ones are ignored.
            rows: Canonical JSON of new and of changed records; an older version of one is replaced.
            token: Stored for `token` once everything is written.

        Raises:
            StateError: Another run is writing.
        """
        (self._folder / _SEAL).unlink(missing_ok=True)
        with _Writer(self._whoosh) as writer:
            old = _Deleter(writer, self._whoosh.doc_count_all())
            for record in removed:
                old.delete(record)
            for text in rows:
                document = document_of(text)
                if document is not None:
                    old.delete(json.loads(text)["id"])
                    writer.add_document(**document)
        self._seal(token)

    def rebuild(self, rows: Iterable[str], *, token: str = "") -> None:
        """Start again from nothing with these rows."""
        self._whoosh = _create(self._folder)
        self.update((), rows, token=token)

    def compact(self) -> None:
        """Rewrite the index in one piece: the bytes of deleted records go."""
        token = self.token
        (self._folder / _SEAL).unlink(missing_ok=True)
        with _Writer(self._whoosh, optimize=True):
            pass
        self._seal(token or "")

    def document_count(self) -> int:
        """Texts that answer; deleted ones do not count."""
        return int(self._whoosh.doc_count())

    def view(self) -> "IndexView":
        """A consistent view for reading; close it, or use it in a ``with``."""
        return IndexView(self._whoosh.reader())

    def _seal(self, token: str) -> None:
        if token:
            aside = self._folder / (_SEAL + ".new")
            aside.write_text(json.dumps({"token": token, "files": _digests(self._folder)}), encoding="utf-8")
            aside.replace(self._folder / _SEAL)


class IndexView:
    """What the index holds at one moment; deleted documents are never seen."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def __enter__(self) -> "IndexView":
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.close()

    def ids(self) -> dict[int, str]:
        """Number of every document -> id of its text."""
        return {document: self._reader.stored_fields(document)["id"] for document in self._reader.all_doc_ids()}

    def documents(self, field: str, key: str) -> set[int]:
        """Numbers of the documents that carry a key; they mean nothing outside this view."""
        return set(self.postings(field, key))

    def postings(self, field: str, key: str) -> Iterator[int]:
        """The same, one by one."""
        try:
            found: Iterator[int] = self._reader.postings(*filed_under(field, key)).all_ids()
        except TermNotFound:
            return iter(())
        if is_rare(field):
            return (document for document in found if carries(self.row(document), field, key))
        return found

    def has_key(self, field: str, key: str) -> bool:
        """Whether any document that answers carries the key."""
        return next(self.postings(field, key), None) is not None

    def keys(self, field: str) -> Iterator[str]:
        """All keys of a field in order, also such as only deleted documents carry."""
        for key in self._reader.lexicon(field):
            yield key.decode()

    def scores(self, terms: Iterable[str]) -> dict[int, float]:
        """Document -> BM25 score, of the documents that have all words."""
        both = And([Term("term", term) for term in terms])
        found = Searcher(self._reader, weighting=BM25F()).search(both, limit=None)
        return {hit.docnum: hit.score for hit in found}

    def row(self, document: int) -> PublicRow:
        """The public row of a document."""
        row: PublicRow = json.loads(self._reader.stored_fields(document)["row"])
        return row


def open_index(folder: Path) -> SearchIndex:
    """Open the index in a folder for the night; a missing, outdated or damaged one is replaced by an empty one.

    An empty replacement has no `token`, so the caller sees that it must be rebuilt.
    """
    return _opened(folder) or SearchIndex(folder, _create(folder))


def read_index(folder: Path) -> SearchIndex:
    """Open the index in a folder for questions; it is left as it is.

    Raises:
        StateError: It is missing or damaged, so that every answer could be a wrong "not found".
    """
    if (opened := _opened(folder)) is None or opened.token is None:
        raise StateError(
            _("the search index is damaged or missing; `publish.py publish` builds it anew, then ask again")
        )
    return opened


def _opened(folder: Path) -> SearchIndex | None:
    """The index in a folder, if it can be read and is of today's form."""
    try:
        whoosh = open_dir(str(folder))
        if whoosh.schema.names() == schema().names():
            whoosh.reader().close()
            return SearchIndex(folder, whoosh)
    except Exception:  # whatever a damaged file makes of Whoosh and of pickle: it cannot be read
        return None
    return None


def _create(folder: Path) -> Any:
    """An empty Whoosh index in place of whatever lies there."""
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    else:
        folder.unlink(missing_ok=True)
    folder.mkdir(parents=True)
    return create_in(str(folder), schema())


def _sealed_token(folder: Path) -> str | None:
    """The token of the seal; None where there is none, or where a file is not the one that was sealed."""
    try:
        seal = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        token: str = seal["token"]
        return token if seal["files"] == _digests(folder) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _digests(folder: Path) -> dict[str, str]:
    """Name -> BLAKE2b of every file of the index; what Whoosh writes it writes once."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in _BESIDE:
            with path.open("rb") as content:
                found[path.name] = hashlib.file_digest(content, "blake2b").hexdigest()
    return found


class _Writer:
    """One write with one commit; nothing of it stays if it fails."""

    def __init__(self, whoosh: Any, *, optimize: bool = False) -> None:
        self._optimize = optimize
        try:
            self._writer = whoosh.writer(limitmb=_MEMORY_MB)
        except LockError:
            raise StateError(_("the search index is being written by another run; wait until it ends")) from None

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
