"""Who has reviewed his records, and which records nobody reviewed (谁办案谁审核, JL art.11)."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from pipeline.core.frames import Frame, blank_column
from pipeline.review.changes import Changes, records_of

NO_HANDLER, NOT_REVIEWED, CHANGED_SINCE = "未写明承办人", "承办人尚未审核", "审核后又有变更"


@dataclass(frozen=True, slots=True)
class Share:
    """What one handler has to review."""

    handler: str
    """Empty for records that name none."""
    records: int
    reviewed: int
    last_reviewed_on: str
    """Empty if never."""


@dataclass(frozen=True, slots=True)
class Exemption:
    """A new or changed record that its handler has not reviewed as it is now."""

    id: str
    dataset: str
    handler: str
    why: str


@dataclass(frozen=True, slots=True)
class Reviews:
    """What a batch tells of its handlers."""

    shares: tuple[Share, ...]
    exceptions: tuple[Exemption, ...]


def reviews_of(changes: Changes) -> Reviews:
    """Who has reviewed what is new or changed, and the exceptions.

    A day of review that was already beside the signed record says nothing of a change made since. Where the
    public row is the same and only a deadline moved, there is nothing for a handler to review. The exceptions are
    those of the signed statement (`pipeline.approval.statement.read_reviews`), with the reason of each.
    """
    records, reviewed, last = Counter[str](), Counter[str](), dict[str, str]()
    exceptions = []
    for record in records_of(_to_check(changes)):
        handler, day = record["handler"] or "", record["reviewed_on"] or ""
        records[handler] += 1
        last[handler] = max(last.get(handler, ""), day)
        why = _why_not(handler, day, record["reviewed_before"] or "")
        reviewed[handler] += not why
        if why:
            exceptions.append(Exemption(str(record["id"]), str(record["dataset"]), handler, why))
    shares = (Share(name, records[name], reviewed[name], last[name]) for name in sorted(records))
    return Reviews(tuple(shares), tuple(exceptions))


def _to_check(changes: Changes) -> Frame:
    columns = ["id", "dataset", "handler", "reviewed_on", "reviewed_before"]
    new = changes.new.assign(reviewed_before=blank_column(changes.new.index))
    changed = changes.changed[changes.changed["row"] != changes.changed["before"]]
    return pd.concat([new[columns], changed[columns]])


def _why_not(handler: str, day: str, day_before: str) -> str:
    if not handler:
        return NO_HANDLER
    if not day:
        return NOT_REVIEWED
    return CHANGED_SINCE if day == day_before else ""
