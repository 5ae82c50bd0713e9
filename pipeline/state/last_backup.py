"""When the state folder was last backed up, as it knows itself."""

from datetime import UTC, datetime

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.state.ledger import Ledger

_KEY = "last back-up"


def note_backup(ledger: Ledger, at: datetime) -> None:
    """Remember that a whole back-up was written at a moment with an offset."""
    ledger.keep_note(_KEY, at.astimezone(UTC).isoformat(timespec="seconds"))


def last_backup(ledger: Ledger) -> datetime | None:
    """The moment of the last whole back-up; None before the first.

    Raises:
        StateError: The note is damaged.
    """
    text = ledger.note(_KEY)
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise StateError(_("the ledger's note of the last back-up is damaged; bring the ledger back")) from None
