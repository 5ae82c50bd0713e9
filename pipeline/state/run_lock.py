"""One run at a time in a state folder."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.core.permissions import make_private


@contextmanager
def hold_lock(state: Path) -> Iterator[None]:
    """Hold the state folder's lock; it goes with the process, however that ends.

    Raises:
        StateError: Another run holds it.
    """
    make_private(state)
    with (state / "run.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StateError("another run is at work in this state folder; wait for it to end") from None
        yield
