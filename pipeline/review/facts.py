"""What identifies the batch under review; the pages carry it, and decisions made on them are checked by it."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from pipeline.core.errors import StateError
from pipeline.core.messages import _
from pipeline.masking.profiles import Profile

FACTS_FILE, _RECORDS_FILE = "review.json", "records.txt"


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """A court's batch of one night."""

    court_code: str
    court_name: str
    date: str
    """The night, ISO."""
    number: int
    """The release it was made for."""
    digest: str
    rows: int
    profile: Profile
    rule_set: str
    to_check: int = 0
    """How many records of the pages are to be checked."""
    handler: str = ""
    """The handler whose records alone are shown; empty for all."""
    signed_on: str = ""
    """Night of the batch that the court signed last; empty before the first signature."""


def write_facts(facts: BatchFacts, records: Iterable[str], folder: Path) -> None:
    """Leave the facts and the ids of all records of the batch beside the pages."""
    (folder / FACTS_FILE).write_text(json.dumps(asdict(facts), ensure_ascii=False, sort_keys=True), encoding="utf-8")
    (folder / _RECORDS_FILE).write_text("\n".join(records), encoding="utf-8")


def read_records(folder: Path) -> frozenset[str]:
    """The ids of the batch under review."""
    return frozenset((folder / _RECORDS_FILE).read_text(encoding="utf-8").split())


def read_facts(folder: Path) -> BatchFacts:
    """The facts of a folder of pages.

    Raises:
        StateError: The folder holds no review, or a damaged one.
    """
    try:
        tree = json.loads((folder / FACTS_FILE).read_text(encoding="utf-8"))
        return BatchFacts(**{**tree, "profile": Profile(tree["profile"])})
    except (OSError, ValueError, KeyError, TypeError):
        raise StateError(
            _(
                "{folder} holds no readable review (expected {facts_file}); make it anew with `publish.py review`"
            ).format(folder=folder.name, facts_file=FACTS_FILE)
        ) from None
