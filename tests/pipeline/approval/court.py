"""A court with officers, keys, batches and envelopes, all invented."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pandas as pd

from pipeline.approval.choose import Chosen, PastReleases, PublishedBatch, choose_batches
from pipeline.approval.envelopes import sign_batch
from pipeline.approval.keys import SigningKey, make_key
from pipeline.approval.modes import ApprovalMode
from pipeline.approval.registry import KnownOfficers, Registry, parse_registry
from pipeline.approval.schemes import DEFAULT_SCHEME as DEFAULT
from pipeline.approval.schemes import Scheme
from pipeline.approval.statement import Reviews
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import canonical_json
from pipeline.core.workdays import library_calendar
from pipeline.state.batches import BATCH_COLUMNS, Batch, BatchName, BatchStore, make_batch
from pipeline.state.envelopes import EnvelopeStore
from pipeline.state.folder import StateFiles

COURT = "浙0106"
PASSPHRASE = "invented passphrase"
MONDAY = date(2026, 11, 16)
FIRST_DAY = date(2026, 11, 1)
NOBODY = Reviews({}, ())


def batch_frame(**rows: dict[str, str]) -> Frame:
    """A batch of listings: id -> published columns and, with ``_`` before the name, batch columns."""
    lines = []
    for record, given in rows.items():
        said = {"id": record, "dataset": "dishonest_debtors", "court_code": COURT, "court_name": "杭州市西湖区人民法院"}
        said |= {name: value for name, value in given.items() if not name.startswith("_")}
        beside = {name[1:]: value for name, value in given.items() if name.startswith("_")}
        lines.append({"id": record, "dataset": "dishonest_debtors", "row": canonical_json(said), **beside})
    return pd.DataFrame(lines, columns=list(BATCH_COLUMNS)).astype(TEXT)


def sealed(frame: Frame, on: date = MONDAY, court: str = COURT) -> Batch:
    """A sealed batch."""
    return make_batch(court, on, frame, "standard", "five-day")


@dataclass
class Court:
    """Folders, officers and what they do."""

    home: Path
    keys: dict[str, SigningKey] = field(default_factory=dict)
    entries: list[str] = field(default_factory=list)
    rules: str = ""

    @property
    def store(self) -> BatchStore:
        return BatchStore(self.home / "batches")

    @property
    def envelopes(self) -> EnvelopeStore:
        return EnvelopeStore(self.home / "envelopes")

    @property
    def registry(self) -> Registry:
        return parse_registry("\n".join(self.entries) + self.rules)

    def hire(self, signer: str, court: str = COURT, days: int = 365, as_: str = "", scheme: Scheme = DEFAULT) -> None:
        """An officer with a key; ``as_`` names the key where one person has two."""
        key = make_key(signer, court, days, FIRST_DAY, scheme)
        self.entries.append(key.entry)
        self.keys[as_ or signer] = key.opened

    def seal(self, frame: Frame, on: date = MONDAY, number: int = 1, court: str = COURT) -> BatchName:
        """Write a batch."""
        return self.store.write(sealed(frame, on, court), number)

    def sign(self, name: BatchName, who: str, on: date, court: str = COURT, registry: Registry | None = None) -> Path:
        """An officer signs a batch."""
        batch = self.store.read(court, name)
        key = self.keys[who]
        envelope = sign_batch(key, registry or self.registry, batch, name, on, NOBODY)
        return self.envelopes.write(court, name, key.keyid, envelope)

    def choose(
        self, on: date, mode: ApprovalMode = ApprovalMode.COURT, published: dict[str, PublishedBatch] | None = None
    ) -> Chosen:
        """What goes out."""
        files, officers = StateFiles(self.home), KnownOfficers(self.registry)
        return choose_batches(files, officers, mode, on, PastReleases(published or {}), library_calendar())
