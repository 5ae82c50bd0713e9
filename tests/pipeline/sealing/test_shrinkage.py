"""The shrink guard: what vanishes without a reason waits two working days at most; what a rule takes goes at once."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.errors import SettingsError, StateError
from pipeline.core.frames import TEXT, Frame
from pipeline.core.workdays import library_calendar
from pipeline.decisions.audit import entries
from pipeline.sealing.shrinkage import (
    ALL,
    Guard,
    Pair,
    ShrinkVerdict,
    find_shrinkage,
    hold_back,
    log_accepted,
    parse_accepted,
    waiting_as_text,
    waiting_from_text,
)
from pipeline.settings.source import ShrinkSettings
from pipeline.state.ledger import Ledger

FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)
LIST, OTHER = "dishonest_debtors", "exit_bans"
WEST, EAST = "浙0106", "浙0102"


def records(*lists: tuple[str, str, int], first: int = 0) -> Frame:
    """Records of courts' lists: (court, dataset, how many)."""
    rows = [
        (f"{court}/{dataset}/{number}", dataset, court)
        for court, dataset, count in lists
        for number in range(first, first + count)
    ]
    return pd.DataFrame(rows, columns=["id", "dataset", "court_code"], dtype=TEXT)


def away(frame: Frame, rule: str) -> Frame:
    return frame[["id"]].assign(rule=rule).astype(TEXT)


NOTHING = away(records(), "R1")


def guard(public: Frame, tonight: Frame, gone: Frame = NOTHING, on: date = FRIDAY, **more: Any) -> ShrinkVerdict:
    waiting, accepted = more.pop("waiting", {}), more.pop("accepted", ())
    return find_shrinkage(
        public, tonight, gone, on, Guard(ShrinkSettings(**more), library_calendar()), waiting, accepted
    )


@pytest.mark.parametrize(
    ("public", "left", "stops"),
    [
        (100, 100, False),
        (100, 81, False),  # 19 are fewer than 20
        (100, 80, True),
        (20, 0, True),
        (19, 0, False),
        (400, 380, False),  # exactly 5 %
        (400, 379, True),
        (1_000, 970, False),
        (1_000, 900, True),
    ],
)
def test_more_than_the_share_and_at_least_twenty_stop_the_update(public: int, left: int, stops: bool) -> None:
    verdict = guard(records((WEST, LIST, public)), records((WEST, LIST, left)))
    assert bool(verdict.stopped) == stops
    assert len(verdict.spared) == (public - left if stops else 0)


@pytest.mark.parametrize("rule", ["R1", "R2", "R3", "R4", "R5a", "R6", "R7", "R8", "R10", "R11", "takedown"])
def test_records_that_a_rule_takes_away_are_explained(rule: str) -> None:
    public = records((WEST, LIST, 100))
    verdict = guard(public, records((WEST, LIST, 10)), away(public.iloc[10:], rule))
    assert verdict.stopped == ()
    assert verdict.notes() == ()


def test_the_share_is_counted_without_those_that_are_explained() -> None:
    public = records((WEST, LIST, 100))
    verdict = guard(public, public.iloc[:60], away(public.iloc[60:75], "R1"))
    (stopped,) = verdict.stopped
    assert (stopped.public, stopped.lost, stopped.explained) == (100, 25, 15)
    assert verdict.spared == set(public["id"].iloc[75:])
    assert verdict.notes() == (
        "not updated: 浙0106:dishonest_debtors: 25 of 100 records are gone from the source without a closing event "
        "(besides 15 with one); beyond the share: all:dishonest_debtors, 浙0106:all, 浙0106:dishonest_debtors; it waits "
        "until 2026-11-24 at the latest; mend the source, or run `publish.py nightly --accept-shrink "
        "浙0106:dishonest_debtors`",
    )


def test_records_that_lost_what_a_start_needs_raise_the_alarm_and_are_hidden_all_the_same() -> None:
    public = records((WEST, LIST, 100))
    verdict = guard(public, public.iloc[:50], away(public.iloc[50:90], "R0"))
    (stopped,) = verdict.stopped
    assert stopped.lost == 50
    assert verdict.spared == set(public["id"].iloc[90:])


def test_a_court_that_is_not_there_at_all_is_stopped_with_all_its_lists() -> None:
    public = records((WEST, LIST, 15), (WEST, OTHER, 15), (EAST, LIST, 500))
    verdict = guard(public, records((EAST, LIST, 500)))
    assert verdict.pairs == {Pair(WEST, LIST), Pair(WEST, OTHER)}
    assert {ground for stopped in verdict.stopped for ground in stopped.grounds} == {Pair(WEST, ALL)}


