"""One text under the eyes of the recognisers: its view, its runs of digits, what is known about it."""

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter

from pipeline.masking.folding import View
from pipeline.masking.known import KnownValues
from pipeline.masking.meanings import is_label
from pipeline.masking.phrases import Labelled, labelled_numbers
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile, mask_resident_id
from pipeline.masking.segments import Rows, Segment, rows_of, segments_of
from pipeline.masking.shapes import looks_like_resident
from pipeline.masking.spans import Hit, Ranges, merged, stars_for, untouched, without_ranges
from pipeline.masking.triggers import GATES, Opened

SPACING = r" \u00a0\u2000-\u200a\u202f\u205f\u3000\-‐-―−_"
"""Inside of a character class: what stands between the groups of one number."""

_X = r"[Xx]{2,}+|[Xx](?![0-9A-Za-z*])|[Xx](?<=[0-9*]{17}.)"
"""An X within a run of digits: a mask of several, a check character at the end, or between two glued numbers."""

_GROUP = rf"[0-9*]++(?>(?:(?:{_X})[0-9*]*+)*)"
_CHAIN = re.compile(rf"[0-9*](?<![0-9*].)(?>(?:[{SPACING}\s]{{0,8}}+[0-9*]|{_X}){{5,}})")
SHORTEST = 11
"""Nothing shorter is hidden by its shape alone: a mobile, a landline with its hyphen."""

_BREAK = re.compile(r"[\t\n\r\f\v]")
_GROUPS = re.compile(_GROUP)
_BACK = re.compile(r"[0-9*]+$")
_GROUP_REST = re.compile(rf"(?:[0-9*]|{_X})+")
_LONGEST_GROUP = 40
_GOES_ON = re.compile(r"[0-9*Xx]")
_CLAUSE_ENDS = re.compile(r"[，,。；;！!？?\n\t|]")
_SENTENCE_ENDS = re.compile(r"[。；;！!？?\n|]")
_LONGEST_CLAUSE, _LONGEST_SENTENCE = 60, 160
_MOST_NESTED = 8
_DIGITS = frozenset("0123456789*")
_A_DIGIT = re.compile(r"[0-9]")
_A_LETTER = re.compile(r"[A-Za-z]")
_LONGER_WORD = re.compile(r"[0-9A-Za-z*](?<![0-9A-Za-z*].)[0-9A-Za-z*]{7,}+")


