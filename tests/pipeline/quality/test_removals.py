from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.frames import TEXT
from pipeline.core.pages import Totals
from pipeline.core.workdays import library_calendar
from pipeline.quality.removals import (
    REMOVAL_COLUMNS,
    count_by_court,
    count_removals,
    count_verbs,
    removals,
    removals_csv,
    write_removals,
)
from pipeline.state.ledger import ACT_COLUMNS, PUBLIC_COLUMNS, Ledger, Release

CALENDAR = library_calendar()
ACTS = [
    # id, court, verb, rule, event, deadline, R of the run that took it out
    ("a", "浙0105", "删除", "R3", "2026-11-10", "2026-11-10", "2026-11-10"),
    ("b", "浙0106", "屏蔽", "R1", "2026-11-10", "2026-11-17", "2026-11-16"),
    ("c", "浙0106", "屏蔽", "R1", "2026-11-09", "2026-11-16", "2026-11-18"),
    ("d", "浙0106", "撤销", "R5a", "2026-11-16", "2026-11-19", "2026-11-18"),
    ("e", "浙0106", "更正", "R5b", "2026-11-16", None, "2026-11-18"),
    ("f", "浙0106", "公布", "R0", None, None, "2026-11-18"),
    ("g", "浙0106", "屏蔽", "R9", None, "2026-11-20", "2026-11-20"),
]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    names = ["id", "court_code", "verb", "rule", "event_on", "deadline", "happened_on"]
    acts = pd.DataFrame(ACTS, columns=names).assign(dataset="dishonest_debtors", decision="x", ground="")
    nothing = pd.DataFrame({name: pd.Series(dtype=TEXT) for name in PUBLIC_COLUMNS})
    with opened.transaction():
        opened.record_release(
            Release(1, "2026-11-01", "0", {}, {}), nothing, nothing, acts[[*ACT_COLUMNS, "event_on"]].astype(TEXT)
        )
    for day in ("2026-11-10", "2026-11-16", "2026-11-18"):
        opened.confirm_removals(day, left_until=day)
    yield opened
    opened.close()


def test_every_removal_tells_when_it_was_due_and_when_it_was_gone(ledger: Ledger) -> None:
    frame = removals(ledger, CALENDAR)
    assert tuple(frame.columns) == REMOVAL_COLUMNS
    assert frame["id"].tolist() == ["a", "b", "c", "d", "g"], "neither 公布 nor 更正 takes anything away"
    assert frame[["event_on", "deadline", "left_on", "confirmed_on"]].to_numpy().tolist()[1] == [
        "2026-11-10",
        "2026-11-17",
        "2026-11-16",
        "2026-11-16",
    ]


def test_in_time_means_confirmed_by_the_last_day_of_the_law(ledger: Ledger) -> None:
    said = removals(ledger, CALENDAR).set_index("id")
    assert said["statutory"].drop("g").to_dict() == {
        "a": "2026-11-13",
        "b": "2026-11-17",
        "c": "2026-11-16",
        "d": "2026-11-19",
    }
    assert said["on_time"].drop("g").to_dict() == {"a": "是", "b": "是", "c": "否", "d": "是"}
    assert said.loc["g", ["statutory", "on_time"]].isna().all(), "R9 has no day of the law, and nobody confirmed it"


def test_a_court_and_a_day_narrow_the_list(ledger: Ledger) -> None:
    assert removals(ledger, CALENDAR, "浙0105")["id"].tolist() == ["a"]
    assert removals(ledger, CALENDAR, "浙0106", "2026-11-18")["id"].tolist() == ["c", "d", "g"]
    assert removals(ledger, CALENDAR, "浙0107").empty


def test_the_totals_keep_the_verbs_apart(ledger: Ledger) -> None:
    frame = removals(ledger, CALENDAR)
    assert count_verbs(frame) == {"撤销": 1, "删除": 1, "屏蔽": 3}
    assert count_removals(frame) == Totals(removed=5, due=4, in_time=3, on_target=3, backlog=0)
    assert [court for court, n in count_by_court(frame).items() if n.due == n.in_time] == ["浙0105"]


def test_without_removals_nothing_was_due(ledger: Ledger) -> None:
    assert count_removals(removals(ledger, CALENDAR, "浙0107")) == Totals(0, 0, 0, 0)


def test_the_csv_opens_in_an_office_program(ledger: Ledger, tmp_path: Path) -> None:
    write_removals(removals(ledger, CALENDAR), tmp_path / "removals.csv")
    content = (tmp_path / "removals.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf" + "编号,类别,法院".encode())
    lines = content.decode("utf-8-sig").splitlines()
    assert (
        lines[1] == "a,dishonest_debtors,浙0105,R3,删除,,2026-11-10,2026-11-10,2026-11-13,2026-11-10,2026-11-10,是,是"
    )
    assert lines[5] == "g,dishonest_debtors,浙0106,R9,屏蔽,,,2026-11-20,,2026-11-20,,,"


def test_no_cell_is_taken_for_a_formula(ledger: Ledger) -> None:
    frame = removals(ledger, CALENDAR).assign(ground="=1+1")
    assert "'=1+1" in removals_csv(frame)
