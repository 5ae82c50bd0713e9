"""What happens in a case system while days pass; every happening is a function of the `Life`."""

from collections.abc import Callable
from datetime import date

import numpy as np

from pipeline.core.acts import RemovalAct
from pipeline.core.records import CASE_ENTRIES, MEASURES, NOTICES, PARTY_LISTS, Dataset
from pipeline.sample.cases import CLOSING_MODES, TERMINATED
from pipeline.sample.days import years_later
from pipeline.sample.identity import draw_births, draw_home_counties, resident_ids
from pipeline.sample.life import IN_FORCE, Life
from pipeline.sample.tables import FURTHER_LISTS
from pipeline.sample.texts import WITHOUT_TERM
from pipeline.sample.truth import SecretKind

_LISTED = f"{IN_FORCE} AND removal_act IS NULL AND decision_number IS NOT NULL"
_WITHOUT_TERM = f"{_LISTED} AND conduct LIKE '{WITHOUT_TERM}%'"
_WITH_TERM = f"{_LISTED} AND conduct NOT LIKE '{WITHOUT_TERM}%'"
_SCOPES = ("record", "party", "case")


def cases_close(life: Life) -> None:
    """Cases close, in every mode; all rows of the case tell it, and its notices."""
    modes = tuple(CLOSING_MODES)
    rows = life.pick(Dataset.UNFINISHED_CASES, ("case_id",), IN_FORCE, life.share(0.0012, len(modes)))
    for place, row in enumerate(rows):
        mode, day = modes[place % len(modes)], life.some_day()
        status = mode if mode == "终结本次执行程序" else "已结案"
        for dataset in PARTY_LISTS:
            life.update(
                dataset, "case_id", row["case_id"], closed_on=date.fromisoformat(day), closing_mode=mode, status=status
            )
        for dataset in NOTICES:
            life.update(dataset, "case_id", row["case_id"], case_closed_on=day)


def measures_are_lifted(life: Life) -> None:
    """Limits end before their time."""
    for dataset in MEASURES:
        if dataset not in FURTHER_LISTS:
            _lift(life, dataset)


def listings_are_deleted(life: Life) -> None:
    """Listings without a term are deleted on one of the seven grounds, those with one early."""
    for place, row in enumerate(life.pick(Dataset.DISHONEST_DEBTORS, (), _WITHOUT_TERM, life.share(0.0003, 7))):
        _act(life, row["source_id"], RemovalAct.DELETED, removal_ground=place % 7 + 1)
    for row in life.pick(Dataset.DISHONEST_DEBTORS, (), _WITH_TERM, life.share(0.0001)):
        _act(life, row["source_id"], RemovalAct.DELETED_EARLY)


def listings_are_withdrawn(life: Life) -> None:
    """Wrong listings are withdrawn (撤销)."""
    for row in life.pick(Dataset.DISHONEST_DEBTORS, (), _LISTED, life.share(0.00005)):
        _act(life, row["source_id"], RemovalAct.WITHDRAWN)


def listings_are_corrected(life: Life) -> None:
    """Inaccurate listings are corrected (更正): a part has been performed after all."""
    for row in life.pick(Dataset.DISHONEST_DEBTORS, ("amount",), _LISTED, life.share(0.00008)):
        paid = f"{int(life.random.integers(1000, 90_000))}.00元"
        left = "以执行依据确定的数额扣除已付部分为准"
        _act(
            life,
            row["source_id"],
            RemovalAct.CORRECTED,
            performance="部分未履行",
            performed_part=paid,
            unperformed_part=left,
        )


def amounts_are_corrected(life: Life) -> None:
    """Amounts of unfinished cases are mended, without any act."""
    for row in life.pick(Dataset.UNFINISHED_CASES, (), IN_FORCE, life.share(0.0002)):
        amount = f"{int(life.random.integers(2000, 900_000))}.00"
        life.update(Dataset.UNFINISHED_CASES, "source_id", row["source_id"], amount=amount)


