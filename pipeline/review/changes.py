"""What is new, changed, leaving or unchanged between the batch a court signed last and its newest one.

A record counts as changed when its public row differs or when a verdict that the court signs beside it does
(`VERDICT_TITLES`: when its time is up, by which rule): a deadline that moved is a thing to check.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

from pipeline.core.frames import TEXT, Column, Frame, among, blank_column, values_or_none
from pipeline.core.records import ENVELOPE, SCHEMAS, Dataset, PublicRow
from pipeline.retention.rules import RuleId, load_rule_table
from pipeline.review.wording import VERDICT_TITLES

PRIVATE_COLUMNS = ("handler", "reviewed_on")
"""Who handles the case, and when he reviewed the record; beside the batch, never public."""
COLUMNS = ("id", "dataset", "row", *VERDICT_TITLES, *PRIVATE_COLUMNS)
_HORIZON = timedelta(days=14)


class State(StrEnum):
    """Where a record of the review stands."""

    NEW = "new"
    """新增"""
    CHANGED = "changed"
    """变更"""
    LEAVING = "leaving"
    """下架: left the batch, or leaves within two weeks"""
    SAMPLE = "sample"
    """抽样: one of the unchanged, drawn at random"""


@dataclass(frozen=True, slots=True)
class Changes:
    """Frames of `COLUMNS`, each sorted by dataset and id."""

    new: Frame
    changed: Frame
    """Also ``before`` (the signed row), ``moved`` (verdict columns that differ, parted by spaces; empty
    where the public row alone differs) and ``reviewed_before``."""
    leaving: Frame
    """With the rule, verb and deadline by which each leaves."""
    unchanged: Frame

    def counts(self) -> dict[str, int]:
        """How many records are in which state."""
        return {
            State.NEW.value: len(self.new),
            State.CHANGED.value: len(self.changed),
            State.LEAVING.value: len(self.leaving),
            "unchanged": len(self.unchanged),
        }

    def of_handler(self, handler: str) -> "Changes":
        """Only the records of one handler."""
        parts = (self.new, self.changed, self.leaving, self.unchanged)
        return Changes(*(frame[frame["handler"].eq(handler).fillna(False).astype(bool)] for frame in parts))


def find_changes(signed: Frame | None, newest: Frame, on: date, reasons: Frame | None = None) -> Changes:
    """Compare the signed batch with the newest one of the same court.

    Args:
        signed: `BATCH_COLUMNS` of the newest signed batch, with `PRIVATE_COLUMNS` where it has them; None if
            nothing was signed yet.
        newest: The same of the batch to be signed.
        on: The night of the newest batch.
        reasons: id, rule, verb, ground, deadline of records that the last pull keeps away, if known.
    """
    after = _completed(newest)
    before = _completed(signed) if signed is not None else after.iloc[:0]
    old = before.set_index("id")
    is_known = among(after["id"], old.index)
    both = after[is_known]
    was = old.loc[both["id"]].set_axis(both.index)
    moved = _moved_verdicts(was, both)
    differs = (was["row"] != both["row"]) | moved.ne("")
    compared = both.assign(before=was["row"], moved=moved, reviewed_before=was["reviewed_on"])
    gone = before[~among(before["id"], after["id"])]
    return Changes(
        new=_sorted(after[~is_known]),
        changed=_sorted(compared[differs]),
        leaving=_sorted(pd.concat([_explained(gone, reasons, on), _leaving_soon(after, on)]).astype(TEXT)),
        unchanged=_sorted(both[~differs]),
    )


def changed_fields(before: PublicRow, after: PublicRow) -> tuple[str, ...]:
    """The published columns whose value differs, in the order of the page.

    >>> changed_fields({"dataset": "exit_bans", "reason": "a"}, {"dataset": "exit_bans", "reason": "b"})
    ('reason',)
    """
    order = (*ENVELOPE, *SCHEMAS[Dataset(after["dataset"])].published)
    return tuple(name for name in order if before.get(name) != after.get(name))


def signed_cases(signed: Frame | None) -> frozenset[str]:
    """Case numbers that stand in the signed batch: their texts were seen before."""
    if signed is None:
        return frozenset()
    return frozenset(number for row in signed["row"] if (number := json.loads(row).get("case_number")))


def records_of(frame: Frame) -> Iterator[dict[str, str | None]]:
    """Rows as dicts, None for what is absent, one at a time."""
    names = list(frame.columns)
    columns = [values_or_none(frame[name]) for name in names]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _completed(frame: Frame) -> Frame:
    """`COLUMNS`; a column that the batch does not have is NA."""
    missing = {name: blank_column(frame.index) for name in COLUMNS if name not in frame}
    return frame.assign(**missing)[list(COLUMNS)].astype(TEXT)


def _moved_verdicts(was: Frame, now: Frame) -> Column:
    moved = pd.Series("", index=now.index, dtype=TEXT)
    for name in VERDICT_TITLES:
        differs = was[name].fillna("") != now[name].fillna("")
        moved = moved.mask(differs, moved + f" {name}")
    return moved.str.strip()


def _explained(gone: Frame, reasons: Frame | None, on: date) -> Frame:
    """Records of the signed batch that the newest lacks: by what the pull says, their own deadline, or R9."""
    columns = ["rule", "verb", "ground", "deadline"]
    is_due = gone["deadline"].fillna("9999") <= on.isoformat()
    own = gone[columns].where(is_due)
    if reasons is not None:
        by_pull = reasons.drop_duplicates("id").set_index("id")[columns].reindex(gone["id"]).set_axis(gone.index)
        own = by_pull.astype(TEXT).where(by_pull["rule"].notna(), own)
    unexplained, rule = own["rule"].isna(), load_rule_table().rule(RuleId.VANISHED)
    own.loc[unexplained, ["rule", "verb", "deadline"]] = [rule.id, rule.verb.value, on.isoformat()]
    return gone.assign(**{name: own[name] for name in columns})


def _leaving_soon(frame: Frame, on: date) -> Frame:
    """Records whose time is up within the horizon, though they are still in the batch."""
    return frame[frame["deadline"].fillna("9999") <= (on + _HORIZON).isoformat()]


def _sorted(frame: Frame) -> Frame:
    return frame.sort_values(["dataset", "id"], kind="stable").reset_index(drop=True)
