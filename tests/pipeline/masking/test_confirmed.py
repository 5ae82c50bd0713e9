"""Numbers of an ID's shape behind things' labels: hidden whole, unless a court confirmed the label, and never a party's own."""

import pytest

from pipeline.masking.confirmed import ConfirmedLabel, as_rules, labels_in, may_be_confirmed
from pipeline.masking.hiding import ProfileMasking, Surroundings
from pipeline.masking.known import KnownValues
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile

COURT = "浙0106"
NUMBER = "331102198405170417"
"""A region, a day that the calendar has, any check character."""
CONFIRMED = (ConfirmedLabel("缴款单号", COURT), ConfirmedLabel("标的物编号", "浙01", frozenset({Place.LOT})))


def masked(text: str, known: KnownValues | None = None, place: Place = Place.TEXT, court: str = COURT) -> str:
    around = Surroundings(known or KnownValues(), (), place, court)
    once = ProfileMasking(Profile.STANDARD, CONFIRMED).text(text, around)
    assert ProfileMasking(Profile.STANDARD, CONFIRMED).text(once, around) == once
    return once


STAYS = (
    "缴款单号：{}", "缴款单号{}", "缴款单号为{}，已缴纳", "请凭缴款单号（{}）缴款", "【缴款单号】{}", "缴款单号：{}号", "缴款单号：\n{}",
    '{{"缴款单号":"{}"}}', "缴款单号No.{}", "缴款单号：{}X",
)  # fmt: skip
GOES = (
    "收据编号{}", "运单号：{}", "缴款单号{}9", "缴款单号{}-1", "身份证缴款单号{}", "身份证号码及缴款单号{}", "标的物编号：{}",
    "| 缴款单号 | 金额 |\n| {} | 20元 |", "缴款单号330106198003172462、{}", "登记号{}号", "第{}号", "编号：{}", "No.{}", "编号为{}",
)  # fmt: skip
"""Another label, more digits, a person's words before it, a head, a list, another place; labels of anything."""


@pytest.mark.parametrize("text", STAYS)
def test_behind_a_confirmed_label_a_number_stays(text: str) -> None:
    number = NUMBER if not text.endswith("X") else NUMBER[:-1]
    assert number in masked(text.format(number))


@pytest.mark.parametrize("text", GOES)
def test_everywhere_else_it_goes_whole_and_never_reads_like_a_persons_mask(text: str) -> None:
    once = masked(text.format(NUMBER))
    assert NUMBER not in once
    assert "3311" not in once
    assert "*" * 18 in once


@pytest.mark.parametrize("text", STAYS)
def test_without_a_confirmation_it_goes_whole(text: str) -> None:
    number = NUMBER if not text.endswith("X") else NUMBER[:-1]
    once = ProfileMasking(Profile.STANDARD).text(text.format(number), Surroundings(court=COURT))
    assert "*" * 18 in once


@pytest.mark.parametrize("text", STAYS)
@pytest.mark.parametrize("own", [NUMBER, NUMBER[:-1] + "8", NUMBER[:-1] + "X", NUMBER[:6] + NUMBER[8:17]])
def test_a_number_that_the_case_knows_is_hidden_behind_it(text: str, own: str) -> None:
    number = NUMBER if not text.endswith("X") else NUMBER[:-1]
    once = masked(text.format(number), KnownValues.of([own]))
    assert "*" * 17 in once
    assert number[10:16] not in once


def test_a_number_of_somebody_of_the_case_keeps_no_other_number_away() -> None:
    assert NUMBER in masked(f"缴款单号：{NUMBER}", KnownValues.of(["330106198003172462"]))


def test_it_holds_for_its_court_and_its_place_only() -> None:
    assert labels_in(CONFIRMED, COURT, Place.TEXT) == {"缴款单号"}
    assert labels_in(CONFIRMED, "浙0102", Place.LOT) == {"标的物编号"}
    assert labels_in(CONFIRMED, "沪0106", Place.LOT) == frozenset()
    assert NUMBER in masked(f"标的物编号：{NUMBER}", place=Place.LOT)
    assert NUMBER not in masked(f"缴款单号：{NUMBER}", court="浙0102")


def test_in_html_it_stays_and_goes_likewise() -> None:
    masking, around = ProfileMasking(Profile.STANDARD, CONFIRMED), Surroundings(court=COURT)
    assert NUMBER in masking.html(f"<p>缴款单号：{NUMBER}</p>", around)
    assert NUMBER not in masking.html(f"<p>受理编号：{NUMBER}</p>", around)


@pytest.mark.parametrize("label", ["身份证号", "编号", "号", "被执行人", "银行账号", "手机号", "金额", ""])
def test_no_court_can_confirm_a_label_of_people_or_of_anything(label: str) -> None:
    assert not may_be_confirmed(label)


def test_another_list_is_another_rule() -> None:
    assert as_rules(()) == ""
    assert as_rules(CONFIRMED) == as_rules(CONFIRMED[::-1]) != as_rules(CONFIRMED[:1])
