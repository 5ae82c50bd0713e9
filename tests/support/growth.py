"""The time that a reader takes for a hostile text grows with the text's length and no faster.

Nothing here asks how fast a reader is (that is `make bench`): a text is compared with one eight times as long. Eight
times the time is what a reader takes that goes over its text once; 64 times is what one takes that goes over all of
it again at every character. The bound lies between them, far enough from both that a busy machine is no fault.
"""

import time
from collections.abc import Callable

LONGER = 8
_BOUND = 32
_ROUNDS = 6
_LEAST_SECONDS = 0.02
"""Below this a clock measures itself."""


def cpu_seconds(act: Callable[[], object]) -> float:
    """CPU seconds of this process while `act` runs."""
    began = time.process_time()
    act()
    return time.process_time() - began


def grows_with_length(read: Callable[[int], object], short: int) -> bool:
    """Whether `read(length)` takes a time that grows with `length` characters; the best of some rounds of each counts.

    `read` makes its own text; what it prepares once (a compiled pattern) is paid by a first call that is not measured.
    """
    read(min(short, 500))
    least, most = float("inf"), float("inf")
    for _ in range(_ROUNDS):
        least = min(least, max(cpu_seconds(lambda: read(short)), _LEAST_SECONDS))
        most = min(most, cpu_seconds(lambda: read(short * LONGER)))
        if most < _BOUND * least:
            return True
    return False
