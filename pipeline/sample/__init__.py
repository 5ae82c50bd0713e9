"""A sample case system: invented people and organisations in real forms, with all the dirt of real ones.

`write_sample` makes it, `advance_sample` lets days pass in it. Both are deterministic in the number of
records, the seed and the day.
"""

from datetime import date
from pathlib import Path

from pipeline.core.messages import _
from pipeline.sample.advance import pass_days, read_state, whole_truth
from pipeline.sample.making import make_batches, write_batch
from pipeline.sample.truth import Truth, write_truth
from pipeline.sample.writer import make_indexes, make_tables, open_case_system, remember_state

__all__ = ["advance_sample", "write_sample"]


def write_sample(url: str, *, records: int, seed: int, on: date, truth: Path | None = None) -> None:
    """Make (or replace) a sample case system: one table per dataset, in the contract's columns.

    Args:
        url: SQLAlchemy address (SQLite, or PostgreSQL by psycopg).
        records: Party records in all lists together; notices, guidelines, courts, and lists of which the sample
            knows the schema only come on top.
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


def advance_sample(url: str, *, days: int, truth: Path | None = None) -> date:
    """Let days pass in a sample case system, and tell the new day.

    Cases close in every mode, new ones come, measures are lifted, terms expire, listings are deleted,
    withdrawn, corrected and made anew, notices withdrawn, records withheld; a few rows vanish. Most rows
    stay as they are.

    Args:
        url: SQLAlchemy address of a database made by `write_sample`.
        days: Days that pass, one or more.
        truth: Where to write every value, old or new, that must not appear in public.

    Raises:
        SourceError: The database holds no sample.
        ValueError: ``days`` is less than one.
    """
    if days < 1:
        raise ValueError(_("days is {days}; time only goes forward, 1 or more").format(days=days))
    with open_case_system(url) as connection:
        state = pass_days(connection, read_state(connection), days)
        found = None if truth is None else whole_truth(connection, state)
    if truth is not None and found is not None:
        write_truth(truth, found)
    return state.day
