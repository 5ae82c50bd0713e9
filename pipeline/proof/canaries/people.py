"""Tonight's canaries: a value for each combination, the same again for the same date, others on another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from pipeline.core.messages import _
from pipeline.proof.canaries.covering import Combination, combinations, combinations_of_forms
from pipeline.proof.canaries.folding import folded
from pipeline.proof.canaries.kinds import Judged, Kind

_FIRST_MARK, _LAST_MARK = "⠁⣿"
_MARKS = 254
"""Braille cells, without the last one: no letter, digit or sign to anybody."""
_SPREAD = 8
"""A form may take so many times its length where bytes are escaped."""
_CUT = re.compile(r'["<\n]')
"""Where a text ends that was cut before its last mark: at the end of its JSON string, its element or its file."""


@dataclass(frozen=True, slots=True)
class Canary:
    """An invented value in its place."""

    combination: Combination
    known: str
    """The value as the case knows it, before a slip of the hand."""
    secret: str
    """What must not be read."""
    typed: str
    """As a clerk typed it."""
    marks: tuple[str, str] | None = None
    """What stands before and behind the words of a form: it is read there and nowhere else."""

    def __str__(self) -> str:
        """Kind, breakage and place; never the value."""
        kind, breakage = self.combination.kind, self.combination.breakage
        said = (
            _("form {kind} written as {breakage} in {place}")
            if kind.is_form
            else _("{kind} written as {breakage} in {place}")
        )
        return said.format(kind=kind.name, breakage=breakage.name, place=self.combination.place)

    @property
    def judged(self) -> Judged:
        """How the detector learns of it."""
        return self.combination.breakage.judged or self.combination.kind.judged

    @property
    def sentence(self) -> str:
        """The words with the typed value, between their marks."""
        words = self.combination.kind.sentence.replace("{}", self.typed)
        if self.marks is None:
            return words
        between = "\n" if "\n" in words else ""
        return between.join((self.marks[0], words.strip("\n"), self.marks[1]))

    @property
    def forms(self) -> frozenset[str]:
        """What a reader could see of it, folded."""
        return frozenset({folded(self.secret), self.combination.kind.secret(folded(self.typed))})

    def is_read_in(self, readable: str) -> bool:
        """Whether a reader of bytes that are `folded` could see it."""
        if self.marks is None:
            return any(map(readable.__contains__, self.forms))
        return any(form in words for words in self.words_in(readable) for form in self.forms)

    def words_in(self, readable: str) -> Iterator[str]:
        """What stands between the marks, wherever they are; of a text that was cut, what is left of it."""
        first, last = map(folded, self.marks or ("", ""))
        longest = _SPREAD * len(self.sentence)
        for begin in re.finditer(re.escape(first), readable) if first else ():
            words, found, _rest = readable[begin.end() : begin.end() + longest].partition(last)
            yield words if found else _CUT.split(words, maxsplit=1)[0]

    def is_among(self, found: frozenset[str]) -> bool:
        """Whether a scan's values, folded, hold it."""
        whole = folded(self.secret)
        is_number = self.judged is not Judged.TEXT
        return any(whole in value or (is_number and _is_body(value, whole)) for value in found)


def _is_body(value: str, whole: str) -> bool:
    """Whether a value is the number without its check character, or an old number written out with its century."""
    return len(value) >= 15 and (whole.startswith(value) or value[:6] + value[8:17] == whole)


def invent_canaries(on: date) -> tuple[Canary, ...]:
    """The canaries of a release date, no value twice."""
    random, seen = Random(f"canaries {on.isoformat()}"), set[str]()  # noqa: S311 - invented values, no secrets
    singles = [_invent(combination, random, seen) for combination in combinations()]
    wrapped = [_invent(combination, random, seen) for combination in combinations_of_forms()]
    return (*singles, *(replace(canary, marks=_marks(number)) for number, canary in enumerate(wrapped)))


def _marks(number: int) -> tuple[str, str]:
    """What no text has before and behind the words of one form."""
    first, second = (chr(ord(_FIRST_MARK) + part) for part in divmod(number, _MARKS))
    return first + second, _LAST_MARK


def _invent(combination: Combination, random: Random, seen: set[str]) -> Canary:
    kind, breakage = combination.kind, combination.breakage
    value = _fresh(kind, random, seen)
    altered = breakage.alter(value)
    return Canary(combination, value, kind.secret(altered), breakage.write(altered))


def _fresh(kind: Kind, random: Random, seen: set[str]) -> str:
    while (value := kind.make(random)) in seen and kind.judged is not Judged.WORDS:
        pass
    seen.add(value)
    return value
