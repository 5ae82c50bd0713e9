import ast
from pathlib import Path

import pytest

import pipeline.cleaning
from pipeline.core.records import Dataset
from pipeline.retention.rules import load_rule_table
from pipeline.review.wording import FINDINGS, KINDS, column_title, finding_words, mask_kind

PIPELINE = Path(pipeline.cleaning.__file__).parents[1]
FINDING_FILES = ("cleaning/tables.py", "retention/judge_night.py", "retention/withholdings.py")
FINDING_STARTS = ("is ", "has ", "names ", "lies ", "cannot be ", "holds a ")


def reasons_in(file: Path) -> set[str]:
    """String literals of a file that read like a finding's reason."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs)
    return {node.value for node in texts if isinstance(node.value, str) and node.value.startswith(FINDING_STARTS)}


@pytest.mark.parametrize("file", FINDING_FILES)
def test_every_finding_has_chinese_words(file: str) -> None:
    reasons = reasons_in(PIPELINE / file)
    assert reasons
    assert reasons <= FINDINGS.keys()


def test_a_finding_of_a_leak_is_told_without_its_rules() -> None:
    assert finding_words("holds a hidden value (resident_id); left out") == "仍含应隐藏的内容，未收录"
    assert finding_words("of a later version") == "of a later version"


def test_unknown_rules_have_words_too() -> None:
    assert load_rule_table().words("R99").reason == "其他原因"
    assert load_rule_table().words(None).reason == "其他原因"
    assert mask_kind("of a later version") == "已隐藏"
    assert all(KINDS.values())


def test_columns_are_named_as_on_the_page() -> None:
    assert column_title(Dataset.DISHONEST_DEBTORS, "obligation") == "生效法律文书确定的义务"
    assert column_title(Dataset.DISHONEST_DEBTORS, "deadline") == "公布期限"
    assert column_title(Dataset.DISHONEST_DEBTORS, "handler_id") == "handler_id"
