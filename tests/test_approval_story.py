"""The whole story with real keys: what courts sign goes out, what must go leaves without them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.approval.refusals import ApprovalRefused, Reason
from pipeline.cli.watching import watched_of
from pipeline.core.acts import Verb
from pipeline.core.errors import LeakFound, SettingsError, StateError
from pipeline.core.records import Dataset, RecordId
from pipeline.core.workdays import library_calendar
from pipeline.decisions.corrections import State
from pipeline.masking.text import mask_text
from pipeline.night.nightly import publish_again, take_down
from pipeline.night.report import LATE, Report
from pipeline.review.office import Office, read_removals
from pipeline.review.protocol import HoldAsked
from pipeline.state.batches import BatchName, BatchStore
from pipeline.state.ledger import Ledger
from pipeline.watch.status import read_status
from publish import app
from tests.support.case_system import COURT, listing, party
from tests.support.deployment import Deployment
from tests.support.officers import lay_key

CASES, LISTINGS = Dataset.UNFINISHED_CASES, Dataset.DISHONEST_DEBTORS
CODE = "浙0106"
PASSPHRASE = "invented passphrase"
MONDAY, TUESDAY, WEDNESDAY, FRIDAY = (f"2026-11-{day}" for day in (16, 17, 18, 20))
DEBTORS = [listing("d1", "欧阳静好"), listing("d2", "司马知秋"), listing("d3", "上官云舒")]
CLOSING = party("u1", "诸葛明月", closed_on="2026-11-13", closing_mode="执行完毕")
"""Its time is up on Friday."""


@dataclass(frozen=True)
class House(Deployment):
    """A deployment whose courts sign."""

    def hire(self, signer: str, name: str = "", court: str = CODE) -> None:
        entry = lay_key(self._pem(name or signer), PASSPHRASE, signer, court, date(2026, 11, 1))
        with (self.home / "keys.toml").open("a", encoding="utf-8") as keys:
            keys.write(entry + "\n")

    def office(self, day: str, who: str = "陆明") -> Office:
        return Office(
            self.settings.state, self.settings.approval, self.settings.calendar_value, who, date.fromisoformat(day)
        )

    def sign(self, day: str, who: str = "陆明") -> BatchName:
        return self.office(day, who).approve(CODE, self._pem(who), PASSPHRASE)[1]

    def publish(self, day: str) -> Report:
        return publish_again(self.settings, date.fromisoformat(day))

    def names(self) -> list[BatchName]:
        return BatchStore(self.home / "state" / "batches").names(CODE)

    def envelopes(self, name: BatchName) -> list[Path]:
        return sorted((self.home / "state" / "envelopes" / CODE).glob(f"{name}.*.json"))

    def container(self, name: BatchName) -> Path:
        return self.home / "state" / "batches" / CODE / f"{name}.parquet"

    def id_of(self, name: str) -> str:
        return next(str(row["id"]) for row in self.public_rows().values() if row.get("party_name") == name)

    def as_of(self) -> str:
        return str(json.loads((self.public / "release.json").read_text(encoding="utf-8"))["as_of"][CODE]["date"])

    def _pem(self, name: str) -> Path:
        return self.home / f"{name}.pem"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Monday's batch is signed and public; Tuesday's, with a new record, waits."""
    house = House(Deployment.at(tmp_path_factory.mktemp("story") / "home", mode="court").home)
    house.hire("陆明")
    house.hire("沈青")
    house.holds({CASES: [CLOSING], LISTINGS: DEBTORS})
    house.night(MONDAY)
    assert "欧阳静好" not in house.public_text()
    house.sign(MONDAY)
    house.publish(MONDAY)
    house.holds({CASES: [CLOSING], LISTINGS: [*DEBTORS, listing("d4", "慕容晚晴")]})
    house.night(TUESDAY)
    return house.home


@pytest.fixture
def house(template: Path, tmp_path: Path) -> House:
    shutil.copytree(template, tmp_path / "home", symlinks=True)
    return House(tmp_path / "home")


def test_what_is_signed_is_public_and_what_waits_is_not(house: House) -> None:
    text = house.public_text()
    assert "欧阳静好" in text
    assert "慕容晚晴" not in text
    assert house.as_of() == MONDAY
    chosen = house.office(TUESDAY).approvals()
    assert [a.signer for a in chosen.signed[CODE].approvals] == ["陆明"]
    assert (chosen.waiting[CODE].since, chosen.waiting[CODE].is_late) == (TUESDAY, False)
    house.sign(TUESDAY)
    house.publish(TUESDAY)
    assert "慕容晚晴" in house.public_text()
    assert house.as_of() == TUESDAY


