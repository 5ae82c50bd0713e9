"""What a run finds when it begins: its number, the clock, and what weakens the night."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date

from pipeline.approval.modes import ApprovalMode
from pipeline.composing.lost_state import began_after
from pipeline.core.errors import StateError
from pipeline.core.permissions import close_to_others
from pipeline.core.records import RecordId
from pipeline.masking.profiles import Profile
from pipeline.retention.judge_night import missing_calendar
from pipeline.settings.deployment import Settings
from pipeline.state.batches import BatchDamaged, BatchStore
from pipeline.state.ledger import Ledger

_MOST_DAYS_AHEAD = 31
"""A longer pause between two nights is a wrong clock more often than a pause."""


def refuse_earlier_date(ledger: Ledger, on: date) -> None:
    """StateError where R lies before the last release: a clock set back would return what was removed."""
    releases = ledger.releases()
    if releases and releases[-1].date > on.isoformat():
        raise StateError(
            f"the last release is of {releases[-1].date}, this run of {on}; a clock set back would return "
            "what was removed: pass --date"
        )


def refuse_date_far_ahead(last: date, on: date) -> None:
    """StateError where the clock says R more than 31 days after the last release; a person may say so with --date.

    A clock set far ahead would take away what is not yet due, and what a rule took away never returns.
    """
    days = (on - last).days
    if days > _MOST_DAYS_AHEAD:
        raise StateError(
            f"the clock says {on}, {days} days after the last release ({last}); if it is right, pass --date {on}, "
            "else mend the clock: a night ahead of its time takes away what does not return"
        )


def next_number(ledger: Ledger, batches: BatchStore, public: int, mode: ApprovalMode) -> int:
    """One above every release and every batch that waits; ``public`` is the number the world sees."""
    releases = ledger.releases()
    known = [releases[-1].number if releases else 0, public, began_after(ledger) or 0]
    if mode is ApprovalMode.COURT:
        known += [name.number for court in batches.courts() for name in batches.names(court)[-1:]]
    return max(known) + 1


def weaknesses(settings: Settings, on: date) -> Iterator[str]:
    """What makes this night weaker than it could be."""
    if note := missing_calendar(on):
        yield note
    if settings.masking.profile is Profile.NATIONAL:
        yield "mask profile national is weaker: the check digit is printed"
    if settings.approval.mode is ApprovalMode.SCAN:
        yield "approval is left to the leak detector: no court signs (approval.mode = scan)"


def close_state(settings: Settings) -> str:
    """Let nobody else enter the state folder; gives a note where that is not ours to do, else nothing.

    A public tree of version 0.1 lies in there: as long as it is the public one, the web server must reach it. The next
    release moves out, and the folder is closed then.
    """
    state, public = settings.state, settings.target.path
    if settings.target.kind == "folder" and public.resolve().is_relative_to(state.resolve()):
        return ""
    try:
        close_to_others(state)
    except OSError as error:
        return (
            f"others may enter {state.name}, since its mode cannot be set to 0700 ({error.strerror}); "
            "let the folder belong to the account of the night"
        )
    return ""


def is_known(record_id: RecordId, ledger: Ledger, batches: BatchStore) -> bool:
    """Whether a record is public, or in a batch and hidden for the moment, or waiting for a signature."""
    if ledger.public()["id"].eq(record_id).any():
        return True
    return any(_has(batches, court, record_id) for court in batches.courts())


def _has(batches: BatchStore, court: str, record_id: RecordId) -> bool:
    for name in batches.names(court):
        with suppress(BatchDamaged):
            if batches.read(court, name).frame["id"].eq(record_id).any():
                return True
    return False
