"""By when a record had to be gone: the law's last day in working days, and the target that this house sets itself.

The law allows three working days (SX art.9, 10) or five (JL art.12) after the event; `pipeline/rules/retention.toml` says
which rule, list and article. Our own deadline is the day of the event itself for most rules, so its target is the first
working day from then on: whoever publishes on working days alone meets it as well as who publishes on every day.

Both are reckoned as waits (`Calendar.wait_end`): where the working days of a year are not known, nothing is called late
that may have been in time. What leaves, leaves by the earlier count (docs/decisions/0046-true-figures.md).
"""

from collections.abc import Callable
from datetime import date, timedelta

from pipeline.core.frames import TEXT, Column, Frame, blank_column, map_unique
from pipeline.core.workdays import Calendar
from pipeline.retention.rules import load_rule_table


def statutory_days(acts: Frame, calendar: Calendar) -> Column:
    """The last day that the law allows, row by row; NA where it sets none or the event has no day.

    Args:
        acts: ``rule``, ``dataset``, ``event_on``.
        calendar: Counts the working days.
    """
    found = blank_column(acts.index)
    table = load_rule_table()
    for rule in acts["rule"].dropna().unique():
        for statutory in table.words(rule).statutory:
            meant = acts["rule"].eq(rule) & acts["dataset"].isin(list(statutory.datasets))
            rows = acts.index[meant.fillna(False).astype(bool) & acts["event_on"].notna()]
            if len(rows):
                found.loc[rows] = map_unique(acts.loc[rows, "event_on"], _after(statutory.period.count, calendar))
    return found.astype(TEXT)


def target_days(deadlines: Column, calendar: Calendar) -> Column:
    """The first working day from our own deadline on, row by row; NA where there is no deadline."""
    before = map_unique(deadlines, lambda day: (date.fromisoformat(day) - timedelta(days=1)).isoformat())
    return map_unique(before, _after(1, calendar)).astype(TEXT)


def _after(count: int, calendar: Calendar) -> Callable[[str], str]:
    return lambda day: calendar.wait_end(date.fromisoformat(day), count).isoformat()
