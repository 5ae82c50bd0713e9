"""Tonight's records as the generators read them: per dataset, parsed when first asked for."""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from pipeline.core.pages import PageInput, WithdrawnNotice
from pipeline.core.records import NOTICES, PUBLISHED_DATASETS, Dataset, PublicRow


class Snapshot:
    """The public rows of one release; every list is sorted by id, whatever the order of the frame."""

    def __init__(self, pages: PageInput) -> None:
        self._past = pages.past
        self.removals = pages.past.removals
        self.history = pages.past.history
        self._lines = _lines_by_dataset(pages.rows)
        self._rows: dict[Dataset, list[PublicRow]] = {}

    @cached_property
    def counts(self) -> dict[Dataset, int]:
        """Number of records per published dataset, zero included."""
        return {dataset: len(self._lines.get(dataset, ())) for dataset in PUBLISHED_DATASETS}

    def rows(self, dataset: Dataset) -> list[PublicRow]:
        """The rows of one dataset."""
        if dataset not in self._rows:
            rows = [json.loads(line) for line in self._lines.get(dataset, ())]
            self._rows[dataset] = sorted(rows, key=lambda row: str(row["id"]))
        return self._rows[dataset]

    def notices(self, *datasets: Dataset) -> list[PublicRow]:
        """Notices of the given kinds (of all kinds if none is given), newest first."""
        rows = [row for dataset in datasets or NOTICES for row in self.rows(dataset)]
        rows.sort(key=lambda row: str(row["id"]))
        return sorted(rows, key=lambda row: str(row.get("published_on", "")), reverse=True)

    def corrected_on(self, notice: str) -> str:
        """The last day on which the text of a public notice changed; empty if it never did."""
        return self._past.corrected.get(notice, "")

    @cached_property
    def court_codes(self) -> frozenset[str]:
        """Codes of the courts that have a page of their own."""
        return frozenset(self.court_names)

    @cached_property
    def court_names(self) -> dict[str, str]:
        """Code -> name of every court that has a page of its own, sorted by code."""
        names = {
            str(row["code"]): str(row.get("name", row["code"])) for row in self.rows(Dataset.COURTS) if row.get("code")
        }
        return dict(sorted(names.items()))

    def withdrawn(self) -> Iterator[WithdrawnNotice]:
        """Notices that are gone and did not come back."""
        alive = {row["id"] for row in self.notices()}
        yield from (notice for notice in self._past.withdrawn if notice.id not in alive)


def _lines_by_dataset(rows: Any) -> dict[Dataset, list[str]]:
    groups = rows.groupby(rows["dataset"].astype(str), sort=True)["row"]
    return {Dataset(name): lines.tolist() for name, lines in groups}
