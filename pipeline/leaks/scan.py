"""Scan any tree: every byte after decompression, and every file name.

1. List the files below the root, sorted; what is neither file nor folder is a hit.
2. Examine each name, then each payload of each file, block by block with an overlap.
3. Drop what the allow-list permits; report the rest, sorted.

With ``workers`` above one the files are shared among forked processes. Fork is essential: the children
see `RawValues` in the parent's memory, while pickling them is impossible by design. Only relative
paths go to the children and only hits (no values) come back, in the order of the list, so the report
does not depend on the number of workers.
"""

import datetime
import fnmatch
import multiprocessing
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.leaks.allow import AllowList, load_allow_list
from pipeline.leaks.bundles import sort_out
from pipeline.leaks.candidates import prepare
from pipeline.leaks.examine import Suspicion
from pipeline.leaks.files import Task, scan_blocks, scan_file
from pipeline.leaks.hits import Hit, Rule, ScanReport
from pipeline.leaks.listing import names_below
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.soft.look import RowText, soft_hits, told_hits

LIMIT_BYTES = 4 * 1024**3
"""What one file may unpack to."""
_FILES_PER_TASK = 64


_current: Task | None = None


def scan_tree(
    root: Path,
    *,
    raw: RawValues | None = None,
    profile: str | None = None,
    allow: AllowList | None = None,
    skip: Sequence[str] = (),
    workers: int = 1,
) -> ScanReport:
    """Scan a folder, its file names included.

    Args:
        root: A folder (or a link to one).
        raw: Tonight's values; without them only shapes are judged.
        profile: ``standard``, ``national`` or ``strict``; without it masks are not judged.
        allow: What is permitted.
        skip: Patterns of relative paths that are not read, as in ``releases/*``; use with care.
        workers: Processes; 1 where the platform cannot fork.

    Raises:
        NotADirectoryError: There is no such folder.
        SettingsError: The profile is unknown.
    """
    task = Task(root, Suspicion.of(raw, profile), allow or AllowList(()), LIMIT_BYTES)
    names = [name for name in names_below(root) if not any(fnmatch.fnmatch(name, pattern) for pattern in skip)]
    outcomes = list(_scan_files(task, names, workers))
    hits = sorted({hit for found, _ in outcomes for hit in found}, key=lambda hit: (hit.file, hit.offset, hit.rule))
    return ScanReport(tuple(hits), len(names), sum(size for _, size in outcomes))


def found_values(root: Path, raw: RawValues | None = None, profile: str | None = None) -> frozenset[str]:
    """Which values a scan finds below a folder: for canaries, whose people are invented.

    Reports never carry values; this function is for proofs in memory and belongs in no report, log or
    exception. A number is given as plain digits (with X as check character) and, where it is a broken form
    of one of tonight's, as tonight's digits too (17 of an identity number); a text as `RawValues` holds it.

    Raises:
        NotADirectoryError: There is no such folder.
        SettingsError: The profile is unknown.
    """
    found: set[str] = set()
    task = Task(root, Suspicion.of(raw, profile), AllowList(()), LIMIT_BYTES, sys.maxsize, found)
    for name in names_below(root):
        scan_file(task, name)
    return frozenset(found)


def scan_folder(
    path: Path,
    profile: str | None = None,
    allow: Path | None = None,
    today: datetime.date | None = None,
    *,
    with_soft_nets: bool = False,
) -> ScanReport:
    """Scan any folder by itself, without tonight's values: what `publish.py scan DIR` does.

    Args:
        path: The folder.
        profile: The site's mask profile, if masks are to be judged.
        allow: The allow-list's file.
        today: The day on which its entries must be in force; the current one if absent.
        with_soft_nets: Read each file that is a text as a row's text is read, too (`soft`).

    Raises:
        NotADirectoryError: There is no such folder.
        SettingsError: The profile is unknown, or the allow-list is missing or wrong.
        ReleaseRefused: An entry of the allow-list has expired.
    """
    if allow is not None and not allow.is_file():
        raise SettingsError(_("{allow} is no file; name the allow-list, or leave it out").format(allow=allow.name))
    day = today or datetime.datetime.now(datetime.UTC).astimezone().date()
    permitted = AllowList(()) if allow is None else load_allow_list(allow, day)
    report = scan_tree(path, profile=profile, allow=permitted)
    if not with_soft_nets:
        return report
    soft = [hit for name in names_below(path) for hit in _soft_hits_of_file(path, name, permitted)]
    hits = sorted({*report.hits, *soft}, key=lambda hit: (hit.file, hit.offset, hit.rule))
    return ScanReport(tuple(hits), report.files, report.bytes)


def _soft_hits_of_file(root: Path, name: str, allow: AllowList) -> Iterator[Hit]:
    """Of a file in UTF-8; the offset of a hit counts characters of the text as it is read."""
    try:
        text = (root / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    for hit in soft_hits(RowText(text), None):
        if not allow.permits_place(name, hit.rule, text):
            yield Hit(name, hit.place, hit.rule)
    for place in told_hits(text):
        if not allow.permits_place(name, Rule.FACT, text):
            yield Hit(name, place, Rule.FACT)


def scan_bytes(
    data: bytes,
    *,
    file: str = "",
    raw: RawValues | None = None,
    profile: str | None = None,
    allow: AllowList | None = None,
    limit_bytes: int = LIMIT_BYTES,
) -> tuple[Hit, ...]:
    """Scan bytes as if they were a file of that name."""
    task = Task(Path(), Suspicion.of(raw, profile), allow or AllowList(()), limit_bytes)
    hits, _size = scan_blocks(task, file, iter((data,)))
    return tuple(sorted(set(hits), key=lambda hit: (hit.file, hit.offset, hit.rule)))


def _scan_files(task: Task, names: list[str], workers: int) -> Iterator[tuple[list[Hit], int]]:
    global _current
    _current = task
    batches = [names[first : first + _FILES_PER_TASK] for first in range(0, len(names), _FILES_PER_TASK)]
    try:
        if workers == 1 or len(batches) < 2 or "fork" not in multiprocessing.get_all_start_methods():
            yield from map(_scan_batch, batches)
            return
        prepare()
        with warnings.catch_warnings(), ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
            # Python warns of threads at a fork: the children only read and never take the parent's locks
            warnings.simplefilter("ignore", DeprecationWarning)
            yield from pool.map(_scan_batch, batches)
    finally:
        _current = None


def _scan_batch(names: list[str]) -> tuple[list[Hit], int]:
    task = _current
    assert task is not None
    odd, size = sort_out(task.root, names, task.suspicion)
    outcomes = [([], size), *(scan_file(task, name) for name in odd)]
    return [hit for hits, _ in outcomes for hit in hits], sum(size for _, size in outcomes)
