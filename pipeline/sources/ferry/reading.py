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
from pipeline.core.findings import UnknownWord
from pipeline.core.frames import Frame
from pipeline.core.messages import _
from pipeline.core.records import Dataset
from pipeline.settings.source import FerrySettings
from pipeline.sources.bundles import Part
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
from pipeline.sources.ferry.parts import Budget, ReadPart, read_file
from pipeline.sources.mapping import PlaceKind, TableMapping
from pipeline.sources.translating import translated, untranslated
from pipeline.sources.unfit import refuse_unfit
from pipeline.sources.values import contract_frame

NIGHT_NAME = re.compile(r"\d{4}-\d{2}-\d{2}")
_POLL_SECONDS = 15.0
GIGABYTE = 1 << 30
"""Bytes."""
_LARGEST_MARK = 1024


@dataclass(frozen=True, slots=True)
class FerryReading:
    """A night's tables, in memory only."""

    tables: dict[Dataset, Frame]
    mark: FerryMark
    """To be kept once the night was judged."""
    notes: tuple[str, ...]
    """What the operator should know."""
    unknown_words: tuple[UnknownWord, ...] = ()
    """Codes that no table of codes translates."""


@dataclass(frozen=True, slots=True)
class FerryNight:
    """A night's lists in the contract's words, in memory only."""

    parts: Mapping[Dataset, Part]
    mark: FerryMark
    notes: tuple[str, ...]


class _NotYetError(Exception):
    """The night is not there, or not complete; waiting may help."""


def read_night(
    drop: Path,
    on: date,
    mapping: Mapping[Dataset, TableMapping],
    options: FerrySettings,
    last: FerryMark | None,
    pause: Callable[[float], None] = time.sleep,
    gigabyte: int = GIGABYTE,
) -> FerryNight:
    """Read the newest night of the drop folder, waiting for it where the settings say so.

    0. refuse a mapping that only a database can follow
    1. wait until the newest folder in range is complete and was not read before
    2. refuse it if it is out of order
    3. read every file; hashes, row counts and columns must fit
    4. refuse it if anything moved while it was read

    Args:
        drop: The drop folder.
        on: R; nights dated later are left alone.
        mapping: What the court calls its columns and codes; the names of tables and views in it are not used.
        options: Patience and caps.
        last: The night read last.
        pause: Sleeps for seconds.
        gigabyte: Bytes of what the cap is counted in.

    Raises:
        SourceError: There is no such night, or it must not be read; nothing was kept of it.
    """
    refuse_unfit(problems_of_mapping(mapping))  # 0
    name = _wait_for_night(drop, on, options, last, pause)  # 1
    with open_night(drop, name) as folder:
        manifest, digest = _manifest_of_complete(folder)
        refuse_out_of_order(manifest, digest, on, last)  # 2
        _refuse_missing_lists(manifest, mapping, name)
        read = _read_tables(folder, manifest, mapping, options.gigabytes * gigabyte)  # 3
        strangers = folder.entries() - {MANIFEST, DONE} - {part.file for part in manifest.tables}
        folder.refuse_if_moved()  # 4
    mark = FerryMark(manifest.night.isoformat(), manifest.sequence, digest, on.isoformat())
    inexact = [one.part.file for one in read if not one.is_exact]
    parts = {dataset: _settled(dataset, mapping[dataset], read) for dataset in Dataset}
    return FerryNight(parts, mark, tuple(_notes(manifest, last, inexact, len(strangers))))


def read_ferry(
    drop: Path,
    on: date,
    mapping: Mapping[Dataset, TableMapping],
    options: FerrySettings,
    last: FerryMark | None,
    pause: Callable[[float], None] = time.sleep,
    gigabyte: int = GIGABYTE,
) -> FerryReading:
    """The night of `read_night` as whole tables."""
    night = read_night(drop, on, mapping, options, last, pause, gigabyte)
    return FerryReading(
        {dataset: contract_frame(dataset, part.rows) for dataset, part in night.parts.items()},
        night.mark,
        night.notes,
        tuple(word for dataset, part in night.parts.items() for word in untranslated(dataset, part.codes)),
    )


