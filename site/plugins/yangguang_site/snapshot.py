"""Tonight's records as the generators read them: per dataset, parsed when first asked for."""

import json
from collections.abc import Iterator
from functools import cached_property

from pipeline.core.handover import Handover
from pipeline.core.pages import WithdrawnNotice
from pipeline.core.records import NOTICES, Dataset, PublicRow


class Snapshot:
    """The public rows of one release; every list is sorted by id."""

    def __init__(self, handover: Handover) -> None:
        self._handover = handover
        self._past = handover.past
        self.removals = handover.past.removals
        self.history = handover.past.history
        self.figures = handover.past.figures
        self.board = handover.past.board
        self._rows: dict[Dataset, list[PublicRow]] = {}

    @cached_property
    def counts(self) -> dict[Dataset, int]:
        """Number of records per list that the deployment publishes, zero included."""
        return {dataset: self._handover.counts.get(dataset, 0) for dataset in self.lists}

    @cached_property
    def lists(self) -> tuple[Dataset, ...]:
        """The lists that the deployment publishes, in the order of the site."""
        return tuple(map(Dataset, self._handover.facts.lists))

    def rows(self, dataset: Dataset) -> list[PublicRow]:
        """The rows of one dataset."""
        if dataset not in self._rows:
            self._rows[dataset] = [json.loads(line) for line in self._handover.lines(dataset)]
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
