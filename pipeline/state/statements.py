"""The log of signed statements as this state folder knows it: one envelope a release, oldest first."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.state.database import Table
from pipeline.state.ledger import Ledger, Release

STATEMENTS = Table("statements", ("number", "date", "sha256", "envelope"))
_TO_COME = "release to come"


@dataclass(frozen=True, slots=True)
class LoggedStatement:
    """An entry of the log."""

    number: int
    """Of the release."""
    date: str
    """R."""
    sha256: str
    """Of the payload."""
    envelope: str
    """The DSSE envelope as published."""


def log_of(ledger: Ledger) -> list[LoggedStatement]:
    """Every entry, oldest first."""
    rows = ledger.database.execute(f"{STATEMENTS.select} ORDER BY number")
    return [LoggedStatement(*row) for row in rows]


def keep_statement(ledger: Ledger, statement: LoggedStatement) -> None:
    """Add an entry; call inside a transaction."""
    ledger.database.execute(
        STATEMENTS.replace, (statement.number, statement.date, statement.sha256, statement.envelope)
    )


def begin_log(ledger: Ledger, statements: Iterable[LoggedStatement]) -> None:
    """Take the public log for the log; call inside a transaction."""
    ledger.database.execute("DELETE FROM statements")
    for statement in statements:
        keep_statement(ledger, statement)


def note_release_to_come(ledger: Ledger, release: Release, statement: LoggedStatement) -> None:
    """Note what the public place is about to hold, so that a run killed behind the swap is finished by the next."""
    told = {
        "number": release.number,
        "date": release.date,
        "digest": release.digest,
        "counts": release.counts,
        "widths": release.widths,
        "statement": statement.sha256,
        "envelope": statement.envelope,
    }
    with ledger.transaction():
        ledger.keep_note(_TO_COME, json.dumps(told, ensure_ascii=False))


def named_to_come(ledger: Ledger) -> str:
    """``NUMBER DIGEST`` of what was noted last before a swap, also by an earlier version; empty where nothing was."""
    noted = release_to_come(ledger)
    return f"{noted[0].number} {noted[0].digest}" if noted else ledger.note(_TO_COME) or ""


def release_to_come(ledger: Ledger) -> tuple[Release, LoggedStatement] | None:
    """What was noted last before a swap; None where nothing was, or an earlier version noted it in its own form.

    Raises:
        StateError: The note is damaged.
    """
    text = ledger.note(_TO_COME)
    if not text or not text.startswith("{"):
        return None
    try:
        told = json.loads(text)
        release = Release(told["number"], told["date"], told["digest"], told["counts"], told["widths"])
        return release, LoggedStatement(release.number, release.date, told["statement"], told["envelope"])
    except (ValueError, KeyError, TypeError):
        raise StateError(_("the ledger's note of the release to come is damaged; bring the ledger back")) from None
