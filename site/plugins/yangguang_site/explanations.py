"""What a record of a party list or an entry of a case means, in plain language, with the articles it rests on."""

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
    """Text and article as law.toml names them, and what the article says; "" where it need not be said."""
    links: tuple[tuple[str, str], ...] = ()
    """Name and address of official sites where more is to be found."""
    caution: str = ""
    """What must be said beside every list of it."""

    @property
    def title(self) -> str:
        """The list in Chinese."""
        return SCHEMAS[self.dataset].title


@cache
def explanations() -> dict[Dataset, Explanation]:
    """List -> its explanation."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["list"]
    made = (
        Explanation(
            Dataset(one["dataset"]),
            one["meaning"],
            _pairs(one["terms"]),
            _pairs(one["articles"]),
            _pairs(one.get("links", [])),
            one.get("caution", ""),
        )
        for one in read
    )
    return {one.dataset: one for one in made}


def _pairs(read: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in read)
