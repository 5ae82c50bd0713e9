"""Where a table begins in a sheet or text file: titles above the header, the sign between two values."""

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any

_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n?", re.IGNORECASE)
_SIGNS = (",", "\t", ";", "|")
_MOST_TITLES = 9
HEAD_LINES = 60
"""Lines among which a header is looked for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text file is to be read."""

    sign: str
    """Between two values."""
    lines: int
    """Lines before the table that only say the sign."""
    titles: int
    """Rows above the header."""
    has_header: bool = True
    """Whether a row was found that holds a wanted name."""


def find_layout(head: Sequence[str], wanted: Collection[str]) -> Layout:
    """The layout under which a row holds most of the wanted names; a plain CSV where none does.

    What stands above the header is left out; the number of rows in the manifest would not fit if it were data.

    >>> find_layout(["sep=;\\n", "名单;;\\n", "a;b;c\\n"], ["A", "b", "x"])
    Layout(sign=';', lines=1, titles=1, has_header=True)
    """
    said = _SEPARATOR_LINE.fullmatch(head[0]) if head else None
    lines = 1 if said else 0
    best, found = 0, Layout(said[1] if said else ",", lines, 0, has_header=False)
    for sign in (said[1],) if said else _SIGNS:
        hits, titles = find_header(_rows(head[lines:], sign), wanted)
        if hits > best:
            best, found = hits, Layout(sign, lines, titles)
    return found


def find_header(rows: Iterable[Sequence[Any]], wanted: Collection[str]) -> tuple[int, int]:
    """How many wanted names the best of the first rows holds, and how many rows stand above it."""
    folded = {name.casefold() for name in wanted}
    hits = [len(folded & {tidy(cell).casefold() for cell in row}) for row in islice(rows, _MOST_TITLES + 1)]
    best = max(hits, default=0)
    return best, hits.index(best) if best else 0


def tidy(cell: Any) -> str:
    """A column's name without what surrounds it."""
    return str(cell).removeprefix("\ufeff").strip()


def _rows(lines: Sequence[str], sign: str) -> list[list[str]]:
    rows: list[list[str]] = []
    with suppress(csv.Error):  # told when the table is read
        rows.extend(islice(csv.reader(lines, delimiter=sign), _MOST_TITLES + 1))
    return rows