def _flip(house: House, name: BatchName) -> None:
    path = house.envelopes(name)[0]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def _replay(house: House, name: BatchName) -> None:
    envelope = house.envelopes(name)[0]
    old = house.envelopes(house.names()[0])[0]
    envelope.write_bytes(old.read_bytes())


def _revoke(house: House, _name: BatchName) -> None:
    keys = house.home / "keys.toml"
    keys.write_text(
        keys.read_text(encoding="utf-8").replace("expires", f"revoked_on = {TUESDAY}\nexpires", 1), encoding="utf-8"
    )


def _forget(house: House, _name: BatchName) -> None:
    keys = house.home / "keys.toml"
    keys.write_text("[[key]]" + keys.read_text(encoding="utf-8").split("[[key]]")[2], encoding="utf-8")


def _edit(house: House, name: BatchName) -> None:
    frame = pd.read_parquet(house.container(name))
    frame["row"] = frame["row"].str.replace("慕容", "东方")
    frame.to_parquet(house.container(name), index=False)


@pytest.mark.parametrize(
    ("harm", "reasons"),
    [
        (_flip, {Reason.DAMAGED, Reason.ALTERED_PAYLOAD, Reason.ALTERED_SIGNATURE}),
        (_replay, {Reason.REPLAYED}),
        (_revoke, {Reason.REVOKED}),
        (_edit, {Reason.BATCH_DAMAGED}),
    ],
)
def test_a_signature_that_does_not_count_is_named_and_the_one_before_stays(
    house: House, harm: Callable[[House, BatchName], None], reasons: set[Reason]
) -> None:
    harm(house, house.sign(TUESDAY))
    chosen = house.office(TUESDAY).approvals()
    assert chosen.refused[0].reason in reasons
    assert len(chosen.refused[0].line.splitlines()) == 1
    assert chosen.signed[CODE].name.date == MONDAY


def test_a_key_struck_from_the_file_takes_along_what_it_signed_and_moved_to_former_it_does_not(house: House) -> None:
    _forget(house, house.sign(TUESDAY))
    chosen = house.office(TUESDAY).approvals()
    assert [refusal.reason for refusal in chosen.refused] == [Reason.UNKNOWN_KEY, Reason.UNKNOWN_KEY, Reason.UNPROVED]
    assert (chosen.signed, chosen.unproved) == ({}, (CODE,))
    assert house.publish(TUESDAY).exit_status == LATE
    assert "上官云舒" not in house.public_text()


def test_another_courts_key_an_unregistered_one_and_a_clock_set_back_sign_nothing(house: House) -> None:
    house.hire("别院", court="浙0105")
    for who, day, reason in (
        ("别院", TUESDAY, Reason.OTHER_COURTS_KEY),
        ("陆明", MONDAY, Reason.SIGNED_EARLIER),
    ):
        with pytest.raises(ApprovalRefused) as refused:
            house.sign(day, who)
        assert refused.value.reason is reason
    lay_key(house.home / "路人.pem", PASSPHRASE, "路人", CODE, date(2026, 11, 16))
    with pytest.raises(ApprovalRefused, match="not in the key file"):
        house.sign(TUESDAY, "路人")


def test_an_edited_batch_that_is_public_changes_nothing_and_the_run_says_so(house: House) -> None:
    name = house.names()[0]
    frame = pd.read_parquet(house.container(name))
    frame["deadline"] = "2030-01-01"
    frame.to_parquet(house.container(name), index=False)
    report = house.publish(WEDNESDAY)
    assert report.exit_status == LATE
    assert "edited or damaged after sealing" in report.lost[0]
    assert "欧阳静好" in house.public_text()
    assert "慕容晚晴" not in house.public_text()
    deadlines = Ledger(house.home / "state" / "ledger.sqlite").public().set_index("id")["deadline"]
    assert deadlines[house.id_of("诸葛明月")] == FRIDAY, "the deadline is the ledger's, not the edited one"


def test_a_library_that_writes_other_parquet_bytes_changes_no_digest(house: House) -> None:
    name = house.sign(TUESDAY)
    before = house.container(name).read_bytes()
    pd.read_parquet(house.container(name)).to_parquet(house.container(name), index=False, compression="gzip")
    assert house.container(name).read_bytes() != before
    assert house.office(TUESDAY).approvals().signed[CODE].name == name


