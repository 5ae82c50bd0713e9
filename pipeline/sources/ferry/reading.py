"""A night's folder to raw tables: whole, or not at all."""

import hashlib
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from pipeline.core.errors import SourceError
from pipeline.core.frames import Frame
from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.settings.source import FerrySettings
from pipeline.sources.ferry.manifest import (
    DONE,
    LARGEST_MANIFEST,
    MANIFEST,
    Manifest,
    TablePart,
    read_done_mark,
    read_manifest,
)
from pipeline.sources.ferry.memory import FerryMark, missing_nights, refuse_out_of_order
from pipeline.sources.ferry.opening import NightFolder, open_night
from pipeline.sources.ferry.parts import Budget, read_file
from pipeline.sources.mapping import NEVER_PULLED_CASE_TYPES, TableMapping
from pipeline.sources.values import contract_frame

NIGHT_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")
_POLL_SECONDS = 15.0
_GIGABYTE = 1 << 30
_LARGEST_MARK = 1024


@dataclass(frozen=True, slots=True)
class FerryReading:
    """A night's tables, in memory only."""

    tables: dict[Dataset, Frame]
    mark: FerryMark
    """To be kept once the night was judged."""
    notes: tuple[str, ...]
    """What the operator should know."""


class _NotYetError(Exception):
    """The night is not there, or not complete; waiting may help."""


def read_ferry(
    drop: Path,
    on: date,
    mapping: Mapping[Dataset, TableMapping],
    options: FerrySettings,
    last: FerryMark | None,
    pause: Callable[[float], None] = time.sleep,
) -> FerryReading:
    """Read the newest night of the drop folder, waiting for it where the settings say so.

    1. wait until the newest folder in range is complete and was not read before
    2. refuse it if it is out of order
    3. read every file; hashes, row counts and columns must fit
    4. refuse it if anything moved while it was read

    Args:
        drop: The drop folder.
        on: R; nights dated later are left alone.
        mapping: The court's own column names; the table names in it are not used.
        options: Patience and caps.
        last: The night read last.
        pause: Sleeps for seconds.

    Raises:
        SourceError: There is no such night, or it must not be read; nothing was kept of it.
    """
    name = _wait_for_night(drop, on, options, last, pause)  # 1
    with open_night(drop, name) as folder:
        manifest, digest = _manifest_of_complete(folder)
        refuse_out_of_order(manifest, digest, on, last)  # 2
        tables, inexact = _read_tables(folder, manifest, mapping, options.gigabytes * _GIGABYTE)  # 3
        strangers = folder.entries() - {MANIFEST, DONE} - {part.file for part in manifest.tables}
        folder.refuse_if_moved()  # 4
    mark = FerryMark(manifest.night.isoformat(), manifest.sequence, digest, on.isoformat())
    return FerryReading(tables, mark, tuple(_notes(manifest, last, inexact, len(strangers))))


def _wait_for_night(
    drop: Path, on: date, options: FerrySettings, last: FerryMark | None, pause: Callable[[float], None]
) -> str:
    """The name of the newest night that is complete."""
    rounds = int(options.wait_minutes * 60 / _POLL_SECONDS)
    while True:
        try:
            return _newest_night(drop, on, options.nights_back, last)
        except _NotYetError as not_yet:
            if rounds == 0:
                raise SourceError(str(not_yet)) from None
        rounds -= 1
        pause(_POLL_SECONDS)


def _newest_night(drop: Path, on: date, nights_back: int, last: FerryMark | None) -> str:
    try:
        names = [entry.name for entry in drop.iterdir()]
    except OSError:
        raise SourceError(f"the drop folder '{drop.name}' is not there or may not be read; mend source.url") from None
    earliest = (on - timedelta(days=nights_back)).isoformat()
    nights = [name for name in names if NIGHT_NAME.fullmatch(name) and earliest <= name <= on.isoformat()]
    if not nights:
        raise _NotYetError(f"no ferry night of {earliest} to {on} has come")
    name = max(nights)
    with open_night(drop, name) as folder:
        _, digest = _complete_manifest(folder)
    if last is not None and digest == last.digest and last.read_for != on.isoformat():
        raise _NotYetError(f"ferry night {name} was read before, for {last.read_for}; no new night has come since")
    return name


def _manifest_of_complete(folder: NightFolder) -> tuple[Manifest, str]:
    """The same for a night that was complete a moment ago."""
    try:
        return _complete_manifest(folder)
    except _NotYetError as error:
        raise SourceError(f"{error} any more; run again when it is") from None


def _complete_manifest(folder: NightFolder) -> tuple[Manifest, str]:
    """The manifest and its digest, where the done-mark fits it."""
    mark, content = folder.read_small(DONE, _LARGEST_MARK), folder.read_small(MANIFEST, LARGEST_MANIFEST)
    if mark is None or content is None:
        raise _NotYetError(
            f"ferry night {folder.name} is not complete: {DONE if content else MANIFEST} is not there yet"
        )
    digest = hashlib.sha256(content).hexdigest()
    named = read_done_mark(mark)
    if named is None:
        raise _NotYetError(f"ferry night {folder.name}: {DONE} must hold the SHA-256 of {MANIFEST}, and does not yet")
    if named != digest:
        raise _NotYetError(f"ferry night {folder.name}: {DONE} does not fit {MANIFEST}; one of them is of another copy")
    return read_manifest(content, folder.name), digest


def _read_tables(
    folder: NightFolder, manifest: Manifest, mapping: Mapping[Dataset, TableMapping], most: int
) -> tuple[dict[Dataset, Frame], list[str]]:
    budget = Budget(folder.name, most)
    by_file: dict[str, list[TablePart]] = {}
    for part in manifest.tables:
        by_file.setdefault(part.file, []).append(part)
    read: dict[TablePart, pa.Table] = {}
    inexact = []
    for parts in by_file.values():
        for part, table, is_exact in read_file(folder, parts, mapping, budget):
            read[part] = table
            if not is_exact:
                inexact.append(part.file)
    return {dataset: _table(dataset, manifest, read) for dataset in Dataset}, inexact


def _table(dataset: Dataset, manifest: Manifest, read: Mapping[TablePart, pa.Table]) -> Frame:
    """The rows of a dataset in the order of the manifest, without case types that are never pulled."""
    parts = [read[part] for part in manifest.tables if part.dataset is dataset]
    frame = contract_frame(dataset, pa.concat_tables(parts))
    if dataset not in PARTY_LISTS:
        return frame
    never = frame["case_type"].str.strip().isin(NEVER_PULLED_CASE_TYPES)
    return frame[~never.fillna(False).astype(bool)].reset_index(drop=True)


def _notes(manifest: Manifest, last: FerryMark | None, inexact: list[str], strangers: int) -> list[str]:
    night = f"ferry night {manifest.night}"
    notes = [f"{night}: {name} holds bytes that are no text; they were read as U+FFFD" for name in inexact]
    if missing := missing_nights(manifest, last):
        notes.append(f"{night}: {missing} night(s) between sequence {manifest.sequence} and the one before never came")
    if strangers:
        notes.append(f"{night}: {strangers} file(s) that the manifest does not name were left alone")
    return notes
