"""The invented sample as a ferry night."""

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.sample import advance_sample, write_sample
from pipeline.sources.ferry.shipping import ship_night
from pipeline.sources.mapping import default_mapping
from pipeline.sources.sql import CaseSystem


def ship_sample(drop: Path, *, records: int, seed: int, on: date, truth: Path | None = None, advance: int = 0) -> Path:
    """Write the sample of a day as a night of the drop folder.

    Args:
        drop: The drop folder.
        records: Party records in all lists together.
        seed: The same seed gives the same rows.
        on: The day of the first night of that sample.
        truth: Where to write every value that must not appear in public.
        advance: Days that have passed since; the night is dated as many days later.

    Raises:
        SourceError: The folder cannot be written.
    """
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/case.db"
        write_sample(url, records=records, seed=seed, on=on, truth=truth)
        if advance:
            advance_sample(url, days=advance, truth=truth)
        return ship_night(CaseSystem(url, default_mapping()), drop, on + timedelta(days=advance))
