"""Why one record is not public: for the officer on the phone.

The way of the record is walked as a night walks it, and every place at which it stops is told with rule, column and
article: the source, cleaning, the rules, the detector, decisions, the court's signature. A record is named by its
opaque id or by the source's own ``source_id``; nothing of its content is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import pandas as pd

from pipeline.approval.choose import Chosen
from pipeline.approval.modes import ApprovalMode
from pipeline.composing.unread import unread_courts
from pipeline.core.findings import Effect, Finding, findings_of
from pipeline.core.frames import Frame
from pipeline.core.messages import _, joined
from pipeline.core.records import NOTICES, Dataset
from pipeline.core.workdays import Calendar
from pipeline.decisions.holds import Holds
from pipeline.decisions.legality_answers import LegalityAnswers
from pipeline.dry_run.check import judge_pull, only_rows
from pipeline.dry_run.one_record import only_cases_of, with_numbers_of_all
from pipeline.leaks.allow import AllowList
from pipeline.masking.hiding import ProfileMasking
from pipeline.retention.checks import load_checks
from pipeline.retention.judge_night import Judgement
from pipeline.retention.legality import holding
from pipeline.retention.rules import RuleId, load_rule_table
from pipeline.retention.verdicts import Against, all_against
from pipeline.sealing.held_rows import find_held_rows, findings_of_held
from pipeline.sealing.leaking_rows import find_leaking_rows, findings_of_leaks, raw_values_of
from pipeline.sealing.pull import Pull
from pipeline.sealing.seal import mask_night
from pipeline.settings.parts import Judging
from pipeline.state.ledger import Ledger

_OF_ANOTHER_ROW = {
    "listing_gone_on": Dataset.DISHONEST_DEBTORS.value,
    "listing_unclear_on": Dataset.DISHONEST_DEBTORS.value,
    "case_of_minor": Dataset.UNFINISHED_CASES.value,
    "text_leaves_on": Dataset.UNFINISHED_CASES.value,
}
"""Columns that a night adds -> the list of which a row says it."""


class Stage(StrEnum):
    """Where on its way a record stops."""

    SOURCE = "source"
    CLEANING = "cleaning"
    RULES = "rules"
    DETECTOR = "detector"
    DECISION = "decision"
    SIGNATURE = "signature"
    NIGHT = "night"
    """Only the next night is between it and the public."""
    PUBLIC = "public"
    """It is in public now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One place at which the record stops, or where it is in public."""

    dataset: str
    record_id: str
    stage: Stage
    text: str
    rule: str = ""
    """R0 … R12, ``takedown``, ``tombstone``; empty where none speaks."""
    column: str = ""
    article: str = ""

    @property
    def is_unknown(self) -> bool:
        """Whether neither source nor ledger knows the record."""
        return self.stage is Stage.SOURCE and not self.record_id


@dataclass(frozen=True, slots=True)
class Kept:
    """What the state folder knows; nothing of it is changed."""

    ledger: Ledger
    chosen: Chosen
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class PublicSide:
    """What stands between a record that may be public and the public."""

    mode: ApprovalMode
    base_url: str
    kept: Kept | None = None
    """The state folder; None before the first night."""


def why_not_public(
    name: str, on: date, pulled: Pull, judging: Judging, masking: ProfileMasking, side: PublicSide
) -> tuple[Answer, ...]:
    """Every place at which a record stops on R, and where it is in public now.

    Args:
        name: Its opaque id, or the ``source_id`` of the source.
        on: R.
        pulled: The source as it is now.
        judging: How rows are judged.
        masking: How they are masked.
        side: Who lets it out, and what was published before.
    """
    few = only_cases_of(name, pulled, judging)
    answered = LegalityAnswers(side.kept.ledger).answered() if side.kept is not None else frozenset()
    judgement = judge_pull(few, on, judging, answered)
    answers = list(_left_out(name, few, judgement))
    records: dict[str, tuple[Dataset, str]] = {}
    for dataset, frame in judgement.frames.items():
        for record, court in zip(*_named(frame, name), strict=True):
            records[record] = (dataset, court)
    tables = with_numbers_of_all(few, pulled) if records else few.tables
    for record, (dataset, court) in records.items():
        stopped = [
            *_by_rules(dataset, record, judgement, judging),
            *_by_detector(dataset, record, replace(few, tables=tables), judgement, judging, masking),
        ]
        if side.kept is not None:
            stopped += _by_decisions(dataset, record, on, side.kept)
        now = list(_in_public(dataset, record, side))
        if not stopped and not now:
            stopped = list(_by_approval(dataset, record, court, on, side))
        answers += [*stopped, *now, *_until(dataset, record, judgement)] if not stopped else [*stopped, *now]
    return tuple(answers) if answers else tuple(_unknown(name, side))


def _named(frame: Frame, name: str) -> tuple[list[str], list[str]]:
    """Ids and courts of the rows that the officer means."""
    meant = frame[(frame["id"] == name).fillna(False) | (frame["source_id"].str.strip() == name).fillna(False)]
    return list(meant["id"]), list(meant["court_code"])


def _left_out(name: str, pulled: Pull, judgement: Judgement) -> Iterator[Answer]:
    """Rows of that ``source_id`` that cleaning left out."""
    for dataset, table in pulled.tables.items():
        place = table["source_id"].str.strip().reset_index(drop=True)
        for row in place.index[(place == name).fillna(False)]:
            for finding in findings_of(judgement.findings, dataset, _("row {row}").format(row=row)):
                yield _of_finding(finding, "", Stage.CLEANING)


def _by_rules(dataset: Dataset, record: str, judgement: Judgement, judging: Judging) -> Iterator[Answer]:
    """Every rule that is due, all that the record lacks for a start, and what cleaning made of its values then."""
    frame, verdicts = judgement.frames[dataset], judgement.verdicts[dataset]
    is_meant = frame["id"] == record
    if verdicts[is_meant]["public"].iloc[0]:
        return
    row = frame[is_meant]
    told: set[str] = set()
    for one in all_against(dataset, row, date.fromisoformat(judgement.on), judging.policy):
        told.update(one.columns)
        yield from _of_rule(dataset, record, one, row, judgement)
    for finding in findings_of(judgement.findings, dataset, record):
        if finding.effect is Effect.HIDDEN and finding.column not in told:
            yield _of_finding(finding, record, Stage.CLEANING)
    for held in holding(judgement.legality):
        check = load_checks().check(held.check)
        if (held.dataset, held.record_id) == (dataset, record) and not told & {check.column}:
            yield Answer(dataset, record, Stage.RULES, check.told, RuleId.START, check.column, check.basis)


def _of_rule(dataset: Dataset, record: str, one: Against, row: Frame, judgement: Judgement) -> Iterator[Answer]:
    """A rule against a record; under R6 each column, and each approval, by itself."""
    rule = load_rule_table().rule(one.rule)
    since = _(", since {deadline}").format(deadline=one.deadline) if one.deadline else ""
    told = _("{verb} {reason} ({text}){since}").format(verb=rule.verb, reason=rule.reason, text=one.text, since=since)
    text = one.text if one.rule == RuleId.START else told
    if one.rule != RuleId.WITHHELD:
        column = ", ".join(dict.fromkeys(_OF_ANOTHER_ROW.get(name, name) for name in one.columns))
        yield Answer(dataset, record, Stage.RULES, text, rule.id, column, rule.article)
        return
    for column in one.columns:
        forms = _approvals_of(row, judgement) if column == Dataset.WITHHOLDINGS else [""]
        for form in forms:
            yield Answer(dataset, record, Stage.RULES, joined("", (text, form)), rule.id, column, rule.article)


def _approvals_of(row: Frame, judgement: Judgement) -> list[str]:
    """The approvals that name a record, by form and scope."""
    naming = judgement.approvals.naming_rows(row)[0]
    return [_(": ") + one.told for one in dict.fromkeys(naming)]


def _by_detector(
    dataset: Dataset, record: str, pulled: Pull, judgement: Judgement, judging: Judging, masking: ProfileMasking
) -> Iterator[Answer]:
    """What the detector finds in the masked row."""
    frame = judgement.frames[dataset]
    alone = only_rows(judgement, {dataset: frame[frame["id"] == record]})
    rows = mask_night([alone], replace(masking, reads_in_full=True), judging.site_secret)
    if rows.frame.empty:
        return
    raw, allow = raw_values_of(pulled.tables, judgement.frames), AllowList(())
    leaks = find_leaking_rows(rows.frame["row"], raw, allow)
    found = findings_of_leaks(rows.frame, leaks)
    found += findings_of_held(rows.frame, find_held_rows(rows.without(leaks).frame, raw, allow))
    for finding in found:
        yield _of_finding(finding, record, Stage.DETECTOR)


def _by_decisions(dataset: Dataset, record: str, on: date, kept: Kept) -> Iterator[Answer]:
    """A takedown, a hold, a removal for good, a minor's record; each stands whatever the source says."""
    ledger, table = kept.ledger, load_rule_table()
    if reason := ledger.takedowns().get(record):
        yield Answer(
            dataset,
            record,
            Stage.DECISION,
            _("taken down by command: {reason}").format(reason=reason),
            RuleId.TAKEDOWN.value,
        )
    for hold in Holds(ledger).standing(on):
        if hold.record_id == record:
            text = _("held by {held_by} (hold {number}): {reason}").format(
                held_by=hold.held_by, number=hold.number, reason=hold.reason
            )
            yield Answer(dataset, record, Stage.DECISION, text, RuleId.WITHHELD.value)
    for rule_id in table.final_rules:
        if any(record == left for left, _ in ledger.removed_under([rule_id])):
            rule = table.rule(rule_id)
            text = _("was removed for good: {reason}; the same decision never returns").format(reason=rule.reason)
            yield Answer(dataset, record, Stage.DECISION, text, rule.id, "", rule.article)
    if any(record == barred for barred, _ in ledger.barred()):
        yield Answer(dataset, record, Stage.DECISION, _("was a minor's record at the same event"))


