"""Making a case system: every dataset chunk by chunk, dirt on top, secrets noted."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset
from pipeline.sample.courts import court_rows
from pipeline.sample.dirt import befall
from pipeline.sample.disclosing import note_party_secrets
from pipeline.sample.draws import objects, stream
from pipeline.sample.guidelines import guideline_rows
from pipeline.sample.notices import notice_rows
from pipeline.sample.parties import party_rows
from pipeline.sample.tables import Columns, Members, World
from pipeline.sample.truth import Truth
from pipeline.sample.withholdings import withholding_rows
from pipeline.sample.world import build_world
from pipeline.sample.writer import CHUNK_ROWS, insert_rows

Batch = tuple[Dataset, Columns]
"""Some rows of one table."""


def make_batches(seed: int, step: int, on: date, records: int, truth: Truth | None) -> Iterator[Batch]:
    """Every row of one step of the sample's life, in batches.

    Args:
        seed: The sample's seed.
        step: 0 for its beginning; then the count of advances.
        on: The day the rows are made for.
        records: Party records in all lists together; a list of `FURTHER_LISTS` comes on top.
        truth: Where to note secrets; None saves the time.
    """
    world = build_world(seed, step, on, records)
    yield from _party_batches(world, truth)
    yield from notice_rows(world, records, truth)
    if step == 0:
        yield Dataset.GUIDELINES, _as_columns(Dataset.GUIDELINES, guideline_rows(on))
        yield Dataset.COURTS, _as_columns(Dataset.COURTS, court_rows(seed, on.isoformat()))
        yield Dataset.WITHHOLDINGS, _as_columns(Dataset.WITHHOLDINGS, withholding_rows(world, records))


def write_batch(connection: sa.Connection, batch: Batch) -> None:
    """Insert one batch into its table."""
    dataset, columns = batch
    names = SCHEMAS[dataset].column_names
    insert_rows(connection, dataset.value, names, zip(*(columns[name].tolist() for name in names), strict=True))


def _party_batches(world: World, truth: Truth | None) -> Iterator[Batch]:
    for dataset in PARTY_LISTS:
        members = world.lists[dataset]
        for first in range(0, len(members), CHUNK_ROWS):
            yield dataset, _party_chunk(world, Members(dataset, members[first : first + CHUNK_ROWS], first), truth)


def _party_chunk(world: World, members: Members, truth: Truth | None) -> Columns:
    columns = party_rows(world, members, truth)
    random = stream(world.seed, "dirt", members.dataset, world.step, members.first)
    dirty = befall(random, columns, len(members))
    if truth is not None:
        note_party_secrets(truth, world, members, dirty)
    return dirty


def _as_columns(dataset: Dataset, rows: list[dict[str, str | None]]) -> Columns:
    return {name: objects([row.get(name) for row in rows]) for name in SCHEMAS[dataset].column_names}
