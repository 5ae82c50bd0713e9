import pytest

from pipeline.review.asking import (
    AskedWrongly,
    handler_of,
    read_correction,
    read_form,
    read_hold,
    read_json,
    read_legality_answer,
)
from pipeline.review.protocol import CorrectionAsked, HoldAsked, LegalityAsked

RECORD = "abcdefghijklmn23"
HOLD = {"record": RECORD, "reason": "等待承办人核实"}
LASTING = {**HOLD, "kind": "lasting", "form_number": "浙0106不公开〔2026〕12号", "approver": "何清"}
CORRECTION = {"record": RECORD, "field": "obligation", "note": "金额有误"}


def test_a_hold_is_two_working_days_where_nothing_else_is_said() -> None:
    assert read_hold({**HOLD, "kind": "days"}) == HoldAsked(RECORD, "等待承办人核实", 2)
    assert read_hold({**HOLD, "workdays": "5"}).workdays == 5
    assert not read_hold({**HOLD, "form_number": "1", "approver": "x"}).is_lasting


def test_a_lasting_hold_names_form_and_approver() -> None:
    asked = read_hold(LASTING)
    assert asked.is_lasting
    assert (asked.form_number, asked.approver) == ("浙0106不公开〔2026〕12号", "何清")


REFUSED_HOLDS = [
    ({**HOLD, "record": ""}, "记录编号"),
    ({**HOLD, "record": "../../etc/passwd"}, "记录编号"),
    ({**HOLD, "reason": ""}, "请填写说明"),
    ({**HOLD, "reason": "甲" * 201}, "请填写说明"),
    ({**HOLD, "reason": "电话13800000000"}, "个人信息"),
    ({**HOLD, "reason": "住浙江省杭州市西湖区文三路1号"}, "个人信息"),
    ({**HOLD, "workdays": "0"}, "工作日"),
    ({**HOLD, "workdays": "11"}, "工作日"),
    ({**HOLD, "workdays": "²"}, "工作日"),
    ({**LASTING, "form_number": ""}, "审批表编号"),
    ({**LASTING, "approver": " "}, "审批表编号"),
    ({**LASTING, "approver": "何\u202e清"}, "不可见字符"),
    ({**LASTING, "approver": "何" * 300}, "过长"),
]


@pytest.mark.parametrize(("asked", "reason"), REFUSED_HOLDS)
def test_a_hold_is_refused_with_a_reason(asked: dict[str, str], reason: str) -> None:
    with pytest.raises(AskedWrongly, match=reason):
        read_hold(asked)


def test_a_correction_names_field_and_note() -> None:
    assert read_correction(CORRECTION) == CorrectionAsked(RECORD, "obligation", "金额有误", is_finding=False)
    assert read_correction({**CORRECTION, "finding": "yes"}).is_finding


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({**CORRECTION, "field": ""}, "项目"),
        ({**CORRECTION, "field": "a b"}, "项目"),
        ({**CORRECTION, "note": "\n "}, "请填写说明"),
        ({**CORRECTION, "note": "应为３３０１０６１９８００１０１１２３４"}, "个人信息"),
    ],
)
def test_a_correction_is_refused_with_a_reason(asked: dict[str, str], reason: str) -> None:
    with pytest.raises(AskedWrongly, match=reason):
        read_correction(asked)


def test_a_review_names_its_handler() -> None:
    assert handler_of({"handler": " h01 "}) == "h01"
    with pytest.raises(AskedWrongly, match="承办人"):
        handler_of({})


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"a": 1}', b'{"a": {"b": "c"}}', b"\xff", b"[" * 5000])
def test_only_a_flat_object_of_texts_is_read(body: bytes) -> None:
    with pytest.raises(AskedWrongly, match="格式"):
        read_json(body)


@pytest.mark.parametrize("body", [b"a", b"a=1&a=2", b"a=\xff", b"&".join(b"a%d=1" % n for n in range(30))])
def test_only_a_small_form_with_each_field_once_is_read(body: bytes) -> None:
    with pytest.raises(AskedWrongly, match="格式"):
        read_form(body)


def test_a_form_is_read_as_the_browser_sends_it() -> None:
    assert read_form(b"signer=%E9%99%86%E6%98%8E&passphrase=a%26b+c&confirmed=yes") == {
        "signer": "陆明",
        "passphrase": "a&b c",
        "confirmed": "yes",
    }


def test_an_answer_to_a_check_names_record_check_and_reason() -> None:
    asked = {"record": "k3v5q7zqk2mzt4xa", "check": "not_served", "reason": "回证在卷"}
    assert read_legality_answer(asked) == LegalityAsked("k3v5q7zqk2mzt4xa", "not_served", "回证在卷")
    for wrong in (
        {"record": "x"},
        {"check": "Not Served"},
        {"check": ""},
        {"reason": ""},
        {"reason": "电话13800000000"},
    ):
        with pytest.raises(AskedWrongly):
            read_legality_answer(asked | wrong)
