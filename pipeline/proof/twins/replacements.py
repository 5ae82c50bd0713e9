"""The replacements of a twin night: every number that a row holds, and what stands for it everywhere."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field

from pipeline.cleaning.characters import digits_of, is_digits
from pipeline.cleaning.identifiers import compact_number, normalise_resident_id
from pipeline.cleaning.name_lists import split_names
from pipeline.cleaning.parties import IdForm
from pipeline.core.frames import Frame
from pipeline.masking.cases import CaseKey
from pipeline.masking.confirmed import ConfirmedLabels
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.known import FRAGMENT, KnownValues
from pipeline.masking.profiles import HIDDEN_POSITIONS, Profile
from pipeline.proof.twins.numbers import begins_like_resident, twin_number

_FULL, _OLD = 18, 15
_LETTERS = re.compile(r"[A-Z]*")
_ENDS = 2
_SHORTEST_MASK = 5

Windows = Mapping[CaseKey, frozenset[str]]
"""Every six digits in a row that stand in the texts of a case."""


@dataclass(slots=True)
class Replacements:
    """Twins by number; the same number has the same twin in every column and text."""

    profile: Profile
    confirmed: ConfirmedLabels = ()
    """Behind these labels numbers stay, so they have no twins."""
    _twins: dict[str, str] = field(default_factory=dict)
    _by_digits: dict[str, str] = field(default_factory=dict)
    """Digits of a known number -> the signs of its twin at the same places."""

    @classmethod
    def of(cls, party_tables: Iterable[Frame], windows: Windows, masking: ProfileMasking) -> "Replacements":
        """Enter the numbers of all clean party tables.

        Args:
            party_tables: Clean rows, with ``id_form``.
            windows: What stands in the texts: a twin that by chance held six digits of a public number of its
                own case would hide it.
            masking: Decides which digits of a resident ID are printed, and which numbers stay.
        """
        forms: defaultdict[str, set[str]] = defaultdict(set)
        avoided: defaultdict[str, set[str]] = defaultdict(set)
        for frame in party_tables:
            for case, number, form in _numbers_of(frame):
                forms[number].add(form)
                avoided[number] |= windows.get(case, frozenset())
        replacements = cls(masking.profile, masking.confirmed)
        for number in forms:
            replacements.enter(number, forms[number], avoided[number])
        return replacements

    def twin(self, number: str, printed: frozenset[int] = frozenset()) -> str:
        """The twin of a compact number; of one that no row holds by its shape alone.

        Args:
            number: Digits, ``X`` and ``*`` (`compact_number`).
            printed: Positions that are printed where the number stands.
        """
        known = self._twins.get(number)
        if known is not None:
            return known
        is_resident = len(number) == _FULL and begins_like_resident(number)
        return twin_number(number, printed | self._printed_of_resident() if is_resident else printed)

    def knows(self, number: str) -> bool:
        """Whether a row holds the number."""
        return number in self._twins

    def links(self, known: KnownValues) -> dict[str, list[tuple[str, str, int]]]:
        """Six digits -> (number, twin, offset) of every known number of a case that holds them."""
        found: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
        for digits in known.numbers:
            twin = self._by_digits.get(digits) or self.twin(digits)
            for start in range(len(digits) - FRAGMENT + 1):
                found[digits[start : start + FRAGMENT]].append((digits, twin, start))
        return found

    def enter(self, number: str, forms: Set[str], avoided: Set[str] = frozenset()) -> None:
        """Find the twin of a compact number; an old one of 15 digits shares that of its long form.

        Args:
            number: As `compact_number` gives it.
            forms: Every `IdForm` under which rows hold it: what any of them prints stays.
            avoided: Six digits in a row that the twin must not bring.
        """
        full = normalise_resident_id(number) if len(number) in (_OLD, _FULL) and IdForm.RESIDENT in forms else None
        whole = full or number
        printed = frozenset[int]().union(*(self._printed(whole, form) for form in forms))
        twin = self._twins.get(whole) or twin_number(whole, printed, _Avoiding(whole, avoided))
        self._twins[whole] = twin
        if len(number) == _OLD and full:
            twin = twin[:6] + twin[8:17]
            self._twins[number] = twin
        for old, new in ((number, twin), (whole, self._twins[whole])):
            kept = [(sign, other) for sign, other in zip(old, new, strict=True) if is_digits(sign)]
            self._by_digits["".join(sign for sign, _ in kept)] = "".join(other for _, other in kept)

    def _printed(self, number: str, form: str) -> frozenset[int]:
        if form == IdForm.RESIDENT and len(number) == _FULL:
            return self._printed_of_resident()
        if form == IdForm.DOCUMENT:
            letters = len(_LETTERS.match(number).group())  # type: ignore[union-attr]
            has_tail = letters > 0 and len(number) - letters - _ENDS >= _SHORTEST_MASK
            return frozenset(range(len(number) - _ENDS, len(number))) if has_tail else frozenset()
        return frozenset()

    def _printed_of_resident(self) -> frozenset[int]:
        return frozenset(range(_FULL)) - frozenset(HIDDEN_POSITIONS[self.profile])


@dataclass(frozen=True, slots=True)
class _Avoiding:
    """Refuses a twin that brings six digits in a row which stand in a text of the case, or one digit six times."""

    number: str
    avoided: Set[str]

    def __call__(self, candidate: str) -> bool:
        return any(
            new in self.avoided or len(set(new)) == 1
            for old, new in zip(_six(self.number), _six(candidate), strict=True)
            if new != old
        )


def _six(number: str) -> Iterator[str]:
    return (number[start : start + FRAGMENT] for start in range(len(number) - FRAGMENT + 1))


def _numbers_of(frame: Frame) -> Iterator[tuple[CaseKey, str, str]]:
    """(case, compact number, form) of every secret number of a clean party table."""
    names = ("court_code", "case_id", "id_number", "id_form", "legal_representative_id", "phone")
    columns = (frame[name].astype(object).where(frame[name].notna(), "") for name in names)
    for court, case_id, number, form, representative, phone in zip(*columns, strict=True):
        case = (court, case_id)
        if number and form not in (IdForm.USCC, IdForm.ORG_CODE):
            yield case, number, form
        if representative:
            compact = compact_number(representative)
            yield case, compact, IdForm.RESIDENT if normalise_resident_id(compact) else IdForm.UNREADABLE
        for digits in map(digits_of, split_names(phone)):
            if digits:
                yield case, digits, IdForm.RESIDENT if begins_like_resident(digits) else IdForm.UNREADABLE
