"""A sensitive cause is printed as its class, in every list that could print it."""

import json
import tomllib
from datetime import date
from importlib.resources import files

import pandas as pd
import pytest

from pipeline.core.frames import TEXT
from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset
from pipeline.core.workdays import library_calendar
from pipeline.masking.causes import class_of, is_sensitive
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from pipeline.retention.judge_night import judge_night
from pipeline.retention.rules import RuleSet
from pipeline.retention.verdicts import RetentionPolicy
from pipeline.sealing.seal import print_rows
from tests.support.case_system import COURT, listing, notice, party

CAUSE, CLASS = "离婚后财产纠纷", "婚姻家庭纠纷"
EXAMPLES = tomllib.loads((files("pipeline") / "rules" / "sensitive_causes.toml").read_text(encoding="utf-8"))["example"]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row["cause"])
def test_every_example_of_the_table_holds(row: dict[str, str]) -> None:
    assert is_sensitive(row["cause"]) is bool(row["sensitive"])
    assert class_of(row["cause"]) == row.get("class")


def test_no_list_prints_the_column_of_causes() -> None:
    assert [name for name, schema in SCHEMAS.items() if "cause" in {one.name for one in schema.published_columns}] == []


def printed_rows() -> list[dict[str, str]]:
    """A record in each list that is published by default, its cause in its columns and in its texts."""
    told = f"{CAUSE}一案，执行标的3000元"
    rows: dict[Dataset, list[dict[str, str | None]]] = {
        dataset: [party("p1", cause=CAUSE, reason=told, content=told)]
        for dataset in PARTY_LISTS
        if dataset is not Dataset.DISHONEST_DEBTORS
    }
    rows[Dataset.DISHONEST_DEBTORS] = [listing("d1", cause=CAUSE, obligation=told, conduct=told)]
    rows[Dataset.HEARING_NOTICES] = [notice("n1", title=told, body=f"案由：{CAUSE}")]
    rows[Dataset.COURTS] = [{"court_code": "浙0106", "disclosure": "open", "level": "基层", **COURT}]
    tables = {
        dataset: pd.DataFrame(rows.get(dataset, []), columns=list(schema.column_names)).astype(TEXT)
        for dataset, schema in SCHEMAS.items()
    }
    nobody = pd.DataFrame(columns=["id", "court_code", "case_number", "party_name"]).astype(TEXT)
    policy = RetentionPolicy(library_calendar(), RuleSet.FIVE_DAY, 5, 90)
    judged = judge_night(tables, date(2026, 11, 20), policy, b"5" * 32, "浙0106", set(), nobody)
    return [json.loads(row) for row in print_rows(judged, ProfileMasking(Profile.STANDARD), b"5" * 32)["row"]]


def test_a_sensitive_cause_is_printed_as_its_class_in_every_list() -> None:
    rows = printed_rows()
    debtors = [row for row in rows if row["dataset"] == Dataset.DISHONEST_DEBTORS.value]
    assert [row["obligation"] for row in debtors if row["obligation"].startswith(CLASS)]
    assert [row["dataset"] for row in rows if "离婚" in json.dumps(row, ensure_ascii=False)] == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"申请执行人李某与被执行人王某{CAUSE}一案", f"申请执行人李某与被执行人王某{CLASS}一案"),
        ("案由：故意伤害", "案由：侵害人身权利案件"),
        ("案号\t案由\n（2022）甘1225执402号\t故意伤害", "案号\t案由\n（2022）甘1225执402号\t侵害人身权利案件"),
        ("案由：买卖合同纠纷", "案由：买卖合同纠纷"),
    ],
)
def test_in_a_text_too(text: str, shown: str) -> None:
    assert mask_text(text, Profile.STANDARD) == shown
    assert mask_text(shown, Profile.STANDARD) == shown
