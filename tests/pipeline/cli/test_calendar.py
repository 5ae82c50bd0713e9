"""`publish.py calendar`: what a court reads before its table counts, and how a script learns that all is in order."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import publish
from tests.support.calendars import YEAR_2027, supply
from tests.support.deployment import Deployment

runner = CliRunner()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return Deployment.at(tmp_path / "home").home


def run(home: Path, *words: str) -> tuple[int, str]:
    result = runner.invoke(publish.app, ["calendar", *words, "--settings", str(home / "yangguang.toml")])
    return result.exit_code, result.stdout + result.stderr


def test_a_year_is_printed_month_by_month_with_its_marks(home: Path) -> None:
    code, shown = run(home, "2026")
    assert code == 0
    assert "二月（工作日16天）\n一   二   三   四   五   六   日\n" in shown
    assert (
        " 9   10   11   12   13   14班 15休\n16休 17休 18休 19休 20休 21休 22休\n23休 24   25   26   27   28班\n"
        in shown
    )
    assert "十月（工作日18天）" in shown
    assert "12月24日至31日随2027年的通知" in shown


def test_a_table_that_was_supplied_is_the_year_that_is_printed(home: Path) -> None:
    supply(home)
    code, shown = run(home)
    assert (code, "2027年工作日历" in shown) == (0, True)
    assert "25   26   27   28   29   30   31班" in shown


def test_the_check_tells_wrong_missing_and_right_apart(home: Path) -> None:
    assert run(home, "--check", "--date", "2026-11-14") == (0, "the calendar is in order; years are known up to 2026\n")
    code, shown = run(home, "--check", "--date", "2026-11-15")
    assert (code, "the working days of 2027 are not filled in yet" in shown) == (1, True)
    supply(home, YEAR_2027.replace("2027-06-09", "2027-06-10"))
    code, shown = run(home, "--check", "--date", "2026-11-15")
    assert (code, "端午节 2027-06-09" in shown) == (2, True)
    supply(home)
    assert run(home, "--check", "--date", "2026-11-15") == (0, "the calendar is in order; years are known up to 2027\n")


def test_a_year_that_nobody_supplied_cannot_be_printed(home: Path) -> None:
    code, shown = run(home, "2027")
    assert (code, "--example 2027" in shown) == (1, True)


def test_a_form_needs_no_settings(tmp_path: Path) -> None:
    code, shown = run(tmp_path, "--example", "2027")
    assert (code, shown.startswith("# 工作日历")) == (0, True)