def numbers_are_corrected(life: Life) -> None:
    """Mistyped identity numbers are mended: a new secret."""
    where = f"{IN_FORCE} AND party_kind = 'natural'"
    for row in life.pick(Dataset.UNFINISHED_CASES, (), where, life.share(0.00003, 2)):
        births = draw_births(life.random, life.day, 25, 70, 1)
        number = resident_ids(life.random, draw_home_counties(life.random, 1), births, np.array([False]))[0]
        life.update(Dataset.UNFINISHED_CASES, "source_id", row["source_id"], id_number=number, age=None)
        life.truth.note(SecretKind.RESIDENT_ID, (number,), (row["source_id"],))


def the_national_list_drops_some(life: Life) -> None:
    """Records leave the national list first (``national_removed_on``)."""
    for dataset in (Dataset.DISHONEST_DEBTORS, Dataset.BIDDING_LIMITS):
        where = f"{IN_FORCE} AND national_removed_on IS NULL"
        for row in life.pick(dataset, (), where, life.share(0.00005, 2)):
            life.update(dataset, "source_id", row["source_id"], national_removed_on=life.some_day())


def notices_are_withdrawn(life: Life) -> None:
    """Notices of every kind are withdrawn."""
    for dataset in NOTICES:
        where = "withdrawn_on IS NULL AND disclosure = 'open'"
        for row in life.pick(dataset, (), where, life.share(0.00002, 1)):
            life.update(dataset, "source_id", row["source_id"], withdrawn_on=life.some_day())


def records_are_withheld(life: Life) -> None:
    """Non-publication is approved for records, parties and cases."""
    columns = ("case_id", "case_number", "case_type", "court_code", "court_name", "id_number")
    rows = life.pick(Dataset.UNFINISHED_CASES, columns, f"{IN_FORCE} AND id_number IS NOT NULL", life.share(0.00004))
    for place, row in enumerate(rows):
        scope = _SCOPES[place % 3]
        target = {"record": row["source_id"], "party": row["id_number"], "case": row["case_number"]}[scope]
        kept = {name: row[name] for name in columns if name != "id_number"}
        day = life.some_day()
        approval = {
            "source_id": f"BG{life.step:02d}-{place:08d}",
            "updated_at": f"{day} 16:20:00",
            "disclosure": "shielded",
            "is_minor": "否",
            "scope": scope,
            "target": target,
            "approved_on": date.fromisoformat(day),
            "approver": "CB0900",
            "form_number": f"不公开审批〔{life.day.year}〕{life.step * 1000 + place}号",
        }
        life.insert(Dataset.WITHHOLDINGS, [kept | approval])


def debtors_are_listed_again(life: Life) -> None:
    """A debtor who was deleted is listed anew: by a new decision, or in a resumed (执恢) case."""
    ended = "', '".join((RemovalAct.DELETED, RemovalAct.WITHDRAWN, RemovalAct.DELETED_EARLY))
    where = f"removal_act IN ('{ended}') AND disclosure = 'open' AND closed_on IS NULL"
    for place, row in enumerate(life.pick(Dataset.DISHONEST_DEBTORS, (), where, life.share(0.00005, 4))):
        listing = life.copy(Dataset.DISHONEST_DEBTORS, row["source_id"])
        day = life.some_day()
        if place % 2:
            court = listing["court_code"]
            listing["case_number"] = f"（{life.day.year}）{court}执恢{90_000 + life.step * 500 + place}号"
            listing |= {"case_id": f"AJ9{life.step:03d}{place:05d}", "case_type": "执恢", "filed_on": day}
        has_term = WITHOUT_TERM not in listing["conduct"]
        listing |= {
            "source_id": f"SX{life.step:02d}-R{place:07d}",
            "decision_number": f"{listing['case_number']}之九",
            "decided_on": date.fromisoformat(day),
            "listed_on": day,
            "term_until": years_later(date.fromisoformat(day), 2).isoformat() if has_term else None,
            "removal_act": None,
            "removal_act_on": None,
            "removal_ground": None,
            "national_removed_on": None,
            "updated_at": f"{day} 19:00:00",
        }
        life.insert(Dataset.DISHONEST_DEBTORS, [listing])


