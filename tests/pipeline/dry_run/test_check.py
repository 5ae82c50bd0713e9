"""Trying the source: everything is told at once, masked, and nothing is changed."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from pipeline.cleaning.vocabularies import load_words
from pipeline.core.links import LinkHosts, known_hosts
from pipeline.core.records import PARTY_LISTS, SCHEMAS, Dataset
from pipeline.dry_run import check as dry_run
from pipeline.dry_run.check import EXAMPLES, SourceCheck, unlisted_hosts
from publish import app
from tests.support.case_system import listing, party, resident_id
from tests.support.deployment import Deployment, Row

LISTINGS, CASES = Dataset.DISHONEST_DEBTORS, Dataset.UNFINISHED_CASES
DAY = "2026-11-20"


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment.at(tmp_path / "home")


def listings(count: int, **changes: str | None) -> list[Row]:
    return [listing(f"d{n}", case_id=f"c{n}", **changes) for n in range(count)]


def check(deployment: Deployment, *more: str) -> Result:
    settings = str(deployment.home / "yangguang.toml")
    return CliRunner().invoke(app, ["source", "check", "--settings", settings, "--date", DAY, *more])


def files(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_it_tells_what_would_be_public_and_why_the_rest_would_not(deployment: Deployment) -> None:
    deployment.holds(
        {LISTINGS: [*listings(5), listing("held", case_id="c9", decision_number=None)], CASES: [party("p1")]}
    )
    told = json.loads(check(deployment, "--json").stdout)
    lists = {one["dataset"]: one for one in told["lists"]}
    assert set(lists) == {dataset.value for dataset in Dataset}
    assert (lists["dishonest_debtors"]["rows"], lists["dishonest_debtors"]["public"]) == (6, 5)
    assert lists["dishonest_debtors"]["withheld"] == {"R0 decision_number": 1}
    assert "reason" in lists["dishonest_debtors"]["blank"]
    assert len(lists["dishonest_debtors"]["examples"]) == EXAMPLES
    assert told["estimate"]["seconds"] > 0


def test_a_night_that_would_be_no_good_night_has_its_exit_status(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: listings(40, court_code="3301", court_name=None)})
    found = check(deployment)
    assert found.exit_code == 10
    assert found.stdout.startswith("doubt: dishonest_debtors: 40 of 40 rows fell out")


def test_nothing_is_changed_and_no_number_is_told(deployment: Deployment) -> None:
    number = resident_id()
    deployment.holds({LISTINGS: listings(3), CASES: [party("p1", id_number=number, phone="13805711234")]})
    before = files(deployment.home)
    found = check(deployment)
    assert found.exit_code == 0, found.output
    assert files(deployment.home) == before
    assert number not in found.output
    assert "13805711234" not in found.output
    assert number not in check(deployment, "--json").output


def mapped(deployment: Deployment, text: str) -> None:
    """Give the deployment a mapping file."""
    (deployment.home / "mapping.toml").write_text(text, encoding="utf-8")
    settings = deployment.home / "yangguang.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '[source]\nmapping = "mapping.toml"\n', encoding="utf-8")


def test_all_that_does_not_fit_is_told_at_once_and_the_rest_is_checked(deployment: Deployment) -> None:
    mapped(deployment, '[exit_bans]\ntable = "t_xzcj"\n[unfinished_cases.columns]\nphone = "lxdh"\nage = "nl"\n')
    deployment.holds({LISTINGS: listings(3), CASES: [party("p1")]})
    found = check(deployment)
    assert found.exit_code == 3
    assert "no table or view 't_xzcj' for exit_bans" in found.stdout
    assert "has no columns 'nl' (for age), 'lxdh' (for phone)" in found.stdout.replace("\n", " ")
    lists = {one["dataset"]: one for one in json.loads(check(deployment, "--json").stdout)["lists"]}
    assert (lists["dishonest_debtors"]["public"], lists["unfinished_cases"]["rows"]) == (3, 0)


def test_a_word_that_nobody_knows_is_told_with_its_count_and_a_code_too(deployment: Deployment) -> None:
    mapped(deployment, '[dishonest_debtors.columns]\nsex = { column = "sex", codes = { "1" = "男" } }\n')
    deployment.holds(
        {LISTINGS: [*listings(4, sex="9"), *listings(1)], CASES: [party(f"p{n}", status="暂挂") for n in range(3)]}
    )
    found = check(deployment)
    assert found.exit_code == 1
    assert "unknown word: unfinished_cases: column status has '暂挂' (3); dropped" in found.stdout
    assert "unknown word: dishonest_debtors: column sex has '9' (" in found.stdout


def test_approvals_that_name_nothing_are_told_by_the_check_and_by_the_night(deployment: Deployment) -> None:
    approval: Row = {"source_id": "w1", "court_code": "浙0106", "scope": "case", "approved_on": "2026-10-01"}
    missed = approval | {"target": "（2026）浙0106执保3号", "form_number": "审3号"}
    deployment.holds({LISTINGS: listings(3), Dataset.WITHHOLDINGS: [missed]})
    line = "1 of the approvals: each names a case of a type that is never public; nothing to mend: form 审3号"
    assert f"approval: {line}" in check(deployment).stdout
    assert deployment.night(DAY).missed_approvals == [line]


@pytest.mark.parametrize(("mode", "ended"), [("five-day", 2), ("national", 0)])
def test_listings_that_end_though_the_round_alone_was_closed_are_counted(tmp_path: Path, mode: str, ended: int) -> None:
    deployment = Deployment.at(tmp_path / "home", f'[retention]\nrule_set = "{mode}"\n')
    closed = {"closed_on": "2026-10-01", "closing_mode": "终结本次执行程序"}
    deployment.holds({LISTINGS: [*listings(2, **closed), listing("d9", case_id="c9")], CASES: [party("p", **closed)]})
    found = check(deployment)
    line = f"closed by 终结本次执行程序 and ended by R1: dishonest_debtors {ended}. This site shields within 5 working days"
    assert (line in found.stdout.replace("\n", "")) is bool(ended)
    assert "reason: R1 the case was closed, and the working days after it are over" in found.stdout
    lists = {one["dataset"]: one for one in json.loads(check(deployment, "--json").stdout)["lists"]}
    assert lists["dishonest_debtors"]["this_round_only"] == ended
    assert lists["unfinished_cases"]["this_round_only"] == 0


WORDS = sorted(load_words().vocabularies)
WRONG = {
    "names": [f"{surname}{given}" for surname in "公孙尉迟百里" for given in ("止水", "明远", "之行", "如海", "望舒")],
    "numbers": [resident_id(f"330106198{n % 10}0{n % 9 + 1}{n % 28 + 1:02d}{n:03d}") for n in range(30)],
    "phones": [f"139{n:08d}" for n in range(57_000_000, 57_000_030)],
}


@pytest.fixture
def checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All commands of a test tell of one check: in words and as JSON."""
    found: list[SourceCheck] = []
    check_source = dry_run.check_source

    def first(*facts: Any) -> SourceCheck:
        if not found:
            found.append(check_source(*facts))
        return found[0]

    monkeypatch.setattr(dry_run, "check_source", first)


