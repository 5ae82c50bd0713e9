"""Every example of retention.toml, the boundaries of R, and the laws of deadlines."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cleaning.days import LONG_PAST
from pipeline.cleaning.tables import empty_clean_table
from pipeline.cleaning.vocabularies import vocabulary_of
from pipeline.core.errors import RulesError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import CASE_ENTRIES, NOTICES, OF_CASES, PARTY_LISTS, PUBLISHED_DATASETS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.retention.events import READERS, READS, Setting
from pipeline.retention.rules import (
    AT_ONCE,
    Event,
    Example,
    RuleId,
    RuleSet,
    load_rule_table,
    named_datasets,
    parse_period,
)
from pipeline.retention.verdicts import RetentionPolicy, all_against, deadlines_of, judge

TABLE = load_rule_table()
EXAMPLES = [(event, example) for event in TABLE.events for example in event.examples]
OPEN_CASE = {"disclosure": "open", "party_name": "钱斌", "case_type": "执", "filed_on": "2026-01-05"}
OPEN_LISTING = {
    **OPEN_CASE,
    "decision_number": "（2026）浙0106执12号之一",
    "decided_on": "2026-02-01",
    "listed_on": "2026-02-02",
    "conduct": "有履行能力而拒不履行生效法律文书确定义务",
}
OPEN_NOTICE = {
    "platform_url": "https://sf.taobao.com/1",
    "disclosure": "open",
    "title": "拍卖公告",
    "published_on": "2026-11-01",
}


def rows(dataset: Dataset, *given_columns: Mapping[str, str | None]) -> Frame:
    """Clean rows; a column that the night adds to them may be given, too."""
    names = dict.fromkeys((*empty_clean_table(dataset).columns, *(name for given in given_columns for name in given)))
    return pd.DataFrame(given_columns, columns=list(names)).astype(TEXT)


@pytest.mark.parametrize(
    ("event", "example"), EXAMPLES, ids=[f"{e.rule}-{e.event[:12]}-{i}" for i, (e, _) in enumerate(EXAMPLES)]
)
def test_every_example_of_the_rule_table_holds(event: Event, example: Example) -> None:
    assert example.dataset in event.datasets
    assert example.rule_set in event.rule_sets
    frame = rows(example.dataset, example.given)
    setting = Setting(TABLE, example.dataset)
    deadline = deadlines_of(event, frame, setting, RetentionPolicy(library_calendar(), rule_set=example.rule_set))[0]
    expected = LONG_PAST if example.deadline == AT_ONCE else example.deadline
    assert ("" if pd.isna(deadline) else deadline) == expected


def test_every_event_has_an_example_and_every_reader_is_used() -> None:
    assert all(event.examples for event in TABLE.events)
    assert {event.when for event in TABLE.events if event.when} == set(READERS)


def test_every_rule_that_code_names_stands_in_the_table_with_reason_and_article() -> None:
    ids = [rule.id for rule in TABLE.rules]
    assert set(RuleId) <= set(ids)
    assert len(ids) == len(set(ids))
    assert all(rule.reason and rule.article for rule in TABLE.rules)


@pytest.mark.parametrize("rule_set", RuleSet)
@pytest.mark.parametrize("dataset", PARTY_LISTS)
def test_every_party_list_meets_the_rules_of_all_parties(dataset: Dataset, rule_set: RuleSet) -> None:
    """Closing, lifting, withdrawal, withholding, minors: a list that lacks one of them needs a lawyer first."""
    assert {"R1", "R2", "R5a", "R6", "R7"} <= {event.rule for event in TABLE.events_for(dataset, rule_set)}


@pytest.mark.parametrize("rule_set", RuleSet)
@pytest.mark.parametrize("dataset", OF_CASES)
def test_a_list_without_rules_of_its_own_is_no_list(dataset: Dataset, rule_set: RuleSet) -> None:
    """Minors, notices without parties aside, and an end that comes by itself, not only where the source drops the row."""
    events = TABLE.events_for(dataset, rule_set)
    assert {"R6"} < {event.rule for event in events}
    assert dataset in NOTICES or RuleId.MINOR in {event.rule for event in events}
    assert [event for event in events if event.day_of or event.when not in ("not_open", "is_minor", "marked_minor")]
    assert all(event.basis and event.verb for event in events)


@pytest.mark.parametrize("dataset", CASE_ENTRIES)
def test_every_entry_of_a_case_is_gone_when_it_is_withdrawn_and_after_its_time(dataset: Dataset) -> None:
    events = [event for event in TABLE.events_for(dataset, RuleSet.FIVE_DAY) if event.rule == "R17"]
    assert "withdrawn_on" in {event.day_of for event in events}
    assert any(event.period.count for event in events)


def test_everything_published_can_be_withheld() -> None:
    for dataset in PUBLISHED_DATASETS:
        assert RuleId.WITHHELD in {event.rule for event in TABLE.events_for(dataset, RuleSet.FIVE_DAY)}


def test_a_group_stands_for_its_datasets_and_a_word_that_is_neither_is_refused() -> None:
    assert named_datasets("R1", ["notices", "courts"]) == (*NOTICES, Dataset.COURTS)
    assert named_datasets("R1", ["party lists"]) == PARTY_LISTS
    with pytest.raises(RulesError, match=r"row R1: datasets 'partylists' is neither .*one of party lists, notices"):
        named_datasets("R1", ["partylists"])


@pytest.mark.parametrize(
    ("on", "public"), [(date(2026, 11, 19), True), (date(2026, 11, 20), False), (date(2026, 11, 21), False)]
)
def test_a_closed_case_is_gone_in_the_run_for_its_fifth_working_day(on: date, public: bool) -> None:
    frame = rows(Dataset.UNFINISHED_CASES, {**OPEN_CASE, "closed_on": "2026-11-13", "closing_mode": "销案"})
    verdict = judge(Dataset.UNFINISHED_CASES, frame, on, RetentionPolicy(library_calendar())).iloc[0]
    assert bool(verdict["public"]) is public
    assert (verdict["rule"], verdict["verb"], verdict["deadline"]) == ("R1", "屏蔽", "2026-11-20")


@pytest.mark.parametrize(("hold_days", "deadline"), [(0, "2026-11-13"), (1, "2026-11-16"), (5, "2026-11-20")])
def test_hold_days_shorten_the_time_a_closed_case_stays(hold_days: int, deadline: str) -> None:
    frame = rows(Dataset.EXIT_BANS, {**OPEN_CASE, "closed_on": "2026-11-13"})
    verdict = judge(
        Dataset.EXIT_BANS, frame, date(2026, 11, 1), RetentionPolicy(library_calendar(), hold_days=hold_days)
    )
    assert verdict["deadline"][0] == deadline


def test_the_earliest_deadline_wins() -> None:
    frame = rows(
        Dataset.DISHONEST_DEBTORS,
        {**OPEN_LISTING, "closed_on": "2026-11-13", "removal_act": "撤销", "removal_act_on": "2026-11-16"},
    )
    verdict = judge(Dataset.DISHONEST_DEBTORS, frame, date(2026, 11, 14), RetentionPolicy(library_calendar())).iloc[0]
    assert (verdict["rule"], verdict["verb"], verdict["deadline"]) == ("R5a", "撤销", "2026-11-16")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"decision_number": None}, "no_decision"),
        ({"decided_on": None}, "no_decision"),
        ({"measure_start": "2026-12-01"}, "measure_not_begun"),
        ({"listed_on": "2026-12-01"}, "listing_not_begun"),
        ({"case_type": "执保"}, "other_case_type"),
        ({"party_name": None}, "no_party_name"),
    ],
)
def test_a_listing_starts_only_when_it_is_in_force(change: dict[str, str | None], reason: str | None) -> None:
    frame = rows(Dataset.DISHONEST_DEBTORS, {**OPEN_LISTING, **change})
    verdict = judge(Dataset.DISHONEST_DEBTORS, frame, date(2026, 11, 20), RetentionPolicy(library_calendar())).iloc[0]
    assert (None if pd.isna(verdict["held"]) else verdict["held"]) == reason
    assert bool(verdict["public"]) is (reason is None)


@pytest.mark.parametrize("dataset", [*PARTY_LISTS, *NOTICES])
def test_a_record_without_events_stays(dataset: Dataset) -> None:
    given_columns = {**OPEN_LISTING, **OPEN_NOTICE}
    frame = rows(dataset, {k: v for k, v in given_columns.items() if k in empty_clean_table(dataset)})
    if dataset is Dataset.TERMINATED_ROUNDS:
        frame = frame.assign(terminated_on="2026-02-02")
    assert judge(dataset, frame, date(2026, 11, 20), RetentionPolicy(library_calendar()))["public"].all()


@pytest.mark.parametrize("disclosure", ["shielded", None, "closed"])
def test_what_is_not_marked_open_is_never_public(disclosure: str | None) -> None:
    frame = rows(Dataset.UNFINISHED_CASES, {**OPEN_CASE, "disclosure": disclosure})
    verdict = judge(Dataset.UNFINISHED_CASES, frame, date(2026, 11, 20), RetentionPolicy(library_calendar())).iloc[0]
    assert (verdict["rule"], bool(verdict["public"])) == ("R6", False)


@pytest.mark.parametrize("text", ["5 work days", "soon", "-1 days"])
def test_a_period_that_cannot_be_read_names_its_row(text: str) -> None:
    with pytest.raises(RulesError, match="row R1"):
        parse_period(text, "R1")


DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(closed=DAYS, first=DAYS, second=DAYS)
def test_once_gone_a_record_stays_gone(closed: date, first: date, second: date) -> None:
    frame = rows(Dataset.EXIT_BANS, {**OPEN_CASE, "closed_on": closed.isoformat()})
    early, late = sorted((first, second))
    public_early = judge(Dataset.EXIT_BANS, frame, early, RetentionPolicy(library_calendar()))["public"][0]
    public_late = judge(Dataset.EXIT_BANS, frame, late, RetentionPolicy(library_calendar()))["public"][0]
    assert public_early or not public_late


@pytest.mark.drill
@given(
    closed=DAYS,
    rule_set=st.sampled_from(RuleSet),
    mode=st.sampled_from([*vocabulary_of("closing_mode").words, "没有见过"]),
)
def test_national_never_takes_down_what_five_day_keeps(closed: date, rule_set: RuleSet, mode: str) -> None:
    frame = rows(Dataset.CONSUMPTION_LIMITS, {**OPEN_CASE, "closed_on": closed.isoformat(), "closing_mode": mode})
    five_day = judge(Dataset.CONSUMPTION_LIMITS, frame, date(2026, 6, 1), RetentionPolicy(library_calendar()))[
        "public"
    ][0]
    chosen = judge(
        Dataset.CONSUMPTION_LIMITS, frame, date(2026, 6, 1), RetentionPolicy(library_calendar(), rule_set=rule_set)
    )["public"][0]
    assert chosen or not five_day


class _Noting(pd.DataFrame):
    """A frame that notes which columns are asked for."""

    _metadata: ClassVar[list[str]] = ["asked"]
    asked: set[str]

    def __getitem__(self, name: Any) -> Any:
        self.asked.add(name)
        return super().__getitem__(name)


_OF_THE_NIGHT = {"listing_gone_on", "listing_unclear_on", "case_of_minor", "text_leaves_on"}
"""Columns that the night adds to clean rows."""


@pytest.mark.parametrize("reader", READERS)
def test_what_a_reader_reads_is_told_with_it(reader: str) -> None:
    asked: set[str] = set()
    for event in (event for event in TABLE.events if event.when == reader):
        for dataset in event.datasets:
            frame = rows(dataset, {"case_id": "c1", **dict.fromkeys(_OF_THE_NIGHT)}, {})
            noting = _Noting(frame.assign(withheld=False))
            noting.asked = asked
            READERS[reader](noting, Setting(TABLE, dataset, "2026-11-20"))
    assert asked - _OF_THE_NIGHT <= set(READS[reader])
    assert set(READS[reader]) <= asked


@pytest.mark.parametrize(
    ("given_columns", "told"),
    [
        ({}, set()),
        ({"closed_on": "2026-10-01", "closing_mode": "终结本次执行程序"}, {("R1", ("closed_on",))}),
        ({"closing_mode": "终结本次执行程序"}, {("R1", ("closing_mode",))}),
        ({"age": "17", "is_minor": "1"}, {("R7", ("is_minor", "age"))}),
        ({"age": "17", "removal_act": "撤销"}, {("R7", ("age",)), ("R5a", ("removal_act",))}),
        ({"disclosure": None, "secrecy": "秘密"}, {("R6", ("secrecy", "disclosure")), ("R0", ("disclosure",))}),
        ({"decided_on": None, "listed_on": "2027-01-01"}, {("R0", ("decision_number",)), ("R0", ("listed_on",))}),
    ],
)
def test_every_rule_against_a_record_is_told_with_the_columns_that_say_so(
    given_columns: dict[str, str | None], told: set[tuple[str, tuple[str, ...]]]
) -> None:
    row = rows(Dataset.DISHONEST_DEBTORS, OPEN_LISTING | given_columns)
    against = all_against(Dataset.DISHONEST_DEBTORS, row, date(2026, 11, 20), RetentionPolicy(library_calendar()))
    assert {(one.rule, one.columns) for one in against} == told


@pytest.mark.parametrize("dataset", [d for d in PUBLISHED_DATASETS if d in OF_CASES])
def test_rules_are_told_exactly_where_a_record_is_away(dataset: Dataset) -> None:
    for event in TABLE.events:
        for example in (e for e in event.examples if e.dataset is dataset):
            row = rows(dataset, example.given)
            verdict = judge(
                dataset, row, date(2026, 11, 20), RetentionPolicy(library_calendar(), example.rule_set)
            ).iloc[0]
            against = all_against(
                dataset, row, date(2026, 11, 20), RetentionPolicy(library_calendar(), example.rule_set)
            )
            assert bool(against) is not bool(verdict["public"])
            if verdict["due"]:
                assert verdict["rule"] in {one.rule for one in against}
