"""Plain and broken forms of identity numbers, and that each is found by shape and by value."""

import base64
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
    "json in json": lambda n: f'{{"text":"{escaped("号" + n)}"}}'.replace("\\", "\\\\").encode(),
    "json in json in json": lambda n: escaped(n).replace("\\", "\\" * 4).encode(),
    "escaped tags inside": lambda n: f"{n[:2]}&lt;b&gt;{n[2:7]}&lt;/b&gt;{n[7:]}".encode(),
    "numbered tags inside": lambda n: f"{n[:2]}&#60;b&#62;{n[2:]}".encode(),
    "full width, bold inside": lambda n: f"{full_width(n[:5])}<b>{full_width(n[5:])}</b>".encode(),
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
    "base64": lambda n: b"data:text/plain;base64," + base64.b64encode(f"号码 {n}。".encode()),
    "base64 for addresses": lambda n: b"t=" + base64.urlsafe_b64encode(f"a{n}".encode()).rstrip(b"="),
    "quoted-printable": lambda n: "".join(f"={ord(sign):02X}" for sign in n).encode(),
    "soft line break of mail": lambda n: f"{n[:9]}=\r\n{n[9:]}".encode(),
    "utf-32": lambda n: f"姓名,证件号\r\n某人,{n}\r\n".encode("utf-32"),
    "full width in GBK": lambda n: f"被执行人某某，身份证号码{full_width(n)}。".encode("gb18030"),
    "three cells of a table": lambda n: f"<td>{n[:6]}</td><td>{n[6:14]}</td><td>{n[14:]}</td>".encode(),
    "runs of a text document": lambda n: f"<w:t>{n[:8]}</w:t></w:r><w:r><w:rPr/><w:t>{n[8:]}</w:t>".encode(),
    "letters for digits": lambda n: f"号码{n.replace('0', 'O').replace('1', 'l')}，".encode(),
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


SLIPS = {
    "lost at the end": digits_only_id(31)[:-1],
    "lost in the region": digits_only_id(32)[:2] + digits_only_id(32)[3:],
    "doubled": digits_only_id(33)[:15] + digits_only_id(33)[14:],
    "mistyped check digit": digits_only_id(34)[:-1] + str((int(digits_only_id(34)[-1]) + 1) % 10),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_an_identity_number_with_a_slip_is_found_in_a_sentence_and_not_in_a_list_of_keys(slip: str) -> None:
    assert {hit.rule for hit in scan_bytes(f"被执行人某某，{SLIPS[slip]}，未履行".encode())} == {Rule.BROKEN_ID}
    assert scan_bytes(f'{{"{SLIPS[slip]}":[0,1]}}'.encode()) == ()
    assert scan_bytes(f"订单号{SLIPS[slip]}已支付".encode()) == ()


def slips_of(number: str, at: int) -> tuple[str, ...]:
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    other = str((int(number[at]) + 5) % 10)
    return (
        number[:at] + number[at + 1 :],
        number[:at] + number[at] + number[at:],
        swapped,
        number[:at] + other + number[at + 1 :],
    )


@pytest.mark.parametrize("at", range(1, 16))
@pytest.mark.parametrize("number", [digits_only_id(41), bank_card(41)])
def test_tonights_long_numbers_are_found_with_one_slip_anywhere(number: str, at: int) -> None:
    raw = RawValues.collect([digits_only_id(41)], [bank_card(41)], [], [])
    for broken in slips_of(number, at):
        rules = {hit.rule for hit in scan_bytes(f"x,{broken},y".encode(), raw=raw)}
        assert rules & {Rule.NEAR_NUMBER, Rule.EXACT_NUMBER}, broken


def test_a_declared_number_is_not_near_to_anything() -> None:
    card = bank_card(41)
    beside = card[:-1] + str((int(card[-1]) + 1) % 10)
    raw = RawValues.collect([], [card], [], [beside])
    assert scan_bytes(f"x,{beside},y".encode(), raw=raw) == ()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("证件号码\t3.30106E+17", Rule.ROUNDED_NUMBER),
        ("手机：1.38001E+10", Rule.ROUNDED_NUMBER),
        ("护照号码：E12345678，", Rule.LABELLED_DOCUMENT),
        ("港澳通行证C12345678", Rule.LABELLED_DOCUMENT),
        ("被执行人某某手机1380000123停机", Rule.LABELLED_PHONE),
        ("被执行人某某家庭电话：0571-12345678", Rule.LABELLED_PHONE),
        ("其名下银行卡 1234567890123456 已冻结", Rule.LABELLED_ACCOUNT),
        ("被执行人某某，微信号：wxid_abc123", Rule.LABELLED_CONTACT),
        ("被执行人某某，weixingsheng，", Rule.LABELLED_CONTACT),
        ('{"contact":"weixingsheng"}', Rule.LABELLED_CONTACT),
        ('{"weixingsheng88":1}', Rule.LABELLED_CONTACT),
        ("被执行人某某，QQ 123456789", Rule.LABELLED_CONTACT),
        ("被执行人某某邮箱 someone@qq.com", Rule.LABELLED_CONTACT),
        ("其名下号牌浙A12B34的小型汽车下落不明", Rule.LABELLED_THING),
    ],
)
def test_a_label_makes_an_unmasked_value_a_hit(text: str, rule: Rule) -> None:
    assert {hit.rule for hit in scan_bytes(text.encode())} == {rule}


@pytest.mark.parametrize(
    "text",
    [
        "法院执行款专户，账号1202020129900088776。",
        "请关注本院微信公众号zhejiangcourt，QQ群见公告",
        "拍卖标的：被执行人名下浙A12B34小型汽车，车牌号浙A12B34，车架号LSVAM4187C2123987",
        "监督邮箱jd@court.example.cn",
        "身份证2026年11月20日前交回，护照10份",
        "成交价13800000000元，股权13800138000股",
        "采矿许可证号C3300002010117120087654",
        '"身份证":[113491,132],"QQ号":[168129,1]',
        "服务热线 12368，电话：0571-87654321",
    ],
)
def test_what_offices_and_auctions_say_is_public(text: str) -> None:
    assert scan_bytes(text.encode(), profile="standard") == ()


@pytest.mark.parametrize("mask", ["330106198001**1234", "330106XXXXXXXX1234", "330106××××××××1234"])
def test_masks_of_the_source_that_leave_too_much_are_hits(mask: str) -> None:
    assert Rule.MASK_SHAPE in {hit.rule for hit in scan_bytes(f"被执行人某某{mask}，".encode(), profile="standard")}
