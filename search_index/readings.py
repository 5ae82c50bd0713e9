"""How a text may be meant that asks for names: which of its parts are names, and which only narrow them.

Rules are data (`data/questions.toml`). The browser's `readings.js` reads in the same way, where a text is more than a plain name.

1. The text as it stands is a name; marks between its parts tell nothing.
2. What people write around a name is left out: 被执行人王伟, 王伟先生.
3. Each part is the name, and the others narrow it: 刘晓红 杭州.
4. All parts that can be names are names, and the rest narrows them: 王伟/李娜.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from search_index.analyzer import distinct, name_keys, normalise_name, short_form
from search_index.rules import rules

MOST_NAMES = 8
"""Names looked up for one reading."""
SHORTEST_FIRM = 6
"""Characters of a registered name before its legal form: place, brand, trade."""
_MOST_PARTS = 6
_MOST_ABBREVIATIONS = 3
_AROUND: Mapping[str, Any] = rules()["around"]
_HAN = "\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS = "A-Za-z\u00c0-\u052f"
_BETWEEN = re.compile(_AROUND["between"])
_BEFORE = re.compile(rf"^(?:{_AROUND['before']})[:：]?\s*(?=.)")
_BEHIND = re.compile(rf"(?<=[{_HAN}{_LETTERS})）”》·]{{2}})(?:{_AROUND['behind']})[?？!！。.]*$")
_REPRESENTATIVE = re.compile(rf"^(?:{_AROUND['representative']})(?:是|为|叫)?[:：\s]*")
_ALIAS_BEHIND = re.compile(rf"(?<=[{_HAN}]{{2}})(?:曾用名|又名|化名)[:：]?(?=[{_HAN}]{{2}})")
_LATIN = re.compile(rf"[^{_HAN}]*[{_LETTERS}][^{_HAN}]*")
_HAS_NAME = re.compile(rf"[{_HAN}].*[{_HAN}]|[{_LETTERS}]{{2}}")
_PLACE = re.compile("(?:[省市区县旗州盟镇乡]|街道|法院|中院|高院|法庭)$")
_PLACE_WORDS = re.compile("中院")
_PLACE_SIGNS = re.compile("[省市区县旗]|自治州|人民|法院|法庭")
YEAR = re.compile("^(?:19|20)[0-9]{2}年?$")
_CASE_YEAR = re.compile(r"\(((?:19|20)[0-9]{2})\)")
_PHONE = re.compile(rules()["numbers"]["phone"])
_SEPARATORS = re.compile(r"[\s-]")
_COURT_CODE = re.compile(f"^[{_HAN}][0-9]{{2,4}}$")
_SEX = ("男", "女")
_PERSON = re.compile(
    rf"[{rules()['people']['surnames']}][{_HAN}]{{1,2}}|(?:{rules()['people']['compound']})[{_HAN}]{{1,2}}"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text: names of which one must be borne, and words each of which must fit the record.

    Attributes:
        names: Normal forms; a record fits that bears one of them.
        where: What its court, year, list or sex must be.
        each: Of several persons in one question the names of each; the reading holds only if somebody bears each.
    """

    names: tuple[str, ...]
    where: tuple[str, ...] = ()
    each: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class TextRead:
    """A text as it may be meant.

    Attributes:
        readings: In the order in which they are tried.
        forms: What the name of an organisation may hold; the text itself comes first.
        parts: Normal forms of its parts, where it has several: a name may hold them in any order.
        has_representative: Whether it asks by the role of one who is no party.
        has_phone: Whether a telephone number is in it.
    """

    readings: tuple[Reading, ...]
    forms: tuple[str, ...]
    parts: tuple[str, ...]
    has_representative: bool
    has_phone: bool


def read_text(shown: str) -> TextRead:
    """The ways in which a text may ask for names.

    >>> [reading.names for reading in read_text("王伟/李娜").readings]
    [('王伟李娜',), ('王伟',), ('李娜',), ('王伟', '李娜')]
    >>> read_text("被执行人王伟").readings[-1].names, read_text("刘晓红 杭州").readings[1]
    (('王伟',), Reading(names=('刘晓红',), where=('杭州',), each=()))
    >>> read_text("建行杭州分行").forms
    ('建行杭州分行', '建设银行杭州分行')
    """
    core = _REPRESENTATIVE.sub("", without_around(shown))
    split = [part for part in _BETWEEN.split(_ALIAS_BEHIND.sub("、", core)) if part]
    parts = _joined_letters([part for part in map(without_around, split) if not _says_nothing(part)])[:_MOST_PARTS]
    has_representative = core != without_around(shown) or any(_REPRESENTATIVE.fullmatch(part) for part in split)
    whole = Reading(_keys("".join(parts) if len(parts) > 1 and not _LATIN.fullmatch(core) else shown))
    found = [whole, *_readings(core, parts), Reading(_keys(shown))]
    normal = [form for form in map(normalise_name, parts) if len(form) > 1]
    own = normalise_name(shown)
    return TextRead(
        tuple(dict.fromkeys(reading for reading in found if reading.names)),
        distinct([own, *_abbreviated(own), normalise_name(core)]),
        tuple(normal) if 1 < len(normal) == len(parts) else (),
        has_representative,
        any(is_phone(part) for part in [shown, *split]),
    )


