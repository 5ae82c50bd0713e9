"""Nights in a row over a tiny case system: what comes, what goes, when, and what stays behind."""

import json
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from pipeline.cli.watching import watched_of
from pipeline.core.errors import BothFailed, LeakFound, ReleaseRefused, SourceError, StateError, TargetError
from pipeline.core.exit_statuses import ExitStatus
from pipeline.core.records import Dataset, RecordId
from pipeline.leaks.hits import Rule
from pipeline.leaks.soft.look import SoftHit
from pipeline.masking.profiles import Profile
from pipeline.night.nightly import NightOptions, publish_again, run_nightly, take_down
from pipeline.sealing.leaking_rows import FEW_ROWS
from pipeline.state.folder import StateFiles
from pipeline.state.ledger import Ledger
from pipeline.watch.problems import Code
from pipeline.watch.status import read_status
from tests.support.canaries import unchecked
from tests.support.case_system import edited, listing, notice, party, resident_id, write_case_system
from tests.support.deployment import Deployment, public_bytes

CASES, LISTINGS, AUCTIONS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS, Dataset.AUCTION_NOTICES


@pytest.fixture
def deployment(tmp_path: Path) -> Deployment:
    return Deployment.at(tmp_path / "home")


def removals(deployment: Deployment) -> pd.DataFrame:
    """The ledger's acts but those of publishing."""
    with StateFiles(deployment.home / "state").ledger() as ledger:
        frame = ledger.acts()
    return frame[frame["verb"] != "公布"]


def acts(deployment: Deployment) -> list[tuple[str, str, str]]:
    frame = removals(deployment)
    return list(zip(frame["rule"], frame["verb"], frame["happened_on"], strict=True))


def named(number: int) -> str:
    return f"欧阳{'甲乙丙丁戊己庚辛壬癸子丑'[number]}好"


def apart(number: int, **changes: str | None) -> dict[str, str | None]:
    """The listing of one row of a table of rules: a person and a case of its own."""
    own = {
        "case_id": f"case-{number}",
        "case_number": case_of(number),
        "id_number": resident_id(f"330106198001{number + 10}123"),
    }
    return listing(f"d{number}", named(number), **(own | changes))


def case_of(number: int) -> str:
    return f"（2026）浙0106执{700 + number}号"


def public_parties(deployment: Deployment) -> dict[str, str]:
    """Name of a party -> record."""
    rows = deployment.public_rows().items()
    return {row["party_name"]: record for record, row in rows if "party_name" in row}


def rules_of_the_gone(deployment: Deployment) -> dict[str, str]:
    """Record -> the rule under which it left."""
    frame = removals(deployment)
    return dict(zip(frame["id"], frame["rule"], strict=True))


def test_a_closed_case_leaves_every_public_byte_on_its_fifth_working_day(deployment: Deployment) -> None:
    closed = party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="终结本次执行程序")
    deployment.holds({CASES: [closed, party("u2", "钱斌")]})
    deployment.night("2026-11-19")
    assert "欧阳静好" in deployment.public_text()
    report = deployment.night("2026-11-20")
    assert "欧阳静好" not in deployment.public_text()
    assert "钱斌" in deployment.public_text()
    assert report.datasets["unfinished_cases"].removed == {"R1": 1}
    assert acts(deployment) == [("R1", "屏蔽", "2026-11-20")]


