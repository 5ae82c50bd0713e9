"""Who may read what we write, whatever the umask: everybody the public place, nobody else the state folder.

Modes are set on what we write, one by one; the umask of the process stays as the operator wants it.
"""

import os
import stat
from pathlib import Path

_PRIVATE = 0o700
_OPEN_FOLDER = 0o755
_OPEN_FILE = 0o644
_PERMISSIONS = 0o777


def make_open(folder: Path) -> None:
    """Make a folder, and those that are missing above it, for everybody to enter; what is there stays as it is."""
    if folder.is_dir():
        return
    make_open(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(_OPEN_FOLDER)


def make_private(folder: Path) -> None:
    """Make a folder that nobody else may enter; one that is there stays as it is."""
    if folder.is_dir():
        return
    make_open(folder.parent)
    folder.mkdir(mode=_PRIVATE, exist_ok=True)
    folder.chmod(_PRIVATE)


def close_to_others(folder: Path) -> None:
    """Take away every right of others; OSError where the folder belongs to another account."""
    _bring(folder, _PRIVATE, folder.stat())


def let_all_read(path: Path) -> None:
    """Let everybody read a file, or enter and list a folder, and nobody else write."""
    found = path.stat()
    _bring(path, _OPEN_FOLDER if stat.S_ISDIR(found.st_mode) else _OPEN_FILE, found)


def _bring(path: Path, wanted: int, found: os.stat_result) -> None:
    if found.st_mode & _PERMISSIONS != wanted:
        path.chmod(wanted)
