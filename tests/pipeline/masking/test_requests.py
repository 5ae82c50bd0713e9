"""`mask --jsonl`: a text with what is known about it, as one JSON value a line."""

import json

import pytest

from pipeline.masking.profiles import Profile
from pipeline.masking.requests import parse_request


def masked(**request: object) -> str:
    return parse_request(json.dumps(request, ensure_ascii=False)).masked(Profile.STANDARD)


def test_a_string_is_a_text_of_which_nothing_is_known() -> None:
    assert parse_request('"手机13800000000"').masked(Profile.STANDARD) == "手机***********"


def test_a_role_stands_for_the_name_of_an_applicant_and_a_party_keeps_its_own() -> None:
    names = {"钱斌": "申请执行人", "孙悦然": "被执行人", "李小满": "配偶"}
    assert masked(text="钱斌与孙悦然、李小满纠纷", known={"names": names}) == "申请执行人与孙悦然、李某纠纷"


def test_contacts_are_public() -> None:
    assert masked(text="联系电话0571-88880000", contacts=["0571-88880000"]) == "联系电话0571-88880000"


def test_a_lot_keeps_its_own_number() -> None:
    text = "拍卖浙KA4417轿车一辆"
    assert masked(text=text, lot=True) == text
    assert "A4417" not in masked(text=text)


def test_html_is_made_safe() -> None:
    assert masked(text="<b onclick=x>电话138<i>0000</i>0000</b>", html=True) == (
        "<strong>电话***<em>****</em>****</strong>"
    )


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("x", "no JSON"),
        ("[]", "neither"),
        ("{}", "text"),
        ('{"text": "x", "known": {"id": []}}', "known.id"),
        ('{"text": "x", "lot": "yes"}', "lot"),
        ('{"text": "x", "contacts": "0571"}', "contacts"),
    ],
)
def test_a_wrong_line_is_refused_by_its_key(line: str, names: str) -> None:
    with pytest.raises(ValueError, match=names):
        parse_request(line)
