"""The staged release: every byte that is to go out, its manifest, and the note that says as of when."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.ledger import Release
from pipeline.records import PARTY_LISTS, Dataset
from pipeline.snapshot import Snapshot

FORMAT = 1
"""Version of ``release.json``."""

_PER_RELEASE = ("release.json", "releases/releases.json")
"""Files that may change on a night on which nothing else does."""


@dataclass(frozen=True, slots=True)
class StagedRelease:
    """A complete tree that is not public yet."""

    root: Path
    release: Release


def fresh_staging(folder: Path) -> Path:
    """An empty staging folder; what an interrupted run left there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def tree_digest(root: Path) -> str:
    """SHA-256 over ``<sha256>  <path>`` lines of all files, sorted by path, per-release notes left out."""
    digest = hashlib.sha256()
    for path in sorted(files_below(root)):
        name = path.relative_to(root).as_posix()
        if name not in _PER_RELEASE:
            digest.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n".encode())
    return digest.hexdigest()


def files_below(root: Path) -> Iterable[Path]:
    """Every file of a tree."""
    return (path for path in root.rglob("*") if path.is_file())


def write_release_notes(
    staged: StagedRelease, earlier: list[Release], snapshot: Snapshot, names: dict[str, str]
) -> None:
    """Write ``release.json`` and ``releases/releases.json``, the only files with a date of their own."""
    release = staged.release
    _write_json(
        staged.root / "release.json",
        {
            "format": FORMAT,
            "number": release.number,
            "date": release.date,
            "digest": release.digest,
            "counts": release.counts,
            "as_of": as_of_by_court(snapshot, names),
        },
    )
    listed = [{"number": r.number, "date": r.date, "digest": r.digest} for r in (*earlier, release)]
    _write_json(staged.root / "releases" / "releases.json", listed)


def count_datasets(snapshot: Snapshot) -> dict[str, int]:
    """Dataset -> number of public records."""
    counts = snapshot.frame["dataset"].value_counts()
    return {
        dataset.value: int(counts.get(dataset.value, 0)) for dataset in Dataset if dataset is not Dataset.WITHHOLDINGS
    }


def as_of_by_court(snapshot: Snapshot, names: dict[str, str]) -> dict[str, Any]:
    """Court code -> name, the night of its batch, and the lists that are paused because it could not be read (R12)."""
    return {
        court: {"name": names.get(court) or court, "date": day}
        | ({"paused": [dataset.value for dataset in PARTY_LISTS]} if court in snapshot.paused else {})
        for court, day in sorted(snapshot.as_of.items())
    }


def _write_json(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
