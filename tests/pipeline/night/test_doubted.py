"""Nights whose mapping or view is wrong: not one of them is a good night, and none empties the site unseen."""

import json
import signal
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.watching import watched_of
from pipeline.core.records import Dataset
from pipeline.night.nightly import run_nightly
from pipeline.night.report import DOUBTED
from pipeline.watch.status import Status, read_status
from publish import app
from tests.support.calendars import supply
from tests.support.canaries import unchecked
from tests.support.case_system import listing, party
from tests.support.deployment import Deployment, Row
from tests.support.forked import run_publish

pytestmark = pytest.mark.drill

THURSDAY, FRIDAY, MONDAY, TUESDAY = "2026-11-19", "2026-11-20", "2026-11-23", "2026-11-24"
LISTINGS, CASES = Dataset.DISHONEST_DEBTORS, Dataset.UNFINISHED_CASES


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment.at(tmp_path / "home")


def listings(count: int, **changes: str | None) -> list[Row]:
    return [
        listing(f"d{n}", case_id=f"c{n}", case_number=f"（2026）浙0106执{100 + n}号", **changes) for n in range(count)
    ]


def holds(deployment: Deployment, rows: list[Row], *more: Row) -> None:
    deployment.holds({LISTINGS: [*rows, *more], CASES: [party("p1")]})


def status(deployment: Deployment, day: str) -> Status:
    return read_status(watched_of(deployment.settings), date.fromisoformat(day))


def test_a_first_night_with_numeric_court_ids_publishes_nothing_and_takes_no_number(deployment: Deployment) -> None:
    supply(deployment.home)
    holds(deployment, listings(40, court_code="3301", court_name=None))
    first = deployment.night(THURSDAY)
    assert (first.exit_status, first.number) == (DOUBTED, 0)
    assert "40 of 40 rows fell out as if the mapping were wrong: column court_code names no court" in first.doubts[0]
    assert first.datasets["dishonest_debtors"].withheld_by == {"left out: court_code": 40}
    assert not (deployment.public / "release.json").exists()
    assert status(deployment, THURSDAY).withheld["dishonest_debtors"] == {"left out: court_code": 40}
    assert any(
        "is doubted, 1 time(s)" in line and "dishonest_debtors: 40 of 40" in line
        for line in status(deployment, THURSDAY).alarms
    )
    holds(deployment, listings(40))
    second = deployment.night(THURSDAY)
    assert (second.exit_status, second.number, second.doubts) == (0, 1, [])
    assert status(deployment, THURSDAY).alarms == []


def test_a_view_that_changes_its_court_codes_is_told_at_once_and_before_anything_is_hidden(
    deployment: Deployment,
) -> None:
    closing = listing("last", case_id="c99", case_number="（2026）浙0106执999号")
    holds(deployment, listings(40), closing)
    assert deployment.night(THURSDAY).exit_status == 0
    closing |= {"closed_on": "2026-10-01", "closing_mode": "执行完毕"}
    holds(deployment, listings(40, court_code="3301", court_name=None), closing)
    friday = deployment.night(FRIDAY)
    assert friday.exit_status == DOUBTED
    assert friday.datasets["dishonest_debtors"].published == 40, "what is due leaves, the others wait"
    assert any(line.startswith("held back by the shrink guard: 浙0106:dishonest_debtors") for line in friday.doubts)
    told = status(deployment, FRIDAY)
    assert told.good_night == THURSDAY
    assert any(line.startswith("the pull of 2026-11-20 is doubted, 2 time(s)") for line in told.alarms)
    assert not any("taken down on" in line for line in told.alarms)
    assert deployment.night(MONDAY).exit_status == DOUBTED
    monday = status(deployment, MONDAY)
    assert any(
        line == "taken down on 2026-11-24 unless the source is mended (shrink guard): 浙0106:dishonest_debtors"
        for line in monday.alarms
    )
    assert monday.hidden_tomorrow == 1


