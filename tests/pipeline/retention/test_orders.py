"""What the law since 2018 asks of a row: grace, service, whom an order names, death and heirs, temporary liftings."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipeline.core.frames import TEXT
from pipeline.core.records import SCHEMAS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.retention.judge_night import Judgement, judge_night
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sealing.seal import print_rows
from tests.support.case_system import listing, party

ON = date(2026, 11, 20)
Row = dict[str, str | None]
CASES, LISTINGS, LIMITS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.CONSUMPTION_LIMITS
ORDER: Row = {"capacity": "法定代表人", "related_party": "虚设贸易有限公司", "order_number": "（2026）浙0106执12号之二"}


def judged(**tables: list[Row]) -> Judgement:
    return judged_on(ON, tables)


def judged_on(on: date, tables: Mapping[str, list[Row]]) -> Judgement:
    whole = {
        dataset: pd.DataFrame(tables.get(dataset.value, []), columns=list(SCHEMAS[dataset].column_names)).astype(TEXT)
        for dataset in Dataset
    }
    nothing = pd.DataFrame(columns=["id", "court_code", "case_number", "party_name"]).astype(TEXT)
    policy = RetentionPolicy(library_calendar())
    return judge_night(whole, on, policy, b"s" * 32, "浙0106", set(), nothing)


def public(night: Judgement, dataset: Dataset) -> set[str]:
    return set(night.public(dataset)["source_id"])


def told(night: Judgement) -> set[tuple[str, str]]:
    return {(finding.column, finding.code) for finding in night.findings}


def printed(night: Judgement) -> list[dict[str, Any]]:
    rows = print_rows(night, ProfileMasking(Profile.STANDARD), b"s" * 32)["row"]
    return [json.loads(row) for row in rows]


@pytest.mark.parametrize("graced", [LISTINGS, LIMITS])
@pytest.mark.parametrize(
    ("until", "name", "same"),
    [("2026-11-20", "钱斌", True), ("2026-11-19", "钱斌", False), ("2026-12-20", "孙丙", False)],
)
def test_a_grace_in_either_list_holds_both_through_its_last_day(
    graced: Dataset, until: str, name: str, same: bool
) -> None:
    rows: dict[Dataset, Row] = {LISTINGS: listing("d1"), LIMITS: party("g1")}
    other = {LISTINGS: listing("d2", name, id_number=None), LIMITS: party("g2", name, id_number=None)}[graced]
    night = judged(
        **{dataset.value: [row] for dataset, row in rows.items() if dataset is not graced},
        **{graced.value: [rows[graced], other | {"grace_until": until}]},
    )
    away = {*public(night, LISTINGS), *public(night, LIMITS)}
    assert ("d1" not in away and "g1" not in away) is same
    assert all("grace" not in row for row in printed(night))


ALIAS: Row = {"party_name": "钱斌（曾用名钱阿斌）", "id_number": None}


@pytest.mark.parametrize("case", ["（2026）浙0106执12号之一", "（2026）浙0106执12号、（2026）浙0106执13号"])
@pytest.mark.parametrize("more", [{}, ALIAS, {"party_name": "钱 斌", "id_number": None}])
def test_grace_and_death_of_a_party_count_in_every_list_of_the_case(case: str, more: Row) -> None:
    listed = listing("d1", case_id="case-7", case_number=case) | more
    ways: tuple[Row, ...] = ({"grace_until": "2026-12-20"}, {"is_deceased": "是"}, {"status": "被执行人死亡"})
    for told in ways:
        night = judged(dishonest_debtors=[listed], consumption_limits=[party("g1") | told])
        assert public(night, LISTINGS) == public(night, LIMITS) == set()
    night = judged(
        dishonest_debtors=[listed | {"party_name": "孙丙", "id_number": None}],
        consumption_limits=[party("g1", is_deceased="是")],
    )
    assert public(night, LISTINGS) == {"d1"}


def test_a_death_that_another_list_tells_is_told_to_the_officer_and_ends_with_his_answer() -> None:
    dead = party("u1", is_deceased="是")
    held = judged(unfinished_cases=[dead], dishonest_debtors=[listing("d1")])
    assert [(f.dataset, f.code) for f in held.findings if f.dataset is LISTINGS] == [(LISTINGS, "party_dead")]
    answered = judged(unfinished_cases=[dead], dishonest_debtors=[listing("d1", is_deceased="否")])
    assert public(answered, LISTINGS) == {"d1"}


@pytest.mark.parametrize("graced", [LISTINGS, LIMITS])
@pytest.mark.parametrize("until", ["待定", "2026-13-45", "三个月", "长期"])
def test_a_grace_whose_end_cannot_be_read_holds_both_lists_like_one_that_runs(graced: Dataset, until: str) -> None:
    rows: dict[Dataset, Row] = {LISTINGS: listing("d1"), LIMITS: party("g1")}
    rows[graced] = rows[graced] | {"grace_until": until}
    other = listing("d2", "孙丙", id_number=None)
    night = judged(dishonest_debtors=[rows[LISTINGS], other], consumption_limits=[rows[LIMITS]])
    assert (public(night, LISTINGS), public(night, LIMITS)) == ({"d2"}, set())


TOLD_DEAD: list[tuple[str, str]] = [
    *((name, "已死亡") for name in ("reason", "content", "closing_mode", "measure_end_reason", "sex", "id_number")),
    ("reason", "被执行人钱 斌于2026年3月2日因病死亡"),
    ("content", "本案执行中，钱斌已死亡，查无遗产"),
    ("content", "经查，被执行人被宣告死亡。"),
    ("closing_mode", "终结执行（被执行人死亡）"),
]
NOT_DEAD = [
    "被执行人之父已死亡",
    "钱斌驾车致孙丙死亡",
    "被执行人未死亡",
    "支付死亡赔偿金3万元",
    "孙丙已死亡",
    "被执行人的配偶去世",
]


@pytest.mark.parametrize(("column", "text"), TOLD_DEAD)
def test_a_death_that_any_column_tells_holds_the_party_in_every_list_until_the_court_answers(
    column: str, text: str
) -> None:
    dead = party("u1") | {column: text}
    held = judged(unfinished_cases=[dead], dishonest_debtors=[listing("d1"), listing("d2", "孙丙", id_number=None)])
    assert public(held, CASES) == set()
    assert public(held, LISTINGS) == {"d2"}
    assert (column, "party_dead") in told(held)
    if column in ("reason", "content"):
        answered = judged(unfinished_cases=[dead | {"is_deceased": "否"}], dishonest_debtors=[listing("d1")])
        assert (public(answered, CASES), public(answered, LISTINGS)) == ({"u1"}, {"d1"})


def test_the_performance_of_a_listing_tells_of_a_death_too_and_no_company_dies() -> None:
    assert public(judged(dishonest_debtors=[listing("d1", performance="已死亡")]), LISTINGS) == set()
    firm = party("g1", "虚设贸易有限公司", party_kind="legal", id_number=None, reason="被执行人已死亡")
    assert public(judged(consumption_limits=[firm]), LIMITS) == {"g1"}


@pytest.mark.parametrize("text", NOT_DEAD)
def test_the_death_of_somebody_else_holds_nobody(text: str) -> None:
    assert public(judged(consumption_limits=[party("g1", reason=text)]), LIMITS) == {"g1"}


def test_a_grace_of_another_case_protects_nothing_here() -> None:
    other = party("g2", case_id="case-9", case_number="（2026）浙0106执9号", grace_until="2026-12-20")
    assert public(judged(dishonest_debtors=[listing("d1")], consumption_limits=[other]), LISTINGS) == {"d1"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({}, None),
        (ORDER, None),
        ({"order_number": ORDER["order_number"]}, None),
        (ORDER | {"order_number": None}, ("order_number", "no_order_number")),
        (ORDER | {"related_party": None}, ("related_party", "no_related_party")),
        (ORDER | {"capacity": None}, ("capacity", "no_capacity")),
        (ORDER | {"capacity": "监事"}, ("capacity", "word.capacity")),
        (ORDER | {"capacity": "09_05002-3"}, ("capacity", "word.capacity")),
        (ORDER | {"party_kind": "legal", "id_number": None}, ("party_kind", "capacity_of_no_person")),
    ],
)
def test_a_representative_is_public_only_as_the_order_itself_names_him(
    row: Row, reason: tuple[str, str] | None
) -> None:
    night = judged(consumption_limits=[party("g1") | row])
    assert public(night, LIMITS) == ({"g1"} if reason is None else set())
    assert reason is None or reason in told(night)


def test_the_order_and_the_decision_are_printed_and_a_change_of_representative_ends_the_limit() -> None:
    night = judged(consumption_limits=[party("g1") | ORDER], dishonest_debtors=[listing("d1")])
    rows = {row["dataset"]: row for row in printed(night)}
    limit, listed = rows["consumption_limits"], rows["dishonest_debtors"]
    assert [limit[name] for name in ORDER] == list(ORDER.values())
    assert listed["decision_number"] == "（2026）浙0106执12号之一"
    ended = party("g1") | ORDER | {"measure_end": "2026-11-20", "measure_end_reason": "变更法定代表人"}
    assert public(judged(consumption_limits=[ended]), LIMITS) == set()
    assert public(judged_on(ON.replace(day=19), {"consumption_limits": [ended]}), LIMITS) == {"g1"}


def test_a_temporary_lifting_and_a_grade_change_nothing_that_anybody_sees() -> None:
    lists = [CASES, LISTINGS, Dataset.EXIT_BANS, LIMITS, Dataset.BIDDING_LIMITS]
    plain = {dataset.value: [listing("x1") if dataset is LISTINGS else party("x1")] for dataset in lists}
    hidden: Row = {"suspended_from": "2026-11-01", "suspended_until": "2026-12-01", "grade": "二级"}
    other = {name: [row | hidden for row in rows] for name, rows in plain.items()}
    one, two = judged(**plain), judged(**other)
    assert printed(one) == printed(two)
    assert len(printed(one)) == len(lists)
    assert told(one) == told(two)


@pytest.mark.parametrize(
    "row",
    [
        {"is_deceased": "是"},
        {"is_deceased": "不详"},
        {"is_deceased": "待核实"},
        {"party_name": "钱斌（已故）"},
        {"status": "被执行人死亡"},
        {"party_name": "钱小斌（继承人）"},
    ],
)
def test_who_is_dead_or_an_heir_without_a_ruling_is_held_by_r13_with_a_finding(row: Row) -> None:
    night = judged(unfinished_cases=[party("u1") | row])
    assert public(night, CASES) == set()
    assert list(night.verdicts[CASES]["rule"]) == ["R13"]
    assert {reason for _, reason in told(night)} & {"party_dead", "heir_without_ruling", "word.is_deceased"}


def test_an_heir_whom_a_ruling_makes_a_party_is_printed_with_it() -> None:
    heir = party("u1", "钱小斌（继承人）", succession_ruling="（2026）浙0106执异5号")
    row = printed(judged(unfinished_cases=[heir]))[0]
    assert (row["party_name"], row["succession_ruling"]) == ("钱小斌", "（2026）浙0106执异5号")


@pytest.mark.parametrize(
    ("row", "until"),
    [({"status": "已结案", "closed_on": "2026-11-16"}, "2026-11-23"), ({"status": "已结案"}, None), ({}, None)],
)
def test_a_closed_case_tells_the_day_from_which_it_is_shown_no_more(row: Row, until: str | None) -> None:
    assert printed(judged(unfinished_cases=[party("u1") | row]))[0].get("shown_until") == until


def test_a_case_of_which_a_party_left_is_nameless_though_another_rule_is_named_first() -> None:
    closed: Row = {"closed_on": "2026-11-02", "closing_mode": "销案"}
    dead = party("u1", is_deceased="是") | closed
    assert judged(unfinished_cases=[dead]).nameless == {("浙0106", "case-1")}
    assert judged(unfinished_cases=[party("u1", is_deceased="是")]).nameless == frozenset()
    assert judged(unfinished_cases=[party("u1", disclosure="shielded")]).nameless == {("浙0106", "case-1")}