def problems_of_mapping(mapping: Mapping[Dataset, TableMapping]) -> tuple[str, ...]:
    """What of a mapping needs a database, with what to write instead for files."""
    found = []
    for dataset, where in mapping.items():
        if where.place.kind is PlaceKind.QUERY:
            found.append(
                _(
                    "[{dataset}] query: the files of a ferry cannot be asked; run the query where they are "
                    "written, and send what it gives"
                ).format(dataset=dataset)
            )
        for name, source in where.sources(dataset).items():
            if source.codes is not None and source.codes.sql:
                key = "[court_ids]" if source.codes.keeps_words else f"[{dataset}.columns] {name}.codes"
                found.append(
                    _(
                        "{key}: sql needs a database, and the ferry has none; write the codes here, or {{ file = "
                        '"….csv" }} beside the mapping file'
                    ).format(key=key)
                )
    return tuple(dict.fromkeys(found))


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
        raise SourceError(
            _("the drop folder '{drop}' is not there or may not be read; mend source.url").format(drop=drop.name)
        ) from None
    earliest = (on - timedelta(days=nights_back)).isoformat()
    nights = [name for name in names if NIGHT_NAME.fullmatch(name) and earliest <= name <= on.isoformat()]
    if not nights:
        raise _NotYetError(_("no ferry night of {earliest} to {on} has come").format(earliest=earliest, on=on))
    name = max(nights)
    with open_night(drop, name) as folder:
        _content, digest = _complete_manifest(folder)
    if last is not None and digest == last.digest and last.read_for != on.isoformat():
        raise _NotYetError(
            _("ferry night {name} was read before, for {read_for}; no new night has come since").format(
                name=name, read_for=last.read_for
            )
        )
    return name


def _manifest_of_complete(folder: NightFolder) -> tuple[Manifest, str]:
    """The same for a night that was complete a moment ago."""
    try:
        return _complete_manifest(folder)
    except _NotYetError as error:
        raise SourceError(_("{error} any more; run again when it is").format(error=error)) from None


def _complete_manifest(folder: NightFolder) -> tuple[Manifest, str]:
    """The manifest and its digest, where the done-mark fits it."""
    mark, content = folder.read_small(DONE, _LARGEST_MARK), folder.read_small(MANIFEST, LARGEST_MANIFEST)
    if mark is None or content is None:
        raise _NotYetError(
            _("ferry night {folder} is not complete: {file} is not there yet").format(
                folder=folder.name, file=DONE if content else MANIFEST
            )
        )
    digest = hashlib.sha256(content).hexdigest()
    named = read_done_mark(mark)
    if named is None:
        raise _NotYetError(
            _("ferry night {folder}: {done} must hold the SHA-256 of {manifest}, and does not yet").format(
                folder=folder.name, done=DONE, manifest=MANIFEST
            )
        )
    if named != digest:
        raise _NotYetError(
            _("ferry night {folder}: {done} does not fit {manifest}; one of them is of another copy").format(
                folder=folder.name, done=DONE, manifest=MANIFEST
            )
        )
    return read_manifest(content, folder.name), digest


def _read_tables(
    folder: NightFolder, manifest: Manifest, mapping: Mapping[Dataset, TableMapping], most: int
) -> list[ReadPart]:
    """Every part, in the order of the manifest; whatever does not fit the mapping is told at once."""
    budget = Budget(folder.name, most)
    by_file: dict[str, list[TablePart]] = {}
    for part in manifest.tables:
        by_file.setdefault(part.file, []).append(part)
    read = {one.part: one for parts in by_file.values() for one in read_file(folder, parts, mapping, budget)}
    refuse_unfit(tuple(one.problem for one in read.values() if one.problem))
    return [read[part] for part in manifest.tables]


def _refuse_missing_lists(manifest: Manifest, mapping: Mapping[Dataset, TableMapping], night: str) -> None:
    """A list that the settings name must be there; one that they do not name need not."""
    named = {part.dataset for part in manifest.tables}
    if missing := [one.value for one in Dataset if one not in named and not mapping[one].is_absent]:
        raise SourceError(
            _(
                "ferry night {night}: no table for {missing}, which [lists] names; name a file with 0 rows where there is "
                "nothing"
            ).format(night=night, missing=", ".join(missing))
        )


def _settled(dataset: Dataset, where: TableMapping, read: list[ReadPart]) -> Part:
    """The rows of a dataset in the contract's words, in the order of the manifest."""
    if where.is_absent:
        return Part(pa.table({}))
    tables = [one.table for one in read if one.part.dataset is dataset and one.table is not None]
    result = translated(dataset, pa.concat_tables(tables), where.sources(dataset))
    return Part(result.rows, result.codes)


def _notes(manifest: Manifest, last: FerryMark | None, inexact: list[str], strangers: int) -> list[str]:
    night = _("ferry night {night}").format(night=manifest.night)
    notes = [
        _("{night}: {name} holds bytes that are no text; they were read as U+FFFD").format(night=night, name=name)
        for name in inexact
    ]
    if missing := missing_nights(manifest, last):
        notes.append(
            _("{night}: {missing} night(s) between sequence {sequence} and the one before never came").format(
                night=night, missing=missing, sequence=manifest.sequence
            )
        )
    if strangers:
        notes.append(
            _("{night}: {strangers} file(s) that the manifest does not name were left alone").format(
                night=night, strangers=strangers
            )
        )
    return notes
