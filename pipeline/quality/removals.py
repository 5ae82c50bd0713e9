"""The removal ledger: what left the public, under which rule, when it was due and when it was really gone.

Opaque ids only. 撤销, 更正, 删除 [SX art.13] and 屏蔽 [JL art.12] are kept apart. On time means that the public place
was read back without the record no later than the deadline of this house, which is the day of the event itself for
most rules: stricter than the three working days of the law.
"""

from pathlib import Path

import pandas as pd

from pipeline.core.acts import Verb
from pipeline.core.frames import TEXT, Frame, blank_column
from pipeline.core.pages import Totals
from pipeline.core.writing import csv_text, safe_cell, write_csv
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
    "left_on",
    "confirmed_on",
    "on_time",
)
"""``on_time`` is 是, 否, or NA where there was no deadline or nobody has confirmed yet."""

_TITLES = (
    "编号",
    "类别",
    "法院",
    "规则",
    "处理",
    "理由",
    "事由发生日",
    "期限",
    "撤出日",
    "确认清除日",
    "按期",
)
ON_TIME, TOO_LATE = "是", "否"


def removals(ledger: Ledger, court_code: str | None = None, since: str = "") -> Frame:
    """What left the public, oldest first, columns `REMOVAL_COLUMNS`.

    Args:
        ledger: The ledger.
        court_code: One court; all where absent.
        since: First day (ISO) on which it left; all where empty.
    """
    frame = judge_removals(ledger.dated_acts(since))
    return frame if court_code is None else frame[frame["court_code"] == court_code].reset_index(drop=True)


def removals_with_tonight(ledger: Ledger, acts: Frame, on: str) -> Frame:
    """All removals as the ledger will tell them once tonight's release is public and was read back.

    Args:
        ledger: The ledger before the release is recorded.
        acts: Tonight's acts (`snapshot.ledger_entries`).
        on: R.
    """
    tonight = acts.assign(left_on=on, confirmed_on=on)
    before = ledger.dated_acts()
    every = pd.concat([before.assign(confirmed_on=before["confirmed_on"].fillna(on)), tonight], ignore_index=True)
    return judge_removals(every.drop_duplicates(["id", "happened_on", "rule"], keep="last").astype(TEXT))


def judge_removals(acts: Frame) -> Frame:
    """The acts that took something away, `REMOVAL_COLUMNS`, each judged whether it was in time."""
    acts = acts[acts["verb"] != Verb.PUBLISHED.value]
    judged = acts["deadline"].notna() & acts["confirmed_on"].notna()
    in_time = (acts["confirmed_on"] <= acts["deadline"]).fillna(False).astype(bool)
    verdict = blank_column(acts.index).mask(judged & in_time, ON_TIME).mask(judged & ~in_time, TOO_LATE)
    return acts.assign(on_time=verdict)[list(REMOVAL_COLUMNS)].astype(TEXT).reset_index(drop=True)


def count_removals(frame: Frame) -> Totals:
    """Totals of `removals`, as the public page shows them."""
    verbs = {verb.value: int((frame["verb"] == verb.value).sum()) for verb in Verb if verb is not Verb.PUBLISHED}
    judged = frame["on_time"].notna()
    return Totals(len(frame), verbs, int(judged.sum()), int((frame["on_time"] == ON_TIME).sum()))


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
