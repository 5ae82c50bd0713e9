"""When a stage takes too long, the disk is full, memory is short or a run fails: one clear line for whoever reads it."""

import errno
import signal
import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from pipeline.core.errors import BothFailed, StateError, YangguangError
from pipeline.core.messages import _

_SHORTAGE = 71
"""Exit status where disk or memory ran out."""
_UNEXPECTED = 70
_OF_THE_FILE = (sqlite3.DatabaseError, sqlite3.OperationalError)
_LEDGER = _(
    "the ledger cannot be read or written; the public site is as it was. Run the command again; if it fails "
    "again, bring the state folder back from the last back-up (docs/operating.md, Damage)"
)
_FULL = (errno.ENOSPC, errno.EDQUOT)


class StageTimeout(StateError):
    """A stage took longer than its limit."""


@contextmanager
def time_limit(stage: str, minutes: float) -> Iterator[None]:
    """Stop a stage that takes too long; in the main thread only, and 0 for no limit.

    Args:
        stage: Its name, for the message.
        minutes: How long it may take.

    Raises:
        StageTimeout: It took longer.
    """
    if not minutes:
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise StageTimeout(
            _(
                "stage {stage} took longer than {minutes:g} minutes; the public site is as it was. Find out what "
                "it waits for, or raise limits.stage_minutes, then run again"
            ).format(stage=stage, minutes=minutes)
        )

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, minutes * 60)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def explain_shortage(error: BaseException | None) -> str:
    """The line for an error that means that the machine ran out of something; nothing for any other error."""
    while error is not None:
        if isinstance(error, MemoryError):
            return _(
                "out of memory; the public site is as it was. Give the run more (docs/hosting.md), then run it again"
            )
        if isinstance(error, OSError) and error.errno in _FULL:
            return _("the disk is full; the public site is as it was. Make room below the state folder, then run again")
        if isinstance(error, sqlite3.OperationalError) and "full" in str(error):
            return _("the disk is full; the ledger is as it was. Make room below the state folder, then run again")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return ""


def tell_error(error: Exception) -> tuple[str, int]:
    """One line for an error, and the exit status; of an unexpected one only kind and place, its text may hold a value."""
    if isinstance(error, YangguangError):
        return str(error), error.exit_status
    if shortage := explain_shortage(error):
        return shortage, _SHORTAGE
    if type(error) in _OF_THE_FILE:
        return _LEDGER, StateError.exit_status
    return _("{unexpected}; please report it").format(unexpected=unexpected(error)), _UNEXPECTED


def unexpected(error: Exception) -> str:
    """Kind and place of an error that nobody foresaw."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    return _("unexpected {kind} in {file}:{line}").format(
        kind=type(error).__name__, file=Path(where.filename).name, line=where.lineno
    )


@contextmanager
def after_failure(failure: Exception) -> Iterator[None]:
    """What is still done after a failure.

    Raises:
        BothFailed: It failed, too.
    """
    try:
        yield
    except Exception as error:
        first, status = tell_error(failure)
        raise BothFailed(first, tell_error(error)[0], status) from error
