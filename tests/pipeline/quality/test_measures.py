from datetime import date

import pandas as pd
import pytest

from pipeline.cleaning.tables import empty_clean_table
from pipeline.core.findings import Cause, Effect, Finding
from pipeline.core.frames import TEXT, Column, Frame
from pipeline.core.records import PUBLISHED_DATASETS, SCHEMAS, Dataset
from pipeline.quality.measures import (
    QUALITY_COLUMNS,
    Measure,
    count_late,
    count_missing,
    count_open_too_long,
    count_unreadable,
    load_demands,
    measure_quality,
)

ON = date(2026, 11, 20)
LISTINGS, CASES = Dataset.DISHONEST_DEBTORS, Dataset.UNFINISHED_CASES


def table(dataset: Dataset, *rows: dict[str, str]) -> Frame:
    """A clean table; every row of the court 浙0106 where it says nothing else."""
    lines = [{"court_code": "浙0106", "id": f"id{place}", **row} for place, row in enumerate(rows)]
    columns = empty_clean_table(dataset).columns
    return pd.DataFrame(lines, columns=columns).astype(TEXT)


def numbers(frame: Frame, measure: Measure) -> dict[tuple[str, str], tuple[int, int]]:
    """(court, field) -> (count, of)."""
    part = frame[frame["measure"] == measure.value]
    return {(court, field): (int(count), int(of)) for court, _, _, field, count, of in part.itertuples(index=False)}


def test_every_demanded_field_is_one_of_the_contract() -> None:
    for demand in load_demands().complete:
        for dataset in demand.datasets:
            assert set(demand.fields) <= set(SCHEMAS[dataset].column_names), (dataset, demand.basis)


@pytest.mark.parametrize("dataset", PUBLISHED_DATASETS)
def test_every_list_is_measured(dataset: Dataset) -> None:
    found = count_missing(dataset, table(dataset, {}))
    demanded = [demand for demand in load_demands().complete if dataset in demand.datasets]
    assert len(found) >= len(demanded) > 0
    assert set(zip(found["count"], found["of"], strict=True)) == {(1, 1)}, "an empty row lacks every field"


def test_missing_fields_are_counted_among_those_of_whom_they_are_asked() -> None:
    person = {"party_kind": "natural", "party_name": "赵甲", "sex": "男", "age": "40", "id_number": "3"}
    sexless = {column: value for column, value in person.items() if column != "sex"}
    firm = {"party_kind": "legal", "party_name": "甲公司", "id_number": "9", "obligation": "付款"}
    found = numbers(count_missing(LISTINGS, table(LISTINGS, person, sexless, firm)), Measure.MISSING)
    assert found["浙0106", "sex"] == (1, 2)
    assert found["浙0106", "legal_representative"] == (1, 1)
    assert found["浙0106", "party_name"] == (0, 3)
    assert found["浙0106", "obligation"] == (2, 3)


def test_courts_are_counted_apart() -> None:
    found = numbers(
        count_missing(LISTINGS, table(LISTINGS, {"conduct": "违反财产报告制度"}, {"court_code": "浙0105"})),
        Measure.MISSING,
    )
    assert (found["浙0106", "conduct"], found["浙0105", "conduct"]) == ((0, 1), (1, 1))


def finding(reason: str, column: str = "filed_on", dataset: Dataset = CASES) -> Finding:
    return Finding(dataset, "浙0106", "id0", column, reason, Cause.FORM, Effect.KEPT)


@pytest.mark.parametrize(
    ("reason", "counts"),
    [
        ("unreadable", True),
        ("no_date_past", True),
        ("no_identity_number", True),
        ("lost_character", True),
        ("term_missing", False),
        ("measure_not_begun", False),
    ],
)
def test_only_what_could_not_be_read_counts_as_unreadable(reason: str, counts: bool) -> None:
    found = count_unreadable({("浙0106", CASES): 2}, [finding(reason)])
    assert numbers(found, Measure.UNREADABLE) == ({("浙0106", "filed_on"): (1, 2)} if counts else {})


