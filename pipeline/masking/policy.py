"""The policy: what becomes of a value of a kind, by whose it is and where it stands (`rules/masking_policy.toml`)."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from pipeline.core.records import MEASURES, Dataset
from pipeline.masking.meanings import Owner


class Place(StrEnum):
    """Where a text stands, as far as the policy asks."""

    TEXT = "text"
    LOT = "lot"
    """An auction notice."""
    MEASURE = "measure"
    """A list of measures: it names parties, and no representative of theirs [SX art.6(1) speaks of the dishonest only]."""
    GUIDELINE = "guideline"
    """A text of the law or of the court for everybody: it speaks of nobody unless it names somebody."""


def place_of(dataset: str) -> Place:
    """Where the texts of a dataset stand.

    >>> [place_of(name).value for name in ("auction_notices", "reward_notices", "exit_bans", "guidelines")]
    ['lot', 'text', 'measure', 'guideline']
    """
    if dataset == Dataset.AUCTION_NOTICES.value:
        return Place.LOT
    if dataset == Dataset.GUIDELINES.value:
        return Place.GUIDELINE
    return Place.MEASURE if dataset in _MEASURES else Place.TEXT


_MEASURES = frozenset(dataset.value for dataset in MEASURES)


class Action(StrEnum):
    """What becomes of a value; how it is hidden is the kind's."""

    KEEP = "keep"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A row of the table."""

    name: str
    kinds: tuple[str, ...]
    owners: tuple[Owner, ...]
    places: tuple[Place, ...]
    action: Action
    article: str
    reason: str
    text: str
    """Of the example, as are ``hidden`` and ``stays``."""
    hidden: str
    stays: str

    def fits(self, kind: str, owner: Owner, place: Place) -> bool:
        """Whether the row speaks of such a value."""
        return kind in self.kinds and owner in self.owners and place in self.places


HIDDEN_BY_DEFAULT = PolicyRow(
    "default",
    (),
    tuple(Owner),
    tuple(Place),
    Action.HIDE,
    "DOMAIN §3",
    "What is found and no row keeps is hidden.",
    "",
    "",
    "",
)


@cache
def policy_rows() -> tuple[PolicyRow, ...]:
    """The rows in the order of the table."""
    text = (files("pipeline") / "rules" / "masking_policy.toml").read_text(encoding="utf-8")
    return tuple(
        PolicyRow(
            row["name"],
            tuple(row["kinds"]),
            tuple(map(Owner, row.get("owners", Owner))),
            tuple(map(Place, row.get("places", Place))),
            Action(row["action"]),
            row["article"],
            row["reason"],
            **row["example"],
        )
        for row in tomllib.loads(text)["row"]
    )


@lru_cache(maxsize=1024)
def deciding_row(kind: str, owner: Owner, place: Place) -> PolicyRow:
    """The first row that fits; what no row speaks of is hidden."""
    return next((row for row in policy_rows() if row.fits(kind, owner, place)), HIDDEN_BY_DEFAULT)


@cache
def kinds_that_ask_whose() -> frozenset[str]:
    """The kinds for which the owner matters; of no other one is it looked for."""
    return frozenset(kind for row in policy_rows() for kind in row.kinds)
