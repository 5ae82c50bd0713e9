"""A sample case system: invented people and organisations in real forms, with all the dirt of real ones.

`write_sample` makes it, `advance_sample` lets days pass in it. Both are deterministic in the number of
records, the seed and the day.
"""

from datetime import date
from pathlib import Path

from pipeline.sources.sample.making import make_batches, write_batch
from pipeline.sources.sample.truth import Truth, write_truth
from pipeline.sources.sample.writer import make_indexes, make_tables, open_case_system, remember_state

__all__ = ["write_sample"]


def write_sample(url: str, *, records: int, seed: int, on: date, truth: Path | None = None) -> None:
    """Make (or replace) a sample case system: one table per dataset, in the contract's columns.

    Args:
        url: SQLAlchemy address (SQLite, or PostgreSQL by psycopg).
        records: Party records in the five lists together; notices, guidelines, courts come on top.
        seed: The same seed gives the same rows.
        on: The day the system is seen on; every date in it lies around that day.
        truth: Where to write every value that must not appear in public, as JSON Lines.
    """
    found = None if truth is None else Truth()
    with open_case_system(url) as connection:
        make_tables(connection)
        for batch in make_batches(seed, 0, on, records, found):
            write_batch(connection, batch)
        make_indexes(connection)
        remember_state(connection, records, seed, 0, on, on)
    if truth is not None and found is not None:
        write_truth(truth, found)
