"""A public row as a document of Whoosh: what it can be found by."""

import json
from collections.abc import Sequence
from typing import Any

from whoosh import fields

from pipeline.records import PublicRow
from search_index.analyzer import case_keys, case_tails, distinct, identifier_keys, organisation_bigrams
from search_index.pinyin import pinyin_keys
from search_index.rows import (
    PARTY_DATASETS,
    TEXT_DATASETS,
    is_organisation,
    is_person,
    row_case_number,
    row_names,
    searchable_text,
)
from search_index.words import all_terms

_KEY_FIELDS = ("id", "group", "name", "pinyin", "bigram", "number", "case", "tail")


def schema() -> Any:
    """The fields of a document: its row as it is, its keys, and the words of a text."""
    keys = {name: fields.ID(unique=name == "id") for name in _KEY_FIELDS}
    return fields.Schema(row=fields.STORED(), term=fields.KEYWORD(scorable=True), **keys)


def document_of(text: str) -> dict[str, Any] | None:
    """The Whoosh document of a canonical row; None for datasets that are not searched."""
    row: PublicRow = json.loads(text)
    keys: dict[str, Sequence[str]]
    if row["dataset"] in PARTY_DATASETS:
        keys = _party_keys(row)
    elif row["dataset"] in TEXT_DATASETS:
        keys = {"group": "text", "term": all_terms(searchable_text(row))}
    else:
        return None
    keys["case"] = case_keys(row_case_number(row))
    keys["tail"] = distinct(case_tails(keys["case"]).values())
    return {"id": row["id"], "row": text, **{name: value for name, value in keys.items() if value}}


def _party_keys(row: PublicRow) -> dict[str, Sequence[str]]:
    names = row_names(row)
    return {
        "group": "party",
        "name": names,
        "number": identifier_keys(row.get("id_number")),
        **_parts_of_names(row, names),
    }


def _parts_of_names(row: PublicRow, names: Sequence[str]) -> dict[str, Sequence[str]]:
    """Pairs of characters of organisations, readings of people."""
    if is_organisation(row):
        return {"bigram": distinct(pair for name in names for pair in organisation_bigrams(name))}
    if is_person(row):
        return {"pinyin": distinct(key for name in names for key in pinyin_keys(name))}
    return {}
