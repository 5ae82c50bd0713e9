"""Birth month and day, and stated ages. The year of birth stays, as in a masked ID (DOMAIN §3)."""

import re
from collections.abc import Iterator

from pipeline.masking.labels import pattern_of, words_of
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit

_YEAR = (
    r"(?:[0-9](?<![0-9*][0-9])(?:[0-9]{3}|[0-9](?=\s?年|[./-](?:[0-9]{1,2}|\*{2})[./-](?:[0-9]{1,2}|\*{2})(?![0-9])))"
    r"|[一二][九零〇○Ｏ][〇○零一二三四五六七八九]{2}|[五六七八九〇零一二][〇○零一二三四五六七八九](?=年))"
)
_MONTH = r"(?P<month>[0-9]{1,2}|[正元一二三四五六七八九十冬腊]{1,2}|\*{2})"
_DAY = r"(?P<day>[0-9]{1,2}|[初一二三四五六七八九十廿卅]{1,3}|\*{2})"
_WRITTEN_DATE = rf"{_YEAR}\s?年\s?(?:农历|阴历)?{_MONTH}\s?月(?:\s?{_DAY}\s?[日号]?)?"
_ANY_DATE = (
    rf"{_YEAR}(?:\s?年\s?(?:农历|阴历)?(?:{_MONTH}\s?月(?:\s?{_DAY}\s?[日号]?)?|(?P<feast>元旦|除夕|春节|元宵|端午|中秋|重阳|国庆))"
    r"|[-./](?P<month2>[0-9]{1,2}|\*{2})(?:[-./](?P<day2>[0-9]{1,2}|\*{2}))?(?![0-9])"
    r"|(?P<compact>[0-9]{4}(?![0-9*]))|(?P<short>[0-9]{2}(?![0-9*])))"
)
_DAY_OF_YEAR = r"(?P<month3>[0-9]{1,2}|\*{2})\s?月\s?(?P<day3>[0-9]{1,2}|\*{2})\s?[日号]"
_BORN = re.compile(r"出生|诞生|生(?![效产活成意态存物命机长猪牛羊鸡鸭鱼])")
_DATE_BEFORE = re.compile(rf"{_ANY_DATE}\s?日?(?:[（(][公农阴阳]历[)）])?\s?$")
_DAY_BEFORE = re.compile(rf"{_DAY_OF_YEAR}的?$")
_LONGEST_DATE = 28
_DOB = re.compile(rf"(?:{pattern_of('birth_in_english')})(?: on)?[:：\s]{{0,4}}{_ANY_DATE}")
_BIRTH_LABEL = re.compile(rf"(?:{pattern_of('birth')})(?:为|是)?[:：\s]{{0,4}}(?:{_ANY_DATE}|{_DAY_OF_YEAR})")
_AFTER_SEX = re.compile(rf"[男女][，,、\s]\s?{_WRITTEN_DATE}(?=[，,、。）)]|\s[{chr(0x3400)}-{chr(0x9FFF)}]族)")

_AGE = r"(?:[0-9] ){0,1}[0-9一二三四五六七八九十百两*](?:[0-9]{0,2}|[一二三四五六七八九十百零〇]{0,4}|\*)"
_STATED_AGE = re.compile(rf"(?<![0-9*])(?P<age>{_AGE})\s?[周虚余多]?$")
_BARE_AGE = re.compile(r"[男女][，,、]\s?(?P<age>[1-9][0-9]|\*{2})(?=\s?[，,、）)])")
_LONGEST_AGE = 8
_AGE_LABEL = re.compile(
    rf"(?:{pattern_of('age')})(?:为|是)?[:：\s]{{0,3}}"
    r"(?P<age>[0-9]{1,3}|[一二三四五六七八九十]{1,3}|\*{2})(?![0-9年*])(?!\s?[周虚]?岁)"
)
_THRESHOLD = re.compile(r"(?:[年已未]满|不满|不足|满|超过|低于|达到|不到)\s?$")
_AFTER_THRESHOLD = re.compile(r"(?:以上|以下|以内|以前|以后|至|到|止|的(?:未成年|成年|人|公民|自然人))")
_AGES_OF_THE_LAW = (
    "6 8 10 12 14 16 18 20 22 25 55 60 65 70 75 80 "
    "六 八 十 十二 十四 十六 十八 二十 二十二 二十五 五十五 六十 六十五 七十 七十五 八十"
)
_LEGAL_AGES = frozenset(_AGES_OF_THE_LAW.split())
_HIDDEN = "**"


def find_births(scene: Scene) -> Iterator[Hit]:
    """Dates of birth as ``1980年**月**日``; only where words say that it is a birth."""
    text = scene.text
    for place in _places_of("生", text):
        start = place - 1 if place and text[place - 1] in "出诞" else place
        if _BORN.match(text, start):
            yield from _hidden_parts(_DATE_BEFORE.search(text, max(0, start - _LONGEST_DATE), start))
        if text.startswith("生日", place):
            yield from _hidden_parts(_DAY_BEFORE.search(text, max(0, start - _LONGEST_DATE), start))
        yield from _hidden_parts(_BIRTH_LABEL.match(text, start))
    if "B" in text or "b" in text:
        for found in _DOB.finditer(text):
            yield from _hidden_parts(found)
    for sex in "男女":
        for place in _places_of(sex, text):
            yield from _hidden_parts(_AFTER_SEX.match(text, place))


def _hidden_parts(date: re.Match[str] | None) -> Iterator[Hit]:
    if date is None:
        return
    for name, part in date.groupdict().items():
        if part is not None:
            new = "****" if name == "compact" else _HIDDEN
            yield Hit(date.start(name), date.end(name), "birth_date", new, rank=2, beats_rules=True)


def find_ages(scene: Scene) -> Iterator[Hit]:
    """Stated ages (现年44岁) as ``**岁``; the ages of the law (未满18周岁, 60周岁以上) stay."""
    text = scene.text
    for end in _places_of("岁", text):
        found = _STATED_AGE.search(text, max(0, end - _LONGEST_AGE), end)
        if found is not None and not _is_legal_age(text, found):
            yield _hidden_age(found)
    if any(map(text.__contains__, words_of("age"))):
        for found in _AGE_LABEL.finditer(text):
            yield _hidden_age(found)

    for sex in "男女":
        for place in _places_of(sex, text):
            if found := _BARE_AGE.match(text, place):
                yield _hidden_age(found)


def _hidden_age(found: re.Match[str]) -> Hit:
    new = found["age"] if set(found["age"]) == {"*"} else _HIDDEN
    return Hit(*found.span("age"), "age", new, rank=2, beats_rules=True)


def _places_of(sign: str, text: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)


def _is_legal_age(text: str, found: re.Match[str]) -> bool:
    if text.endswith(("树龄", "楼龄", "房龄"), 0, found.start()):
        return True
    if found["age"] not in _LEGAL_AGES:
        return False
    before = _THRESHOLD.search(text[max(0, found.start() - 4) : found.start()])
    return before is not None or _AFTER_THRESHOLD.match(text, found.end() + 1) is not None
