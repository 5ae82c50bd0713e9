"""Every rule of the masker in one list, so that each can be counted, explained and put to the test on its own."""

from dataclasses import dataclass
from typing import Any

from pipeline.masking.protect import PUBLIC_LABELS, PUBLIC_RULES, USCC_RULES
from pipeline.masking.recognisers import RECOGNISERS
from pipeline.masking.recognisers.documents import SHAPES
from pipeline.masking.recognisers.labelled import LABELS
from pipeline.masking.recognisers.numbers import SPLITS
from pipeline.masking.recognisers.punctuated import FORMS
from pipeline.masking.segments import KEYS, LAYOUTS, SEPARATORS
from pipeline.masking.tables import HasRule, Purpose, RuleTable

TABLES: tuple[RuleTable[Any, Any], ...] = (
    LAYOUTS,
    SEPARATORS,
    KEYS,
    RECOGNISERS,
    LABELS,
    SPLITS,
    SHAPES,
    FORMS,
    PUBLIC_RULES,
    PUBLIC_LABELS,
    USCC_RULES,
)
"""Where rules live; a rule that is in none of them cannot be drilled and is a mistake."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of a table: ``labels/phone``, or ``labels/phone#2`` where two rows share a name."""

    name: str
    purpose: Purpose
    table: RuleTable[Any, Any]
    row: HasRule


def every_rule() -> tuple[Rule, ...]:
    """All rules, table by table, each with a name of its own."""
    return tuple(rule for table in TABLES for rule in _rules_of(table))


def _rules_of(table: RuleTable[Any, Any]) -> list[Rule]:
    found: list[Rule] = []
    for row in table.rules:
        same = sum(rule.row.rule == row.rule for rule in found)
        number = f"#{same + 1}" if same else ""
        found.append(Rule(f"{table.name}/{row.rule}{number}", table.purpose, table, row))
    return found
