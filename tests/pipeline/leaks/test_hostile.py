"""Hostile bytes: whatever they hold, they are read in a time that grows with their length alone."""

import base64
from collections.abc import Callable

import pytest

from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from pipeline.leaks.soft.look import RowText, soft_hits
from tests.pipeline.leaks.invented import bank_card, digits_only_id, mobile
from tests.support.growth import grows_with_length

pytestmark = pytest.mark.drill

RAW = RawValues.collect([digits_only_id(21), bank_card(1)], [mobile(1)], ["某市某区某路1号"], [])
SHORT, LONG = 100_000, 10_000_000
"""Bytes."""

UNITS = {
    "digits": b"1234567890",
    "ones": b"1",
    "spaced digits": b"1 ",
    "numerals": "一二三 ".encode(),
    "escapes": b"\\u0031",
    "single escapes": b"\\u0031 ",
    "half entities": b"&#4",
    "percent": b"%33 ",
    "masks": b"1****",
    "open tags": b"1<b ",
    "tags between digits": b"1<b>",
    "invalid": bytes(range(128, 256)),
    "zero width": ("1" + "\u200b" * 5).encode(),
    "mobiles": b"13800001234 ",
    "tags with blanks": b"12 <td > ",
    "labels": "身份证号：1234 ".encode(),
    "mails": b"a@b.cc ",
    "letters for digits": b"lOSB1",
    "rounded": b"1.23E+17 ",
    "seventeen digits": b"33010619800512123,",
    "soft breaks": b"1=\r\n",
    "chinese encoding": "被执行人某某".encode("gb18030"),
    "one line": "被执行人某某应履行义务".encode(),
    "backslashes": b"\\\\",
    "backslashes and letters": b"\\\\\\u",
    "words in markup": "某<b>区</b>".encode(),
    "open comments in words": "某<!-- ".encode(),
    "zero width in words": "某\u200b".encode(),
    "full width": "１号".encode(),
    "cut masks": "卡号**********\n009096787".encode(),
    "escaped tags": b"1&lt;b&gt;",
}
"""What is repeated."""
WHOLE: dict[str, Callable[[int], bytes]] = {
    "stars": lambda size: b"*" * size + b"1",
    "markup never closed": lambda size: "某<b ".encode() + b"a" * size,
    "base64 of digits": lambda size: base64.b64encode(b"1234567890" * (size // 14)),
}
HOSTILE = (*UNITS, *WHOLE)


def hostile(name: str, size: int) -> bytes:
    """About so many bytes."""
    return WHOLE[name](size) if name in WHOLE else UNITS[name] * (size // len(UNITS[name]))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_read_in_linear_time(name: str) -> None:
    assert grows_with_length(lambda size: scan_bytes(hostile(name, size), raw=RAW, profile="standard"), SHORT // 8)


@pytest.mark.slow
def test_megabytes_of_all_of_them_are_read_in_linear_time() -> None:
    def read(size: int) -> None:
        scan_bytes(b"".join(hostile(name, size // len(HOSTILE)) for name in HOSTILE), raw=RAW, profile="standard")

    assert grows_with_length(read, LONG // 16)


SOFT_UNITS = (
    "住", "户籍云", "县镇村路", "1月", "年 月 ", "1 ", "，", ",", "；", "|", "\t", "姓名\t", "：", "a:", "\"a\":\"b\",", "{", "（", "(", "<a ",
    "<td>", "\n", " \n", "身份证：", "1岁", "子女", "一二三", "浙A", "A1", "不动产权第", "&", "\"", "\"\",", "公司，住", "住县村", "出生1月1日",
    "账户1 ", "0571-", "姓名,住址,电话\n", "甲,乙,丙\n", "  a", "家中", "*",
)  # fmt: skip


@pytest.mark.parametrize("unit", SOFT_UNITS)
def test_the_soft_nets_read_hostile_texts_in_a_time_that_grows_with_their_length(unit: str) -> None:
    assert grows_with_length(lambda size: soft_hits(RowText(unit * (size // len(unit))), RAW), 10_000)
