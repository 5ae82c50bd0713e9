"""A finding of a legality check, as night, officers and reports hand it on; no value of a row."""

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.core.records import Dataset
from pipeline.core.writing import replacing

LEGALITY_FILE = "legality.jsonl"
"""The file of the state folder with what the last pull's checks found."""


class Answered(NamedTuple):
    """An officer's answer that stands: of which record, which check, and which facts."""

    record_id: str
    check: str
    facts: str
    who: str
    """The officer."""


@dataclass(frozen=True, slots=True)
class LegalityFinding:
    """What one check of legality.toml says of one record."""

    check: str
    dataset: Dataset
    court_code: str
    record_id: str
    """The opaque id."""
    case_number: str
    """Public; empty where the record has none."""
    facts: str = ""
    """Opaque key of the facts that caused it; an answer is bound to it. Empty where no answer is taken."""
    answered_by: str = ""
    """The officer whose answer stands; the finding holds nothing then."""


def write_legality(findings: Iterable[LegalityFinding], path: Path) -> None:
    """Replace what the pull before found; one JSON object a line, in the order of the checks."""
    with replacing(path) as aside, aside.open("w", encoding="utf-8") as file:
        for finding in findings:
            file.write(json.dumps(asdict(finding), ensure_ascii=False, sort_keys=True) + "\n")


def read_legality(path: Path) -> tuple[LegalityFinding, ...]:
    """What the last pull found; nothing before the first one. A damaged line is left out, the next night writes all anew."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return ()
    return tuple(finding for line in lines for finding in _read(line))


def _read(line: bytes) -> Iterable[LegalityFinding]:
    with suppress(ValueError, TypeError, KeyError):
        tree = json.loads(line)
        yield LegalityFinding(**{**tree, "dataset": Dataset(tree["dataset"])})
