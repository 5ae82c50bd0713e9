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
import itertools
import multiprocessing
import os
import re
import stat
import sys
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import SettingsError
from pipeline.leaks.allow import AllowList, load_allow_list
from pipeline.leaks.bundles import sort_out
from pipeline.leaks.containers import BLOCK, Budget, Part, UnreadableError, parts_of
from pipeline.leaks.encodings import wide_encoding
from pipeline.leaks.examine import Suspicion, examine
from pipeline.leaks.hits import Finding, Hit, Rule, ScanReport
from pipeline.leaks.raw_values import RawValues

LIMIT_BYTES = 4 * 1024**3
"""What one file may unpack to."""
_OVERLAP = 4096
_UNSETTLED = 3072
_MOST_HITS = 200
"""Hits of one file that are listed; a file with so many stops the release anyway."""
_FILES_PER_TASK = 64
_DIGITS = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True, repr=False)
class _Task:
    """One scan's unchanging arguments; a forked child inherits them."""

    root: Path
    suspicion: Suspicion
    allow: AllowList
    limit: int
    most_hits: int = _MOST_HITS
    found: set[str] | None = None
    """Where a caller wants them: the values of all findings (`found_values`)."""

    def __reduce__(self) -> str:
        raise TypeError("a scan's values stay in memory")


_current: _Task | None = None


def scan_tree(
    root: Path,
    *,
    raw: RawValues | None = None,
    profile: str | None = None,
    allow: AllowList | None = None,
    skip: Sequence[str] = (),
    workers: int = 1,
    limit_bytes: int = LIMIT_BYTES,
) -> ScanReport:
    """Scan a folder, its file names included.

    Args:
        root: A folder (or a link to one).
        raw: Tonight's values; without them only shapes are judged.
        profile: ``standard``, ``national`` or ``strict``; without it masks are not judged.
        allow: What is permitted.
        skip: Patterns of relative paths that are not read, as in ``releases/*``; use with care.
        workers: Processes; 1 where the platform cannot fork.
        limit_bytes: What a single file may unpack to; more is a hit.

    Raises:
        NotADirectoryError: There is no such folder.
        SettingsError: The profile is unknown.
    """
    task = _Task(root, Suspicion.of(raw, profile), allow or AllowList(()), limit_bytes)
    names = [name for name in _names_below(root) if not any(fnmatch.fnmatch(name, pattern) for pattern in skip)]
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
    task = _Task(root, Suspicion.of(raw, profile), AllowList(()), LIMIT_BYTES, sys.maxsize, found)
    for name in _names_below(root):
        _scan_file(task, name)
    return frozenset(found)


def scan_folder(
    path: Path, profile: str | None = None, allow: Path | None = None, today: datetime.date | None = None
) -> ScanReport:
    """Scan any folder by itself, without tonight's values: what `publish.py scan DIR` does.

    Args:
        path: The folder.
        profile: The site's mask profile, if masks are to be judged.
        allow: The allow-list's file.
        today: The day on which its entries must be in force; the current one if absent.

    Raises:
        NotADirectoryError: There is no such folder.
        SettingsError: The profile is unknown, or the allow-list is missing or wrong.
        ReleaseRefused: An entry of the allow-list has expired.
    """
    if allow is None:
        return scan_tree(path, profile=profile)
    if not allow.is_file():
        raise SettingsError(f"{allow.name} is no file; name the allow-list, or leave it out")
    day = today or datetime.datetime.now(datetime.UTC).astimezone().date()
    return scan_tree(path, profile=profile, allow=load_allow_list(allow, day))


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
    task = _Task(Path(), Suspicion.of(raw, profile), allow or AllowList(()), limit_bytes)
    hits, _ = _scan_blocks(task, file, iter((data,)))
    return tuple(sorted(set(hits), key=lambda hit: (hit.file, hit.offset, hit.rule)))


def _names_below(root: Path) -> list[str]:
    """Relative paths of everything that is no plain folder, sorted; links to folders are not followed."""
    if not root.is_dir():
        raise NotADirectoryError(f"{root.name} is no folder")
    names = []
    for folder, folders, files in os.walk(root):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        names += [os.path.relpath(Path(folder) / name, root) for name in (*files, *links)]
        names += [os.path.relpath(folder, root)] if not folders and not files else []
    return sorted(name for name in names if name != ".")


