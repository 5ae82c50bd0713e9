"""Stated ages (现年44岁, 年龄：46, aged 46, 男/46/汉族); the ages of the law (未满18周岁, 60周岁以上) and of things stay."""

import re
from collections.abc import Callable, Iterator
from functools import cache

from pipeline.masking.evidence import any_word_of
from pipeline.masking.recognisers.births import places_of
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit
from pipeline.masking.triggers import Gate, gate_for

_ONE = "[一二三四五六七八九两壹贰叁肆伍陆柒捌玖]"
_HAN = "一二三四五六七八九十百两零〇壹贰叁肆伍陆柒捌玖拾廿卅"
_HAN_AGE = rf"(?:{_ONE}?百(?:[零〇]{_ONE}|{_ONE}[十拾]{_ONE}?)?|{_ONE}?[十拾](?:[有又]?{_ONE}{{1,2}})?|[廿卅]{_ONE}?|{_ONE}{{1,2}})"
_AGE = rf"(?:[0-9*](?: ?[0-9*]){{0,2}}|{_HAN_AGE})"
_STATED_AGE = re.compile(rf"(?<![0-9*])(?P<age>{_AGE})\s?[周虚余多]?$")
_LONGEST_AGE = 8
_NUMBER = rf"(?:[0-9]{{1,3}}|{_HAN_AGE}|\*{{2}})"
_TWO_DIGITS = rf"(?:[1-9][0-9]|[二三四五六七八九]?十{_ONE}{{0,2}}|\*{{2}})"
"""An age of its own, without a word for it: no child's."""
_NO_UNIT = rf"(?![0-9年*{_HAN}.]|\s?[个月天元万名人栏项格列%])"
_LABEL_GAP = r"(?:[（(][^（()）\n0-9]{0,12}[)）])?(?:为|是|约|即)?[:：\s\[【“\"'（(]{0,4}"
_BEHIND_SEX = re.compile(
    r"(?:[男女]|\b(?:[MF]|Male|Female|male|female))\s?[，,、/／| （(]\s?(?P<age>[1-9][0-9]|[二三四五六七八九]十[又有]?[一二三四五六七八九]?|\*{2})(?=\s?[，,、）)/／|]|\s?$| (?:[0-9*]{6}|[\u3400-\u9fff]{1,3}族))"
)
_BEFORE_SEX = re.compile(
    r"(?<=[，,、/／|（(])\s?(?P<age>[1-9][0-9]|\*{2})\s?[，,、/／|]\s?(?:[男女](?![\u3400-\u9fff])|[MF](?![A-Za-z]))"
)
_THRESHOLD = re.compile(r"(?:[年已未]满|不满|不足|满|超过|低于|达到|不到)\s?$")
_AFTER_THRESHOLD = re.compile(r"(?:以上|以下|以内|以前|以后|至|到|止|的(?:未成年|成年|人|公民|自然人))")
_AGES_OF_THE_LAW = (
    "6 8 10 12 14 16 18 20 22 25 55 60 65 70 75 80 "
    "六 八 十 十二 十四 十六 十八 二十 二十二 二十五 五十五 六十 六十五 七十 七十五 八十"
)
_LEGAL_AGES = frozenset(_AGES_OF_THE_LAW.split())
_AS_A_NAME = re.compile(
    r"[\u3400-\u9fff]{1,14}?(?:公司|经销处|经营部|商行|工厂|酒厂|饭店|酒店|门店|合作社|矿泉水|品牌|商标|牌)"
)
_HIDDEN = "**"


def find_ages(scene: Scene) -> Iterator[Hit]:
    """Ages as ``**岁``, whatever words they are told with."""
    for gate, find in _WAYS:
        if gate in scene.opened:
            yield from find(scene)


def _in_years(scene: Scene) -> Iterator[Hit]:
    text = scene.text
    for end in places_of("岁", text):
        found = _STATED_AGE.search(text, max(0, end - _LONGEST_AGE), end)
        if found is not None and not _is_no_persons(text, found, end):
            yield _hidden(found)


def age_in(text: str, start: int, end: int) -> Iterator[Hit]:
    """Every number in a value that is announced as an age."""
    for found in _A_NUMBER.finditer(text, start, end):
        yield _hidden(found)


_A_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z*.{_HAN}])(?<![0-9A-Za-z*] )(?P<age>{_AGE})(?![0-9A-Za-z*]|\.[0-9]| [0-9A-Za-z]|\s?[年个月天元万名人%])"
)


