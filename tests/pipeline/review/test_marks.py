from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from pipeline.review.marks import find_marks

KINDS = [
    ("身份证号3301061980****123*。", [("3301061980****123*", "身份证号")]),
    ("证件号码3301061980****123*。", [("3301061980****123*", "身份证号")]),
    ("公民身份号码******************", [("******************", "身份证号")]),
    ("电话***********，", [("***********", "电话")]),
    ("手机***********、***********", [("***********", "电话"), ("***********", "电话")]),
    ("微信**********", [("**********", "微信或QQ")]),
    ("账号*******************", [("*******************", "账号")]),
    ("尾号****", [("****", "号码尾数")]),
    ("护照E******78", [("E******78", "出入境证件")]),
    ("住浙江省杭州市西湖区***", [("***", "住址")]),
    ("1980年**月**日出生", [("**", "出生日期"), ("**", "出生日期")]),
    ("现年**岁", [("**", "年龄")]),
    ("车牌浙A*****", [("A*****", "车牌号")]),
    ("王某到庭", [("某", "姓名")]),
    ("某公司、某些人、某人", []),
    ("***********", [("***********", "已隐藏")]),
    ("执行标的28000元", []),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_each_mask_is_marked_with_its_kind(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(text[mark.start : mark.end], mark.kind) for mark in find_marks(text, Profile.STANDARD)]
    assert found == expected


def test_a_mark_never_holds_a_tag_or_a_line_break() -> None:
    text = "<p>电话***<strong>****</strong>****</p>\n<p>卡号6222 ****\n**** ****</p>"
    pieces = [text[mark.start : mark.end] for mark in find_marks(text, Profile.STANDARD)]
    assert pieces
    assert not any(sign in piece for piece in pieces for sign in "<>&\n")


@given(st.text(alphabet="某王电话号*x0123456789 <>&\n年月日岁", max_size=80))
def test_marks_are_sorted_disjoint_and_cover_every_star(text: str) -> None:
    marks = find_marks(text, Profile.STANDARD)
    assert all(one.end <= other.start for one, other in pairwise(marks))
    covered = {at for mark in marks for at in range(mark.start, mark.end)}
    assert {at for at, sign in enumerate(text) if sign == "*"} <= covered


def test_what_the_masker_hides_is_explained() -> None:
    said = "王小明，身份证号330106198001011234，手机13800000000，微信wx_12345678，1980年5月6日出生。"
    masked = mask_text(said, Profile.STANDARD)
    assert "已隐藏" not in {mark.kind for mark in find_marks(masked, Profile.STANDARD)}