def test_a_late_court_delays_no_takedown_and_the_run_says_so(house: House) -> None:
    report = house.night(FRIDAY)
    assert "诸葛明月" not in house.public_text()
    assert "欧阳静好" in house.public_text()
    assert house.as_of() == MONDAY
    assert (report.exit_status, report.late, report.refused) == (LATE, [CODE], "")
    assert report.waiting[CODE].since == TUESDAY
    words = ["approvals", "--settings", str(house.home / "yangguang.toml"), "--date"]
    assert [CliRunner().invoke(app, [*words, day]).exit_code for day in (TUESDAY, FRIDAY)] == [0, LATE]
    gone = read_removals(house.settings.state, house.settings.calendar_value, CODE, FRIDAY)
    told = gone[["rule", "verb", "event_on", "deadline", "left_on", "confirmed_on", "on_time"]].to_numpy().tolist()
    assert told == [["R1", "屏蔽", "2026-11-13", FRIDAY, FRIDAY, FRIDAY, "是"]]
    page = (house.public / "removals" / "index.html").read_text(encoding="utf-8")
    assert "<dt>合计</dt><dd>1 条</dd>" in page
    assert "<dt>按期</dt><dd>100.0%（1 / 1 条）</dd>" in page
    assert "<dt>达到本站目标</dt><dd>100.0%（1 / 1 条）</dd>" in page
    assert "西湖区" not in page


def test_a_key_file_that_cannot_be_read_delays_no_takedown(house: House) -> None:
    (house.home / "keys.toml").write_text("[[key", encoding="utf-8")
    record = house.id_of("欧阳静好")
    report = take_down(house.settings, RecordId(record), "误列")
    assert "欧阳静好" not in house.public_text()
    assert "上官云舒" in house.public_text()
    assert "no TOML" in report.key_file_problem
    with pytest.raises(SettingsError, match="no TOML"):
        house.office(TUESDAY).approvals()


def test_a_night_whose_key_file_cannot_be_read_throws_no_signed_batch_away(house: House) -> None:
    house.sign(TUESDAY)
    keys = (house.home / "keys.toml").read_text(encoding="utf-8")
    (house.home / "keys.toml").write_text("[[key", encoding="utf-8")
    assert house.night(WEDNESDAY).exit_status == SettingsError.exit_status
    (house.home / "keys.toml").write_text(keys, encoding="utf-8")
    house.publish(WEDNESDAY)
    assert "慕容晚晴" in house.public_text()
    assert house.as_of() == TUESDAY


def test_a_takedown_by_command_outlasts_signatures(house: House) -> None:
    record = house.id_of("欧阳静好")
    take_down(house.settings, RecordId(record), "误列")
    assert "欧阳静好" not in house.public_text()
    house.sign(TUESDAY)
    house.publish(TUESDAY)
    assert "慕容晚晴" in house.public_text()
    assert "欧阳静好" not in house.public_text()


def test_corrections_past_their_clock_hide_and_requests_without_a_finding_do_not(house: House) -> None:
    mended = {"obligation": "归还借款31000元", "removal_act": "更正", "removal_act_on": TUESDAY}
    house.holds({LISTINGS: [listing("d1", "欧阳静好", **mended), *DEBTORS[1:]]})
    office = house.office(TUESDAY)
    office.record_correction(house.id_of("司马知秋"), Verb.WITHDRAWN, "不应纳入", (), is_own_finding=False)
    found = office.record_correction(house.id_of("上官云舒"), Verb.CORRECTED, "姓名有误", (), is_own_finding=True)
    assert found.due_on(library_calendar()) == FRIDAY
    house.night(WEDNESDAY)
    before = house.public_text().count("归还借款28000元")
    assert "上官云舒" in house.public_text()
    house.night(FRIDAY)
    text = house.public_text()
    assert "31000" not in text
    assert text.count("归还借款28000元") < before
    assert "司马知秋" in text
    assert "上官云舒" not in text
    assert {"R5b"} == set(read_removals(house.settings.state, house.settings.calendar_value, CODE, FRIDAY)["rule"]) - {
        "R1"
    }
    warned = read_status(watched_of(house.settings), date(2026, 12, 1)).corrections
    assert any("第1号" in line for line in warned)
    office.advance_correction(1, State.REJECTED)
    house.sign(FRIDAY)
    house.publish(FRIDAY)
    assert "31000" in house.public_text()


