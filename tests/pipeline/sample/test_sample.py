"""The sample case system: same input, same rows; every table, every happening."""

import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.core.errors import SourceError
from pipeline.core.records import MEASURES, NOTICES, PARTY_LISTS, SCHEMAS, Dataset
from pipeline.sample import advance_sample, write_sample
from pipeline.sample.cases import CLOSING_MODES
from pipeline.sample.tables import FURTHER_LISTS

ASKED_FOR = tuple(dataset for dataset in PARTY_LISTS if dataset not in FURTHER_LISTS)
"""The lists that share the records asked for; further ones come on top."""
ON, LATER = date(2026, 11, 20), "2026-11-28"
Table = list[dict[str, Any]]
System = dict[Dataset, Table]


def read_system(path: Path) -> System:
    engine = sa.create_engine(f"sqlite:///{path}")
    try:
        with engine.connect() as connection:
            return {
                dataset: [dict(row) for row in connection.execute(sa.text(f'SELECT * FROM "{dataset}"')).mappings()]
                for dataset in Dataset
            }
    finally:
        engine.dispose()


def make_system(folder: Path, name: str, records: int = 2000, seed: int = 1) -> Path:
    path = folder / name
    write_sample(f"sqlite:///{path}", records=records, seed=seed, on=ON, truth=folder / f"{name}.jsonl")
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def before(folder: Path) -> System:
    return read_system(make_system(folder, "first.db"))


@pytest.fixture(scope="module")
def after(folder: Path, before: System) -> System:
    path = make_system(folder, "later.db")
    assert advance_sample(f"sqlite:///{path}", days=8, truth=folder / "advanced.jsonl") == date(2026, 11, 28)
    return read_system(path)


def by_source_id(table: Table) -> dict[str, dict[str, Any]]:
    return {row["source_id"]: row for row in table}


def changed_rows(before: System, after: System, dataset: Dataset) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    old, new = by_source_id(before[dataset]), by_source_id(after[dataset])
    return [(old[key], new[key]) for key in old.keys() & new.keys() if old[key] != new[key]]


def test_every_dataset_has_its_table_with_exactly_the_columns_of_the_contract(before: System) -> None:
    for dataset in Dataset:
        assert before[dataset], dataset
        assert tuple(before[dataset][0]) == SCHEMAS[dataset].column_names


def test_the_lists_together_hold_the_records_asked_for(before: System) -> None:
    assert sum(len(by_source_id(before[dataset])) for dataset in ASKED_FOR) == 2000
    assert len(before[Dataset.UNFINISHED_CASES]) / 2000 == pytest.approx(0.45, abs=0.01)


def test_the_same_input_gives_the_same_rows_and_the_same_truth(folder: Path, before: System) -> None:
    assert read_system(make_system(folder, "again.db")) == before
    assert (folder / "again.db.jsonl").read_bytes() == (folder / "first.db.jsonl").read_bytes()


def test_another_seed_gives_other_people(folder: Path, before: System) -> None:
    other = read_system(make_system(folder, "other.db", seed=2))
    names = [row["party_name"] for row in other[Dataset.UNFINISHED_CASES]]
    assert names != [row["party_name"] for row in before[Dataset.UNFINISHED_CASES]]


def test_writing_again_replaces_what_was_there(folder: Path, after: System, before: System) -> None:
    assert after != before
    assert read_system(make_system(folder, "later2.db")) == before
    path = folder / "later2.db"
    advance_sample(f"sqlite:///{path}", days=3)
    assert read_system(make_system(folder, "later2.db")) == before


def test_the_lists_overlap_for_the_same_debtor_in_the_same_case(before: System) -> None:
    def pairs(dataset: Dataset) -> set[tuple[str, str]]:
        return {(row["case_id"], row["phone"]) for row in before[dataset]}

    assert len(pairs(Dataset.DISHONEST_DEBTORS) & pairs(Dataset.CONSUMPTION_LIMITS)) > 100