def test_a_list_that_loses_a_little_everywhere_is_stopped_where_it_loses() -> None:
    courts = [f"浙01{number:02}" for number in range(10)]
    public = records(*((court, LIST, 100) for court in courts), (WEST, OTHER, 100))
    tonight = records(*((court, LIST, 100 - 10 * (court != courts[0])) for court in courts), (WEST, OTHER, 100))
    verdict = guard(public, tonight)
    assert verdict.pairs == {Pair(court, LIST) for court in courts[1:]}


def test_other_courts_and_lists_go_on() -> None:
    public = records((WEST, LIST, 100), (EAST, LIST, 3_000), (EAST, OTHER, 100))
    tonight = records((WEST, LIST, 10), (EAST, LIST, 2_990), (EAST, OTHER, 99))
    assert guard(public, tonight).pairs == {Pair(WEST, LIST)}


def test_a_stopped_list_waits_over_a_new_year_that_nobody_announced() -> None:
    public, tonight = records((WEST, LIST, 100)), records((WEST, LIST, 10))
    waiting = {Pair(WEST, LIST): "2026-12-30"}
    wednesday = guard(public, tonight, on=date(2027, 1, 6), waiting=waiting)
    assert [found.until for found in wednesday.stopped] == ["2027-01-07"]
    assert guard(public, tonight, on=date(2027, 1, 7), waiting=waiting).stopped == ()


def test_a_stopped_list_waits_two_working_days_and_no_longer() -> None:
    public, tonight = records((WEST, LIST, 100)), records((WEST, LIST, 10))
    friday = guard(public, tonight)
    monday = guard(public, tonight, on=MONDAY, waiting=friday.waiting)
    tuesday = guard(public, tonight, on=TUESDAY, waiting=monday.waiting)
    assert friday.waiting == monday.waiting == {Pair(WEST, LIST): "2026-11-20"}
    assert (tuesday.stopped, tuesday.spared, tuesday.waiting) == ((), frozenset(), {})
    assert [str(released.pair) for released in tuesday.released] == ["浙0106:dishonest_debtors"]
    assert "waited since 2026-11-20, now taken down" in tuesday.notes()[0]


def test_a_list_that_recovers_waits_no_more_and_begins_anew_next_time() -> None:
    public, tonight = records((WEST, LIST, 100)), records((WEST, LIST, 10))
    recovered = guard(public, public, on=MONDAY, waiting=guard(public, tonight).waiting)
    assert recovered.waiting == {}
    assert guard(public, tonight, on=TUESDAY, waiting=recovered.waiting).stopped[0].since == "2026-11-24"


@pytest.mark.parametrize("accepted", ["浙0106:dishonest_debtors", "浙0106:all", "all:dishonest_debtors", "all:all"])
def test_the_flag_lets_a_list_go_and_says_so(accepted: str) -> None:
    public, tonight = records((WEST, LIST, 100)), records((WEST, LIST, 10))
    verdict = guard(public, tonight, accepted=[parse_accepted(accepted)])
    assert (verdict.stopped, verdict.spared) == ((), frozenset())
    assert [shrinkage.lost for shrinkage in verdict.accepted] == [90]
    assert "accepted by --accept-shrink: 浙0106:dishonest_debtors: 90 of 100" in verdict.notes()[0]


def test_the_flag_lets_nothing_else_go() -> None:
    public = records((WEST, LIST, 100), (WEST, OTHER, 100))
    verdict = guard(public, records((WEST, LIST, 10), (WEST, OTHER, 10)), accepted=[Pair(WEST, OTHER)])
    assert verdict.pairs == {Pair(WEST, LIST)}


def test_an_accepted_list_no_longer_counts_against_its_court() -> None:
    public = records((WEST, LIST, 1_000), (WEST, OTHER, 100))
    tonight = records((WEST, LIST, 500), (WEST, OTHER, 95))
    assert guard(public, tonight).pairs == {Pair(WEST, LIST), Pair(WEST, OTHER)}
    assert guard(public, tonight, accepted=[Pair(WEST, LIST)]).stopped == ()


def test_growth_beyond_reason_warns_and_stops_nothing() -> None:
    public = records((WEST, LIST, 300), (EAST, LIST, 300))
    verdict = guard(public, records((WEST, LIST, 601), (EAST, LIST, 600), (WEST, OTHER, 5_000)))
    assert verdict.stopped == ()
    assert verdict.notes() == (
        "growth: 浙0106:dishonest_debtors: 301 new records beside 300 public ones; check that they are meant",
    )


