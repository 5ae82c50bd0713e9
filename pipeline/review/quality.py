"""Data-quality findings of one court, as the night wrote them, counted for its officers."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pipeline.review.wording import column_title, dataset_title, finding_words

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How often one thing is wrong in one column."""

    dataset: str
    column: str
    words: str
    count: int
    records: tuple[str, ...]
    """The first ids, to look them up in the case system."""


def findings_of_court(path: Path, court_code: str) -> tuple[FindingCount, ...]:
    """Count the findings of one court; none where the night wrote no file.

    Args:
        path: ``findings.jsonl`` of the state folder.
        court_code: The court.
    """
    found: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    if path.is_file():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                finding = json.loads(line)
                if finding["court_code"] == court_code:
                    key = (finding["dataset"], finding["column"], finding_words(finding["reason"]))
                    found[key].append(finding["record_id"])
    counted = [_counted(*key, ids) for key, ids in found.items()]
    return tuple(sorted(counted, key=lambda one: (-one.count, one.dataset, one.column, one.words)))


def _counted(dataset: str, column: str, words: str, ids: list[str]) -> FindingCount:
    shown = tuple(sorted(set(ids))[:_SHOWN])
    return FindingCount(dataset_title(dataset), column_title(dataset, column), words, len(ids), shown)
