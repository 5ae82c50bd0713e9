"""What the last pull said of every record: kept for the runs without a pull, which would else bring back what it took away.

A signed batch is older than the last pull. What that pull keeps away (R6, R7, R10 …), and what it no longer held (R9),
stays away in every `publish`, takedown and night without a source until a pull says otherwise.
"""

from pathlib import Path

import pandas as pd

from pipeline.composing.snapshot import Verdicts
from pipeline.core.frames import TEXT, Frame
from pipeline.core.schemas import LEAVING
from pipeline.state.ledger import Ledger
from pipeline.state.noted_file import NotedFile

NAME = "reasons.parquet"
"""The file of the state folder: every id of the pull; why it may not be public, where it may not."""
_FORM = "2"


def keep_verdicts(verdicts: Verdicts, state: Path, ledger: Ledger) -> None:
    """Replace what was kept before."""
    rest = sorted(verdicts.pulled - set(verdicts.away["id"]))
    public = pd.DataFrame({"id": rest}).astype(TEXT).reindex(columns=list(LEAVING.columns)).astype(TEXT)
    _file(state).write(pd.concat([verdicts.away[list(LEAVING.columns)], public], ignore_index=True), ledger)


def last_verdicts(state: Path, ledger: Ledger, public: Frame) -> Verdicts:
    """What the last pull said; where that is lost, that it held what is public now and nothing else.

    Args:
        state: The state folder.
        ledger: The ledger, which knows the file by its digest.
        public: The ledger's public records.
    """
    frame = _file(state).read(ledger)
    if frame is None:
        return Verdicts(pd.DataFrame(columns=list(LEAVING.columns)).astype(TEXT), frozenset(public["id"]))
    away = frame[frame["rule"].notna()].reset_index(drop=True)
    return Verdicts(away, frozenset(frame["id"]))


def _file(state: Path) -> NotedFile:
    return NotedFile(state / NAME, "last verdicts", tuple(LEAVING.columns), _FORM)
