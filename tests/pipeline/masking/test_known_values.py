"""What the rows of a case know is hidden in its texts, and nothing is prepared before a text asks."""

import time

import pytest

from pipeline.masking.known import APPLICANT, NOTHING_KNOWN, KnownValues, surname_and_mou
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text

ROLES = {
    "钱斌": surname_and_mou("钱斌"),
    "买买提·吐尔逊": "买某",
    "Smith John": "某",
    "欧阳小明": surname_and_mou("欧阳小明"),
    "某某（杭州）银行": APPLICANT,
    "赵甲": APPLICANT,
    "赵甲乙": surname_and_mou("赵甲乙"),
}
KNOWN = KnownValues.of(
    identifiers=["330106198001011234"],
    phones=["0571-88880000"],
    names_to_role=ROLES,
    addresses=["浙江省杭州市西湖区某某路1号2幢301室"],
)


CASES = [
    ("担保人钱斌承担连带责任", "担保人钱某承担连带责任"),
    ("担保人钱 斌、欧阳小明", "担保人钱某、欧阳某"),
    ("钱\u200b斌与钱<b>斌</b>", "钱\u200b某与钱<b>某</b>"),
    ("归还某某(杭州)银行借款", "归还申请执行人借款"),
    ("申请执行人赵甲与被执行人", "申请执行人与被执行人"),
    ("申请执行人：赵甲", "申请执行人：申请执行人"),
    ("赵甲乙与赵甲", "赵某与申请执行人"),
    ("家在浙江省杭州市西湖区某某路1号2幢301室", "家在***"),
    ("家在西湖区某某路 1 号2幢301室内", "家在西湖区***内"),
    ("座机88880000或0571 8888 0000", "座机********或**** **** ****"),
    ("买买提吐尔逊、买买提-吐尔逊、买买提•吐尔逊", "买某、买某、买某"),
    ("SMITH JOHN与Smith Johnson", "某与Smith Johnson"),
    ("号码980101", "号码******"),
    ("代码980101", "代码980101"),
    ("号码800101", "号码******"),
    ("县代码330106", "县代码330106"),
    ("尾部 011234 号", "尾部 ****** 号"),
    ("金额057188880000元", "金额************元"),
    ("（2014）浙0106执800101号", "（2014）浙0106执800101号"),
    ("2014浙0106执800101号", "2014浙0106执800101号"),
    ("（2014）800101号", "（2014）800101号"),
    ("留言8888000O", "留言********"),
    ("定于2010-01-01 12:34开庭", "定于2010-01-01 12:34开庭"),
    ("擔保人錢斌", "擔保人錢某"),
    ("担保人欧阳\n小明", "担保人欧阳某"),
    ("担保人欧<br>阳小明", "担保人欧阳某<br>"),
    ("送至某某路1号2幢", "送至***"),
    ("送至某某路１号２幢３０１室", "送至***"),
    ("送至某某路壹号2幢", "送至***"),
    ("送至某某路1-2-301", "送至***"),
    ("法院地址：某某路12号", "法院地址：某某路12号"),
]


@pytest.mark.parametrize(("text", "masked"), CASES)
def test_known_values_are_hidden(text: str, masked: str) -> None:
    assert mask_text(text, Profile.STANDARD, KNOWN) == masked
    assert mask_text(masked, Profile.STANDARD, KNOWN) == masked


def test_a_party_whose_name_is_declared_keeps_it_beside_a_shorter_third_party() -> None:
    known = KnownValues.of(names_to_role={"李明": "李某"})
    assert mask_text("李明华与李明", Profile.STANDARD, known, public=("李明华",)) == "李明华与李某"


def test_a_whole_known_number_beats_the_label_of_a_thing() -> None:
    known = KnownValues.of(phones=["13800001234"])
    assert mask_text("金额13800001234", Profile.STANDARD, known) == "金额***********"


def test_a_known_card_is_never_shown_like_an_identity_number() -> None:
    card = "330106198001011234"
    assert mask_text(card, Profile.STANDARD, KnownValues.of(cards=[card])) == "*" * 18


def test_what_the_source_masked_already_tells_no_fragments() -> None:
    assert KnownValues.of(identifiers=["3301061980****1234", "3301061980XXXX1234"]).fragments == frozenset()


def test_one_digit_six_times_is_no_fragment() -> None:
    assert mask_text("共1000000张", Profile.STANDARD, KnownValues.of(phones=["13800000000"])) == "共1000000张"


def test_nothing_is_prepared_before_a_text_asks() -> None:
    start = time.process_time()
    cases = [KnownValues.of(["330106198001011234"], ["13800001234"], (), ROLES) for _ in range(20_000)]
    assert time.process_time() - start < 1
    assert mask_text("没有数字", Profile.STANDARD, cases[0]) == "没有数字"
    assert cases[0]._fragments is None


def test_blank_values_are_nothing() -> None:
    assert KnownValues.of(["", ""], [""], [""], {"": "某", " ": "某"}, [""]) == NOTHING_KNOWN


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("钱斌", "钱某"),
        ("欧阳小明", "欧阳某"),
        ("欧阳", "欧某"),
        ("司马 光", "司马某"),
        ("买买提·某某", "买某"),
        ("𠮷田", "𠮷某"),
    ],
)
def test_a_third_party_is_printed_by_surname(name: str, printed: str) -> None:
    assert surname_and_mou(name) == printed


def test_a_number_that_an_address_cuts_keeps_its_length() -> None:
    known = KnownValues.of(
        phones=["13800001234"], cards=["6222020000000123456"], addresses=["浙江省杭州市西湖区某某路1号"]
    )
    home, phones = "住址：浙江省杭州市西湖区某某路1号", "13800001234 " * 20
    masked = mask_text(home + phones, Profile.STANDARD, known)
    assert masked.startswith("住址：浙江省杭州市西湖区***")
    assert set(masked[12:]) == {"*", " "}
    assert len(masked) <= len(home + phones)
