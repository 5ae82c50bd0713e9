"""A night through a mapping: what nobody translates is never printed and makes nothing public."""

import pytest

from pipeline.core.records import Dataset
from pipeline.sources.translating import UNTRANSLATED
from tests.support.case_system import party
from tests.support.deployment import Deployment

DAY = "2026-11-20"
CODE = "09_05002-3"
MAPPING = """
[court_ids]
"101" = "浙0106"
[unfinished_cases.columns]
status = { codes = { "1" = "在执" } }
secrecy = { codes = { "0" = "" } }
is_minor = { codes = { "0" = "否" }, default = "否" }
closing_mode = { codes = { "1" = "执行完毕" } }
measure_end_reason = { codes = { "1" = "解除" } }
case_type = { codes = { "1" = "执", "2" = "执恢" } }
disclosure = { codes = { "1" = "open", "2" = "shielded" }, default = "open" }
cause = { constant = "民间借贷纠纷" }
"""
KNOWN: dict[str, str | None] = {
    "status": "1",
    "secrecy": "0",
    "is_minor": None,
    "case_type": "1",
    "disclosure": None,
    "court_code": "101",
    "court_name": None,
}


DECIDING = {
    "secrecy": "孙芳",
    "is_minor": "李雷",
    "disclosure": "周梅",
    "case_type": "吴刚",
    "closing_mode": "郑爽",
    "measure_end_reason": "冯唐",
    "court_code": "陈诚",
}
"""Column that holds a code which nobody translates -> whose record."""


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    home = tmp_path_factory.mktemp("home")
    (home / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    made = Deployment.at(home, '[source]\nmapping = "mapping.toml"\n')
    rows = [party("u1", "钱斌", **KNOWN), party("u2", "杨柳", case_id="c2", **(KNOWN | {"status": CODE}))]
    rows += [party(column, name, case_id=column, **(KNOWN | {column: CODE})) for column, name in DECIDING.items()]
    made.holds({Dataset.UNFINISHED_CASES: rows})
    assert made.night(DAY).refused == ""
    return made


def test_a_code_in_a_printed_column_is_blank(deployment: Deployment) -> None:
    printed = {row.get("party_name"): row.get("status") for row in deployment.public_rows().values()}
    assert printed["钱斌"] == "执行中"
    assert printed["杨柳"] is None
    assert CODE not in deployment.public_text()


@pytest.mark.parametrize("column", list(DECIDING))
def test_a_code_in_a_column_that_decides_makes_nothing_public(deployment: Deployment, column: str) -> None:
    text = deployment.public_text()
    assert DECIDING[column] not in text
    assert UNTRANSLATED not in text
