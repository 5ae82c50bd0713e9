"""Findings about data: what could not be read, was kept as text, held or dropped; never a value."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.core.records import Dataset
from pipeline.core.writing import replacing


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing a court should mend in its case system."""

    dataset: Dataset
    court_code: str
    record_id: str
    """The opaque id, or ``row N`` where the row has none."""
    column: str
    reason: str


def write_findings(findings: Iterable[Finding], path: Path) -> None:
    """One JSON object a line, sorted, written aside and renamed."""
    with replacing(path) as aside, aside.open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(asdict(finding), ensure_ascii=False) + "\n" for finding in sorted(findings))


def count_by_court(findings: Iterable[Finding]) -> dict[str, int]:
    """How many findings each court has."""
    return dict(sorted(Counter(finding.court_code for finding in findings).items()))
