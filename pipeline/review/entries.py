"""One record of a review as plain data: what the list shows of it and what its page shows."""

import json
from typing import Any, TypedDict

from pipeline.core.acts import Verb
from pipeline.core.records import Column, Dataset, Kind, PublicRow
from pipeline.masking.profiles import Profile
from pipeline.retention.rules import load_rule_table
from pipeline.review.changes import State, changed_fields
from pipeline.review.nodes import Node, html_nodes, text_nodes
from pipeline.review.risk import Known, Reason, load_risks, reasons_of
from pipeline.review.wording import IDENTIFIER_KIND, VERDICT_TITLES, column_title, shown_columns

Record = dict[str, str | None]
PARTY_KINDS = {"natural": "自然人", "legal": "法人", "other": "其他组织"}
HEADINGS = ("party_name", "title", "name")
PART_TITLES = {
    "role": "",
    "name": "",
    "phone": "电话",
    "account": "账号",
    "bank": "",
    "url": "链接",
    "duty": "职责",
    "post": "职务",
    "kind": "类别",
    "institution": "",
    "qualification": "资质",
}


class Fact(TypedDict, total=False):
    """A label and its value; ``before`` and ``changed`` where the record changed there.

    The name of a verdict, which is no column of the row, begins with ``~``.
    """

    name: str
    title: str
    value: list[Node]
    before: list[Node]
    changed: bool


class Leaving(TypedDict):
    """When and why a record goes."""

    on: str
    verb: str
    why: str
    basis: str
    ground: str


class Entry(TypedDict, total=False):
    """What the pages know of a record."""

    id: str
    state: str
    dataset: str
    heading: str
    case: str
    handler: str
    reviewed: str
    rule: str
    score: int
    level: str
    reasons: list[str]
    facts: list[Fact]
    leaving: Leaving


def make_entry(record: Record, state: State, known: Known) -> Entry:
    """A record as the pages show it.

    Args:
        record: A row of `changes.COLUMNS`, for changed ones with ``before`` and ``moved``.
        state: Where it stands.
        known: What is known beside the batch's rows.
    """
    row = json.loads(record["row"] or "{}")
    reasons = reasons_of(row, known, state in (State.NEW, State.CHANGED))
    score = sum(reason.score for reason in reasons)
    entry = Entry(
        id=row["id"],
        state=state.value,
        dataset=row["dataset"],
        heading=_heading(row),
        case=row.get("case_number", ""),
        handler=record["handler"] or "",
        reviewed=record["reviewed_on"] or "",
        rule=record["rule"] or "",
        score=score,
        level=load_risks().level(score),
        reasons=_words(reasons),
        facts=_facts(row, record, known.profile),
    )
    if record["deadline"] and record["rule"]:
        entry["leaving"] = leaving_of(record)
    return entry


def _words(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.words for reason in reasons]


def _heading(row: PublicRow) -> str:
    return next((str(row[name]) for name in HEADINGS if row.get(name)), row["id"])


def leaving_of(record: Record) -> Leaving:
    """When and why a record with a deadline goes."""
    words = load_rule_table().words(record["rule"])
    return Leaving(
        on=record["deadline"] or "",
        verb=record["verb"] or Verb.SHIELDED.value,
        why=words.reason,
        basis=words.article,
        ground=record["ground"] or "",
    )


def _facts(row: PublicRow, record: Record, profile: Profile) -> list[Fact]:
    signed = record.get("before")
    before = json.loads(signed) if signed else None
    changed = changed_fields(before, row) if before is not None else ()
    facts = []
    for column in shown_columns(row["dataset"]):
        if row.get(column.name) is None and column.name not in changed:
            continue
        fact = Fact(name=column.name, title=column.title, value=_value_nodes(column, row.get(column.name), profile))
        if column.name in changed and before is not None:
            fact["changed"] = True
            fact["before"] = _value_nodes(column, before.get(column.name), profile)
        facts.append(fact)
    return facts + _verdict_facts(record)


def _verdict_facts(record: Record) -> list[Fact]:
    """Verdicts that differ from the signed ones; a decision is an opaque key, so only the fact is told."""
    moved = (record.get("moved") or "").split()
    return [
        Fact(
            name=f"~{name}",
            title=column_title(Dataset.COURTS, name),
            value=[_verdict_words(name, record[name])],
            changed=True,
            before=[],
        )
        for name in VERDICT_TITLES
        if name in moved
    ]


def _verdict_words(name: str, value: str | None) -> str:
    if value is None:
        return "无"
    if name == "decision":
        return "已变更"
    return load_rule_table().words(value).reason if name == "rule" else value


def _value_nodes(column: Column, value: Any, profile: Profile) -> list[Node]:
    if value is None:
        return []
    if column.kind is Kind.IDENTIFIER and "*" in value:
        return [["mark", IDENTIFIER_KIND, value]]
    if column.kind is Kind.HTML:
        return html_nodes(value, profile)
    if column.name == "party_kind":
        return [PARTY_KINDS.get(value, value)]
    return text_nodes(shown_text(value), profile)


def shown_text(value: Any) -> str:
    """A value that is no markup, as one text; contacts, attachments and the directory's lists line by line."""
    return "\n".join(_line(part) for part in value) if isinstance(value, list) else str(value)


def _line(part: dict[str, str]) -> str:
    """A contact, an attachment, a department, as one line."""
    return "　".join(f"{PART_TITLES.get(key, '')} {value}".strip() for key, value in part.items())