def test_one_case_has_several_debtors_and_one_debtor_several_cases(before: System) -> None:
    rows = {(row["case_id"], row["phone"]) for row in before[Dataset.UNFINISHED_CASES]}
    assert max(Counter(case for case, _ in rows).values()) >= 3
    assert max(Counter(phone for _, phone in rows).values()) >= 2


@pytest.fixture(scope="module")
def many(folder: Path) -> System:
    return read_system(make_system(folder, "many.db", records=20_000))


def test_namesakes_occur(many: System) -> None:
    names = Counter(row["party_name"] for dataset in PARTY_LISTS for row in many[dataset])
    name, count = names.most_common(1)[0]
    people = {row["phone"] for dataset in PARTY_LISTS for row in many[dataset] if row["party_name"] == name}
    assert count >= 20
    assert len(people) >= 8


@pytest.mark.parametrize("dataset", NOTICES)
def test_notice_bodies_have_300_to_3000_characters(before: System, dataset: Dataset) -> None:
    lengths = [len(row["body"]) for row in before[dataset]]
    assert min(lengths) >= 300
    assert max(lengths) <= 3000


def test_no_two_notices_read_alike(before: System) -> None:
    bodies = [row["body"] for dataset in NOTICES for row in by_source_id(before[dataset]).values()]
    assert len(set(bodies)) == len(bodies)


def test_later_rounds_of_a_lot_point_to_the_round_before(many: System) -> None:
    auctions = by_source_id(many[Dataset.AUCTION_NOTICES])
    later = [row for row in auctions.values() if row["stage"] != "一拍"]
    assert {row["stage"] for row in later} == {"二拍", "变卖"}
    for row in later:
        assert auctions[row["related_notice"]]["lot_id"] == row["lot_id"]


def test_contacts_and_attachments_are_json_lists_of_objects(before: System) -> None:
    for dataset in NOTICES:
        for row in before[dataset]:
            assert all(set(entry) <= {"role", "name", "phone", "account"} for entry in json.loads(row["contacts"]))
            assert all(set(entry) == {"name", "url"} for entry in json.loads(row["attachments"]))


def test_courts_form_a_tree_of_two_provinces(before: System) -> None:
    courts = {row["code"]: row for row in before[Dataset.COURTS]}
    assert len(courts) > 100
    assert courts["浙0106"]["name"] == "杭州市西湖区人民法院"
    assert courts["浙0106"]["parent_code"] == "浙01"
    assert courts["浙01"]["name"] == "浙江省杭州市中级人民法院"
    assert courts["吉24"]["name"] == "延边朝鲜族自治州中级人民法院"
    assert {row["parent_code"] for row in courts.values()} <= courts.keys() | {"最高法"}


def test_every_party_record_lies_in_a_court_of_the_directory(before: System) -> None:
    names = {row["code"]: row["name"] for row in before[Dataset.COURTS]}
    for dataset in (*PARTY_LISTS, *NOTICES):
        assert all(names[row["court_code"]] == row["court_name"] for row in before[dataset])


def test_all_guidelines_are_open_but_one(before: System) -> None:
    disclosures = Counter(row["disclosure"] for row in before[Dataset.GUIDELINES])
    assert disclosures == {"open": 18, "shielded": 1}


def test_guidelines_are_long_enough_to_read_and_numbered_in_their_year(before: System) -> None:
    for row in before[Dataset.GUIDELINES]:
        body, number, issued_on = row["body"] or "", row["document_number"] or "", row["issued_on"] or ""
        assert 800 <= len(body) <= 2500, row["title"]
        assert f"〔{issued_on[:4]}〕" in number, number
        assert "示例" in body, row["title"]


def test_no_court_but_the_supreme_one_interprets_the_law_or_issues_guiding_cases(before: System) -> None:
    reserved = [row["issuer"] for row in before[Dataset.GUIDELINES] if row["category"] in ("司法解释", "指导性案例")]
    assert set(reserved) <= {"最高人民法院"}


