"""The columns of the input contract: records.py says which there are, contract.toml what they mean, words.toml their words."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.cleaning.vocabularies import Vocabulary, load_words
from pipeline.core.errors import RulesError
from pipeline.core.findings import Effect
from pipeline.core.messages import _
from pipeline.core.records import SCHEMAS, Column, Dataset, Kind

COMMON = "common"
"""The section of columns that every dataset has."""

Text = Mapping[str, str]
"""``en`` and ``zh``."""


class Demanded(StrEnum):
    """How much a value is asked for."""

    MUST = "must"
    """Without it the row is left out or not public."""
    SHOULD = "should"
    """Without it something is missing, or done more strictly."""
    MAY = "may"
    """Its absence changes nothing."""


@dataclass(frozen=True, slots=True)
class ContractColumn:
    """A column of a dataset, as a court has to fill it."""

    name: str
    title: str
    """Its label on the site; empty where it is never printed."""
    section: str
    """`COMMON`, a group of datasets, or a dataset: where contract.toml tells it."""
    is_printed: bool
    meaning: Text
    demanded: Demanded
    blank: Text
    """What no value does, also where the court has no such column."""
    type: Text
    words: Vocabulary | None
    """None where it is no column of words."""
    otherwise: Text
    """What another word does, or a value that cannot be read."""
    example: str
    article: str


def contract_of(dataset: Dataset) -> tuple[ContractColumn, ...]:
    """The columns of a dataset, in the order of records.py.

    Raises:
        RulesError: contract.toml does not tell a column, or not all of it.
    """
    schema = SCHEMAS[dataset]
    return tuple(_column(dataset, column, column.name in schema.published) for column in schema.columns)


@cache
def load_contract() -> Mapping[str, Any]:
    """The file as it is: section -> column -> what it says, and the tables of shared texts."""
    return tomllib.loads((files("pipeline") / "rules" / "contract.toml").read_text(encoding="utf-8"))


def sections_of(dataset: Dataset) -> tuple[str, ...]:
    """Where the columns of a dataset are told; the first that tells one wins."""
    return (dataset.value, SCHEMAS[dataset].group.value, COMMON)


def _column(dataset: Dataset, column: Column, is_printed: bool) -> ContractColumn:
    tree = load_contract()
    section = next((name for name in sections_of(dataset) if column.name in tree.get(name, {})), None)
    if section is None:
        raise RulesError(
            _("contract.toml does not tell {column} of {dataset}; add [{dataset}.{column}]").format(
                column=column.name, dataset=dataset
            )
        )
    entry, where = tree[section][column.name], f"contract.toml [{section}.{column.name}]"
    try:
        kind = _type_of(column, entry)
        return ContractColumn(
            name=column.name,
            title=column.title,
            section=section,
            is_printed=is_printed,
            meaning={"en": entry["en"], "zh": entry["zh"]},
            demanded=Demanded(entry["demanded"]),
            blank=_shared("blanks", entry["blank"]),
            type={language: tree["types"][kind][language] for language in ("en", "zh")},
            words=load_words().vocabularies.get(column.name),
            otherwise=_otherwise(dataset, column, entry, kind),
            example=entry["example"],
            article=entry["article"],
        )
    except (KeyError, ValueError) as wrong:
        raise RulesError(_("{where}: {wrong} is missing or unknown").format(where=where, wrong=wrong)) from None


_BY_KIND = {
    Kind.WORD: "short",
    Kind.IDENTIFIER: "number",
    Kind.DATE: "day",
}
"""Kinds whose type has another name; of the others it is the kind's own."""


def _type_of(column: Column, entry: Mapping[str, Any]) -> str:
    if column.name in load_words().vocabularies:
        return "word"
    return str(entry.get("type") or _BY_KIND.get(column.kind, column.kind.value))


def _otherwise(dataset: Dataset, column: Column, entry: Mapping[str, Any], kind: str) -> Text:
    vocabulary = load_words().vocabularies.get(column.name)
    if vocabulary is None:
        return _shared("otherwise", entry.get("otherwise") or load_contract()["types"][kind]["otherwise"])
    is_unread = vocabulary.unknown is Effect.HIDDEN and dataset not in vocabulary.hides
    return _shared("blanks", "nothing") if is_unread else vocabulary.says


def _shared(table: str, text: str | Text) -> Text:
    """A text that is told at its column, or by its name in a table of shared ones."""
    told: Text = load_contract()[table][text] if isinstance(text, str) else text
    return {"en": told["en"], "zh": told["zh"]}
