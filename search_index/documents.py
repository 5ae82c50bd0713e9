"""A notice or guideline as a document of Whoosh: its words, its id, its case or document numbers.

Keys that few records share are filed under a short hash: a term for each of them would be most of the cost of
writing the index. Who asks for one compares the row (`carries`).
"""

import json
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from typing import Any

from whoosh import fields
from whoosh.system import pack_uint

from pipeline.core.records import PublicRow
from search_index.analyzer import case_keys, distinct
from search_index.rows import TEXT_DATASETS, row_case_number, searchable_text
from search_index.words import all_terms

_SHORT = 0xFFFF
_Posting = tuple[bytes, int, float, bytes]
"""Term, frequency, weight, value."""


class _Keys(fields.ID):  # type: ignore[misc]  # Whoosh is untyped to us
    """Distinct keys, filed as they are given."""

    def index(self, value: Iterable[str], **_: Any) -> Generator[_Posting, None, None]:
        for key in value:
            yield key.encode(), 1, 1.0, b""


class _Terms(fields.KEYWORD):  # type: ignore[misc]  # Whoosh is untyped to us
    """Terms as often as they occur."""

    def index(self, value: Iterable[str], **_: Any) -> Generator[_Posting, None, None]:
        for term, times in Counter(value).items():
            yield term.encode(), times, float(times), pack_uint(times)


def schema() -> Any:
    """The fields of a document: its row as it is and its id, its keys, and the words of a text."""
    names = map(_hashed, _RARE_KEYS)
    keys = {name: _Keys() for name in names}
    return fields.Schema(row=fields.STORED(), id=fields.STORED(), term=_Terms(scorable=True), **keys)


def document_of(text: str) -> dict[str, Any] | None:
    """The Whoosh document of a canonical row; None for datasets that are not found by their words."""
    row: PublicRow = json.loads(text)
    if row["dataset"] not in TEXT_DATASETS:
        return None
    keys: dict[str, Sequence[str]] = {"term": all_terms(searchable_text(row))}
    keys |= {_hashed(name): distinct(map(_short, keys_of(row))) for name, keys_of in _RARE_KEYS.items()}
    return {"row": text, "id": row["id"], **{name: value for name, value in keys.items() if value}}


def filed_under(field: str, key: str) -> tuple[str, str]:
    """The field and the term under which Whoosh has a key."""
    return (_hashed(field), _short(key)) if field in _RARE_KEYS else (field, key)


def carries(row: PublicRow, field: str, key: str) -> bool:
    """Whether a row that was found under a key has it; another key may have the same hash."""
    return key in _RARE_KEYS[field](row)


def is_rare(field: str) -> bool:
    """Whether keys of a field are filed under a hash."""
    return field in _RARE_KEYS


def _hashed(field: str) -> str:
    return field + "_hash"


def _short(key: str) -> str:
    return f"{zlib.crc32(key.encode()) & _SHORT:x}"


def _record(row: PublicRow) -> Sequence[str]:
    return (row["id"],)


def _cases(row: PublicRow) -> Sequence[str]:
    return case_keys(row_case_number(row))


_RARE_KEYS: Mapping[str, Callable[[PublicRow], Sequence[str]]] = {
    "id": _record,
    "case": _cases,
}
"""Field -> its keys of a row."""
