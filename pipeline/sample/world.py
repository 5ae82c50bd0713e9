"""Sizes and shares of the sample, and which debtors stand in which list."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sample.cases import TERMINATED, draw_cases, draw_involvements
from pipeline.sample.draws import Codes, Mask, Random, stream
from pipeline.sample.people import draw_debtors
from pipeline.sample.tables import FURTHER_LISTS, World

LIST_SHARES = {
    Dataset.DISHONEST_DEBTORS: 25, Dataset.CONSUMPTION_LIMITS: 20, Dataset.EXIT_BANS: 5, Dataset.BIDDING_LIMITS: 5,
}  # fmt: skip
"""Shares of the party records in hundredths; unfinished cases take the rest, and further lists come on top."""
_FURTHER_SHARE, _FURTHER_OVERLAP = 5, 50

_INVOLVEMENTS, _DEBTORS, _CASES = 56, 45, 42
_OVERLAP = {Dataset.CONSUMPTION_LIMITS: 70, Dataset.EXIT_BANS: 50, Dataset.BIDDING_LIMITS: 80}
_NOTICE_SHARE, _FEWEST_NOTICES, _MOST_NOTICES = 50, 30, 20_000


@dataclass(frozen=True, slots=True)
class Sizes:
    """Rows of each list."""

    lists: dict[Dataset, int]
    involvements: int
    debtors: int
    cases: int


def sizes_of(records: int) -> Sizes:
    """How many rows, debtors and cases a number of party records means."""
    lists = {dataset: records * share // 100 for dataset, share in LIST_SHARES.items()}
    lists = {Dataset.UNFINISHED_CASES: records - sum(lists.values())} | lists
    lists |= dict.fromkeys(FURTHER_LISTS, -(-records * _FURTHER_SHARE // 100))
    involvements = max(lists[Dataset.UNFINISHED_CASES], records * _INVOLVEMENTS // 100, 1)
    debtors = max(1, min(involvements, records * _DEBTORS // 100))
    return Sizes(lists, involvements, debtors, max(1, min(involvements, records * _CASES // 100)))


def notice_count(records: int) -> int:
    """Notices of all kinds that go with a number of party records."""
    return max(_FEWEST_NOTICES, min(_MOST_NOTICES, records // _NOTICE_SHARE))


def build_world(seed: int, step: int, on: date, records: int) -> World:
    """Debtors, cases and who stands in them, for one step of the sample's life."""
    sizes = sizes_of(records)
    debtors = draw_debtors(seed, step, on, sizes.debtors)
    involvements = draw_involvements(seed, step, on, sizes.involvements, sizes.cases, sizes.debtors)
    natural = debtors.is_natural[involvements.debtor]
    cases = draw_cases(seed, step, on, sizes.cases)
    is_terminated = (cases.modes == TERMINATED) & cases.is_closed
    lists = _draw_lists(seed, step, sizes, natural)
    lists[Dataset.TERMINATED_ROUNDS] = np.flatnonzero(is_terminated[involvements.case])
    return World(
        seed=seed,
        step=step,
        on=on,
        debtors=debtors,
        cases=cases,
        involvements=involvements,
        lists=lists,
    )


def _draw_lists(seed: int, step: int, sizes: Sizes, natural: Mask) -> dict[Dataset, Codes]:
    """Involvements of each list; the limits mostly fall on dishonest debtors, so the lists overlap."""
    random = stream(seed, "lists", step)
    shuffled = random.permutation(sizes.involvements)
    listed = sizes.lists[Dataset.DISHONEST_DEBTORS]
    dishonest, others = shuffled[:listed], shuffled[listed:]
    lists = {
        Dataset.UNFINISHED_CASES: np.sort(
            random.permutation(sizes.involvements)[: sizes.lists[Dataset.UNFINISHED_CASES]]
        ),
        Dataset.DISHONEST_DEBTORS: np.sort(dishonest),
    }
    for dataset, share in _OVERLAP.items():
        keep = natural if dataset is Dataset.EXIT_BANS else np.ones_like(natural)
        lists[dataset] = _mixed(random, dishonest[keep[dishonest]], others[keep[others]], sizes.lists[dataset], share)
    for dataset in (one for one in FURTHER_LISTS if SCHEMAS[one].is_measure):
        own = stream(seed, "lists", step, dataset)
        lists[dataset] = _mixed(own, dishonest, others, sizes.lists[dataset], _FURTHER_OVERLAP)
    return lists


def _mixed(random: Random, dishonest: Codes, others: Codes, size: int, share: int) -> Codes:
    """Distinct involvements, about ``share`` hundredths of them from the dishonest debtors."""
    rest = min(len(others), size - min(len(dishonest), size * share // 100))
    first = random.permutation(dishonest)[: size - rest]
    return np.sort(np.concatenate([first, random.permutation(others)[:rest]]))