def _by_approval(dataset: Dataset, record: str, court: str, on: date, side: PublicSide) -> Iterator[Answer]:
    """Why a record that may be public has not reached the public yet."""
    kept, asks = side.kept, side.mode is ApprovalMode.COURT
    if kept is None:
        text = _("would be public in the night of {on}; nothing was published yet").format(on=on)
        if asks:
            yield Answer(
                dataset,
                record,
                Stage.SIGNATURE,
                _("{text}, and it waits for the signature of its court {court}").format(text=text, court=court),
            )
        else:
            yield Answer(dataset, record, Stage.NIGHT, text)
    elif court in unread_courts(kept.ledger.reads(), on, kept.calendar):
        yield Answer(
            dataset, record, Stage.SOURCE, _("its court was not read for two working days"), RuleId.UNREAD.value
        )
    elif asks and (waiting := kept.chosen.waiting.get(court)):
        text = _("waits for the signature of {court} since {since}").format(court=court, since=waiting.since)
        yield Answer(dataset, record, Stage.SIGNATURE, text)
    elif asks:
        text = _(
            "comes into the batch of the night of {on} and waits then for the signature of its court {court}"
        ).format(on=on, court=court)
        yield Answer(dataset, record, Stage.SIGNATURE, text)
    else:
        yield Answer(dataset, record, Stage.NIGHT, _("comes with the night of {on}").format(on=on))


