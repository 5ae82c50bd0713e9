"""Numbers that are broken up: every kind in every way, none of it readable afterwards."""

from collections.abc import Callable

import pytest

from pipeline.cleaning.identifiers import resident_id_check_character
from pipeline.masking.folding import view_of
from pipeline.masking.known import KnownValues
from pipeline.masking.profiles import Profile
from pipeline.masking.text import mask_html, mask_text
from tests.support.blocks import in_blocks, named

BODY = "33010619800101123"
ID = BODY + resident_id_check_character(BODY)
X_ID = (
    next(
        number
        for number in (f"{BODY[:14]}{n:03d}" for n in range(100, 200))
        if resident_id_check_character(number) == "X"
    )
    + "X"
)
MOBILE = "138" + "0000" + "1234"
CARD = "622202" + "0000000" + "123456"
KNOWN = KnownValues.of([ID, X_ID], [MOBILE], [CARD])

Breakage = Callable[[str], str]


def in_groups(number: str, size: int, between: str) -> str:
    return between.join(number[i : i + size] for i in range(0, len(number), size))


def translated(digits: str) -> Breakage:
    return lambda number: number.translate(str.maketrans("0123456789", digits))


BREAKAGE: dict[str, Breakage] = {
    "whole": str,
    "full width": translated("０１２３４５６７８９"),
    "spaces every four": lambda number: in_groups(number, 4, " "),
    "hyphens every four": lambda number: in_groups(number, 4, "-"),
    "ideographic spaces": lambda number: in_groups(number, 4, "\u3000"),
    "zero width between": lambda number: in_groups(number, 3, "\u200b"),
    "bidi between": lambda number: in_groups(number, 5, "\u202e"),
    "word joiner between": lambda number: "\u2060".join(number),
    "tags inside": lambda number: f"{number[:4]}<b>{number[4:7]}</b>{number[7:]}",
    "tag with attributes": lambda number: f"{number[:4]}<span class='a'>{number[4:7]}</span>{number[7:]}",
    "comment inside": lambda number: f"{number[:6]}<!-- -->{number[6:]}",
    "entities": lambda number: "".join(f"&#{ord(sign)};" for sign in number),
    "hexadecimal entities": lambda number: "".join(f"&#x{ord(sign):x};" for sign in number),
    "entities with zeros": lambda number: "".join(f"&#{ord(sign):07d};" for sign in number),
    "hexadecimal entities with zeros": lambda number: "".join(f"&#x{ord(sign):06X};" for sign in number),
    "short entities between": lambda number: "&#9;".join((number[:6], number[6:14], number[14:])),
    "some entities": lambda number: f"{number[:5]}&#{ord(number[5])};{number[6:]}",
    "twice escaped entities": lambda number: "".join(f"&amp;#{ord(sign)};" for sign in number),
    "json escapes": lambda number: "".join(f"\\u{ord(sign):04x}" for sign in number),
    "chinese numerals": translated("〇一二三四五六七八九"),
    "zero as 零": translated("零一二三四五六七八九"),
    "financial numerals": translated("零壹贰叁肆伍陆柒捌玖"),
    "circled": translated("⓪①②③④⑤⑥⑦⑧⑨"),
    "mathematical": translated("𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"),
    "arabic-indic": translated("٠١٢٣٤٥٦٧٨٩"),
    "apostrophe before": lambda number: f"'{number}",
    "trailing .0": lambda number: f"{number}.0",
    "glued to another": lambda number: f"{number}{MOBILE}",
    "letters before": lambda number: f"No{number}",
}
WHEN_KNOWN: dict[str, Breakage] = {
    "a digit lost": lambda number: number[:8] + number[9:],
    "a digit doubled": lambda number: number[:8] + number[7:],
    "two digits swapped": lambda number: number[:8] + number[9] + number[8] + number[10:],
    "line break": lambda number: f"{number[:6]}\n{number[6:]}",
    "line breaks": lambda number: f"{number[:5]}\r\n  {number[5:11]}\n{number[11:]}",
    "table cells": lambda number: f"<td>{number[:5]}</td><td>{number[5:]}</td>",
    "odd spaces": lambda number: f"{number[:5]} {number[5:8]}  {number[8:]}",
    "a part only": lambda number: number[-8:],
    "dots masked by the source": lambda number: f"{number[:3]}●●●●{number[7:]}",
}
KINDS = {"resident ID": ID, "resident ID with X": X_ID, "mobile": MOBILE, "card": CARD}
LABELS = {"": "", "label": "联系方式：", "words": "张某的号码是"}


