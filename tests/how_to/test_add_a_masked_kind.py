"""docs/how-to/add-a-masked-kind.md does what it says: the value is hidden, the rule is named, the night proves it."""

import pytest

from pipeline.core.records import Dataset
from tests.support.case_system import notice, write_case_system
from tests.support.how_to import Copy

TEXT, VALUE = "其渔业船员证书号：ZJ20194480，已吊销", "ZJ20194480"
pytestmark = [pytest.mark.slow, pytest.mark.drill]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = Copy.at(tmp_path_factory.mktemp("kind"), "tests/pipeline/masking", "tests/support", "tests/__init__.py")
    assert "seafarer" not in made.run("mask", "--explain", said=TEXT)
    made.follow("add-a-masked-kind.md")
    return made


def test_the_value_is_hidden_and_the_rule_is_named(copy: Copy) -> None:
    assert copy.run("mask", said=TEXT) == TEXT.replace(VALUE, "*" * len(VALUE))
    assert copy.run("mask", "--explain", said=TEXT).split()[1:] == ["seafarer", "nobody", "default"]


def test_the_head_of_a_column_announces_it(copy: Copy) -> None:
    table = f"姓名\t案由\t船员证号\n钱某\t借款\t{VALUE}"
    assert copy.run("mask", said=table) == table.replace(VALUE, "*" * len(VALUE))


def test_the_example_of_the_page_holds(copy: Copy) -> None:
    told = copy.python(
        "-m", "pytest", "-q", "--import-mode=importlib", "-o", "pythonpath=.", "tests/pipeline/masking/test_tables.py",
    )  # fmt: skip
    assert " passed" in told


def test_a_night_proves_it_and_no_public_byte_holds_the_value(copy: Copy) -> None:
    row = notice("n1", body=TEXT, title="关于一处房产的拍卖公告")
    write_case_system(copy.root / "case.db", {Dataset.AUCTION_NOTICES: [row]})
    assert "canaries:" in copy.run("nightly", "--date", "2026-11-20")
    pages = list((copy.public / "notices").rglob("index.html"))
    assert any("渔业船员证书号" in page.read_text(encoding="utf-8") for page in pages)
    assert not any(VALUE.encode() in path.read_bytes() for path in copy.public.rglob("*") if path.is_file())
