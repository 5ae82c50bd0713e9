"""The removal ledger: what left the public, under which rule, when it was due and when it was really gone.

Opaque ids only. 撤销, 删除 [SX art.13] and 屏蔽 [JL art.12] are kept apart; 更正 takes nothing away and is no removal. In time means
that the public place was read back without the record no later than the last day: the law's where it sets one, else the
target of this house (`quality.deadlines`). What was overdue before the first release of the site is its backlog (积压): no
night could have been in time.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Column, Frame, blank_column
from pipeline.core.pages import Totals
from pipeline.core.workdays import Calendar
from pipeline.core.writing import csv_text, safe_cell, write_csv
from pipeline.quality.deadlines import statutory_days, target_days
from pipeline.state.ledger import Ledger

REMOVAL_COLUMNS = (
    "id",
    "dataset",
    "court_code",
    "rule",
    "verb",
    "ground",
    "event_on",
    "deadline",
    "statutory",
    "left_on",
    "confirmed_on",
    "on_time",
    "on_target",
)
"""``deadline`` is our own, ``statutory`` the last day of the law, NA where it sets none. ``on_time`` and ``on_target`` are 是, 否,
积压, or NA where there was no deadline or nobody has confirmed yet."""

_TITLES = (
    "编号",
    "类别",
    "法院",
    "规则",
    "处理",
    "理由",
    "事由发生日",
    "本站期限",
    "法定期限",
    "撤出日",
    "确认清除日",
    "按期",
    "达到本站目标",
)
ON_TIME, TOO_LATE, BACKLOG = "是", "否", "积压"
REMOVING = tuple(verb for verb in Verb if verb not in (Verb.PUBLISHED, Verb.CORRECTED))
"""What takes a record away."""


@dataclass(frozen=True, slots=True)
class Judging:
    """By what removals are judged."""

    calendar: Calendar
    since: str
    """The day of the site's first release; what was due before it is backlog."""


def judging_of(ledger: Ledger, calendar: Calendar, on: str = "") -> Judging:
    """By what the removals of a ledger are judged; ``on`` is R of the first release, where it is not recorded yet."""
    releases = ledger.releases()
    return Judging(calendar, min((release.date for release in releases), default=on))


def removals(ledger: Ledger, calendar: Calendar, court_code: str | None = None, since: str = "") -> Frame:
    """What left the public, oldest first, columns `REMOVAL_COLUMNS`.

    Args:
        ledger: The ledger.
        calendar: Counts the working days of the law.
        court_code: One court; all where absent.
        since: First day (ISO) on which it left; all where empty.
    """
    frame = judge_removals(ledger.dated_acts(since), judging_of(ledger, calendar))
    return frame if court_code is None else frame[frame["court_code"] == court_code].reset_index(drop=True)


def acts_with_tonight(ledger: Ledger, acts: Frame, on: str) -> Frame:
    """All acts with their dates (`Ledger.dated_acts`) as the ledger will tell them once tonight's release is public and was
    read back.

    Args:
        ledger: The ledger before the release is recorded.
        acts: Tonight's acts (`snapshot.ledger_entries`).
        on: R.
    """
    tonight = acts.assign(left_on=on, confirmed_on=on)
    before = ledger.dated_acts()
    every = pd.concat([before.assign(confirmed_on=before["confirmed_on"].fillna(on)), tonight], ignore_index=True)
    return every.drop_duplicates(["id", "happened_on", "rule"], keep="last").astype(TEXT)


def judge_removals(acts: Frame, by: Judging) -> Frame:
    """The acts that took something away, `REMOVAL_COLUMNS`, each judged whether it was in time."""
    acts = acts[acts["verb"].isin([verb.value for verb in REMOVING])].reset_index(drop=True)
    statutory, target = statutory_days(acts, by.calendar), target_days(acts["deadline"], by.calendar)
    gone = acts["confirmed_on"]
    judged = acts.assign(
        statutory=statutory,
        on_time=_judged(gone, statutory.fillna(target), by.since),
        on_target=_judged(gone, target, by.since),
    )
    return judged[list(REMOVAL_COLUMNS)].astype(TEXT)


def _judged(gone: Column, last: Column, first: str) -> Column:
    known = last.notna() & gone.notna()
    in_time, overdue = (mark.fillna(False).astype(bool) for mark in (gone <= last, last < first))
    verdict = blank_column(gone.index).mask(known & in_time, ON_TIME)
    return verdict.mask(known & ~in_time, TOO_LATE).mask(known & ~in_time & overdue, BACKLOG)


def count_removals(frame: Frame) -> Totals:
    """Totals of `removals`, as the public page shows them."""
    on_time, on_target = frame["on_time"], frame["on_target"]
    in_time, late, backlog = (int((on_time == word).sum()) for word in (ON_TIME, TOO_LATE, BACKLOG))
    reached = int(((on_target == ON_TIME) & on_time.isin([ON_TIME, TOO_LATE])).sum())
    return Totals(len(frame), in_time + late, in_time, reached, backlog)


def count_verbs(frame: Frame) -> dict[str, int]:
    """Verb -> removals, those with none included."""
    return {verb.value: int((frame["verb"] == verb.value).sum()) for verb in REMOVING}


def of_the_law(frame: Frame) -> Frame:
    """The removals for which the law sets a last day."""
    return frame[frame["statutory"].notna()]


def count_by_court(frame: Frame) -> dict[str, Totals]:
    """Totals court by court; internal unless the deployment opts in [SPC-2014 art.19]."""
    return {str(court): count_removals(part) for court, part in frame.groupby("court_code", sort=True)}


def removals_csv(frame: Frame) -> str:
    """The frame as CSV with Chinese titles; absent values are empty."""
    cells = frame.astype(object).where(frame.notna(), "")
    return csv_text([_TITLES, *([safe_cell(value) for value in row] for row in cells.itertuples(index=False))])


def write_removals(frame: Frame, path: Path) -> None:
    """Write the CSV, aside and renamed, with the mark by which office programs know UTF-8."""
    write_csv(removals_csv(frame), path)
