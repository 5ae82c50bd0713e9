"""The rule table of retention, as a lawyer reads it: pipeline/rules/retention.toml."""

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.errors import RulesError
from pipeline.records import Dataset

AT_ONCE = "at once"
"""Deadline of a rule whose event has no date: it holds now."""

_PERIOD = re.compile(r"(\d+) (workdays|days|months)")


class RuleSet(StrEnum):
    """Which closings take a record down."""

    FIVE_DAY = "five-day"
    """JL art.12 for every closing mode."""
    NATIONAL = "national"
    """终结本次执行程序 leaves consumption limits and the listing [GY 12]."""


class Verb(StrEnum):
    """What was done to a public record; the ledger keeps them apart [SX art.13, JL art.12]."""

    PUBLISHED = "公布"
    WITHDRAWN = "撤销"
    CORRECTED = "更正"
    DELETED = "删除"
    SHIELDED = "屏蔽"


@dataclass(frozen=True, slots=True)
class Period:
    """How long after its event a record may stay public."""

    count: int
    unit: str
    """workdays, days or months"""


@dataclass(frozen=True, slots=True)
class Example:
    """A row of proof beside a rule."""

    dataset: Dataset
    rule_set: RuleSet
    given: dict[str, str]
    deadline: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which the time of a record is up."""

    id: str
    event: str
    datasets: tuple[Dataset, ...]
    period: Period
    verb: Verb
    basis: str
    ground: str
    examples: tuple[Example, ...]


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

    def rules_for(self, dataset: Dataset) -> tuple[Rule, ...]:
        """The rules that a record of that dataset can fall under, in the order of the file."""
        return tuple(rule for rule in self.rules if dataset in rule.datasets)

    def rule(self, rule_id: str) -> Rule:
        """The first rule of that id."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise RulesError(f"retention.toml has no rule {rule_id}; add it, the snapshot needs it")


@cache
def load_rule_table() -> RuleTable:
    """Read the table.

    Raises:
        RulesError: A row is not in the expected form; names the row.
    """
    tree = tomllib.loads((files("pipeline") / "rules" / "retention.toml").read_text(encoding="utf-8"))
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
    return Rule(
        id=row["id"],
        event=row["event"],
        datasets=tuple(Dataset(name) for name in row["datasets"]),
        period=parse_period(row["period"], row["id"]),
        verb=Verb(row["verb"]),
        basis=row["basis"],
        ground=row.get("ground", ""),
        examples=tuple(
            Example(Dataset(e["dataset"]), RuleSet(e.get("rule_set", "five-day")), e["given"], e["deadline"])
            for e in row.get("example", ())
        ),
    )
