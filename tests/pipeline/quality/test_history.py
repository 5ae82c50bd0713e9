"""What the statistics tell of the nights before."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.frames import TEXT, Frame
from pipeline.core.pages import CountPoint, DayChange
from pipeline.quality.history import corrected_notices, history_with_tonight
from pipeline.state.ledger import ACT_COLUMNS, Ledger, Release

NOTHING = pd.DataFrame({"id": [], "dataset": []}, dtype=TEXT)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def acts(*rows: tuple[str, str, str, str, str]) -> Frame:
    """Acts of one day from id, dataset, verb, rule, day."""
    tree = [(one, kind, "浙0106", None, verb, rule, None, None, day) for one, kind, verb, rule, day in rows]
    return pd.DataFrame(tree, columns=list(ACT_COLUMNS)).astype(TEXT)


def publish(ledger: Ledger, number: int, day: str, counts: dict[str, int], done: Frame) -> None:
    entered = pd.DataFrame(
        columns=["id", "dataset", "court_code", "decision", "digest", "since", "deadline", "rule", "verb", "ground"],
        dtype=TEXT,
    )
    with ledger.transaction():
        ledger.record_release(Release(number, day, "0", counts, {}), entered, NOTHING, done)


def test_a_night_without_change_adds_no_point(ledger: Ledger) -> None:
    publish(ledger, 1, "2026-11-16", {"exit_bans": 2}, acts())
    publish(ledger, 2, "2026-11-17", {"exit_bans": 2}, acts())
    told = history_with_tonight(ledger, acts(), NOTHING, {"exit_bans": 2}, "2026-11-18")
    assert told.counts == (CountPoint("2026-11-16", {"exit_bans": 2}),)
    assert told.changes == ()


def test_of_several_releases_of_a_day_the_last_counts(ledger: Ledger) -> None:
    publish(ledger, 1, "2026-11-16", {"exit_bans": 2}, acts())
    publish(ledger, 2, "2026-11-16", {"exit_bans": 1}, acts())
    told = history_with_tonight(ledger, acts(), NOTHING, {"exit_bans": 3}, "2026-11-17")
    assert [point.counts["exit_bans"] for point in told.counts] == [1, 3]


def test_the_verbs_that_take_away_are_counted_together_and_apart_from_the_rest(ledger: Ledger) -> None:
    tonight = acts(
        ("a", "dishonest_debtors", "公布", "R0", "2026-11-17"),
        ("b", "dishonest_debtors", "更正", "R5b", "2026-11-17"),
        ("c", "dishonest_debtors", "删除", "R3", "2026-11-17"),
        ("d", "dishonest_debtors", "屏蔽", "R1", "2026-11-17"),
        ("e", "dishonest_debtors", "撤销", "R5a", "2026-11-17"),
    )
    told = history_with_tonight(ledger, tonight, NOTHING, {}, "2026-11-17")
    assert told.changes == (DayChange("2026-11-17", "dishonest_debtors", 1, 1, 3),)


def test_a_run_that_is_repeated_counts_once(ledger: Ledger) -> None:
    done = acts(("a", "exit_bans", "公布", "R0", "2026-11-16"))
    publish(ledger, 1, "2026-11-16", {"exit_bans": 1}, done)
    told = history_with_tonight(ledger, done, NOTHING, {"exit_bans": 1}, "2026-11-16")
    assert told.changes == (DayChange("2026-11-16", "exit_bans", 1, 0, 0),)


def test_the_days_on_which_notices_changed_are_remembered_and_records_of_persons_are_not(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.note_changed_notices([("n", "auction_notices")], "2026-11-16")
        ledger.note_changed_notices([("n", "auction_notices")], "2026-11-18")
    tonight = pd.DataFrame({"id": ["m", "p"], "dataset": ["hearing_notices", "exit_bans"]}, dtype=TEXT)
    assert corrected_notices(ledger, tonight, "2026-11-20") == {"n": "2026-11-18", "m": "2026-11-20"}
    told = history_with_tonight(ledger, acts(), tonight, {}, "2026-11-20")
    assert [(one.day, one.dataset, one.corrected) for one in told.changes] == [
        ("2026-11-16", "auction_notices", 1),
        ("2026-11-18", "auction_notices", 1),
        ("2026-11-20", "hearing_notices", 1),
    ]
