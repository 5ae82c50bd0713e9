"""Courts whose party lists are hidden because they could not be read (R12), and those that will be on the next working day."""

from collections.abc import Mapping
from datetime import date

from pipeline.core.workdays import Calendar
from pipeline.retention.rules import RuleId, load_rule_table


def unread_courts(reads: Mapping[str, str], on: date, calendar: Calendar) -> frozenset[str]:
    """Courts whose lists are hidden on ``on``: last read two working days ago or earlier (R12)."""
    return frozenset(court for court, day in reads.items() if _hidden_from(day, calendar) <= on)


def unread_tomorrow(reads: Mapping[str, str], on: date, calendar: Calendar) -> frozenset[str]:
    """Courts whose lists are public on ``on`` and hidden on the working day after, unless they are read before."""
    return unread_courts(reads, calendar.wait_end(on, 1), calendar) - unread_courts(reads, on, calendar)


def _hidden_from(read_on: str, calendar: Calendar) -> date:
    """A wait: over a holiday nobody can mend a source, and what is certain to be due leaves without being read."""
    return calendar.wait_end(date.fromisoformat(read_on), load_rule_table().rule(RuleId.UNREAD).period.count)
