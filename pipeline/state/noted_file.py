"""A private frame of the state folder whose digest the ledger knows, so that a lost, damaged or older file is noticed."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pipeline.core.frames import Frame
from pipeline.state.ledger import Ledger
from pipeline.state.parquet import read_texts, write_texts


@dataclass(frozen=True, slots=True)
class NotedFile:
    """The file, and under which key the ledger notes it: a form, then the digests that the file may have."""

    path: Path
    key: str
    columns: tuple[str, ...]
    form: str
    """What the content was made for; a file of another form counts as lost."""

    def is_new(self, ledger: Ledger) -> bool:
        """Whether no run has ever written it."""
        return ledger.note(self.key) is None and not self.path.is_file()

    def read(self, ledger: Ledger) -> Frame | None:
        """The frame that was written last; None where the file is not that one, or nobody noted it."""
        form, *digests = (ledger.note(self.key) or "").split() or [""]
        if form != self.form or (digests and _digest_of(self.path) not in digests):
            return None
        return read_texts(self.path, self.columns)

    def write(self, frame: Frame, ledger: Ledger) -> None:
        """Write it whole; whenever the run is killed, the ledger knows the file that lies there."""
        aside = self.path.with_name(self.path.name + ".next")
        write_texts(frame, aside)
        old, new = _digest_of(self.path), _digest_of(aside)
        ledger.keep_note(self.key, f"{self.form} {old} {new}".strip())
        aside.replace(self.path)
        ledger.keep_note(self.key, f"{self.form} {new}")


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
