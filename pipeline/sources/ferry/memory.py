"""What is remembered of the night read last, so that no night is read twice or out of order."""

import json
from dataclasses import asdict, dataclass
from datetime import date

from pipeline.core.errors import SourceError, StateError
from pipeline.core.messages import _
from pipeline.sources.ferry.manifest import Manifest


@dataclass(frozen=True, slots=True)
class FerryMark:
    """The night read last; kept by the ledger as text."""

    night: str
    sequence: int
    digest: str
    """SHA-256 of its manifest."""
    read_for: str
    """R of the run that read it; a run for the same R may read it again."""

    def as_text(self) -> str:
        """For `Ledger.keep_note`."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_text(cls, text: str | None) -> "FerryMark | None":
        """From `Ledger.note`.

        Raises:
            StateError: It is no mark.
        """
        if text is None:
            return None
        try:
            return cls(**json.loads(text))
        except (ValueError, TypeError):
            raise StateError(_("the ledger's note of the last ferry night is damaged; bring the ledger back")) from None


def refuse_out_of_order(manifest: Manifest, digest: str, on: date, last: FerryMark | None) -> None:
    """Refuse a night that was read before, that was changed since, or that left before the one read last.

    Raises:
        SourceError: Says which, and what to do.
    """
    if last is None:
        return
    where = _("ferry night {night}").format(night=manifest.night)
    if digest == last.digest:
        if last.read_for != on.isoformat():
            raise SourceError(
                _("{where} was read before, for {read_for}; no new night has come since").format(
                    where=where, read_for=last.read_for
                )
            )
        return
    if manifest.sequence <= last.sequence:
        if manifest.sequence == last.sequence and manifest.night.isoformat() == last.night:
            raise SourceError(
                _("{where} was changed after it was read; a corrected night needs a sequence above {sequence}").format(
                    where=where, sequence=last.sequence
                )
            )
        raise SourceError(
            _(
                "{where} has sequence {sequence}, but {last_sequence} (night {night}) was read already: nights "
                "came out of order; send tonight's again with the next sequence"
            ).format(where=where, sequence=manifest.sequence, last_sequence=last.sequence, night=last.night)
        )
    if manifest.night.isoformat() < last.night:
        raise SourceError(
            _("{where} is older than the night read last, {night}; send tonight's").format(
                where=where, night=last.night
            )
        )


def missing_nights(manifest: Manifest, last: FerryMark | None) -> int:
    """How many nights left the case system and never came: each night holds everything, so nothing is lost."""
    return 0 if last is None or manifest.sequence <= last.sequence else manifest.sequence - last.sequence - 1
