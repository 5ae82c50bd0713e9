"""Signs with their places on the page -> lines -> paragraphs.

1. signs on about the same baseline are a line; a gap inside it is a space
2. page numbers, and heads and feet that repeat from page to page, are dropped
3. a line goes on in the next one where it reaches the right margin and the next one is neither indented, set
   apart, nor of another size
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple
from unicodedata import east_asian_width

_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*\d{1,4}[-—–－·\s]*|第\s?\d{1,4}\s?页(?:[，,\s/]*共\s?\d{1,4}\s?页)?|\d{1,4}\s?/\s?\d{1,4}"
)
_DIGITS = re.compile(r"\d+")
_FEWEST_PAGES = 3
_LEVEL = 0.4
"""Of a sign's size: how far two signs of a line may differ in height."""
_SPACE, _SPACE_AT_WORD = 0.18, 0.35
"""Of a sign's size: a wider gap between two signs is a space; beside letters and digits some programs leave a quarter
of a sign that nobody typed."""
_SHORT = 2.5
"""Signs that a full line may end before the margin: a mark that must not begin a line takes one or two with it."""
_INDENT = 1.2
_APART = 1.4
"""Of the usual distance of lines."""
_OTHER_SIZE = 0.15
_FIRST_WORD = re.compile(r"[“《（(〔\[]{0,3}[A-Za-z0-9.]{2,20}")
"""Is not broken, and leaves the line before it that much shorter."""
_WORD = re.compile(r"[A-Za-z]$")
_WORD_START = re.compile(r"[A-Za-z]")


class Sign(NamedTuple):
    """One sign in points; the origin is the page's lower left corner."""

    text: str
    left: float
    baseline: float
    edge: float
    """Its right edge: of the advance, or of the ink alone where the font does not tell."""
    size: float

    @property
    def is_wide(self) -> bool:
        """Whether it is as wide as it is high: Chinese signs and marks."""
        return east_asian_width(self.text) in "WFA"

    @property
    def right(self) -> float:
        """Where the next sign may begin."""
        return max(self.edge, self.left + self.size if self.is_wide else 0.0)


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def page_lines(signs: list[Sign]) -> list[Line]:
    """The lines of a page from top to bottom."""
    rows: list[list[Sign]] = []
    for sign in sorted(signs, key=lambda sign: -sign.baseline):
        if rows and _is_level(rows[-1][0], sign):
            rows[-1].append(sign)
        else:
            rows.append([sign])
    return [_line(sorted(row, key=lambda sign: sign.left)) for row in rows if any(_is_ink(sign) for sign in row)]


def paragraphs_of(pages: list[list[Line]]) -> list[str]:
    """The paragraphs of a document, also those that go on over the end of a page."""
    pages = _without_running_lines([_without_page_number(page) for page in pages])
    lines = [line for page in pages for line in page]
    if not lines:
        return []
    last_on_page = {id(page[-1]) for page in pages if page}
    margins = _Margins.of(pages)
    paragraphs = [lines[0].text]
    for line, after in pairwise(lines):
        if margins.goes_on(line, after, same_page=id(line) not in last_on_page):
            paragraphs[-1] = _joined(paragraphs[-1], after.text)
        else:
            paragraphs.append(after.text)
    return paragraphs


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the text of a document stands on its pages."""

    left: float
    right: float
    distance: float
    """Between two lines of a paragraph."""

    @classmethod
    def of(cls, pages: list[list[Line]]) -> "_Margins":
        lines = [line for page in pages for line in page]
        lefts = Counter(round(line.left) for line in lines)
        repeated = [left for left, count in lefts.items() if count > 1]
        distances = [round(line.baseline - after.baseline, 1) for page in pages for line, after in pairwise(page)]
        common = Counter(distances).most_common()
        return cls(
            left=min(repeated or lefts),
            right=max(line.right for line in lines),
            distance=min((d for d, count in common if count * 3 >= common[0][1]), default=0.0),
        )

    def goes_on(self, line: Line, after: Line, same_page: bool) -> bool:
        """Whether ``after`` is the same paragraph."""
        word = _FIRST_WORD.match(after.text)
        room = max(_SHORT, len(word[0]) + 1 if word else 0)
        is_full = line.right > self.right - room * line.size
        is_indented = after.left > self.left + _INDENT * after.size
        is_apart = same_page and line.baseline - after.baseline > _APART * self.distance
        is_other_size = abs(line.size - after.size) > _OTHER_SIZE * max(line.size, after.size)
        return is_full and not (is_indented or is_apart or is_other_size)


def _is_level(first: Sign, sign: Sign) -> bool:
    return first.baseline - sign.baseline < _LEVEL * max(first.size, sign.size)


def _is_gap(sign: Sign, after: Sign) -> bool:
    least = _SPACE if sign.is_wide and after.is_wide else _SPACE_AT_WORD
    return after.left - sign.right > least * max(sign.size, after.size)


def _is_ink(sign: Sign) -> bool:
    return not sign.text.isspace()


def _line(signs: list[Sign]) -> Line:
    while not _is_ink(signs[0]):
        signs = signs[1:]
    while not _is_ink(signs[-1]):
        signs = signs[:-1]
    size = median(sign.size for sign in signs)
    text = signs[0].text
    for sign, after in pairwise(signs):
        text += (" " if _is_gap(sign, after) else "") + after.text
    baseline = median(sign.baseline for sign in signs)
    return Line(text, signs[0].left, max(sign.right for sign in signs), baseline, size)


def _without_page_number(page: list[Line]) -> list[Line]:
    if page and _PAGE_NUMBER.fullmatch(page[-1].text):
        page = page[:-1]
    return page[1:] if page and _PAGE_NUMBER.fullmatch(page[0].text) else page


def _without_running_lines(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without the first or last line that stands on most of them, whatever number is in it."""
    if len(pages) < _FEWEST_PAGES:
        return pages
    for place in (0, -1):
        ends = Counter(_DIGITS.sub("#", page[place].text) for page in pages if page)
        running = {text for text, count in ends.items() if count >= _FEWEST_PAGES and 2 * count > len(pages)}
        pages = [
            _without(page, place) if page and _DIGITS.sub("#", page[place].text) in running else page for page in pages
        ]
    return pages


def _without(page: list[Line], place: int) -> list[Line]:
    return page[1:] if place == 0 else page[:-1]


def _joined(text: str, after: str) -> str:
    gap = " " if _WORD.search(text) and _WORD_START.match(after) else ""
    return text + gap + after
