"""The drill itself: what is noticed, what is not, and what cannot be judged."""

import json
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest

from pipeline.evidence.keys import PublicKey
from pipeline.evidence.roles import Fulfilment, Roles
from pipeline.evidence.roles_file import RoleKey
from pipeline.leaks import examine
from pipeline.masking import policy
from pipeline.masking.policy import policy_rows
from pipeline.masking.rulebook import TABLES, every_rule
from pipeline.retention import verdicts
from tests.drill.mutants import CHECKS, Mutant, Suite, every_mutant
from tests.drill.mutation import NOTICED, main, named

NOTHING_OFF = nullcontext


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """A suite that notices another separator of paths, and nothing else."""
    path = tmp_path / "test_separator.py"
    path.write_text("import os\ndef test_separator():\n    assert os.sep == '/'\n", encoding="utf-8")
    return Suite("tiny", (str(path),))


def test_a_rule_whose_absence_a_test_notices_passes(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    status, by = main([Mutant("separator", suite, partial(patch, "os.sep", ":"))])
    assert status == 0
    assert by["tiny: separator"].endswith("test_separator.py::test_separator")
    assert "tiny: 1 rules, 1 noticed" in capsys.readouterr().out


def test_a_rule_whose_absence_nobody_notices_is_named(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    mutants = [Mutant("separator", suite, partial(patch, "os.sep", ":")), Mutant("idle", suite, NOTHING_OFF)]
    assert main(mutants)[0] == 1
    out = capsys.readouterr().out
    assert "NOT NOTICED  tiny: idle" in out
    assert "2 rules, 1 noticed" in out


def test_a_suite_that_fails_anyway_proves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "test_red.py").write_text("def test_red():\n    assert False\n", encoding="utf-8")
    assert main([Mutant("idle", Suite("red", (str(tmp_path / "test_red.py"),)), NOTHING_OFF)])[0] == 1
    out = capsys.readouterr().out
    assert "test_red.py::test_red: it failed with all rules on; mend it before the drill" in out
    assert "1 rules, 0 noticed" in out


@pytest.mark.parametrize("first", ["test_separator", "test_nothing", "test_that_is_gone"])
def test_the_test_that_noticed_last_time_is_asked_first_and_the_suite_where_it_does_not(
    tmp_path: Path, first: str
) -> None:
    path = tmp_path / "test_both.py"
    tests = "def test_nothing():\n    pass\ndef test_separator():\n    assert os.sep == '/'\n"
    path.write_text(f"import os\n{tests}", encoding="utf-8")
    mutant = Mutant("separator", Suite("both", (str(path),)), partial(patch, "os.sep", ":"))
    status, by = main([mutant], {"both: separator": f"{path}::{first}"})
    assert status == 0
    assert by["both: separator"].endswith("test_both.py::test_separator")


def test_what_is_noted_is_of_mutants_that_there_are() -> None:
    names = {f"{mutant.suite.name}: {mutant.name}" for mutant in every_mutant()}
    assert set(json.loads(NOTICED.read_text(encoding="utf-8"))) <= names


def test_a_suite_that_breaks_off_is_no_notice(suite: Suite, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([Mutant("crash", suite, partial(patch, "no.such.thing", 1))])[0] == 1
    assert "BROKEN       tiny: crash" in capsys.readouterr().out


def test_the_drill_knows_rules_of_masker_detector_retention_and_evidence() -> None:
    mutants = list(every_mutant())
    counts = {
        name: sum(mutant.suite.name == name for mutant in mutants)
        for name in ("masker", "detector", "retention", "evidence")
    }
    assert counts["masker"] == len(every_rule()) + len(policy_rows()) > 100
    assert counts["detector"] >= 10
    assert counts["retention"] >= 12
    assert counts["evidence"] >= 40
    assert len({(mutant.suite.name, mutant.name) for mutant in mutants}) == len(mutants)


def test_a_part_of_the_drill_may_be_named() -> None:
    assert {mutant.suite.name for mutant in named(["detector", "retention"])} == {"detector", "retention"}
    assert len(named([])) == len(list(every_mutant()))


def test_what_a_mutant_switches_off_is_on_again_afterwards() -> None:
    for mutant in every_mutant():
        before = state()
        with mutant.switched_off():
            assert state() != before, mutant.name
        assert state() == before, mutant.name


def state() -> list[object]:
    """Everything that a mutant may touch."""
    tables = [table.rules for table in TABLES]
    evidence = [dict(vars(module)) for module in (*CHECKS, PublicKey, RoleKey, Fulfilment, Roles)]
    return [tables, policy.policy_rows(), dict(vars(verdicts)), dict(vars(examine)), evidence]
