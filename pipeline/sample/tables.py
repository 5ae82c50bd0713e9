"""What rows are made from, and the shape of a table under work."""

from dataclasses import dataclass
from datetime import date

from pipeline.core.records import PARTY_LISTS, Dataset
from pipeline.sample.cases import Cases, Involvements
from pipeline.sample.draws import Codes, Objects
from pipeline.sample.people import Debtors

Columns = dict[str, Objects]
"""A table under work: the contract's columns side by side."""

PREFIXES = {
    Dataset.UNFINISHED_CASES: "WJ", Dataset.DISHONEST_DEBTORS: "SX",
    Dataset.EXIT_BANS: "CJ", Dataset.CONSUMPTION_LIMITS: "GX",
    Dataset.BIDDING_LIMITS: "TB", Dataset.AUCTION_NOTICES: "PM",
    Dataset.REWARD_NOTICES: "XS", Dataset.HEARING_NOTICES: "TZ",
    Dataset.DOCUMENTS: "WS", Dataset.CLAIMS: "RL", Dataset.SUPERVISED_CASES: "DB",
}  # fmt: skip
"""How a ``source_id`` begins."""

FURTHER_LISTS = tuple(dataset for dataset in PARTY_LISTS if dataset not in PREFIXES)
"""Party lists that come on top of the records asked for: of cases whose round was ended, and lists of which the sample knows the
schema only, made as measures; each from numbers of its own and after the others, so that it changes no row of these."""


def prefix_of(dataset: Dataset) -> str:
    """How a ``source_id`` of the list begins."""
    return PREFIXES.get(dataset) or f"{dataset.value.upper().replace('_', '-')}-"


@dataclass(frozen=True, slots=True)
class World:
    """Everything that rows are made from, at one step of the sample's life."""

    seed: int
    step: int
    on: date
    debtors: Debtors
    cases: Cases
    involvements: Involvements
    lists: dict[Dataset, Codes]
    """Involvements of each party list."""


@dataclass(frozen=True, slots=True)
class Members:
    """Some rows of one list: involvements, and the running number of the first."""

    dataset: Dataset
    positions: Codes
    first: int

    def __len__(self) -> int:
        return len(self.positions)
