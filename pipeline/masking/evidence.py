"""The words that tell what a date, an age or a tail is: `rules/masking_births.toml`, class by class."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class EvidenceClass:
    """Words that do the same, and the example that shows what each of them does."""

    words: tuple[str, ...]
    text: str
    """Of the example; ``{}`` is the place of the word."""
    hidden: str
    stays: str


@cache
def evidence() -> dict[str, EvidenceClass]:
    """Class -> its words."""
    text = (files("pipeline") / "rules" / "masking_births.toml").read_text(encoding="utf-8")
    return {
        name: EvidenceClass(
            tuple(row["words"]), row["example"]["text"], row["example"]["hidden"], row["example"]["stays"]
        )
        for name, row in tomllib.loads(text).items()
    }


def words_for(*names: str) -> tuple[str, ...]:
    """The words of the classes."""
    return tuple(word for name in names for word in evidence()[name].words)


def any_word_of(*names: str) -> str:
    """One alternative for each word of the classes, longest first."""
    return "|".join(map(re.escape, sorted(words_for(*names), key=lambda word: (-len(word), word))))
