from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.acts import Verb
from pipeline.core.errors import StateError
from pipeline.core.remarks import RemarkRefused
from pipeline.core.workdays import library_calendar
from pipeline.decisions.corrections import CorrectionDue, CorrectionRequest, Corrections, State, due_after, load_clocks
from pipeline.state.ledger import Ledger
from tests.pipeline.approval.court import COURT

MONDAY = date(2026, 11, 2)
WHO = "执行局甲"


def asking(
    asked: Verb, ground: str, fields: tuple[str, ...] = (), record: str = "aaaa", *, is_own_finding: bool = False
) -> CorrectionRequest:
    return CorrectionRequest(
        record_id=record, court_code=COURT, asked=asked, ground=ground, fields=fields, is_own_finding=is_own_finding
    )


@pytest.fixture
def requests(tmp_path: Path) -> Iterator[Corrections]:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    yield Corrections(ledger)
    ledger.close()


def received(requests: Corrections, asked: Verb = Verb.CORRECTED) -> int:
    return requests.record(asking(asked, "金额有误"), MONDAY, WHO).number


@pytest.mark.parametrize("state", load_clocks())
def test_every_example_of_the_clocks_holds(state: State) -> None:
    clock = load_clocks()[state]
    assert (
        due_after(clock.period, date.fromisoformat(clock.example["day"]), library_calendar()).isoformat()
        == clock.example["due"]
    )
    assert clock.basis


def test_a_request_runs_fifteen_days_from_its_receipt_reviewed_or_not(requests: Corrections) -> None:
    number = received(requests)
    assert requests.find(number).due_on(library_calendar()) == "2026-11-17"
    assert (
        requests.advance(number, State.UNDER_REVIEW, date(2026, 11, 10), WHO).due_on(library_calendar()) == "2026-11-17"
    )


def test_filing_a_form_makes_nothing_due(requests: Corrections) -> None:
    number = received(requests)
    requests.advance(number, State.UNDER_REVIEW, MONDAY, WHO)
    assert requests.due(COURT, library_calendar()) == []


def test_a_request_that_is_upheld_starts_three_working_days(requests: Corrections) -> None:
    number = received(requests)
    requests.advance(number, State.UPHELD, date(2026, 11, 13), WHO)
    assert requests.due(COURT, library_calendar()) == [
        CorrectionDue(number, "aaaa", COURT, Verb.CORRECTED, "2026-11-13", "2026-11-18"),
    ]
    assert requests.due("浙0105", library_calendar()) == []


def test_the_courts_own_finding_starts_them_at_once(requests: Corrections) -> None:
    found = requests.record(asking(Verb.WITHDRAWN, "不应纳入", is_own_finding=True), MONDAY, WHO)
    assert (found.state, found.due_on(library_calendar())) == (State.UPHELD, "2026-11-05")
    assert [due.number for due in requests.due(COURT, library_calendar())] == [found.number]


def test_the_record_stays_through_the_higher_courts_review(requests: Corrections) -> None:
    number = received(requests)
    for state, day in ((State.REJECTED, 10), (State.RECONSIDERED, 16)):
        requests.advance(number, state, date(2026, 11, day), WHO)
        assert requests.due(COURT, library_calendar()) == []
    assert requests.find(number).due_on(library_calendar()) == "2026-12-01"
    requests.advance(number, State.UPHELD, date(2026, 11, 30), WHO)
    assert requests.due(COURT, library_calendar())[0].due_on == "2026-12-03"


def test_a_corrected_request_is_due_no_longer(requests: Corrections) -> None:
    number = received(requests)
    requests.advance(number, State.UPHELD, MONDAY, WHO)
    assert requests.advance(number, State.CORRECTED, MONDAY, WHO).due_on(library_calendar()) is None
    assert requests.due(COURT, library_calendar()) == []


@pytest.mark.parametrize(
    ("steps", "then"),
    [
        ([], State.RECONSIDERED),
        ([], State.CORRECTED),
        ([], State.RECEIVED),
        ([State.REJECTED], State.CORRECTED),
        ([State.UPHELD, State.CORRECTED], State.UPHELD),
        ([State.UPHELD], State.REJECTED),
    ],
)
def test_a_step_that_cannot_follow_is_refused(requests: Corrections, steps: list[State], then: State) -> None:
    number = received(requests)
    for state in steps:
        requests.advance(number, state, MONDAY, WHO)
    with pytest.raises(StateError, match=f"request {number} stands at"):
        requests.advance(number, then, MONDAY, WHO)


