"""What is public stays public: none of it raises an alarm."""

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.leaks.hits import Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from tests.pipeline.leaks.invented import credit_code, digits_only_id, masked, mobile

RAW = RawValues.collect([digits_only_id(seed) for seed in range(500)], [mobile(seed) for seed in range(500)], [], [])

PUBLIC = {
    "USCC with letters": f"统一社会信用代码：{credit_code(1)}",
    "USCC of digits": f"证件号码：{credit_code(2, digits=True)}",
    "things of a mobile's length": "存证编号138-0017-7266，缴款识别码13980172817，运费单13802198000",
    "organisation code": "组织机构代码：73011302-3、12345678-X",
    "case number": "（2026）浙0106执12345号、(2014)穗南法执字第01050号",
    "amounts": "标的28000.00元，利息1234567890.12元，合计138000000000.00元",
    "dates": "2026-11-20 2026-11-21 2026-11-22 2026-11-23\n2026-11-24\n20261125 20261126",
    "moments": "20261120103015 2026-11-20T10:30:15+08:00 1763600000000",
    "document number": "法释〔2017〕7号、浙高法〔2026〕123号",
    "order number with a moment in front": "202611201234567890",
    "bank-like order number": "订单号：6222021234567890123",
    "lot and platform number": "https://sf.example.cn/sf_item/684512345678.htm",
    "opaque id": '"id":"a2b3c4d5e6f72345"',
    "checkpoint whose digest ends in a label": "zxgk.example.cn\n4\nYkZVWuKjrAs6ab3dljWKUDPYqt32kvR4DabflpS5U+QQ=\nrelease 4\n",
    "digest with a label in it": "zxgk.example.cn\n12\nab3dQQ87654321xyK0pVx6WeQQ123456789+9tLm0aBcdE=\n",
    "landline": "执行局电话：0571-87654321、12368、0571 8765 4321",
    "viewing contact": f"看样联系人：某先生，手机：{mobile(2)}",
    "clues": f"提供被执行人财产线索，请拨打举报电话：{mobile(2)}",
    "year list": "2014 2015 2016 2017 2018 2019 2020 2021",
    "drawing": '<path d="M12 138 0000 1234 19 13.5 1380000 12 34 56 78 90 12">',
    "pages": "<a>1</a> <a>2</a> <a>3</a> 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20",
    "stars": "** 重点 ** /* **** */ **************** 4 **** 5 2**3 k***1 *12*",
    "escapes": "it&#39;s &#34;50%20&#34; \\n1\\n2 %E4%B8%AD &#20013; \\u4e2d",
    "name spelled out as a search key": '{"k":{"weixin":{"r":[["魏新",1]]},"weixingsheng":{"r":[["魏兴胜",1]]}}}',
    "numerals": "二〇二六年十一月二十日，一二三四五六，第一百二十三条",
}


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize("profile", [None, "standard", "national", "strict"])
def test_public_text_raises_no_alarm_without_tonights_values(name: str, profile: str | None) -> None:
    assert scan_bytes(PUBLIC[name].encode(), profile=profile) == ()


@pytest.mark.parametrize("name", sorted(set(PUBLIC) - {"viewing contact", "clues"}))
def test_public_text_raises_no_alarm_beside_tonights_values(name: str) -> None:
    assert scan_bytes(PUBLIC[name].encode(), raw=RAW, profile="standard") == ()


def test_digests_and_codes_in_bulk_raise_no_alarm() -> None:
    digests = "\n".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(4000))
    codes = "\n".join(credit_code(n, digits=n % 2 == 0) for n in range(1000))
    assert scan_bytes((digests + "\n" + codes).encode(), raw=RAW) == ()


def test_a_declared_contact_may_stand_in_every_text() -> None:
    number = mobile(2)
    raw = RawValues.collect([], [number, mobile(3)], [], [f"咨询电话：{number[:3]}-{number[3:7]}-{number[7:]}"])
    assert scan_bytes(f"联系电话：{number}；{number[:3]} {number[3:7]} {number[7:]}".encode(), raw=raw) == ()
    assert scan_bytes(mobile(3).encode(), raw=raw)


