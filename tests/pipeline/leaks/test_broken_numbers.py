"""Plain and broken forms of identity numbers, and that each is found by shape and by value."""

import html
import json
import urllib.parse
from collections.abc import Callable

import pytest

from pipeline.leaks.hits import Rule
from pipeline.leaks.raw_values import RawValues
from pipeline.leaks.scan import scan_bytes
from tests.pipeline.leaks.invented import bank_card, digits_only_id, full_width, mobile, old_id, resident_id

CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
FINANCIAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
MATHEMATICAL = {ord("0") + value: chr(0x1D7CE + value) for value in range(10)}


def split(number: str, sizes: tuple[int, ...], separator: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return separator.join([*parts, number[at:]] if number[at:] else parts)


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" for sign in text)


FORMS: dict[str, Callable[[str], bytes]] = {
    "plain html": lambda n: f"<p>被执行人（{n}），男</p>".encode(),
    "json": lambda n: json.dumps({"text": f"身份证号{n}。"}).encode(),
    "json, every sign escaped": lambda n: f'{{"text":"{escaped("号" + n + "。")}"}}'.encode(),
    "json in an attribute": lambda n: html.escape(json.dumps({"a": n})).encode(),
    "log line": lambda n: f"2026-11-20 10:00:01 INFO pulled row={n} court=0106".encode(),
    "utf-16 csv": lambda n: f"姓名,证件号\r\n某人,{n}\r\n".encode("utf-16"),
    "utf-16 big endian": lambda n: f"\ufeff姓名,证件号\r\n某人,{n}\r\n".encode("utf-16-be"),
    "utf-16 without mark": lambda n: f"姓名某某证件号{n}某某".encode("utf-16-le"),
    "spaces every four": lambda n: split(n, (4, 4, 4, 4), " ").encode(),
    "no-break spaces 6-8-4": lambda n: split(n, (6, 8), "\u00a0").encode(),
    "hyphens 6-8-4": lambda n: split(n, (6, 8), "-").encode(),
    "full-width hyphens": lambda n: split(n, (6, 8), "－").encode(),
    "full width": lambda n: f"号码{full_width(n)}，".encode(),
    "zero width inside": lambda n: split(n, (3, 5, 7), "\u200b").encode(),
    "bidi marks inside": lambda n: split(n, (9,), "\u202c\u202d").encode(),
    "soft hyphens inside": lambda n: split(n, (6, 4, 4), "\u00ad").encode(),
    "line break inside": lambda n: f"号码{split(n, (11,), chr(10))}。".encode(),
    "windows line break inside": lambda n: split(n, (5,), "\r\n").encode(),
    "escaped line break inside": lambda n: json.dumps({"a": split(n, (8,), "\n")}).encode(),
    "folded calendar line": lambda n: f"DESCRIPTION:{split(n, (10,), chr(13) + chr(10) + ' ')}".encode(),
    "decimal entities": lambda n: "".join(f"&#{ord(sign)};" for sign in n).encode(),
    "hexadecimal entities": lambda n: "".join(f"&#x{ord(sign):X};" for sign in n).encode(),
    "entities of full width": lambda n: "".join(f"&#{ord(sign)};" for sign in full_width(n)).encode(),
    "entities of entities": lambda n: "".join(f"&amp;#{ord(sign)};" for sign in n).encode(),
    "named spaces": lambda n: split(n, (6, 8), "&nbsp;").encode(),
    "percent": lambda n: ("q=" + "".join(f"%{ord(sign):02X}" for sign in n)).encode(),
    "percent of full width": lambda n: urllib.parse.quote(full_width(n)).encode(),
    "percent twice": lambda n: urllib.parse.quote("".join(f"%{ord(sign):02X}" for sign in n)).encode(),
    "one digit as an entity": lambda n: f"{n[:5]}&#{ord(n[5])};{n[6:]}".encode(),
    "bytes written out": lambda n: "".join(f"\\x{ord(sign):02x}" for sign in n).encode(),
    "bold inside": lambda n: f"<td>{n[:6]}<b>{n[6:14]}</b>{n[14:]}</td>".encode(),
    "comment inside": lambda n: f"{n[:6]}<!-- x -->{n[6:]}".encode(),
    "Chinese numerals": lambda n: f"号码{n.translate(CHINESE)}，".encode(),
    "financial numerals": lambda n: f"号码{n.translate(FINANCIAL)}，".encode(),
    "mathematical digits": lambda n: n.translate(MATHEMATICAL).encode(),
    "list sign in front": lambda n: f"①{n}".encode(),
    "numeral behind": lambda n: f"身份证{n}一份".encode(),
    "phone glued on": lambda n: f"号码{n}{mobile(5)}。".encode(),
    "invalid utf-8 around": lambda n: b"\xff\xfe\x80 \xe4\xb8" + n.encode() + b"\xc3(",
    "null bytes around": lambda n: b"\0\0" + n.encode() + b"\0\0",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(3))
def test_an_unknown_identity_number_is_found_by_its_shape(form: str, seed: int) -> None:
    hits = scan_bytes(FORMS[form](digits_only_id(seed)))
    assert {hit.rule for hit in hits} & {Rule.RESIDENT_ID}


@pytest.mark.parametrize("form", FORMS)
def test_a_known_identity_number_is_found_even_with_a_wrong_check_digit(form: str) -> None:
    number = digits_only_id(4)
    wrong = number[:-1] + str((int(number[-1]) + 3) % 10)
    raw = RawValues.collect([wrong], [], [], [])
    assert Rule.EXACT_NUMBER in {hit.rule for hit in scan_bytes(FORMS[form](wrong), raw=raw)}


@pytest.mark.parametrize("sign", "XxＸХ×")
def test_the_check_character_x_is_read_in_every_spelling(sign: str) -> None:
    number = resident_id(7, ends_with_x=True)
    hits = scan_bytes(f"号码{number[:-1]}{sign}，".encode())
    assert [hit.rule for hit in hits] == [Rule.RESIDENT_ID]


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "tel:{}",
        "+86{}",
        "0086{}",
        "86-{}",
        "电话{}转",
        "2026-11-20 {}",
        "①{}",
        "a={};",
        "{}{}",
        "20261120{}",
        "00000{}",
    ],
)
def test_a_known_phone_is_found_also_where_other_digits_touch_it(form: str) -> None:
    number = mobile(3)
    raw = RawValues.collect([], [number], [], [])
    text = form.format(number, digits_only_id(9))
    assert Rule.EXACT_NUMBER in {hit.rule for hit in scan_bytes(text.encode(), raw=raw)}


