"""The real decisions: keys, envelopes, ledger and audit log in a temporary state folder."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pipeline.approval.envelopes import read_envelope, statement_of, verify_envelope
from pipeline.core.messages import in_language
from pipeline.decisions import audit
from pipeline.decisions.holds import Holds
from pipeline.review.decisions import CourtDecisions, NotDecided
from pipeline.review.gathering import gather_source
from pipeline.review.protocol import CorrectionAsked, HoldAsked
from pipeline.state.batches import BatchName, make_batch
from tests.pipeline.review.deciding import PASSPHRASE
from tests.pipeline.review.invented import BEFORE, COURT, COURT_NAME, NIGHT, newest, opaque


def what_was_done(desk: CourtDecisions) -> list[tuple[str, str]]:
    return [(entry.what, entry.who) for entry in audit.entries(desk.files.audit)]


def test_an_officer_signs_what_the_page_showed(desk: CourtDecisions) -> None:
    shown = desk.statement()
    assert in_language(desk.approve(PASSPHRASE, "陆明"), "zh").startswith("陆明已签署")
    (envelope,) = desk.files.envelopes.of(COURT, desk.name)
    batch = desk.files.batches.read(COURT, desk.name)
    approval = verify_envelope(read_envelope(envelope), desk.registry, batch.info, desk.name, NIGHT)
    assert approval.signer == "陆明"
    assert shown["批次摘要"] == approval.statement.digest == desk.newest_digest()
    assert shown["条数"] == str(approval.statement.rows)
    assert shown["未经承办人审核"] == f"{len(approval.statement.exceptions)} 条"
    assert what_was_done(desk) == [("approve", "陆明")]
    assert audit.verify(desk.files.audit) is None


@pytest.mark.parametrize(
    ("passphrase", "signer", "line"),
    [("wrong", "陆明", "the passphrase is wrong"), (PASSPHRASE, "何清", "this private key is 陆明's, not 何清's")],
)
def test_a_signature_is_refused_with_one_line(desk: CourtDecisions, passphrase: str, signer: str, line: str) -> None:
    with pytest.raises(NotDecided, match=line):
        desk.approve(passphrase, signer)
    assert desk.files.envelopes.of(COURT, desk.name) == []
    assert what_was_done(desk) == []


def test_without_a_key_nobody_can_sign(desk: CourtDecisions) -> None:
    without = replace(desk, key=None)
    assert without.signers() == ()
    with pytest.raises(NotDecided, match="there is no private key"):
        without.approve(PASSPHRASE, "陆明")


def test_an_expired_key_signs_nothing(desk: CourtDecisions) -> None:
    later = replace(desk, now=lambda: datetime(2027, 11, 20, tzinfo=UTC))
    assert later.signers() == ()
    with pytest.raises(NotDecided, match="not signed: expired key"):
        later.approve(PASSPHRASE, "陆明")


def test_signers_are_the_officers_of_the_court(desk: CourtDecisions) -> None:
    assert desk.signers() == ("陆明", "何清")


def test_a_hold_lasts_two_working_days_and_keeps_the_signed_row(desk: CourtDecisions) -> None:
    said = desk.hold(HoldAsked(opaque("debtor 20"), "等待核实"))
    assert in_language(said, "zh") == "已登记第1号：暂缓公布至2026-11-24。"
    assert desk.hold(HoldAsked(opaque("debtor 30"), "等待核实")).startswith("hold 2 is registered")
    with desk.files.ledger() as ledger:
        known, new = Holds(ledger).every()
    assert (known.batch, new.batch) == (str(desk.signed), None)
    assert known.held_by == "陆明"
    assert what_was_done(desk) == [("hold", "陆明"), ("hold", "陆明")]


def test_a_lasting_hold_names_form_and_approver(desk: CourtDecisions) -> None:
    line = desk.hold(
        HoldAsked(opaque("debtor 20"), "涉及隐私", form_number="浙0106不公开〔2026〕12号", approver="何清")
    )
    assert in_language(line, "zh") == "已登记第1号：不予公开，直至解除。"
    with desk.files.ledger() as ledger:
        assert Holds(ledger).withheld_ids(NIGHT) == {opaque("debtor 20")}


def test_a_refused_hold_leaves_no_trace(desk: CourtDecisions) -> None:
    with pytest.raises(NotDecided, match="write it anew"):
        desk.hold(HoldAsked(opaque("debtor 20"), "电话13800000000"))
    with desk.files.ledger() as ledger:
        assert Holds(ledger).every() == []
    assert what_was_done(desk) == []


@pytest.mark.parametrize(("is_finding", "due"), [(False, "2026-12-05"), (True, "2026-11-25")])
def test_a_correction_starts_the_clock_of_its_kind(desk: CourtDecisions, is_finding: bool, due: str) -> None:
    line = desk.ask_correction(CorrectionAsked(opaque("debtor 20"), "obligation", "金额有误", is_finding))
    assert due in line
    assert what_was_done(desk) == [("correct", "陆明")]


def test_a_review_at_the_desk_stands_in_the_signed_statement(desk: CourtDecisions) -> None:
    exceptions = int(desk.statement()["未经承办人审核"].split()[0])
    assert "h02" in desk.mark_reviewed("h02")
    assert "h02（2026-11-20）" in desk.statement()["已审核的承办人"]
    assert int(desk.statement()["未经承办人审核"].split()[0]) == exceptions - 1
    desk.approve(PASSPHRASE, "陆明")
    (envelope,) = desk.files.envelopes.of(COURT, desk.name)
    statement = statement_of(read_envelope(envelope))
    assert statement.reviewed["h02"] == "2026-11-20"
    assert opaque("debtor 30") not in statement.exceptions


def test_a_review_of_one_batch_says_nothing_of_the_next(desk: CourtDecisions) -> None:
    desk.mark_reviewed("h02")
    later = desk.files.batches.write(
        make_batch(COURT, date(2026, 11, 21), newest().iloc[:-1], "standard", "five-day"), 13
    )
    assert "h02" not in replace(desk, name=later).statement()["已审核的承办人"]


def test_a_handler_without_records_reviews_nothing(desk: CourtDecisions) -> None:
    with pytest.raises(NotDecided, match="no record of this handler"):
        desk.mark_reviewed("h99")


def test_decisions_are_taken_in_whatever_thread_asks(desk: CourtDecisions) -> None:
    lines: list[str] = []
    thread = threading.Thread(target=lambda: lines.append(desk.hold(HoldAsked(opaque("debtor 20"), "等待核实"))))
    thread.start()
    thread.join()
    assert lines == ["hold 1 is registered: held until 2026-11-24."]


def test_the_review_is_gathered_from_the_state_folder(desk: CourtDecisions) -> None:
    source = gather_source(desk.files.state, COURT, desk.signed)
    assert source.facts.court_name == COURT_NAME
    assert source.facts.digest == desk.newest_digest()
    assert source.facts.signed_on == BEFORE.isoformat()
    assert source.signed is not None
    assert gather_source(desk.files.state, COURT, None).signed is None
    assert desk.name == BatchName(NIGHT.isoformat(), 12)
