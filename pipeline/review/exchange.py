"""Between state folder and desk: envelopes come in, batch files go out; one at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.approval.choose import Chosen
from pipeline.core.operator import now
from pipeline.review.desk_out import DeskOut, at_the_desk, tell_uploads
from pipeline.review.importing import Imported, SignedSoFar, forget_oldest, has_envelopes, import_envelopes
from pipeline.state.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Exchange:
    """A deployment's desk, as the account of the night works with it."""

    out: DeskOut
    ledger: Ledger
    choose: Callable[[], Chosen]
    """What goes out now, and what can be signed."""
    on: date
    """R, or today."""

    def take_in(self) -> tuple[Imported, ...]:
        """File what officers brought to the desk.

        Raises:
            StateError: The desk's folder cannot be read.
        """
        with at_the_desk(self.out.folder):
            if not self.out.inbox.is_dir() or not has_envelopes(self.out.inbox):
                return ()
            done = import_envelopes(self.out.inbox, self._so_far(), self.out.refused)
            forget_oldest(self.out.refused)
            tell_uploads(self.out.folder, done, {key.court for key in self.out.registry.key})
            return done

    def hand_out(self) -> None:
        """Write what the desk hands out.

        Raises:
            StateError: The desk's folder cannot be written.
        """
        with at_the_desk(self.out.folder):
            self.out.write(self.choose())

    def take_from(self, folder: Path) -> tuple[Imported, ...]:
        """File what lies in any folder, which stays as it is."""
        return import_envelopes(folder, self._so_far())

    def _so_far(self) -> SignedSoFar:
        latest = max(self.on, now().date())  # R may be a day behind the officers' calendars
        return SignedSoFar(self.out.files, self.ledger, self.out.registry, self.choose(), latest)
