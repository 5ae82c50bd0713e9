"""Entries of cases: a document, money that waits, a supervised case; each list from numbers of its own.

An entry is made of a case that stands in the list of unfinished cases, so that parties' rows of the case are there.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from pipeline.core.records import CASE_ENTRIES, SCHEMAS, Dataset
from pipeline.sample.disclosing import note_creditors
from pipeline.sample.draws import objects
from pipeline.sample.names import draw_applicant_names
from pipeline.sample.notice_facts import NoticeFacts, Row, notice_facts
from pipeline.sample.tables import Columns, World
from pipeline.sample.truth import Truth

_SHARE, _FEWEST, _MOST = 40, 24, 20_000
"""One entry of each list comes with so many party records."""
_LATER_SHARE = 20
_KINDS = ("执行裁定书", "执行裁定书", "终结本次执行程序裁定书", "执行决定书", "限制消费令", "罚款决定书", "拘留决定书")
DOCUMENT_TEXTS = (
    "本院在执行{applicant}与{name}{cause}一案中，责令被执行人履行生效法律文书确定的义务。依照《中华人民共和国民事诉讼法》的规定，裁定如下：冻结、划拨被执行人"
    "{name}的存款{amount}元。本裁定立即执行。",
    "申请执行人与被执行人{name}{cause}一案，经穷尽财产调查措施，未发现被执行人有可供执行的财产。裁定终结本次执行程序。发现被执行人有可供执行财产的，可以再次申请执行。",
)
"""What rulings say; the first names the applicant, whom no page may print."""


def entry_rows(world: World, records: int, truth: Truth | None) -> Iterator[tuple[Dataset, Columns]]:
    """All entries of one step, a table at a time."""
    for dataset in CASE_ENTRIES:
        rows = [_row(notice_facts(world, dataset, number), world) for number in range(_count(world, records))]
        columns = {name: objects([row.get(name) for row in rows]) for name in SCHEMAS[dataset].column_names}
        if truth is not None and "creditor" in columns:
            note_creditors(truth, columns["creditor"], columns["source_id"])
        yield dataset, columns


def _count(world: World, records: int) -> int:
    if not len(world.lists[Dataset.UNFINISHED_CASES]):
        return 0
    return max(_FEWEST, min(_MOST, records // _SHARE)) if world.step == 0 else records // _LATER_SHARE


def _row(facts: NoticeFacts, world: World) -> Row:
    day = facts.day(-facts.number(0, 400)).isoformat()
    withdrawn = facts.happens(0.02)
    common: Row = {
        "source_id": facts.source_id(0),
        "case_id": facts.case_id,
        "case_type": facts.case_type,
        "court_code": facts.court.code,
        "court_name": facts.court.name,
        "handler_id": facts.handler,
        "case_number": facts.case_number,
        "handler_reviewed_on": day,
        "updated_at": f"{day} 10:05:00",
        "disclosure": "shielded" if facts.happens(0.01) else "open",
        "is_minor": "否",
        "withdrawn_on": facts.day(-facts.number(0, 10)).isoformat() if withdrawn else None,
    }
    return common | _MAKERS.get(facts.dataset, _of_schema)(facts, world, day)


def _document(facts: NoticeFacts, world: World, day: str) -> Row:
    cause = str(world.cases.causes[facts.case])
    text = str(facts.choose(DOCUMENT_TEXTS)).format(
        applicant=world.cases.applicants[facts.case], name=facts.name, cause=cause, amount=facts.amount
    )
    kind = facts.choose(_KINDS)
    return {
        "document_kind": kind,
        "document_number": f"{facts.case_number}之{'一二三四'[facts.number(0, 3)]}",
        "issued_on": day,
        "cause": cause,
        "cause_class": cause,
        "body": text if kind == "执行裁定书" else None,
    }


def _claim(facts: NoticeFacts, _world: World, day: str) -> Row:
    until = facts.day(facts.number(-20, 200)) if facts.happens(0.8) else None
    return {
        "claim_kind": facts.choose(("认领", "认领", "提存")),
        "creditor": draw_applicant_names(facts.random, 1)[0],
        "amount": f"{facts.number(3, 900) * 100}.00",
        "published_on": (facts.on - timedelta(days=facts.number(0, 80))).isoformat(),
        "claim_until": until.isoformat() if until else None,
        "claimed_on": day if facts.happens(0.05) else None,
    }


def _supervised(facts: NoticeFacts, _world: World, day: str) -> Row:
    ended = facts.happens(0.2)
    return {
        "supervision_state": "已办结" if ended else "督办中",
        "published_on": day,
        "supervision_ended_on": facts.day(-facts.number(0, 12)).isoformat() if ended else None,
    }


def _of_schema(facts: NoticeFacts, _world: World, day: str) -> Row:
    """A list of which the sample knows the schema only: its days."""
    columns = SCHEMAS[facts.dataset].column_names
    return {name: day for name in ("issued_on", "published_on") if name in columns}


_MAKERS: dict[Dataset, Callable[[NoticeFacts, World, str], Row]] = {
    Dataset.DOCUMENTS: _document,
    Dataset.CLAIMS: _claim,
    Dataset.SUPERVISED_CASES: _supervised,
}
