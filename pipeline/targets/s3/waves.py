"""Carrying out a plan: wave after wave, side by side within one, at no more than the allowed bandwidth."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from threading import Lock

from pipeline.targets.plan import Operation, Waves

_LOOK_EVERY = 1.0
_AT_ONCE = 2000
"""Operations handed out before the next are looked at; keeps the lease alive and memory small."""


def carry_out(
    waves: Waves,
    act: Callable[[Operation], None],
    parallel: int,
    done: Callable[[int], None],
    before: Callable[[Sequence[Operation]], None],
    alive: Callable[[], None],
) -> None:
    """Do all operations, or stop at the first that fails.

    Args:
        waves: What to do.
        act: Does one operation; called from several threads.
        parallel: How many at a time.
        done: Told how many more are done.
        before: Called with operations before they are handed out, from this thread; may raise to stop.
        alive: Called about once a second from this thread; may raise to stop.
    """
    with ThreadPoolExecutor(parallel) as workers:
        for wave in waves:
            for start in range(0, len(wave), _AT_ONCE):
                operations = wave[start : start + _AT_ONCE]
                before(operations)
                pending = {workers.submit(act, operation) for operation in operations}
                try:
                    while pending:
                        finished, pending = wait(pending, _LOOK_EVERY, FIRST_EXCEPTION)
                        for future in finished:
                            future.result()
                        done(len(finished))
                        alive()
                except BaseException:
                    _cancel(pending)
                    raise


def _cancel(pending: set[Future[None]]) -> None:
    for future in pending:
        future.cancel()


class Throttle:
    """Bytes per second for all threads together."""

    def __init__(self, bytes_per_second: float) -> None:
        self._rate = bytes_per_second
        self._lock = Lock()
        self._free_at = 0.0

    def take(self, size: int) -> None:
        """Wait until that many bytes may go."""
        if not self._rate:
            return
        with self._lock:
            begins = max(self._free_at, time.monotonic())
            self._free_at = begins + size / self._rate
        time.sleep(max(0.0, begins - time.monotonic()))
