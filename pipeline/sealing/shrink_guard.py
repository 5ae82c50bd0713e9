"""The shrink guard in a night: what it remembers, what it says of tonight's pull, and which rows it holds back."""

from collections.abc import Collection
from datetime import date

from pipeline.core.operator import now, operator
from pipeline.retention.judge_night import Judgement
from pipeline.sealing.seal import MaskedRows
from pipeline.sealing.shrinkage import (
    NO_SHRINKAGE,
    Pair,
    guard_shrink,
    log_accepted,
    public_tonight,
    waiting_as_text,
    waiting_from_text,
)
from pipeline.settings.deployment import Settings
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger

_WAITING = "shrunk lists that wait"


class ShrinkGuard:
    """The guard of one run."""

    def __init__(self, settings: Settings, ledger: Ledger, on: date) -> None:
        self._settings = settings
        self._ledger = ledger
        self._on = on
        self._said = NO_SHRINKAGE

    @property
    def spared(self) -> frozenset[str]:
        """Ids of the records that stay though the source has them no more."""
        return self._said.spared

    @property
    def notes(self) -> tuple[str, ...]:
        """For the run's report."""
        return self._said.notes()

    def look(self, judgement: Judgement, accepted: Collection[Pair]) -> None:
        """Judge what tonight's pull would take away; ``accepted`` is what `--accept-shrink` names.

        Raises:
            StateError: What was remembered is damaged.
        """
        self._said = guard_shrink(
            self._ledger.public(),
            public_tonight({dataset: judgement.public(dataset) for dataset in judgement.frames}),
            judgement.reasons(),
            self._on,
            self._settings.shrink,
            waiting_from_text(self._ledger.note(_WAITING)),
            accepted,
        )

    def remember(self) -> None:
        """Since when each list waits; inside the run's transaction."""
        self._ledger.keep_note(_WAITING, waiting_as_text(self._said.waiting))

    def log(self, number: int) -> None:
        """An entry in the audit log for each list that the flag let go, for release ``number``."""
        log_accepted(self._said, StateFiles(self._settings.state).audit, operator(), now(), number, self._ledger)

    def hold_back(self, judgement: Judgement, rows: MaskedRows) -> MaskedRows:
        """Tonight's rows, with yesterday's in place of those of stopped lists."""
        if not self._said.pairs:
            return rows
        return rows.held_back(StateFiles(self._settings.state).batches, judgement.reasons(), self._said.pairs)
