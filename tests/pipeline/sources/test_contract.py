"""The input contract is whole, true of the program, and what docs/contract.md and docs/contract.zh.md say."""

import json
import os
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.cleaning.tables import CleanTable, clean_table
from pipeline.cleaning.vocabularies import load_words
from pipeline.core.findings import Effect
from pipeline.core.frames import TEXT
from pipeline.core.records import PUBLISHED_DATASETS, SCHEMAS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.retention.verdicts import RetentionPolicy, judge
from pipeline.sources.contract import Demanded, Language, contract_json, contract_of, contract_page
from pipeline.sources.contract.columns import load_contract, sections_of
from publish import app

DOCS = Path(__file__).parents[3] / "docs"
PAGES: dict[Language, str] = {"en": "contract.md", "zh": "contract.zh.md"}
ON = date(2026, 11, 20)
HAN = re.compile(r"[一-鿿]")
ENDS = {
    "closed_on", "closing_mode", "measure_end_reason", "national_removed_on", "removal_act", "removal_act_on", "removal_ground",
    "withdrawn_on", "case_closed_on", "resumed_on", "wrong_ending_on", "claimed_on", "supervision_ended_on",
}  # fmt: skip
"""Columns whose example ends a record."""
ASKED_FOR_BY_OTHERS = {"served_on", "capacity", "related_party", "order_number"}
"""Only where other rows of the list have a day of service; only beside the others of the three (who is limited for a company)."""
TABLES = {"blanks", "otherwise", "types"}


def example(dataset: Dataset) -> dict[str, str | None]:
    """The row that the contract's examples make."""
    return {column.name: column.example for column in contract_of(dataset) if column.name not in ENDS}


def clean(dataset: Dataset, *rows: dict[str, str | None]) -> CleanTable:
    raw = pd.DataFrame(list(rows), columns=list(SCHEMAS[dataset].column_names)).astype(TEXT)
    return clean_table(dataset, raw, {"浙0106": "杭州市西湖区人民法院"}, b"s" * 32, "浙01")


def with_each(dataset: Dataset, value: str | None) -> tuple[CleanTable, dict[str, str]]:
    """A row for each column, in which that column holds the value; and the id of each row -> the column."""
    rows = []
    for column in contract_of(dataset):
        alone: dict[str, str | None] = {"court_name": None} if column.name == "court_code" else {}
        rows.append(example(dataset) | {"source_id": column.name, column.name: value} | alone)
    table = clean(dataset, *rows)
    of_ids = dict(zip(table.every["id"], table.every["source_id"].fillna("source_id"), strict=True))
    return table, of_ids | {f"row {place}": column.name for place, column in enumerate(contract_of(dataset))}


def public_of(dataset: Dataset, table: CleanTable) -> set[str]:
    """The keys of the rows that are public."""
    verdicts = judge(dataset, table.frame, ON, RetentionPolicy(library_calendar()))
    return set(table.frame["source_id"][verdicts["public"]])