def test_an_unread_source_says_the_day_before_what_will_be_hidden(deployment: Deployment) -> None:
    holds(deployment, listings(3))
    deployment.night(THURSDAY)
    assert not any("hidden on" in line for line in status(deployment, THURSDAY).alarms)
    (deployment.home / "case.db").unlink()
    friday = deployment.night(FRIDAY)
    assert friday.exit_status == 3
    assert any("will be hidden on 2026-11-23 unless they are read (R12)" in note for note in friday.notes)
    told = status(deployment, FRIDAY)
    assert (
        "hidden on 2026-11-23 unless they are read before (R12): 浙0106, 4 record(s) of dishonest_debtors、unfinished_cases"
        in told.alarms
    )
    assert told.hidden_tomorrow == 1
    deployment.night(MONDAY)
    assert any(line.startswith("hidden, since they were not read") for line in status(deployment, MONDAY).alarms)


def test_a_list_that_is_gone_is_told_whatever_its_size(deployment: Deployment) -> None:
    holds(deployment, listings(3))
    deployment.night(THURSDAY)
    holds(deployment, [])
    assert deployment.night(FRIDAY).doubts == [
        "dishonest_debtors: the list is gone from the source; 3 of its records are public"
    ]


def test_two_small_lists_that_nobody_can_read_are_doubted_every_night_until_the_mapping_is_mended(
    deployment: Deployment,
) -> None:
    holds(deployment, listings(3))
    deployment.night(THURSDAY)
    holds(deployment, listings(3, disclosure="01"))
    friday = deployment.night(FRIDAY)
    assert friday.exit_status == DOUBTED
    (doubt,) = friday.doubts
    assert doubt.startswith("浙0106:dishonest_debtors: 3 of 3 record(s) that were public cannot be read any more")
    assert "column disclosure" in doubt
    assert "'01' (3)" in doubt
    told = status(deployment, FRIDAY)
    (line,) = (line for line in told.alarms if line.startswith("the pull of 2026-11-20 is doubted"))
    assert line.endswith("; left that day: dishonest_debtors 3 (R6 3)")
    assert any(
        line == "dishonest_debtors is empty; on 2026-11-19 it had 3 record(s); most often for R6: 3 row(s)"
        for line in told.alarms
    )
    assert deployment.night(MONDAY).exit_status == DOUBTED, "nothing of it is public any more, and it is not mended"
    holds(deployment, listings(3))
    tuesday = deployment.night(TUESDAY)
    assert (tuesday.exit_status, tuesday.datasets["dishonest_debtors"].published) == (0, 3)


def test_the_line_says_what_left_by_list(deployment: Deployment) -> None:
    elsewhere = party("p9", "慕容晚晴", court_code="浙0108", court_name="杭州市滨江区人民法院", case_id="c9")
    deployment.holds({LISTINGS: listings(6), CASES: [party("p1"), elsewhere | {"case_number": "（2026）浙0108执77号"}]})
    deployment.night(THURSDAY)
    holds(deployment, listings(1))
    assert deployment.night(FRIDAY).exit_status == DOUBTED
    (line,) = (one for one in status(deployment, FRIDAY).alarms if "is doubted" in one)
    assert line.endswith("; left that day: dishonest_debtors 5 (R9 5), unfinished_cases 1 (R9 1)")


