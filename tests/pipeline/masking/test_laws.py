"""Laws of masking text, for any text that people, spreadsheets and case systems can put together."""

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.cleaning.identifiers import is_valid_uscc
from pipeline.masking.folding import view_of
from pipeline.masking.hiding import ProfileMasking
from pipeline.masking.html import sanitise
from pipeline.masking.known import APPLICANT, KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.text import find_hidden_spans, mask_html, mask_text
from tests.pipeline.corpus import Snippet, snippets
from tests.pipeline.corpus.judging import destroyed, leaks
from tests.pipeline.corpus.surroundings import surroundings_of
from tests.pipeline.corpus.wrappings import WRAPPINGS, Wrapping
from tests.support.growth import grows_with_length

KNOWN = KnownValues.of(
    ["330106198001011234", "E12345678"],
    ["13800001234"],
    ["6222020000000123456"],
    {"钱斌": "钱某", "某某银行": APPLICANT},
    ["浙江省杭州市西湖区某某路1号"],
)
PUBLIC = ("0571-87654321", "12368")

VALUES = (
    "330106198001011234|33010619800101123X|330106800101123|13800001234|6222020000000123456|0571-87654321|E12345678"
    "|浙A12345|LSVAU2180N2183294|91330106589876543P|（2014）浙0106执1234号|法发〔2014〕18号|28000元|1,234,567.89元"
    "|2026-11-20|1980年5月6日|44岁|未满18周岁|zhang@example.com|3.3E+17|330106|19800101|1234|0112|3X|XX|****|●●●●"
    "|一三八〇〇〇〇一二三四|①|１３８|𝟎|¥"
)
WORDS = (
    "身份证号|护照|手机|电话：|微信|QQ|银行卡|账号：|车牌|不动产权第|房产证|住|住址：|户籍地|出生|生于|男，|女，"
    "|现年|统一社会信用代码|编号：|尾号|联系人|浙江省|杭州市|西湖区|某某路1号|钱斌|钱 斌|某某银行|申请执行人|号"
    "|生，|元|岁|年|月|日|、|，|。|（|）|(|)"
)
SIGNS = (
    "<b>|</b>|<td>|</td>|<br>|<p>|<span class=a>|<!-- -->|&#49;|&amp;#50;|&nbsp;|&|<|>|\\u0031|\u200b|\u202e"
    "|\u3000| |-|\n|\t|.|/|'|E|X|×"
)
PIECES = st.one_of(
    *(st.sampled_from(pieces.split("|")) for pieces in (VALUES, WORDS, SIGNS)),
    st.text(alphabet="0123456789Xx* -\n", max_size=20),
    st.text(max_size=5),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)
PROFILES = st.sampled_from(list(Profile))
LABELS = (
    "身份证号|护照|手机|电话：|微信|QQ|银行卡|账号：|车牌|房产证|住址：|出生|生于|现年|编号：|尾号|流水号|注册号|金额|宅电|邮箱|婚生子"
    "|军官证|警号|VIN|发动机号|短号|学号|合同编号：|起拍价|本金|港澳通行证|证号"
)
HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(LABELS.split("|")),
        st.sampled_from(
            [
                "330106198001011234",
                "13800001234",
                "622202",
                "0571",
                "2014",
                "2026-11-20",
                "3X",
                "XX",
                "****",
                "转",
                "至",
                "元",
                "年",
                "岁",
                "号",
                "生",
            ]
        ),
        st.text(alphabet="0123456789*Xx -\n.、（）/", max_size=12),
    ),
    max_size=8,
).map("".join)


@given(TEXTS, PROFILES)
@settings(max_examples=400, deadline=None, derandomize=True)
def test_masking_twice_changes_nothing(text: str, profile: Profile) -> None:
    once = mask_text(text, profile, KNOWN, PUBLIC)
    assert mask_text(once, profile, KNOWN, PUBLIC) == once


@given(HOSTILE, PROFILES)
@settings(max_examples=600, deadline=None, derandomize=True)
def test_masking_twice_changes_nothing_on_hostile_mixtures(text: str, profile: Profile) -> None:
    once = mask_text(text, profile)
    assert mask_text(once, profile) == once


@given(TEXTS)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_masking_html_twice_changes_nothing(text: str) -> None:
    once = mask_html(text, Profile.STANDARD, KNOWN, PUBLIC)
    assert mask_html(once, Profile.STANDARD, KNOWN, PUBLIC) == once