def test_guidelines_of_every_group_of_the_article_occur(before: System) -> None:
    """SPC-2014 art.7(3)(4)(7): how to search, how to apply, forms, fees, risks, cases and papers of the court."""
    categories = {row["category"] for row in before[Dataset.GUIDELINES]}
    assert categories == {
        "强制执行须知", "立案条件", "流程", "文书样式", "收费标准与缓减免", "风险提示", "公开范围和查询方法",
        "典型案例", "拒执典型案例", "业务文件",
    }  # fmt: skip


def test_the_worked_examples_of_fees_add_up(before: System) -> None:
    """《诉讼费用交纳办法》: 50 yuan up to 10,000; then 1.5, 1, 0.5 and 0.1 per cent of each further part."""
    body = next(row["body"] or "" for row in before[Dataset.GUIDELINES] if row["category"] == "收费标准与缓减免")
    examples = re.findall(r"执行金额(\d+)(万?)元[，：].*?(\d+)元。$", body, re.MULTILINE)
    assert len(examples) == 5
    for amount, unit, told in examples:
        yuan = int(amount) * (10_000 if unit else 1)
        parts = ((10_000, 500_000, 15), (500_000, 5_000_000, 10), (5_000_000, 10_000_000, 5), (10_000_000, yuan, 1))
        fee = 50 + sum(max(0, min(yuan, high) - low) * rate for low, high, rate in parts) // 1000
        assert fee == int(told), (amount, unit)


def test_held_records_of_every_sort_occur(before: System) -> None:
    rows = [row for dataset in PARTY_LISTS for row in before[dataset]]
    assert {row["case_type"] for row in rows} == {"执", "执恢", "执保", "执异"}
    assert {"open", "shielded", "", "待定"} >= {row["disclosure"] for row in rows} >= {"open", "shielded"}
    assert any(row["is_minor"] == "是" for row in rows)
    assert any((row["measure_start"] or "")[:10] > ON.isoformat() for row in rows)
    assert any(row["decision_number"] is None for row in before[Dataset.DISHONEST_DEBTORS])


def test_cases_closed_around_the_deadline_of_five_working_days(before: System) -> None:
    closed = {row["closed_on"] for dataset in PARTY_LISTS for row in before[dataset]}
    assert {"2026-11-12", "2026-11-13", "2026-11-16"} <= closed


def test_most_records_are_public_on_the_day_itself(before: System) -> None:
    rows = before[Dataset.UNFINISHED_CASES]
    free = [row for row in rows if row["closed_on"] is None and row["disclosure"] == "open" and not row["secrecy"]]
    assert len(free) / len(rows) > 0.75


def test_advance_closes_cases_in_every_mode(before: System, after: System) -> None:
    closed = [
        new
        for old, new in changed_rows(before, after, Dataset.UNFINISHED_CASES)
        if new["closed_on"] != old["closed_on"]
    ]
    assert {row["closing_mode"] for row in closed} == set(CLOSING_MODES)
    assert all(ON.isoformat() < row["closed_on"] <= LATER for row in closed)


@pytest.mark.parametrize("act", ["删除", "提前删除", "撤销", "更正"])
def test_advance_acts_on_listings(before: System, after: System, act: str) -> None:
    acted = [
        new
        for old, new in changed_rows(before, after, Dataset.DISHONEST_DEBTORS)
        if new["removal_act"] == act and old["removal_act"] is None
    ]
    assert acted
    assert all(ON.isoformat() < row["removal_act_on"] <= LATER for row in acted)


@pytest.mark.parametrize("dataset", MEASURES)
def test_advance_lifts_measures(before: System, after: System, dataset: Dataset) -> None:
    changes = changed_rows(before, after, dataset)
    assert any(new["measure_end"] != old["measure_end"] and new["measure_end_reason"] == "解除" for old, new in changes)


