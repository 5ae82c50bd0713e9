"""What an officer can decide in a served review; the pages and the server know nothing else.

A message is one Chinese line for the officer; a refusal is a `YangguangError`, whose message is shown as it is.
Calls come from several threads, one at a time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

HOLD_WORKDAYS = 2
"""Working days of a hold where nothing else is said."""


@dataclass(frozen=True, slots=True)
class HoldAsked:
    """Keep a record away: some working days, or for good with an approval."""

    record: str
    reason: str
    workdays: int = HOLD_WORKDAYS
    form_number: str = ""
    """不公开审批表 number; a lasting hold needs it and the approver [SPC-2014 art.15]."""
    approver: str = ""

    @property
    def is_lasting(self) -> bool:
        """Whether it is 不公开."""
        return bool(self.form_number or self.approver)


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """A field of a record is wrong."""

    record: str
    field: str
    note: str
    """Why, without personal data."""
    is_finding: bool = False
    """The court found it itself: the three working days of SX art.9 start."""


@dataclass(frozen=True, slots=True)
class LegalityAsked:
    """An officer's word on a finding of a legality check that holds a record."""

    record: str
    check: str
    """Of pipeline/rules/legality.toml."""
    reason: str
    """Why the record may be public, without personal data."""


class Decisions(Protocol):
    """The decisions of one court's officers on one batch."""

    def newest_digest(self) -> str:
        """Digest of the court's newest batch in the store; decisions on pages of another one are refused."""

    def signers(self) -> tuple[str, ...]:
        """Names of the officers who may sign today; none where no private key is at hand."""

    def statement(self) -> Mapping[str, str]:
        """Exactly what is signed, label -> value, in the order of the page."""

    def hold(self, asked: HoldAsked) -> str:
        """Hold a record; gives the line that says until when."""

    def ask_correction(self, asked: CorrectionAsked) -> str:
        """Note that a field is wrong."""

    def answer_legality(self, asked: LegalityAsked) -> str:
        """Answer a finding that holds a record of this court; the next night reads it."""

    def mark_reviewed(self, handler: str) -> str:
        """The handler has reviewed all his records of this batch."""

    def approve(self, passphrase: str, signer: str) -> str:
        """Sign the batch; the passphrase is used once and kept nowhere."""
