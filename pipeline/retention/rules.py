"""The rule table of retention, as a lawyer reads it: pipeline/rules/retention.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.core.acts import RemovalAct, Verb
from pipeline.core.errors import RulesError
from pipeline.core.records import Dataset, Group, datasets_of

AT_ONCE = "at once"
"""Deadline of an event that has no date: it holds now."""

_PERIOD = re.compile(r"(\d+) (workdays|days|months)")
_SETTINGS = ("hold_days", "notice_days")


class RuleId(StrEnum):
    """The rules that code must name, because no column of a record decides them; the table may hold others."""

    START = "R0"
    """The measure is in force and open."""
    CORRECTED = "R5b"
    """Inaccurate: corrected, or hidden until it is."""
    WITHDRAWN = "R5a"
    """Wrongly listed."""
    DELETED = "R3"
    """A ground of deletion."""
    WITHHELD = "R6"
    """Withheld by approval, secret, or not open."""
    VANISHED = "R9"
    """No longer in the source."""
    UNREAD = "R12"
    """The court could not be read."""
    TAKEDOWN = "takedown"
    """By command."""
    TOMBSTONE = "tombstone"
    """Removed for good on an earlier night."""
    UNSIGNED = "unsigned"
    """No batch of the court may go out."""


class RuleSet(StrEnum):
    """Which closings take a record down."""

    FIVE_DAY = "five-day"
    """JL art.12 for every closing mode."""
    NATIONAL = "national"
    """终结本次执行程序 leaves consumption limits and the listing [GY 12]."""


@dataclass(frozen=True, slots=True)
class Period:
    """How long after its event a record may stay public."""

    count: int
    unit: str
    """workdays, days or months"""


@dataclass(frozen=True, slots=True)
class Example:
    """A row of proof beside an event."""

    dataset: Dataset
    rule_set: RuleSet
    given: dict[str, str]
    deadline: str


@dataclass(frozen=True, slots=True)
class Event:
    """One way in which the time of a record is up under a rule."""

    rule: str
    verb: Verb
    event: str
    when: str
    """A reader of `retention.events`; empty where ``day_of`` names the column."""
    day_of: str
    """The column that holds the day; empty where a reader tells it."""
    where: Mapping[str, tuple[str, ...]]
    """Column -> words, one of which it must hold for ``day_of`` to count."""
    datasets: tuple[Dataset, ...]
    rule_sets: tuple[RuleSet, ...]
    period: Period
    period_setting: str
    """The setting that may replace the number of the period; empty where none does."""
    ground: str
    basis: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Why and how records leave."""

    id: str
    verb: Verb
    final: bool
    """Whether the same record and decision never return [SX art.10 第三款]."""
    ends_listing: bool
    """Whether the listing itself ends, and with it the bidding limit of the case (R11)."""
    reason: str
    """In Chinese, for officers and the public."""
    article: str
    events: tuple[Event, ...]
    period: Period


