"""Files of a folder that others write into: no links, no devices, nothing outside; opened once, by the folder's descriptor."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SAFE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
"""NONBLOCK: a pipe under a file's name must not stop the night."""


class NotPlainError(Exception):
    """A name under which no plain file of one name lies."""


@contextmanager
def held_open(folder: Path, *, follows: bool = False) -> Iterator[int]:
    """Hold a folder open: whoever renames it or puts another in its place changes nothing for us.

    Args:
        folder: Which one.
        follows: Whether its own path may be a link, as that of a folder that the settings name may.

    Raises:
        OSError: It is not there, no folder, or not ours to read.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | (0 if follows else os.O_NOFOLLOW))
    try:
        yield handle
    finally:
        os.close(handle)


def open_plain(name: str, folder: int) -> tuple[int, os.stat_result]:
    """A descriptor of a plain file of a folder that is held open, and its state.

    Raises:
        FileNotFoundError: There is no such name.
        NotPlainError: It is a link (hard ones, too), a folder, pipe, socket or device, or may not be read.
    """
    try:
        handle = os.open(name, _SAFE, dir_fd=folder)
    except FileNotFoundError:
        raise
    except OSError:
        raise NotPlainError from None
    state = os.fstat(handle)
    if not stat.S_ISREG(state.st_mode) or state.st_nlink != 1:
        os.close(handle)
        raise NotPlainError
    return handle, state


def read_plain(name: str, folder: int, most: int) -> bytes | None:
    """A plain file whole; None where it is larger than ``most`` bytes.

    Raises:
        FileNotFoundError: There is no such name.
        NotPlainError: It is no plain file.
        OSError: It cannot be read.
    """
    handle, state = open_plain(name, folder)
    with os.fdopen(handle, "rb") as file:
        content = file.read(most + 1) if state.st_size <= most else b""
    return content if state.st_size <= most and len(content) <= most else None
