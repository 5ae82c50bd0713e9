"""A court's desk with real keys, batches, ledger and log."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.approval.registry import parse_registry
from pipeline.core.workdays import library_calendar
from pipeline.review.decisions import CourtDecisions
from pipeline.state.batches import make_batch
from pipeline.state.folder import StateFiles
from tests.pipeline.review.deciding import PASSPHRASE
from tests.pipeline.review.invented import BEFORE, COURT, NIGHT, newest, signed
from tests.support.officers import lay_key


@pytest.fixture
def desk(tmp_path: Path) -> CourtDecisions:
    files = StateFiles(tmp_path / "state")
    before = files.batches.write(make_batch(COURT, BEFORE, signed(), "standard", "five-day"), 11)
    name = files.batches.write(make_batch(COURT, NIGHT, newest(), "standard", "five-day"), 12)
    key = tmp_path / "lu.pem"
    entries = [lay_key(key, PASSPHRASE, "陆明", COURT, BEFORE)]
    entries.append(lay_key(tmp_path / "he.pem", PASSPHRASE, "何清", COURT, BEFORE))
    registry = parse_registry("\n".join(entries) + f'\n[courts."{COURT}"]\nthreshold = 2\n')
    return CourtDecisions(
        files,
        registry,
        COURT,
        name,
        before,
        "陆明",
        key,
        lambda: datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        library_calendar(),
    )
