"""The names of a court's columns and tables taken apart into parts with a meaning (`rules/name_parts.toml`).

1. A name is cut where its writer cut it: at underscores, at a change between small and capital letters, scripts, digits.
2. What is left is cut into the fewest known spellings: LARQ is la + rq (file, day), 起拍价 is 起拍 + 价 (start, price).
3. A column of the contract is fitting as far as its meanings and those of the name are the same.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product

Part = frozenset[str]
"""What one part of a name can mean; nothing where nobody knows it."""

_CUT = re.compile(r"[㐀-鿿]+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_TYPE_LETTERS = frozenset({"dt", "vc", "fld", "col"})
"""With which names begin that tell the type; a single letter does, too."""
_UNKNOWN: Part = frozenset()
_UNKNOWN_COST, _PART_COST = 4.0, 1.0
_BESIDE_COST = 0.25
_MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """One way in which courts name a column: meanings that must be there, and one that may."""

    must: tuple[str, ...]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The file, ready to be asked."""

    spellings: Mapping[str, Part]
    longest: int
    columns: Mapping[str, tuple[Wanted, ...]]
    tables: Mapping[str, tuple[Wanted, ...]]


@cache
def load_lexicon() -> Lexicon:
    """Read the parts and what is made of them."""
    tree = tomllib.loads((files("pipeline") / "rules" / "name_parts.toml").read_text(encoding="utf-8"))
    spellings: dict[str, set[str]] = {}
    for meaning, words in tree["parts"].items():
        for word in words:
            spellings.setdefault(word, set()).add(meaning)
    known = {word: frozenset(meanings) for word, meanings in spellings.items()}
    columns, tables = (
        {name: tuple(map(_wanted, ways)) for name, ways in tree[place].items()} for place in ("columns", "tables")
    )
    return Lexicon(known, max(map(len, known)), columns, tables)


def _wanted(text: str) -> Wanted:
    words = text.split()
    must = tuple(word for word in words if not word.endswith("?"))
    return Wanted(must, frozenset(word.removesuffix("?") for word in words if word.endswith("?")))


@cache
def parts_of(name: str) -> tuple[Part, ...]:
    """The parts of a name; a first letter for the type is none.

    >>> [sorted(part) for part in parts_of("dt_larq")], [sorted(part) for part in parts_of("立案日期")]
    ([['file'], ['day']], [['file'], ['day']])
    """
    whole = load_lexicon().spellings.get(name.casefold())
    if whole:
        return (whole,)
    pieces = [piece.casefold() for piece in _CUT.findall(name)]
    if len(pieces) > 1 and (pieces[0] in _TYPE_LETTERS or (len(pieces[0]) == 1 and pieces[0].isascii())):
        pieces = pieces[1:]
    pieces = [piece for piece in pieces if not piece.isdigit()]
    found, joined = [part for piece in pieces for part in _cut(piece)], _cut("".join(pieces))
    if len(joined) < len(found) and _UNKNOWN not in joined:
        found = joined
    return tuple(found[:_MOST_PARTS])


def _cut(piece: str) -> list[Part]:
    """The fewest known spellings that make up a piece; signs that nobody knows are one unknown part each run."""
    lexicon = load_lexicon()
    best: list[tuple[float, list[Part]]] = [(0.0, [])]
    for end in range(1, len(piece) + 1):
        ways = []
        for start in range(max(0, end - lexicon.longest), end):
            part = lexicon.spellings.get(piece[start:end])
            cost, before = best[start]
            if part is not None:
                ways.append((cost + _PART_COST, [*before, part]))
            elif end - start == 1:
                joined = before if before and not before[-1] else [*before, _UNKNOWN]
                ways.append((cost + _UNKNOWN_COST, joined))
        best.append(min(ways, key=lambda way: way[0]))
    parts = best[-1][1]
    return [_UNKNOWN] if piece.isascii() and _UNKNOWN in parts else parts


def fit(name: str, wanted: Sequence[Wanted], beside: frozenset[str] = frozenset(), unknown: float = 1.0) -> float:
    """How well a name says what is wanted: 1 where each part has its meaning and each meaning its part; 0 for not.

    Args:
        name: Of a column or table.
        wanted: The ways in which it may be named.
        beside: Meanings that say nothing there, such as those of the table's own name.
        unknown: What a part costs that nobody knows.
    """
    parts = parts_of(name)
    best = 0.0
    for way in wanted:
        taken = _taken(way.must, parts)
        if taken is None:
            continue
        rest = [part for at, part in enumerate(parts) if at not in taken]
        lost = sum(_lost(part, way, beside, unknown) for part in rest)
        best = max(best, len(way.must) / (len(way.must) + lost))
    return best


def _lost(part: Part, way: Wanted, beside: frozenset[str], unknown: float) -> float:
    """What a part costs that is not wanted."""
    if not part:
        return unknown
    if part & way.may:
        return 0.0
    return _BESIDE_COST if part & beside else 1.0


def _taken(must: Sequence[str], parts: Sequence[Part]) -> set[int] | None:
    """Which parts stand for the meanings, each for one; none where a meaning has no part."""
    places = [[at for at, part in enumerate(parts) if meaning in part] for meaning in must]
    return next((set(way) for way in product(*places) if len(set(way)) == len(must)), None)


def meanings_of(name: str) -> frozenset[str]:
    """Everything that the parts of a name can mean."""
    return frozenset(meaning for part in parts_of(name) for meaning in part)
