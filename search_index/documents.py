"""A public row as a document of Whoosh: what it can be found by.

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
from search_index.analyzer import case_keys, case_tails, distinct, identifier_keys, organisation_bigrams
from search_index.pinyin import pinyin_keys
from search_index.rows import (
    ENTRY_DATASETS,
    PARTY_DATASETS,
    TEXT_DATASETS,
    is_organisation,
    is_person,
    row_case_number,
    row_names,
    searchable_text,
)
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
    """The fields of a document: its row as it is, its keys, and the words of a text."""
    names = ("group", "bigram", "tail", *map(_hashed, _RARE_KEYS))
    return fields.Schema(row=fields.STORED(), term=_Terms(scorable=True), **{name: _Keys() for name in names})


def document_of(text: str) -> dict[str, Any] | None:
    """The Whoosh document of a canonical row; None for datasets that are not searched."""
    row: PublicRow = json.loads(text)
    keys: dict[str, Sequence[str]]
    if row["dataset"] in PARTY_DATASETS:
        keys = {"group": ("party",), "bigram": _bigrams(row)}
    elif row["dataset"] in ENTRY_DATASETS:
        keys = {"group": ("entry",)}
    elif row["dataset"] in TEXT_DATASETS:
        keys = {"group": ("text",), "term": all_terms(searchable_text(row))}
    else:
        return None
    keys["tail"] = distinct(case_tails(_cases(row)).values())
    keys |= {_hashed(name): distinct(map(_short, keys_of(row))) for name, keys_of in _RARE_KEYS.items()}
    return {"row": text, **{name: value for name, value in keys.items() if value}}


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


def _names(row: PublicRow) -> Sequence[str]:
    return row_names(row) if row["dataset"] in PARTY_DATASETS else ()


def _numbers(row: PublicRow) -> Sequence[str]:
    return identifier_keys(row.get("id_number")) if row["dataset"] in PARTY_DATASETS else ()


def _cases(row: PublicRow) -> Sequence[str]:
    return case_keys(row_case_number(row))


def _readings(row: PublicRow) -> Sequence[str]:
    return distinct(key for name in row_names(row) for key in pinyin_keys(name)) if is_person(row) else ()


def _bigrams(row: PublicRow) -> Sequence[str]:
    if not is_organisation(row):
        return ()
    return distinct(pair for name in row_names(row) for pair in organisation_bigrams(name))


_RARE_KEYS: Mapping[str, Callable[[PublicRow], Sequence[str]]] = {
    "id": _record,
    "name": _names,
    "number": _numbers,
    "case": _cases,
    "pinyin": _readings,
}
"""Field -> its keys of a row."""
