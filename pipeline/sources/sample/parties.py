"""Rows of the five lists, in the contract's columns: clean values first, then texts with their secrets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from pipeline.records import SCHEMAS, Dataset
from pipeline.sources.sample.cases import Cases, Involvements
from pipeline.sources.sample.confidences import Confidant, let_slip
from pipeline.sources.sample.courts import courts
from pipeline.sources.sample.days import days_ago, iso, years_later
from pipeline.sources.sample.draws import Codes, Mask, Objects, Random, constant, either, happens, objects, pick, stream
from pipeline.sources.sample.people import Debtors
from pipeline.sources.sample.texts import (
    WITHOUT_TERM,
    TextFacts,
    draw_conducts,
    draw_performance,
    write_contents,
    write_obligations,
    write_reasons,
)
from pipeline.sources.sample.truth import Truth

Columns = dict[str, Objects]
"""A table under work: the contract's columns side by side."""

PREFIXES = {
    Dataset.UNFINISHED_CASES: "WJ", Dataset.DISHONEST_DEBTORS: "SX",
    Dataset.EXIT_BANS: "CJ", Dataset.CONSUMPTION_LIMITS: "GX",
    Dataset.BIDDING_LIMITS: "TB", Dataset.AUCTION_NOTICES: "PM",
    Dataset.REWARD_NOTICES: "XS", Dataset.HEARING_NOTICES: "TZ",
}  # fmt: skip
"""How a ``source_id`` begins."""

SECRET_RATES = {"obligation": 0.08, "performance": 0.03, "conduct": 0.02, "reason": 0.06, "content": 0.03}
"""Share of texts that let out something confidential."""
FUTURE_START_RATE = 0.012
"""Share of limits whose measure has not begun."""
LIFTED_RATE = 0.02
"""Share of limits that were lifted within the last week."""
REMOVAL_RATES = {"删除": 0.02, "提前删除": 0.01, "撤销": 0.005, "更正": 0.005}
"""Acts on listings; 删除 for those without a term, 提前删除 for those with one."""
NATIONAL_REMOVED_RATE = 0.004
MISSING_DECISION_RATE = 0.006
SURE_EXPIRIES = (1, 3, 5, 8)
"""Days ahead on which terms of the first listings run out, so that even a small sample sees it happen."""

_RECENT = ((6, 0, 5), (4, 6, 200))
_TERM_BANDS = ((97, 0, 690), (3, 691, 1100))


@dataclass(frozen=True, slots=True)
class World:
    """Everything that rows are made from, at one step of the sample's life."""

    seed: int
    step: int
    on: date
    debtors: Debtors
    cases: Cases
    involvements: Involvements
    lists: dict[Dataset, Codes]
    """Involvements of each of the five lists."""


@dataclass(frozen=True, slots=True)
class Members:
    """Some rows of one list: involvements, and the running number of the first."""

    dataset: Dataset
    positions: Codes
    first: int

    def __len__(self) -> int:
        return len(self.positions)


def party_rows(world: World, members: Members, truth: Truth | None) -> Columns:
    """Clean rows of one list (dirt comes later), with every column of the contract."""
    random = stream(world.seed, members.dataset, world.step, members.first)
    case = world.involvements.case[members.positions]
    debtor = world.involvements.debtor[members.positions]
    columns = _common(world, random, members, case) | _party(world, random, members, case, debtor)
    columns |= _measure(world, random, members, case)
    if members.dataset is Dataset.DISHONEST_DEBTORS:
        columns |= _listing(world, random, members, case, columns)
    elif members.dataset is not Dataset.UNFINISHED_CASES:
        facts = _facts(world, case, columns)
        columns |= {"reason": write_reasons(random, facts), "content": write_contents(random, facts)}
    _spread_secrets(world, random, members, columns, truth)
    size = len(members)
    return {name: columns.get(name, constant(None, size)) for name in SCHEMAS[members.dataset].column_names}


def _common(world: World, random: Random, members: Members, case: Codes) -> Columns:
    cases, size = world.cases, len(members)
    codes, names = _court_columns()
    prefix = PREFIXES[members.dataset] + (f"{world.step:02d}-" if world.step else "")
    updated = iso(world.on.toordinal() - days_ago(random, ((1, 0, 40),), size))
    clock = pick(random, (" 02:15:00", " 09:40:12", " 17:05:33"), size)
    return {
        "source_id": objects([f"{prefix}{n:08d}" for n in range(members.first, members.first + size)]),
        "case_id": cases.ids[case],
        "case_type": cases.types[case],
        "court_code": codes[cases.court[case]],
        "court_name": names[cases.court[case]],
        "handler_id": cases.handlers[case],
        "case_number": cases.numbers[case],
        "handler_reviewed_on": cases.reviewed[case],
        "updated_at": updated + clock,
        "disclosure": cases.disclosures[case],
        "secrecy": cases.secrecies[case],
    }


def _court_columns() -> tuple[Objects, Objects]:
    return objects([court.code for court in courts()]), objects([court.name for court in courts()])


