"""The staged release: every byte that is to go out, its manifest, and the note that says as of when."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipeline.approval.keys import SigningKey
from pipeline.composing.snapshot import Snapshot
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.release.file_list import FILE_LIST, digest_of_files, pack_file_list
from pipeline.release.signature import sign_note
from pipeline.state.ledger import Release

FORMAT = 1
"""Version of ``release.json``."""


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
    return digest_of_files(file_digests(root))


def file_digests(root: Path) -> dict[str, str]:
    """Path -> SHA-256 of every file of a tree."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files_below(root)
    }


def files_below(root: Path) -> Iterable[Path]:
    """Every file of a tree."""
    return (path for path in root.rglob("*") if path.is_file())


def walk_tree(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Every folder of a tree, the root first, with the names of its files; OSError where one cannot be read."""

    def fail(error: OSError) -> None:
        raise error

    for folder, _, names in os.walk(root, onerror=fail):
        yield Path(folder), names


@dataclass(frozen=True, slots=True)
class Seal:
    """How a release can be checked from outside."""

    key: SigningKey | None = None
    """The operator's release key; without one `release.json` is not signed."""
    expires_days: int | None = None
    """Days after which the release is stale; None for never."""


def write_release_notes(
    staged: StagedRelease, earlier: list[Release], snapshot: Snapshot, names: dict[str, str], seal: Seal | None = None
) -> None:
    """Write the list of files, ``release.json`` and ``releases/releases.json``: the last two have a date of their own."""
    release, seal = staged.release, seal or Seal()
    files = staged.root / FILE_LIST
    files.parent.mkdir(parents=True, exist_ok=True)
    files.write_bytes(pack_file_list(file_digests(staged.root)))
    note: dict[str, Any] = {
        "format": FORMAT,
        "number": release.number,
        "date": release.date,
        "digest": release.digest,
        "counts": release.counts,
        "as_of": as_of_by_court(snapshot, names),
    }
    if seal.expires_days is not None:
        note["expires"] = (date.fromisoformat(release.date) + timedelta(days=seal.expires_days)).isoformat()
    _write_json(staged.root / "release.json", sign_note(note, seal.key) if seal.key else note)
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
