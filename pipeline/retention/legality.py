"""Legality checks before a court signs: what legality.toml finds in a judged night, and what it holds back.

1. Every check looks at the rows that no rule takes away on R; for minors at those that R7 does.
2. A finding of a hold keeps its record from being public until an officer has answered it (`Answer`): an answer names the
   record, the check and the facts that caused the finding, so that a changed fact asks anew.
3. A record of which every hold is answered is judged again without what was answered; all other rules go on holding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from pipeline.core.findings import Cause
from pipeline.core.frames import Column, Frame, among, blank_column
from pipeline.core.legality import Answered, LegalityFinding
from pipeline.core.records import Dataset, record_id
from pipeline.core.said import of_a_check
from pipeline.core.schemas import VERDICT, checked
from pipeline.retention.checks import Check, CheckKind, CheckTable, load_checks
from pipeline.retention.judge_night import Judgement
from pipeline.retention.legality_readers import READERS, Night
from pipeline.retention.verdicts import RetentionPolicy, judge

_UNSERVED = "not_served"
"""The check, and the reason of R0, that says that a decision was not served."""
_SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class _Found:
    """What one check found in one list."""

    check: Check
    dataset: Dataset
    facts: Column
    """On the index of the rows of which it speaks."""


def with_legality(
    judgement: Judgement, policy: RetentionPolicy, site_secret: bytes, answers: frozenset[Answered] = frozenset()
) -> Judgement:
    """A judged night with what the legality checks find; records that they hold are not public.

    Args:
        judgement: Clean rows and verdicts.
        policy: By which they were judged.
        site_secret: Key of the opaque ids, and of what an answer is bound to.
        answers: What officers answered.
    """
    night = Night(judgement.frames, judgement.verdicts, judgement.on, load_checks())
    found = [one for one in _look(night) if len(one.facts)]
    told = tuple(finding for one in found for finding in _findings(one, night, site_secret, answers))
    verdicts = dict(judgement.verdicts)
    for dataset in dict.fromkeys(finding.dataset for finding in told):
        own = [finding for finding in told if finding.dataset is dataset]
        verdicts[dataset] = _held(dataset, own, judgement, policy)
    return replace(judgement, verdicts=verdicts, legality=told)


def holding(findings: Sequence[LegalityFinding]) -> Iterator[LegalityFinding]:
    """The findings that hold their record back."""
    table = load_checks()
    yield from (one for one in findings if not one.answered_by and table.check(one.check).kind is CheckKind.HOLD)


def _look(night: Night) -> Iterator[_Found]:
    for check in night.table.checks:
        for dataset in check.datasets:
            if len(night.frames[dataset]):
                yield _Found(check, dataset, READERS[check.find](night, dataset))


def _findings(
    found: _Found, night: Night, site_secret: bytes, answers: frozenset[Answered]
) -> Iterator[LegalityFinding]:
    check, frame = found.check, night.frames[found.dataset].loc[found.facts.index]
    columns = [frame[name].fillna("") for name in check.facts if name in frame] if check.is_answerable else []
    numbers = frame["case_number"].fillna("")
    said = {answer[:3]: answer.who for answer in answers}
    for record, court, case, beside, *own in zip(
        frame["id"], frame["court_code"], numbers, found.facts, *columns, strict=True
    ):
        facts = ""
        if check.is_answerable:
            text = _SEPARATOR.join((of_a_check(check.id), record, beside, *own))
            facts = str(record_id(site_secret, found.dataset, court, text))
        who = said.get((record, check.id, facts), "") if facts else ""
        yield LegalityFinding(check.id, found.dataset, court, record, case, facts, who)


def _held(
    dataset: Dataset, findings: Sequence[LegalityFinding], judgement: Judgement, policy: RetentionPolicy
) -> Frame:
    """The verdicts of a list with its findings laid over."""
    frame, verdict, table = judgement.frames[dataset], judgement.verdicts[dataset], load_checks()
    served = {one.record_id for one in findings if one.check == _UNSERVED and one.answered_by}
    if served:
        verdict = _without_service(dataset, verdict, frame[among(frame["id"], served)], judgement.on, policy)
    reason, column = _reasons(frame, findings, table)
    is_new = reason.notna() & verdict["held"].isna() & ~verdict["due"]
    changed = verdict.assign(
        held=verdict["held"].mask(is_new, reason),
        held_column=verdict["held_column"].mask(is_new, column),
        held_cause=verdict["held_cause"].mask(is_new, Cause.RULE.value),
        public=verdict["public"] & ~is_new,
    )
    return checked(changed[list(VERDICT.columns)], VERDICT)


def _without_service(dataset: Dataset, verdict: Frame, rows: Frame, on: str, policy: RetentionPolicy) -> Frame:
    """The verdicts, those of some rows judged as if their list kept no days of service; all else that holds them stays."""
    again = judge(dataset, rows.assign(served_on=blank_column(rows.index)), date.fromisoformat(on), policy)
    return pd.concat([verdict.drop(index=rows.index), again]).loc[verdict.index]


def _reasons(frame: Frame, findings: Sequence[LegalityFinding], table: CheckTable) -> tuple[Column, Column]:
    """Why a row is held, and the column that says so: of several findings the first of the table."""
    codes: dict[str, str] = {}
    columns: dict[str, str] = {}
    for one in holding(findings):
        codes.setdefault(one.record_id, of_a_check(one.check))
        columns.setdefault(one.record_id, table.check(one.check).column)
    return tuple(frame["id"].map(names).astype(blank_column(frame.index).dtype) for names in (codes, columns))  # type: ignore[return-value]
