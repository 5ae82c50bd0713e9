"""Laws: any number in any text in any encoding is found."""

import json
import random
import string
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from pipeline.leaks.hits import Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from tests.pipeline.leaks.invented import resident_id

SIGNS = string.punctuation + " \n" + string.ascii_letters + "被执行人某年月日元，。（）《》　一二〇①é😀\u200b"
NEIGHBOURS = st.text(SIGNS, max_size=40)
ENCODERS: tuple[Callable[[str], bytes], ...] = (
    lambda text: text.encode(),
    lambda text: text.encode("utf-16"),
    lambda text: json.dumps(text).encode(),
    lambda text: json.dumps(text, ensure_ascii=False).encode(),
    lambda text: "".join(f"&#{ord(sign)};" for sign in text).encode(),
    lambda text: "".join(f"%{byte:02x}" for byte in text.encode()).encode(),
)


@given(st.integers(0, 10**6), NEIGHBOURS, NEIGHBOURS, st.sampled_from(ENCODERS))
def test_a_known_number_is_found_in_any_text_and_encoding(
    seed: int, before: str, behind: str, encode: Callable[[str], bytes]
) -> None:
    number = resident_id(seed)
    raw = RawValues.collect([number], [], [], [])
    assert Rule.EXACT_NUMBER in {hit.rule for hit in scan_bytes(encode(before + number + behind), raw=raw)}


@given(st.integers(0, 10**6), NEIGHBOURS, st.text(st.characters(categories=["Lo", "Po"]), max_size=20))
def test_an_unknown_number_is_found_behind_any_text(seed: int, before: str, behind: str) -> None:
    number = resident_id(seed)
    assert Rule.RESIDENT_ID in {hit.rule for hit in scan_bytes(f"{before}：{number}。{behind}".encode())}


@given(st.binary(max_size=2000))
def test_any_bytes_are_read_without_a_crash(data: bytes) -> None:
    raw = RawValues.collect([resident_id(1)], [], ["某市某区"], [])
    scan_bytes(data, raw=raw, profile="standard")


@given(st.integers(0, 10**6), st.integers(1, 9))
def test_a_number_inside_a_longer_run_is_found_by_value(seed: int, digits: int) -> None:
    chance = random.Random(seed)
    around = "".join(chance.choice("0123456789") for _ in range(digits))
    number = resident_id(seed, ends_with_x=False)
    raw = RawValues.collect([number], [], [], [])
    assert scan_bytes((around + number + around).encode(), raw=raw)