@pytest.mark.parametrize("form", ["{}", "{} ", "x{}", "（{}）", "{}1234567", "99{}"])
def test_a_known_card_is_found_at_any_place(form: str) -> None:
    number = bank_card(3)
    raw = RawValues.collect([], [number], [], [])
    spaced = split(number, (4, 4, 4, 4), " ")
    for text in (form.format(number), form.format(spaced)):
        assert Rule.EXACT_NUMBER in {hit.rule for hit in scan_bytes(text.encode(), raw=raw)}


def test_an_old_number_of_the_source_is_found_in_its_new_form_and_the_other_way_round() -> None:
    old = old_id(8)
    new = old[:6] + "19" + old[6:] + "5"
    assert scan_bytes(new.encode(), raw=RawValues.collect([old], [], [], []))
    assert scan_bytes(old.encode(), raw=RawValues.collect([new], [], [], []))


def test_the_source_may_spell_its_numbers_in_any_broken_form() -> None:
    number = digits_only_id(2)
    for spelled in (split(number, (6, 8), "-"), full_width(number), f" {number[:9]}\u200b{number[9:]} "):
        raw = RawValues.collect([spelled], [], [], [])
        assert Rule.EXACT_NUMBER in {hit.rule for hit in scan_bytes(number.encode(), raw=raw)}


@pytest.mark.parametrize(
    "label", ["身份证号：", "<th>证件号码</th><td>", '"id_number":"', "公民身份号码（居民身份证）："]
)
def test_behind_a_label_old_and_mistyped_numbers_are_found(label: str) -> None:
    number = digits_only_id(6)
    mistyped = number[:-1] + str((int(number[-1]) + 1) % 10)
    for text in (old_id(6), mistyped):
        assert [hit.rule for hit in scan_bytes((label + text).encode())] == [Rule.LABELLED_ID]


def test_a_hit_names_place_rule_and_two_characters_only() -> None:
    number = digits_only_id(3)
    (hit,) = scan_bytes(f"被执行人{number}".encode(), file="a.html")
    assert (hit.file, hit.offset, hit.rule, hit.tail) == ("a.html", 12, Rule.RESIDENT_ID, number[-2:])


def test_offsets_behind_escapes_point_into_the_original() -> None:
    number = digits_only_id(3)
    payload = (
        b"caf&eacute; \\u4e2d " + "".join(f"&#{ord(sign)};" for sign in number).encode() + b" end " + number.encode()
    )
    offsets = {hit.offset for hit in scan_bytes(payload)}
    assert offsets == {payload.index(b"&#"), payload.rindex(number.encode())}


def test_offsets_in_utf_16_are_those_of_the_file() -> None:
    number = digits_only_id(3)
    payload = f"姓名,{number}".encode("utf-16")
    assert {hit.offset for hit in scan_bytes(payload)} == {payload.index(number.encode("utf-16-le"))}
