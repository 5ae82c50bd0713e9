from datetime import date

import pandas as pd
import pytest

from pipeline.core.frames import TEXT
from pipeline.review.changes import changed_fields, find_changes, signed_cases
from tests.pipeline.review.invented import debtor, frame, newest, opaque, signed

NIGHT = date(2026, 11, 20)


def ids(frame_: pd.DataFrame) -> set[str]:
    return set(frame_["id"])


def test_records_are_new_changed_leaving_or_unchanged() -> None:
    changes = find_changes(signed(), newest(), NIGHT)
    assert ids(changes.new) == {opaque(key) for key in ("debtor 30", "debtor 31", "auction 1", "hostile auction")}
    assert ids(changes.changed) == {opaque("debtor 20"), opaque("debtor 21")}
    assert ids(changes.leaving) == {opaque("debtor 21"), opaque("debtor 22"), opaque("debtor 23")}
    assert ids(changes.unchanged) == {opaque(f"debtor {number}") for number in range(1, 13)}


def test_before_the_first_signature_everything_is_new() -> None:
    changes = find_changes(None, newest(), NIGHT)
    assert changes.counts() == {"new": len(newest()), "changed": 0, "leaving": 1, "unchanged": 0}


def test_a_deadline_that_moved_is_a_change_though_the_row_is_the_same() -> None:
    changed = find_changes(signed(), newest(), NIGHT).changed.set_index("id")
    assert changed.loc[opaque("debtor 21"), "moved"] == "deadline rule verb"
    assert changed.loc[opaque("debtor 20"), "moved"] == ""


MOVED = [("deadline", "2026-12-01"), ("rule", "R2"), ("verb", "删除"), ("ground", "1"), ("decision", "x" * 16)]
MOVED += [("corrected", "更正"), ("corrected_on", "2026-11-19"), ("event_on", "2026-11-19")]


@pytest.mark.parametrize(("column", "value"), MOVED)
def test_every_verdict_that_the_court_signs_counts(column: str, value: str) -> None:
    changes = find_changes(frame(debtor(1)), frame(debtor(1, **{column: value})), NIGHT)
    assert changes.changed["moved"].tolist() == [column]


def test_a_review_by_the_handler_is_no_change() -> None:
    changes = find_changes(frame(debtor(1, reviewed_on=None)), frame(debtor(1)), NIGHT)
    assert changes.counts()["unchanged"] == 1


def test_what_left_says_why_by_its_own_deadline_or_as_missing_in_the_source() -> None:
    leaving = find_changes(signed(), newest(), NIGHT).leaving.set_index("id")
    assert leaving.loc[opaque("debtor 22"), "rule"] == "R1"
    assert leaving.loc[opaque("debtor 23"), "rule"] == "R9"
    assert leaving.loc[opaque("debtor 23"), "deadline"] == "2026-11-20"


def test_what_the_pull_says_wins_over_missing_in_the_source() -> None:
    said = pd.DataFrame(
        [[opaque("debtor 23"), "R7", "屏蔽", None, "2026-11-20"]],
        columns=["id", "rule", "verb", "ground", "deadline"],
        dtype=TEXT,
    )
    leaving = find_changes(signed(), newest(), NIGHT, said).leaving.set_index("id")
    assert leaving.loc[opaque("debtor 23"), "rule"] == "R7"
    assert leaving.loc[opaque("debtor 22"), "rule"] == "R1"


@pytest.mark.parametrize(("day", "is_listed"), [("2026-12-04", True), ("2026-12-05", False)])
def test_records_that_leave_within_two_weeks_are_announced(day: str, is_listed: bool) -> None:
    leaving = find_changes(None, frame(debtor(1, deadline=day, rule="R1", verb="屏蔽")), NIGHT).leaving
    assert (len(leaving) == 1) is is_listed


def test_changed_fields_come_in_the_order_of_the_page() -> None:
    before = {"dataset": "exit_bans", "reason": "a", "measure_start": "2026-01-01", "party_name": "沈星甲"}
    after = {"dataset": "exit_bans", "reason": "b", "measure_end": "2027-01-01", "party_name": "沈星甲"}
    assert changed_fields(before, after) == ("reason", "measure_start", "measure_end")


def test_a_batch_of_an_older_form_without_private_columns_can_be_compared() -> None:
    older = signed()[["id", "dataset", "row"]]
    assert find_changes(older, newest(), NIGHT).counts()["new"] == 4


def test_signed_cases_are_known_by_their_numbers() -> None:
    assert "（2026）浙0106执101号" in signed_cases(signed())
    assert signed_cases(None) == frozenset()