def without_around(text: str) -> str:
    """A text without what people write around a name.

    >>> without_around("查一下被执行人：王伟先生"), without_around("查良")
    ('王伟', '良')
    """
    before = ""
    while text != before:
        before = text
        text = _BEHIND.sub("", _BEFORE.sub("", text.strip()))
    return text


def is_phone(text: str) -> bool:
    """Whether a text is a telephone number: a key of nothing.

    >>> is_phone("138 0013 8000"), is_phone("0571-88888888"), is_phone("1234")
    (True, True, False)
    """
    return _PHONE.fullmatch(_SEPARATORS.sub("", text)) is not None


def is_name(text: str) -> bool:
    """Whether a text is a person's or a company's whole name by its shape: then its words alone answer nothing.

    >>> is_name("刘晓红"), is_name("欧阳娜娜"), is_name("杭州某某贸易有限公司"), is_name("拍卖公告"), is_name("华美公司")
    (True, True, True, False, False)
    """
    name = normalise_name(text)
    short = short_form(name)
    return _PERSON.fullmatch(name) is not None or (short != name and len(short) >= SHORTEST_FIRM)


def fits(row: Mapping[str, Any], date: str, where: Sequence[str]) -> bool:
    """Whether each word fits a fact of a record: its court, province, year, list or sex.

    >>> fits({"dataset": "exit_bans", "court_name": "杭州市西湖区人民法院"}, "2025-01-02", ("西湖法院", "2025", "边控"))
    True
    """
    return all(_fits(row, date, word) for word in where)


def fits_court(code: str, name: str, word: str) -> bool:
    """Whether a court is meant by a place, a province or its name.

    >>> fits_court("浙0111", "杭州市富阳区人民法院", "富阳"), fits_court("浙0111", "", "浙江省")
    (True, True)
    """
    place = _place(word)
    province = rules()["provinces"].get(place, word)
    is_code = len(province) == 1 or bool(_COURT_CODE.match(province))
    return bool(place) and (place in _place(name) or (is_code and code.startswith(province)))


def _fits(row: Mapping[str, Any], date: str, word: str) -> bool:
    if YEAR.match(word):
        return word[:4] in (date[:4], *_CASE_YEAR.findall(normal_brackets(row.get("case_number") or "")))
    if word in rules()["lists"]:
        return bool(rules()["lists"][word] == row["dataset"])
    if word in _SEX:
        return bool(row.get("sex") == word)
    return fits_court(row.get("court_code") or "", row.get("court_name") or "", word)


def normal_brackets(text: str) -> str:
    """Round brackets as ASCII has them."""
    return text.replace("（", "(").replace("）", ")")


def _place(text: str) -> str:
    return _PLACE_SIGNS.sub("", _PLACE_WORDS.sub("中级", text))


def _readings(core: str, parts: Sequence[str]) -> list[Reading]:
    if _LATIN.fullmatch(core):
        return [Reading(_rotated(core))]
    if len(parts) < 2:
        return [Reading(_keys(part)) for part in parts]
    named = [part for part in parts if _may_be_name(part)]
    rest = [part for part in parts if not _may_be_name(part)]
    single = [Reading(_keys(part), _words([other for other in parts if other != part])) for part in named]
    each = tuple(map(_keys, named))
    together = Reading(distinct(chain.from_iterable(each))[:MOST_NAMES], _words(rest), each if len(each) > 1 else ())
    return [*single, together]


def _may_be_name(part: str) -> bool:
    return bool(
        _HAS_NAME.search(part)
        and not _PLACE.search(part)
        and not YEAR.match(part)
        and part not in rules()["lists"]
        and part not in rules()["provinces"]
    )


def _says_nothing(part: str) -> bool:
    return (
        part in _AROUND["empty"]
        or is_phone(part)
        or _BEFORE.fullmatch(f"{part}：") is not None
        or _REPRESENTATIVE.fullmatch(part) is not None
        or _BEFORE.sub("", part + "：") == "："
        or (_BEHIND.sub("", f"甲乙{part}") == "甲乙" and part not in rules()["lists"])
    )


def _words(parts: Sequence[str]) -> tuple[str, ...]:
    return distinct(form for form in map(normalise_name, parts) if form)


def _keys(text: str) -> tuple[str, ...]:
    return distinct(name_keys(text))[:MOST_NAMES]


def _rotated(text: str) -> tuple[str, ...]:
    """A name in letters as it stands, with its last word first, and with its first word last."""
    words = [word for word in re.split(r"[\s,，·]+", text) if word]
    orders = [words, [*words[-1:], *words[:-1]], [*words[1:], *words[:1]]]
    return distinct(key for order in orders for key in _keys(" ".join(order)))[:MOST_NAMES]


def _joined_letters(parts: Sequence[str]) -> list[str]:
    """Words in letters beside each other are one name."""
    joined: list[str] = []
    for part in parts:
        if joined and _LATIN.fullmatch(part) and _LATIN.fullmatch(joined[-1]):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


def _abbreviated(form: str) -> list[str]:
    """The form with each abbreviation in it written out."""
    known: Mapping[str, str] = rules()["abbreviations"]
    found = [short for short in known if short in form and known[short] not in form]
    longest = sorted(found, key=lambda short: (-len(short), short))[:_MOST_ABBREVIATIONS]
    return [form.replace(short, known[short], 1) for short in longest]
