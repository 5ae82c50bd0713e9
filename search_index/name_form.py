"""The last step of the normal form of a name: letters without accents, no marks, one way to write a number.

1. Letters lose accents and case: José and JOSE, Иванов and ИВАНОВ are one.
2. Marks go: quotation marks, brackets, apostrophes, dashes (`data/questions.toml`, forms).
3. Noughts among Chinese numerals are 〇, whatever sign stands there.
4. Numbers that are written sign by sign become digits (国营一〇一厂), and so do ordinals (第一). 一一 in a person's name stays.

The browser's `analyzer.js` does the same.
"""

import re
import unicodedata

from search_index.rules import rules

_LETTER = re.compile("[\u00c0-\u024f\u0370-\u052f\u1e00-\u1fff]")
_ACCENT = re.compile("[\u0300-\u036f]")
_SMALL = re.compile("[a-z\u00df-\u024f\u0370-\u052f]")
_LETTERS: dict[str, str] = rules()["forms"]["letters"]
_ODD = re.compile(f"[{''.join(_LETTERS)}]")
_MARKS = dict.fromkeys(map(ord, rules()["forms"]["marks"]))
_NOUGHTS = re.compile("(?<=[一二三四五六七八九〇])[○◯O0]+(?![A-Z0-9])")
_ORDINAL = re.compile("第([一二三四五六七八九十]{1,3})(?![百千〇零])")
_WU_NAME = re.compile("第五[^院学厂局店行部校][^院学厂局店行部校]?")
"""A person of the surname 第五."""
_RUN = re.compile("[〇零一二三四五六七八九0-9]{2,}")
_NUMERAL = re.compile("[〇零一二三四五六七八九]")
_NOUGHT = re.compile("[〇零]")
_NUMBERED = re.compile("[厂号库矿团连队]|医院|中学|小学|部队")
_VALUES = {sign: str(value) for value, sign in enumerate("〇一二三四五六七八九")} | {"零": "0"}
_SHORTEST_NUMBER = 3


def name_form(plain: str) -> str:
    """The form in which a name is compared, of one in simplified characters without spaces.

    >>> name_form("JoséÁngel"), name_form("O’BRIEN"), name_form("“好又多”(中国)")
    ('JOSEANGEL', 'OBRIEN', '好又多中国')
    >>> name_form("国营一○一厂"), name_form("国营一零一厂"), name_form("第一建筑"), name_form("丁一一")
    ('国营101厂', '国营101厂', '第1建筑', '丁一一')
    """
    return _numbered(_lettered(plain).translate(_MARKS))


def _lettered(text: str) -> str:
    if text.isascii():
        return text.upper()
    parts = _LETTER.sub(lambda letter: unicodedata.normalize("NFD", letter[0]), text)
    capitals = _SMALL.sub(lambda letter: letter[0].upper(), _ACCENT.sub("", parts))
    return _ODD.sub(lambda letter: _LETTERS[letter[0]], _ACCENT.sub("", capitals))


def _numbered(text: str) -> str:
    if not _WU_NAME.fullmatch(text):
        text = _ORDINAL.sub(lambda found: f"第{_ordinal(found[1])}", text)
    text = _NOUGHTS.sub(lambda noughts: "〇" * len(noughts[0]), text)
    return _RUN.sub(lambda run: _digits(run[0], text[run.end() :]), text)


def _digits(run: str, behind: str) -> str:
    is_number = len(run) >= _SHORTEST_NUMBER or _NOUGHT.search(run) or _NUMBERED.match(behind)
    return "".join(_VALUES.get(sign, sign) for sign in run) if is_number and _NUMERAL.search(run) else run


def _ordinal(numeral: str) -> str:
    """十 as 10, 十二 as 12, 二十 as 20, 二十一 as 21; others sign by sign."""
    tens, ten, ones = numeral.partition("十")
    if not ten:
        return "".join(_VALUES[sign] for sign in numeral)
    if "十" in ones or len(tens) > 1 or len(ones) > 1:
        return numeral
    return f"{_VALUES[tens] if tens else '1'}{_VALUES[ones] if ones else '0'}"
