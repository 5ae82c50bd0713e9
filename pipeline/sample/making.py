"""Making a case system: every dataset chunk by chunk, dirt on top, secrets noted."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from pipeline.core.records import NOTICES, PARTY_LISTS, SCHEMAS, Dataset
from pipeline.sample.courts import court_rows
from pipeline.sample.dirt import befall, stand_twice
from pipeline.sample.disclosing import note_party_secrets
from pipeline.sample.draws import objects, stream
from pipeline.sample.entries import entry_rows
from pipeline.sample.guidelines import guideline_rows
from pipeline.sample.notices import clean_notices, notice_rows
from pipeline.sample.parties import party_rows
from pipeline.sample.tables import Columns, Members, World
from pipeline.sample.truth import Truth
from pipeline.sample.unlawful import break_the_law, serve
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
    yield from entry_rows(world, records, truth)
    if step == 0:
        yield from _without_dirt(world, seed, records)


def clean_batches(seed: int, on: date, records: int) -> Iterator[Batch]:
    """The rows of a sample's beginning as they are before dirt befalls them: what the hub holds, too."""
    world = build_world(seed, 0, on, records)
    for dataset in PARTY_LISTS:
        for members in _chunks_of(world, dataset):
            yield dataset, party_rows(world, members, None)
    for dataset in NOTICES:
        yield dataset, clean_notices(world, dataset, records)
    yield from entry_rows(world, records, None)
    yield from _without_dirt(world, seed, records)


def write_batch(connection: sa.Connection, batch: Batch) -> None:
    """Insert one batch into its table."""
    dataset, columns = batch
    names = SCHEMAS[dataset].column_names
    insert_rows(connection, dataset.value, names, zip(*(columns[name].tolist() for name in names), strict=True))


def _without_dirt(world: World, seed: int, records: int) -> Iterator[Batch]:
    """The lists that no dirt befalls."""
    yield Dataset.GUIDELINES, _as_columns(Dataset.GUIDELINES, guideline_rows(world.on))
    yield Dataset.COURTS, _as_columns(Dataset.COURTS, court_rows(seed, world.on.isoformat()))
    yield Dataset.WITHHOLDINGS, _as_columns(Dataset.WITHHOLDINGS, withholding_rows(world, records))


def _party_batches(world: World, truth: Truth | None) -> Iterator[Batch]:
    for dataset in PARTY_LISTS:
        for members in _chunks_of(world, dataset):
            yield dataset, _party_chunk(world, members, truth)


def _chunks_of(world: World, dataset: Dataset) -> Iterator[Members]:
    every = world.lists[dataset]
    for first in range(0, len(every), CHUNK_ROWS):
        yield Members(dataset, every[first : first + CHUNK_ROWS], first)


def _party_chunk(world: World, members: Members, truth: Truth | None) -> Columns:
    columns = party_rows(world, members, truth)
    serve(members.dataset, columns, world.on)
    random = stream(world.seed, "dirt", members.dataset, world.step, members.first)
    befall(random, columns, len(members))
    if truth is not None:
        note_party_secrets(truth, world, members, columns)
    break_the_law(members.dataset, columns, world.on)
    return stand_twice(random, columns, len(members))


def _as_columns(dataset: Dataset, rows: list[dict[str, str | None]]) -> Columns:
    return {name: objects([row.get(name) for row in rows]) for name in SCHEMAS[dataset].column_names}
