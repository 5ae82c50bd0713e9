"""What the rows of the same case know: numbers, names and addresses that must not show in its texts.

Building one costs next to nothing, since there are hundreds of thousands of cases and most texts hold
no candidate; what a search needs is prepared when a text first asks for it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.cleaning.characters import digits_of, half_width, without_invisible, without_spaces
from pipeline.cleaning.surnames import COMPOUND_SURNAMES

APPLICANT = "申请执行人"
"""What stands for the name of an applicant."""

FRAGMENT = 6
"""So many consecutive digits of a known number give it away."""

_FIRST_TELLING = {15: 3, 17: 5, 18: 5}
"""County and year of birth are printed: digits 1-8 of the old form, 1-10 of the new one (17 before an X)."""

_MASKED = re.compile(r"[*＊]|[Xx×]{2}")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0002fa1f]")
_COMPOUND = frozenset(COMPOUND_SURNAMES)


@dataclass(slots=True)
class KnownValues:
    """Raw values of one case in one court; in memory only, never printed."""

    identifiers: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    """(name, what stands for it), longest name first."""
    addresses: tuple[str, ...] = ()
    parties: frozenset[str] = frozenset()
    """Names that the public list prints; they stay."""
    is_nameless: bool = False
    """Whether no natural person of the case is named any more in texts, nor any mask shown (R14)."""
    _fragments: frozenset[str] | None = field(default=None, repr=False, compare=False)
    _numbers: frozenset[str] | None = field(default=None, repr=False, compare=False)
    _card_numbers: frozenset[str] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        identifiers: Iterable[str] = (),
        phones: Iterable[str] = (),
        cards: Iterable[str] = (),
        names_to_role: Mapping[str, str] | None = None,
        addresses: Iterable[str] = (),
        parties: Iterable[str] = (),
        *,
        is_nameless: bool = False,
    ) -> "KnownValues":
        """Take the values of a case as its rows have them; blank ones are ignored.

        Args:
            identifiers: Identity, passport and permit numbers; organisations' codes are public and
                do not belong here.
            phones: Phones and numeric accounts (QQ) of people.
            cards: Bank cards and accounts.
            names_to_role: Name -> what stands for it: `APPLICANT`, or `surname_and_mou(name)`.
            addresses: Home addresses, printed as ``***``.
            parties: Names that the public list prints.
            is_nameless: Masks of numbers are not shown either (R14).
        """
        names = sorted((names_to_role or {}).items(), key=lambda pair: (-len(pair[0]), pair))
        return cls(
            tuple(sorted(filter(None, identifiers))),
            tuple(sorted(filter(None, phones))),
            tuple(sorted(filter(None, cards))),
            tuple(pair for pair in names if len(pair[0].strip()) >= 2),
            tuple(sorted(filter(None, addresses), key=lambda address: (-len(address), address))),
            frozenset(filter(None, parties)),
            is_nameless,
        )

    @property
    def has_numbers(self) -> bool:
        """Whether runs of digits must be compared at all."""
        return bool(self.identifiers or self.phones or self.cards)

    @property
    def fragments(self) -> frozenset[str]:
        """Every run of six digits that would give a hidden part of a known number away.

        What lies wholly in the part of a resident ID that is printed anyway (county and year) gives
        nothing away, nor does one digit six times.
        """
        if self._fragments is None:
            self._fragments = frozenset(
                digits[i : i + FRAGMENT]
                for digits in self.numbers
                for i in range(self._first_telling(digits), len(digits) - FRAGMENT + 1)
                if digits.count(digits[i], i, i + FRAGMENT) < FRAGMENT
            )
        return self._fragments

    @property
    def numbers(self) -> frozenset[str]:
        """The digits of every known number that has at least six."""
        if self._numbers is None:
            every = (*self.identifiers, *self.phones, *self.cards)
            whole = (digits_of(number) for number in every if _MASKED.search(number) is None)
            self._numbers = frozenset(digits for digits in whole if len(digits) >= FRAGMENT)
        return self._numbers

    @property
    def longest(self) -> int:
        """The digits of the longest known number."""
        return max(map(len, self.numbers), default=0)

    @property
    def card_numbers(self) -> frozenset[str]:
        """The digits of the known bank cards and accounts: never shown with an identity number's mask."""
        if self._card_numbers is None:
            self._card_numbers = frozenset(map(digits_of, self.cards))
        return self._card_numbers

    def _first_telling(self, digits: str) -> int:
        """Where the first fragment begins that reaches beyond what every profile prints."""
        if digits in self.card_numbers:
            return 0
        return _FIRST_TELLING.get(len(digits), 0)


NOTHING_KNOWN = KnownValues()


def surname_and_mou(name: str) -> str:
    """姓+某, with compound surnames; what stands for third parties and minors. Of a name in another script nothing stays.

    >>> surname_and_mou("钱 斌"), surname_and_mou("欧阳小明"), surname_and_mou("迪丽·某某"), surname_and_mou("Li Hai")
    ('钱某', '欧阳某', '迪某', '某')
    """
    compact = without_spaces(without_invisible(half_width(name)))
    surname = compact[:2] if compact[:2] in _COMPOUND and len(compact) > 2 else compact[:1]
    return f"{surname}某" if _HAN.match(surname) else "某"
