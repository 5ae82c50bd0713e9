from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline.core.acts import Verb
from pipeline.core.errors import StateError
from pipeline.core.remarks import RemarkRefused
from pipeline.decisions.corrections import CorrectionDue, Corrections, State, due_after, load_clocks
from pipeline.state.ledger import Ledger
from tests.pipeline.approval.court import COURT

MONDAY = date(2026, 11, 2)
WHO = "执行局甲"


@pytest.fixture
def requests(tmp_path: Path) -> Iterator[Corrections]:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    yield Corrections(ledger)
    ledger.close()


def received(requests: Corrections, asked: Verb = Verb.CORRECTED) -> int:
    return requests.record("aaaa", COURT, asked, "金额有误", MONDAY, WHO).number


@pytest.mark.parametrize("state", load_clocks())
def test_every_example_of_the_clocks_holds(state: State) -> None:
    clock = load_clocks()[state]
    assert due_after(clock.period, date.fromisoformat(clock.example["day"])).isoformat() == clock.example["due"]
    assert clock.basis


def test_a_request_runs_fifteen_days_from_its_receipt_reviewed_or_not(requests: Corrections) -> None:
    number = received(requests)
    assert requests.find(number).due_on == "2026-11-17"
    assert requests.advance(number, State.UNDER_REVIEW, date(2026, 11, 10), WHO).due_on == "2026-11-17"


def test_filing_a_form_makes_nothing_due(requests: Corrections) -> None:
    number = received(requests)
    requests.advance(number, State.UNDER_REVIEW, MONDAY, WHO)
    assert requests.due(COURT) == []


def test_a_request_that_is_upheld_starts_three_working_days(requests: Corrections) -> None:
    number = received(requests)
    requests.advance(number, State.UPHELD, date(2026, 11, 13), WHO)
    assert requests.due(COURT) == [
        CorrectionDue(number, "aaaa", COURT, Verb.CORRECTED, "2026-11-13", "2026-11-18"),
    ]
    assert requests.due("浙0105") == []


def test_the_courts_own_finding_starts_them_at_once(requests: Corrections) -> None:
    found = requests.record("aaaa", COURT, Verb.WITHDRAWN, "不应纳入", MONDAY, WHO, is_own_finding=True)
    assert (found.state, found.due_on) == (State.UPHELD, "2026-11-05")
    assert [due.number for due in requests.due(COURT)] == [found.number]


def test_the_record_stays_through_the_higher_courts_review(requests: Corrections) -> None:
    number = received(requests)
    for state, day in ((State.REJECTED, 10), (State.RECONSIDERED, 16)):
        requests.advance(number, state, date(2026, 11, day), WHO)
        assert requests.due(COURT) == []
    assert requests.find(number).due_on == "2026-12-01"
    requests.advance(number, State.UPHELD, date(2026, 11, 30), WHO)
    assert requests.due(COURT)[0].due_on == "2026-12-03"


def test_a_corrected_request_is_due_no_longer(requests: Corrections) -> None:
    number = received(requests)
    requests.advance(number, State.UPHELD, MONDAY, WHO)
    assert requests.advance(number, State.CORRECTED, MONDAY, WHO).due_on is None
    assert requests.due(COURT) == []


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
        requests.record("aaaa", COURT, asked, ground, MONDAY, WHO, fields)
    assert requests.every() == []


def test_the_nearest_column_is_named(requests: Corrections) -> None:
    with pytest.raises(StateError, match="did you mean 'amount'"):
        requests.record("aaaa", COURT, Verb.CORRECTED, "金额有误", MONDAY, WHO, ("amuont",))


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
    lines = requests.warnings(on)
    assert len(lines) == (says is not None)
    assert all(says is not None and says in line and "2026-11-17" in line for line in lines)


def test_nobody_is_warned_of_the_applicants_own_time(requests: Corrections) -> None:
    requests.advance(received(requests), State.REJECTED, MONDAY, WHO)
    assert requests.warnings(date(2026, 12, 31)) == []


def test_the_most_urgent_warning_stands_first(requests: Corrections) -> None:
    received(requests)
    second = requests.record("bbbb", COURT, Verb.WITHDRAWN, "不应纳入", MONDAY, WHO, is_own_finding=True).number
    assert [
        f"第{number}号" in line
        for number, line in zip((second, 1), requests.warnings(MONDAY.replace(day=20)), strict=True)
    ] == [True, True]
