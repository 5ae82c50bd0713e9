"""The parts of the state folder that decisions touch."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.state.batches import BatchStore
from pipeline.state.database import LEDGER_FILE
from pipeline.state.envelopes import EnvelopeStore
from pipeline.state.ledger import Ledger
from pipeline.state.owner import Owner, refuse_others


@dataclass(frozen=True, slots=True)
class StateFiles:
    """Where decisions are kept."""

    state: Path
    owner: Owner | None = None
    """Whose it must be; None where nothing depends on it."""

    @property
    def batches(self) -> BatchStore:
        """The batches."""
        return BatchStore(self.state / "batches")

    @property
    def envelopes(self) -> EnvelopeStore:
        """The signatures."""
        return EnvelopeStore(self.state / "envelopes")

    @property
    def audit(self) -> Path:
        """The log of decisions."""
        return self.state / "audit.jsonl"

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The ledger, for one decision.

        Raises:
            StateError: It is damaged, or the state folder is another deployment's.
        """
        ledger = Ledger(self.state / LEDGER_FILE)
        try:
            if self.owner is not None:
                refuse_others(ledger, self.owner)
            yield ledger
        finally:
            ledger.close()