def rows_vanish(life: Life) -> None:
    """A few rows are simply no longer there; never of a case with notices, whose texts they help to mask."""
    without_notices = " AND ".join(f"case_id NOT IN (SELECT case_id FROM {dataset})" for dataset in NOTICES)  # noqa: S608 - own names
    for dataset in (*(known for known in PARTY_LISTS if known not in FURTHER_LISTS), *FURTHER_LISTS):
        for row in life.pick(dataset, (), f"{IN_FORCE} AND {without_notices}", life.share(0.00001, 1)):
            life.delete(dataset, row["source_id"])


def further_measures_are_lifted(life: Life) -> None:
    """The same as of the known ones, after everything else."""
    for dataset in FURTHER_LISTS:
        _lift(life, dataset)


def rounds_are_ended(life: Life) -> None:
    """Parties of cases that were closed by 终结本次执行程序 these days come into the list of such cases; a row of it vanishes."""
    for row in life.pick(Dataset.TERMINATED_ROUNDS, (), "resumed_on IS NULL", 1):
        life.delete(Dataset.TERMINATED_ROUNDS, row["source_id"])
    ended = life.pick(
        Dataset.UNFINISHED_CASES, (), f"closing_mode = '{TERMINATED}' AND updated_at LIKE '{life.day}%'", 50
    )
    rows = [life.copy(Dataset.UNFINISHED_CASES, row["source_id"]) for row in ended]
    if rows:
        own = {"resumed_on": None, "wrong_ending_on": None}
        life.insert(
            Dataset.TERMINATED_ROUNDS,
            [
                row | own | {"source_id": f"ZB{life.step:02d}-{place:06d}", "terminated_on": str(row["closed_on"])[:10]}
                for place, row in enumerate(rows)
            ],
        )


def entries_end(life: Life) -> None:
    """Entries are withdrawn, money is claimed, supervision ends."""
    for dataset in CASE_ENTRIES:
        for row in life.pick(dataset, (), "withdrawn_on IS NULL AND disclosure = 'open'", life.share(0.0001, 1)):
            life.update(dataset, "source_id", row["source_id"], **{_ENDS.get(dataset, "withdrawn_on"): life.some_day()})


_ENDS = {Dataset.CLAIMS: "claimed_on", Dataset.SUPERVISED_CASES: "supervision_ended_on"}


def _lift(life: Life, dataset: Dataset) -> None:
    if dataset is Dataset.TERMINATED_ROUNDS:
        for row in life.pick(dataset, (), "resumed_on IS NULL", life.share(0.0001, 1)):
            life.update(dataset, "source_id", row["source_id"], resumed_on=life.some_day())
        return
    for row in life.pick(dataset, (), IN_FORCE, life.share(0.0001)):
        life.update(dataset, "source_id", row["source_id"], measure_end=life.some_day(), measure_end_reason="解除")


def _act(life: Life, source_id: str, act: RemovalAct, **changes: object) -> None:
    life.update(
        Dataset.DISHONEST_DEBTORS, "source_id", source_id, removal_act=act, removal_act_on=life.some_day(), **changes
    )


HAPPENINGS: tuple[Callable[[Life], None], ...] = (
    debtors_are_listed_again,
    cases_close,
    measures_are_lifted,
    listings_are_deleted,
    listings_are_withdrawn,
    listings_are_corrected,
    amounts_are_corrected,
    numbers_are_corrected,
    the_national_list_drops_some,
    notices_are_withdrawn,
    records_are_withheld,
    rows_vanish,
    further_measures_are_lifted,
    rounds_are_ended,
    entries_end,
)
"""In this order; new cases come after them. Terms expire by themselves."""
