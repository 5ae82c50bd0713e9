"""The staged release: every byte that is to go out, and what it says of itself."""

import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.composing.snapshot import Snapshot
from pipeline.core.records import PARTY_LISTS
from pipeline.state.ledger import Release
from pipeline.state.statements import LoggedStatement


@dataclass(frozen=True, slots=True)
class StagedRelease:
    """A complete tree that is not public yet."""

    root: Path
    release: Release
    remarks: tuple[str, ...] = ()
    """What there is to say of the heads that witnesses brought."""


@dataclass(frozen=True, slots=True)
class Succession:
    """Where a release stands among the others, and where it is made."""

    state: Path
    """The private working folder."""
    number: int
    earlier: list[Release]
    """The releases before, for the search widths and the list of releases."""
    log: list[LoggedStatement]
    """Their statements; releases before format 2 have none."""
    previous: Path | None = None
    """The tree of the last release, if this machine has it."""


def fresh_staging(folder: Path) -> Path:
    """An empty staging folder; what an interrupted run left there goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def files_below(root: Path) -> Iterable[Path]:
    """Every file of a tree."""
    return (path for path in root.rglob("*") if path.is_file())


def walk_tree(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """Every folder of a tree, the root first, with the names of its files; OSError where one cannot be read."""

    def fail(error: OSError) -> None:
        raise error

    for folder, _, names in os.walk(root, onerror=fail):
        yield Path(folder), names


def count_datasets(snapshot: Snapshot, lists: Iterable[str]) -> dict[str, int]:
    """Dataset -> number of public records, of the lists that the deployment publishes."""
    counts = snapshot.frame["dataset"].value_counts()
    return {name: int(counts.get(name, 0)) for name in lists}


def as_of_by_court(snapshot: Snapshot, names: dict[str, str], lists: Collection[str]) -> dict[str, Any]:
    """Court code -> name, the night of its batch, and the lists that are paused because it could not be read (R12)."""
    party_lists = [dataset.value for dataset in PARTY_LISTS if dataset.value in lists]
    return {
        court: {"name": names.get(court) or court, "date": day}
        | ({"paused": party_lists} if court in snapshot.paused else {})
        for court, day in sorted(snapshot.as_of.items())
    }
