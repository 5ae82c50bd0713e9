"""A stage that takes too long is stopped; a full disk and a lack of memory are told."""

import errno
import sqlite3
import time

import pytest

from pipeline.core.errors import TargetError
from pipeline.core.limits import StageTimeout, explain_shortage, time_limit


def test_a_stage_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(StageTimeout, match="stage pull took longer than"), time_limit("pull", 0.001):
        time.sleep(5)


def test_a_stage_in_time_leaves_no_alarm() -> None:
    with time_limit("pull", 0.001):
        pass
    with time_limit("pull", 0):
        time.sleep(0.1)


def raised_during(cause: BaseException) -> BaseException:
    try:
        try:
            raise cause
        except type(cause):
            raise RuntimeError("while writing")  # noqa: B904
    except RuntimeError as error:
        return error


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EDQUOT, "Quota exceeded"), "the disk is full"),
        (raised_during(OSError(errno.ENOSPC, "No space left on device")), "the disk is full"),
        (sqlite3.OperationalError("database or disk is full"), "the ledger is as it was"),
        (MemoryError(), "out of memory"),
        (OSError(errno.EACCES, "Permission denied"), ""),
        (TargetError("x"), ""),
    ],
)
def test_a_shortage_is_told_in_one_line(error: BaseException, told: str) -> None:
    said = explain_shortage(error)
    assert said.startswith(told) if not told else told in said
    assert bool(said) == bool(told)
