"""The proof's own fold: what a reader sees, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.proof.canaries.folding import folded


@pytest.mark.parametrize(
    "written",
    [
        "33010619800101123X",
        "３３０１０６１９８００１０１１２３ｘ",
        "3301 0619-8001　0101\n123×".replace("80010101", "800101"),
        "3301<b>06</b>19800101&#49;23Х",
        "\\u0033\\u0033010619800101123X",
        "\\\\u0033\\\\u0033010619800101123X",
        "3301&amp;#48;619800101123X",
        "3301\u200b0619\u202d800101123X",
        "三三〇一〇六一九八〇〇一〇一一二三X",
        "叁叁零壹零陆壹玖捌零零壹零壹壹贰叁X",
        "③③⓪①⓪⑥①⑨⑧⓪⓪①⓪①①②③X",
    ],
)
def test_a_number_is_read_however_it_is_written(written: str) -> None:
    assert folded(written).replace("8001010112", "80010112") == "33010619800101123X"


@given(st.text(alphabet="0123456789", max_size=30))
def test_plain_digits_stay(digits: str) -> None:
    assert folded(digits) == digits


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_that_matters_to_a_number(text: str) -> None:
    digits = [sign for sign in folded(text) if sign.isdecimal()]
    assert [sign for sign in folded("".join(digits)) if sign.isdecimal()] == digits
