"""Sheets are thirty minutes and can be signed; the release notes name those that nobody has signed, and no others."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
PEOPLE = {
    "bank-clerk",
    "court-administrator",
    "handling-judge",
    "listed-debtor",
    "over-70",
    "privacy-officer",
    "screen-reader",
}
ENTRY = 'sheet = "{sheet}"\nname = "甲"\non = 2026-12-01\nversion = "0.3.0"\nconclusion = "{conclusion}"\ndigest = "{digest}"\n'


def load() -> Any:
    spec = importlib.util.spec_from_file_location("acceptance", PROJECT / "deploy" / "release" / "acceptance.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


acceptance = load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sheets, of which nobody signed one."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.md").write_text(f"# 验收单：{name}\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("# 验收\n", encoding="utf-8")
    (tmp_path / "signed.toml").write_text("", encoding="utf-8")
    return tmp_path


def sign(folder: Path, **changed: str) -> None:
    values = {"sheet": "one", "conclusion": "可以使用", "digest": acceptance.digest_of("one", folder)} | changed
    (folder / "signed.toml").write_text("[[signed]]\n" + ENTRY.format(**values), encoding="utf-8")


def test_there_is_a_sheet_for_everybody_and_each_stands_in_the_readme() -> None:
    assert set(acceptance.sheets()) == PEOPLE
    readme = (PROJECT / "docs" / "acceptance" / "README.md").read_text(encoding="utf-8")
    assert all(f"| [{name}]({name}.md) | {title}" in readme for name, title in acceptance.sheets().items())


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_a_sheet_is_thirty_minutes_and_can_be_signed(name: str) -> None:
    text = (PROJECT / "docs" / "acceptance" / f"{name}.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| .+? \| .+? \| (\d+) \| □ 是 □ 否 \| \|$", text, re.M)
    assert [int(number) for number, _ in rows] == list(range(1, len(rows) + 1))
    assert len(rows) >= 10
    assert sum(int(minutes) for _, minutes in rows) == 30
    for blank in ("备注", "姓名：____", "日期：____", "签名：____", "□ 可以使用", "□ 不能使用", "版本和期号"):
        assert blank in text


def test_the_release_notes_name_what_nobody_signed() -> None:
    unreleased = (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]
    assert acceptance.release_notes() in unreleased, "put in what `make acceptance` prints"


def test_a_signed_sheet_is_not_named_and_a_changed_one_is_again(folder: Path) -> None:
    assert acceptance.unsigned(folder) == ["one", "two"]
    sign(folder)
    assert acceptance.unsigned(folder) == ["two"]
    assert acceptance.release_notes(folder) == "- No person has signed these sheets of docs/acceptance: `two` two.\n"
    (folder / "one.md").write_text("# 验收单：one\n\nanother step\n", encoding="utf-8")
    assert acceptance.unsigned(folder) == ["one", "two"]


def test_a_bad_conclusion_is_told(folder: Path) -> None:
    sign(folder, conclusion="不能使用")
    assert "`one` (不能使用, 2026-12-01)" in acceptance.release_notes(folder)
    (folder / "two.md").unlink()
    sign(folder)
    assert acceptance.release_notes(folder) == "- Every sheet of docs/acceptance is signed.\n"


@pytest.mark.parametrize("changed", [{"sheet": "nobody"}, {"conclusion": "很好"}])
def test_an_entry_that_says_something_else_is_refused(folder: Path, changed: dict[str, str]) -> None:
    sign(folder, **changed)
    with pytest.raises(ValueError, match=r"signed\.toml"):
        acceptance.unsigned(folder)
