"""When measures begin and end."""

import numpy as np

from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sample.days import days_ago, iso
from pipeline.sample.draws import Codes, Random, either, happens
from pipeline.sample.tables import Columns, Members, World

FUTURE_START_RATE = 0.012
"""Share of limits whose measure has not begun."""
LIFTED_RATE = 0.02
"""Share of limits that were lifted within the last week."""
NATIONAL_REMOVED_RATE = 0.004
"""Share of listings and bidding limits that left the national list these days."""

_TERM_BANDS = ((97, 0, 690), (3, 691, 1100))


def measure_starts(world: World, random: Random, case: Codes) -> Codes:
    """Days on which measures began: after filing, mostly within the last two years."""
    latest = np.maximum(world.on.toordinal() - world.cases.filed[case] - 12, 1)
    ago = np.minimum(days_ago(random, _TERM_BANDS, len(case)), latest)
    return world.on.toordinal() - np.maximum(ago, world.on.toordinal() - world.cases.closed[case])


def measure_columns(world: World, random: Random, members: Members, case: Codes) -> Columns:
    """Start and end of limits; a few have not begun, a few ended these days, bans last a year."""
    if not SCHEMAS[members.dataset].is_measure:
        return {}
    size, today = len(members), world.on.toordinal()
    start = measure_starts(world, random, case)
    start = np.where(happens(random, FUTURE_START_RATE, size), today + random.integers(1, 11, size), start)
    open_ended = happens(random, 0.7 if members.dataset is Dataset.CONSUMPTION_LIMITS else 0.1, size)
    lifted = happens(random, LIFTED_RATE, size) & (start < today - 7)
    runs_out = np.maximum(start + 730, today - 2 + random.integers(0, 700, size))
    end = np.where(lifted, today - random.integers(0, 6, size), runs_out)
    has_end = lifted | ~open_ended
    removed = happens(random, NATIONAL_REMOVED_RATE, size) & (members.dataset is Dataset.BIDDING_LIMITS)
    return {
        "measure_start": iso(start),
        "measure_end": iso(end, has_end),
        "measure_end_reason": either(lifted, "解除", either(has_end, "期满", None)),
        "national_removed_on": iso(today - random.integers(0, 4, size), removed),
    }