def test_any_other_mobile_alarms_when_the_declared_ones_are_known() -> None:
    (hit,) = scan_bytes(f"电话{mobile(11)}".encode(), raw=RawValues.collect([], [], [], []))
    assert hit.rule is Rule.MOBILE


@pytest.mark.parametrize("label", ["编号：", "序号", "，流水："])
def test_a_mere_number_of_nothing_does_not_excuse_a_mobile(label: str) -> None:
    assert [hit.rule for hit in scan_bytes(f"{label}{mobile(1000)}".encode(), raw=RAW)] == [Rule.MOBILE]
    assert scan_bytes(f"存证编号：{mobile(1000)}，订单号{mobile(1000)}".encode(), raw=RAW) == ()


def test_alone_only_a_partys_own_mobile_alarms() -> None:
    assert [h.rule for h in scan_bytes(f"被执行人某某，手机：{mobile(1)}".encode())] == [Rule.PERSONAL_MOBILE]
    assert scan_bytes(f"咨询电话：{mobile(1)}".encode()) == ()


def test_organisations_codes_among_the_identifiers_are_not_taken_as_secret() -> None:
    codes = [credit_code(n, digits=n % 2 == 0) for n in range(50)]
    raw = RawValues.collect(codes, [], [], [])
    assert scan_bytes("\n".join(codes).encode(), raw=raw) == ()


@given(st.integers(10**17, 10**18 - 1).map(str))
def test_a_run_with_an_impossible_month_is_no_identity_number(number: str) -> None:
    impossible = number[:10] + "13" + number[12:]
    assert scan_bytes(f"单号 {impossible} 。".encode()) == ()


@pytest.mark.parametrize("profile", ["standard", "national", "strict"])
def test_masks_of_the_sites_profile_pass_and_all_others_alarm(profile: str) -> None:
    for other in ("standard", "national", "strict"):
        text = f'"id_number":"{masked(digits_only_id(1), other)}"，'.encode()
        fits = (
            other == profile
            or (profile == "national" and other != "national")
            or (other, profile) == ("strict", "standard")
        )
        assert bool(scan_bytes(text, profile=profile)) is not fits, (other, profile)


@pytest.mark.parametrize(
    "mask",
    [
        "1388888****8888",
        "3301****123*",
        "330106********",
        "62220212****1234",
        "330106198****0123*",
        "0****123",
        "*********54",
        "TEL*********54",
        "**********17",
    ],
)
def test_masks_of_any_other_shape_alarm(mask: str) -> None:
    assert [hit.rule for hit in scan_bytes(f"号码{mask}。".encode(), profile="standard")] == [Rule.MASK_SHAPE]


@pytest.mark.parametrize(
    "mask",
    [
        "E******78",
        "C*******82",
        "CA*****9X",
        "*******78",
        "H********90",
        "CHN**********34",
        "***********",
        "330106********123*",
        "3301**************",
        "******1980****123*",
    ],
)
def test_document_masks_and_masks_with_more_stars_pass(mask: str) -> None:
    assert scan_bytes(f"号码{mask}。".encode(), profile="standard") == ()


def test_glued_masks_pass() -> None:
    one = masked(digits_only_id(1), "standard")
    assert scan_bytes(f"{one}{one}***********".encode(), profile="standard") == ()


@pytest.mark.parametrize("before", ["", "+", "联系方式/", "a1/", "0123456789abcdefghij+"])
def test_a_label_behind_less_than_a_digest_is_a_label(before: str) -> None:
    assert [hit.rule for hit in scan_bytes(f"{before}QQ=87654321 ".encode())] == [Rule.LABELLED_CONTACT]


def test_random_long_numbers_alarm_hardly_ever() -> None:
    chance = random.Random(1)
    numbers = "\n".join(f"单号{chance.randrange(10**17, 10**18)}号" for _ in range(20_000))
    assert len(scan_bytes(numbers.encode())) <= 5
