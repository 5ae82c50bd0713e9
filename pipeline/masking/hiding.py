"""What hides: the one object through which every value of a row passes before it is printed.

`ProfileMasking` is the only kind that a night knows. The shadow build (`pipeline.proof.shadow`) brings one of
its own that hides nothing; what comes of it has another type and cannot be sealed, staged or published.
"""

from dataclasses import dataclass, field
from typing import Protocol

from pipeline.cleaning.characters import digits_of
from pipeline.masking.causes import is_sensitive
from pipeline.masking.columns import hide_stray_ids, mask_party_number, printed_age
from pipeline.masking.folding import view_of
from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_html, mask_text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known about the place where a text stands."""

    known: KnownValues = field(default_factory=lambda: NOTHING_KNOWN)
    """Raw values of the rows of the same case in the same court."""
    public: tuple[str, ...] = ()
    """Declared contacts, the court's own phones and accounts."""
    keep: frozenset[str] = frozenset()
    """Rules that do not apply."""


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

    def text(self, value: str, around: Surroundings) -> str:
        """Free text, by the recognisers."""
        return mask_text(value, self.profile, around.known, around.public, around.keep)

    def html(self, value: str, around: Surroundings) -> str:
        """Sanitised, then by the recognisers."""
        return mask_html(value, self.profile, around.known, around.public, around.keep)

    def party_number(self, number: str, form: str) -> str:
        """By its form and the profile."""
        return mask_party_number(number, form, self.profile)

    def declared(self, value: str) -> str:
        """Stars over a resident ID in it."""
        return hide_stray_ids(value)

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
