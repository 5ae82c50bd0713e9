from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pipeline.approval.choose import tidy_batches
from pipeline.composing.apply_decisions import Outgoing, note_settled, prepare_batches
from pipeline.composing.stand_in import Standing
from pipeline.core.acts import Verb
from pipeline.core.frames import Frame
from pipeline.core.workdays import library_calendar
from pipeline.decisions.corrections import CorrectionRequest, Corrections, State
from pipeline.decisions.holds import ApprovalForm, HoldOrder, Holds
from pipeline.state.batches import BatchName
from pipeline.state.ledger import Ledger
from tests.pipeline.approval.court import COURT, MONDAY, Court, batch_frame

TUESDAY, THURSDAY = date(2026, 11, 17), date(2026, 11, 19)
WHO = "执行局甲"
OLD = batch_frame(a={"party_name": "赵甲", "amount": "1"}, b={"party_name": "钱乙"})
NEW = batch_frame(a={"party_name": "赵甲", "amount": "2"}, b={"party_name": "钱乙"}, c={"party_name": "孙丙"})
FIXED = batch_frame(
    a={"party_name": "赵甲", "amount": "2", "_corrected": "更正", "_corrected_on": "2026-11-16"},
    b={"party_name": "钱乙"},
)


@pytest.fixture
def court(tmp_path: Path) -> Court:
    made = Court(tmp_path)
    made.hire(WHO)
    return made


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


def signed(court: Court, frame: Frame, on: date, number: int) -> BatchName:
    name = court.seal(frame, on, number)
    court.sign(name, WHO, on)
    return name


def prepared(court: Court, ledger: Ledger, on: date) -> Outgoing:
    """With the records of `OLD` in public."""
    return prepare_batches(court.choose(on), court.store, ledger, on, library_calendar(), Standing(OLD))


def order(record: str, reason: str, on: date) -> HoldOrder:
    return HoldOrder(record_id=record, court_code=COURT, held_by=WHO, reason=reason, on=on)


def asking(asked: Verb, ground: str, *, is_own_finding: bool = False) -> CorrectionRequest:
    return CorrectionRequest(record_id="a", court_code=COURT, asked=asked, ground=ground, is_own_finding=is_own_finding)


def ids(outgoing: Outgoing) -> list[str]:
    return outgoing.batches[0].frame["id"].tolist()


def test_a_signed_batch_goes_out_as_it_is(court: Court, ledger: Ledger) -> None:
    signed(court, OLD, MONDAY, 1)
    outgoing = prepared(court, ledger, MONDAY)
    assert ids(outgoing) == ["a", "b"]
    assert outgoing.away.empty


def test_a_held_change_shows_the_last_public_row_through_later_signatures(court: Court, ledger: Ledger) -> None:
    public = signed(court, OLD, MONDAY, 1)
    for record in ("a", "c"):
        Holds(ledger).place(order(record, "核对", TUESDAY), library_calendar(), public if record == "a" else None)
    signed(court, NEW, TUESDAY, 2)
    tidy_batches(court.store, court.choose(TUESDAY), Holds(ledger).batches_needed(TUESDAY))
    outgoing = prepared(court, ledger, TUESDAY)
    assert ids(outgoing) == ["a", "b"]
    assert '"amount":"1"' in outgoing.batches[0].frame["row"][0]
    after = prepared(court, ledger, date(2026, 11, 20))
    assert ids(after) == ["a", "b", "c"]
    assert '"amount":"2"' in after.batches[0].frame["row"][0]


def test_a_withheld_record_leaves_at_once_under_r6(court: Court, ledger: Ledger) -> None:
    signed(court, OLD, MONDAY, 1)
    form = ApprovalForm(number="不公开〔2026〕1号", approver="院长")
    Holds(ledger).withhold(order("b", "商业秘密", MONDAY), form)
    outgoing = prepared(court, ledger, MONDAY)
    assert ids(outgoing) == ["a"]
    assert outgoing.away[["id", "rule", "verb", "deadline"]].to_numpy().tolist() == [["b", "R6", "屏蔽", "2026-11-16"]]


def test_an_unsigned_correction_past_its_clock_hides_the_field(court: Court, ledger: Ledger) -> None:
    signed(court, OLD, MONDAY, 1)
    court.seal(FIXED, TUESDAY, 2)
    assert "amount" in prepared(court, ledger, date(2026, 11, 18)).batches[0].frame["row"][0]
    assert "amount" not in prepared(court, ledger, THURSDAY).batches[0].frame["row"][0]


def test_a_request_that_was_upheld_takes_the_record_and_is_settled_when_the_court_has_signed(
    court: Court, ledger: Ledger
) -> None:
    signed(court, OLD, MONDAY, 1)
    corrections = Corrections(ledger)
    number = corrections.record(asking(Verb.CORRECTED, "金额有误", is_own_finding=True), MONDAY, WHO).number
    assert ids(prepared(court, ledger, date(2026, 11, 18))) == ["a", "b"]
    late = prepared(court, ledger, THURSDAY)
    assert ids(late) == ["b"]
    assert late.settled == ()
    signed(court, FIXED, THURSDAY, 3)
    mended = prepared(court, ledger, THURSDAY)
    assert ids(mended) == ["a", "b"]
    note_settled(ledger, mended, THURSDAY)
    assert corrections.find(number).state is State.CORRECTED


def test_a_request_without_a_finding_hides_nothing(court: Court, ledger: Ledger) -> None:
    signed(court, OLD, MONDAY, 1)
    Corrections(ledger).record(asking(Verb.WITHDRAWN, "不应纳入"), MONDAY, WHO)
    assert ids(prepared(court, ledger, date(2027, 1, 1))) == ["a", "b"]


def test_a_damaged_newest_batch_does_not_stop_what_is_signed(court: Court, ledger: Ledger) -> None:
    signed(court, OLD, MONDAY, 1)
    waits = court.seal(NEW, TUESDAY, 2)
    (court.home / "batches" / COURT / f"{waits}.parquet").write_bytes(b"")
    assert ids(prepared(court, ledger, TUESDAY)) == ["a", "b"]
