"""The words that stand before (or behind) what must be hidden: `rules/masking_labels.toml`, kind by kind."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class LabelWord:
    """One word of a kind, and the example that shows what it does."""

    word: str
    """A literal, or a pattern where the table says so."""
    text: str
    hidden: str
    """Of the example: what is gone."""
    stays: str
    """Of the example: what is still there."""
    not_behind: str = ""
    """Behind one of these signs it is no label."""
    is_pattern: bool = False

    @property
    def pattern(self) -> str:
        """As a regular expression."""
        before = f"(?<![{self.not_behind}])" if self.not_behind else ""
        return before + (self.word if self.is_pattern else re.escape(self.word))


@cache
def label_table() -> dict[str, tuple[LabelWord, ...]]:
    """Kind -> its labels, in the order of the table."""
    text = (files("pipeline") / "rules" / "masking_labels.toml").read_text(encoding="utf-8")
    return {kind: tuple(LabelWord(**row) for row in rows) for kind, rows in tomllib.loads(text).items()}


def words_of(kind: str) -> tuple[str, ...]:
    """The literals of a kind."""
    return tuple(label.word for label in label_table()[kind])


def pattern_of(kind: str) -> str:
    """One alternative for each label of a kind, the first that fits wins."""
    return "|".join(label.pattern for label in label_table()[kind])
