"""Which of two printed forms of one row shows less, where they should be the same and are not."""

import json
import re
from dataclasses import dataclass
from typing import Any

from pipeline.core.records import canonical_json

_HIDDEN = re.compile(r"\*+|某|（[^（）]*略）")
"""What the masker prints in the place of something."""


@dataclass(frozen=True, slots=True)
class Lesser:
    """What may be printed while nobody knows which form is right."""

    row: str
    """Canonical JSON: cell by cell what shows less; nothing where neither shows less than the other."""
    columns: tuple[str, ...]
    """In which the two forms differ."""
    shows_more: bool
    """Whether today's form shows anything that the form before did not."""


def lesser_of(before: str, now: str) -> Lesser:
    """Compare two forms of a row, both canonical JSON.

    >>> lesser_of('{"name":"王某","phone":"138****1234"}', '{"name":"王某","phone":"***********"}').row
    '{"name":"王某","phone":"***********"}'
    >>> lesser_of('{"text":"住***"}', '{"text":"住庆丰路"}').shows_more
    True
    """
    old, new = json.loads(before), json.loads(now)
    columns = tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))
    chosen, more = dict(new), False
    for name in columns:
        if shows_no_more(new.get(name), old.get(name)):
            continue
        more = True
        chosen[name] = old.get(name) if shows_no_more(old.get(name), new.get(name)) else None
    return Lesser(canonical_json(chosen), columns, more)


def shows_no_more(one: Any, other: Any) -> bool:
    """Whether a printed value tells nothing that the other does not: it is the other with more of it hidden.

    >>> shows_no_more("住***，电话***", "住庆丰路，电话***"), shows_no_more("住庆丰路", "住***")
    (True, False)
    """
    if one is None or one == other:
        return True
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(shows_no_more, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() <= other.keys() and all(shows_no_more(value, other[name]) for name, value in one.items())
    return isinstance(one, str) and isinstance(other, str) and _is_hidden_form_of(one, other)


def _is_hidden_form_of(one: str, other: str) -> bool:
    """Whether the pieces that stay, in their order, are pieces of the other text."""
    at = 0
    for piece in _HIDDEN.split(one):
        found = other.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
