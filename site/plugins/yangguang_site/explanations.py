"""What a record of a party list means, in plain language, with the articles it rests on."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.core.records import SCHEMAS, Dataset

_FILE = Path(__file__).with_name("explanations.toml")


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of one list."""

    dataset: Dataset
    meaning: str
    terms: tuple[tuple[str, str], ...]
    """Label of a column and what it says."""
    articles: tuple[tuple[str, str], ...]
    """Anchor on the page of articles, and how the article is cited."""

    @property
    def title(self) -> str:
        """The list in Chinese."""
        return SCHEMAS[self.dataset].title


@cache
def explanations() -> dict[Dataset, Explanation]:
    """List -> its explanation."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["list"]
    made = (
        Explanation(Dataset(one["dataset"]), one["meaning"], _pairs(one["terms"]), _pairs(one["articles"]))
        for one in read
    )
    return {one.dataset: one for one in made}


def _pairs(read: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in read)
