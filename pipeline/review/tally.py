"""Counts for the front page."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from pipeline.review.changes import State
from pipeline.review.entries import Entry


@dataclass(slots=True)
class Tally:
    """Records by dataset and state, those that leave by rule, those to be read by risk."""

    by_dataset: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    by_rule: Counter[str] = field(default_factory=Counter)
    by_level: Counter[str] = field(default_factory=Counter)

    def count(self, entry: Entry) -> None:
        """One more record."""
        self.by_dataset[entry["dataset"]][entry["state"]] += 1
        if entry["state"] == State.LEAVING.value:
            self.by_rule[entry["rule"]] += 1
        else:
            self.by_level[entry["level"]] += 1