def _hidden(found: re.Match[str]) -> Hit:
    new = found["age"] if set(found["age"]) == {"*"} else _HIDDEN
    return Hit(*found.span("age"), "age", new, rank=2, beats_rules=True)


@cache
def _thing_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_word_of('age_of_a_thing')})[^，,。；;0-9]{{0,4}}$")


@cache
def _thing_behind() -> re.Pattern[str]:
    return re.compile(rf"的?(?:{any_word_of('thing_of_an_age')})")


def _is_no_persons(text: str, found: re.Match[str], end: int) -> bool:
    """Whether it is the age of a thing, a number of the law, or a part of a name (五岁山矿泉水经销处)."""
    if _thing_before().search(text, max(0, found.start() - 10), found.start()):
        return True
    if text.startswith("山", end + 1) and _AS_A_NAME.match(text, end + 1):
        return True
    return _is_legal_age(text, found) or _thing_behind().match(text, end + 1) is not None


def _is_legal_age(text: str, found: re.Match[str]) -> bool:
    if found["age"] not in _LEGAL_AGES:
        return False
    before = _THRESHOLD.search(text[max(0, found.start() - 4) : found.start()])
    return before is not None or _AFTER_THRESHOLD.match(text, found.end() + 1) is not None


@cache
def _label() -> re.Pattern[str]:
    label = any_word_of("age")
    return re.compile(rf"(?:{label}){_LABEL_GAP}(?P<age>{_NUMBER}){_NO_UNIT}(?!\s?[周虚]?岁)")


_AGAIN = re.compile(
    rf"\s?[（(](?:身份证|户籍|虚岁|实岁|周岁|实际|自称|登记|系统|证件)[为是上]{{0,2}}\s?(?P<age>{_NUMBER})\s?[)）]"
)


def _labelled(scene: Scene) -> Iterator[Hit]:
    for found in _label().finditer(scene.text):
        yield _hidden(found)
        if again := _AGAIN.match(scene.text, found.end()):
            yield _hidden(again)


_ENGLISH_AGE = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]{3,5})?"


@cache
def _latin_label() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![A-Za-z])(?:(?:{any_word_of('age_in_latin')})(?:\s(?:of|is))?)(?:\([A-Za-z.]{{1,6}}\))?[\s:：=\"']{{1,4}}(?P<age>[0-9]{{1,3}}|\*{{2}}|{_ENGLISH_AGE})(?![0-9*.]|,[0-9]{{3}}|[a-z]| (?:day|week|month|hour))",
        re.IGNORECASE,
    )


@cache
def _years_old() -> re.Pattern[str]:
    return re.compile(rf"(?<![0-9*.])(?P<age>[0-9]{{1,3}}|\*{{2}})[ -]?(?:{any_word_of('years_old')})", re.IGNORECASE)


def _in_latin(scene: Scene) -> Iterator[Hit]:
    for pattern in (_latin_label(), _years_old()):
        yield from map(_hidden, pattern.finditer(scene.text))


def _beside_sex(scene: Scene) -> Iterator[Hit]:
    for pattern in (_BEHIND_SEX, _BEFORE_SEX):
        yield from map(_hidden, pattern.finditer(scene.text))


@cache
def _feast() -> re.Pattern[str]:
    return re.compile(
        rf"(?:其|父|母|父亲|母亲|被执行人|本人|申请人|债务人|岳父|岳母)(?:的|举办|庆祝|过)?\s?(?P<age>{_NUMBER})\s?(?:岁)?(?:{any_word_of('feast_of_age')})"
    )


def _of_feasts(scene: Scene) -> Iterator[Hit]:
    """六十大寿 of a person whom the words right before name; not the wares of that name."""
    yield from map(_hidden, _feast().finditer(scene.text))


