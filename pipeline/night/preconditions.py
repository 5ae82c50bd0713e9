"""What a run finds when it begins: its number, the clock, and what weakens the night."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from pipeline.approval.modes import UNSEEN_BY_MACHINES, ApprovalMode
from pipeline.composing.lost_state import began_after, has_seen_no_night
from pipeline.core.errors import NotAssessed, StateError
from pipeline.core.foreign_texts import reason_of
from pipeline.core.messages import _
from pipeline.core.permissions import close_to_others
from pipeline.core.records import RecordId
from pipeline.core.workdays import Calendar
from pipeline.masking.profiles import Profile
from pipeline.settings.sections import TargetSettings
from pipeline.state.batches import BatchDamaged, BatchStore
from pipeline.state.ledger import Ledger

_MOST_DAYS_AHEAD = 31
"""A longer pause between two nights is a wrong clock more often than a pause."""


def refuse_earlier_date(ledger: Ledger, on: date) -> None:
    """StateError where R lies before the last release: a clock set back would return what was removed."""
    releases = ledger.releases()
    if releases and releases[-1].date > on.isoformat():
        raise StateError(
            _(
                "the last release is of {date}, this run of {on}; a clock set back would return what was "
                "removed. Mend the clock if it is wrong now; if it is right, it was ahead when that release was "
                "made, see docs/operating.md, The clock is wrong"
            ).format(date=releases[-1].date, on=on)
        )


def refuse_date_far_ahead(last: date, on: date) -> None:
    """StateError where the clock says R more than 31 days after the last release; a person may say so with --date.

    A clock set far ahead would take away what is not yet due, and what a rule took away never returns.
    """
    days = (on - last).days
    if days > _MOST_DAYS_AHEAD:
        raise StateError(
            _(
                "the clock says {on}, {days} days after the last release ({last}); if it is right, pass --date "
                "{on}, else mend the clock: a night ahead of its time takes away what does not return"
            ).format(on=on, days=days, last=last)
        )


def refuse_unassessed(problem: str) -> None:
    """NotAssessed where the gate of [privacy] is closed; what must go goes all the same."""
    if problem:
        raise NotAssessed(problem)


def refuse_without_night(ledger: Ledger, batches: BatchStore) -> None:
    """StateError before the first night of a state that began beside a public release: its batches are older than that."""
    if has_seen_no_night(ledger, batches):
        raise StateError(
            _(
                "this state folder came back, or began anew, and no night has read the source since: publishing "
                "from its batches would take away what came later. Run `publish.py nightly` first; a takedown "
                "works at once"
            )
        )


def next_number(ledger: Ledger, batches: BatchStore, public: int, mode: ApprovalMode) -> int:
    """One above every release and every batch that waits; ``public`` is the number the world sees."""
    releases = ledger.releases()
    known = [releases[-1].number if releases else 0, public, began_after(ledger) or 0]
    if mode is ApprovalMode.COURT:
        known += [name.number for court in batches.courts() for name in batches.names(court)[-1:]]
    return max(known) + 1


def weaknesses(profile: Profile, mode: ApprovalMode, calendar: Calendar, on: date) -> Iterator[str]:
    """What makes this night weaker than it could be."""
    if calendar.problem:
        yield _(
            "no table of the court counts tonight: {problem}; mend it, `publish.py calendar --check` says when "
            "it is right"
        ).format(problem=calendar.problem)
    if (year := calendar.missing_year(on)) is not None:
        yield (
            _(
                "the working days of {year} are not known: deadlines of removals end early, waits late; name a "
                "table in [calendar] file (`publish.py calendar --example {year}`)"
            ).format(year=year)
        )
    if profile is Profile.NATIONAL:
        yield _("mask profile national is weaker: the check digit is printed")
    if mode is ApprovalMode.SCAN:
        yield _(
            "approval is left to the leak detector: no court signs (approval.mode = scan); {unseen_by_machines}"
        ).format(unseen_by_machines=UNSEEN_BY_MACHINES)


def close_state(state: Path, place: TargetSettings) -> str:
    """Let nobody else enter the state folder; gives a note where that is not ours to do, else nothing.

    A public tree of version 0.1 lies in there: as long as it is the public one, the web server must reach it. The next
    release moves out, and the folder is closed then.
    """
    if place.kind == "folder" and place.path.resolve().is_relative_to(state.resolve()):
        return ""
    try:
        close_to_others(state)
    except OSError as error:
        return _(
            "others may enter {state}, since its mode cannot be set to 0700 ({reason}); let the folder "
            "belong to the account of the night"
        ).format(state=state.name, reason=reason_of(error))
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
