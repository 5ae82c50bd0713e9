"""docs/how-to/add-a-rule.md does what it says: the table alone, no code."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest

from pipeline.core.records import Dataset
from tests.support.case_system import party, write_case_system
from tests.support.how_to import Copy, changes

PAGE, RULE, REASON, ARTICLE = "add-a-rule.md", "R99", "案件已移送其他法院", "虚设规定第九十九条"
NAME = "慕容远"
HANDED_ON = {"closed_on": "2026-11-23", "closing_mode": "移送其他"}
pytestmark = [pytest.mark.slow, pytest.mark.drill]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Three nights: the court has said that it hands the case on, it does, and the case system takes that back."""
    made = Copy.at(tmp_path_factory.mktemp("rule"))
    made.follow(PAGE)
    night(made, "2026-11-20", HANDED_ON)
    assert found(made) == 1
    made.run("review", "--court", "浙0106", "--out", "review")
    night(made, "2026-11-23", HANDED_ON)
    assert found(made) == 0
    night(made, "2026-11-24", {})
    return made


def night(copy: Copy, day: str, changes: dict[str, str]) -> None:
    rows = [party("u1"), party("u2", NAME, case_id="case-2", case_number="（2026）浙0106执13号", **changes)]
    write_case_system(copy.root / "case.db", {Dataset.UNFINISHED_CASES: rows})
    copy.run("nightly", "--date", day)


def found(copy: Copy) -> int:
    return len(json.loads(copy.run("search", NAME, "--json"))["hits"])


def test_the_table_is_the_only_place() -> None:
    assert {change.file for change in changes(PAGE)} == {"pipeline/rules/retention.toml"}


def test_its_example_holds(copy: Copy) -> None:
    says = (
        "from pipeline.retention.rules import load_rule_table; t = load_rule_table();"
        "print([(e.where, x.deadline) for e in t.events if e.rule == 'R99' for x in e.examples])"
    )
    assert "2026-11-23" in copy.python("-c", says)


def test_the_record_stays_away_although_the_source_has_it_again(copy: Copy) -> None:
    assert found(copy) == 0
    assert NAME not in copy.page("index.html")


def test_the_review_says_reason_and_article(copy: Copy) -> None:
    told = "".join(path.read_text(encoding="utf-8") for path in (copy.root / "review" / "data").glob("*.js"))
    assert REASON in told
    assert ARTICLE in told


def test_the_ledger_and_the_removals_count_it(copy: Copy, tmp_path: Path) -> None:
    with sqlite3.connect(next((copy.root / "state").glob("ledger*"))) as ledger:
        acts = list(ledger.execute("SELECT verb, left_on, event_on FROM acts WHERE rule = ?", [RULE]))
    assert acts == [("屏蔽", "2026-11-23", "2026-11-23")]
    copy.run("removals", "--csv", str(tmp_path / "removals.csv"))
    rows = list(csv.reader((tmp_path / "removals.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert any(RULE in row for row in rows)