def rows_of_wrong_words(column: str, values: list[str]) -> tuple[Dataset, list[Row]]:
    """Rows in which one column of words holds something else, each value twice."""
    dataset = next(d for d in Dataset if column in SCHEMAS[d].column_names)
    whole = (listing("") if dataset is LISTINGS else party("")) if dataset in PARTY_LISTS else {}
    named = enumerate(values * 2)
    return dataset, [
        whole | {"source_id": f"{column}-{n}", "court_code": "浙0106", column: value} for n, value in named
    ]


@pytest.mark.drill
@pytest.mark.usefixtures("checked_once")
@pytest.mark.parametrize("kind", WRONG)
def test_a_word_column_that_is_mapped_to_something_else_tells_nothing_of_it(deployment: Deployment, kind: str) -> None:
    tables: dict[Dataset, list[Row]] = {}
    for column in WORDS:
        dataset, rows = rows_of_wrong_words(column, WRONG[kind])
        tables.setdefault(dataset, []).extend(rows)
    deployment.holds(tables)
    told = check(deployment).output + check(deployment, "--json").output
    assert not [value for value in WRONG[kind] if value in told]


def test_a_column_that_the_mapping_says_is_not_there_is_not_told_as_blank(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: listings(1)})
    mapped(deployment, 'absent = ["court_name"]\n[dishonest_debtors]\nabsent = ["reason"]\n')
    blank = {one["dataset"]: set(one["blank"]) for one in json.loads(check(deployment, "--json").stdout)["lists"]}
    assert not blank["dishonest_debtors"] & {"reason", "court_name"}
    assert "phone" in blank["dishonest_debtors"]


def test_hosts_that_are_not_listed_are_named_and_none_that_may_be_a_person_s() -> None:
    table = pd.DataFrame(
        {
            "platform_url": [
                "https://pm.unknown.example.com/1",
                "PM.unknown.example.com/2",
                "https://a.court.gov.cn/3",
            ],
            "attachments": [
                '[{"name": "公告", "url": "https://file.example.com/x.pdf"}]',
                '[{"url": "http://id33010619800101.example.com/"}]',
                None,
            ],
        },
        dtype="string",
    )
    found = unlisted_hosts(table, LinkHosts(known_hosts()))
    assert found == (("pm.unknown.example.com", 2), ("file.example.com", 1))
