import json
from datetime import date
from typing import Any

import pandas as pd
import pytest

from pipeline.core.acts import Verb
from pipeline.core.frames import Frame, text_column
from pipeline.core.workdays import library_calendar
from pipeline.decisions.corrections import CorrectionDue
from pipeline.decisions.overdue_corrections import hide_uncorrected, settled_requests
from tests.pipeline.approval.court import COURT, batch_frame

DUE = date(2026, 11, 19)
"""Three working days after Monday the 16th."""
ROW = {
    "party_name": "赵甲",
    "case_number": "（2026）浙0106执1号",
    "id_number": "3301061980****123*",
    "amount": "1",
    "status": "未结",
}
SIGNED = batch_frame(a=ROW, b={"party_name": "钱乙", "amount": "5"})


def corrected(**change: str | None) -> Frame:
    row = {**ROW, **change, "_corrected": "更正", "_corrected_on": "2026-11-16"}
    return batch_frame(
        a={name: value for name, value in row.items() if value is not None}, b={"party_name": "钱乙", "amount": "5"}
    )


def finding(asked: Verb = Verb.CORRECTED, fields: tuple[str, ...] = (), due: str = "2026-11-19") -> CorrectionDue:
    return CorrectionDue(3, "a", COURT, asked, "2026-11-16", due, fields)


def row_of(frame: Frame, record: str = "a") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(frame.set_index("id")["row"][record])
    return found


def test_a_wrong_field_leaves_the_signed_row_when_the_clock_has_run_out() -> None:
    hidden = hide_uncorrected(SIGNED, corrected(amount="2"), [], DUE, library_calendar())
    assert "amount" not in row_of(hidden.rows)
    assert row_of(hidden.rows)["status"] == "未结"
    assert hidden.fields_hidden == ("a",)
    assert hidden.dropped.empty


def test_a_field_that_the_correction_takes_out_is_hidden() -> None:
    hidden = hide_uncorrected(SIGNED, corrected(status=None), [], DUE, library_calendar())
    assert row_of(hidden.rows).keys() == row_of(SIGNED).keys() - {"status"}


def test_a_field_that_the_correction_adds_hides_nothing() -> None:
    hidden = hide_uncorrected(SIGNED, corrected(reason="新增"), [], DUE, library_calendar())
    pd.testing.assert_frame_equal(hidden.rows, SIGNED)
    assert hidden.fields_hidden == ()


def test_nothing_is_hidden_before_the_clock_has_run_out() -> None:
    hidden = hide_uncorrected(
        SIGNED, corrected(amount="2"), [finding(due="2026-11-19")], date(2026, 11, 18), library_calendar()
    )
    pd.testing.assert_frame_equal(hidden.rows, SIGNED)
    assert hidden.dropped.empty


@pytest.mark.parametrize("column", ["party_name", "id_number", "case_number"])
def test_a_wrong_name_or_number_takes_the_whole_record(column: str) -> None:
    hidden = hide_uncorrected(SIGNED, corrected(amount="2", **{column: "改过"}), [], DUE, library_calendar())
    assert hidden.rows["id"].tolist() == ["b"]
    assert hidden.dropped.iloc[0][["id", "rule", "verb", "deadline", "event_on"]].tolist() == [
        "a",
        "R5b",
        "屏蔽",
        "2026-11-19",
        "2026-11-16",
    ]


def test_a_signed_correction_is_shown_whole() -> None:
    now = corrected(amount="2")
    pd.testing.assert_frame_equal(hide_uncorrected(now, now, [finding()], DUE, library_calendar()).rows, now)


def test_a_later_change_after_a_signed_correction_hides_nothing() -> None:
    hidden = hide_uncorrected(corrected(amount="2"), corrected(amount="3"), [], DUE, library_calendar())
    assert row_of(hidden.rows)["amount"] == "2"


