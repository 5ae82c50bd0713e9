"""A cell that is masked once for all rows reads as the masker reads it in each of them."""

import re
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.masking.known import NOTHING_KNOWN, KnownValues
from pipeline.masking.plain_cells import masked_plainly
from pipeline.masking.policy import Place
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_text
from tests.pipeline.corpus import snippets
from tests.pipeline.corpus.surroundings import surroundings_of
from tests.pipeline.corpus.texts import FILES, texts_of

KNOWN = {
    "nothing": NOTHING_KNOWN,
    "party": KnownValues.of(parties=["全部乐"]),
    "all": KnownValues.of(
        ["330106198005123456"], ["13800001111"], [], {"李秀梅": "李某"}, ["松阳县古市镇筏坑村31号"], ["章澜"]
    ),
    "numbers like days": KnownValues.of(["33010620240506123X", "330106200805174417"], ["28000137", "13820240506"]),
    "odd names": KnownValues.of(
        [],
        [],
        [],
        {"元": "某", "之一": "某", "Li Hai": "某", "迪丽·执行": "迪某"},
        ["元和镇20号"],
        ["3元店", "年利率公司"],
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


WORDS = (
    "尚欠", "借款", "元", "，", "。", "、", "（", "）", "自", "起", "止", "于", "生于", "出生", "出生日期：", "现年", "年满十八周岁", "其子", "长子", "之女", "被执行人", "按年利率", "电话", "尾号",
    "账号：", "身份证", "密码", "门牌", "证号", "案件", "编号", "由", "章澜", "李秀梅", "古市镇", "元和镇", "（执行依据", "号", "生日", "病历号", "因犯盗窃罪", "患尿毒症", "工行",
)  # fmt: skip
DIGITS = st.integers(0, 9).map(str)


def digits(least: int, most: int) -> st.SearchStrategy[str]:
    return st.lists(DIGITS, min_size=least, max_size=most).map("".join)


YEARS = st.integers(1930, 2042).map(str)
FORMS = st.one_of(
    st.builds("{}元".format, digits(1, 8)),
    st.builds("{}.{}元".format, digits(1, 8), digits(1, 2)),
    st.builds("{}%".format, digits(1, 2)),
    st.builds("{}-{:02}-{:02}".format, YEARS, st.integers(1, 13), st.integers(1, 32)),
    st.builds("{}年{}月{}日".format, YEARS, st.integers(1, 13), st.integers(1, 32)),
    st.builds("（{}）{}{}{}{}号".format, YEARS, st.sampled_from("浙吉证"), digits(0, 4), st.sampled_from(["民初", "执", "字第"]), digits(1, 8)),
    st.sampled_from(["2024-05-06", "2008-05-17", "28000137元", "280001.37元", "86000720元", "12368元", "310000元"]),
)  # fmt: skip


@given(
    st.lists(st.one_of(st.sampled_from(WORDS), FORMS), min_size=1, max_size=7).map("".join),
    st.sampled_from(sorted(KNOWN)),
)
@settings(max_examples=1500)
def test_with_sums_days_and_case_numbers_it_reads_as_the_masker_reads_it(text: str, name: str) -> None:
    known, public = KNOWN[name], ("0571-88880000", "0570-86000720", "12368")
    for place in (Place.TEXT, Place.MEASURE, Place.LOT):
        plainly = masked_plainly(text, Profile.STANDARD, known, public, place)
        assert plainly in (None, mask_text(text, Profile.STANDARD, known, public, place))


def test_it_reads_the_old_corpus_as_the_masker_does() -> None:
    for snippet in snippets():
        around = surroundings_of(snippet)
        read: list[Callable[..., str | None]] = [masked_plainly, mask_text]
        plainly, fully = (
            mask(snippet.text, Profile.STANDARD, around.known, around.public, around.place) for mask in read
        )
        assert plainly in (None, fully), snippet.name


_NUMBER = re.compile(r"[0-9A-Za-z*\-－—./@:_ ]{2,}")
_OF_WORDS = re.compile(r"[\u3400-\u9fff，、；：（）《》\0]{5,80}")


@cache
def clauses() -> list[str]:
    """What stands around the numbers of both corpora; a number is a zero sign."""
    texts = [snippet.text for snippet in snippets()] + [text.text for path in FILES for text in texts_of(path)]
    found = (_NUMBER.sub("\0", clause) for text in texts for clause in re.split("[。；\n]", text))
    return sorted({clause for clause in found if "\0" in clause and _OF_WORDS.fullmatch(clause)})


@given(st.data(), st.sampled_from(sorted(KNOWN)), st.sampled_from(sorted(Place)))
@settings(max_examples=1500)
def test_in_the_words_of_the_corpora_it_reads_as_the_masker_reads_it(
    data: st.DataObject, name: str, place: Place
) -> None:
    first, *others = data.draw(st.sampled_from(clauses())).split("\0")
    text = first + "".join(data.draw(FORMS) + words for words in others)
    plainly = masked_plainly(text, Profile.STANDARD, KNOWN[name], (), place)
    assert plainly in (None, mask_text(text, Profile.STANDARD, KNOWN[name], (), place))


@pytest.mark.parametrize(
    "text",
    ["尚欠28000.00元", "（2026）浙0106执1234号之一", "自2025-05-10起下落不明，所负48203.16元债务未清偿。", "按年利率3.45%计至2024年3月7日"],
)  # fmt: skip
@pytest.mark.parametrize("name", ["nothing", "party", "all"])
def test_cells_that_differ_in_sums_days_and_case_numbers_alone_are_read_for_all(text: str, name: str) -> None:
    assert masked_plainly(text, Profile.STANDARD, KNOWN[name], ("0571-88880000",), Place.TEXT) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("生于2024-05-17", "nothing"),
        ("自2024-05-06起", "numbers like days"),
        ("章澜尚欠28000.00元", "all"),
        ("电话13800000000", "nothing"),
        ("年满2008-05-17周岁", "nothing"),
        ("被执行人申时友（2026798.92元年生，男）", "nothing"),
        ("尚欠13800000000元", "nothing"),
    ],
)
def test_what_may_be_hidden_is_read_for_itself(text: str, name: str) -> None:
    assert masked_plainly(text, Profile.STANDARD, KNOWN[name], (), Place.TEXT) is None


@pytest.mark.parametrize("text", ["未履行", "终结本次执行程序", "其妻王小花代领"])
def test_words_of_no_case_are_read_for_all(text: str) -> None:
    assert masked_plainly(text, Profile.STANDARD, KNOWN["all"], (), Place.TEXT) is not None


@pytest.mark.parametrize(
    "text", ["由章澜签收", "李秀梅", "电话12345678", "松阳县人", "wife", "电话一三八零零零零一一一一"]
)
def test_what_a_case_may_know_better_is_left_to_it(text: str) -> None:
    assert masked_plainly(text, Profile.STANDARD, KNOWN["all"], (), Place.TEXT) is None
