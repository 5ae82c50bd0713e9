"""Data-quality findings of one court, as the night wrote them, counted for its officers."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.review.wording import column_title, dataset_title, finding_place, finding_words

_SHOWN = 20
_NAMED = ("dataset", "court_code", "column", "record_id")


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How often one thing is wrong in one column."""

    dataset: str
    column: str
    words: str
    count: int
    records: tuple[str, ...]
    """The first ids, to look them up in the case system."""
    places: tuple[str, ...] = ()
    """Case number and place in the column of the first that the detector holds back."""


def findings_of_court(path: Path, court_code: str) -> tuple[FindingCount, ...]:
    """Count the findings of one court; none where the night wrote no file.

    Args:
        path: ``findings.jsonl`` of the state folder.
        court_code: The court.
    """
    found: dict[tuple[str, str, str], list[tuple[str, str]]] = defaultdict(list)
    for finding in _findings(path):
        if finding["court_code"] == court_code:
            code, detail = finding.get("code", ""), finding.get("detail", finding.get("reason", ""))
            key = (finding["dataset"], finding["column"], finding_words(code, detail))
            found[key].append((finding["record_id"], finding_place(detail)))
    counted = [_counted(*key, records) for key, records in found.items()]
    return tuple(sorted(counted, key=lambda one: (-one.count, one.dataset, one.column, one.words)))


def _findings(path: Path) -> Iterator[dict[str, str]]:
    """The findings of the file that can be read; a damaged line is left out, the next night writes all anew."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return
    for line in lines:
        with suppress(ValueError):
            finding = json.loads(line)
            if isinstance(finding, dict) and all(isinstance(finding.get(name), str) for name in _NAMED):
                yield finding


def _counted(dataset: str, column: str, words: str, found: list[tuple[str, str]]) -> FindingCount:
    ids = tuple(sorted({record for record, _ in found})[:_SHOWN])
    places = tuple(sorted({place for _, place in found if place})[:_SHOWN])
    return FindingCount(dataset_title(dataset), column_title(dataset, column), words, len(found), ids, places)