def test_a_step_before_the_last_one_is_refused(requests: Corrections) -> None:
    number = received(requests)
    with pytest.raises(StateError, match="lies before"):
        requests.advance(number, State.UPHELD, date(2026, 11, 1), WHO)


def test_a_request_that_nobody_made_is_told(requests: Corrections) -> None:
    with pytest.raises(StateError, match="no request 9"):
        requests.advance(9, State.UPHELD, MONDAY, WHO)


@pytest.mark.parametrize(
    ("asked", "ground", "fields", "error"),
    [
        (Verb.PUBLISHED, "金额有误", (), StateError),
        (Verb.SHIELDED, "金额有误", (), StateError),
        (Verb.CORRECTED, "", (), RemarkRefused),
        (Verb.CORRECTED, "身份证号330106198001011234有误", (), RemarkRefused),
        (Verb.CORRECTED, "金额有误", ("amuont",), StateError),
        (Verb.CORRECTED, "电话有误", ("phone",), StateError),
    ],
)
def test_what_cannot_be_asked_is_refused(
    requests: Corrections, asked: Verb, ground: str, fields: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        requests.record(asking(asked, ground, fields), MONDAY, WHO)
    assert requests.every() == []


def test_the_nearest_column_is_named(requests: Corrections) -> None:
    with pytest.raises(StateError, match="did you mean 'amount'"):
        requests.record(asking(Verb.CORRECTED, "金额有误", ("amuont",)), MONDAY, WHO)


@pytest.mark.parametrize(
    ("on", "says"),
    [
        (date(2026, 11, 13), None),
        (date(2026, 11, 14), "还剩3天"),
        (date(2026, 11, 17), "今日到期"),
        (date(2026, 11, 20), "已逾期3天"),
    ],
)
def test_status_warns_before_a_clock_runs_out(requests: Corrections, on: date, says: str | None) -> None:
    received(requests)
    lines = requests.warnings(on, library_calendar())
    assert len(lines) == (says is not None)
    assert all(says is not None and says in line and "2026-11-17" in line for line in lines)


def test_nobody_is_warned_of_the_applicants_own_time(requests: Corrections) -> None:
    requests.advance(received(requests), State.REJECTED, MONDAY, WHO)
    assert requests.warnings(date(2026, 12, 31), library_calendar()) == []


def test_the_most_urgent_warning_stands_first(requests: Corrections) -> None:
    received(requests)
    other = asking(Verb.WITHDRAWN, "不应纳入", record="bbbb", is_own_finding=True)
    second = requests.record(other, MONDAY, WHO).number
    assert [
        f"第{number}号" in line
        for number, line in zip((second, 1), requests.warnings(MONDAY.replace(day=20), library_calendar()), strict=True)
    ] == [True, True]


def test_over_a_new_year_that_nobody_announced_a_clock_runs_out_early(requests: Corrections) -> None:
    number = received(requests)
    requests.advance(number, State.UPHELD, date(2026, 12, 30), WHO)
    assert requests.due(COURT, library_calendar())[0].due_on == "2027-01-02"


def test_whoever_says_that_it_is_not_he_is_away_at_once_and_compared_the_same_day(requests: Corrections) -> None:
    not_me = replace(asking(Verb.WITHDRAWN, "称非本人"), is_wrong_person=True)
    made = requests.record(not_me, MONDAY, WHO)
    assert (made.state, made.due_on(library_calendar())) == (State.IN_DOUBT, MONDAY.isoformat())
    assert requests.in_doubt() == {"aaaa"}
    assert "今日到期" in requests.warnings(MONDAY, library_calendar())[0]
    requests.advance(made.number, State.SAME_PERSON, MONDAY, WHO)
    assert requests.in_doubt() == set()
    assert requests.warnings(MONDAY, library_calendar()) == []


def test_who_was_not_meant_stays_away_until_the_courts_act_is_out(requests: Corrections) -> None:
    made = requests.record(replace(asking(Verb.WITHDRAWN, "称非本人"), is_wrong_person=True), MONDAY, WHO)
    requests.advance(made.number, State.UPHELD, MONDAY, WHO)
    assert requests.in_doubt() == {"aaaa"}
    assert [due.due_on for due in requests.due(COURT, library_calendar())] == ["2026-11-05"]
    requests.advance(made.number, State.CORRECTED, MONDAY, WHO)
    assert requests.in_doubt() == set()


def test_a_request_for_correction_keeps_the_record_where_it_is(requests: Corrections) -> None:
    requests.advance(received(requests, Verb.WITHDRAWN), State.UPHELD, MONDAY, WHO)
    assert requests.in_doubt() == set()
