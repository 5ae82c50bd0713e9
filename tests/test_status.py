"""What `status` says of nights that went wrong, through the command line: how a run ended, what is damaged, who is told."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

import publish
from pipeline.core.errors import LeakFound, ReleaseRefused, SettingsError, SourceError, StateError, TargetError
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.records import Dataset
from pipeline.night.report import DOUBTED, LATE
from pipeline.night.run_note import Room, RunNotes, beginning, room_at
from pipeline.state.last_backup import note_backup
from pipeline.state.ledger import Ledger
from pipeline.state.run_lock import hold_lock, is_beginning
from tests.support.case_system import listing, notice, party
from tests.support.deployment import Deployment
from tests.support.mail_server import MailServer, mail_server
from tests.support.once import made_once
from tests.support.webhook import Webhook, webhook

pytestmark = pytest.mark.usefixtures("unchecked_canaries")

DAY, NEXT = "2026-11-19", "2026-11-20"
TABLES = {
    Dataset.UNFINISHED_CASES: [party("u1")],
    Dataset.DISHONEST_DEBTORS: [listing("d1")],
    Dataset.AUCTION_NOTICES: [notice("n1")],
}
runner = CliRunner()


def run(home: Path, *words: str) -> tuple[int, str, str]:
    """As in a court: status is asked for in Chinese where no language is given."""
    language = ("--lang", "zh") if words[0] == "status" and "--lang" not in words else ()
    result = runner.invoke(publish.app, [*words, *language, "--settings", str(home / "yangguang.toml")])
    return result.exit_code, result.stdout, result.stderr


def told(home: Path, day: str = DAY) -> dict[str, dict[str, str]]:
    """Code -> problem, on a day."""
    _, shown, _ = run(home, "status", "--json", "--date", day)
    return {problem["code"]: problem for problem in json.loads(shown)["problems"]}


def codes(home: Path, day: str = DAY) -> set[str]:
    return set(told(home, day)) - {"alerts_unset", "backup_never", "calendar_missing"}


def make(home: Path) -> None:
    house = Deployment.at(home, mode="scan")
    house.holds(TABLES)
    assert house.night(DAY).exit_status == 0


@pytest.fixture
def house(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A deployment after a good night."""
    kept = made_once(tmp_path_factory, "status-house", make)
    shutil.copytree(kept, tmp_path / "home", symlinks=True)
    link = tmp_path / "home" / "public"
    tree = link.readlink()
    assert not tree.is_absolute()
    return Deployment(tmp_path / "home")


def test_statuses_are_those_that_errors_carry() -> None:
    errors = (SettingsError, SourceError, StateError, ReleaseRefused, LeakFound, TargetError)
    assert [error.exit_status for error in errors] == [
        ExitStatus.SETTINGS,
        ExitStatus.SOURCE,
        ExitStatus.STATE,
        ExitStatus.REFUSED,
        ExitStatus.LEAK,
        ExitStatus.TARGET,
    ]
    assert (LATE, DOUBTED) == (ExitStatus.LATE, ExitStatus.DOUBTED)


def test_a_good_night_is_noted_and_leaves_no_alarm(house: Deployment) -> None:
    note = RunNotes(house.home / "state").read()["nightly"]
    assert (note.date, note.exit_status, note.line, note.number) == (DAY, 0, "", 1)
    assert note.ended
    assert codes(house.home) == set()
    code, shown, _ = run(house.home, "status", "--date", DAY)
    assert code == 0
    assert shown.startswith(f"现在公开：第 1 期（{DAY}），共 4 条，数据截至 {DAY}；逾期未撤 0 条\n")
    code, shown, _ = run(house.home, "status", "--date", DAY, "--lang", "en")
    assert shown.startswith(f"public now: release 1 of {DAY}, 4 record(s), data as of {DAY}; 0 past their deadline\n")


