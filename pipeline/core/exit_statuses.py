"""Exit statuses of a run that a script must tell apart, and which of them are worth another try the same night.

What failed because something did not answer may answer in a quarter of an hour. What was refused is refused again, after another
pull of everybody's raw rows: it waits for a person. The timer's unit says the same (`RestartPreventExitStatus=`; a test
holds both together).
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final


class ExitStatus(IntEnum):
    """How a run or `status` can end, beside 0."""

    ALARM = 1
    """`status`: somebody must look."""
    SETTINGS = 2
    SOURCE = 3
    STATE = 4
    """Also a clock that is wrong, a cluster that is gone, a stage that took too long, another run at work."""
    REFUSED = 5
    LEAK = 6
    TARGET = 7
    KEY = 8
    LATE = 9
    DOUBTED = 10
    DIFFERING = 29
    """Rows masked again from the same input came out otherwise; what shows less went out."""
    ALERT_UNSENT = 28
    """`status --alert`: nobody could be told."""
    UNEXPECTED = 70
    SHORTAGE = 71
    INTERRUPTED = 130


TRIED_AGAIN: Final[Mapping[ExitStatus, bool]] = {
    ExitStatus.SETTINGS: False,
    ExitStatus.SOURCE: True,
    ExitStatus.STATE: True,
    ExitStatus.REFUSED: False,
    ExitStatus.LEAK: False,
    ExitStatus.TARGET: True,
    ExitStatus.KEY: False,
    ExitStatus.LATE: False,
    ExitStatus.DOUBTED: False,
    ExitStatus.DIFFERING: False,
    ExitStatus.UNEXPECTED: True,
    ExitStatus.SHORTAGE: True,
    ExitStatus.INTERRUPTED: True,
}
"""Exit status of a night -> whether its timer tries again. 4 holds what passes by itself (another run, a cluster, a slow
stage) beside what does not (damage, a wrong clock), which refuses before a row is pulled."""

AGAIN_AFTER_MINUTES: Final = 15
"""The timer's unit: `RestartSec=`."""
MOST_TRIES: Final = 4
"""The timer's unit: `StartLimitBurst=`."""

RELEASED: Final = frozenset({0, int(ExitStatus.LATE), int(ExitStatus.DOUBTED)})
"""How a run ends whose release went out and was confirmed, and of which `status` finds by itself what is to be done."""
