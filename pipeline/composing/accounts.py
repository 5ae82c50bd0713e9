"""Accounts for enforcement money: a change goes out only when two people signed the batch that holds it.

Whoever changes an account sends other people's money to himself, so one officer's key is not enough, and a mode in which
nobody signs prints none. What was printed with two signatures before goes on in place of what one has signed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.approval.choose import Signed
from pipeline.approval.registry import person
from pipeline.core.frames import Frame, text_column
from pipeline.core.records import Dataset, canonical_json
from pipeline.state.batches import Batch
from pipeline.state.ledger import Ledger

_KEPT = "accounts of "
_COLUMN = "accounts"


@dataclass(frozen=True, slots=True)
class SettledAccounts:
    """A batch as far as its accounts may be printed."""

    batch: Batch
    waiting: tuple[str, ...]
    """Codes of courts whose accounts wait for a second signature."""


def printed_accounts(ledger: Ledger) -> dict[str, str]:
    """Record -> the accounts that it prints in public now, as JSON."""
    return ledger.notes_under(_KEPT)


def with_settled_accounts(batch: Batch, signed: Signed, printed: Mapping[str, str], needed: int) -> SettledAccounts:
    """The batch with new accounts where enough people signed them, else with those that are public.

    Args:
        batch: One that goes out.
        signed: Who signed it.
        printed: What is public (`printed_accounts`).
        needed: How many different people must sign a change; 0 where the deployment asks for no signature.
    """
    people = {person(approval.signer) for approval in signed.approvals}
    if len(people) >= needed:
        return SettledAccounts(batch, ())
    is_court = batch.frame["dataset"] == Dataset.COURTS.value
    rows, waiting = [], []
    for text in batch.frame["row"][is_court]:
        row = json.loads(text)
        before, now = printed.get(row["id"], ""), _text(row)
        if now != before:
            waiting.append(str(row.get("code", "")))
            text = canonical_json(row | {_COLUMN: json.loads(before) if before else None})
        rows.append(text)
    if not waiting:
        return SettledAccounts(batch, ())
    frame = batch.frame.copy(deep=False)
    frame["row"] = frame["row"].mask(is_court, text_column(rows, frame.index[is_court]).reindex(frame.index))
    return SettledAccounts(replace(batch, frame=frame), tuple(waiting))


def note_printed(ledger: Ledger, frame: Frame) -> None:
    """Note what accounts are public; call in the transaction that records the release.

    Args:
        ledger: The ledger.
        frame: The snapshot's rows.
    """
    printed = dict(_accounts(frame["row"][frame["dataset"] == Dataset.COURTS.value]))
    for record in printed_accounts(ledger).keys() - printed.keys():
        ledger.keep_note(_KEPT + record, "")
    for record, accounts in printed.items():
        ledger.keep_note(_KEPT + record, accounts)


def _accounts(rows: Iterable[str]) -> Iterable[tuple[str, str]]:
    for row in map(json.loads, rows):
        if accounts := _text(row):
            yield row["id"], accounts


def _text(row: Mapping[str, object]) -> str:
    return json.dumps(row[_COLUMN], ensure_ascii=False, sort_keys=True) if row.get(_COLUMN) else ""