_TOLD = (
    rf"(?P<as_a_person>{_TWO_DIGITS})多?的人(?=[了啦]?(?:[，,。；;、！!？?”\"]|$))",
    rf"[做办过摆庆贺]了?(?P<feast>{_TWO_DIGITS})岁?(?:大寿|寿辰|寿诞|寿宴|寿酒)",
    rf"[一1两2三3](?:名|位)[^，,。；;、（(0-9\n]{{1,10}}[，,（(](?P<listed>{_TWO_DIGITS})(?=[，,。；;、）)])",
    r"(?P<solemn>[二三四五六七八九]?十有[一二三四五六七八九])(?=[，,。；;、）)]|$)",
    rf"(?<=[，,、])(?P<now>{_TWO_DIGITS})了(?=[，,。；;、）)]|$)",
    rf"(?P<about>{_TWO_DIGITS})(?:来岁)?(?:出头|开外|挂零|冒头|好几|上下)(?=[的，,。；;、）)]|$)",
    rf"年[约近逾](?P<near>{_TWO_DIGITS})(?=[，,。；;、）)的]|$)",
    rf"(?:实际|实则|其实|看着|自报)(?P<really>{_TWO_DIGITS})(?=[，,。；;、）)])",
    rf"(?<=[，,、（(“])[虚实](?P<counted>{_TWO_DIGITS})(?=[，,。；;、）)”])",
    r"(?:年[过近逾届及至]|[已早][过届逾])(?P<classical>(?:而立|不惑|知命|知天命|花甲|古稀|耄耋|期颐)(?:之年)?(?:[又有零]?"
    rf"{_ONE}{{1,2}})?)",
    rf"(?:^|[，,。；;、：:“\n])(?P<column>{_TWO_DIGITS})[，,](?=[^，,。；;\n]{{0,12}}年龄[一那这]?栏)",
)
_TOLD_OTHERWISE = re.compile("|".join(_TOLD))


def _told_otherwise(scene: Scene) -> Iterator[Hit]:
    """五十七的人了; 做六十大寿; 一名街坊，71; 年过花甲."""
    for found in _TOLD_OTHERWISE.finditer(scene.text):
        yield Hit(*found.span(str(found.lastgroup)), "age", _HIDDEN, rank=2, beats_rules=True)


_ASKED = re.compile(
    rf"(?:多大|多少岁|几岁|年龄)[年纪了呢]{{0,3}}[？?]?\s?答?[:：]?\s?(?:今年)?(?P<age>{_NUMBER})(?=[，,。；;、\s]|$)"
)
_AFTER_YEAR = re.compile(
    r"(?<![0-9〇零一二三四五六七八九十每去今前后明当本同多数几百千半两周少青成全近往常*])年\s?(?P<age>[二三四五六七八九]十[一二三四五六七八九]?|[2-9][0-9])(?=[，。；、）)]|,(?![0-9]{3}))"
    r"|今年(?P<now>[1-9][0-9]|[二三四五六七八九]十[一二三四五六七八九]?)(?=了|[，,。；;、）)]|$)"
    r"|(?<=之一)年(?P<one>[二三四五六七八九]十[一二三四五六七八九]?)(?=[，,。；、）)])"
)


def _asked(scene: Scene) -> Iterator[Hit]:
    """问：今年多大？答：四十五; 年五十六，"""
    yield from map(_hidden, _ASKED.finditer(scene.text))
    for found in _AFTER_YEAR.finditer(scene.text):
        name = str(found.lastgroup)
        yield Hit(*found.span(name), "age", _HIDDEN, rank=2, beats_rules=True)


_BRACKETED = re.compile(r"[（(]\s?(?P<age>[1-9][0-9]?|\*{2})\s?[)）]")
_CHILD_BEFORE = re.compile(
    r"(?i:child|son|daughter|[长次幼]?[子女]|儿子|女儿|孩子)[:：\s]{0,2}[A-Za-z\u3400-\u9fff]{2,12}$"
)
_LONGEST_NAME = 16


def _in_brackets(scene: Scene) -> Iterator[Hit]:
    """张三（46）: right behind a name that the case knows, or that a word for a child announces."""
    text = scene.text
    names = tuple(scene.known.parties) + tuple(name for name, _ in scene.known.names)
    for found in _BRACKETED.finditer(text):
        before = text[max(0, found.start() - _LONGEST_NAME - 10) : found.start()]
        if (names and len(found["age"]) > 1 and before.endswith(names)) or _CHILD_BEFORE.search(before):
            yield _hidden(found)


_WAYS: tuple[tuple[Gate, Callable[[Scene], Iterator[Hit]]], ...] = (
    (gate_for("years", rf"{_AGE}\s?[周虚余多]?岁"), _in_years),
    (Gate("labels of ages", lambda: (_label(),)), _labelled),
    (Gate("ages in Latin letters", lambda: (_latin_label(), _years_old())), _in_latin),
    (gate_for("ages beside a sex", _BEHIND_SEX, _BEFORE_SEX), _beside_sex),
    (Gate("feasts of an age", lambda: (_feast(),)), _of_feasts),
    (gate_for("ages told otherwise", *_TOLD), _told_otherwise),
    (gate_for("ages that are asked for", _ASKED, _AFTER_YEAR), _asked),
    (gate_for("ages in brackets", _BRACKETED), _in_brackets),
)
NEEDS = tuple(gate for gate, _ in _WAYS)
