"""What can be made anew at any time and takes long: kept for the next process of the same account.

Whoever could write there could choose what a later process believes, so nothing is read from a folder or file that belongs
to somebody else or that others may write to, nor what is damaged. Where nothing can be kept, everything works, only slower.
"""

import os
import stat
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from pipeline.core.permissions import make_private

_NAME = "yangguang"
_DIGEST = 32
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_MOST_KEPT = 16


def kept(name: str) -> bytes | None:
    """What was kept under a name; None where it is missing, damaged or not ours alone.

    Args:
        name: Says all that it was made from (a digest).
    """
    folder = _folder()
    if folder is None or not _is_ours(folder):
        return None
    path = folder / name
    try:
        if path.is_symlink() or not _is_ours(path):
            return None
        content = path.read_bytes()
    except OSError:
        return None
    digest, value = content[:_DIGEST], content[_DIGEST:]
    return value if digest == _digest_of(value) else None


def keep(name: str, value: bytes) -> None:
    """Keep something; what was kept long ago makes room for it."""
    folder = _folder()
    if folder is None:
        return
    with suppress(OSError):
        make_private(folder)
        if not _is_ours(folder):
            return
        aside = folder / f"{name}.{os.getpid()}"
        aside.write_bytes(_digest_of(value) + value)
        aside.chmod(0o600)
        aside.replace(folder / name)
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_MOST_KEPT]:
            old.unlink()


def _folder() -> Path | None:
    """systemd's ``CacheDirectory=``, or the account's own; none where nothing tells whose a file is."""
    if sys.platform == "win32":
        return None
    if given := os.environ.get("CACHE_DIRECTORY"):
        return Path(given.split(":")[0])
    with suppress(RuntimeError):
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / _NAME
    return None


def _is_ours(path: Path) -> bool:
    """Whether nobody but this account may change what is there."""
    if sys.platform == "win32":
        return False
    try:
        found = path.stat()
    except OSError:
        return False
    return found.st_uid == os.geteuid() and not found.st_mode & _OTHERS_WRITE


def _digest_of(value: bytes) -> bytes:
    return blake2b(value, digest_size=_DIGEST).digest()
