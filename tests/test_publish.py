"""The command line: every command has help with an example, errors are one line with a remedy."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from typer.models import CommandInfo
from typer.testing import CliRunner

import publish
from pipeline.core.records import Dataset
from tests.support.case_system import listing, party, resident_id
from tests.support.deployment import Deployment
from tests.support.sm2_here import needs_sm2

pytestmark = pytest.mark.usefixtures("unchecked_canaries")

COMMANDS = [
    *("init", "demo", "sample", "nightly", "publish", "takedown", "search", "scan", "mask", "serve", "status"),
    *("approve", "desk", "removals", "verify", "witness", "calendar", "backup", "restore", "moved"),
    *("law", "privacy", "posters", "bundle"),
]
GROUPED = [
    *(
        "keys new",
        "keys add",
        "keys list",
        "keys revoke",
        "approvals import",
        "approvals export",
        "review page",
        "review file",
    ),
    *("hold place", "hold lift", "hold list", "correct record", "correct advance", "correct list"),
    *("audit verify", "source contract", "source check", "source rules", "source why"),
    *("release-keys new", "release-keys rotate", "release-keys show", "approvals readmit"),
    *("quality completeness", "legality list", "legality answer", "legality withdraw"),
]
PASSPHRASE = "invented passphrase"
runner = CliRunner()


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    deployment = Deployment.at(tmp_path / "home")
    deployment.holds(
        {Dataset.UNFINISHED_CASES: [party("u1"), party("u2", "欧阳静好")], Dataset.DISHONEST_DEBTORS: [listing("d1")]}
    )
    return deployment


def run(deployment: Deployment, *words: str, text: str | None = None) -> tuple[int, str, str]:
    without = ("mask", "scan", "init", "keys", "source")
    options = ["--settings", str(deployment.home / "yangguang.toml")] if words[0] not in without else []
    result = runner.invoke(publish.app, [*words, *options], input=text)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("command", [*COMMANDS, *GROUPED, "approvals", "review", "quality"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    shown = runner.invoke(publish.app, [*command.split(), "--help"], env={"COLUMNS": "200"}).stdout
    assert f"publish.py {command}" in shown


def test_no_command_is_missing_or_undocumented() -> None:
    names = {_name(command) for command in publish.app.registered_commands}
    groups = publish.app.registered_groups
    grouped = {
        f"{group.name} {_name(command)}"
        for group in groups
        if group.typer_instance
        for command in group.typer_instance.registered_commands
    }
    assert (names, grouped) == (set(COMMANDS), set(GROUPED))
    operating = (Path(__file__).parents[1] / "docs" / "operating.md").read_text(encoding="utf-8")
    assert not [name for name in (*COMMANDS, *GROUPED) if f"publish.py {name}" not in operating]


def test_law_tells_what_is_confirmed_and_what_leans_on_it(tmp_path: Path) -> None:
    entry = '{text = "L1", office = "某院执行局", document = "执行局函〔2026〕3号", date = 2026-11-02}'
    house = Deployment.at(tmp_path / "home", f"[law]\nconfirmed = [{entry}]\n")
    code, shown, _ = run(house, "law", "--date", "2026-11-20")
    first = shown.partition("L1  ")[2].partition("L2  ")[0]
    assert (code, "执行局函〔2026〕3号 of 2026-11-02; counts until 2027-11-02" in first) == (0, True)
    assert "page corrections/" in first
    assert "not confirmed on 2026-11-20; known from: secondary" in shown.partition("L3  ")[2].partition("L4  ")[0]
    rows = {row["id"]: row for row in json.loads(run(house, "law", "--json", "--date", "2028-01-01")[1])}
    assert (rows["L1"]["confirmed"], rows["fs7"]["known_from"], rows["L1"]["number"]) == (
        None, "seed", "法发〔2019〕35号",
    )  # fmt: skip


def test_privacy_prints_the_section_and_what_is_missing(tmp_path: Path) -> None:
    house = Deployment.at(tmp_path / "home", mode="court")
    code, shown, _ = run(house, "privacy", "--date", "2026-11-20")
    assert (code, "影响评估〔2026〕1号" in shown) == (0, True)
    assert "exit_bans" in tomllib.loads(shown)["privacy"]["assessed"]
    code, shown, _ = run(house, "privacy", "--date", "2026-01-04")
    assert (code, "# [privacy] assessed_on is 2026-01-05" in shown) == (1, True)


def _name(command: CommandInfo) -> str:
    return command.name or (command.callback.__name__ if command.callback else "")


def test_init_writes_commented_settings_with_a_secret_and_never_twice(tmp_path: Path) -> None:
    assert runner.invoke(publish.app, ["init", "--home", str(tmp_path)]).exit_code == 0
    text = (tmp_path / "yangguang.toml").read_text(encoding="utf-8")
    assert "# hold_days = 5" in text
    assert (tmp_path / "yangguang.toml").stat().st_mode & 0o077 == 0
    again = runner.invoke(publish.app, ["init", "--home", str(tmp_path)])
    assert (again.exit_code, "its secret must not change" in again.stderr) == (2, True)
    assert (tmp_path / "yangguang.toml").read_text(encoding="utf-8") == text


def test_init_names_the_operating_court_or_says_that_it_must_be_named(tmp_path: Path) -> None:
    without = runner.invoke(publish.app, ["init", "--home", str(tmp_path / "a")])
    assert "operating_court" in without.stdout
    assert '# operating_court = ""' in (tmp_path / "a" / "yangguang.toml").read_text(encoding="utf-8")
    named = runner.invoke(publish.app, ["init", "--home", str(tmp_path / "b"), "--court", "浙01"])
    assert (named.exit_code, "operating_court" in named.stdout) == (0, False)
    assert 'operating_court = "浙01"' in (tmp_path / "b" / "yangguang.toml").read_text(encoding="utf-8")
    wrong = runner.invoke(publish.app, ["init", "--home", str(tmp_path / "c"), "--court", "3300"])
    assert (wrong.exit_code, "as in case numbers" in wrong.stderr) == (2, True)
    assert not (tmp_path / "c" / "yangguang.toml").exists()


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
    assert {stage["name"] for stage in report["stages"] if stage["builder_peak_mb"]} >= {"stage"}


def test_nightly_without_a_source_says_one_line_and_returns_non_zero(deployment: Deployment) -> None:
    run(deployment, "nightly", "--date", "2026-11-19")
    (deployment.home / "case.db").unlink()
    code, _, stderr = run(deployment, "nightly", "--date", "2026-11-20")
    assert code == 3
    assert len(stderr.strip().splitlines()) == 1
    assert "source.url" in stderr


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
    assert "尚未公布过任何一期" in run(deployment, "status", "--lang", "zh")[1]
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
    code, _, stderr = run(deployment, "search", "钱斌")
    assert (code, "nothing was published yet" in stderr) == (4, True)
    assert not (deployment.home / "state").exists()


def test_an_unexpected_failure_prints_no_value(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ValueError(f"invalid literal: {resident_id()}")

    monkeypatch.setattr("pipeline.night.court_by_court.judge_tables", fail)
    code, shown, stderr = run(deployment, "nightly", "--date", "2026-11-20")
    assert code == 70
    assert resident_id() not in shown + stderr
    assert "unexpected ValueError" in stderr


def test_an_editable_install_follows_edits(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import publish, pipeline, search_index; print(publish.__file__, pipeline.__file__)",
    ]
    shown = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=True, env={**os.environ}
    ).stdout
    root = Path(__file__).parents[1]
    assert shown.split() == [str(root / "publish.py"), str(root / "pipeline" / "__init__.py")]


@pytest.mark.parametrize("to", ["nonsense", "sqlite:////nowhere/at/all/case.db", "mysterydb://x"])
def test_a_sample_that_cannot_be_written_is_said_in_one_line(to: str) -> None:
    result = runner.invoke(publish.app, ["sample", "--to", to, "--records", "10"])
    assert result.exit_code == 3
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_court_signs_from_the_command_line(deployment: Deployment, tmp_path: Path) -> None:
    Deployment.at(deployment.home, mode="court")
    key = str(tmp_path / "lu.pem")
    words = ("keys", "new", "--court", "浙0106", "--signer", "陆明", "--out", key, "--date", "2026-11-01")
    code, entry, _ = run(deployment, *words, text=f"{PASSPHRASE}\n")
    assert code == 0
    (deployment.home / "keys.toml").write_text(entry, encoding="utf-8")
    code, shown, stderr = run(deployment, "nightly", "--date", "2026-11-20")
    assert (code, "waiting: 浙0106" in shown) == (0, True), stderr
    assert "欧阳静好" not in deployment.public_text()

    code, shown, stderr = run(deployment, "review", "--court", "浙0106", "--out", str(tmp_path / "review"))
    assert (code, "new 4" in shown) == (0, True), stderr
    assert run(deployment, "review", "--court", "浙0999")[0] == 4
    assert run(deployment, "review")[0] == 2
    code, shown, stderr = run(deployment, "review", "file", "--court", "浙0106", "--out", str(tmp_path))
    assert (code, "浙0106_2026-11-20_000001.batch.json; words" in shown) == (0, True), stderr
    words_of_the_file = shown.strip().partition("words to compare: ")[2]
    assert len(words_of_the_file) > 10
    assert words_of_the_file in run(deployment, "approvals", "--date", "2026-11-20")[1]
    assert json.loads((tmp_path / "浙0106_2026-11-20_000001.batch.json").read_bytes())["signers"][0]["signer"] == "陆明"
    code, _, stderr = run(deployment, "approve", "--court", "浙0106", "--key", key, text="another passphrase\n")
    assert (code, len(stderr.strip().splitlines())) == (8, 1)
    signing = ("approve", "--court", "浙0106", "--key", key, "--date", "2026-11-20")
    code, shown, stderr = run(deployment, *signing, text=f"{PASSPHRASE}\n")
    assert (code, "陆明 signed 浙0106 2026-11-20_000001" in shown) == (0, True), stderr
    listed = json.loads(run(deployment, "approvals", "--json", "--date", "2026-11-20")[1])
    assert listed["out"]["浙0106"]["signatures"][0]["signer"] == "陆明"
    assert "signed by 陆明" in run(deployment, "approvals", "--date", "2026-11-20")[1]

    assert run(deployment, "publish", "--date", "2026-11-20")[0] == 0
    record = json.loads(run(deployment, "search", "欧阳静好", "--json")[1])["hits"][0]["id"]
    code, shown, stderr = run(
        deployment, "hold", "place", record, "--reason", "核对", "--by", "陆明", "--date", "2026-11-20"
    )
    assert (code, "2026-11-24" in shown) == (0, True), stderr
    assert record in run(deployment, "hold", "list", "--date", "2026-11-20")[1]
    assert run(deployment, "hold", "lift", "1")[0] == 0
    code, shown, stderr = run(deployment, "correct", "record", record, "--ground", "金额", "--field", "amount")
    assert (code, "request 1: 收到" in shown) == (0, True), stderr
    assert run(deployment, "correct", "advance", "1", "nonsense")[0] == 4
    assert "审查中" in run(deployment, "correct", "advance", "1", "审查中")[1]
    assert record in run(deployment, "correct", "list")[1]

    assert run(deployment, "takedown", record, "--reason", "误列 13800000000")[0] == 2
    assert run(deployment, "takedown", record, "--reason", "误列")[0] == 0
    table = tmp_path / "removals.csv"
    code, shown, _ = run(deployment, "removals", "--court", "浙0106", "--since", "2026-11-01", "--csv", str(table))
    assert (code, "1 removed" in shown) == (0, True)
    assert record in table.read_text(encoding="utf-8-sig")
    table = tmp_path / "quality.csv"
    code, shown, _ = run(deployment, "quality", "--court", "浙0106", "--month", "2026-11", "--csv", str(table))
    assert (code, "缺项" in shown) == (0, True)
    assert "缺项" in table.read_text(encoding="utf-8-sig")
    assert run(deployment, "quality", "--month", "2026-10")[0] == 4
    code, shown, _ = run(deployment, "quality", "completeness", "--out", str(tmp_path / "sheets"))
    assert (code, "completeness of 2026-11" in shown) == (0, True)
    folders = sorted(path.name for path in (tmp_path / "sheets").iterdir())
    assert {"浙0106", deployment.settings.site.operating_court} <= set(folders)
    assert f"wrote {len(folders)} folder(s)" in shown
    assert run(deployment, "quality", "completeness", "--month", "2026-10")[0] == 4
    assert run(deployment, "audit", "verify")[0] == 0
    log = deployment.home / "state" / "audit.jsonl"
    log.write_text("\n".join(log.read_text(encoding="utf-8").splitlines()[1:]) + "\n", encoding="utf-8")
    code, shown, _ = run(deployment, "audit", "verify")
    assert (code, "line 1" in shown) == (1, True)


@needs_sm2
def test_the_night_of_a_court_that_asks_for_p256_and_sm2(deployment: Deployment, tmp_path: Path) -> None:
    Deployment.at(deployment.home, mode="court")
    entries = ""
    for scheme in ("ecdsa-sha2-nistp256", "sm2-sm3"):
        words = ("--court", "浙0106", "--signer", "陆明", "--scheme", scheme, "--date", "2026-11-01")
        code, entry, stderr = run(
            deployment, "keys", "new", *words, "--out", str(tmp_path / scheme), text=f"{PASSPHRASE}\n"
        )
        assert code == 0, stderr
        entries += entry
    rule = '[courts."浙0106"]\nschemes = ["ecdsa-sha2-nistp256", "sm2-sm3"]\n'
    (deployment.home / "keys.toml").write_text(entries + rule, encoding="utf-8")

    assert run(deployment, "nightly", "--date", "2026-11-20")[0] == 0
    for scheme in ("ecdsa-sha2-nistp256", "sm2-sm3"):
        run(deployment, "publish", "--date", "2026-11-20")
        assert "欧阳静好" not in deployment.public_text(), "one of two algorithms is none"
        signing = ("approve", "--court", "浙0106", "--key", str(tmp_path / scheme), "--date", "2026-11-20")
        code, shown, stderr = run(deployment, *signing, text=f"{PASSPHRASE}\n")
        assert (code, "陆明 signed" in shown) == (0, True), stderr
    assert run(deployment, "publish", "--date", "2026-11-20")[0] == 0
    assert "欧阳静好" in deployment.public_text()
    listed = json.loads(run(deployment, "approvals", "--json", "--date", "2026-11-20")[1])
    assert len(listed["out"]["浙0106"]["signatures"]) == 2
