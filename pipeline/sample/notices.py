"""Notices of one step: auctions in chains over a lot, rewards, hearings; then dirt and markup."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from pipeline.core.records import NOTICES, SCHEMAS, Dataset
from pipeline.sample.auctions import auction_notices
from pipeline.sample.confidences import let_slip
from pipeline.sample.dirt import befall, stand_twice
from pipeline.sample.disclosing import note_bystanders
from pipeline.sample.draws import Objects, happens, objects, stream
from pipeline.sample.hearings import hearing_notices
from pipeline.sample.markup import mark_up
from pipeline.sample.notice_facts import NoticeFacts, Row, notice_facts
from pipeline.sample.parties import confidants
from pipeline.sample.rewards import reward_notices
from pipeline.sample.tables import Columns, World
from pipeline.sample.truth import Truth
from pipeline.sample.unlawful import break_the_law
from pipeline.sample.world import notice_count

SHARES = {Dataset.AUCTION_NOTICES: 55, Dataset.REWARD_NOTICES: 20, Dataset.HEARING_NOTICES: 25}
"""Shares of the notices in hundredths."""
SECRET_RATES = {Dataset.AUCTION_NOTICES: 0.12, Dataset.REWARD_NOTICES: 0.3, Dataset.HEARING_NOTICES: 0.1}
"""Share of bodies that let out something confidential."""

LATER_NOTICE_SHARE = 20
"""In later steps one notice comes with so many party records."""

_MAKERS = {
    Dataset.AUCTION_NOTICES: auction_notices,
    Dataset.REWARD_NOTICES: reward_notices,
    Dataset.HEARING_NOTICES: hearing_notices,
}


@dataclass(frozen=True, slots=True)
class _Made:
    rows: list[Row]
    links: list[int]


def notice_rows(world: World, records: int, truth: Truth | None) -> Iterator[tuple[Dataset, Columns]]:
    """All notices of one step, a table at a time."""
    for dataset in NOTICES:
        made = _made(world, dataset, records)
        columns = _columns_of(world, dataset, made, truth)
        random = stream(world.seed, "dirt", dataset, world.step)
        befall(random, columns, len(made.rows))
        break_the_law(dataset, columns, world.on)
        dirty = stand_twice(random, columns, len(made.rows))
        if truth is not None:
            note_bystanders(truth, world, np.array(made.links, dtype=np.int64), columns["source_id"])
        yield dataset, dirty


def clean_notices(world: World, dataset: Dataset, records: int) -> Columns:
    """The notices of one kind, as they are before dirt befalls them."""
    return _columns_of(world, dataset, _made(world, dataset, records), None)


def _made(world: World, dataset: Dataset, records: int) -> _Made:
    count = notice_count(records) if world.step == 0 else records // LATER_NOTICE_SHARE
    wanted = max(2, count * SHARES[dataset] // 100) if len(world.lists[Dataset.UNFINISHED_CASES]) else 0
    return _make(world, dataset, wanted)


def _columns_of(world: World, dataset: Dataset, made: _Made, truth: Truth | None) -> Columns:
    columns = {name: objects([row.get(name) for row in made.rows]) for name in SCHEMAS[dataset].column_names}
    return columns | {"body": _body(world, dataset, made, columns, truth)}


def _make(world: World, dataset: Dataset, wanted: int) -> _Made:
    rows: list[Row] = []
    links: list[int] = []
    while len(rows) < wanted:
        facts: NoticeFacts = notice_facts(world, dataset, len(rows))
        more = _MAKERS[dataset](facts, wanted - len(rows))
        rows += more
        links += [facts.link] * len(more)
    return _Made(rows, links)


def _body(world: World, dataset: Dataset, made: _Made, columns: Columns, truth: Truth | None) -> Objects:
    random = stream(world.seed, "slips", dataset, world.step)
    where = happens(random, SECRET_RATES[dataset], len(made.rows))
    confidant = confidants(world, np.array(made.links, dtype=np.int64), columns["source_id"])
    return mark_up(random, let_slip(random, columns["body"], where, confidant, truth))
