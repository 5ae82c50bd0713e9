"""How much the masks of a release hide, counted over everything that it shows."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline.core.errors import ReleaseRefused
from pipeline.core.frames import TEXT, Frame
from pipeline.core.records import Dataset, canonical_json
from pipeline.masking.profiles import Profile
from pipeline.masking.rulebook import every_rule
from pipeline.proof.strength import FLOORS, Strength, measure_strength, refuse_weak_masks, strength_table
from tests.support.case_system import party, resident_id, write_case_system
from tests.support.deployment import Deployment
from tests.support.rules_off import without

MASK = "3301061981****123*"
CASE = {"court_code": "浙0106", "court_name": "虚设法院", "case_number": "（2026）浙0106执12号"}


def debtor(record: str = "r1", number: str = MASK, name: str = "慕容远", **more: str) -> dict[str, str]:
    row = {"id": record, "dataset": "unfinished_cases", "party_name": name, "party_kind": "natural"}
    return {**CASE, **row, "id_number": number, **more}


def announcement(body: str, **more: str) -> dict[str, str]:
    return {**CASE, "id": "n1", "dataset": "auction_notices", "title": "公告", "body": body, **more}


def frame(*rows: dict[str, str]) -> Frame:
    values = [(row["id"], row["dataset"], row["court_code"], canonical_json(dict(row))) for row in rows]
    return pd.DataFrame(values, columns=["id", "dataset", "court_code", "row"]).astype(TEXT)


def measured(*rows: dict[str, str], profile: Profile = Profile.STANDARD) -> Strength:
    return measure_strength(frame(*rows), profile)


@pytest.mark.parametrize(
    ("profile", "number", "more"),
    [
        (Profile.STANDARD, "3301061981****123*", {}),
        (Profile.STANDARD, "******1981****123*", {}),
        (Profile.NATIONAL, "3301061981****1234", {}),
        (Profile.STRICT, "3301061981********", {"sex": "女", "dataset": "dishonest_debtors"}),
        (Profile.STANDARD, "E******78", {}),
        (Profile.STANDARD, "****", {}),
        (Profile.STANDARD, "913301065898765431", {"party_kind": "legal"}),
        (Profile.STANDARD, "9133010658987MA43A", {"party_kind": "legal"}),
        (Profile.STANDARD, "73011302-3", {"party_kind": "legal"}),
    ],
)
def test_what_the_masker_prints_is_above_the_floor(profile: Profile, number: str, more: dict[str, str]) -> None:
    assert measured(debtor(number=number, **more), profile=profile).weak == []


@pytest.mark.parametrize(
    ("profile", "number", "shows"),
    [
        (Profile.STANDARD, "3301061981****1234", "check character"),
        (Profile.STANDARD, "33010619810517123*", "birth month and day"),
        (Profile.STANDARD, resident_id(), "birth month and day, check character"),
        (Profile.STRICT, "3301061981****123*", "sequence"),
        (Profile.NATIONAL, "330106198105**1234", "birth month and day"),
        (Profile.STANDARD, "E1234**78", "all but 2 characters of a document's number"),
        (Profile.STANDARD, "E12345678", "all but 0 characters of a document's number"),
    ],
)
def test_a_number_that_shows_too_much_stops_the_release(profile: Profile, number: str, shows: str) -> None:
    with pytest.raises(ReleaseRefused) as refused:
        refuse_weak_masks(measured(debtor(number=number), profile=profile), profile)
    assert f"r1 show(s) {shows};" in str(refused.value)
    assert number not in str(refused.value)


@pytest.mark.parametrize(
    "rows",
    [
        [debtor(), debtor("r2", "3301********05****")],
        [debtor(), debtor("r2", "330106********1234")],
        [debtor(), announcement("慕容远（330106********1234）的房产")],
        [debtor(), announcement("慕容远，1981年5月17日出生，的房产")],
        [debtor(), announcement("<p>慕容远，出生于5月17日</p>")],
        [debtor(), announcement("慕容远，出生日期：1981-05-17")],
        [debtor(), announcement("慕容远，生日19810517，")],
        [debtor(), announcement("公告", attachments="慕容远1981年5月17日生，.pdf")],
        [debtor(content="慕容远，1981年5月17日出生")],
        [debtor(name='慕容"小\\虎"远'), announcement('慕容"小\\虎"远，1981年5月17日出生，的房产')],
    ],
)
def test_what_several_places_show_of_one_person_adds_up(rows: list[dict[str, str]]) -> None:
    weak = measured(*rows).weak
    assert weak
    assert set(weak[0].records) == {row["id"] for row in rows}


@pytest.mark.parametrize(
    "row",
    [
        debtor("r2", "3301061982****123*"),
        debtor("r2", "330106********1234", name="令狐小满", case_number="（2026）浙0106执13号"),
        announcement("慕容远，1981年**月**日出生"),
        announcement("慕容远，合同发生于1981年5月17日"),
        announcement("他人，1975年5月17日出生，与慕容远"),
        announcement("令狐小满，1981年5月17日出生"),
        announcement("慕容远的房产，本次拍卖 1981年5月17日生效"),
        announcement("慕容远（3301061981****123*）的房产"),
        announcement("账户6222********1234，车架号LVS**********1234"),
    ],
)
def test_what_is_of_somebody_else_or_adds_nothing_does_not_count(row: dict[str, str]) -> None:
    assert not [weak for weak in measured(debtor(), row).weak if "r1" in weak.records]


def test_a_strangers_mask_in_a_text_is_counted_as_well() -> None:
    strength = measured(announcement("担保人3301061981****1234，身份证3301061981****123*"))
    assert strength.lists["texts"]["persons"] == 2
    assert [weak.records for weak in strength.weak] == [("n1",)]


def test_a_value_cannot_look_like_a_column() -> None:
    trick = debtor(content='","id_number":"330106198105171234","party_name":"x')
    assert measured(trick).weak == []


def test_the_report_counts_persons_once_per_list() -> None:
    limit = debtor("r3", dataset="exit_bans")
    lists = measured(debtor(), debtor("r2"), limit, debtor("r4", "3301061980****124*"), debtor("r5", "E******78")).lists
    numbers = lists["unfinished_cases"]
    assert (numbers["persons"], numbers["fewest"], numbers["histogram"]) == (2, 365, {"100-999": 2})
    assert (numbers["documents"], numbers["fewest_stars"]) == (1, 6)
    assert lists["exit_bans"]["persons"] == 1


def test_an_empty_release_has_nothing_to_count() -> None:
    strength = measured()
    assert (strength.lists, strength.weak, strength.fewest) == ({}, [], None)


def test_the_table_says_what_each_profile_leaves() -> None:
    table = {(row["profile"], row["is_birthday_known"]): (row["fewest"], row["most"]) for row in strength_table()}
    assert table == {
        ("standard", False): (365, 366),
        ("standard", True): (1, 1),
        ("national", False): (32, 35),
        ("national", True): (1, 1),
        ("strict", False): (182_500, 183_000),
        ("strict", True): (500, 500),
    }


@pytest.mark.parametrize("profile", Profile)
def test_the_floor_is_what_the_profile_leaves_at_least_and_no_birthday_passes_it(profile: Profile) -> None:
    rows = {row["is_birthday_known"]: row for row in strength_table() if row["profile"] == profile}
    assert rows[True]["most"] < FLOORS[profile] <= rows[False]["fewest"]


ALLOWED = """[[allow]]
file = "exit_bans/reason"
rule = "birthday"
reason = "已核对"
owner = "执行局信息员"
expires = 2026-12-31
"""


def test_a_weak_mask_stops_the_night_but_no_takedown(tmp_path: Path) -> None:
    """Also where somebody let the detector's net for birthdays pass, which holds the row alone."""
    deployment = Deployment.at(tmp_path / "home", '[scan]\nallow_list = "allow.toml"\n')
    (deployment.home / "allow.toml").write_text(ALLOWED, encoding="utf-8")
    due = party("u1", "欧阳静好", closed_on="2026-11-13", closing_mode="销案")
    deployment.holds({Dataset.UNFINISHED_CASES: [due, party("u2", "慕容远")]})
    deployment.night("2026-11-19")
    born = party("u3", "令狐小满", reason="令狐小满，1980年1月1日出生")
    write_case_system(
        deployment.home / "case.db",
        {Dataset.UNFINISHED_CASES: [due, party("u2", "慕容远")], Dataset.EXIT_BANS: [born]},
    )
    births = next(rule for rule in every_rule() if rule.name == "recognisers/births")
    with without(births):
        report = deployment.night("2026-11-20")
    assert report.exit_status == ReleaseRefused.exit_status
    assert "show(s) a birthday in a text" in report.refused
    assert "1980" not in report.refused
    text = deployment.public_text()
    assert [name in text for name in ("欧阳静好", "慕容远", "令狐小满")] == [False, True, False]
