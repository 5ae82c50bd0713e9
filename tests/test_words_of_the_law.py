"""Ids of rules and verbs of the law stand in the tables, in `RuleId` and in `core/acts.py`, and nowhere else in code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.core.acts import Verb
from pipeline.retention.rules import Absent, RuleId, load_rule_table

REPOSITORY = Path(__file__).parents[1]
SEARCHED = ("pipeline", "search_index", "site/plugins", "publish.py")
HOMES = ("pipeline/core/acts.py", "pipeline/retention/rules.py")
NUMBERED = re.compile(r"R[0-9]{1,2}[a-z]?")
WORDS = {rule.id for rule in load_rule_table().rules} | {verb.value for verb in Verb}
HOMONYMS = {
    ("pipeline/cleaning/tables.py", "doubt"): "column of the frame: why a cell makes one doubt",
    ("pipeline/core/findings.py", "doubt"): "cause of a finding",
    ("pipeline/retention/events.py", "doubt"): "the same column",
    ("pipeline/retention/sharing.py", "doubt"): "the same column",
    ("pipeline/retention/verdicts.py", "doubt"): "the same column",
    ("pipeline/quality/completeness.py", "unsigned"): "place in the figures of completeness",
    ("pipeline/quality/completeness.py", "withheld"): "place in the figures of completeness",
    ("pipeline/retention/checks.py", "hold"): "what a legality check does",
    ("pipeline/cli/summary.py", "withheld"): "head of a column of the summary",
    ("pipeline/retention/events.py", "withheld"): "column of the frame that approvals mark",
    ("pipeline/state/last_pull.py", "withheld"): "key of the note that tells rows by rule and reason",
    ("pipeline/evidence/refusals.py", "unsigned"): "why an envelope counts for nothing",
    ("pipeline/evidence/said.py", "unsigned"): "code of the sentence that nobody signed",
    ("pipeline/night/nightly.py", "takedown"): "name of the command in the log",
    ("pipeline/watch/judge.py", "takedown"): "name of the command in the note of a run",
    ("pipeline/review/decisions.py", "hold"): "name of the act in the log, and of its number",
    ("pipeline/review/desk.py", "hold"): "name of the form",
    ("pipeline/review/office.py", "hold"): "the number of a hold in the log",
    ("publish.py", "hold"): "name of the command",
}
"""Words that mean something else where they stand."""


def files() -> Iterator[Path]:
    for name in SEARCHED:
        path = REPOSITORY / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def words_of(source: str) -> list[tuple[int, str]]:
    """Line and text of every string constant that is a rule's id or a verb; docstrings are longer than a word."""
    constants = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    texts = [(node.lineno, node.value) for node in constants if isinstance(node.value, str)]
    return [(line, text) for line, text in texts if text in WORDS or NUMBERED.fullmatch(text)]


def test_rules_and_verbs_are_named_in_their_homes_only() -> None:
    found = {
        (path.relative_to(REPOSITORY).as_posix(), word): line
        for path in files()
        for line, word in words_of(path.read_text(encoding="utf-8"))
    }
    strays = [f"{file}:{line} '{word}'" for (file, word), line in found.items() if file not in HOMES]
    assert not [stray for stray in strays if not is_homonym(stray)]
    assert found.keys() >= HOMONYMS.keys(), "a homonym is gone: take it out of the list"


def is_homonym(stray: str) -> bool:
    return any(stray.startswith(f"{file}:") and stray.endswith(f" '{word}'") for file, word in HOMONYMS)


def test_the_rules_file_holds_them_in_its_enumeration_only() -> None:
    source = (REPOSITORY / "pipeline/retention/rules.py").read_text(encoding="utf-8")
    in_figures = [Absent.WITHHELD, Absent.UNSIGNED]
    """Places in the figures of completeness, which are no rules."""
    assert sorted(word for _, word in words_of(source)) == sorted([*RuleId, *in_figures])


@pytest.mark.parametrize(
    "source", ['x = "R6"', 'x = {"撤销": 1}', 'if verb == "屏蔽": pass', 'x = f"{y}R5a"', 'r("R99")']
)
def test_a_stray_word_is_noticed(source: str) -> None:
    assert words_of(source)


@pytest.mark.parametrize("source", ['"""R6 hides it."""', "x = 1  # R6", 'help = "屏蔽 or 删除"'])
def test_what_explains_is_no_stray(source: str) -> None:
    assert not words_of(source)
