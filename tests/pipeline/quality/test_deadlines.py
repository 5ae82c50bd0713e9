"""By when a record had to be gone: the law's last day, our own target, and nights on working days only."""

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.frames import TEXT, Frame
from pipeline.core.pages import Totals
from pipeline.core.records import Dataset
from pipeline.core.workdays import days_after, library_calendar
from pipeline.quality.deadlines import statutory_days, target_days
from pipeline.quality.removals import Judging, count_removals, judge_removals, of_the_law
from pipeline.retention.rules import Rule, Statutory, load_rule_table

CALENDAR = library_calendar()
TABLE = load_rule_table()
STATUTORY = [(rule, one) for rule in TABLE.rules for one in rule.statutory]
SINCE = "2026-09-01"


def acts(*rows: tuple[str, str, str | None, str | None, str]) -> Frame:
    """Acts from rule, list, day of the event, our deadline, night on which the record left."""
    lines = [
        (f"id{place}", dataset, "浙0106", TABLE.words(rule).verb.value, rule, None, event, deadline, gone, gone)
        for place, (rule, dataset, event, deadline, gone) in enumerate(rows)
    ]
    names = ["id", "dataset", "court_code", "verb", "rule", "ground", "event_on", "deadline", "left_on", "confirmed_on"]
    return pd.DataFrame(lines, columns=names).astype(TEXT)


def judged(*rows: tuple[str, str, str | None, str | None, str], since: str = SINCE) -> Frame:
    return judge_removals(acts(*rows), Judging(CALENDAR, since))


@pytest.mark.parametrize(("rule", "statutory"), STATUTORY, ids=[rule.id for rule, _ in STATUTORY])
def test_every_example_of_the_law_holds(rule: Rule, statutory: Statutory) -> None:
    example = statutory.example
    assert Dataset(example["dataset"]) in statutory.datasets
    frame = acts((rule.id, example["dataset"], example["event_on"], None, "2026-12-01"))
    assert statutory_days(frame, CALENDAR).tolist() == [example["deadline"]]
    assert rule.article


def test_the_law_sets_three_working_days_for_listings_and_five_for_closed_cases() -> None:
    assert {rule.id: one.period.count for rule, one in STATUTORY} == {"R5a": 3, "R3": 3, "R4": 3, "R5b": 3, "R1": 5}


def test_where_the_law_sets_no_day_there_is_none() -> None:
    frame = acts(
        ("R2", "exit_bans", "2026-11-16", "2026-11-16", "2026-11-16"),
        ("R3", "exit_bans", "2026-11-16", "2026-11-16", "2026-11-16"),
        ("R1", "exit_bans", None, "2026-11-16", "2026-11-16"),
        ("of a later version", "exit_bans", "2026-11-16", None, "2026-11-16"),
    )
    assert statutory_days(frame, CALENDAR).isna().all()


def test_our_own_target_is_the_first_working_day_from_the_deadline_on() -> None:
    days = pd.Series(["2026-11-13", "2026-11-14", "2026-10-01", None], dtype=TEXT)
    assert target_days(days, CALENDAR).tolist()[:3] == ["2026-11-13", "2026-11-16", "2026-10-08"]
    assert target_days(days, CALENDAR).isna().tolist() == [False, False, False, True]


def test_known_gaps_give_exact_shares() -> None:
    listings, cases = "dishonest_debtors", "unfinished_cases"
    frame = judged(
        ("R4", listings, "2026-11-14", "2026-11-14", "2026-11-16"),  # a Saturday: by Wednesday
        ("R4", listings, "2026-11-14", "2026-11-14", "2026-11-18"),  # the law's last day
        ("R4", listings, "2026-11-14", "2026-11-14", "2026-11-19"),  # one day too late
        ("R1", cases, "2026-11-13", "2026-11-20", "2026-11-20"),
        ("R1", cases, "2026-11-12", "2026-11-19", "2026-11-20"),  # too late
        ("R2", "exit_bans", "2026-11-14", "2026-11-14", "2026-11-16"),
        ("R2", "exit_bans", "2026-11-14", "2026-11-14", "2026-11-17"),  # no day of the law, and past our own
        ("R1", cases, "2026-08-20", "2026-08-27", "2026-11-16"),  # overdue before the first release
        ("R6", cases, None, "2026-11-16", "2026-11-16"),
    )
    assert frame["on_time"].tolist() == ["是", "是", "否", "是", "否", "是", "否", "积压", "是"]
    assert frame["on_target"].tolist() == ["是", "否", "否", "是", "否", "是", "否", "积压", "是"]
    assert count_removals(frame) == Totals(removed=9, due=8, in_time=5, on_target=4, backlog=1)
    assert count_removals(of_the_law(frame)) == Totals(removed=6, due=5, in_time=3, on_target=2, backlog=1)


def test_a_correction_is_no_removal() -> None:
    both = acts(
        ("R4", "dishonest_debtors", "2026-11-14", "2026-11-14", "2026-11-16"),
        ("R5b", "dishonest_debtors", "2026-11-02", None, "2026-11-16"),
    )
    assert both["verb"].tolist() == ["删除", "更正"]
    assert count_removals(judge_removals(both, Judging(CALENDAR, SINCE))).removed == 1


def test_what_is_overdue_on_the_first_night_is_lateness_only_if_its_last_day_was_the_sites_own() -> None:
    row = ("R1", "unfinished_cases", "2026-11-10", "2026-11-17", "2026-11-18")
    assert judged(row, since="2026-11-17")["on_time"].tolist() == ["否"]
    assert judged(row, since="2026-11-18")["on_time"].tolist() == ["积压"]


EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            [("R4", "dishonest_debtors"), ("R1", "exit_bans"), ("R2", "exit_bans"), ("R8", "auction_notices")]
        ),
        st.dates(date(2026, 1, 5), date(2027, 6, 30)),
    ),
    min_size=1,
    max_size=30,
)


def left_by(events: list[tuple[tuple[str, str], date]], *, on_rest_days: bool) -> Frame:
    """The removals of a site that runs every night, or on working days alone, and misses none."""
    rows = []
    for (rule, dataset), event in events:
        deadline = CALENDAR.deadline(event, 5) if rule == "R1" else event
        night = next(day for day in nights(deadline) if on_rest_days or CALENDAR.is_surely_worked(day))
        rows.append((rule, dataset, event.isoformat(), deadline.isoformat(), night.isoformat()))
    return judged(*rows, since="2026-01-05")


def nights(first: date) -> Iterator[date]:
    return days_after(first - timedelta(days=1), first + timedelta(days=60))


@given(EVENTS)
def test_nights_on_working_days_only_give_the_share_of_nights_on_every_day(
    events: list[tuple[tuple[str, str], date]],
) -> None:
    every, working = (count_removals(left_by(events, on_rest_days=on)) for on in (True, False))
    assert every == working == Totals(len(events), len(events), len(events), len(events)), (
        "100 %: every deadline was kept"
    )
