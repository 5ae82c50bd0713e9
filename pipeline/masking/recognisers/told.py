"""The vocabulary of facts as its tables write it, and how a shape is put together from parts."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

HAN = r"\u3400-\u9fff"
_TABLES = ("masking_sensitive.toml", "masking_told_health.toml", "masking_told_life.toml", "masking_told_everyday.toml")
_PART = re.compile(r"(?<!\?P)<([a-z_]+)>|~([0-9]+)")


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """Where a text without gaps tells a fact, of what kind, and whether everyday words alone tell it."""

    start: int
    end: int
    kind: str
    is_everyday: bool = False


@cache
def table() -> dict[str, Any]:
    """The vocabulary; what several tables say of a class stands one behind the other."""
    whole: dict[str, Any] = {}
    for name in _TABLES:
        for section, rows in tomllib.loads((files("pipeline") / "rules" / name).read_text(encoding="utf-8")).items():
            known = whole.setdefault(section, {})
            for key, value in rows.items():
                known[key] = [*known.get(key, ()), *value] if isinstance(value, list) else value
    return whole


def pattern_of(shape: str) -> str:
    """A shape with its parts put in, as a regular expression.

    >>> pattern_of("怀~2胎")
    '怀[\\\\u3400-\\\\u9fff]{0,2}?胎'
    """
    parts = table()["parts"]
    return _PART.sub(lambda part: f"(?:{parts[part[1]]})" if part[1] else f"[{HAN}]{{0,{part[2]}}}?", shape)