def test_a_leaking_night_is_told_until_a_night_goes_well(house: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def leaks(*_: object, **__: object) -> None:
        raise LeakFound("cards/1.json.gz at 12345678: rule mobile 13800000000")

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.night.stages.refuse_leaks_in_tree", leaks)
        assert run(house.home, "nightly", "--date", NEXT)[0] == ExitStatus.LEAK
    problem = told(house.home, NEXT)["run_leak"]
    assert "cards/1.json.gz at 12345678: rule mobile …" in problem["zh"], "where, but no number of a person"
    assert problem["urgency"] == "now"
    assert run(house.home, "status", "--date", NEXT)[0] == ExitStatus.ALARM
    assert run(house.home, "publish", "--date", NEXT)[0] == 0
    assert "run_leak" in codes(house.home, NEXT), "tonight's data are still not out"
    assert run(house.home, "nightly", "--date", NEXT)[0] == 0
    assert codes(house.home, NEXT) == set()


def test_a_run_that_died_is_told_with_its_stage(house: Deployment) -> None:
    program = (
        "import os, sys; from datetime import date; from pathlib import Path\n"
        "from pipeline.night.run_note import noting; from pipeline.state.run_lock import hold_lock\n"
        "state = Path(sys.argv[1])\n"
        "with hold_lock(state), noting(state, 'nightly', date(2026, 11, 20)) as note:\n"
        "    note.watching(lambda stage: None)('publish 3/9')\n"
        "    os._exit(137)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(house.home / "state")], check=False)
    assert done.returncode == 137
    problem = told(house.home)["run_died"]
    assert problem["zh"].startswith("nightly（")
    assert "没有结束就中断了，停在 publish：" in problem["zh"]


def test_a_run_that_is_killed_before_it_takes_the_lock_is_told_until_one_goes_well(house: Deployment) -> None:
    state = house.home / "state"
    program = (
        "import os, sys; from pathlib import Path\n"
        "from pipeline.night.run_note import beginning\n"
        "with beginning(Path(sys.argv[1]), 'nightly'):\n"
        "    os._exit(137)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(state)], check=False)
    assert done.returncode == 137
    assert "没有结束就中断了，停在 start：" in told(house.home)["run_died"]["zh"]
    assert RunNotes(state).before("nightly").date == DAY, "tries and needs of nights are counted from this one"
    assert run(house.home, "nightly", "--date", NEXT)[0] == 0
    assert codes(house.home, NEXT) == set()


def test_a_command_that_begins_is_no_dead_one_and_leaves_no_trace_when_it_ends(house: Deployment) -> None:
    state = house.home / "state"
    with beginning(state, "publish"):
        assert is_beginning(state)
        assert RunNotes(state).read()["publish"].ended == ""
        assert "run_died" not in codes(house.home)
        with hold_lock(state), beginning(state, "nightly"):
            assert RunNotes(state).read()["nightly"].ended, "of another command at work nothing is overwritten"
    assert "publish" not in RunNotes(state).read()
    assert not is_beginning(state)


def test_where_there_is_no_state_folder_a_command_begins_all_the_same(tmp_path: Path) -> None:
    with beginning(tmp_path / "state", "nightly"):
        assert not (tmp_path / "state").exists()


def test_the_timers_tries_are_counted_and_a_persons_are_not(house: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def tries() -> int:
        return RunNotes(house.home / "state").read()["nightly"].tries

    assert tries() == 0, "nobody's timer began it"
    case_system = (house.home / "case.db").read_bytes()
    (house.home / "case.db").unlink()
    monkeypatch.setenv("INVOCATION_ID", "an-invented-one")
    for number in (1, 2):
        assert run(house.home, "nightly", "--date", NEXT)[0] == ExitStatus.SOURCE
        assert tries() == number
    (house.home / "case.db").write_bytes(case_system)
    assert run(house.home, "nightly", "--date", "2026-11-21")[0] == 0
    assert tries() == 1, "another night"


def test_what_a_heavy_night_needs_is_forgotten_slowly_and_told_by_folder(house: Deployment) -> None:
    notes = RunNotes(house.home / "state")
    heavy = replace(notes.read()["nightly"], disk_mb=10**9, public_mb=10**9, disk_files=10**9)
    notes.keep(heavy)
    run(house.home, "nightly", "--date", NEXT)
    assert notes.read()["nightly"].disk_mb == 9 * 10**8
    low = told(house.home, NEXT)["disk_low"]
    assert str(house.home / "state") in low["zh"]
    assert f"df -h {house.home / 'state'}" in low["remedy_en"]
    if os.statvfs(house.home).f_files:
        assert f"df -i {house.home / 'state'}" in told(house.home, NEXT)["disk_files_low"]["remedy_en"]


def test_room_of_a_file_system_without_a_bound_of_files_is_never_low(monkeypatch: pytest.MonkeyPatch) -> None:
    boundless = SimpleNamespace(f_bavail=10, f_frsize=1 << 20, f_files=0, f_favail=0)
    monkeypatch.setattr(os, "statvfs", lambda _: boundless)
    assert room_at(Path("/")) == Room(10, None)
    assert Room(10, None).less(Room(4, None)) == (6, 0)


def test_a_run_that_refuses_before_its_ledger_is_open_is_told(house: Deployment) -> None:
    (house.home / "state" / "ledger.sqlite").write_bytes(b"no ledger" * 1000)
    code, _, _ = run(house.home, "nightly")
    note = RunNotes(house.home / "state").read()["nightly"]
    assert (code, note.exit_status) == (ExitStatus.STATE, ExitStatus.STATE)


@pytest.mark.parametrize("damage", ["garbage", "hole", "empty", "gone", "folder"])
def test_status_works_on_a_damaged_ledger_and_says_so(house: Deployment, damage: str, tmp_path: Path) -> None:
    ledger = house.home / "state" / "ledger.sqlite"
    content = ledger.read_bytes()
    if damage == "gone":
        ledger.unlink()
    elif damage == "folder":
        ledger.unlink()
        ledger.mkdir()
    else:
        middle = content[:4096] + bytes(len(content) - 4096)
        ledger.write_bytes({"garbage": b"\x07" * 9000, "hole": middle, "empty": b""}[damage])
    code, shown, _ = run(house.home, "status", "--date", DAY, "--prometheus", str(tmp_path / "y.prom"))
    assert code == ExitStatus.ALARM
    assert shown.startswith(f"现在公开：第 1 期（{DAY}），共 4 条，数据截至 {DAY}；到期情况不明"), (
        "what is public is read from the public place"
    )
    assert "restore FILE" in shown
    metric = "state_damaged" if damage in ("garbage", "hole") else "state_missing"
    assert f"yangguang_problem_{metric} 1\n" in (tmp_path / "y.prom").read_text(encoding="utf-8")


def test_another_account_is_told_whose_the_state_is(house: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    state = house.home / "state"
    monkeypatch.setattr("os.access", lambda path, mode: path != state)
    code, shown, _ = run(house.home, "status", "--date", DAY)
    assert (code, f"状态文件夹属于账户 {state.owner()}" in shown) == (ExitStatus.ALARM, True)
    assert "restore" not in shown


@pytest.mark.parametrize("name", ["runs.json", "alerts.json", "findings.jsonl", "purge-pending.txt"])
def test_status_works_whatever_lies_beside_the_ledger(house: Deployment, name: str) -> None:
    path = house.home / "state" / name
    for content in (b"", b"\xff\x00", b'{"nightly": {"what": 7}, "ways": 3, "unsent": []}', b"[" * 100_000):
        path.write_bytes(content)
        _, shown, _ = run(house.home, "status", "--date", DAY, "--json")
        assert json.loads(shown)["number"] == 1
        if name == "runs.json" and b"ways" not in content:
            assert "file_unreadable" in codes(house.home), "a failed run that is not seen is not solved"
    path.unlink()
    path.mkdir()
    assert json.loads(run(house.home, "status", "--date", DAY, "--json")[1])["number"] == 1


def test_a_damaged_batch_hides_nothing_else(house: Deployment) -> None:
    for path in (house.home / "state" / "batches").rglob("*.json"):
        path.write_bytes(b"{")
    _, shown, _ = run(house.home, "status", "--date", DAY, "--json")
    found = json.loads(shown)
    assert (found["number"], found["good_night"]) == (1, DAY)
    assert {problem["code"] for problem in found["problems"]} >= {"batches_lost"}


def test_a_public_folder_that_is_gone_or_another_is_told(house: Deployment) -> None:
    note = house.public / "release.json"
    whole = note.read_text(encoding="utf-8")
    note.write_text(json.dumps(json.loads(whole) | {"number": 7}), encoding="utf-8")
    assert codes(house.home) == {"state_outdated"}
    found = json.loads(run(house.home, "status", "--date", DAY, "--json")[1])
    assert (found["number"], found["public"]) == (1, {"number": 7, "date": DAY, "count": 4})
    house.public.unlink()
    assert codes(house.home) == {"public_missing"}
    assert "现在公开：无" in run(house.home, "status", "--date", DAY)[1]


def test_what_stays_unconfirmed_is_told_with_its_age(house: Deployment) -> None:
    ledger = Ledger(house.home / "state" / "ledger.sqlite")
    row = "INSERT INTO acts (id, dataset, court_code, verb, rule, happened_on, left_on) VALUES (?, ?, ?, ?, ?, ?, ?)"
    ledger.database.execute(row, ("a" * 16, "exit_bans", "浙0106", "屏蔽", "R1", "2026-11-16", "2026-11-16"))
    ledger.close()
    assert "3 天来未能核实" in told(house.home)["removals_unconfirmed"]["zh"]


def test_an_emptied_list_is_told_for_a_week(house: Deployment) -> None:
    house.holds({Dataset.UNFINISHED_CASES: [party("u1")], Dataset.DISHONEST_DEBTORS: [listing("d1")]})
    accepted = ("--accept-shrink", "all:auction_notices")
    assert run(house.home, "nightly", "--date", NEXT, *accepted)[0] == 0
    assert told(house.home, NEXT)["list_empty"]["zh"] == f"拍卖公告 变为空（{DAY} 还有 1 条）；最多的原因：R9（1 条）"


def test_the_age_of_the_backup_is_told(house: Deployment) -> None:
    ledger = Ledger(house.home / "state" / "ledger.sqlite")
    from datetime import datetime

    note_backup(ledger, datetime.fromisoformat(f"{DAY}T03:00:00+08:00"))
    ledger.close()
    assert codes(house.home) == set()
    assert codes(house.home, "2026-11-22") >= {"backup_old"}


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server(MailServer()) as server:
        yield server


@pytest.fixture
def hook() -> Iterator[Webhook]:
    with webhook(Webhook()) as server:
        yield server


def tell_to(home: Path, mails: MailServer, hook: Webhook | None = None) -> None:
    lines = [
        "[alerts]",
        'mail_host = "127.0.0.1"',
        f"mail_port = {mails.port}",
        'mail_tls = "off"',
        'mail_from = "yangguang@court.example.cn"',
        'mail_to = ["duty@court.example.cn"]',
        *((f'webhook = "{hook.url}"',) if hook else ()),
    ]
    path = home / "yangguang.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(lines) + "\n", encoding="utf-8")


def test_an_alert_tells_a_failed_night_by_every_way(house: Deployment, mails: MailServer, hook: Webhook) -> None:
    tell_to(house.home, mails, hook)
    (house.home / "case.db").unlink()
    assert run(house.home, "nightly", "--date", NEXT)[0] == ExitStatus.SOURCE
    assert run(house.home, "status", "--alert")[0] == ExitStatus.ALARM
    text = mails.mails[0][1].get_content()
    assert "nightly 读不到数据源：" in text
    assert "publish.py source check --settings" in text
    assert len(hook.bodies) == 1


def test_an_alert_that_nobody_gets_has_its_own_status_and_metric(
    house: Deployment, mails: MailServer, tmp_path: Path
) -> None:
    tell_to(house.home, mails)
    mails.is_down = True
    metrics = tmp_path / "y.prom"
    code, shown, stderr = run(house.home, "status", "--alert", "--prometheus", str(metrics))
    assert (code, "the mail server answers 421" in stderr) == (ExitStatus.ALERT_UNSENT, True)
    assert "告警没有送出：mail: 邮件服务器答复 421" in shown
    assert "yangguang_problem_alert_unsent 1\n" in metrics.read_text(encoding="utf-8")
    run(house.home, "status", "--prometheus", str(metrics))
    assert "yangguang_problem_alert_unsent 1\n" in metrics.read_text(encoding="utf-8"), "it stands until a message went"
    mails.is_down = False
    run(house.home, "status", "--alert", "--prometheus", str(metrics))
    assert "yangguang_problem_alert_unsent 0\n" in metrics.read_text(encoding="utf-8")


def test_a_test_alert_says_which_way_works(house: Deployment, mails: MailServer, hook: Webhook) -> None:
    code, _, stderr = run(house.home, "status", "--test-alert")
    assert (code, "names neither mail_host nor webhook" in stderr) == (ExitStatus.SETTINGS, True)
    tell_to(house.home, mails, hook)
    code, shown, _ = run(house.home, "status", "--test-alert")
    assert (code, shown) == (0, "mail: 已送出\nwebhook: 已送出\n")
    hook.status = 500
    code, shown, _ = run(house.home, "status", "--test-alert", "--lang", "en")
    assert (code, shown) == (ExitStatus.ALERT_UNSENT, "mail: sent\nwebhook: not sent: the webhook answers 500\n")
    assert mails.mails[0][1]["Subject"].endswith("测试告警")


def test_broken_settings_are_told_to_whoever_they_still_name(house: Deployment, mails: MailServer) -> None:
    tell_to(house.home, mails)
    path = house.home / "yangguang.toml"
    path.write_text(path.read_text(encoding="utf-8") + "[site\n", encoding="utf-8")
    code, shown, stderr = run(house.home, "status", "--alert")
    assert (code, "is not valid TOML" in stderr) == (ExitStatus.SETTINGS, True)
    assert "设置读不出" in shown
    assert "第 1 期" in shown, "what is public is told as the ledger knows it"
    assert "设置读不出" in mails.mails[0][1]["Subject"]


def test_the_lost_state_folder_of_a_bucket_is_told_as_lost(tmp_path: Path, hook: Webhook) -> None:
    base = hook.url.removesuffix("/alert")
    bucket = '[target]\nkind = "s3"\n[s3]\nbucket = "b"\naccess_key = "k"\nsecret_key = "s"\n'
    house = Deployment.at(tmp_path / "home", f'base_url = "{base}"\n{bucket}', mode="scan")
    hook.status = 404
    assert "尚未公布过任何一期" in run(house.home, "status")[1]
    hook.status, hook.answer = 200, b'{"number": 9, "date": "2026-11-01"}'
    code, shown, _ = run(house.home, "status")
    assert code == ExitStatus.ALARM
    assert "状态文件夹里没有台账，而网站上公布着第 9 期" in shown
    assert "尚未公布过任何一期" not in shown


def test_settings_that_name_no_operating_court_are_told(house: Deployment) -> None:
    path = house.home / "yangguang.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('operating_court = "浙01"\n', ""), encoding="utf-8")
    code, shown, _ = run(house.home, "status", "--date", DAY)
    assert code == ExitStatus.ALARM
    assert "site.operating_court" in shown


def test_alerts_are_of_today(house: Deployment) -> None:
    code, _, stderr = run(house.home, "status", "--alert", "--date", DAY)
    assert (code, "leave out --date" in stderr) == (ExitStatus.SETTINGS, True)


def test_what_is_said_on_a_later_day_can_be_asked(house: Deployment) -> None:
    assert "hidden_tomorrow" not in codes(house.home)
    assert told(house.home, NEXT)["hidden_tomorrow"]["zh"].startswith("浙0106 若在此前仍读不到，2026-11-23 将隐去")
    assert "hidden_unread" in codes(house.home, "2026-11-23")
    assert told(house.home, "2026-11-14").keys() & {"calendar_missing"} == set()
    years = {problem["zh"][:4] for day in ("2029-11-15",) if (problem := told(house.home, day).get("calendar_missing"))}
    assert years == {"2029"}, "that year itself is not known"


def test_whoever_looks_from_outside_sees_another_release(house: Deployment, hook: Webhook) -> None:
    path = house.home / "yangguang.toml"
    text = path.read_text(encoding="utf-8")
    base = hook.url.removesuffix("/alert")
    path.write_text(text.replace("[site]", f'[site]\nbase_url = "{base}"'), encoding="utf-8")
    hook.answer = b'{"number": 9, "date": "2026-11-01"}'
    _, shown, _ = run(house.home, "status", "--outside", "--date", DAY)
    assert "公开网址上是第 9 期，台账所知是第 1 期" in shown
    hook.status = 503
    assert "状态 503" in run(house.home, "status", "--outside", "--date", DAY)[1]


def test_a_night_that_ended_badly_is_told_before_it_is_a_day_old(house: Deployment) -> None:
    tomorrow = (date.fromisoformat(DAY) + timedelta(days=2)).isoformat()
    assert "no_good_night" in codes(house.home, tomorrow)