@given(TEXTS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_outside_of_the_hidden_spans_every_character_stays(text: str) -> None:
    spans = find_hidden_spans(text, Profile.STANDARD, KNOWN, PUBLIC)
    bounds = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert bounds == sorted(bounds)
    kept = [text[bounds[i] : bounds[i + 1]] for i in range(0, len(bounds), 2)]
    pattern = "(?s:.*?)".join(map(re.escape, kept))
    assert re.fullmatch(pattern, mask_text(text, Profile.STANDARD, KNOWN, PUBLIC))


@given(TEXTS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_run_of_fifteen_digits_and_no_mobile_outlives_masking_without_a_word_for_it(text: str) -> None:
    shown = view_of(mask_text(text, Profile.STANDARD, KNOWN)).text
    for run in re.finditer(r"(?<![0-9A-Za-z*.,，])(?:[0-9]{15,}|1[3-9][0-9]{9})(?![0-9A-Za-z*.])", shown):
        before, after = shown[: run.start()], shown[run.end() :]
        assert (
            is_valid_uscc(run.group())
            or re.match(r"\s?[余多]?[万亿千百]{0,2}元", after)
            or re.search(r"(?:编号|代码|[¥￥])[：:为是]?\s*[0-9A-Za-z-]*$", before)
        ), shown


HIDDEN_DIGITS = st.text(alphabet="0123456789", min_size=5, max_size=5)


@given(TEXTS, TEXTS, HIDDEN_DIGITS, HIDDEN_DIGITS)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_hidden_digits_of_an_identity_number_never_matter(before: str, after: str, one: str, other: str) -> None:
    def text(hidden: str) -> str:
        return f"{before}；{'3301061980' + hidden[:4] + '123' + hidden[4]}；{after}"

    assert mask_text(text(one), Profile.STANDARD) == mask_text(text(other), Profile.STANDARD)


@given(
    TEXTS,
    TEXTS,
    st.text(alphabet="0123456789", min_size=9, max_size=9),
    st.text(alphabet="0123456789", min_size=9, max_size=9),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_a_hidden_phone_does_not_decide_about_its_neighbours(before: str, after: str, one: str, other: str) -> None:
    assert mask_text(f"{before}；13{one}；{after}", Profile.STRICT) == mask_text(
        f"{before}；13{other}；{after}", Profile.STRICT
    )


@pytest.mark.drill
@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "1234 ",
        "一",
        "（2014）",
        "（2014）法",
        "身份证1",
        "电话1、",
        "住市",
        "a@",
        "<b ",
        "&#51;",
        "\u200b1",
        "1岁",
        "编号A-",
        "*1",
        "X",
        "<",
        "a@b.c",
        "13800001234 ",
        "* ",
    ],
)
def test_time_grows_with_the_length_only(piece: str) -> None:
    def read(length: int) -> None:
        mask_text((piece * length)[:length], Profile.STANDARD, KNOWN, PUBLIC)

    assert grows_with_length(read, 12_500)


HOSTILE_PIECES = [
    "X1",
    "1",
    "*",
    "X",
    "1 ",
    "1-",
    "1.",
    "1,",
    "12 ",
    "１",
    "一",
    "①",
    "<",
    "<b>",
    "</b>",
    "&",
    "&#49;",
    "%31",
    "\\u0031",
    "\u200b",
    "́",
    "身份证",
    "电话",
    "住",
    "住市",
    "生",
    "岁",
    "1岁",
    "1980年1月1日生",
    "编号",
    "编号1",
    "（",
    "（2014）",
    "【",
    "@",
    "a@",
    "a.",
    "浙A",
    "WJ",
    "62",
    "起拍价1",
    "婚生子",
    "某某路1号",
    "l1",
    "O",
    "男，",
    "\n",
    "1\n",
    " ",
    "\u3000",
    "。",
    "QQ1",
    "E+1",
    "3.3E",
]


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    """Tables, gates and dictionary are read once a process; that is no text's time."""
    mask_text("证人李秀梅（chen qiao），住松阳县古市镇1号", Profile.STANDARD, KNOWN, PUBLIC)


@pytest.mark.drill
@pytest.mark.parametrize("piece", HOSTILE_PIECES)
def test_a_hostile_text_is_masked_in_linear_time(piece: str) -> None:
    def read(length: int) -> None:
        masked = mask_text((piece * length)[:length] + "330106198001011234", Profile.STANDARD, KNOWN, PUBLIC)
        assert "80010112" not in masked

    assert grows_with_length(read, 7_500)


@pytest.mark.parametrize("piece", ["<div>", "<td>1</td>", "<b>1", "&#49", "</", "<!--1", "1380000"])
def test_hostile_html_is_masked_in_linear_time(piece: str) -> None:
    def read(length: int) -> None:
        mask_html((piece * length)[:length], Profile.STANDARD, KNOWN, PUBLIC)

    assert grows_with_length(read, 7_500)


@pytest.mark.parametrize("text", ["\x00", "\ud800", "138\ud8001234", "\ufffe", "", "\x00" * 100, "𠮷" * 20, "\r"])
def test_odd_characters_stop_nothing(text: str) -> None:
    assert mask_text(text, Profile.STANDARD) == text


SPECIMENS = [snippet for snippet in snippets() if snippet.secrets]


@given(st.sampled_from(SPECIMENS), st.sampled_from(WRAPPINGS))
@settings(max_examples=1500, deadline=None, derandomize=True)
def test_a_text_is_hidden_in_every_wrapping_as_it_is_alone(snippet: Snippet, wrapping: Wrapping) -> None:
    assume(wrapping.takes(snippet.text))
    assert _left_or_lost(snippet, wrapping) == []


@pytest.mark.drill
@pytest.mark.parametrize("wrapping", WRAPPINGS, ids=lambda wrapping: wrapping.name)
def test_every_text_is_hidden_in_every_wrapping(wrapping: Wrapping) -> None:
    taken = [snippet for snippet in snippets() if wrapping.takes(snippet.text)]
    assert {snippet.name: found for snippet in taken if (found := _left_or_lost(snippet, wrapping))} == {}


def _left_or_lost(snippet: Snippet, wrapping: Wrapping) -> list[str]:
    """Secrets that remain in a wrapping, and public values that are gone."""
    masking, around, embedded = ProfileMasking(Profile.STANDARD), surroundings_of(snippet), wrapping.wrapped(snippet)
    source = sanitise(embedded.text) if wrapping.is_html else embedded.text
    masked = (masking.html if wrapping.is_html else masking.text)(embedded.text, around)
    return [*leaks(embedded, source, masked, Profile.STANDARD), *destroyed(embedded, source, masked)]


def test_there_are_fourteen_wrappings_and_each_takes_most_texts() -> None:
    assert len({wrapping.name for wrapping in WRAPPINGS}) == 14
    for wrapping in WRAPPINGS:
        assert sum(wrapping.takes(snippet.text) for snippet in SPECIMENS) > len(SPECIMENS) / 2, wrapping.name
