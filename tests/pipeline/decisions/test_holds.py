from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.errors import StateError
from pipeline.core.remarks import RemarkRefused
from pipeline.core.workdays import library_calendar
from pipeline.decisions.holds import ApprovalForm, HoldOrder, Holds, keep_held
from pipeline.state.batches import BatchName
from pipeline.state.ledger import Ledger
from tests.pipeline.approval.court import COURT, batch_frame

FRIDAY = date(2026, 11, 20)
PUBLIC = BatchName("2026-11-19", 5)


def order(record: str, reason: str = "核对金额", on: date = FRIDAY) -> HoldOrder:
    return HoldOrder(record_id=record, court_code=COURT, held_by="执行局甲", reason=reason, on=on)


@pytest.fixture
def holds(tmp_path: Path) -> Iterator[Holds]:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    yield Holds(ledger)
    ledger.close()


@pytest.mark.parametrize(
    ("on", "held"),
    [
        (date(2026, 11, 19), True),  # a takedown repeats the last release's date
        (FRIDAY, True),
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), True),
        (date(2026, 11, 25), False),
    ],
)
def test_a_hold_lasts_two_working_days(holds: Holds, on: date, held: bool) -> None:
    assert holds.place(order("a"), library_calendar()).until == "2026-11-24"
    assert holds.held_ids(on) == ({"a"} if held else set())
    assert holds.withheld_ids(on) == set()


def test_a_hold_over_a_new_year_that_nobody_announced_ends_late(holds: Holds) -> None:
    assert holds.place(order("a", on=date(2026, 12, 30)), library_calendar()).until == "2027-01-07"


def test_a_lifted_hold_holds_no_longer(holds: Holds) -> None:
    hold = holds.place(order("a"), library_calendar())
    holds.lift(hold.number, "执行局乙", FRIDAY)
    assert holds.held_ids(FRIDAY) == set()
    assert holds.every()[0].lifted_by == "执行局乙"
    with pytest.raises(StateError, match=f"no hold {hold.number} stands"):
        holds.lift(hold.number, "执行局乙", FRIDAY)


def test_a_lasting_hold_needs_form_and_approver_and_ends_only_by_hand(holds: Holds) -> None:
    for form, approver in (("", "院长"), ("不公开〔2026〕12号", " ")):
        with pytest.raises(RemarkRefused):
            holds.withhold(order("a", "涉及商业秘密"), ApprovalForm(number=form, approver=approver))
    assert holds.every() == []
    hold = holds.withhold(order("a", "涉及商业秘密"), ApprovalForm(number="不公开〔2026〕12号", approver="院长"))
    assert hold.is_lasting
    assert holds.withheld_ids(date(2036, 1, 1)) == {"a"}
    assert holds.held_ids(FRIDAY) == set()
    holds.lift(hold.number, "院长", FRIDAY)
    assert holds.withheld_ids(FRIDAY) == set()


@pytest.mark.parametrize("workdays", [0, 11, -1])
def test_a_long_hold_is_no_way_around_the_form(holds: Holds, workdays: int) -> None:
    with pytest.raises(StateError, match="approval form"):
        holds.place(order("a"), library_calendar(), workdays=workdays)


def test_a_reason_with_a_persons_number_is_refused(holds: Holds) -> None:
    with pytest.raises(RemarkRefused) as caught:
        holds.place(order("a", "330106198001011234号重复"), library_calendar())
    assert "3301" not in str(caught.value)


def test_the_batch_that_a_held_record_shows_must_stay(holds: Holds) -> None:
    holds.place(order("a"), library_calendar(), PUBLIC)
    holds.place(order("b"), library_calendar())
    assert holds.batches_needed(FRIDAY) == {COURT: {PUBLIC}}
    assert holds.batches_needed(date(2026, 11, 25)) == {}


def test_a_hold_upon_a_hold_shows_the_row_of_the_first(holds: Holds) -> None:
    holds.place(order("a"), library_calendar(), PUBLIC)
    again = holds.place(order("a", "仍在核对", date(2026, 11, 24)), library_calendar(), BatchName("2026-11-24", 8))
    assert again.batch == str(PUBLIC)


BEFORE = batch_frame(
    changed={"party_name": "赵甲", "amount": "1", "_deadline": "2027-01-01", "_rule": "R4"},
    sooner={"party_name": "钱乙", "amount": "1", "_deadline": "2027-01-01", "_rule": "R4"},
    gone={"party_name": "孙丙"},
)
NOW = batch_frame(
    changed={"party_name": "赵甲", "amount": "2", "_deadline": "2028-01-01", "_rule": "R4"},
    free={"party_name": "周戊"},
    new={"party_name": "李丁"},
    sooner={"party_name": "钱乙", "amount": "2", "_deadline": "2026-12-01", "_rule": "R1"},
)


def test_a_held_record_keeps_its_last_public_form_or_stays_out() -> None:
    kept = keep_held(NOW, {"changed", "new", "sooner", "gone"}, [BEFORE]).set_index("id")
    assert kept.index.tolist() == ["changed", "free", "sooner"]
    assert '"amount":"1"' in kept["row"]["changed"]
    assert kept["deadline"]["changed"] == "2027-01-01"


def test_a_hold_never_keeps_a_record_longer() -> None:
    kept = keep_held(NOW, {"sooner"}, [BEFORE]).set_index("id")
    assert '"amount":"1"' in kept["row"]["sooner"]
    assert (kept["deadline"]["sooner"], kept["rule"]["sooner"]) == ("2026-12-01", "R1")


def test_nothing_held_changes_nothing() -> None:
    pd.testing.assert_frame_equal(keep_held(NOW, set(), [BEFORE]), NOW)


def test_without_the_earlier_batch_a_held_record_stays_out() -> None:
    assert "changed" not in set(keep_held(NOW, {"changed"}, [])["id"])
