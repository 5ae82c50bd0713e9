"""What a hit can be filtered by: its dataset and court as one number, its year; and exact counts of them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipeline.core.records import PUBLISHED_DATASETS, PublicRow
from search_index.files import to_json

DATASETS = tuple(dataset.value for dataset in PUBLISHED_DATASETS)
"""In the order of the manifest."""
DATASET_NUMBER = {dataset: number for number, dataset in enumerate(DATASETS)}
FACTOR = 16
"""A facet is ``FACTOR * court + dataset``; the browser's cards.js says the same."""
assert len(DATASETS) <= FACTOR, "more datasets than a facet has room for: raise FACTOR here and in cards.js"


class Courts:
    """Code and printed name of courts, numbered as they appear."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._facets: dict[int, int] = {}

    def facet(self, row: PublicRow) -> int:
        """The facet of a row; equal ones are one object, since there are as many as rows."""
        court = (row.get("court_code", ""), row.get("court_name"))
        number = FACTOR * self._numbers.setdefault(court, len(self._numbers)) + DATASET_NUMBER[row["dataset"]]
        return self._facets.setdefault(number, number)

    def named(self) -> list[tuple[str, str | None]]:
        """The courts by number."""
        return list(self._numbers)

    def said(self) -> dict[int, str]:
        """Facet -> court, its printed name and dataset in words: the number of a court depends on what else there is.

        The name counts where only the code is printed, too: a court with two names stands there twice.
        """
        known = self.named()
        return {facet: to_json([*known[facet // FACTOR], DATASETS[facet % FACTOR]]) for facet in self._facets}


class Facets(dict[int, int]):
    """Facet of the catalogue -> facet of one file, whose courts are numbered as they appear."""

    def __init__(self, courts: Courts, *, named: bool = False) -> None:
        super().__init__()
        self._known = courts.named()
        self._named = named
        self._numbers: dict[int, int] = {}

    def __missing__(self, facet: int) -> int:
        court, dataset = divmod(facet, FACTOR)
        number = self._numbers.setdefault(court, len(self._numbers))
        self[facet] = FACTOR * number + dataset
        return self[facet]

    def courts_json(self) -> str:
        """The courts as JSON: codes, or pairs of code and printed name."""
        courts = (self._known[court] for court in self._numbers)
        return to_json([court if self._named else court[0] for court in courts])


class Columns:
    """Dataset, court and year of numbered records, for exact counts of many of them."""

    def __init__(self, facets: Sequence[int], dates: Sequence[str], courts: Courts) -> None:
        self._codes = [code for code, _ in courts.named()]
        self._years = sorted({date[:4] for date in dates}, reverse=True)
        place = {year: number for number, year in enumerate(self._years)}
        self._courts, self._datasets = np.divmod(np.array(facets, dtype=np.int64), FACTOR)
        self._year_numbers = np.array([place[date[:4]] for date in dates], dtype=np.int64)

    def counts_json(self, records: npt.ArrayLike) -> str:
        """``{"d": …, "c": …, "y": …}``: hits by dataset, court code and year."""
        chosen = np.asarray(records)
        by_court: Counter[str] = Counter()
        for court, count in _counted(self._courts[chosen]):
            by_court[self._codes[court]] += count
        return to_json(
            {
                "d": {DATASETS[number]: count for number, count in _counted(self._datasets[chosen])},
                "c": dict(sorted(by_court.items())),
                "y": {self._years[number]: count for number, count in _counted(self._year_numbers[chosen])},
            }
        )


def _counted(numbers: npt.NDArray[np.int64]) -> list[tuple[int, int]]:
    """Distinct numbers in order, with how often they occur."""
    return [(number, count) for number, count in enumerate(np.bincount(numbers).tolist()) if count]