def _scan_files(task: _Task, names: list[str], workers: int) -> Iterator[tuple[list[Hit], int]]:
    global _current
    _current = task
    batches = [names[first : first + _FILES_PER_TASK] for first in range(0, len(names), _FILES_PER_TASK)]
    try:
        if workers == 1 or len(batches) < 2 or "fork" not in multiprocessing.get_all_start_methods():
            yield from map(_scan_batch, batches)
            return
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
    outcomes = [([], size), *(_scan_file(task, name) for name in odd)]
    return [hit for hits, _ in outcomes for hit in hits], sum(size for _, size in outcomes)


def _scan_file(task: _Task, name: str) -> tuple[list[Hit], int]:
    path = task.root / name
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind) and not path.is_symlink():
            os.scandir(path).close()
            return _scan_blocks(task, name, iter(()))
        if not stat.S_ISREG(kind):
            return [Hit(_harmless(task, name)[0], 0, Rule.UNREADABLE)], 0
        with path.open("rb", buffering=0) as stream:
            return _scan_blocks(task, name, iter(lambda: stream.read(BLOCK), b""))
    except OSError:
        return [Hit(_harmless(task, name)[0], 0, Rule.UNREADABLE)], 0


def _scan_blocks(task: _Task, name: str, blocks: Iterator[bytes]) -> tuple[list[Hit], int]:
    """The hits of one file and the bytes read after decompression."""
    shown, hits = _harmless(task, name)
    size = 0
    try:
        for part in parts_of(blocks, Budget(task.limit), is_brotli=name.endswith(".br")):
            label, found = _harmless(task, part.name) if part.name else ("", [])
            hits += [Hit(shown + label, hit.offset, hit.rule, hit.tail) for hit in found]
            size += _scan_part(task, shown + label, part, hits)
    except UnreadableError:
        hits.append(Hit(shown, 0, Rule.UNREADABLE))
    return hits, size


def _scan_part(task: _Task, label: str, part: Part, hits: list[Hit]) -> int:
    size = 0
    for base, settled, window, encoding in _windows(part.blocks):
        size = base + len(window)
        if len(hits) >= task.most_hits:
            continue
        findings = examine(window, task.suspicion, encoding, part.is_packed_binary)
        fresh = (finding for finding in findings if base + finding.start >= settled)
        fresh = (finding for finding in fresh if not task.allow.permits(label, finding))
        for finding in itertools.islice(fresh, task.most_hits):
            hits.append(Hit(label, base + finding.start, finding.rule, finding.tail))
            _note(task, finding)
    return 0 if part.is_packed_binary else size


def _note(task: _Task, finding: Finding) -> None:
    if task.found is not None and finding.rule is not Rule.MASK_SHAPE:
        task.found.update({finding.value, finding.known} - {""})


def _windows(blocks: Iterable[bytes]) -> Iterator[tuple[int, int, bytes, str | None]]:
    """Offset, settled offset, bytes and UTF-16 form of each block with the end of the last one in front.

    What begins before the settled offset was seen in the window before, with all that follows it.
    """
    base, settled, tail = 0, 0, b""
    encoding: str | None = None
    for block in blocks:
        if not tail and base == 0:
            encoding = wide_encoding(block)
        window = tail + block
        yield base, settled, window, encoding
        settled = max(settled, base + len(window) - _UNSETTLED)
        tail = window[-_OVERLAP + (len(window) + base) % 2 :]
        base += len(window) - len(tail)


def _harmless(task: _Task, name: str) -> tuple[str, list[Hit]]:
    """A name as it may be printed, and its own hits: a value in a name must not reach the report."""
    encoded = name.encode("utf-8", "surrogateescape")
    findings = [finding for finding in examine(encoded, task.suspicion) if not task.allow.permits(name, finding)]
    for finding in findings:
        _note(task, finding)
    if not findings:
        return encoded.decode("utf-8", "replace"), []
    shown = _hidden(encoded.decode("utf-8", "replace"), findings)
    if any(examine(shown.encode(), Suspicion(task.suspicion.raw, None))):
        shown = "*"
    return shown, [Hit(shown, finding.start, finding.rule, finding.tail) for finding in findings]


def _hidden(name: str, findings: list[Finding]) -> str:
    """The name with its longer digit runs and known texts starred; other encodings are seen by the caller."""
    texts = [finding.value for finding in findings if finding.rule is Rule.EXACT_TEXT]
    for text in texts:
        name = re.sub(re.escape(text), "*" * len(text), name, flags=re.IGNORECASE)
    return _DIGITS.sub(lambda match: "*" * len(match.group()), name)