def test_findings_about_approvals_of_withholding_are_no_quality_of_records() -> None:
    assert count_unreadable({}, [finding("unreadable", dataset=Dataset.WITHHOLDINGS)]).empty


def public(*since: str) -> Frame:
    return pd.DataFrame({"id": [f"id{n}" for n in range(len(since))], "since": since}).astype(TEXT)


def by_id(*since: str) -> Column:
    return public(*since).set_index("id")["since"]


@pytest.mark.parametrize(
    ("filed", "updated", "since", "late", "days"),
    [
        ("2026-11-02", "2026-11-05T10:00", "2026-11-06", 0, 4),
        ("2026-11-02", "2026-11-06T10:00", "2026-11-06", 1, 4),
        ("2026-11-02", "2026-11-19T10:00", "2026-11-05", 0, 3),
        ("2026-11-02", "2026-11-19T10:00", "2026-11-06", 1, 4),
        ("2026-11-02", None, "2026-11-06", 1, 4),
    ],
)
def test_lateness_is_counted_from_the_act(filed: str, updated: str | None, since: str, late: int, days: int) -> None:
    row = {"filed_on": filed, **({"updated_at": updated} if updated else {})}
    found = count_late(CASES, table(CASES, row), by_id(since), "2026-11")
    assert numbers(found, Measure.ENTERED_LATE) == {("浙0106", ""): (late, 1)}
    assert numbers(found, Measure.DAYS_TO_PUBLIC) == {("浙0106", ""): (days, 1)}


@pytest.mark.parametrize(
    ("filed", "since"), [("2026-11-02", "2026-10-31"), ("2026-11-09", "2026-11-06"), (None, "2026-11-06")]
)
def test_other_months_and_impossible_days_are_left_out(filed: str | None, since: str) -> None:
    row = {"filed_on": filed} if filed else {}
    assert count_late(CASES, table(CASES, row), by_id(since), "2026-11").empty


def test_records_that_are_not_public_yet_are_not_late() -> None:
    assert count_late(CASES, table(CASES, {"filed_on": "2026-01-01"}), by_id(), "2026-11").empty


@pytest.mark.parametrize(
    ("row", "counts"),
    [
        ({"filed_on": "2025-11-19"}, 1),
        ({"filed_on": "2025-11-20"}, 0),
        ({"filed_on": "2020-01-01", "closed_on": "2026-11-19"}, 0),
        ({"filed_on": "2020-01-01", "closing_mode": "执行完毕"}, 0),
        ({}, 0),
    ],
)
def test_a_case_that_never_closed_counts_after_a_year(row: dict[str, str], counts: int) -> None:
    assert numbers(count_open_too_long(table(CASES, row), ON), Measure.OPEN_TOO_LONG) == {("浙0106", ""): (counts, 1)}


def test_a_night_without_rows_has_no_numbers() -> None:
    tables = {dataset: empty_clean_table(dataset) for dataset in PUBLISHED_DATASETS}
    found = measure_quality([tables], [], public(), ON)
    assert found.empty
    assert tuple(found.columns) == QUALITY_COLUMNS


def test_the_report_is_sorted_and_holds_no_value_of_a_record() -> None:
    tables = {dataset: empty_clean_table(dataset) for dataset in PUBLISHED_DATASETS}
    tables[LISTINGS] = table(LISTINGS, {"party_name": "赵甲"}, {"court_code": "浙0105", "party_name": "钱乙"})
    tables[CASES] = table(CASES, {"filed_on": "2020-01-01", "party_name": "孙丙"})
    found = measure_quality([tables], [finding("unreadable")], public("2026-11-06"), ON)
    keys = found[list(QUALITY_COLUMNS[:4])].to_numpy().tolist()
    assert keys == sorted(keys)
    assert set(found["measure"]) == {measure.value for measure in Measure}
    assert not any(name in found.to_csv() for name in ("赵甲", "钱乙", "孙丙"))
