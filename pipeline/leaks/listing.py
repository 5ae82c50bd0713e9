"""What lies below a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.core.messages import _


def names_below(root: Path) -> list[str]:
    """Relative paths of everything but folders that hold something, sorted; links are not followed.

    Raises:
        NotADirectoryError: There is no such folder.
        PermissionError: It cannot be read.
    """
    if not root.is_dir():
        raise NotADirectoryError(_("{root} is no folder").format(root=root.name))
    os.scandir(root).close()
    return sorted(_below(str(root)))


def _below(root: str) -> Iterator[str]:
    """An empty folder has a name that can leak; one that cannot be opened is reported when it is read."""
    pending = [(root, "")]
    while pending:
        path, shown = pending.pop()
        entries = _entries(path)
        if not entries and shown:
            yield shown
        for name, is_folder in entries:
            below = f"{shown}/{name}" if shown else name
            if is_folder:
                pending.append((f"{path}/{name}", below))
            else:
                yield below


def _entries(path: str) -> list[tuple[str, bool]]:
    try:
        with os.scandir(path) as entries:
            return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        return []
