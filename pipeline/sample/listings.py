"""What dishonest-debtor listings have beside the other lists: decision, term, acts that end or correct it."""

from datetime import date

import numpy as np

from pipeline.core.acts import RemovalAct
from pipeline.sample.days import days_ago, iso, years_later
from pipeline.sample.draws import Codes, Mask, Objects, Random, constant, either, happens, objects, pick
from pipeline.sample.measures import NATIONAL_REMOVED_RATE, measure_starts
from pipeline.sample.tables import Columns, World
from pipeline.sample.texts import WITHOUT_TERM, TextFacts, draw_conducts, draw_performance, write_obligations

REMOVAL_RATES = {
    RemovalAct.DELETED: 0.02,
    RemovalAct.DELETED_EARLY: 0.01,
    RemovalAct.WITHDRAWN: 0.005,
    RemovalAct.CORRECTED: 0.005,
}
"""Acts on listings; 删除 for those without a term, 提前删除 for those with one."""
MISSING_DECISION_RATE = 0.006
"""Share of listings without a decision number; they are held."""
SURE_EXPIRIES = (1, 3, 5, 8)
"""Days ahead on which terms of the first listings run out, so that even a small sample sees it happen."""

_RECENT = ((6, 0, 5), (4, 6, 200))


def listing_columns(world: World, random: Random, case: Codes, columns: Columns, facts: TextFacts) -> Columns:
    """Columns that only the dishonest-debtor list has; ``columns`` are those the row has already."""
    size, today = len(case), world.on.toordinal()
    listed = measure_starts(world, random, case)
    conduct = draw_conducts(random, size)
    has_term = conduct != WITHOUT_TERM
    performance, done, left = draw_performance(
        random, facts, objects([f"{n}.00" for n in random.integers(500, 90_000, size)])
    )
    known = ~happens(random, MISSING_DECISION_RATE, size)
    numbers = columns["case_number"] + pick(random, ("之一", "之二", "之三"), size)
    national = happens(random, NATIONAL_REMOVED_RATE, size)
    return _removal(random, today, listed, has_term) | {
        "decision_number": either(known, numbers, None),
        "decided_on": iso(listed - random.integers(0, 4, size)),
        "listed_on": iso(listed),
        "term_until": _terms(random, today, listed, has_term),
        "basis_authority": world.cases.basis_authorities[case],
        "basis_number": world.cases.basis_numbers[case],
        "obligation": write_obligations(random, facts),
        "performance": performance,
        "performed_part": done,
        "unperformed_part": left,
        "conduct": conduct,
        "national_removed_on": iso(today - random.integers(0, 4, size), national),
    }


def _terms(random: Random, today: int, listed: Codes, has_term: Mask) -> Objects:
    """Two years, for some one to three more; a few run out these days, a few are not filled in."""
    size = len(listed)
    extra = random.integers(1, 4, size) * happens(random, 0.12, size)
    runs_out = happens(random, 0.02, size)
    ahead = random.integers(-4, 9, size)
    sure = np.flatnonzero(has_term)[: len(SURE_EXPIRIES)]
    ahead[sure], runs_out[sure] = SURE_EXPIRIES[: len(sure)], True
    soon = iso(today + ahead)
    first = date.fromordinal
    ends = objects(
        [
            years_later(first(day), 2 + more).isoformat()
            for day, more in zip(listed.tolist(), extra.tolist(), strict=True)
        ]
    )
    return either(has_term & (runs_out | ~happens(random, 0.02, size)), either(runs_out, soon, ends), None)


def _removal(random: Random, today: int, listed: Codes, has_term: Mask) -> Columns:
    """Acts that delete, withdraw or correct a listing, most of them these days."""
    size = len(listed)
    act = constant(None, size)
    for name, rate in REMOVAL_RATES.items():
        fits = {RemovalAct.DELETED: ~has_term, RemovalAct.DELETED_EARLY: has_term}.get(name, np.ones(size, dtype=bool))
        act[happens(random, rate, size) & fits] = name.value
    acted_on = np.maximum(today - days_ago(random, _RECENT, size), listed)
    ground = random.integers(1, 8, size).astype(object)
    return {
        "removal_act": act,
        "removal_act_on": iso(acted_on, act != None),  # noqa: E711 - elementwise
        "removal_ground": either(act == RemovalAct.DELETED.value, ground, None),
    }
