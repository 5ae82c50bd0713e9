"""Rows of the party lists, in the contract's columns: clean values first, then texts with their secrets."""

from collections.abc import Callable

import numpy as np

from pipeline.core.records import SCHEMAS, Dataset
from pipeline.sample.cases import Cases
from pipeline.sample.confidences import Confidant, let_slip
from pipeline.sample.courts import courts
from pipeline.sample.days import days_ago, iso
from pipeline.sample.draws import Codes, Mask, Objects, Random, constant, either, happens, objects, pick, stream
from pipeline.sample.listings import listing_columns
from pipeline.sample.measures import measure_columns
from pipeline.sample.orders import order_columns
from pipeline.sample.tables import Columns, Members, World, prefix_of
from pipeline.sample.texts import TextFacts, write_contents, write_reasons
from pipeline.sample.truth import Truth

SECRET_RATES = {"obligation": 0.08, "performance": 0.03, "conduct": 0.02, "reason": 0.06, "content": 0.03}
"""Share of texts that let out something confidential."""


def party_rows(world: World, members: Members, truth: Truth | None) -> Columns:
    """Clean rows of one list (dirt comes later), with every column of the contract."""
    random = stream(world.seed, members.dataset, world.step, members.first)
    case = world.involvements.case[members.positions]
    debtor = world.involvements.debtor[members.positions]
    columns = _common(world, random, members, case) | _party(world, random, members, case, debtor)
    columns |= measure_columns(world, random, members, case)
    if members.dataset is Dataset.DISHONEST_DEBTORS:
        columns |= listing_columns(world, random, case, columns, _facts(world, case, columns))
    elif SCHEMAS[members.dataset].is_measure:
        facts = _facts(world, case, columns)
        columns |= {"reason": write_reasons(random, facts), "content": write_contents(random, facts)}
    if members.dataset is Dataset.TERMINATED_ROUNDS:
        columns["terminated_on"] = iso(world.cases.closed[case])
    _spread_secrets(world, random, members, columns, truth)
    columns |= order_columns(world, members, columns)
    size = len(members)
    return {name: columns.get(name, constant(None, size)) for name in SCHEMAS[members.dataset].column_names}


def _common(world: World, random: Random, members: Members, case: Codes) -> Columns:
    cases, size = world.cases, len(members)
    codes, names = _court_columns()
    prefix = prefix_of(members.dataset) + (f"{world.step:02d}-" if world.step else "")
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
