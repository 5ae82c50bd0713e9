"""Batch files, keys and officers for the signing page, all invented."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.approval.registry import Registry, parse_registry
from pipeline.core.frames import Frame
from pipeline.review.batch_file import batch_file_bytes
from pipeline.review.changes import records_of
from pipeline.state.batches import Batch, BatchName, make_batch
from tests.pipeline.review.deciding import PASSPHRASE
from tests.pipeline.review.invented import (
    BEFORE,
    COURT,
    NIGHT,
    auction,
    facts,
    frame,
    newest,
    opaque,
    signed,
    source,
)
from tests.support.officers import lay_key

NAME = BatchName(NIGHT.isoformat(), 12)


def showable() -> Frame:
    """The invented batch with the hostile notice as the sanitiser leaves it."""
    rows = [row for row in records_of(newest()) if row["id"] != opaque("hostile auction")]
    tame = auction("hostile auction", title="<script>alert(1)</script>\u202e倒", body="<p>1 &lt; 2 &amp; 3</p><br>")
    return frame(*rows, tame)


def sealed(rows: Frame) -> Batch:
    return make_batch(COURT, NIGHT, rows, "standard", "five-day")


@dataclass(frozen=True)
class SigningDesk:
    """A court, its officers' keys, and the file of its batch."""

    folder: Path
    registry: Registry
    batch: Batch
    before: Batch | None
    file: Path

    @property
    def key(self) -> Path:
        return self.folder / "lu.pem"

    def other_file(self, change: Callable[[dict[str, Any]], object]) -> Path:
        """The file with something changed in it."""
        tree = json.loads(self.file.read_bytes())
        change(tree)
        path = self.folder / "other.batch.json"
        path.write_text(json.dumps(tree, ensure_ascii=False), encoding="utf-8")
        return path


def signing_desk(folder: Path, rows: Frame | None = None, before: Frame | None = None) -> SigningDesk:
    """Lay everything out in a folder."""
    entry = lay_key(folder / "lu.pem", PASSPHRASE, "陆明", COURT, BEFORE)
    lay_key(folder / "stranger.pem", PASSPHRASE, "路人", COURT, BEFORE)
    registry = parse_registry(entry)
    batch = sealed(showable() if rows is None else rows)
    old = sealed(signed() if before is None else before)
    given = source(
        facts=facts(digest=batch.info.digest),
        newest=batch.frame,
        signed=old.frame,
        officers=registry.key,
        threshold=2,
    )
    path = folder / "a.batch.json"
    path.write_bytes(batch_file_bytes(given, batch.info, NAME))
    return SigningDesk(folder, registry, batch, old, path)
