"""What the law adds to a party's row: service, grace, the order's number, whom it binds for a company, death, upon whose motion.

Drawn from numbers of its own and after all other columns, so that these stay as they are.
"""

from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sample.days import iso
from pipeline.sample.draws import Codes, Objects, constant, either, happens, pick, stream
from pipeline.sample.tables import Columns, Members, World

REPRESENTATIVE_RATE = 0.03
"""Share of limits of natural persons whom the order binds for a company."""
GRACE_RATE, UNSERVED_RATE, SUSPENDED_RATE, DEATH_RATE = 0.01, 0.004, 0.02, 0.004
_CAPACITIES = ("法定代表人", "主要负责人", "影响债务履行的直接责任人员", "实际控制人")
_SERVED = (Dataset.DISHONEST_DEBTORS, Dataset.CONSUMPTION_LIMITS)


def order_columns(world: World, members: Members, columns: Columns) -> Columns:
    """The columns beside those that the row has already."""
    random = stream(world.seed, "orders", members.dataset, world.step, members.first)
    size, today = len(members), world.on.toordinal()
    suspended = happens(random, SUSPENDED_RATE, size) & SCHEMAS[members.dataset].is_measure
    made: Columns = {
        "is_deceased": either(happens(random, DEATH_RATE, size), "是", "否"),
        "grade": pick(random, ("一级", "二级", "三级"), size),
        "suspended_from": iso(today - random.integers(1, 20, size), suspended),
        "suspended_until": iso(today + random.integers(1, 20, size), suspended),
    }
    if members.dataset in _SERVED:
        begun = columns["listed_on"] if "listed_on" in columns else columns["measure_start"]
        graced = happens(random, GRACE_RATE, size)
        made |= {
            "served_on": either(happens(random, UNSERVED_RATE, size), None, begun),
            "grace_until": iso(today + random.integers(1, 60, size), graced),
        }
    if members.dataset is Dataset.CONSUMPTION_LIMITS:
        made |= _orders(world, members, columns)
    if members.dataset is Dataset.DISHONEST_DEBTORS:
        motions = stream(world.seed, "motions", members.dataset, world.step, members.first)
        made["listed_upon"] = pick(motions, ("申请", "申请", "职权"), size)
    return made


def _orders(world: World, members: Members, columns: Columns) -> Columns:
    """The order of each limit, and the company where it binds a person for one."""
    random = stream(world.seed, "capacities", members.dataset, world.step, members.first)
    size = len(members)
    is_one = happens(random, REPRESENTATIVE_RATE, size) & (columns["sex"] != None)  # noqa: E711 - elementwise
    return {
        "order_number": columns["case_number"] + pick(random, ("之一", "之二"), size),
        "capacity": either(is_one, pick(random, _CAPACITIES, size), None),
        "related_party": either(is_one, _companies(world, random.integers(0, 1 << 30, size)), None),
    }


def _companies(world: World, draws: Codes) -> Objects:
    names = world.debtors.names[~world.debtors.is_natural]
    return names[draws % len(names)] if len(names) else constant(None, len(draws))
