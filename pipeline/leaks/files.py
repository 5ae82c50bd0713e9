"""One file: its name, its payloads block by block, and what of it may be printed."""

import itertools
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.leaks.allow import AllowList
from pipeline.leaks.containers import Part, parts_of
from pipeline.leaks.examine import Suspicion, examine
from pipeline.leaks.hits import Finding, Hit, Rule
from pipeline.leaks.streams import BLOCK, Budget, UnreadableError
from pipeline.leaks.windows import windows

_MOST_HITS = 200
"""Hits of one file that are listed; a file with so many stops the release anyway."""
_DIGITS = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True, repr=False)
class Task:
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


def scan_file(task: Task, name: str) -> tuple[list[Hit], int]:
    """The hits of what has that name below the root, and the bytes read after decompression."""
    path = task.root / name
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind) and not path.is_symlink():
            os.scandir(path).close()
            return scan_blocks(task, name, iter(()))
        if not stat.S_ISREG(kind):
            return [Hit(_harmless(task, name)[0], 0, Rule.UNREADABLE)], 0
        with path.open("rb", buffering=0) as stream:
            return scan_blocks(task, name, iter(lambda: stream.read(BLOCK), b""))
    except OSError:
        return [Hit(_harmless(task, name)[0], 0, Rule.UNREADABLE)], 0


def scan_blocks(task: Task, name: str, blocks: Iterator[bytes]) -> tuple[list[Hit], int]:
    """The same of the bytes of one file."""
    shown, hits = _harmless(task, name)
    size = 0
    try:
        for part in parts_of(blocks, Budget(task.limit), is_brotli=name.endswith(".br")):
            label, found = _harmless(task, part.name) if part.name else ("", [])
            hits += [replace(hit, file=shown + label) for hit in found]
            size += _scan_part(task, shown + label, part, hits)
    except UnreadableError:
        hits.append(Hit(shown, 0, Rule.UNREADABLE))
    return hits, size


def _scan_part(task: Task, label: str, part: Part, hits: list[Hit]) -> int:
    size = 0
    for base, settled, window, encoding in windows(part.blocks):
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


def _note(task: Task, finding: Finding) -> None:
    if task.found is not None and finding.rule is not Rule.MASK_SHAPE:
        task.found.update({finding.value, finding.known} - {""})


def _harmless(task: Task, name: str) -> tuple[str, list[Hit]]:
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
    return shown, [Hit(shown, finding.start, finding.rule, finding.tail, in_name=True) for finding in findings]


def _hidden(name: str, findings: list[Finding]) -> str:
    """The name with its longer digit runs and known texts starred; other encodings are seen by the caller."""
    texts = [finding.value for finding in findings if finding.rule is Rule.EXACT_TEXT]
    for text in texts:
        name = re.sub(re.escape(text), "*" * len(text), name, flags=re.IGNORECASE)
    return _DIGITS.sub(lambda match: "*" * len(match.group()), name)