def test_terms_expire_while_days_pass(before: System) -> None:
    ends = [(row["term_until"] or "")[:10] for row in before[Dataset.DISHONEST_DEBTORS]]
    assert any(ON.isoformat() < end <= LATER for end in ends)


@pytest.mark.parametrize("dataset", NOTICES)
def test_advance_withdraws_notices(before: System, after: System, dataset: Dataset) -> None:
    changes = changed_rows(before, after, dataset)
    assert any(new["withdrawn_on"] and not old["withdrawn_on"] for old, new in changes)


def test_advance_withholds_records_parties_and_cases(before: System, after: System) -> None:
    new = by_source_id(after[Dataset.WITHHOLDINGS]).keys() - by_source_id(before[Dataset.WITHHOLDINGS]).keys()
    rows = by_source_id(after[Dataset.WITHHOLDINGS])
    assert {rows[key]["scope"] for key in new} == {"record", "party", "case"}


def test_advance_corrects_amounts_and_numbers(before: System, after: System) -> None:
    changes = changed_rows(before, after, Dataset.UNFINISHED_CASES)
    assert any(old["amount"] != new["amount"] for old, new in changes)
    assert any(old["id_number"] != new["id_number"] for old, new in changes)


@pytest.mark.parametrize("dataset", [Dataset.DISHONEST_DEBTORS, Dataset.BIDDING_LIMITS])
def test_the_national_list_drops_records(before: System, after: System, dataset: Dataset) -> None:
    changes = changed_rows(before, after, dataset)
    assert any(new["national_removed_on"] and not old["national_removed_on"] for old, new in changes)


def test_a_deleted_debtor_is_listed_again_by_decision_and_by_resumed_case(before: System, after: System) -> None:
    old = {row["phone"]: row for row in before[Dataset.DISHONEST_DEBTORS]}
    again = [row for row in after[Dataset.DISHONEST_DEBTORS] if "-R" in row["source_id"]]
    assert all(row["phone"] in old and row["removal_act"] is None for row in again)
    assert {row["case_type"] == "执恢" for row in again} == {True, False} or len(again) >= 2


@pytest.mark.parametrize("dataset", PARTY_LISTS)
def test_advance_brings_new_rows_and_loses_a_few(before: System, after: System, dataset: Dataset) -> None:
    old, new = by_source_id(before[dataset]), by_source_id(after[dataset])
    assert new.keys() - old.keys()
    assert 1 <= len(old.keys() - new.keys()) <= 3


def test_most_rows_stay_as_they_are(before: System, after: System) -> None:
    for dataset in PARTY_LISTS:
        assert len(changed_rows(before, after, dataset)) < 0.12 * len(before[dataset])


def test_advancing_is_deterministic(folder: Path, after: System) -> None:
    path = make_system(folder, "twin.db")
    advance_sample(f"sqlite:///{path}", days=8, truth=folder / "twin.jsonl")
    assert read_system(path) == after
    assert (folder / "twin.jsonl").read_bytes() == (folder / "advanced.jsonl").read_bytes()


def test_the_truth_only_grows(folder: Path, after: System) -> None:
    first = set((folder / "later.db.jsonl").read_text(encoding="utf-8").splitlines())
    later = set((folder / "advanced.jsonl").read_text(encoding="utf-8").splitlines())
    assert first < later


def test_advance_refuses_a_database_without_a_sample(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no sample"):
        advance_sample(f"sqlite:///{tmp_path / 'empty.db'}", days=1)


def test_time_goes_only_forward(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="only goes forward"):
        advance_sample(f"sqlite:///{tmp_path / 'empty.db'}", days=0)


@pytest.mark.parametrize("records", [0, 1, 7, 100])
def test_even_a_tiny_sample_is_whole(tmp_path: Path, records: int) -> None:
    system = read_system(make_system(tmp_path, "tiny.db", records=records))
    assert sum(len(by_source_id(system[dataset])) for dataset in ASKED_FOR) == records
    advance_sample(f"sqlite:///{tmp_path / 'tiny.db'}", days=2)