_UNKNOWN = Rule("", Verb.SHIELDED, False, False, "其他原因", "", (), Period(0, "days"))
"""What is said of a rule that the table does not hold, such as one of a later version."""


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The whole file."""

    rules: tuple[Rule, ...]
    grounds: dict[str, int]
    known_closing_modes: tuple[str, ...]
    this_round_only: str
    conducts_without_term: tuple[str, ...]
    conducts_with_term: tuple[str, ...]
    term_years: int

    @property
    def events(self) -> tuple[Event, ...]:
        """Every event, in the order of the file."""
        return tuple(event for rule in self.rules for event in rule.events)

    def events_for(self, dataset: Dataset, rule_set: RuleSet) -> tuple[Event, ...]:
        """The events that a record of that dataset can meet, in the order of the file."""
        return tuple(event for event in self.events if dataset in event.datasets and rule_set in event.rule_sets)

    def listing_ends(self, rule_set: RuleSet) -> tuple[Event, ...]:
        """The events by which a dishonest-debtor listing itself ends."""
        ends = {rule.id for rule in self.rules if rule.ends_listing}
        return tuple(event for event in self.events_for(Dataset.DISHONEST_DEBTORS, rule_set) if event.rule in ends)

    @property
    def final_rules(self) -> tuple[str, ...]:
        """Rules after which the same record and decision never return."""
        return tuple(rule.id for rule in self.rules if rule.final)

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise RulesError(f"retention.toml has no rule {rule_id}; add it, the night needs it")

    def words(self, rule_id: str | None) -> Rule:
        """What is said of a rule; of one that the table does not hold, 其他原因."""
        return next((rule for rule in self.rules if rule.id == rule_id), _UNKNOWN)


@cache
def load_rule_table() -> RuleTable:
    """Read the table.

    Raises:
        RulesError: A row is not in the expected form; names the row.
    """
    tree = tomllib.loads((files("pipeline") / "rules" / "retention.toml").read_text(encoding="utf-8"))
    if sorted(tree["removal_acts"].values()) != sorted(RemovalAct):
        raise RulesError(f"retention.toml [removal_acts]: expected the four words {'、'.join(RemovalAct)}")
    return RuleTable(
        rules=tuple(_rule(row) for row in tree["rule"]),
        grounds=tree["grounds"],
        known_closing_modes=tuple(tree["closing_modes"]["known"]),
        this_round_only=tree["closing_modes"]["this_round_only"],
        conducts_without_term=tuple(tree["conducts"]["without_term"]),
        conducts_with_term=tuple(tree["conducts"]["with_term"]),
        term_years=tree["conducts"]["term_years"],
    )


def parse_period(text: str, where: str) -> Period:
    """Read a period.

    >>> parse_period("5 workdays", "R1"), parse_period("next run", "R2")
    (Period(count=5, unit='workdays'), Period(count=0, unit='days'))
    """
    if text == "next run":
        return Period(0, "days")
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise RulesError(
            f'retention.toml row {where}: \'{text}\' is not a period; write "next run", "5 workdays", "90 days" or "1 months"'
        )
    return Period(int(match[1]), match[2])


def _rule(row: dict[str, Any]) -> Rule:
    verb = Verb(row["verb"])
    return Rule(
        id=row["id"],
        verb=verb,
        final=row["final"],
        ends_listing=row["ends_listing"],
        reason=row["reason"],
        article=row["article"],
        events=tuple(_event(row["id"], verb, event) for event in row.get("event", ())),
        period=parse_period(row.get("period", "next run"), row["id"]),
    )


def named_datasets(rule: str, names: list[str]) -> tuple[Dataset, ...]:
    """The datasets that are named, or whose group is, in the order of the site.

    Raises:
        RulesError: A word is neither; names the row.
    """
    known = {*Dataset, *Group}
    if unknown := [name for name in names if name not in known]:
        raise RulesError(
            f"retention.toml row {rule}: datasets '{unknown[0]}' is neither a dataset nor a group; "
            f"one of {', '.join((*Group, *Dataset))}"
        )
    named = {dataset for group in Group if group in names for dataset in datasets_of(group)}
    return tuple(dataset for dataset in Dataset if dataset in named or dataset in names)


def _event(rule: str, verb: Verb, row: dict[str, Any]) -> Event:
    if ("when" in row) == ("day_of" in row):
        raise RulesError(f"retention.toml row {rule}, '{row['event']}': expected either `when` or `day_of`")
    if (setting := row.get("period_setting", "")) and setting not in _SETTINGS:
        raise RulesError(f"retention.toml row {rule}: period_setting '{setting}' is none of {', '.join(_SETTINGS)}")
    return Event(
        rule=rule,
        verb=verb,
        event=row["event"],
        when=row.get("when", ""),
        day_of=row.get("day_of", ""),
        where={column: tuple(words) for column, words in row.get("where", {}).items()},
        datasets=named_datasets(rule, row["datasets"]),
        rule_sets=tuple(RuleSet(name) for name in row.get("rule_sets", RuleSet)),
        period=parse_period(row["period"], rule),
        period_setting=setting,
        ground=row.get("ground", ""),
        basis=row["basis"],
        examples=tuple(
            Example(Dataset(e["dataset"]), RuleSet(e.get("rule_set", RuleSet.FIVE_DAY)), e["given"], e["deadline"])
            for e in row.get("example", ())
        ),
    )