def test_a_withdrawn_listing_returns_only_with_a_new_decision_and_a_new_signature(house: House) -> None:
    withdrawn = listing("d1", "欧阳静好", removal_act="撤销", removal_act_on=WEDNESDAY)
    house.holds({LISTINGS: [withdrawn]})
    house.night(WEDNESDAY)
    assert "欧阳静好" not in house.public_text()
    house.holds({LISTINGS: [DEBTORS[0]]})
    house.night(WEDNESDAY)
    house.sign(WEDNESDAY)
    house.publish(WEDNESDAY)
    assert "欧阳静好" not in house.public_text()
    house.holds({LISTINGS: [listing("d1", "欧阳静好", decision_number="（2026）浙0106执12号之二")]})
    house.night("2026-11-19")
    assert "欧阳静好" not in house.public_text()
    house.sign("2026-11-19")
    house.publish("2026-11-19")
    assert "欧阳静好" in house.public_text()


def test_two_people_must_sign_where_the_court_says_so(house: House) -> None:
    with (house.home / "keys.toml").open("a", encoding="utf-8") as keys:
        keys.write(f'[courts."{CODE}"]\nthreshold = 2\nthreshold_since = {TUESDAY}\n')
    house.hire("陆 明", "第二把")
    name = house.sign(TUESDAY)
    house.sign(TUESDAY, "第二把")
    chosen = house.office(TUESDAY).approvals()
    assert chosen.signed[CODE].name.date == MONDAY
    assert chosen.waiting[CODE].threshold == 2
    assert [refusal.reason for refusal in chosen.refused] == [Reason.SAME_PERSON]
    house.sign(TUESDAY, "沈青")
    assert house.office(TUESDAY).approvals().signed[CODE].name == name


def test_a_held_record_keeps_its_form_and_a_withheld_one_goes(house: House) -> None:
    held, withheld = house.id_of("欧阳静好"), house.id_of("司马知秋")
    office = house.office(TUESDAY)
    office.hold(HoldAsked(held, "核对金额"))
    office.hold(HoldAsked(withheld, "商业秘密", form_number="不公开〔2026〕1号", approver="院长"))
    house.holds({LISTINGS: [listing("d1", "欧阳静好", obligation="归还借款31000元"), *DEBTORS[1:]]})
    house.night(WEDNESDAY)
    house.sign(WEDNESDAY)
    house.publish(WEDNESDAY)
    assert "31000" not in house.public_text()
    assert "欧阳静好" in house.public_text()
    assert "司马知秋" not in house.public_text()
    assert "R6" in set(read_removals(house.settings.state, house.settings.calendar_value, CODE, WEDNESDAY)["rule"])
    assert [hold.record_id for hold in office.holds()] == [held, withheld]
    office.lift(1)
    house.publish(WEDNESDAY)
    assert "31000" in house.public_text()


