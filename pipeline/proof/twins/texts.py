"""The twin of a text: what the masker hides in it reads otherwise, all else stays byte for byte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from pipeline.masking.confirmed import labels_in
from pipeline.masking.folding import View, view_of
from pipeline.masking.hiding import Surroundings
from pipeline.masking.known import FRAGMENT
from pipeline.masking.scene import SPACING
from pipeline.masking.spans import Hit
from pipeline.masking.text import find_hits
from pipeline.proof.twins.days import other_age, other_birth_part
from pipeline.proof.twins.numbers import begins_like_resident
from pipeline.proof.twins.replacements import Replacements
from pipeline.proof.twins.writing import written_like

_CHAIN = re.compile(rf"[0-9](?>(?:[{SPACING}\s]{{0,4}}+[0-9]){{5,}})")
_GROUP = re.compile(r"[0-9*](?>(?:[0-9*]|[Xx]{2,}+|[Xx](?![0-9A-Za-z*]))*)")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")
_RUN = re.compile(r"[0-9]+")
_DIGITS = frozenset("0123456789")
_MISREAD = re.compile(r"[0-9A-Za-z]*[lIOoSBZz][0-9A-Za-z]*")
_READ = str.maketrans("lIOoSBZz", "11005822")
_ALONE = 11
_LONG = 15
_LONGEST = 20
"""A number has no more digits; two pieces that make no more are one, wrapped or parted."""
_ROTATED = str.maketrans("123456789", "234567891")
"""House numbers: one for all, so that an address reads the same everywhere; nought stays nought."""
_PLAIN, _FINANCIAL = "一二三四五六七八九", "壹贰叁肆伍陆柒捌玖"
_ROTATED_NUMERALS = str.maketrans(_PLAIN + _FINANCIAL, _PLAIN[1:] + _PLAIN[0] + _FINANCIAL[1:] + _FINANCIAL[0])
_HOUSE_NUMERALS = re.compile(rf"[〇零{_PLAIN}{_FINANCIAL}]{{2,}}|[{_PLAIN}{_FINANCIAL}](?=[号栋幢弄室单楼层户])")
"""Numerals that are house numbers; a single one is a part of a name otherwise."""


def twin_text(text: str, around: Surroundings, replacements: Replacements) -> str:
    """A text with other hidden digits.

    1. Addresses have their digits turned, in columns and texts alike.
    2. Six digits of a number that the case knows become those of its twin.
    3. Days of birth and ages become others; what is left is replaced number by number.
    """
    labels = labels_in(replacements.confirmed, around.court, around.place)
    view, hits = find_hits(text, replacements.profile, around.known, around.public, around.place, labels)
    if not hits:
        return text
    twin = _Twin(view, replacements, hidden=set(_hidden_places(view, hits)))
    for hit in hits:
        if _is_address(hit):
            twin.turn_digits(hit)
    twin.link(around)
    for hit in hits:
        twin.replace(hit)
    return twin.written()


def turned(address: str) -> str:
    """An address with other digits, in their way of writing.

    >>> turned("某某路12号3幢３０１室")
    '某某路23号4幢４０２室'
    """
    if _OTHER_DIGIT.search(address) is None:
        return _rotated(address)
    folded = ((old, view_of(old).text) for old in _rotated(address))
    return "".join(
        written_like(old, view.translate(_ROTATED)) if view in _DIGITS and not old.isascii() else old
        for old, view in folded
    )


def _rotated(address: str) -> str:
    """Digits and house numerals, each by the next."""
    return _HOUSE_NUMERALS.sub(lambda run: run.group().translate(_ROTATED_NUMERALS), address.translate(_ROTATED))


def _hidden_places(view: View, hits: list[Hit]) -> Iterator[int]:
    """Where the mask replaces what a reader sees; a name's or an address's place whole."""
    for hit in hits:
        for place in range(hit.start, hit.end):
            if not hit.keeps_length or hit.replacement[place - hit.start] != view.text[place]:
                yield place


def _is_address(hit: Hit) -> bool:
    return hit.rule.endswith("address")


@dataclass(slots=True)
class _Twin:
    """One text on its way to its twin."""

    view: View
    replacements: Replacements
    hidden: set[int]
    new: dict[int, str] = field(default_factory=dict)
    """Place in the view -> what shall be read there."""

    def turn_digits(self, hit: Hit) -> None:
        """Replace the digits of an address."""
        old = self.view.text[hit.start : hit.end]
        changed = zip(range(hit.start, hit.end), old, _rotated(old), strict=True)
        self.new |= {place: new for place, sign, new in changed if new != sign}

    def link(self, around: Surroundings) -> None:
        """Give fragments of the case's numbers the digits of those numbers' twins, the longest first."""
        links = self.replacements.links(around.known) if around.known.has_numbers else {}
        if not links:
            return
        for chain in _CHAIN.finditer(self.view.text):
            places = [place for place in range(*chain.span()) if self.view.text[place] in _DIGITS]
            for start, digits in sorted(_linked(self.view.text, places, links), key=lambda found: -len(found[1])):
                for place, digit in zip(places[start:], digits, strict=False):
                    if place in self.hidden:
                        self.new.setdefault(place, digit)

    def replace(self, hit: Hit) -> None:
        """Replace what no other step replaced of a hit."""
        text = self.view.text[hit.start : hit.end]
        if (
            hit.rule == "known_name"
            or _is_address(hit)
            or any(place in self.new for place in range(hit.start, hit.end))
        ):
            self._replace_rest(hit) if hit.keeps_length else None
        elif hit.rule in ("birth_date", "age"):
            draw = Random(text)  # noqa: S311 - repeatable, not secret
            new = (other_age if hit.rule == "age" else other_birth_part)(text, draw)
            self.new |= {hit.start + offset: sign for offset, sign in enumerate(new) if sign != text[offset]}
        else:
            for places in _numbers_in(self.view.text, hit):
                self._replace_number(places)

    def _replace_rest(self, hit: Hit) -> None:
        for places in _numbers_in(self.view.text, hit):
            is_linked = any(place in self.new for place in places)
            if not is_linked or self.replacements.knows(self._number(places)):
                self._replace_number(places)
            else:
                self._replace_plain([place for place in places if place not in self.new])

    def _replace_number(self, places: list[int]) -> None:
        number = self._number(places)
        printed = frozenset(i for i, place in enumerate(places) if place not in self.hidden)
        for place, digit in zip(places, self.replacements.twin(number, printed), strict=True):
            if place in self.hidden:
                self.new.setdefault(place, digit)

    def _number(self, places: list[int]) -> str:
        return "".join(self.view.text[place] for place in places).upper()

    def _replace_plain(self, places: list[int]) -> None:
        """Single digits left over between linked ones: each by the next."""
        for place in places:
            if place in self.hidden and self.view.text[place] in _DIGITS:
                self.new[place] = self.view.text[place].translate(_ROTATED)

    def written(self) -> str:
        """The source with the new signs in the old way of writing."""
        parts: list[str] = []
        done = 0
        for place, sign in sorted(self.new.items()):
            if sign.upper() == self.view.text[place].upper():
                continue
            start, end = self.view.source_range(place, place + 1)
            parts += (self.view.source[done:start], written_like(self.view.source[start:end], sign))
            done = end
        return "".join((*parts, self.view.source[done:]))


def _linked(text: str, places: list[int], links: dict[str, list[tuple[str, str, int]]]) -> Iterator[tuple[int, str]]:
    """(index into the places, digits of the twin) of every longest piece that a known number shares."""
    compact = "".join(text[place] for place in places)
    for start in range(len(compact) - FRAGMENT + 1):
        for number, twin, offset in links.get(compact[start : start + FRAGMENT], ()):
            if start and offset and compact[start - 1] == number[offset - 1]:
                continue  # a part of the piece that began before
            length = FRAGMENT
            while compact[start + length : start + length + 1] == number[offset + length : offset + length + 1] != "":
                length += 1
            yield start, twin[offset : offset + length]


def _numbers_in(text: str, hit: Hit) -> Iterator[list[int]]:
    """Places of the digits of each number: long groups by themselves, short ones beside each other together."""
    piece = text[hit.start : hit.end]
    if _MISREAD.fullmatch(piece):
        yield from _misread(piece, hit.start)
        return
    groups = [list(range(*group.span())) for group in _GROUP.finditer(text, hit.start, hit.end)]
    is_one_number = sum(map(len, groups)) <= _LONGEST and max(map(len, groups), default=0) < _LONG
    alone = [] if is_one_number else [places for places in groups if len(places) >= _ALONE]
    yield from alone
    if together := [place for places in groups if places not in alone for place in places]:
        yield together


def _misread(piece: str, start: int) -> Iterator[list[int]]:
    """Runs of digits between letters; county, year and the first digits of a mobile stay what they look like."""
    is_resident = len(piece) >= _LONG and begins_like_resident(piece.translate(_READ))
    kept = 10 if is_resident else 2
    for run in _RUN.finditer(piece, min(kept, len(piece))):
        yield list(range(start + run.start(), start + run.end()))
