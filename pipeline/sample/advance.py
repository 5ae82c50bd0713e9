"""Letting days pass in a sample case system."""

from datetime import date, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.core.errors import SourceError
from pipeline.core.messages import _
from pipeline.sample.draws import stream
from pipeline.sample.happenings import HAPPENINGS
from pipeline.sample.life import Life
from pipeline.sample.making import make_batches, write_batch
from pipeline.sample.truth import Secret, Truth
from pipeline.sample.writer import insert_rows, remember_state

NEW_RECORDS_A_DAY = 0.002
"""New party records a day, as a share of all; forty at least."""

_FEWEST_NEW = 40


class SampleState(NamedTuple):
    """What the sample remembers of itself."""

    records: int
    seed: int
    steps: int
    first_day: date
    day: date


def read_state(connection: sa.Connection) -> SampleState:
    """What ``_sample`` says; SourceError where there is no sample."""
    if not sa.inspect(connection).has_table("_sample"):
        raise SourceError(
            _("this database holds no sample case system; make one with `publish.py sample --to URL --records N`")
        )
    row = connection.execute(sa.text('SELECT records, seed, steps, first_day, day FROM "_sample"')).one()
    return SampleState(row[0], row[1], row[2], date.fromisoformat(row[3]), date.fromisoformat(row[4]))


def pass_days(connection: sa.Connection, state: SampleState, days: int) -> SampleState:
    """Let days pass: what is there changes, then new cases come."""
    step, day = state.steps + 1, state.day + timedelta(days=days)
    truth = Truth()
    life = Life(connection, stream(state.seed, "life", step), state.records, step, state.day, day, truth)
    for happening in HAPPENINGS:
        happening(life)
    fresh = max(_FEWEST_NEW, round(state.records * NEW_RECORDS_A_DAY * days))
    for batch in make_batches(state.seed, step, day, fresh, truth):
        write_batch(connection, batch)
    insert_rows(connection, "_sample_truth", Secret._fields, truth)
    remember_state(connection, state.records, state.seed, step, state.first_day, day)
    return state._replace(steps=step, day=day)


def whole_truth(connection: sa.Connection, state: SampleState) -> Truth:
    """Every secret there ever was: the first ones are made again, the later ones were written down."""
    truth = Truth()
    for _batch in make_batches(state.seed, 0, state.first_day, state.records, truth):
        pass
    later = connection.execute(
        sa.text('SELECT value, kind, source_id FROM "_sample_truth" ORDER BY value, kind, source_id')
    )
    truth.add(Secret(*row) for row in later)
    return truth
