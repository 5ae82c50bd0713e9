"""Hostile bytes: whatever they hold, they are read in a time that grows with their length alone."""

import base64
import time
from collections.abc import Callable

import pytest

from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from tests.pipeline.leaks.invented import bank_card, digits_only_id, mobile

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


def seconds(data: bytes) -> float:
    """CPU seconds that a scan takes."""
    started = time.process_time()
    scan_bytes(data, raw=RAW, profile="standard")
    return time.process_time() - started


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_are_read_in_linear_time(name: str) -> None:
    assert seconds(hostile(name, SHORT)) < 2


@pytest.mark.slow
def test_ten_megabytes_of_all_of_them_are_read_in_linear_time() -> None:
    assert seconds(b"".join(hostile(name, LONG // len(HOSTILE)) for name in HOSTILE)) < 60