def readable_digits(text: str) -> str:
    return "".join(sign for sign in view_of(text).text.replace(".0", "") if sign.isdigit())


def is_hidden(number: str, masked: str) -> bool:
    """Nothing readable, or exactly what the profile prints of a resident ID as it was typed."""
    shown = readable_digits(masked)
    return shown == "" or (number not in (MOBILE, CARD) and shown[10:] == number[14:17] and "****" in masked)


@in_blocks("how", named([*BREAKAGE, *WHEN_KNOWN]))
@pytest.mark.parametrize("kind", KINDS)
def test_a_number_of_the_case_is_hidden_however_it_is_broken(kind: str, how: str) -> None:
    broken = (BREAKAGE | WHEN_KNOWN)[how](KINDS[kind])
    for label in LABELS.values():
        masked = mask_text(f"{label}{broken}。", Profile.STANDARD, KNOWN)
        assert is_hidden(KINDS[kind], masked), masked
        assert mask_text(masked, Profile.STANDARD, KNOWN) == masked


@in_blocks("how", named(BREAKAGE))
@pytest.mark.parametrize("kind", KINDS)
def test_a_stranger_is_hidden_too_however_his_number_is_broken(kind: str, how: str) -> None:
    broken = BREAKAGE[how](KINDS[kind])
    masked = mask_text(f"经查，{broken}。", Profile.STANDARD)
    assert is_hidden(KINDS[kind], masked), masked
    assert mask_text(masked, Profile.STANDARD) == masked


@in_blocks("how", named([*BREAKAGE, *WHEN_KNOWN]))
@pytest.mark.parametrize("kind", KINDS)
def test_the_same_holds_in_html(kind: str, how: str) -> None:
    broken = (BREAKAGE | WHEN_KNOWN)[how](KINDS[kind])
    masked = mask_html(f"<table><tr><td>电话</td><td>{broken}</td></tr></table>", Profile.STRICT, KNOWN)
    assert readable_digits(masked) == "" or (len(readable_digits(masked)) == 10 and "********" in masked)
    assert mask_html(masked, Profile.STRICT, KNOWN) == masked


@pytest.mark.parametrize("sign", ["×", "x", "Х", "х", "Χ", "Ｘ", "ｘ"])
def test_every_look_alike_of_the_check_character_belongs_to_the_number(sign: str) -> None:
    masked = mask_text(f"身份证{BODY}{sign}。", Profile.STANDARD)
    assert masked in (f"身份证{'*' * 18}。", "身份证3301061980****123*。")


@pytest.mark.parametrize(
    "text",
    [
        f"{ID[:6]}\n{ID[6:]}",
        f"{ID[:10]} \r\n {ID[10:]}",
        f"{ID[:6]}<br>{ID[6:]}",
        f"{MOBILE[:3]}\n{MOBILE[3:]}",
        "3.3010619800101E+17",
        "1.3800001234E+10",
        f"{ID[:6]} {ID[6:13]} {ID[14:]}",
        f"{ID[:3]} {ID[3:6]} {ID[6:14]} {ID[14:]}",
        " ".join(ID),
        " ".join(MOBILE),
        f"①{MOBILE}",
        f"{ID[:6]} 1980-01-01 {ID[14:]}",
        f"{ID[:6]}，1980年01月01日，{ID[14:]}",
        *(f"{ID[:6]}{sign}{ID[6:14]}{sign}{ID[14:]}" for sign in "./·～|，：、_"),
        f"{ID[:6]}（{ID[6:14]}）{ID[14:]}",
        ",".join(ID[i : i + 3] for i in range(0, 18, 3)),
        *(f"{ID[:14]}{mask}" for mask in ("????", "____", "....", "····", "####", "●●●●", "…")),
        f"{ID[:6]}……{ID[14:]}",
        ID.replace("0", "O", 2),
        f"一{MOBILE}",
        f"{MOBILE[:3]}●●●●{MOBILE[7:]}",
    ],
)
def test_some_more_ways_to_write_a_strangers_number(text: str) -> None:
    assert len(readable_digits(mask_text(text, Profile.STANDARD))) <= 3
