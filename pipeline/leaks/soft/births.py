"""Nets: birthdays (month and day) and ages, by what the words around them say."""

import re
from collections.abc import Iterator

from pipeline.leaks.soft.marks import DATE, MONTH_DAY, NUMERAL
from pipeline.leaks.soft.meanings import Meaning
from pipeline.leaks.soft.pieces import Piece

_ANY_DATE = re.compile(
    rf"{DATE}|(?<!\d)\d{{1,2}}[-/.]\d{{1,2}}(?:[-/.]\d{{2}})?(?![\d%万元])|(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?!\d)|"
    rf"(?:19|20)\d\d ?年 ?(?:\d ?\d?|[{NUMERAL}]{{1,3}}) ?月|(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?!\d)|(?<!\d)(?:\d\d)?(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|"
    rf"[冬腊正闰][月{NUMERAL}]|[{NUMERAL}]{{1,3}}月[{NUMERAL}]{{1,3}}|[正元冬腊{NUMERAL}]{{1,3}}月[初廿]?"
)
_BORN_THEN = re.compile(
    rf"(?:出\s?生(?:日期|年月日?|于|日|月日)?(?:为|是|在|:|：|系|作)?|生于|生日(?:为|是|在|:|：)?|生辰|生曰[:：]?|庆生|[Bb]orn(?: \d{{4}})?(?: on)?|DOB:?|[Dd]ate of [Bb]irth:?|诞生于|属[鼠牛虎兔龙蛇马羊猴鸡狗猪][，,])"
    rf"[^，。；;\n]{{0,8}}?(?:{DATE})"
)
_THEN_BORN = re.compile(
    rf"(?:{DATE})(?:[（(][^（）()]{{0,16}}[）)])?(?:(?:\s|的)?(?:出\s?生(?!医)|生(?![效活产意前物态源日育长鲜猪羊姜鱼]|命|父|母)|生人|诞生|生日|过生日|庆生)|[^，。；;\n]{{0,4}}(?:年满|满\d+(?:周)?岁|满[{NUMERAL}]+周?岁|到龄|办理退休))"
)
_MONTH_BORN = re.compile(
    rf"(?<!\d)(?:\d{{1,2}}|[{NUMERAL}]{{1,3}}) ?月(?:份)?(?:出生|生(?![效活产意前物态源日育长]))|(?<!\d)\d{{6}}(?:出生|生人)|(?<!\d)(?:19|20)\d\d-\d\d ?生(?![效活产])"
)
_AGED_THEN = re.compile(
    rf"(?:到龄日|退休(?:时间|日期)|满[\d{NUMERAL}]{{2,3}}周?岁(?:时)?[（(，,]?即?|享年\d+岁[（(](?:19|20)\d\d年?)[^，。；;\n]{{0,4}}?(?:{DATE})"
)
_DESCRIBED = re.compile(
    rf"[男女] ?[,，、 ] ?(?:[\u4e00-\u9fff]{{1,5}}族?[,，、 ] ?)?(?:19\d\d|200\d)(?:年|[-/.])(?:{MONTH_DAY})(?!立案|发布|受理|起)"
)
_ELSE = re.compile(
    r"[，,](?![农阴阳公老旧藏西][历曆]|\d|[初十廿])|公告|立案|判决|列入|发布|起诉|受理|借款|签|到案|听证|开庭"
)
_NO_BIRTH = re.compile("生日蛋糕|出生医学|生效|判决生")

_COUNT = rf"(?:1[01]\d|[1-9]?\d|[{NUMERAL}]{{1,4}}|[{NUMERAL}]十有[{NUMERAL}])"
_YEARS_OLD = re.compile(
    rf"(?P<before>[\u4e00-\u9fff]{{0,3}})(?<![\d.{NUMERAL}])(?P<count>(?:1[01]\d|[1-9] ?\d?|[{NUMERAL}]{{1,4}}|[{NUMERAL}]十有[{NUMERAL}]))\s?(?:周岁|岁)(?P<behind>[\u4e00-\u9fff]{{0,4}})"
)
_LIMIT_BEFORE = re.compile(
    "(?<![已现均])(?:年满|未满|不满|[^已]满|^满|至|到|达到|超过|低于|不足|以上|以下|相差|[大小差]|[房树船车工]龄)$|[已均]?未满$"
)
_LIMIT_BEHIND = re.compile("^(?:以上|以下|以内|止|之前|之日|前|的自然人|的人|未成年|山|看|鱼|及以|后|以前)")
_AGED = re.compile(
    rf"(?:现年|时年|享年|殁年|终年|虚岁|年方|今年|自述年龄|年龄[（(][^（）()]{{1,6}}[）)]|(?<![企工房树船车])年龄|年纪|年届|[Aa]ged?:?|属[鼠牛虎兔龙蛇马羊猴鸡狗猪]，?今年)\s*[:：\[]?\s*(?:约|为|是)?(?P<count>{_COUNT})(?![\d{NUMERAL}年月万元个天])"
)
_IN_BRACKETS = re.compile(
    rf"[男女]\s?[/,，、|]\s?(?P<count>[1-9]\d|[{NUMERAL}]{{2,3}})\s?(?:岁\s?)?[/,，、|)）]|[男女](?P<two>[1-9]\d)岁|[男女] [1-9]\d(?= \d)"
)
_BIG_BIRTHDAY = re.compile("[五六七八九]十大寿(?!”)")
_LABELLED_AGE = re.compile(
    rf"^[^\d{NUMERAL}]{{0,8}}(?:1[01]\d|[1-9] ?\d?|[{NUMERAL}]{{1,4}})(?![\d.])(?!\s?(?:年|月|万|元|个|名|人|不限))"
)


def _own(text: str) -> str:
    """A value without what a clause further on says of something else."""
    return _ELSE.split(text)[0]


def birthdays(text: str, pieces: list[Piece]) -> Iterator[int]:
    """Where month or day of a birthday stand."""
    for piece in pieces:
        if piece.meaning is Meaning.BIRTH and not piece.is_official and (found := _ANY_DATE.search(_own(piece.text))):
            yield piece.start + found.start()
    for shape in (_BORN_THEN, _THEN_BORN, _MONTH_BORN, _AGED_THEN, _DESCRIBED):
        for match in shape.finditer(text):
            if not _NO_BIRTH.search(text, max(0, match.start() - 3), match.end() + 2):
                yield match.start()


def ages(text: str, pieces: list[Piece]) -> Iterator[int]:
    """Where an age stands."""
    for piece in pieces:
        if (
            piece.meaning is Meaning.AGE
            and not piece.is_official
            and _LABELLED_AGE.match(_own(piece.text).strip("\"' \t["))
        ):
            yield piece.start
    for match in _YEARS_OLD.finditer(text):
        if not _LIMIT_BEFORE.search(match["before"]) and not _LIMIT_BEHIND.match(match["behind"]):
            yield match.start("count")
    for shape in (_AGED, _IN_BRACKETS, _BIG_BIRTHDAY):
        for match in shape.finditer(text):
            yield match.start()