def test_a_better_masker_hides_more_without_a_signature(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    known = mask_text
    assert "归还借款" in house.public_text()
    house.publish(TUESDAY)
    monkeypatch.setattr(
        "pipeline.masking.hiding.mask_text", lambda text, *more: known(text, *more).replace("归还借款", "某某某某")
    )
    monkeypatch.setattr("pipeline.masking.hiding.masked_plainly", lambda *_: None)  # it keeps what the old one read
    monkeypatch.setattr("pipeline.composing.remask.masker_digest", lambda: "b" * 64)
    report = house.publish(TUESDAY)
    assert report.hidden_more == 3
    assert "归还借款" not in house.public_text()
    assert "欧阳静好" in house.public_text()
    assert house.office(TUESDAY).approvals().signed[CODE].approvals
    monkeypatch.setattr("pipeline.masking.hiding.mask_text", known)
    assert house.publish(TUESDAY).hidden_more == 3
    assert "归还借款" not in house.public_text()


def test_a_court_without_a_signature_after_scan_is_hidden_under_a_rule_of_its_own(tmp_path: Path) -> None:
    house = House(Deployment.at(tmp_path / "home", mode="scan").home)
    house.holds({LISTINGS: DEBTORS[:1]})
    report = house.night(MONDAY)
    assert any("no court signs" in note for note in report.notes)
    assert "自动检测程序检查后放行" in (house.public / "about" / "index.html").read_text(encoding="utf-8")
    house.hire("陆明")
    Deployment.at(house.home, mode="court")
    house.publish(TUESDAY)
    assert "欧阳静好" not in house.public_text()
    assert set(read_removals(house.settings.state, house.settings.calendar_value, CODE, TUESDAY)["rule"]) == {
        "unsigned"
    }
    house.sign(TUESDAY)
    house.publish(TUESDAY)
    assert "欧阳静好" in house.public_text()
    assert "经法院签名" in (house.public / "about" / "index.html").read_text(encoding="utf-8")


def test_everything_is_in_the_log_and_a_changed_line_is_found(house: House) -> None:
    record = house.id_of("欧阳静好")
    house.office(TUESDAY).hold(HoldAsked(record, "核对"))
    house.office(TUESDAY).review(CODE, "", None)
    take_down(house.settings, RecordId(record), "误列")
    log = house.home / "state" / "audit.jsonl"
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    said = ["nightly", "approve", "publish", "nightly", "hold", "review", "takedown"]
    assert [line["what"] for line in lines] == said
    assert lines[1]["who"] == "陆明"
    assert "欧阳静好" not in log.read_text(encoding="utf-8")
    assert house.office(TUESDAY).verify_log() is None
    log.write_text(
        log.read_text(encoding="utf-8").replace("核对", "无事").replace('"hold":1', '"hold":2'), encoding="utf-8"
    )
    broken = house.office(TUESDAY).verify_log()
    assert broken is not None
    assert broken.line == 5


def test_a_refused_release_leaves_the_new_batch_for_the_courts(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise LeakFound("a page holds a hidden value")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.night.stages.refuse_leaks_in_tree", refuse)
        report = house.night(WEDNESDAY)
    assert report.refused
    assert house.names()[-1].date == WEDNESDAY
    assert house.sign(WEDNESDAY).date == WEDNESDAY


def test_a_clock_set_back_is_refused_in_one_line(house: House) -> None:
    with pytest.raises(StateError, match="a clock set back"):
        house.publish(MONDAY)
    ledger = Ledger(house.home / "state" / "ledger.sqlite")
    assert ledger.releases()[-1].date == TUESDAY
    ledger.close()
    assert COURT["code"] == CODE


def _withheld_and_gone(house: House) -> tuple[str, str]:
    """Tuesday's pull takes away what Monday's signed batch still holds: one is a secret now, one has left the source."""
    house.holds({CASES: [CLOSING], LISTINGS: [DEBTORS[0] | {"secrecy": "秘密"}, DEBTORS[1]]})
    house.night(WEDNESDAY)
    return "欧阳静好", "上官云舒"


def test_what_the_last_pull_took_away_returns_in_no_run_without_a_pull(house: House) -> None:
    gone = _withheld_and_gone(house)
    other = house.id_of("诸葛明月")
    runs: list[Callable[[], object]] = [
        lambda: house.publish(WEDNESDAY),
        lambda: take_down(house.settings, RecordId(other), "decision of the court", date.fromisoformat(WEDNESDAY)),
        lambda: house.night("2026-11-19"),
    ]
    assert not [name for name in gone if name in house.public_text()]
    for run in runs:
        if run is runs[-1]:
            (house.home / "case.db").unlink()
        run()
        assert not [name for name in gone if name in house.public_text()]
        assert "司马知秋" in house.public_text()


def test_an_older_batch_that_is_signed_late_brings_back_nothing_that_the_last_pull_took_away(house: House) -> None:
    gone = _withheld_and_gone(house)
    newest = house.names()[-1]
    for kind in (".parquet", ".json"):
        house.container(newest).with_suffix(kind).unlink()
    house.sign(TUESDAY)
    house.publish("2026-11-19")
    assert not [name for name in (*gone, "慕容晚晴") if name in house.public_text()]


@pytest.mark.parametrize("damage", ["lost", "cut", "last weeks"])
def test_without_what_the_last_pull_said_nothing_enters_that_is_not_public(house: House, damage: str) -> None:
    said = house.home / "state" / "reasons.parquet"
    before = said.read_bytes()
    gone = _withheld_and_gone(house)
    if damage == "lost":
        said.unlink()
    else:
        said.write_bytes(before if damage == "last weeks" else said.read_bytes()[:100])
    house.publish(WEDNESDAY)
    assert not [name for name in gone if name in house.public_text()]
    assert "司马知秋" in house.public_text()
