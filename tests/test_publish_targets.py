"""Commands and settings about sources and targets, through the command line."""

import errno
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import sleep
from unittest.mock import patch

import pandas as pd
import pytest
from typer.testing import CliRunner

import publish
from pipeline.cli.serving import folder_to_serve
from pipeline.core.errors import ReleaseRefused
from pipeline.core.records import Dataset
from pipeline.state.ledger import Ledger
from pipeline.targets.web import Web
from tests.support.calendars import supply
from tests.support.case_system import notice, party
from tests.support.deployment import Deployment
from tests.support.signed_deployment import SignedDeployment
from tests.support.stale_cache import stale_cache

pytestmark = [pytest.mark.usefixtures("unchecked_canaries"), pytest.mark.drill]

DAY = "2026-11-20"
TABLES = {Dataset.UNFINISHED_CASES: [party("u1"), party("u2", "欧阳静好")], Dataset.AUCTION_NOTICES: [notice("n1")]}
runner = CliRunner()


def run(deployment: Deployment, *words: str) -> tuple[int, str, str]:
    result = runner.invoke(publish.app, [*words, "--settings", str(deployment.home / "yangguang.toml")])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    deployment = Deployment.at(tmp_path / "home")
    deployment.holds(TABLES)
    return deployment


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...

    def list_directory(self, path: object) -> None:
        self.send_error(403)


