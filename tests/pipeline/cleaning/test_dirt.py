"""The dirt of real systems by kind (DOMAIN §4 and §7): each row of the tables in dirt/ is read as a reader would take it."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.cleaning.tables import CleanTable, clean_table
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import NOTICES, SCHEMAS, Dataset
from pipeline.core.said import every_code
from pipeline.core.workdays import library_calendar
from pipeline.masking.columns import mask_party_number
from pipeline.masking.profiles import Profile
from pipeline.retention.verdicts import RetentionPolicy, judge
from search_index.analyzer import name_keys
from tests.support.case_system import listing, notice, party

R = date(2026, 11, 20)
DAYS = {"before R": "2026-11-19", "on R": "2026-11-20", "after R": "2026-11-21"}
TABLES = sorted((Path(__file__).parent / "dirt").glob("*.toml"))
KINDS = [kind for table in TABLES for kind in tomllib.loads(table.read_text(encoding="utf-8"))["kind"]]


def dataset_of(kind: dict[str, Any]) -> Dataset:
    return Dataset(kind.get("dataset", Dataset.DISHONEST_DEBTORS.value))


def dirty_row(kind: dict[str, Any], given: dict[str, str], source_id: str) -> dict[str, str | None]:
    dataset, case = dataset_of(kind), {"case_number": "（2024）浙0106执123号", "filed_on": "2024-01-05", "sex": None}
    if dataset in NOTICES:
        plain = notice(source_id)
    elif dataset is Dataset.DISHONEST_DEBTORS:
        plain = listing(source_id, "张三", **case)
    else:
        plain = party(source_id, "张三", measure_start="2026-02-01", **case)
    return plain | {name: DAYS.get(value, value) for name, value in (kind.get("base", {}) | given).items()}


def cleaned(kind: dict[str, Any], givens: dict[str, dict[str, str]]) -> CleanTable:
    rows = [dirty_row(kind, given, source_id) for source_id, given in givens.items()]
    raw = pd.DataFrame(rows, columns=list(SCHEMAS[dataset_of(kind)].column_names)).astype(TEXT)
    return clean_table(dataset_of(kind), raw, {"浙0106": "杭州市西湖区人民法院"}, b"s" * 32, "浙01")


@cache
def read_kind(name: str) -> tuple[CleanTable, Frame]:
    """All rows of a kind in one table, and what retention says of them."""
    kind = next(kind for kind in KINDS if kind["name"] == name)
    table = cleaned(kind, {str(place): row["row"] for place, row in enumerate(kind["rows"]) if "beside" not in row})
    return table, judge(dataset_of(kind), table.frame, R, RetentionPolicy(library_calendar()))


def read_alone(kind: dict[str, Any], row: dict[str, Any]) -> tuple[CleanTable, Frame]:
    """A row in a table of its own, beside rows that hold the given values in the same column."""
    column = next(iter(row["row"]))
    table = cleaned(kind, {"0": row["row"]} | {f"b{n}": {column: value} for n, value in enumerate(row["beside"])})
    return table, judge(dataset_of(kind), table.frame, R, RetentionPolicy(library_calendar()))


CASES = [
    pytest.param(kind, place, id=f"{kind['name']}-{place}-{next(iter(row['row'].values()))!r}")
    for kind in KINDS
    for place, row in enumerate(kind["rows"])
]


@pytest.mark.parametrize(("kind", "place"), CASES)
def test_dirt_is_read_as_a_reader_would_take_it(kind: dict[str, Any], place: int) -> None:
    expected = kind["rows"][place]
    is_alone = "beside" in expected
    table, verdicts = read_alone(kind, expected) if is_alone else read_kind(kind["name"])
    at = table.frame.index[table.frame["source_id"].eq("0" if is_alone else str(place))][0]
    row, verdict = table.frame.loc[at], verdicts.loc[at]
    want = expected.get("want", {})
    assert {name: "" if pd.isna(row[name]) else row[name] for name in want} == want
    if "names" in expected:
        assert set(name_keys(row["party_name"])) == {key for name in expected["names"] for key in name_keys(name)}
    if expected.get("organisation"):
        assert row["party_kind"] in ("legal", "other")
    if "public_number" in expected:
        assert prints_all(row["id_number"], row["id_form"]) is expected["public_number"]
    if "held" in expected:
        assert bool(verdict["public"]) is not expected["held"], (verdict["held"], verdict["rule"])
    told = {finding.column for finding in table.findings if finding.record_id == row["id"]}
    told |= set() if pd.isna(verdict["held_column"]) else {verdict["held_column"]}
    assert set(expected.get("finding", ())) <= told
    assert not set(expected.get("quiet", ())) & told


def prints_all(number: Any, form: Any) -> bool:
    return not pd.isna(number) and "*" not in mask_party_number(number, form, Profile.STANDARD)


def test_there_are_whole_kinds_and_not_single_cases() -> None:
    assert len(KINDS) >= 25
    assert min(len(kind["rows"]) for kind in KINDS) >= 5
    assert len({kind["name"] for kind in KINDS}) == len(KINDS)


def test_a_finding_is_one_of_few_sentences_and_holds_no_value() -> None:
    codes = {finding.code for kind in KINDS for finding in read_kind(kind["name"])[0].findings}
    assert codes <= set(every_code())
