import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.remarks import RemarkRefused, checked_form_number, checked_remark


@pytest.mark.parametrize(
    "text",
    [
        "330106198001011234",
        "3301 0619 8001 0112 34",
        "330106-19800101-1234",
        "３３０１０６１９８００１０１",
        "138\u200b0000\u200b0000",
        "0571-88880000",
        "someone@example.cn",
        "2026-11-201234567",
        "",
        " \u200b\n",
        "长" * 501,
    ],
)
def test_a_remark_with_a_number_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(RemarkRefused) as caught:
        checked_remark(text, "reason")
    assert not text.strip() or text not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "（2026）浙0106执12345号已结案",
        "2026-11-20 收到，2026-11-23 答复",
        "标的28000.00元，另有1234567元",
        "第3、4项有误",
    ],
)
def test_what_a_reason_needs_may_be_written(text: str) -> None:
    assert checked_remark(text, "reason") == text


@given(st.text(max_size=60))
def test_a_remark_is_one_line_and_checking_it_again_changes_nothing(text: str) -> None:
    try:
        plain = checked_remark(text, "reason")
    except RemarkRefused:
        return
    assert len(plain.splitlines()) == 1
    assert checked_remark(plain, "reason") == plain


@pytest.mark.parametrize("text", ["", "330106198001011234", "13800000000", "x" * 41])
def test_a_form_number_is_no_persons_number(text: str) -> None:
    with pytest.raises(RemarkRefused):
        checked_form_number(text)
