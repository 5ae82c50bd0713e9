"""What hides: the one object through which every value of a row passes before it is printed.

`ProfileMasking` is the only kind that a night knows. The shadow build (`pipeline.proof.shadow`) brings one of
its own that hides nothing; what comes of it has another type and cannot be sealed, staged or published.
"""

from dataclasses import dataclass, field
from typing import Protocol

from pipeline.cleaning.characters import digits_of
from pipeline.masking.causes import is_sensitive
from pipeline.masking.columns import hide_stray_ids, mask_party_number, nameless, printed_age
from pipeline.masking.confirmed import NO_LABELS, ConfirmedLabels, labels_in
from pipeline.masking.drawing import CellOverlooked, Draw
from pipeline.masking.folding import view_of
from pipeline.masking.html import sanitise
from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.plain_cells import masked_plainly
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.text import find_hidden_spans, mask_html, mask_text
from pipeline.masking.triggers import GATES, GatesOf


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about the place where a text stands."""

    known: KnownValues = field(default_factory=lambda: NOTHING_KNOWN)
    """Raw values of the rows of the same case in the same court."""
    public: tuple[str, ...] = ()
    """Declared contacts, the court's own phones and accounts."""
    place: Place = Place.TEXT
    """Where the text stands; an auction notice keeps its own lot's numbers."""
    court: str = ""
    """The code of the court whose record it is; empty where it is nobody's."""


class Masking(Protocol):
    """Every way in which a value of a row is hidden."""

    def text(self, value: str, around: Surroundings) -> str:
        """Free text."""

    def html(self, value: str, around: Surroundings) -> str:
        """Text that may carry markup; safe afterwards."""

    def party_number(self, number: str, form: str) -> str:
        """The number of a party (`IdForm`)."""

    def declared(self, value: str) -> str:
        """A value that is public by declaration, without a resident ID that was typed into it."""

    def nameless(self, names: str) -> str | None:
        """Names of which 姓+某 is printed; None where nothing can be."""

    def age(self, stated: str | None, listed_on: str | None, number: str | None) -> int | None:
        """The age that is printed; ``number`` is None where the party has no resident ID."""

    def is_partys_own(self, entry: dict[str, str], known: KnownValues) -> bool:
        """Whether a declared contact is in truth a party's own and is left out."""

    def is_reduced(self, cause: str | None, reviewed_on: str | None) -> bool:
        """Whether an obligation is reduced to cause and amount [SX art.6(6)]."""


@dataclass(frozen=True, slots=True)
class ProfileMasking:
    """Hides what DOMAIN §3 hides, numbers by the deployment's profile."""

    profile: Profile
    confirmed: ConfirmedLabels = ()
    """Labels that courts answer for."""
    reads_in_full: bool = False
    """Every text is read in full: the same masks, without the seconds that the pass over a night's texts takes to be made ready."""
    draw: Draw | None = None
    """Of the cells in which nothing is found those that are read in full; none outside of a night.

    Raises:
        CellOverlooked: By `text` and `html`, where a full reading finds more.
    """

    def text(self, value: str, around: Surroundings) -> str:
        """Free text, by the recognisers."""
        masked = None
        if not self.reads_in_full:
            masked = masked_plainly(value, self.profile, around.known, around.public, around.place)
        if masked is None:
            labels = self._labels(around)
            masked = mask_text(value, self.profile, around.known, around.public, around.place, labels, self._gates_of())
        if masked == value and self._is_drawn(value, around):
            self._read_in_full(value, around)
        return masked

    def html(self, value: str, around: Surroundings) -> str:
        """Sanitised, then by the recognisers."""
        labels = self._labels(around)
        masked = mask_html(value, self.profile, around.known, around.public, around.place, labels, self._gates_of())
        if self._is_drawn(value, around) and masked == (safe := sanitise(value)):
            self._read_in_full(safe, around)
        return masked

    def _is_drawn(self, value: str, around: Surroundings) -> bool:
        return not self.reads_in_full and self.draw is not None and self.draw.takes(value, *around.public)

    def _gates_of(self) -> GatesOf:
        return GATES.read_in_full if self.reads_in_full else GATES.opened_by

    def _read_in_full(self, value: str, around: Surroundings) -> None:
        labels, gates_of = self._labels(around), GATES.read_in_full
        found = find_hidden_spans(
            value, self.profile, around.known, around.public, around.place, labels, gates_of=gates_of
        )
        if found:
            raise CellOverlooked(span.rule for span in found)

    def party_number(self, number: str, form: str) -> str:
        """By its form and the profile."""
        return mask_party_number(number, form, self.profile)

    def declared(self, value: str) -> str:
        """Stars over a resident ID in it."""
        return hide_stray_ids(value)

    def nameless(self, names: str) -> str | None:
        """姓+某, each once."""
        return nameless(names)

    def age(self, stated: str | None, listed_on: str | None, number: str | None) -> int | None:
        """By calendar year, from what the mask shows; the stated age never enters (DOMAIN §3)."""
        return printed_age(listed_on, number)

    def is_partys_own(self, entry: dict[str, str], known: KnownValues) -> bool:
        """By the numbers that the rows of the case know, in whatever signs the contact writes them."""
        written = [digits_of(view_of(entry[key]).text) for key in ("phone", "account") if entry.get(key)]
        return any(number in digits for digits in written for number in known.numbers)

    def is_reduced(self, cause: str | None, reviewed_on: str | None) -> bool:
        """A sensitive cause, unless the handler reviewed the text."""
        return is_sensitive(cause) and reviewed_on is None

    def _labels(self, around: Surroundings) -> frozenset[str]:
        return labels_in(self.confirmed, around.court, around.place) if self.confirmed and around.court else NO_LABELS