def test_an_unchanged_night_changes_only_the_release_information(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1")], LISTINGS: [listing("d1")], AUCTIONS: [notice("n1")]})
    deployment.night("2026-11-18")
    before, times = public_bytes(deployment.public), _times(deployment.public)
    report = deployment.night("2026-11-19")
    assert public_bytes(deployment.public) == before
    assert _times(deployment.public) == times
    assert (report.number, deployment.number()) == (2, 2)


def test_a_night_without_a_readable_source_still_takes_down_what_is_due(deployment: Deployment) -> None:
    due = party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案")
    deployment.holds({CASES: [due, party("u2", "钱斌")]})
    deployment.night("2026-11-19")
    (deployment.home / "case.db").unlink()
    report = deployment.night("2026-11-20")
    assert "cannot be read" in report.refused
    assert "欧阳静好" not in deployment.public_text()
    assert "钱斌" in deployment.public_text()


def test_a_court_not_read_for_two_working_days_is_hidden_and_returns(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1", "欧阳静好")], AUCTIONS: [notice("n1")]})
    deployment.night("2026-11-18")
    (deployment.home / "case.db").rename(deployment.home / "away.db")
    deployment.night("2026-11-19")
    assert "欧阳静好" in deployment.public_text()
    report = deployment.night("2026-11-20")
    assert report.datasets["unfinished_cases"].removed == {"R12": 1}
    as_of = json.loads((deployment.public / "release.json").read_text(encoding="utf-8"))["as_of"]["浙0106"]
    assert as_of["date"] == "2026-11-18"
    assert "unfinished_cases" in as_of["paused"]
    assert "欧阳静好" not in deployment.public_text()
    assert "一处房产" in deployment.public_text()
    (deployment.home / "away.db").rename(deployment.home / "case.db")
    deployment.night("2026-11-23")
    assert "欧阳静好" in deployment.public_text()


def test_a_takedown_by_command_needs_no_source_and_lasts(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1", "欧阳静好"), party("u2", "钱斌")]})
    deployment.night("2026-11-18")
    record = next(row for row in deployment.public_rows().values() if row.get("party_name") == "欧阳静好")["id"]
    (deployment.home / "case.db").rename(deployment.home / "away.db")
    take_down(deployment.settings, RecordId(record), "test")
    assert "欧阳静好" not in deployment.public_text()
    assert record not in deployment.public_text()
    (deployment.home / "away.db").rename(deployment.home / "case.db")
    deployment.night("2026-11-19")
    assert "欧阳静好" not in deployment.public_text()


def test_a_takedown_of_an_unknown_record_is_refused(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1")]})
    deployment.night("2026-11-18")
    with pytest.raises(StateError, match="no public record has the id"):
        take_down(deployment.settings, RecordId("aaaaaaaaaaaaaaaa"), "test")


def test_removed_does_not_return_by_accident_but_a_new_decision_does(deployment: Deployment) -> None:
    withdrawn = listing("d1", "欧阳静好", removal_act="撤销", removal_act_on="2026-11-18")
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好")]})
    deployment.night("2026-11-17")
    deployment.holds({LISTINGS: [withdrawn]})
    deployment.night("2026-11-18")
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好")]})
    deployment.night("2026-11-19")
    assert "欧阳静好" not in deployment.public_text()
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", decision_number="（2026）浙0106执12号之二")]})
    deployment.night("2026-11-20")
    assert "欧阳静好" in deployment.public_text()
    assert acts(deployment) == [("R5a", "撤销", "2026-11-18")]


def test_an_act_that_nobody_knows_takes_listing_and_limit_away_and_claims_no_act_of_the_law(
    deployment: Deployment,
) -> None:
    limit = {Dataset.BIDDING_LIMITS: [party("b1", "欧阳静好"), party("b2")]}

    def night(day: str, **changes: str | None) -> bool:
        deployment.holds({LISTINGS: [listing("d1", "欧阳静好", **changes), listing("d2")], **limit})
        deployment.night(day)
        return "欧阳静好" in deployment.public_text()

    assert night("2026-11-17")
    assert not night("2026-11-18", removal_act="移除", removal_act_on="2026-11-18")
    assert {verb for _, verb, _ in acts(deployment)} == {"屏蔽"}
    assert {rule for rule, _, _ in acts(deployment)} == {"R5c"}
    assert len(acts(deployment)) == 2
    assert night("2026-11-19", removal_act="更正", removal_act_on="2026-11-18")


def test_without_an_operating_court_nothing_is_read_and_what_is_due_is_gone_all_the_same(
    deployment: Deployment,
) -> None:
    settings = deployment.home / "yangguang.toml"
    named = settings.read_text(encoding="utf-8")
    settings.write_text(named.replace('operating_court = "浙01"\n', ""), encoding="utf-8")
    with pytest.raises(SourceError, match=r"site\.operating_court is not set"):
        deployment.night("2026-11-17")
    settings.write_text(named, encoding="utf-8")
    deployment.holds({CASES: [party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案"), party("u2")]})
    deployment.night("2026-11-19")
    assert "欧阳静好" in deployment.public_text()
    settings.write_text(named.replace('operating_court = "浙01"\n', ""), encoding="utf-8")
    report = deployment.night("2026-11-20")
    assert (report.exit_status, "operating_court" in report.refused) == (SourceError.exit_status, True)
    assert "欧阳静好" not in deployment.public_text()
    assert "钱斌" in deployment.public_text()


LEAVING: list[tuple[dict[str, str | None] | None, str]] = [
    ({"measure_end": "2026-11-18"}, "R2"),
    ({"removal_act": "删除", "removal_act_on": "2026-11-18", "removal_ground": "3"}, "R3"),
    ({"conduct": "违反财产报告制度", "term_until": "2026-11-18"}, "R4"),
    ({"removal_act": "撤销", "removal_act_on": "2026-11-18"}, "R5a"),
    ({"disclosure": "shielded"}, "R6"),
    ({"disclosure": None}, "R6"),
    ({"secrecy": "秘密"}, "R6"),
    ({"is_minor": "1"}, "R7"),
    ({"age": "17"}, "R7"),
    ({"removal_act": "提前删除", "removal_act_on": "2026-11-18"}, "R10"),
    ({"national_removed_on": "2026-11-18"}, "R11"),
    (None, "R9"),
]


def test_each_rule_takes_a_listing_down_in_the_next_run(deployment: Deployment) -> None:
    staying = listing("stays")
    deployment.holds({LISTINGS: [staying, *(apart(number) for number in range(len(LEAVING)))]})
    deployment.night("2026-11-17")
    before = public_parties(deployment)
    kept = [apart(number, **change) for number, (change, _) in enumerate(LEAVING) if change is not None]
    deployment.holds({LISTINGS: [staying, *kept]})
    deployment.night("2026-11-18")
    assert rules_of_the_gone(deployment) == {before[named(number)]: rule for number, (_, rule) in enumerate(LEAVING)}
    text = deployment.public_text()
    assert [number for number in range(len(LEAVING)) if named(number) in text] == []
    assert "钱斌" in text


def test_an_approval_of_withholding_hides_record_party_and_case(deployment: Deployment) -> None:
    rows = [
        listing("d1", "欧阳静好"),
        listing("d2", "令狐小满", case_id="case-2", case_number="（2026）浙0106执13号"),
        listing("d3", "慕容远", case_id="case-3", case_number="（2026）浙0106执14号"),
        listing("d4", "钱斌"),
    ]
    common = {"court_code": "浙0106", "approved_on": "2026-11-17", "form_number": "不公开1号"}
    approvals: list[dict[str, str | None]] = [
        {**common, "source_id": "w1", "scope": "record", "target": "d1"},
        {**common, "source_id": "w2", "scope": "case", "target": "case-2"},
        {**common, "source_id": "w3", "scope": "party", "target": "慕容远"},
    ]
    deployment.holds({LISTINGS: rows, Dataset.WITHHOLDINGS: approvals})
    report = deployment.night("2026-11-18")
    assert report.datasets["dishonest_debtors"].published == 1
    assert not any(name in deployment.public_text() for name in ("欧阳静好", "令狐小满", "慕容远", "不公开1号"))


def test_a_bidding_limit_goes_with_the_listing_of_the_same_party(deployment: Deployment) -> None:
    limit = party("b1", "欧阳静好")
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好")], Dataset.BIDDING_LIMITS: [limit]})
    deployment.night("2026-11-17")
    ended = listing("d1", "欧阳静好", removal_act="删除", removal_act_on="2026-11-18", removal_ground="1")
    deployment.holds({LISTINGS: [ended], Dataset.BIDDING_LIMITS: [limit]})
    report = deployment.night("2026-11-18")
    assert report.datasets["bidding_limits"].removed == {"R11": 1}


def test_a_minor_stays_away_for_the_same_event_even_when_of_age_later(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", age="17"), listing("d2")]})
    deployment.night("2026-11-17")
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", age="18"), listing("d2")]})
    deployment.night("2026-11-18")
    assert "欧阳静好" not in deployment.public_text()


def test_a_withdrawn_notice_leaves_a_page_that_names_nobody(deployment: Deployment) -> None:
    deployment.holds({AUCTIONS: [notice("n1", title="关于令狐小满名下房产的拍卖公告")]})
    deployment.night("2026-11-17")
    record = next(iter(row for row in deployment.public_rows().values() if row["dataset"] == "auction_notices"))["id"]
    deployment.holds({AUCTIONS: [notice("n1", title="关于令狐小满名下房产的拍卖公告", withdrawn_on="2026-11-18")]})
    deployment.night("2026-11-18")
    page = (deployment.public / "notices" / record / "index.html").read_text(encoding="utf-8")
    assert "撤回" in page
    assert "令狐小满" not in deployment.public_text()
    assert "浙0106执12号" not in page


def test_a_correction_is_published_and_told_apart_in_the_ledger(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1", performance="全部未履行")]})
    deployment.night("2026-11-17")
    deployment.holds({LISTINGS: [listing("d1", performance="部分未履行", removal_act="更正")]})
    report = deployment.night("2026-11-18")
    assert report.datasets["dishonest_debtors"].changed == 1
    assert "部分未履行" in deployment.public_text()
    assert acts(deployment) == [("R5b", "更正", "2026-11-18")]


def test_the_date_only_goes_forward(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1")]})
    deployment.night("2026-11-18")
    with pytest.raises(StateError, match="clock set back"):
        deployment.night("2026-11-17")
    assert deployment.number() == 1


def test_two_runs_at_once_are_refused(deployment: Deployment) -> None:
    from pipeline.state.run_lock import hold_lock

    deployment.holds({CASES: [party("u1")]})
    with hold_lock(deployment.home / "state"), pytest.raises(StateError, match="another run"):
        deployment.night("2026-11-18")


def test_a_row_that_a_soft_net_holds_stays_out_and_all_else_goes_out(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.holds({LISTINGS: [apart(0), apart(1)]})
    deployment.night("2026-11-17")
    assert public_parties(deployment).keys() == {named(0), named(1)}
    deployment.holds({LISTINGS: [apart(0, conduct="隐匿财产"), apart(1)]})
    monkeypatch.setattr(
        "pipeline.sealing.held_rows.soft_hits",
        lambda row, raw: (SoftHit(2, Rule.HOME),) if row.text == "隐匿财产" else (),
    )
    report = deployment.night("2026-11-18")
    assert (report.exit_status, report.held) == (0, {"home": 1})
    assert public_parties(deployment).keys() == {named(1)}
    assert '"may_hold.home"' in (deployment.home / "state" / "findings.jsonl").read_text(encoding="utf-8")
    problems = read_status(watched_of(deployment.settings), date(2026, 11, 18)).problems
    (held,) = [problem for problem in problems if problem.code is Code.ROWS_HELD]
    assert (held.number, held.facts["courts"], held.facts["nets"]) == (1, "浙0106", "home")


def test_a_leak_stops_the_release_and_leaves_the_site_as_it_was(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.holds({LISTINGS: [listing(f"d{number}") for number in range(FEW_ROWS + 1)]})
    deployment.night("2026-11-17")
    before = public_bytes(deployment.public)
    monkeypatch.setattr("pipeline.masking.hiding.mask_party_number", lambda number, form, profile: number)
    report = deployment.night("2026-11-18")
    assert report.exit_status == LeakFound.exit_status
    assert "hidden value" in report.refused
    assert resident_id() not in report.refused
    assert public_bytes(deployment.public) == before
    assert deployment.number() == 1


def test_a_run_killed_between_swap_and_ledger_is_completed(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.holds({CASES: [party("u1", "欧阳静好"), party("u2")]})
    deployment.night("2026-11-17")
    deployment.holds({CASES: [party("u2")]})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "record_release", killed)
        with pytest.raises(KeyboardInterrupt):
            deployment.night("2026-11-18")
    assert "欧阳静好" not in deployment.public_text()
    report = deployment.night("2026-11-18")
    assert report.datasets["unfinished_cases"].removed == {"R9": 1}
    assert deployment.number() == 3


def test_publish_composes_without_pulling(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案"), party("u2")]})
    deployment.night("2026-11-19")
    (deployment.home / "case.db").unlink()
    publish_again(deployment.settings, date(2026, 11, 20))
    assert "欧阳静好" not in deployment.public_text()


def test_empty_tables_make_an_empty_site(deployment: Deployment) -> None:
    deployment.holds({})
    report = deployment.night("2026-11-18")
    assert report.datasets["unfinished_cases"].published == 0
    assert (deployment.public / "index.html").is_file()


def test_for_an_edited_batch_stands_in_what_is_public(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1")]})
    deployment.night("2026-11-18")
    cards = {path: content for path, content in public_bytes(deployment.public).items() if "/cards/" in path}
    note = next((deployment.home / "state" / "batches" / "浙0106").glob("*.json"))
    note.write_text(note.read_text(encoding="utf-8").replace('"digest": "', '"digest": "0'), encoding="utf-8")
    report = publish_again(deployment.settings, date(2026, 11, 18))
    assert report.exit_status == ExitStatus.LATE
    assert ["浙0106" in line and "does not fit its digest" in line for line in report.lost] == [True]
    assert cards.items() <= public_bytes(deployment.public).items()


def test_the_ledger_and_findings_hold_no_name_and_no_number(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", closed_on="someday"), listing("d2")]})
    deployment.night("2026-11-18")
    with edited(str(deployment.home / "state" / "ledger.sqlite")) as db:
        dump = "\n".join(db.iterdump())
    findings = (deployment.home / "state" / "findings.jsonl").read_text(encoding="utf-8")
    assert "欧阳静好" not in dump + findings
    assert "330106" not in dump + findings
    assert {"column": "closed_on"}.items() <= json.loads(findings.splitlines()[0]).items()


def test_hostile_text_in_every_column_breaks_nothing(deployment: Deployment) -> None:
    hostile = "<script>alert(1)</script>\"'&../../\u202e𠮷🦄" + "x" * 50
    text_columns = (
        "obligation",
        "performance",
        "conduct",
        "basis_authority",
        "basis_number",
        "status",
        "reason",
        "cause",
    )
    row = listing("d1", f"../{hostile[:30]}", **dict.fromkeys(text_columns, hostile))
    long = listing("d2", obligation="欠款" * 100_000)
    odd = notice(
        "n1", title=hostile, body=f"<p onclick=x>{hostile}</p><iframe src=x></iframe>", platform_url="javascript:x"
    )
    half = party("u1", case_number="（2025）浙0106执")
    in_name = party("u2", f"王五{resident_id()}")
    in_source_id = party(f"id-{resident_id()}", "慕容远")
    deployment.holds({LISTINGS: [row, long], AUCTIONS: [odd], CASES: [half, in_name, in_source_id]})
    report = deployment.night("2026-11-18")
    pages = "".join(path.read_text(encoding="utf-8") for path in deployment.public.rglob("*.html"))
    assert report.datasets["dishonest_debtors"].published == 2
    assert "<script>alert" not in pages
    assert "<iframe" not in pages
    assert "javascript:" not in pages
    assert "onclick" not in pages.replace("&lt;p onclick", "")
    assert "慕容远" not in deployment.public_text()
    assert '"王五"' in deployment.public_text()


def _times(root: Path) -> dict[str, int]:
    return {name: (root / name).stat().st_mtime_ns for name in public_bytes(root)}


def test_the_case_system_is_never_written(deployment: Deployment) -> None:
    write_case_system(deployment.home / "case.db", {CASES: [party("u1")]})
    before = (deployment.home / "case.db").read_bytes()
    deployment.night("2026-11-18")
    assert (deployment.home / "case.db").read_bytes() == before


def test_what_a_left_out_row_knows_is_hidden_in_the_texts_of_its_case(deployment: Deployment) -> None:
    left_out = party(f"id-{resident_id()}", "钱斌", third_party_names="慕容远", applicant_names="令狐小满")
    text = "慕容远与令狐小满均在场，归还28000元"
    deployment.holds({CASES: [left_out], LISTINGS: [listing("d1", obligation=text)]})
    deployment.night("2026-11-18")
    assert "慕容某与申请执行人均在场，归还28000元" in deployment.public_text()


def test_a_refused_release_still_takes_down_what_must_go(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案")
    lifted, vanishing = party("u2", "令狐小满"), party("u3", "慕容远")
    kept = [party(f"k{number}", "钱斌") for number in range(FEW_ROWS)]
    deployment.holds({CASES: [due, lifted, vanishing, *kept]})
    deployment.night("2026-11-19")
    deployment.holds({CASES: [due, lifted | {"measure_end": "2026-11-20"}, *kept, party("u5", "上官新")]})
    with monkeypatch.context() as patched:
        patched.setattr("pipeline.masking.hiding.mask_party_number", lambda number, form, profile: number)
        report = deployment.night("2026-11-20")
    assert report.exit_status == LeakFound.exit_status
    assert report.datasets["unfinished_cases"].removed == {"R1": 1, "R2": 1, "R9": 1}
    text = deployment.public_text()
    assert [name in text for name in ("欧阳静好", "令狐小满", "慕容远", "钱斌", "上官新")] == [
        False,
        False,
        False,
        True,
        False,
    ]
    assert resident_id() not in text
    deployment.night("2026-11-20")
    assert "上官新" in deployment.public_text()


def test_an_unexpected_failure_in_tonights_rows_still_takes_down_what_is_due(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.holds({CASES: [party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案"), party("u2")]})
    deployment.night("2026-11-19")

    def fail(*_: object) -> None:
        raise TypeError

    monkeypatch.setattr("pipeline.night.court_by_court.judge_tables", fail)
    with pytest.raises(TypeError):
        deployment.night("2026-11-20")
    assert "欧阳静好" not in deployment.public_text()


def test_a_night_whose_takedown_fails_as_well_tells_both(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.holds({CASES: [party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案"), party("u2")]})
    deployment.night("2026-11-19")

    def fail(*_: object) -> None:
        raise TypeError("欧阳静好")

    def refuse(*_: object, **__: object) -> None:
        raise TargetError("the public place is read only")

    monkeypatch.setattr("pipeline.night.court_by_court.judge_tables", fail)
    monkeypatch.setattr("pipeline.targets.folder.FolderTarget.publish", refuse)
    with pytest.raises(BothFailed) as told:
        deployment.night("2026-11-20")
    assert re.search("unexpected TypeError in test_nightly.py:[0-9]+", str(told.value))
    assert "欧阳静好" not in str(told.value)
    assert "the public place is read only" in str(told.value)
    assert told.value.exit_status == 70


def test_a_night_without_a_source_whose_takedown_fails_tells_both(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment.holds({CASES: [party("u1")]})
    deployment.night("2026-11-19")
    (deployment.home / "case.db").unlink()

    def refuse(*_: object, **__: object) -> None:
        raise TargetError("the public place is read only")

    monkeypatch.setattr("pipeline.targets.folder.FolderTarget.publish", refuse)
    with pytest.raises(BothFailed, match=r"case system cannot be read.*read only") as told:
        deployment.night("2026-11-20")
    assert told.value.exit_status == SourceError.exit_status


@pytest.mark.drill
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # Whoosh leaves the bad file open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("suffix", "size"), [(".toc", 20), (".toc", 0), (".seg", None)])
def test_a_damaged_index_is_built_anew_and_what_is_due_leaves(
    deployment: Deployment, suffix: str, size: int | None
) -> None:
    parties = [party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案"), party("u2")]
    deployment.holds({CASES: parties, AUCTIONS: [notice("n1")]})
    deployment.night("2026-11-19")
    for path in (deployment.home / "state" / "index").glob(f"*{suffix}"):
        content = path.read_bytes()
        path.write_bytes(bytes(len(content)) if size is None else content[:size])
    (deployment.home / "case.db").unlink()
    report = deployment.night("2026-11-20")
    assert "欧阳静好" not in deployment.public_text()
    assert [note for note in report.notes if "built anew" in note]
    assert not [note for note in publish_again(deployment.settings, date(2026, 11, 20)).notes if "built anew" in note]


def test_one_bad_row_is_left_out_and_reported_and_stops_nobody(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.masking.columns import mask_party_number

    bad = resident_id("33010619800101456")

    def failing(number: str, form: str, profile: Profile) -> str:
        return number if number == bad else mask_party_number(number, form, profile)

    monkeypatch.setattr("pipeline.masking.hiding.mask_party_number", failing)
    deployment.holds({CASES: [party("u1"), party("u2", "欧阳静好", id_number=bad)]})
    report = deployment.night("2026-11-18")
    findings = (deployment.home / "state" / "findings.jsonl").read_text(encoding="utf-8")
    assert report.exit_status == 0
    assert report.datasets["unfinished_cases"].published == 1
    assert "欧阳静好" not in deployment.public_text()
    assert "hidden_value" in findings
    assert bad not in findings


WITHHELD: list[dict[str, str | None]] = [
    {"until": "长期"},
    {"source_id": ""},
    {"source_id": resident_id()},
    {"court_code": None},
    {"scope": "whatever"},
    {"target": f" (2026)浙0106执{700 + 5}号"},
    {"target": named(6), "scope": "party"},
    {"target": resident_id(f"330106198001{7 + 10}123"), "scope": "party"},
    {"approved_on": "不详"},
]


def test_an_approval_of_withholding_holds_however_it_is_written(deployment: Deployment) -> None:
    common: dict[str, str | None] = {"court_code": "浙0106", "approved_on": "2026-11-17", "scope": "case"}
    approvals = [
        {**common, "source_id": f"w{number}", "target": case_of(number)} | change
        for number, change in enumerate(WITHHELD)
    ]
    rows = [listing("open"), *(apart(number) for number in range(len(WITHHELD)))]
    deployment.holds({LISTINGS: rows, Dataset.WITHHOLDINGS: approvals})
    deployment.night("2026-11-18")
    assert public_parties(deployment).keys() == {"钱斌"}
    text = deployment.public_text()
    assert [change for number, change in enumerate(WITHHELD) if named(number) in text] == []


def test_an_approval_that_names_nothing_is_reported(deployment: Deployment) -> None:
    approval = {"source_id": "w1", "court_code": "浙0106", "approved_on": "2026-11-17", "scope": "case", "target": "x"}
    deployment.holds({LISTINGS: [listing("d1")], Dataset.WITHHOLDINGS: [dict(approval)]})
    deployment.night("2026-11-18")
    assert '"code": "approval_unknown"' in (deployment.home / "state" / "findings.jsonl").read_text(encoding="utf-8")


STRICTER: list[dict[str, str | None]] = [
    {"removal_act": "删除"},
    {"removal_act": "撤 销"},
    {"removal_act": "撤消", "removal_act_on": "2026-11-17"},
    {"closing_mode": "执行完毕"},
    {"measure_end_reason": "解除"},
    {"conduct": "其他", "decided_on": "2020-01-10"},
    {"conduct": "违反 财产报告制度的", "decided_on": "2020-01-10"},
    {"listed_on": "不详"},
    {"age": "17.5"},
    {"age": "十七岁"},
    {"age": "不详", "id_number": None},
    {"id_number": resident_id("33010620080101123"), "listed_on": "2026-02-02"},
]


def test_what_can_be_read_two_ways_is_read_the_stricter_way(deployment: Deployment) -> None:
    rows = [listing("stays"), *(apart(number, **change) for number, change in enumerate(STRICTER))]
    deployment.holds({LISTINGS: rows})
    deployment.night("2026-11-18")
    assert public_parties(deployment).keys() == {"钱斌"}
    text = deployment.public_text()
    assert [change for number, change in enumerate(STRICTER) if named(number) in text] == []


def test_a_minor_hidden_by_another_rule_first_stays_barred(deployment: Deployment) -> None:
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", age="17", disclosure="shielded"), listing("d2")]})
    deployment.night("2026-11-17")
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", age="18", listed_on="2026-02-03"), listing("d2")]})
    deployment.night("2026-11-18")
    assert "欧阳静好" not in deployment.public_text()


def test_a_bidding_limit_goes_however_the_listing_went(deployment: Deployment) -> None:
    went: list[dict[str, str | None] | None] = [
        None,
        {"removal_act": "撤销", "disclosure": "shielded"},
        {"case_id": None, "removal_act": "撤销"},
    ]
    of_own = ({"case_id": f"case-{number}", "case_number": case_of(number)} for number in range(len(went)))
    limits = [party(f"b{number}", named(number), **own) for number, own in enumerate(of_own)]
    listings = [apart(number) for number in range(len(went))]
    deployment.holds({LISTINGS: [*listings, listing("stays")], Dataset.BIDDING_LIMITS: limits})
    deployment.night("2026-11-17")
    left = [apart(number, **gone) for number, gone in enumerate(went) if gone is not None]
    deployment.holds({LISTINGS: [*left, listing("stays")], Dataset.BIDDING_LIMITS: limits})
    assert deployment.night("2026-11-18").datasets["bidding_limits"].removed == {"R11": len(went)}


def test_a_partys_own_phone_is_no_contact(deployment: Deployment) -> None:
    contacts = '[{"role":"被执行人","phone":"13812345678"},{"role":"承办人","phone":"0571-00000002"}]'
    body = "联系电话13812345678，承办人电话0571-00000002。"
    deployment.holds(
        {CASES: [party("u1", phone="13812345678")], AUCTIONS: [notice("n1", contacts=contacts, body=body)]}
    )
    deployment.night("2026-11-18")
    assert "13812345678" not in deployment.public_text()
    assert "0571-00000002" in deployment.public_text()


def test_the_same_decision_written_otherwise_is_no_new_decision(deployment: Deployment) -> None:
    number = "（2026）浙0106执12号之一"
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", decision_number=number), listing("d2")]})
    deployment.night("2026-11-17")
    gone = {"removal_act": "撤销", "removal_act_on": "2026-11-18"}
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", decision_number=number, **gone), listing("d2")]})
    deployment.night("2026-11-18")
    deployment.holds({LISTINGS: [listing("d1", "欧阳静好", decision_number=" (2026)浙0106执12号之一"), listing("d2")]})
    deployment.night("2026-11-19")
    assert "欧阳静好" not in deployment.public_text()


def test_a_failure_after_the_swap_keeps_the_new_site(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment.holds({CASES: [party("u1")]})
    deployment.night("2026-11-17")
    deployment.holds({CASES: [party("u1"), party("u2", "欧阳静好")]})

    def fail(*_: object) -> None:
        raise OSError("disk")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "record_release", fail)
        with pytest.raises(OSError, match="disk"):
            deployment.night("2026-11-18")
    assert "欧阳静好" in deployment.public_text()
    deployment.night("2026-11-18")
    assert "欧阳静好" in deployment.public_text()


def test_a_twin_run_tells_what_it_proved(deployment: Deployment) -> None:
    deployment.holds({CASES: [party("u1")], LISTINGS: [listing("d1")]})
    report = run_nightly(deployment.settings, date(2026, 11, 18), options=NightOptions(twin=True), canaries=unchecked)
    assert "twin" in [stage.name for stage in report.stages]
    assert [note for note in report.notes if "gave the same 3 records" in note]
    assert deployment.number() == 1


def test_a_masker_that_looks_at_a_hidden_digit_is_refused_by_the_twin_run(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.masking.columns import mask_party_number

    def peeking(number: str, form: str, profile: Profile) -> str:
        masked = mask_party_number(number, form, profile)
        return masked if number[10:14] == "0101" else "*" * len(masked)

    monkeypatch.setattr("pipeline.masking.hiding.mask_party_number", peeking)
    deployment.holds({CASES: [party("u1")]})
    report = run_nightly(deployment.settings, date(2026, 11, 18), options=NightOptions(twin=True), canaries=unchecked)
    assert report.exit_status == ReleaseRefused.exit_status
    assert "would look different" in report.refused
    assert not deployment.public.exists()
