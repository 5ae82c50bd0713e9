"""Names, addresses and mailboxes of tonight's pull, broken in writing."""

import json

import pytest

from pipeline.leaks.hits import Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes

RAW = RawValues.collect([], [], ["某市某区某路1号2幢（北）", "someone@example.cn", "欧阳某某"], [])

BROKEN = {
    "bold": "某市<b>某区</b>某路1号2幢（北）",
    "a digit emphasised": '某市某区某路<em class="x">1</em>号2幢（北）',
    "escaped bold": "欧&lt;b&gt;阳&lt;/b&gt;某某",
    "tags in JSON": "欧\\u003cb\\u003e阳某某",
    "a comment": "欧阳<!-- -->某某",
    "zero width": "某市\u200b某区某路1号2幢（北）",
    "bidi": "某市某区某路1\u202c号2幢（北）",
    "zero width in JSON": json.dumps("欧\u200b阳某某"),
    "zero width as an entity": "欧&#8203;阳某某",
    "full width": "某市某区某路１号２幢（北）",
    "a full-width mailbox": "ｓｏｍｅｏｎｅ＠ｅｘａｍｐｌｅ．ｃｎ",
    "a break in a mailbox": "some\u200bone@exam<wbr>ple.cn",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_known_text_is_found_in_its_broken_form(name: str) -> None:
    (hit,) = scan_bytes(f"住 {BROKEN[name]}。".encode(), raw=RAW)
    assert (hit.rule, hit.offset) == (Rule.EXACT_TEXT, 4 + BROKEN[name].startswith('"'))


def test_the_source_may_spell_its_texts_in_full_width() -> None:
    raw = RawValues.collect([], [], ["某市某路１号"], [])
    assert [len(scan_bytes(text.encode(), raw=raw)) for text in ("某市某路１号", "某市某路1号")] == [1, 1]


def test_what_stands_in_two_cells_is_no_text() -> None:
    assert scan_bytes("<td>欧阳</td><td>某某</td>".encode(), raw=RAW) == ()


@pytest.mark.parametrize("sign", ["\\u0040", "\\x40", "&#64;", "%40", "\\\\u0040"])
@pytest.mark.parametrize("mask", ["3301061980****123*", "******************", "***********"])
def test_an_escape_right_behind_a_mask_is_no_part_of_it(mask: str, sign: str) -> None:
    assert scan_bytes(f'"a":"{mask}{sign}x"'.encode(), profile="standard") == ()


@pytest.mark.parametrize(
    ("text", "is_cut"),
    [
        ("卡号**********\n009096787", True),
        ("账号**********<br>009096787，", True),
        ("手机***\n13800001", False),
        ("卡号***************\n20261120", False),
        ("卡号***************\n2026-11-20", False),
        ("第**********\n009096787", False),
    ],
)
def test_the_rest_of_a_number_behind_a_cut_mask_alarms(text: str, is_cut: bool) -> None:
    assert [hit.rule for hit in scan_bytes(text.encode(), profile="standard")] == [Rule.MASK_SHAPE] * is_cut
