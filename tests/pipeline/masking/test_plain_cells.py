"""A cell that is masked once for all rows reads as the masker reads it in each of them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.plain_cells import masked_plainly
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text

KNOWN = {
    "nothing": NOTHING_KNOWN,
    "party": KnownValues.of(parties=["全部乐"]),
    "all": KnownValues.of(
        ["330106198005123456"], ["13800001111"], [], {"李秀梅": "李某"}, ["松阳县古市镇筏坑村31号"], ["章澜"]
    ),
}
PIECES = (
    "未履行", "全部", "部分履行", "全部乐", "章澜", "李秀梅", "其妻", "王小花", "松阳县", "古市镇", "筏坑村", "，", "。", "：", "（", "）", "由", "代领", "姓名",
    "张伟", "与", "系夫妻", "患尿毒症", "终结本次执行程序", "未成年", "之女", "一三八零零零零一一一一", "電話", "执行中",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join), st.sampled_from(sorted(KNOWN)))
@settings(max_examples=600)
def test_it_reads_as_the_masker_reads_it(text: str, name: str) -> None:
    known, public = KNOWN[name], ("全某某", "0571-88880000")
    plainly = masked_plainly(text, Profile.STANDARD, known, public, Place.TEXT)
    assert plainly in (None, mask_text(text, Profile.STANDARD, known, public, Place.TEXT))


@pytest.mark.parametrize("text", ["未履行", "终结本次执行程序", "其妻王小花代领"])
def test_words_of_no_case_are_read_for_all(text: str) -> None:
    assert masked_plainly(text, Profile.STANDARD, KNOWN["all"], (), Place.TEXT) is not None


@pytest.mark.parametrize(
    "text", ["由章澜签收", "李秀梅", "电话12345678", "松阳县人", "wife", "电话一三八零零零零一一一一"]
)
def test_what_a_case_may_know_better_is_left_to_it(text: str) -> None:
    assert masked_plainly(text, Profile.STANDARD, KNOWN["all"], (), Place.TEXT) is None
