"""The command line: every command has help with an example, errors are one line with a remedy."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import publish
from pipeline.records import Dataset
from tests.support.case_system import listing, party, resident_id
from tests.support.deployment import Deployment

COMMANDS = ["init", "demo", "sample", "nightly", "publish", "takedown", "search", "scan", "mask", "serve", "status"]
runner = CliRunner()


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    deployment = Deployment.at(tmp_path / "home")
    deployment.holds(
        {Dataset.UNFINISHED_CASES: [party("u1"), party("u2", "欧阳静好")], Dataset.DISHONEST_DEBTORS: [listing("d1")]}
    )
    return deployment


def run(deployment: Deployment, *words: str, text: str | None = None) -> tuple[int, str, str]:
    options = (
        ["--settings", str(deployment.home / "yangguang.toml")] if words[0] not in ("mask", "scan", "init") else []
    )
    result = runner.invoke(publish.app, [*words, *options], input=text)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    shown = runner.invoke(publish.app, [command, "--help"], env={"COLUMNS": "200"}).stdout
    assert f"publish.py {command}" in shown


def test_no_command_is_missing_or_undocumented() -> None:
    names = {
        command.name or command.callback.__name__ for command in publish.app.registered_commands if command.callback
    }
    assert names == set(COMMANDS)
    operating = (Path(__file__).parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"publish.py {name}" not in operating]


def test_init_writes_commented_settings_with_a_secret_and_never_twice(tmp_path: Path) -> None:
    assert runner.invoke(publish.app, ["init", "--home", str(tmp_path)]).exit_code == 0
    text = (tmp_path / "yangguang.toml").read_text(encoding="utf-8")
    assert "# hold_days = 5" in text
    assert (tmp_path / "yangguang.toml").stat().st_mode & 0o077 == 0
    again = runner.invoke(publish.app, ["init", "--home", str(tmp_path)])
    assert (again.exit_code, "its secret must not change" in again.stderr) == (2, True)
    assert (tmp_path / "yangguang.toml").read_text(encoding="utf-8") == text


def test_nightly_prints_a_summary_and_writes_the_report(deployment: Deployment, tmp_path: Path) -> None:
    code, shown, _ = run(deployment, "nightly", "--date", "2026-11-20", "--json", str(tmp_path / "report.json"))
    report = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert code == 0
    assert "dishonest_debtors" in shown
    assert report["datasets"]["unfinished_cases"]["published"] == 2
    assert {"pulled", "published", "new", "changed", "removed", "withheld", "findings"} <= set(
        report["datasets"]["courts"]
    )
    assert {stage["name"] for stage in report["stages"]} >= {
        "pull",
        "judge",
        "mask",
        "index",
        "stage",
        "scan",
        "publish",
    }
    assert all({"seconds", "cpu_seconds", "peak_mb"} <= set(stage) for stage in report["stages"])


def test_nightly_without_a_source_says_one_line_and_returns_non_zero(deployment: Deployment) -> None:
    run(deployment, "nightly", "--date", "2026-11-19")
    (deployment.home / "case.db").unlink()
    code, _, said = run(deployment, "nightly", "--date", "2026-11-20")
    assert code == 3
    assert len(said.strip().splitlines()) == 1
    assert "source.url" in said


def test_search_answers_in_json_and_in_lines(deployment: Deployment) -> None:
    run(deployment, "nightly", "--date", "2026-11-20")
    answer = json.loads(run(deployment, "search", "钱斌", "--json")[1])
    assert (answer["kind"], answer["count"]) == ("name", 2)
    assert {hit["dataset"] for hit in answer["hits"]} == {"unfinished_cases", "dishonest_debtors"}
    assert "杭州市西湖区人民法院" in run(deployment, "search", "钱斌")[1]


def test_takedown_by_command(deployment: Deployment) -> None:
    run(deployment, "nightly", "--date", "2026-11-20")
    record = json.loads(run(deployment, "search", "欧阳静好", "--json")[1])["hits"][0]["id"]
    code, shown, _ = run(deployment, "takedown", record, "--reason", "test")
    assert (code, record in shown) == (0, True)
    assert json.loads(run(deployment, "search", "欧阳静好", "--json")[1])["count"] == 0
    assert "欧阳静好" not in deployment.public_text()


def test_status_tells_the_release_and_what_is_due(deployment: Deployment) -> None:
    assert "nothing was published yet" in run(deployment, "status")[1]
    run(deployment, "nightly", "--date", "2026-11-20")
    status = json.loads(run(deployment, "status", "--json")[1])
    assert (status["number"], status["date"]) == (1, "2026-11-20")


def test_scan_exits_with_one_on_a_leak_and_never_prints_it(tmp_path: Path) -> None:
    (tmp_path / "clean.html").write_text("案号（2026）浙0106执12号", encoding="utf-8")
    assert runner.invoke(publish.app, ["scan", str(tmp_path)]).exit_code == 0
    (tmp_path / "leak.html").write_text(f"身份证{resident_id()}", encoding="utf-8")
    result = runner.invoke(publish.app, ["scan", str(tmp_path), "--json"])
    assert result.exit_code == 1
    assert resident_id() not in result.stdout
    assert "leak.html" in json.loads(result.stdout)["hits"][0]["file"]


def test_mask_reads_json_strings_a_line_each() -> None:
    lines = json.dumps(f"身份证号{resident_id()}", ensure_ascii=False) + "\n" + json.dumps("欠款\n28000元") + "\n"
    result = runner.invoke(publish.app, ["mask", "--jsonl"], input=lines)
    masked = [json.loads(line) for line in result.stdout.splitlines()]
    assert masked == [f"身份证号{resident_id()[:10]}****{resident_id()[14:17]}*", "欠款\n28000元"]
    assert runner.invoke(publish.app, ["mask", "--jsonl"], input="no json\n").exit_code == 2
    assert runner.invoke(publish.app, ["mask", "--jsonl"], input='"\\ud800"\n').stdout == '"\\ud800"\n'


def test_nothing_is_answered_before_the_first_night(deployment: Deployment) -> None:
    code, _, said = run(deployment, "search", "钱斌")
    assert (code, "nothing was published yet" in said) == (4, True)
    assert not (deployment.home / "state").exists()


def test_an_unexpected_failure_prints_no_value(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError(f"invalid literal: {resident_id()}")

    monkeypatch.setattr("pipeline.night.judge_night", fail)
    code, shown, said = run(deployment, "nightly", "--date", "2026-11-20")
    assert code == 70
    assert resident_id() not in shown + said
    assert "unexpected ValueError" in said


def test_an_editable_install_follows_edits(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import publish, pipeline, search_index; print(publish.__file__, pipeline.__file__)",
    ]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, env={**os.environ}).stdout
    root = Path(__file__).parents[1]
    assert shown.split() == [str(root / "publish.py"), str(root / "pipeline" / "__init__.py")]


@pytest.mark.parametrize("to", ["nonsense", "sqlite:////nowhere/at/all/case.db", "mysterydb://x"])
def test_a_sample_that_cannot_be_written_is_said_in_one_line(to: str) -> None:
    result = runner.invoke(publish.app, ["sample", "--to", to, "--records", "10"])
    assert result.exit_code == 3
    assert len(result.stderr.strip().splitlines()) == 1