def test_the_first_night_has_nothing_to_lose() -> None:
    assert guard(records(), records((WEST, LIST, 5_000))).notes() == ()
    assert guard(records(), records()).notes() == ()


def masked(frame: Frame, row: str, deadline: str | None = None) -> Frame:
    columns: dict[str, Any] = {"row": row, "deadline": deadline, "rule": "R1", "verb": "屏蔽", "ground": None}
    return frame.assign(**columns).astype(TEXT)


def test_a_stopped_list_keeps_yesterdays_rows_with_tonights_deadlines() -> None:
    public = records((WEST, LIST, 4), (WEST, OTHER, 2))
    before, tonight = masked(public, "old"), masked(public.iloc[:2], "new", "2026-12-01")
    other = masked(records((WEST, OTHER, 3)), "new")
    rows = pd.concat([tonight, other], ignore_index=True)
    held = hold_back(rows, [before], away(public.iloc[2:3], "R6"), {Pair(WEST, LIST)}).set_index("id")
    assert list(held.loc[held["dataset"] == LIST, "row"]) == ["old"] * 3
    assert held.loc[held["dataset"] == LIST, "deadline"].fillna("").tolist() == ["2026-12-01", "2026-12-01", ""]
    assert f"{WEST}/{LIST}/2" not in held.index
    assert list(held.loc[held["dataset"] == OTHER, "row"]) == ["new"] * 3
    assert list(held.reset_index().columns) == list(rows.columns)
    assert held.reset_index().dtypes.to_dict() == rows.dtypes.to_dict()


def test_nothing_is_held_back_where_nothing_is_stopped() -> None:
    rows = masked(records((WEST, LIST, 4)), "new")
    assert hold_back(rows, [], NOTHING, frozenset()) is rows


@pytest.mark.parametrize("text", ["浙0106", "浙0106:", ":exit_bans", "浙0106:exit_ban", ""])
def test_what_is_no_list_is_not_accepted(text: str) -> None:
    with pytest.raises(SettingsError, match="expects COURT:DATASET"):
        parse_accepted(text)


def test_what_waits_survives_the_ledger() -> None:
    waiting = {Pair(WEST, LIST): "2026-11-20", Pair(EAST, OTHER): "2026-11-21"}
    assert waiting_from_text(waiting_as_text(waiting)) == waiting
    assert waiting_from_text(None) == {}
    for damaged in ("[]", "{", '{"x": 1}', '{"浙0106:exit_bans": "soon"}'):
        with pytest.raises(StateError):
            waiting_from_text(damaged)


def test_what_the_flag_let_go_stands_in_the_audit_log(tmp_path: Path) -> None:
    verdict = guard(records((WEST, LIST, 100)), records((WEST, LIST, 10)), accepted=[Pair(WEST, ALL)])
    ledger = Ledger(tmp_path / "ledger.sqlite")
    at = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
    log_accepted(verdict, tmp_path / "audit.jsonl", "yangguang", at, 7, ledger)
    ledger.close()
    (entry,) = entries(tmp_path / "audit.jsonl")
    assert (entry.what, entry.who, entry.court, entry.number) == ("accept-shrink", "yangguang", WEST, 7)
    assert entry.detail == {"dataset": LIST, "public": 100, "lost": 90}


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from([WEST, EAST]), st.sampled_from([LIST, OTHER])), st.integers(0, 60), max_size=4
)


@given(COUNTS, COUNTS, st.integers(0, 40), st.sampled_from(["R0", "R1", "R6"]))
def test_what_a_rule_takes_is_never_spared_and_what_is_spared_was_public(
    before: dict[tuple[str, str], int], after: dict[tuple[str, str], int], taken: int, rule: str
) -> None:
    public = records(*((*pair, count) for pair, count in before.items()))
    tonight = records(*((*pair, count) for pair, count in after.items()))
    gone = public.iloc[:taken]
    verdict = guard(public, tonight[~tonight["id"].isin(gone["id"])], away(gone, rule), least=1)
    assert verdict.spared <= set(public["id"]) - set(tonight["id"]) - set(gone["id"])
    stopped = {pair: shrinkage.lost for shrinkage in verdict.stopped for pair in [shrinkage.pair]}
    assert all(lost > 0 for lost in stopped.values())
    assert {Pair(*record.split("/")[:2]) for record in verdict.spared} <= stopped.keys()
