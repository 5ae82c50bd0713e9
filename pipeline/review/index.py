"""The lines of all records in columns, small enough to be loaded whole by a page: for lists and filters."""

from typing import Any

from pipeline.retention.rules import load_rule_table
from pipeline.review.changes import State
from pipeline.review.entries import Entry
from pipeline.review.facts import BatchFacts
from pipeline.review.wording import dataset_title

STATE_TITLES = {State.NEW: "新增", State.CHANGED: "变更", State.LEAVING: "下架", State.SAMPLE: "抽样"}
LEVELS = ("高", "中", "低", "无")


class _Names:
    """Names numbered as they come."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))


class ReviewIndex:
    """Collects entries in the order in which the pages hold them."""

    def __init__(self, facts: BatchFacts, page_size: int) -> None:
        self._facts = facts
        self._page_size = page_size
        self._datasets, self._handlers, self._rules, self._reasons = _Names(), _Names(), _Names(), _Names()
        self._columns: dict[str, list[Any]] = {
            name: [] for name in ("id", "state", "dataset", "handler", "rule", "level", "heading", "case", "reasons")
        }

    def add(self, entry: Entry) -> None:
        """The next record."""
        line = {
            "id": entry["id"],
            "state": entry["state"],
            "dataset": self._datasets.number(entry["dataset"]),
            "handler": self._handlers.number(entry["handler"]),
            "rule": self._rules.number(entry["rule"]),
            "level": LEVELS.index(entry["level"]),
            "heading": entry["heading"],
            "case": entry["case"],
            "reasons": [self._reasons.number(words) for words in entry["reasons"]],
        }
        for name, value in line.items():
            self._columns[name].append(value)

    def tree(self) -> dict[str, Any]:
        """What the page loads."""
        return {
            "digest": self._facts.digest,
            "pageSize": self._page_size,
            "states": {state.value: title for state, title in STATE_TITLES.items()},
            "levels": list(LEVELS),
            "datasets": [[name, dataset_title(name)] for name in self._datasets.numbers],
            "handlers": list(self._handlers.numbers),
            "rules": [[name, load_rule_table().words(name).reason if name else "无"] for name in self._rules.numbers],
            "reasons": list(self._reasons.numbers),
            "records": self._columns,
        }
