"""Altered texts: parts of a text with stretches replaced, which know where each of their offsets comes from.

A second reading of a payload (escapes undone, tags taken out) is made only around the places where it
can matter, so that a page with one escape costs no second scan of the page.
"""

import bisect
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

BEFORE, BEHIND = 240, 120
"""Bytes around a place where findings count; a number with all its separators is shorter."""
CONTEXT_BEFORE, CONTEXT_BEHIND = 240, 80
"""Further bytes on both sides, read for the words around a number."""
END = b"\x1e"
"""Stands between parts that are no neighbours; no number and no context reaches across it."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AlteredText:
    """A text made of parts of another one.

    Attributes:
        data: The new text.
        new: Offsets in ``data`` where copied (even places) and replaced stretches (odd places) begin.
        old: The offsets in the source that belong to them.
        cores: Spans of the source in which findings count.
    """

    data: bytes
    new: list[int]
    old: list[int]
    cores: list[Span]

    def source(self, offset: int) -> int:
        """The offset in the source; inside a replaced stretch, where it begins."""
        place = bisect.bisect_right(self.new, offset) - 1
        return self.old[place] + (0 if place % 2 else offset - self.new[place])

    def counts(self, start: int) -> bool:
        """Whether a finding that starts there lies where findings count, not only in the context."""
        offset = self.source(start)
        place = bisect.bisect_right(self.cores, (offset, sys.maxsize)) - 1
        return place >= 0 and offset <= self.cores[place][1]

    def is_altered(self, start: int, end: int) -> bool:
        """Whether a replaced stretch lies within a span of the new text."""
        place = bisect.bisect_left(self.new, end) - 1
        place -= 1 - place % 2
        if place < 0:
            return False
        behind = self.new[place + 1] if place + 1 < len(self.new) else len(self.data)
        return self.new[place] > start or behind > start


def cores_around(places: Iterable[int], length: int) -> list[Span]:
    """Spans around ascending places of a text, merged where their contexts would overlap."""
    cores: list[Span] = []
    for place in places:
        start, end = max(0, place - BEFORE), min(length, place + BEHIND)
        if cores and start - cores[-1][1] < CONTEXT_BEFORE + CONTEXT_BEHIND:
            start, _ = cores.pop()
        cores.append((start, end))
    return cores


def rewritten(
    data: bytes, cores: list[Span], pattern: re.Pattern[bytes], replacement: Callable[[re.Match[bytes]], bytes]
) -> AlteredText:
    """The text around the cores with every match of the pattern replaced."""
    pieces: list[bytes] = []
    new, old = [0], [max(0, cores[0][0] - CONTEXT_BEFORE) if cores else 0]
    length = 0
    for number, (start, end) in enumerate(cores):
        copied, until = max(0, start - CONTEXT_BEFORE), min(len(data), end + CONTEXT_BEHIND)
        if number:
            pieces.append(END)
            new += (length, length + 1)
            old += (copied, copied)
            length += 1
        for match in pattern.finditer(data, copied, until):
            text = replacement(match)
            pieces += (data[copied : match.start()], text)
            length += match.start() - copied
            new += (length, length + len(text))
            old += match.span()
            length += len(text)
            copied = match.end()
        pieces.append(data[copied:until])
        length += until - copied
    return AlteredText(b"".join(pieces), new, old, cores)
