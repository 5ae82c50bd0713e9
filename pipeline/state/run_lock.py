"""One run at a time in a state folder."""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.core.permissions import make_private
from pipeline.state.restoring import refuse_while_restoring

LOCK = "run.lock"
BEGINNING = "begin.lock"

_TRIES = 10
_PAUSE = 0.05
"""Seconds; `is_at_work` holds the lock for a moment, which is no run."""


@contextmanager
def hold_lock(state: Path) -> Iterator[None]:
    """Hold the state folder's lock; it goes with the process, however that ends.

    Raises:
        StateError: Another run holds it, or the folder is being restored.
    """
    with lock_for_restore(state):
        refuse_while_restoring(state)
        yield


@contextmanager
def lock_for_restore(state: Path) -> Iterator[None]:
    """The same for whoever restores the folder, also where one before was broken off."""
    make_private(state)
    with (state / LOCK).open("w") as lock:
        for _try in range(_TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(_PAUSE)
        else:
            raise StateError(_("another run is at work in this state folder; wait for it to end"))
        yield


@contextmanager
def hold_beginning(state: Path) -> Iterator[bool]:
    """Hold a lock of its own from the first moment of a command, before it has loaded what it needs to take the run's.

    Yields whether it is held: not where another command holds it, or where the folder is not there or takes no file.
    """
    try:
        lock = (state / BEGINNING).open("w")
    except OSError:
        yield False
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            is_held = True
        except OSError:
            is_held = False
        yield is_held


def is_at_work(state: Path) -> bool:
    """Whether a run holds the lock now."""
    return _is_held(state / LOCK)


def is_beginning(state: Path) -> bool:
    """Whether a command has begun and not ended (`hold_beginning`)."""
    return _is_held(state / BEGINNING)


def _is_held(path: Path) -> bool:
    try:
        with path.open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