@dataclass(slots=True)
class Scene:
    """A text and everything that is found out about it once and used by several recognisers."""

    view: View
    profile: Profile
    known: KnownValues
    find_public: Callable[["Scene"], Ranges]
    """Public spans by rule; asked for only when something is about to be hidden."""
    place: Place = Place.TEXT
    declared: Ranges = field(default_factory=list)
    """Public spans by declaration: contacts, the court's own phones and accounts."""
    confirmed: Ranges = field(default_factory=list)
    """Numbers of an ID's shape behind a label that a court confirmed; public by rule."""
    beaten: Ranges = field(default_factory=list)
    """What is hidden whatever the rules say; a public span that touches it is none, now or on a second look."""
    kept: Ranges = field(default_factory=list)
    """What the policy keeps of what was found: it is explained, whatever else is not."""
    claimed: Ranges = field(default_factory=list)
    """What was found and is not kept: it is masked as its kind is, and needs no explanation either."""
    gates: Opened | None = None
    """The gates that the text opens, once they were asked for (`opened`)."""
    people: list[Hit] | None = None
    """What shall stand for whom, once it was looked for (`recognisers.people`)."""
    text: str = field(init=False)
    _chains: Ranges | None = None
    _longest_words: tuple[int, int] | None = None
    _segments: Ranges | None = None
    _public: Ranges | None = None
    _values: tuple[Segment, ...] | None = None
    _numbers: tuple[Labelled, ...] | None = None
    _tables: tuple[Rows, ...] | None = None

    def __post_init__(self) -> None:
        self.text = self.view.text

    @property
    def opened(self) -> Opened:
        """The gates behind which something may be found in this text."""
        if self.gates is None:
            self.gates = GATES.opened_by(self.text)
        return self.gates

    def opened_by(self, text: str) -> Opened:
        """The same for a text that was made of this one, and is often the very same."""
        return self.opened if text == self.text or self.opened is GATES.every else GATES.opened_by(text)

    @property
    def chains(self) -> Ranges:
        """Runs of six or more digits with at most eight spaces, hyphens or line breaks between two."""
        if self._chains is None:
            self._chains = [found.span() for found in _CHAIN.finditer(self.text)]
        return self._chains

    @property
    def longest_words(self) -> tuple[int, int]:
        """The most letters, digits and stars in a row, and the most with a letter among them; below eight 0."""
        if self._longest_words is None:
            words: list[str] = _LONGER_WORD.findall(self.text)
            longest = max(map(len, words), default=0)
            self._longest_words = longest, max((len(word) for word in words if _A_LETTER.search(word)), default=0)
        return self._longest_words

    @property
    def values(self) -> tuple[Segment, ...]:
        """Cells and values that a head or key speaks for, in the order of their beginning."""
        if self._values is None:
            self._values = segments_of(self.view, is_label)
        return self._values

    @property
    def tables(self) -> tuple[Rows, ...]:
        """Tables of two rows and more, cell by cell."""
        if self._tables is None:
            self._tables = rows_of(self.view)
        return self._tables

    @property
    def numbers(self) -> tuple[Labelled, ...]:
        """Numbers of four digits or more with what the words before them announce."""
        if self._numbers is None:
            self._numbers = labelled_numbers(self.text)
        return self._numbers

    def cell_at(self, place: int) -> Segment | None:
        """The cell of a table in which a place stands; None outside of a table."""
        last = bisect_right(self.values, place, key=attrgetter("start"))
        cells = reversed(self.values[max(0, last - _MOST_NESTED) : last])
        return next((cell for cell in cells if cell.row and place < cell.end), None)

    def clause(self, place: int) -> tuple[int, int]:
        """The clause around a place: up to a comma, a stop, a line or a cell on either side."""
        return _around(self.text, place, _CLAUSE_ENDS, _LONGEST_CLAUSE)

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence around a place: up to a full stop, a semicolon or a line on either side."""
        return _around(self.text, place, _SENTENCE_ENDS, _LONGEST_SENTENCE)

    @property
    def public(self) -> Ranges:
        """What is public by rule; sorted and disjoint."""
        if self._public is None:
            self._public = untouched(self.find_public(self), self.beaten)
        return self._public

    @property
    def segments(self) -> Ranges:
        """The longer chains, cut at line breaks, table cells and public spans; each holds a digit."""
        if self._segments is None:
            longer = (chain for chain in self.chains if chain[1] - chain[0] >= SHORTEST)
            self._segments = [segment for chain in longer for segment in self.segments_between(*chain)]
        return self._segments

    def segments_between(self, start: int, end: int) -> Ranges:
        """The segments of one chain."""
        found: Ranges = []
        for first, last in without_ranges(start, end, self.public):
            for a, b in without_ranges(first, last, merged((*self.declared, *self.kept))):
                found += (piece for piece in self._lines(a, b) if _A_DIGIT.search(self.text, *piece))
        return found

    def _lines(self, start: int, end: int) -> Ranges:
        lines: Ranges = []
        for cut in _BREAK.finditer(self.text, start, end):
            lines.append((start, cut.start()))
            start = cut.end()
        return [*lines, (start, end)]

    def group_start(self, place: int) -> int:
        """Where the group begins that reaches up to a place, or the place."""
        before = _BACK.search(self.text[max(0, place - _LONGEST_GROUP) : place])
        return place - (len(before.group()) if before else 0)

    def group_end(self, place: int) -> int:
        """Where the group ends that goes on from a place, or the place."""
        after = _GROUP_REST.match(self.text, place)
        return after.end() if after else place

    def groups(self, start: int, end: int) -> Ranges:
        """The groups of digits of a segment."""
        return [found.span() for found in _GROUPS.finditer(self.text, start, end)]

    def number_hit(self, start: int, end: int, rule: str, rank: int = 5, beats_rules: bool = False) -> Hit:
        """A hit over a run of digits: whole resident IDs get the profile's mask, all else stars."""
        groups = self.groups(start, end)
        if groups == [(start, end)]:
            return Hit(start, end, rule, self.masked_group(start, end), rank, beats_rules)
        new, done = "", start
        for first, last in groups:
            new += stars_for(self.text[done:first]) + self.masked_group(first, last)
            done = last
        return Hit(start, end, rule, new + stars_for(self.text[done:end]), rank, beats_rules)

    def masked_group(self, start: int, end: int) -> str:
        """How one group of digits is printed.

        Eighteen characters in one piece, with a county and a year where a resident ID has them, keep
        what the profile shows. A number that is broken, folded, too short or too long, or a card that
        happens to have eighteen digits, has every character hidden: nobody needs half of it. Only
        positions decide that every profile prints.
        """
        number = self.text[start:end]
        is_whole = not _GOES_ON.match(self.text, end) and self.text[start - 1 : start] not in _DIGITS
        is_resident = end - start == 18 and looks_like_resident(number)
        if is_resident and is_whole and self.view.is_written_plainly(start, end):
            return mask_resident_id(_with_stars(number), self.profile)
        return stars_for(number)


def _around(text: str, place: int, ends: re.Pattern[str], longest: int) -> tuple[int, int]:
    start = max(0, place - longest)
    for found in ends.finditer(text, start, place):
        start = found.end()
    stop = ends.search(text, place, min(len(text), place + longest))
    return start, stop.start() if stop else min(len(text), place + longest)


def _with_stars(number: str) -> str:
    """X as a mask becomes ``*``; a single X at the end is the check character.

    >>> _with_stars("3301061980xxxx123X")
    '3301061980****123X'
    """
    upper = number.upper()
    is_check = upper[-1] == "X" and upper[-2] != "X"
    return upper[:-1].replace("X", "*") + ("X" if is_check else upper[-1].replace("X", "*"))
