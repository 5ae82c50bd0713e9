"""A text without the white space that forms and narrow cells put between Chinese characters: 收 款 人 ： 纪 晓 峦."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.masking.triggers import gate_for

_SIGN = r"[^\x00-\x7f\s]"
_BLANKS = r"(?:[ \u00a0\u2000-\u200a\u3000]{1,8}\r?\n?[ \u00a0\u3000]{0,8}|\r?\n[ \u00a0\u3000]{0,8})"
_GAP = re.compile(f"(?<={_SIGN}){_BLANKS}(?={_SIGN})")
SPACED = gate_for("gaps between signs", f"{_SIGN}{_BLANKS}{_SIGN}")
"""A text that does not open it is as compact as it can be."""


@dataclass(frozen=True, slots=True)
class Compact:
    """The text, where its characters stand, and before which of them there was a gap."""

    text: str
    places: Sequence[int]
    gaps: frozenset[int]
    breaks: frozenset[int]
    """Those of the gaps that were ends of lines."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a piece stands in the text that was made compact."""
        return self.places[start], self.places[end - 1] + 1

    def place_of(self, index: int) -> int:
        """Where a place of the text that was made compact stands here."""
        return bisect_left(self.places, index)


@lru_cache(maxsize=4)
def compact_of(text: str, *, may_have_gaps: bool = True) -> Compact:
    """Take the gaps out.

    Args:
        text: The folded text.
        may_have_gaps: Whether it opens `SPACED`.

    >>> compact_of("纪 晓 峦，Li Hai").text
    '纪晓峦，Li Hai'
    """
    gaps = [found.span() for found in _GAP.finditer(text)] if may_have_gaps else []
    if not gaps:
        return Compact(text, range(len(text)), frozenset(), frozenset())
    parts: list[str] = []
    places: list[int] = []
    before: list[int] = []
    breaks: list[int] = []
    done = 0
    for start, end in gaps:
        parts.append(text[done:start])
        places += range(done, start)
        before.append(len(places))
        if "\n" in text[start:end]:
            breaks.append(len(places))
        done = end
    parts.append(text[done:])
    places += range(done, len(text))
    return Compact("".join(parts), places, frozenset(before), frozenset(breaks))
