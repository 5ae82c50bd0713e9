"""The last look before a release goes out: the detector over every byte of the staged tree."""

import os
from collections.abc import Iterable
from pathlib import Path

from pipeline.core.errors import LeakFound
from pipeline.core.messages import _, joined
from pipeline.leaks.allow import AllowList
from pipeline.leaks.hits import Hit
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_tree

_SHOWN = 10
_FEW_FILES, _FEW_BYTES = 1000, 8 * 1024**2
"""Up to so many a tree is read by one process alone."""


def refuse_leaks_in_tree(root: Path, raw: RawValues | None, profile: str, allow: AllowList) -> None:
    """Scan every byte of a staged release.

    Args:
        root: The staged tree.
        raw: Tonight's values; None where nothing was pulled.
        profile: The deployment's mask profile, which every mask must have.
        allow: What a person answers for.

    Raises:
        LeakFound: Something hidden is in it; the release does not go out.
    """
    workers = 1 if _is_small(root) else os.cpu_count() or 1
    report = scan_tree(root, raw=raw, profile=profile, allow=allow, workers=workers)
    _refuse(report.hits, _("the staged release"))


def _is_small(root: Path) -> bool:
    """Whether one process reads a tree sooner than others are forked for it."""
    files = size = 0
    for folder, _folders, names in os.walk(root):
        files += len(names)
        if files > _FEW_FILES:
            return False
        size += sum(Path(folder, name).lstat().st_size for name in names)
        if size > _FEW_BYTES:
            return False
    return True


def _refuse(hits: Iterable[Hit], what: str) -> None:
    found = list(hits)
    if not found:
        return
    places = joined(
        "; ",
        (
            _("{file} at byte {offset}: {what}").format(file=hit.file, offset=hit.offset, what=hit.what)
            for hit in found[:_SHOWN]
        ),
    )
    more = _(" and {count} more").format(count=len(found) - _SHOWN) if len(found) > _SHOWN else ""
    raise LeakFound(
        _(
            "{what} holds {count} hidden value(s): {places}{more}; mend the row in the case system or report the "
            "masker, then run again"
        ).format(what=what, count=len(found), places=places, more=more)
    )