def _in_public(dataset: Dataset | str, record: str, side: PublicSide) -> Iterator[Answer]:
    """Where a record is in public now, whatever tonight says of it."""
    if side.kept is None or not side.kept.ledger.is_public(record):
        return
    last = side.kept.ledger.releases()[-1]
    where = (
        f"{side.base_url}/notices/{record}/"
        if dataset in NOTICES
        else _("the site's search ({base_url}/)").format(base_url=side.base_url)
    )
    yield Answer(
        dataset,
        record,
        Stage.PUBLIC,
        _("is in public now: release {number} of {date}, {where}").format(
            number=last.number, date=last.date, where=where
        ),
    )


def _until(dataset: Dataset, record: str, judgement: Judgement) -> Iterator[Answer]:
    """When a record that may be public leaves, as far as its rows say it today."""
    verdict = judgement.verdicts[dataset][judgement.frames[dataset]["id"] == record].iloc[0]
    if pd.notna(verdict["deadline"]):
        rule = load_rule_table().rule(verdict["rule"])
        text = _("leaves with the night of {deadline}: {verb} {reason}").format(
            deadline=verdict["deadline"], verb=rule.verb, reason=rule.reason
        )
        yield Answer(dataset, record, Stage.PUBLIC, text, rule.id, "", rule.article)


def _unknown(name: str, side: PublicSide) -> Iterator[Answer]:
    """Of a record that the source does not hold: what the ledger tells of it."""
    if side.kept is not None:
        acts = side.kept.ledger.acts()
        for act in acts[acts["id"] == name].tail(1).to_dict("records"):
            text = _("is not in the source; {verb} on {happened_on}").format(
                verb=act["verb"], happened_on=act["happened_on"]
            )
            yield Answer(str(act["dataset"]), name, Stage.SOURCE, text, str(act["rule"]))
            yield from _in_public(str(act["dataset"]), name, side)
            return
    yield Answer("", "", Stage.SOURCE, _("the source holds no record of that id, and none was ever public"))


def _of_finding(finding: Finding, record: str, stage: Stage) -> Answer:
    return Answer(finding.dataset, record, stage, finding.reason, "", finding.column)
