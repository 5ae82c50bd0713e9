"""One court's masked records of one night: what the court answers for.

The digest is taken over the canonical rows, sorted by dataset and id; Parquet is only the container,
whose bytes change with library versions. Beside each row stands what the ledger must know of it: when its
time is up, and by which rule.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.errors import StateError
from pipeline.frames import TEXT, Frame

BATCH_COLUMNS = ("id", "dataset", "row", "decision", "deadline", "rule", "verb", "ground", "corrected")
"""``row`` is canonical JSON; ``decision`` the listing's decision number; ``deadline`` an ISO date or NA;
``corrected`` is 更正 where the source says so [SX art.9 第二款]."""


@dataclass(frozen=True, slots=True)
class BatchInfo:
    """What stands beside a batch's container."""

    court_code: str
    date: str
    digest: str
    rows: int
    profile: str
    rule_set: str


@dataclass(frozen=True, slots=True)
class Batch:
    """A court's records of one night, columns `BATCH_COLUMNS`, sorted by dataset and id."""

    info: BatchInfo
    frame: Frame


def batch_digest(rows: Iterable[str]) -> str:
    """SHA-256 over canonical rows, one a line, in the given order."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(row.encode() + b"\n")
    return digest.hexdigest()


def make_batch(court_code: str, on: date, frame: Frame, profile: str, rule_set: str) -> Batch:
    """Seal the masked records of one court."""
    ordered = frame.sort_values(["dataset", "id"], kind="stable").reset_index(drop=True)[list(BATCH_COLUMNS)]
    info = BatchInfo(court_code, on.isoformat(), batch_digest(ordered["row"]), len(ordered), profile, rule_set)
    return Batch(info, ordered)


def split_by_court(frame: Frame, courts: Iterable[str]) -> Iterator[tuple[str, Frame]]:
    """The rows of each court in turn; a court without rows gives an empty frame."""
    groups = dict(iter(frame.groupby("court_code", sort=False)))
    for court in sorted(courts):
        yield court, groups.get(court, frame.iloc[:0])


class BatchStore:
    """The folder of batches: per court the newest, older ones deleted once it is public (DESIGN §4).

    A batch is named by its night and the number of the release it was made for, so that two runs of one
    night do not overwrite each other.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, batch: Batch, number: int) -> None:
        """Write aside and rename: the container first, what names it last."""
        court = self._folder / batch.info.court_code
        court.mkdir(parents=True, exist_ok=True)
        note = court / f"{batch.info.date}_{number:06d}.json"
        container = note.with_suffix(".parquet")
        aside = container.with_suffix(".tmp")
        batch.frame.to_parquet(aside, index=False)
        aside.replace(container)
        aside.write_text(json.dumps(asdict(batch.info), ensure_ascii=False), encoding="utf-8")
        aside.replace(note)

    def courts(self) -> list[str]:
        """The courts that have a batch."""
        if not self._folder.is_dir():
            return []
        return sorted(folder.name for folder in self._folder.iterdir() if any(folder.glob("*.json")))

    def newest(self, court_code: str) -> Batch:
        """The newest batch of a court.

        Raises:
            StateError: The container does not fit its digest.
        """
        note = max((self._folder / court_code).glob("*.json"))
        info = BatchInfo(**json.loads(note.read_text(encoding="utf-8")))
        container = note.with_suffix(".parquet")
        try:
            frame = pq.read_table(container).to_pandas().astype(TEXT)
            fits = batch_digest(frame["row"]) == info.digest
        except (OSError, ValueError, KeyError):
            fits = False
        if not fits:
            raise StateError(
                f"batch {court_code}/{container.name} does not fit its digest; delete it and its .json "
                "and run `publish.py nightly`"
            )
        return Batch(info, frame)

    def drop_older(self, court_code: str) -> None:
        """Delete every batch of a court but the newest; call when that is public."""
        notes = sorted((self._folder / court_code).glob("*.json"))
        for note in notes[:-1]:
            note.unlink()
        for container in (self._folder / court_code).glob("*.parquet"):
            if container.stem != notes[-1].stem:
                container.unlink()

    def discard(self, number: int) -> None:
        """Delete the batches made for a release that was refused; the ones before count again."""
        for note in self._folder.glob(f"*/*_{number:06d}.json"):
            note.unlink()
            note.with_suffix(".parquet").unlink()
