"""What is costly to make and only read: made once in a whole test run, by whichever of its processes asks first."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that all processes of this test run share.

    Args:
        factory: Pytest's.
        name: The folder's, one for each thing.
        make: Fills it; whoever asks meanwhile waits.
    """
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder, done = root / name, root / f"{name}.done"
    with (root / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that failed over it
            folder.mkdir()
            make(folder)
            done.touch()
    return folder