@pytest.mark.parametrize("language", PAGES)
def test_the_page_is_what_the_code_says(language: Language) -> None:
    page = DOCS / PAGES[language]
    if os.environ.get("YANGGUANG_UPDATE_GOLDEN"):
        page.write_text(contract_page(language), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == contract_page(language), "YANGGUANG_UPDATE_GOLDEN=1 writes it anew"


@pytest.mark.parametrize("dataset", Dataset)
def test_a_column_has_all_its_parts_in_both_languages(dataset: Dataset) -> None:
    for column in contract_of(dataset):
        for text in (column.meaning, column.blank, column.type, column.otherwise):
            assert HAN.search(text["zh"]), column.name
            assert text["en"].strip(), column.name
        assert column.example, column.name
        assert column.article, column.name
        assert column.is_printed == (column.name in SCHEMAS[dataset].published)


def test_nothing_is_told_of_a_column_that_there_is_not() -> None:
    tree = load_contract()
    told = {(section, name) for section in tree for name in tree[section] if section not in TABLES}
    used = {(section, name) for d in Dataset for section in sections_of(d) for name in SCHEMAS[d].column_names}
    assert told - used == set()


@pytest.mark.parametrize("dataset", Dataset)
def test_the_examples_make_a_row_that_is_read_without_a_finding_and_is_public(dataset: Dataset) -> None:
    table = clean(dataset, example(dataset))
    assert [(finding.column, finding.reason) for finding in table.findings] == []
    if dataset in PUBLISHED_DATASETS:
        assert public_of(dataset, table) == {example(dataset)["source_id"]}


@pytest.mark.parametrize("dataset", Dataset)
def test_the_examples_of_ends_are_read_without_a_finding(dataset: Dataset) -> None:
    ends: dict[str, str | None] = {c.name: c.example for c in contract_of(dataset) if c.name in ENDS}
    assert clean(dataset, example(dataset) | ends).findings == ()


@pytest.mark.parametrize("dataset", [dataset for dataset in PUBLISHED_DATASETS if dataset is not Dataset.COURTS])
def test_a_value_is_demanded_where_the_row_is_not_public_without_it(dataset: Dataset) -> None:
    table, _ = with_each(dataset, None)
    must = {column.name for column in contract_of(dataset) if column.demanded is Demanded.MUST}
    asked = set(SCHEMAS[dataset].column_names) - ASKED_FOR_BY_OTHERS
    assert asked - public_of(dataset, table) == must


def effects_of(said: str) -> list[set[Effect]]:
    """What findings a text of `otherwise` promises."""
    if "long number" in said or said in ("taken as text", "nothing happens"):
        return [set()]
    if "left out" in said:
        return [{Effect.LEFT_OUT}]
    if (
        "whole" in said
        or "not printed" in said
        or "dropped" in said
        or "counts as blank" in said
        or "birth year" in said
    ):
        return [{Effect.DROPPED}]
    if (
        "unlimited" in said
        or "stricter rules" in said
        or "none of the seven" in said
        or "neither 申请 nor" in said
        or "tried in every way" in said
    ):
        return [{Effect.KEPT}]
    if "taken out" in said:
        return [set(), {Effect.REPAIRED}]
    return [{Effect.HIDDEN}, {Effect.KEPT}] if "the measure" in said else [{Effect.HIDDEN}]


@pytest.mark.parametrize("dataset", Dataset)
def test_what_cannot_be_read_does_what_is_said(dataset: Dataset) -> None:
    table, of_ids = with_each(dataset, "★某种说法★")
    found: dict[str, set[Effect]] = {column.name: set() for column in contract_of(dataset)}
    for finding in table.findings:
        if finding.column == of_ids[finding.record_id]:
            found[finding.column].add(finding.effect)
    told = {column.name: effects_of(column.otherwise["en"]) for column in contract_of(dataset)}
    odd = {
        "source_id",
        "case_number",
    }  # a key is any text without a long number; a case number that is none stays as text
    assert {name: found[name] for name in told if name not in odd and found[name] not in told[name]} == {}


def test_the_words_of_a_column_are_those_of_the_table() -> None:
    columns = [column for dataset in Dataset for column in contract_of(dataset)]
    of_words = {column.name: column.words for column in columns if column.words is not None}
    assert of_words == dict(load_words().vocabularies)
    for language in PAGES:
        page = contract_page(language)
        for vocabulary in load_words().vocabularies.values():
            assert vocabulary.says[language] in page
            assert all(f"`{spelling}`" in page for word in vocabulary.words for spelling in vocabulary.spellings(word))


@pytest.mark.parametrize("language", PAGES)
@pytest.mark.parametrize("dataset", Dataset)
def test_the_page_of_a_dataset_holds_each_of_its_columns_once(dataset: Dataset, language: Language) -> None:
    rows = re.findall(r"^\| `(\w+)`(?: ●)? \| .* \| .* \| .* \|", contract_page(language, dataset), re.MULTILINE)
    assert tuple(name for name in rows if name in SCHEMAS[dataset].column_names) == SCHEMAS[dataset].column_names


def test_the_json_holds_every_dataset_and_column() -> None:
    told = json.loads(contract_json())
    assert [entry["name"] for entry in told["datasets"]] == list(Dataset)
    for entry in told["datasets"]:
        assert tuple(column["name"] for column in entry["columns"]) == SCHEMAS[Dataset(entry["name"])].column_names


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["source", "contract"], 0, "# The input contract"),
        (["source", "contract", "--chinese"], 0, "# 输入约定"),
        (["source", "contract", "exit_bans"], 0, "# exit_bans: 限制出境"),
        (["source", "contract", "exit_bans", "--json"], 0, '"name": "exit_bans"'),
        (["source", "contract", "exit_ban"], 2, ""),
    ],
)
def test_the_command_prints_it(words: list[str], status: int, said: str) -> None:
    result = CliRunner().invoke(app, words)
    assert (result.exit_code, said in result.stdout) == (status, True)
