"""Tails and check digits of a person's numbers go; ends of orders, receipts and amounts stay."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.masking.profiles import Profile
from pipeline.masking.recognisers.tails import speaks_of_a_thing
from pipeline.masking.text import mask_text
from tests.support.growth import grows_with_length


def masked(text: str) -> str:
    return mask_text(text, Profile.STANDARD)


HIDDEN = [
    ("身份证末位2", "末位*"),
    ("身份证校验位为2", "校验位为*"),
    ("身份证尾号62", "尾号**"),
    ("身份证后两位62", "后两位**"),
    ("身份证号码最后一位为X", "最后一位为*"),
    ("末位为X的身份证", "末位为*的"),
    ("身份证末位二", "末位*"),
    ("身份证号尾数贰肆陆贰", "尾数****"),
    ("身份证号末四位数字为：2462", "数字为：****"),
    ("身份证第17、18位为62", "位为**"),
    ("身份证号码第11至14位为0317", "位为****"),
    ("身份证第7至14位：1955 1006，第18位：1", "**** ****，第18位：*"),
    ("前六后四：330106****2462", "前六后四：**************"),
    ("其证件为441424…5585", "…****"),
    ("手机尾号8888", "尾号****"),
    ("手机号138****5217（中间四位6049）", "中间四位****"),
    ("尾号为2462的银行卡", "尾号为****的"),
    ("农行尾号 0638、医保卡号后5位 41902", "尾号 ****、医保卡号后5位 *****"),
    ("2462系其身份证末四位", "****系其"),
    ("| 卞小满 | 2446 | 身份证尾四位 |", "| **** |"),
    ("身份证后四\n位为 417X", "位为 ****"),
    ("【身份证】存档【最后一位】2【期限】两年", "【最后一位】*【期限】"),
    ("身份证号缺一位，为5", "为*"),
    ("身份证：5226，“XXXX”处为1120", "处为****"),
    ("身份证尾数为“两个8、一个5”，即8585或5588", "”，即****或****"),
    ("身份证尾号为奇数位7、倒数第二位2；另一人尾号4", "奇数位*、倒数第二位*；另一人尾号*"),
    ("系统校验末位为八、后三位三三八", "末位为*、后三位***"),
    ("ID ends with 733X", "ends with ****"),
    ("last four digits of ID: 2462", "ID: ****"),
    ("1409251974年12月24日2292", "年**月**日****"),
    ("姓名\t身份证尾号\n卞小满\t302X", "\t****"),
    ("姓名\t身份证号码\t校验位\n卞小满\t存档\tX", "\t*"),
    ('{"name":"卞小满","idTail":"8816","checkBit":"6"}', '"idTail":"****","checkBit":"*"'),
]
STAYS = [
    "尾款62元", "订单尾号2462", "物流单尾号7319已签收", "发票号码后八位00317246", "提货单末位3", "房屋楼栋尾号16", "保留小数点后两位62",
    "合同编号校验位6", "模具尾号2466", "案号后四位1070", "叫号机尾号68", "支票末三码：六二七", "最后一位竞买人出价62万元", "轮候第11位",
    "限行尾号3和8", "排名后两位2人", "身份证正反面第7至14行", "价款尾数62元", "order ends with 733; bill no. ends with 0211",
    "收据尾号\t金额\n2417\t62元", "案款尾数1631.00",
]  # fmt: skip


@pytest.mark.parametrize(("text", "shown"), HIDDEN)
def test_a_part_of_a_persons_number_goes_in_every_spelling(text: str, shown: str) -> None:
    once = masked(text)
    assert shown in once
    assert masked(once) == once


@pytest.mark.parametrize("text", STAYS)
def test_ends_of_things_and_amounts_stay(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(("text", "shown", "kept"), [
    ("请持身份证（最后六位192400）及案号后四位1070到场", "最后六位******", "案号后四位1070"),
    ("合同尾号1120，身份证尾号1120", "身份证尾号****", "合同尾号1120"),
    ("身份证后四码2168；预约号2168；叫号机尾号68", "后四码****", "叫号机尾号68"),
])  # fmt: skip
def test_the_number_that_stands_before_the_part_decides(text: str, shown: str, kept: str) -> None:
    assert shown in masked(text)
    assert kept in masked(text)


@pytest.mark.parametrize(
    ("head", "is_things"), [("收据尾号", True), ("票据编号末四位", True), ("证件尾号", False), ("校验位", False)]
)
def test_a_head_that_names_a_thing_is_known(head: str, is_things: bool) -> None:
    assert speaks_of_a_thing(head) is is_things


TAILS = st.text(alphabet="0123456789", min_size=4, max_size=4)
WORDS = st.sampled_from(
    (
        "身份证末四位{}",
        "身份证尾号为{}",
        "手机尾号{}，存档",
        "{}系其身份证末四位",
        "订单尾号{}",
        "证件第11至14位为{}",
        "尾款{}元",
        "ID ends with {}",
    )
)


@given(WORDS, TAILS, TAILS)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_a_twin_with_another_tail_reads_the_same(words: str, one: str, other: str) -> None:
    shown, twin = masked(words.format(one)), masked(words.format(other))
    assert shown.replace(one, "@") == twin.replace(other, "@")


@pytest.mark.parametrize(
    "piece",
    ["身份证", "尾号", "末四位2", "身份证末位2、", "后", "第1位", "即2", "…", "330106…", "前六后四", "ends with "],
)
def test_hostile_repetition_stays_linear(piece: str) -> None:
    assert grows_with_length(lambda length: masked((piece * length)[:length]), 5_000)
