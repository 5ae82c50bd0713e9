"""Tables of examples: a text, and what is left of it under profile ``standard``; `public.toml` says what stays whole."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Example:
    """A row; ``kind`` is what it is an example of."""

    kind: str
    text: str
    masked: str


@cache
def examples(table: str) -> tuple[Example, ...]:
    """The rows of one table, in their order; without ``masked`` the text stays as it is."""
    rows = tomllib.loads((FOLDER / f"{table}.toml").read_text(encoding="utf-8"))["example"]
    return tuple(Example(row["kind"], row["text"], row.get("masked", row["text"])) for row in rows)
