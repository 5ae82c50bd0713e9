"""Functions that tests give to workers."""

import os
import signal
from pathlib import Path

from pipeline.core.errors import SourceError

SECRET_VALUE = "330106198001011237"


def double(number: int) -> int:
    return 2 * number


def process_of(_: int) -> int:
    return os.getpid()


def die_once(mark: str) -> str:
    """End the worker the first time, answer the second."""
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "answered by another worker"


def die(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail_with_a_value(value: str) -> None:
    raise ValueError(f"cannot read {value}")


def fail_on_purpose(what: str) -> None:
    raise SourceError(what)