@pytest.fixture
def address(deployment: Deployment) -> Iterator[str]:
    """The public folder on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(deployment.public)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_signed_release_is_verified_from_outside_and_a_changed_page_is_found(tmp_path: Path, address: str) -> None:
    shutil.rmtree(tmp_path / "home")
    site = SignedDeployment.at(tmp_path / "home")
    site.house.holds(TABLES)
    with patch("pipeline.cli.verifying.day_of", return_value=publish_day()):
        assert run(site.house, "nightly", "--date", DAY)[0] == 0
        seen = tmp_path / "seen.json"
        words = ["verify", address, "--trust", site.trust[:32] + " " + site.trust[32:].upper(), "--map"]
        checked = runner.invoke(publish.app, [*words, "--seen", str(seen), "--json"])
        found = json.loads(checked.stdout)
        assert (checked.exit_code, found["problems"], found["signature"]) == (0, [], "good")
        assert found["checked"] == found["files"] > 10
        checked = runner.invoke(publish.app, ["verify", address, "--seen", str(seen), "--lang", "zh"])
        assert (checked.exit_code, "核验无误" in checked.stdout) == (0, True), "the roles are remembered"
        index = site.house.public / "index.html"
        index.write_text(index.read_text(encoding="utf-8") + " ", encoding="utf-8")
        checked = runner.invoke(publish.app, [*words, "--lang", "en"])
        assert (checked.exit_code, "wrong: index.html is not what was signed" in checked.stdout) == (7, True)
        checked = runner.invoke(publish.app, ["verify", address, "--trust", "ab" * 32])
        assert (checked.exit_code, "no version of the roles has the digest" in checked.stdout) == (7, True)


def test_an_unsigned_release_is_verified_as_a_demonstration_only(tmp_path: Path, address: str) -> None:
    deployment = Deployment.at(tmp_path / "home", "[release]\nexpires_days = 4000\n")
    assert run(deployment, "nightly", "--date", DAY)[0] == 0
    checked = runner.invoke(publish.app, ["verify", address, "--all"])
    assert (checked.exit_code, "wrong: the release is not signed" in checked.stdout) == (7, True)
    assert "核验无误" not in checked.stdout
    checked = runner.invoke(publish.app, ["verify", address, "--all", "--demo"])
    assert (checked.exit_code, "note: the release is not signed" in checked.stdout) == (0, True)
    assert "核验无误" not in checked.stdout
    found = json.loads(runner.invoke(publish.app, ["verify", address, "--demo", "--json"]).stdout)
    assert (found["signature"], found["problems"], len(found["remarks"])) == ("missing", [], 1)
    checked = runner.invoke(publish.app, ["verify", address, "--demo", "--trust", "ab" * 32])
    assert (checked.exit_code, "wrong: the release is not signed" in checked.stdout) == (7, True)


def publish_day() -> date:
    return date.fromisoformat(DAY)


def test_a_release_key_that_cannot_be_opened_stops_the_night_in_one_line(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home", '[release]\nkey = "missing.pem"\n')
    deployment.holds(TABLES)
    code, _, stderr = run(deployment, "nightly", "--date", DAY)
    assert (code, "missing.pem" in stderr) == (8, True)
    assert not deployment.public.exists()


def test_status_writes_numbers_for_prometheus_and_alarms_when_no_night_was_good(
    deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    supply(deployment.home)
    words = ("status", "--json", "--prometheus", str(tmp_path / "yangguang.prom"))
    assert run(deployment, *words)[0] == 1
    run(deployment, "nightly", "--date", DAY)
    monkeypatch.setattr("pipeline.cli.watching.day_of", lambda _: date(2026, 11, 21))
    code, shown, _ = run(deployment, *words)
    assert (code, json.loads(shown)["alarms"], json.loads(shown)["good_night"]) == (0, [], DAY)
    assert "yangguang_release_number 1\n" in (tmp_path / "yangguang.prom").read_text(encoding="utf-8")
    (deployment.home / "case.db").unlink()
    assert run(deployment, "nightly", "--date", "2026-11-25")[0] == 3
    monkeypatch.setattr("pipeline.cli.watching.day_of", lambda _: date(2026, 11, 25))
    code, shown, _ = run(deployment, *words)
    assert (code, json.loads(shown)["number"]) == (1, 2)
    assert f"the last good night was {DAY}, 5 day(s) ago" in json.loads(shown)["alarms"]
    problems = {problem["code"]: problem for problem in json.loads(shown)["problems"]}
    assert problems["run_source"]["zh"].startswith("nightly 读不到数据源：")
    assert problems["hidden_unread"]["urgency"] == "now"
    assert any(alarm.startswith("hidden, since they were not read") for alarm in json.loads(shown)["alarms"])


def test_a_list_that_cannot_be_accepted_is_said(deployment: Deployment) -> None:
    code, _, stderr = run(deployment, "nightly", "--date", DAY, "--accept-shrink", "debtors")
    assert (code, "expects COURT:DATASET" in stderr) == (2, True)


def test_a_full_disk_has_a_status_of_its_own(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("search_index.files.Path.write_bytes", full)
    code, _, stderr = run(deployment, "nightly", "--date", DAY)
    assert (code, "the disk is full" in stderr) == (71, True)


def test_a_pull_that_takes_too_long_still_takes_down_what_is_due(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.holds({Dataset.UNFINISHED_CASES: [party("u1", closed_on="2026-11-13", closing_mode="执行完毕")]})
    assert deployment.night("2026-11-16").datasets["unfinished_cases"].published == 1
    toml = deployment.home / "yangguang.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "[limits]\nstage_minutes = 0.2\n", encoding="utf-8")
    monkeypatch.setattr("pipeline.night.stages.pull", lambda *_: sleep(60))
    code, _, stderr = run(deployment, "nightly", "--date", "2026-11-30")
    assert (code, "stage pull took longer than 0.2 minutes" in stderr) == (4, True)
    assert "钱斌" not in deployment.public_text()


def test_removals_are_not_confirmed_while_a_cache_was_not_emptied(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home", '[purge]\ncommand = "false"\n')
    deployment.holds(TABLES)
    code, _, stderr = run(deployment, "nightly", "--date", "2026-11-19")
    assert (code, "not confirmed" in stderr) == (7, True)
    record = next(iter(deployment.public_rows()))
    code, shown, stderr = run(deployment, "takedown", record, "--reason", "test")
    assert (code, "is gone" in shown, "not confirmed" in stderr) == (7, True, True)
    deployment.holds({Dataset.UNFINISHED_CASES: [party("u1")]})
    run(deployment, "nightly", "--date", DAY)
    assert confirmed(deployment) == {None}
    toml = deployment.home / "yangguang.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"false"', '"true"'), encoding="utf-8")
    assert run(deployment, "publish", "--date", "2026-11-21")[0] == 0
    assert confirmed(deployment) == {"2026-11-21"}


def test_a_removal_is_confirmed_when_visitors_no_longer_see_it(
    deployment: Deployment, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise ReleaseRefused("a test")

    toml = deployment.home / "yangguang.toml"
    with stale_cache(address) as cache:
        settings = toml.read_text(encoding="utf-8").replace("[site]", f'[site]\nbase_url = "{cache.address}"')
        toml.write_text(settings + '[purge]\nlook = "always"\nwait_minutes = 0\n', encoding="utf-8")
        assert run(deployment, "nightly", "--date", DAY)[0] == 0
        notice_id = next(
            identity for identity, row in deployment.public_rows().items() if row["dataset"] == "auction_notices"
        )
        page = f"{cache.address}/notices/{notice_id}/"
        assert "关于一处房产的拍卖公告" in shown_at(page)
        code, _, stderr = run(deployment, "takedown", notice_id, "--reason", "test")
        assert (code, f"still shows 1 file(s) as before (since {DAY})" in stderr) == (7, True)
        assert "关于一处房产的拍卖公告" in shown_at(page)
        assert confirmed(deployment) == {None}
        code, _, stderr = run(deployment, "publish", "--date", "2026-11-23")
        assert (code, f"(since {DAY})" in stderr, confirmed(deployment)) == (7, True, {None}), "an unchanged night"
        monkeypatch.setattr("pipeline.night.stages.check_canaries", refused)
        assert run(deployment, "nightly", "--date", "2026-11-24")[0] == 5
        assert confirmed(deployment) == {None}
        cache.kept.clear()
        assert run(deployment, "nightly", "--date", "2026-11-25")[0] == 5, "a night that publishes nothing looks, too"
        assert (confirmed(deployment), deployment.number()) == ({"2026-11-25"}, 3)


def _gone(path: Path) -> None:
    path.unlink()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def _zeroed(path: Path) -> None:
    path.write_bytes(b"\0" * path.stat().st_size)


@pytest.mark.parametrize("harm", [_gone, _cut, _zeroed])
def test_a_removal_is_looked_at_though_it_is_lost_what_was_to_be_looked_at(
    deployment: Deployment, address: str, harm: Callable[[Path], None]
) -> None:
    toml = deployment.home / "yangguang.toml"
    with stale_cache(address) as cache:
        settings = toml.read_text(encoding="utf-8").replace("[site]", f'[site]\nbase_url = "{cache.address}"')
        toml.write_text(settings + '[purge]\nlook = "always"\nwait_minutes = 0\n', encoding="utf-8")
        assert run(deployment, "nightly", "--date", DAY)[0] == 0
        rows = deployment.public_rows().items()
        notice_id = next(identity for identity, row in rows if row["dataset"] == "auction_notices")
        assert "关于一处房产的拍卖公告" in shown_at(f"{cache.address}/notices/{notice_id}/")
        assert run(deployment, "takedown", notice_id, "--reason", "test")[0] == 7
        harm(deployment.home / "state" / "purge-pending.txt")
        code, shown, stderr = run(deployment, "publish", "--date", "2026-11-21")
        assert (code, f"(since {DAY})" in stderr, confirmed(deployment)) == (7, True, {None})
        assert "was lost (purge-pending.txt)" in " ".join(shown.split())
        cache.kept.clear()
        code, shown, _ = run(deployment, "publish", "--date", "2026-11-22")
        assert (code, "(purge-pending.txt)" in shown, confirmed(deployment)) == (0, False, {"2026-11-22"})


def shown_at(address: str) -> str:
    answer = Web().visit(address)
    return answer.content.decode() if answer else ""


def confirmed(deployment: Deployment) -> set[object]:
    """On which days removals were confirmed."""
    ledger = Ledger(deployment.home / "state" / "ledger.sqlite")
    try:
        acts = ledger.dated_acts()
        return {None if pd.isna(day) else day for day in acts["confirmed_on"][acts["left_on"].notna()]}
    finally:
        ledger.close()


def test_a_reader_that_has_enough_ends_us_quietly(tmp_path: Path) -> None:
    lines = tmp_path / "lines.jsonl"
    lines.write_text('"x"\n' * 100_000, encoding="utf-8")
    command = [sys.executable, publish.__file__, "mask", "--jsonl"]
    with lines.open("rb") as text, subprocess.Popen(command, stdin=text, stdout=-1, stderr=-1) as masking:
        assert masking.stdout is not None
        assert masking.stderr is not None
        assert masking.stdout.readline() == b'"x"\n'
        masking.stdout.close()
        stderr = masking.stderr.read()
    assert (masking.returncode, stderr) == (0, b"")


def test_a_sample_can_be_shipped_as_a_night_of_the_ferry_and_published(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home", '[source]\nurl = "ferry:drop"\n')
    drop = f"ferry:{deployment.home / 'drop'}"
    assert runner.invoke(publish.app, ["sample", "--to", drop, "--records", "50", "--date", DAY]).exit_code == 0
    assert run(deployment, "nightly", "--date", DAY)[0] == 0
    assert deployment.number() == 1
    assert not (deployment.home / "drop" / DAY).exists(), "raw data do not stay"


def night_by_clock(deployment: Deployment, monkeypatch: pytest.MonkeyPatch, day: str, command: str) -> tuple[int, str]:
    monkeypatch.setattr("pipeline.cli.running.day_of", lambda _: date.fromisoformat(day))
    code, _, stderr = run(deployment, command)
    return code, stderr


@pytest.mark.parametrize("command", ["nightly", "publish"])
def test_a_clock_set_far_ahead_takes_nothing_away_unless_the_date_is_given(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    assert night_by_clock(deployment, monkeypatch, "2037-01-01", "nightly")[0] == 0, "there is no release before it"
    deployment = Deployment.at(deployment.home.with_name("other"))
    deployment.holds({Dataset.AUCTION_NOTICES: [notice("n1", event_at="2026-11-25 10:00")]})
    run(deployment, "nightly", "--date", DAY)
    before = deployment.public_text()
    code, stderr = night_by_clock(deployment, monkeypatch, "2026-12-22", command)
    assert (code, "32 days after the last release (2026-11-20)" in stderr, "--date 2026-12-22" in stderr) == (
        4,
        True,
        True,
    )
    assert deployment.public_text() == before
    assert night_by_clock(deployment, monkeypatch, "2026-12-21", command)[0] == 0
    assert run(deployment, command, "--date", "2027-03-01")[0] == 0, "a person said so"
    assert "关于一处房产的拍卖公告" not in deployment.public_text()


def test_serve_shows_what_this_machine_brought_into_a_bucket(tmp_path: Path) -> None:
    bucket = '[target]\nkind = "s3"\n[s3]\nendpoint = "http://127.0.0.1:1"\nbucket = "b"\n'
    deployment = Deployment.at(tmp_path / "home", bucket)
    code, _, stderr = run(deployment, "serve")
    assert (code, "no release was brought into the bucket" in stderr) == (7, True)
    tree = deployment.home / "state" / "releases" / "000002"
    tree.mkdir(parents=True)
    assert folder_to_serve(deployment.settings) == tree
    assert folder_to_serve(Deployment.at(tmp_path / "folder").settings) == tmp_path / "folder" / "public"