def _party(world: World, random: Random, members: Members, case: Codes, debtor: Codes) -> Columns:
    people, cases, size = world.debtors, world.cases, len(members)
    natural, minor = people.is_natural[debtor], people.is_minor[debtor]
    ages = (world.on.toordinal() - people.births[debtor]) * 10_000 // 3_652_425
    stated = pick(random, ("否", "", "0"), size, (97, 2, 1))
    sexes = either(people.is_female[debtor], "女", "男")
    return {
        "is_minor": either(minor & happens(random, 0.7, size), "是", stated),
        "party_name": people.names[debtor],
        "party_kind": people.kinds[debtor],
        "sex": either(natural, sexes, None),
        "age": either(natural & (minor | happens(random, 0.95, size)), ages.astype(object), None),
        "id_kind": people.id_kinds[debtor],
        "id_number": people.numbers[debtor],
        "legal_representative": people.representatives[debtor],
        "legal_representative_id": people.representative_ids[debtor],
        "applicant_names": cases.applicants[case],
        "third_party_names": world.involvements.third_parties[members.positions],
        "protected_addresses": world.involvements.protected[members.positions],
        "phone": people.phones[debtor],
        "address": people.addresses[debtor],
        "cause": cases.causes[case],
        "filed_on": iso(cases.filed[case]),
        "amount": _amounts(cases, case),
        "outstanding": cases.outstanding[case],
        "status": cases.statuses[case],
        "closed_on": iso(cases.closed[case], cases.is_closed[case]),
        "closing_mode": cases.modes[case],
    }


def _amounts(cases: Cases, case: Codes) -> Objects:
    parts = zip(cases.yuan[case].tolist(), cases.cents[case].tolist(), strict=True)
    return objects([f"{yuan}.{cent:02d}" for yuan, cent in parts])


def _starts(world: World, random: Random, case: Codes) -> Codes:
    """Days on which measures began: after filing, mostly within the last two years."""
    latest = np.maximum(world.on.toordinal() - world.cases.filed[case] - 12, 1)
    ago = np.minimum(days_ago(random, _TERM_BANDS, len(case)), latest)
    return world.on.toordinal() - np.maximum(ago, world.on.toordinal() - world.cases.closed[case])


def _measure(world: World, random: Random, members: Members, case: Codes) -> Columns:
    """Start and end of limits; a few have not begun, a few ended these days, bans last a year."""
    if members.dataset in (Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS):
        return {}
    size, today = len(members), world.on.toordinal()
    start = _starts(world, random, case)
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


def _listing(world: World, random: Random, members: Members, case: Codes, columns: Columns) -> Columns:
    size, today = len(members), world.on.toordinal()
    listed = _starts(world, random, case)
    conduct = draw_conducts(random, size)
    has_term = conduct != WITHOUT_TERM
    facts = _facts(world, case, columns)
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
        fits = {"删除": ~has_term, "提前删除": has_term}.get(name, np.ones(size, dtype=bool))
        act[happens(random, rate, size) & fits] = name
    acted_on = np.maximum(today - days_ago(random, _RECENT, size), listed)
    ground = random.integers(1, 8, size).astype(object)
    return {
        "removal_act": act,
        "removal_act_on": iso(acted_on, act != None),  # noqa: E711 - elementwise
        "removal_ground": either(act == "删除", ground, None),
    }


def _facts(world: World, case: Codes, columns: Columns) -> TextFacts:
    cases = world.cases
    phones = objects([court.phone(0) for court in courts()])
    return TextFacts(
        names=either(_of_minors(columns), "被执行人", columns["party_name"]),
        amounts=columns["amount"],
        days=iso(cases.filed[case] - 90),
        cases=columns["case_number"],
        bases=cases.basis_numbers[case],
        causes=cases.causes[case],
        courts=columns["court_name"],
        phones=phones[cases.court[case]],
    )


def _of_minors(columns: Columns) -> Mask:
    """Rows of minors by the columns themselves."""
    return np.array([age is not None and age < 18 for age in columns["age"]], dtype=bool)


def _spread_secrets(world: World, random: Random, members: Members, columns: Columns, truth: Truth | None) -> None:
    confidant = confidants(world, members.positions, columns["source_id"])
    for name, rate in SECRET_RATES.items():
        if name in columns:
            where = happens(random, rate, len(members))
            columns[name] = let_slip(random, columns[name], where, confidant, truth)


def confidants(world: World, positions: Codes, source_ids: Objects) -> Callable[[int], Confidant]:
    """What the row at a position knows of the people around it."""
    people, cases, links = world.debtors, world.cases, world.involvements

    def confidant(row: int) -> Confidant:
        link = positions[row]
        who, natural = links.debtor[link], bool(people.is_natural[links.debtor[link]])
        return Confidant(
            source_id=source_ids[row],
            name="" if people.is_minor[who] else people.names[who],
            is_natural=natural,
            code="" if natural else people.numbers[who],
            number=people.numbers[who] if natural else people.representative_ids[who],
            phone=people.phones[who],
            address=people.addresses[who] if natural else None,
            tail=people.address_tails[who],
            third_name=links.third_names[link],
            third_id=links.third_ids[link],
            relation=links.relations[link],
            is_child=bool(links.is_child[link]),
            applicant=cases.applicants[links.case[link]].split("、")[0],
        )

    return confidant
