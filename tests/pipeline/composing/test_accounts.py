"""Accounts for enforcement money: a change needs two people, and what was public stays until then."""

import json
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from pipeline.approval.choose import Signed
from pipeline.approval.envelopes import Approval
from pipeline.approval.schemes import Scheme
from pipeline.composing.accounts import note_printed, printed_accounts, with_settled_accounts
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import canonical_json
from pipeline.core.schemas import BATCH_ROW
from pipeline.state.batches import Batch, BatchInfo, BatchName
from pipeline.state.ledger import Ledger

OLD, NEW = [{"bank": "某行", "account": "1202000109000001"}], [{"bank": "某行", "account": "1202000109000002"}]
INFO = BatchInfo("浙01", "2026-11-20", "0" * 64, 1, "standard", "five-day", "", "")


def court(accounts: list[dict[str, str]] | None) -> str:
    row = {"id": "a" * 16, "dataset": "courts", "court_code": "浙01", "code": "浙0106", "accounts": accounts}
    return canonical_json(row)


def rows_of(accounts: list[dict[str, str]] | None) -> Frame:
    row = {"id": "a" * 16, "dataset": "courts", "row": court(accounts)}
    other = {"id": "b" * 16, "dataset": "guidelines", "row": "{}"}
    return pd.DataFrame([row, other], columns=list(BATCH_ROW.columns)).astype(TEXT)


def signed_by(*officers: str) -> Signed:
    approvals = tuple(Approval(officer, officer, Scheme.ED25519, cast("Any", None)) for officer in officers)
    return Signed("浙01", BatchName("2026-11-20", 1), INFO, approvals)


@pytest.mark.parametrize(
    ("officers", "needed", "shown"),
    [
        (("甲", "乙"), 2, NEW),
        (("甲",), 2, OLD),
        (("甲", " 甲"), 2, OLD),
        ((), 2, OLD),
        ((), 0, NEW),
    ],
)
def test_a_change_is_shown_only_when_enough_different_people_signed_it(
    officers: tuple[str, ...], needed: int, shown: list[dict[str, str]]
) -> None:
    printed = {"a" * 16: json.dumps(OLD, ensure_ascii=False, sort_keys=True)}
    settled = with_settled_accounts(Batch(INFO, rows_of(NEW)), signed_by(*officers), printed, needed)
    rows = [json.loads(row) for row in settled.batch.frame["row"]]
    assert rows[0]["accounts"] == shown
    assert rows[1] == {}
    assert settled.waiting == (() if shown is NEW else ("浙0106",))


def test_a_first_account_that_one_person_signed_is_not_shown_at_all() -> None:
    settled = with_settled_accounts(Batch(INFO, rows_of(NEW)), signed_by("甲"), {}, 2)
    assert "accounts" not in json.loads(settled.batch.frame["row"][0])


def test_an_account_that_one_person_takes_away_stays() -> None:
    printed = {"a" * 16: json.dumps(OLD, ensure_ascii=False, sort_keys=True)}
    settled = with_settled_accounts(Batch(INFO, rows_of(None)), signed_by("甲"), printed, 2)
    assert json.loads(settled.batch.frame["row"][0])["accounts"] == OLD


def test_what_is_public_is_noted_and_forgotten_with_its_court(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    with ledger.transaction():
        note_printed(ledger, rows_of(OLD))
    assert {record: json.loads(text) for record, text in printed_accounts(ledger).items()} == {"a" * 16: OLD}
    unchanged = with_settled_accounts(Batch(INFO, rows_of(OLD)), signed_by("甲"), printed_accounts(ledger), 2)
    assert unchanged.waiting == ()
    with ledger.transaction():
        note_printed(ledger, rows_of(None))
    assert printed_accounts(ledger) == {}
    ledger.close()
