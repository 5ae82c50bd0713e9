"""Approvals of non-publication (不公开审批): by record, by party, by case."""

from pipeline.core.records import Dataset
from pipeline.sample.courts import courts
from pipeline.sample.days import iso
from pipeline.sample.draws import stream
from pipeline.sample.tables import PREFIXES, World

WITHHELD_PER_RECORDS = 400
"""One approval for so many party records; six at least."""

_FEWEST = 6


def withholding_rows(world: World, records: int) -> list[dict[str, str | None]]:
    """Approvals; the scope tells what ``target`` holds: a source_id, an id_number, a case number."""
    random = stream(world.seed, "withholdings", world.step)
    unfinished = world.lists[Dataset.UNFINISHED_CASES]
    size = min(len(unfinished), max(_FEWEST, records // WITHHELD_PER_RECORDS))
    rows = random.permutation(len(unfinished))[:size]
    approved = iso(world.on.toordinal() - random.integers(0, 90, size))
    return [
        withholding_row(world, int(unfinished[row]), int(row), number, approved[number])
        for number, row in enumerate(rows.tolist())
    ]


def withholding_row(world: World, link: int, row: int, number: int, approved_on: str) -> dict[str, str | None]:
    """One approval concerning an involvement of the unfinished cases."""
    case = world.involvements.case[link]
    court = courts()[world.cases.court[case]]
    debtor = world.involvements.debtor[link]
    scope = ("record", "party", "case")[number % 3]
    targets = {
        "record": f"{PREFIXES[Dataset.UNFINISHED_CASES]}{row:08d}",
        "party": world.debtors.numbers[debtor],
        "case": world.cases.numbers[case],
    }
    return {
        "source_id": f"BG{number:08d}",
        "case_id": world.cases.ids[case],
        "case_number": world.cases.numbers[case],
        "case_type": world.cases.types[case],
        "court_code": court.code,
        "court_name": court.name,
        "updated_at": f"{approved_on} 16:20:00",
        "disclosure": "shielded",
        "is_minor": "否",
        "scope": scope,
        "target": targets[scope],
        "approved_on": approved_on,
        "approver": f"CB{number % 40 + 900:04d}",
        "form_number": f"不公开审批〔{world.on.year}〕{number + 1}号",
        "until": None if number % 4 else f"{world.on.year + 1}-12-31",
    }