def test_a_second_correction_after_a_signed_one_starts_its_own_clock() -> None:
    again = corrected(amount="3").assign(corrected_on=text_column(["2026-11-23", None]))
    assert (
        row_of(hide_uncorrected(corrected(amount="2"), again, [], date(2026, 11, 25), library_calendar()).rows)[
            "amount"
        ]
        == "2"
    )
    assert "amount" not in row_of(
        hide_uncorrected(corrected(amount="2"), again, [], date(2026, 11, 26), library_calendar()).rows
    )


def test_a_correction_without_a_day_counts_as_past_its_clock() -> None:
    undated = corrected(amount="2").assign(corrected_on=None)
    assert "amount" not in row_of(hide_uncorrected(SIGNED, undated, [], date(2026, 11, 16), library_calendar()).rows)


def test_a_change_that_is_no_correction_waits_for_its_signature() -> None:
    changed = corrected(amount="2").assign(corrected=None, corrected_on=None)
    assert row_of(hide_uncorrected(SIGNED, changed, [], DUE, library_calendar()).rows)["amount"] == "1"


def test_a_finding_whose_wrong_field_is_named_hides_that_field() -> None:
    hidden = hide_uncorrected(SIGNED, SIGNED, [finding(fields=("amount", "status"))], DUE, library_calendar())
    assert not {"amount", "status"} & row_of(hidden.rows).keys()
    assert hidden.dropped.empty


def test_a_finding_whose_wrong_field_nobody_knows_takes_the_record() -> None:
    hidden = hide_uncorrected(SIGNED, SIGNED, [finding()], DUE, library_calendar())
    assert hidden.dropped["id"].tolist() == ["a"]


@pytest.mark.parametrize(("asked", "rule", "verb"), [(Verb.WITHDRAWN, "R5a", "撤销"), (Verb.DELETED, "R3", "删除")])
def test_a_listing_that_must_go_goes_at_the_end_of_its_clock(asked: Verb, rule: str, verb: str) -> None:
    hidden = hide_uncorrected(SIGNED, corrected(amount="2"), [finding(asked, ("amount",))], DUE, library_calendar())
    assert hidden.dropped[["id", "rule", "verb"]].to_numpy().tolist() == [["a", rule, verb]]
    assert hidden.rows["id"].tolist() == ["b"]


def test_a_finding_about_a_record_that_is_gone_harms_nobody() -> None:
    other = CorrectionDue(3, "z", COURT, Verb.WITHDRAWN, "2026-11-16", "2026-11-19")
    pd.testing.assert_frame_equal(hide_uncorrected(SIGNED, SIGNED, [other], DUE, library_calendar()).rows, SIGNED)


def test_an_empty_batch_is_no_trouble() -> None:
    empty = SIGNED.iloc[:0]
    assert hide_uncorrected(empty, empty, [finding()], DUE, library_calendar()).rows.empty


def test_requests_settle_when_the_correction_is_signed_or_the_record_is_gone() -> None:
    assert settled_requests(SIGNED, [finding()]) == []
    assert settled_requests(corrected(amount="2"), [finding()]) == [3]
    assert settled_requests(corrected(amount="2"), [finding(Verb.WITHDRAWN)]) == []
    assert settled_requests(SIGNED[SIGNED["id"] == "b"], [finding(Verb.WITHDRAWN)]) == [3]
    earlier = corrected(amount="2").assign(corrected_on=text_column(["2026-11-13", None]))
    assert settled_requests(earlier, [finding()]) == []


@pytest.mark.parametrize(("day", "is_shown"), [(1, True), (2, False)])
def test_over_a_new_year_that_nobody_announced_the_clock_runs_out_early(day: int, is_shown: bool) -> None:
    wrong = corrected(amount="2").assign(corrected_on=text_column(["2026-12-30", None]))
    hidden = hide_uncorrected(SIGNED, wrong, [], date(2027, 1, day), library_calendar())
    assert ("amount" in row_of(hidden.rows)) is is_shown
