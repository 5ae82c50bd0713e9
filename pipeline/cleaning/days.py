"""What a column of days does with a value that is no day: no end, a length of time, what a database writes for nothing."""

from functools import cache

from pipeline.cleaning.dates import (
    is_length_of_time,
    is_no_day,
    is_without_end,
    moment_of_serial,
    read_day,
    read_last_day,
    read_moment,
)
from pipeline.cleaning.readings import NO_VALUE, Note, Reader, Reading
from pipeline.core.findings import Cause, Effect

LONG_PAST, NEVER = "1949-01-01", "9999-12-31"
"""What an unreadable end and an unreadable start count as; both keep the record hidden."""

ENDS = frozenset(
    {
        "closed_on",
        "measure_end",
        "removal_act_on",
        "national_removed_on",
        "withdrawn_on",
        "case_closed_on",
        "resumed_on",
        "wrong_ending_on",
        "claimed_on",
        "supervision_ended_on",
    }
)
STARTS = frozenset({"measure_start", "listed_on", "published_on", "terminated_on"})
_LAST_DAYS = ENDS | {
    "term_until",
    "ends_on",
    "claim_until",
    "until",
    "grace_until",
    "suspended_until",
    "repealed_on",
}
"""Days in which something ends: of a period the last day is meant, and one without end is none."""
INTERNAL_DAYS = (ENDS | STARTS) | {
    "handler_reviewed_on",
    "decided_on",
    "approved_on",
    "until",
    "grace_until",
    "served_on",
    "suspended_from",
    "suspended_until",
}
"""Columns of days, also those that are never published."""

NO_LAST_DAY = Note("term_without_end", Effect.REPAIRED, Cause.MISSING)
GRACE_WITHOUT_END = Note("grace_without_end", Effect.HIDDEN)


@cache
def day_reader(column: str) -> Reader:
    """How a column of days is read."""
    read = read_last_day if column in _LAST_DAYS else read_day

    def reader(text: str) -> Reading | str:
        if is_no_day(text):
            return NO_VALUE
        if column in _LAST_DAYS and is_without_end(text):
            return _of_no_end(column)
        if column == "term_until" and is_length_of_time(text):
            return _of_no_end(column)
        reading = read(text)
        return NO_VALUE if reading.value is not None and is_no_day(reading.value) else reading

    return reader


def moment_reader(text: str) -> Reading | str:
    """How a column of moments is read."""
    return NO_VALUE if is_no_day(text) else read_moment(text)


def day_of_serial(text: str) -> str | None:
    """The day that a spreadsheet's count means."""
    moment = moment_of_serial(text)
    return None if moment is None else moment[:10]


def _of_no_end(column: str) -> Reading | str:
    if column == "term_until":
        return Reading(NO_VALUE, (NO_LAST_DAY,))
    if column == "grace_until":
        return Reading(NEVER, (GRACE_WITHOUT_END,))
    return NO_VALUE