def test_what_an_approval_kept_away_stays_away_where_a_view_changes_what_it_names(deployment: Deployment) -> None:
    shown, withheld = (
        listing("d1", "司马知秋"),
        listing("d2", "欧阳静好", case_id="c2", case_number="（2026）浙0106执777号"),
    )
    approval: Row = {
        "source_id": "w1",
        "court_code": "浙0106",
        "scope": "case",
        "target": "（2026）浙0106执777号",
        "approver": "孙止水",
        "approved_on": "2026-10-01",
        "disclosure": "open",
    }
    deployment.holds({LISTINGS: [shown, withheld], Dataset.WITHHOLDINGS: [approval]})
    assert deployment.night(THURSDAY).exit_status == 0
    renumbered = withheld | {"case_number": "（2026）浙0106执778号"}
    deployment.holds({LISTINGS: [shown, renumbered], Dataset.WITHHOLDINGS: [approval]})
    for day in (FRIDAY, MONDAY):
        night = deployment.night(day)
        assert night.exit_status == DOUBTED
        assert night.doubts[0].startswith(
            "withholdings: 1 approval(s) that named records before name none now; the 1 record(s)"
        )
        assert "欧阳静好" not in deployment.public_text()
        assert "司马知秋" in deployment.public_text()
    deployment.holds({LISTINGS: [shown, renumbered], Dataset.WITHHOLDINGS: [approval | {"until": MONDAY}]})
    assert deployment.night(TUESDAY).exit_status == 0
    assert "欧阳静好" in deployment.public_text()


def test_a_doubt_outlives_the_kill_of_its_night_behind_the_swap(deployment: Deployment) -> None:
    holds(deployment, listings(3))
    deployment.night(THURSDAY)
    deployment.holds({CASES: [party("p1")]})
    tonight = ("nightly", "--settings", str(deployment.home / "yangguang.toml"), "--date", FRIDAY)
    assert run_publish(*tonight, kill_at="quality") == -signal.SIGKILL
    again = deployment.night(FRIDAY)
    assert (again.exit_status, len(again.doubts)) == (DOUBTED, 1)
    assert deployment.night(FRIDAY).exit_status == 0, "told once; what is gone is gone"


def test_the_command_says_it_in_its_first_lines_in_the_report_and_in_its_status(deployment: Deployment) -> None:
    holds(deployment, listings(40, court_code="3301", court_name=None))
    settings = str(deployment.home / "yangguang.toml")
    report = deployment.home / "report.json"
    night = CliRunner().invoke(app, ["nightly", "--settings", settings, "--date", THURSDAY, "--json", str(report)])
    assert night.exit_code == DOUBTED
    assert night.stdout.startswith("doubt: dishonest_debtors: 40 of 40 rows fell out")
    assert "not public: dishonest_debtors: left out: court_code 40" in night.stdout
    assert "nothing was published: the first pull looks as if the mapping were wrong" in night.stderr
    assert json.loads(report.read_text(encoding="utf-8"))["doubts"][0].startswith(
        "dishonest_debtors: 40 of 40 rows fell out"
    )
    asked = CliRunner().invoke(app, ["status", "--lang", "zh", "--settings", settings])
    assert asked.exit_code == 1
    assert "2026-11-19 读到的数据可疑（1 处：" in asked.stdout
    in_english = CliRunner().invoke(app, ["status", "--settings", settings, "--lang", "en"])
    assert "dishonest_debtors: 40 of 40" in in_english.stdout


def test_the_settings_say_how_many_are_too_many(tmp_path: Path) -> None:
    deployment = Deployment.at(tmp_path / "home", "[intake]\nshare = 0.5\nleast = 100\n")
    holds(deployment, listings(40, court_code="3301", court_name=None), *listings(3))
    report = run_nightly(deployment.settings, date.fromisoformat(THURSDAY), canaries=unchecked)
    assert (report.exit_status, report.doubts) == (0, [])


@pytest.mark.parametrize("act", ["删除", "提前删除"])
@pytest.mark.parametrize("conduct", ["违反财产报告制度", "有履行能力而拒不履行生效法律文书确定义务"])
def test_a_listing_that_the_court_has_deleted_is_never_public_whatever_its_kind(
    deployment: Deployment, act: str, conduct: str
) -> None:
    ended = listing("ended", case_id="c9", conduct=conduct, term_until="2028-01-01", removal_act=act)
    holds(deployment, listings(2), ended | {"removal_act_on": "2026-10-01", "removal_ground": "1"})
    assert deployment.night(THURSDAY).datasets["dishonest_debtors"].published == 2
