"""The parts of the state folder that decisions touch."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.state.batches import BatchStore
from pipeline.state.envelopes import EnvelopeStore
from pipeline.state.ledger import Ledger


@dataclass(frozen=True, slots=True)
class StateFiles:
    """Where decisions are kept."""

    state: Path

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
        """The ledger, for one decision."""
        ledger = Ledger(self.state / "ledger.sqlite")
        try:
            yield ledger
        finally:
            ledger.close()
