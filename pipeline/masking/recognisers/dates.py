"""Dates by their shape, in every spelling, and what of them a birthday hides: month and day (DOMAIN §3).

No value of a month or day decides what is a date: two texts with different birthdays are cut alike.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.masking.spans import Hit

Piece = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Date:
    """Where a date stands, and its pieces that tell month and day."""

    start: int
    end: int
    telling: tuple[Piece, ...]
    needs_label: bool = False
    """It looks like many other things (0317, 5.17, 三月): only a word right beside it makes it a birthday."""
    starts_with_year: bool = False
    has_year: bool = False

    is_compact: bool = False
    """Nothing parts its month from its day: each sign becomes a star, so that the length stays."""

    def hits(self) -> Iterator[Hit]:
        """Month and day as ``**`` each, however long they are written."""
        for start, end in self.telling:
            yield Hit(start, end, "birth_date", "*" * (end - start) if self.is_compact else "**", 2, True)


_S = r"[ \u00a0\u3000\r\n]{0,3}"
_D = r"[0-9lIOo]"
"""A digit, or what a scanner takes it for."""
_HAN_DIGIT = "〇○零一二三四五六七八九壹贰叁弍肆伍陆柒捌玖两"
_HAN = f"{_HAN_DIGIT}十拾廿卅念"
_NO_DIGIT_BEFORE = rf"(?<![0-9A-Za-z*.{_HAN}])"
_STEMS = "[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
_CALENDAR = r"(?:[（(]?(?:公历|农历|阴历|阳历|老历|新历|旧历|西历|藏历|古历|夏历)[)）]?)?"
_ERA = "(?:民国|公元|西元|公历|西历|农历|阴历|昭和|大正|平成|光绪|宣统)"
_YEAR = (
    rf"(?:{_ERA}{_S}(?:[0-9]{{1,4}}|[{_HAN}元]{{1,4}})|[0-9](?:{_S}[0-9]){{3}}|[0-9]{{2,3}}|[0-9Ol]{{4}}|[一二壹贰1-2][九零〇○玖O][{_HAN_DIGIT}Ｏ]{{2}}|[五六七八九〇零○一二][〇零○一二三四五六七八九]"
    rf"|{_ERA}?{_STEMS}|藏历[水木火土金铁][鼠牛虎兔龙蛇马羊猴鸡狗猪])"
)
_MONTH = rf"(?:{_D}(?: ?{_D})?|\*{{2}}|闰?(?:正|元|冬|腊|[{_HAN}]{{1,3}}))"
_DAY = rf"(?:{_D}(?: ?{_D})?|\*{{2}}|初?[{_HAN}](?:{_S}[{_HAN}]){{0,2}}|初[{_HAN}])"
_NO_COUNT = r"(?!\s?(?:[年月个多余天楼元万亿%]|号[楼幢栋院室房线门库]))"
_FEAST = "元旦|除夕|大年三十|大年初一|春节|元宵|上元|清明|端午|七夕|中元|中秋|重阳|国庆|双十|劳动节|五一|六一|八一|七一|儿童节|建军节|妇女节|三八|圣诞|冬至|腊八|小年"
_SEPARATOR = r"[-./·、_‐‑‒–—−]"
_NAME_OF_MONTH = (
    r"(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_ENGLISH_MONTH = rf"(?:{_NAME_OF_MONTH}|XII|XI|IX|IV|VIII|VII|VI|III|II|X|V|I)"
_NUMBER = r"(?:[0-9lO]{1,2}|\*{2})"
_NO_MORE = r"(?![0-9*]|[.,][0-9])"

_SHAPES: tuple[str, ...] = (
    rf"{_NO_DIGIT_BEFORE}(?P<y1>{_YEAR}){_S}年{_S}{_CALENDAR}{_S}(?:(?P<m1>{_MONTH}){_S}月份?{_S}(?:{_CALENDAR}(?P<d1>{_DAY}){_NO_COUNT}{_S}[日号曰]?)?|(?P<f1>(?:{_FEAST})[日节]?|\*{{2}}(?=$|[^*0-9月])))",
    rf"{_NO_DIGIT_BEFORE}(?P<y9>{_YEAR}){_S}年{_S}{_CALENDAR}{_S}(?P<m9>{_MONTH}){_S}[-./]{_S}(?P<d9>{_NUMBER})",
    rf"{_NO_DIGIT_BEFORE}(?P<m2>{_MONTH}){_S}月份?{_S}{_CALENDAR}(?P<d2>{_DAY}){_NO_COUNT}{_S}[日号曰]?",
    rf"{_NO_DIGIT_BEFORE}(?P<m10>{_NUMBER}|[{_HAN}]{{1,3}}|正|冬|腊)月(?![0-9])",
    rf"(?<![0-9A-Za-z*.])(?P<y3>[0-9]{{4}}){_S}(?P<s3>{_SEPARATOR}|[ \u3000]){_S}(?P<m3>{_NUMBER})(?:{_S}(?:(?P=s3)|[-./·]){_S}(?P<d3>{_NUMBER}))?{_NO_MORE}(?=[^0-9]|$)",
    rf"(?<![0-9A-Za-z*.])(?P<a4>{_NUMBER})(?P<s4>[-./])(?P<b4>{_NUMBER})(?P=s4)(?P<c4>[0-9]{{4}}|{_NUMBER}){_NO_MORE}",
    rf"(?<![0-9A-Za-z*.])(?P<m5>{_NUMBER})(?P<s5>[-./·])(?P<d5>{_NUMBER}){_NO_MORE}(?!(?P=s5)[0-9*])",
    rf"(?<![0-9A-Za-z*.])(?P<d6>[0-9]{{1,2}}|\*{{2}})(?:(?:st|nd|rd|th)?(?: of)?[ ./,\-]{{1,2}}(?P<m6>{_ENGLISH_MONTH}|\*{{2}})|(?P<joined>{_NAME_OF_MONTH}))(?![A-Za-z*])\.?(?:[ ,./\-]{{1,2}}(?P<y6>[0-9]{{4}}|'?[0-9]{{2}})(?![0-9*])|(?P<y7>[0-9]{{4}}))?",
    rf"(?<![0-9A-Za-z*])(?P<m8>{_ENGLISH_MONTH}|\*{{2}})\.?[ ./\-]{{1,2}}(?P<d8>[0-9]{{1,2}}|\*{{2}})(?:st|nd|rd|th)?(?![0-9*])(?:[ ,./\-]{{1,2}}(?P<y8>[0-9]{{4}}|'[0-9]{{2}})(?![0-9*]))?",
    r"(?<![0-9A-Za-z*.,])(?P<compact>(?!(?:19|20)[0-9]{2}(?![0-9*]))[0-9*]{3,8})(?![0-9A-Za-z*]|[.,][0-9]|\s?年)",
    rf"(?<![{_HAN}])(?P<spoken>(?!(?:一九|二[〇零○])[{_HAN_DIGIT}]{{2}}(?![{_HAN_DIGIT}]))[{_HAN_DIGIT}]{{4,8}}+)(?![{_HAN}年月])",
    rf"(?P<feast>{_FEAST})(?:节|日)?",
)
DATES = re.compile("|".join(f"(?:{shape})" for shape in _SHAPES))
_OLDEST_NUMBER = 31
"""A group that is greater can be neither month nor day: the year, which is printed anyway."""


def dates_in(text: str, start: int, end: int) -> Iterator[Date]:
    """Everything in a piece of a text that can be a date, from left to right."""
    for found in DATES.finditer(text, start, end):
        date = _date(found)
        if date is not None:
            yield date


_LABEL_ONLY = ("m10", "m5", "compact", "spoken", "feast")


def _date(found: re.Match[str]) -> Date | None:
    kind = found.lastgroup
    groups = {name for name, value in found.groupdict().items() if value is not None}
    if "compact" in groups:
        telling = _compact(found)
    elif "a4" in groups:
        telling = _three_groups(found)
    elif "joined" in groups:
        telling = (found.span("d6"), found.span("joined"))
    else:
        telling = tuple(found.span(name) for name in sorted(groups) if name[0] in "mdf" or name == "spoken")
    if not telling or kind is None:
        return None
    return Date(
        found.start(),
        found.end(),
        tuple(sorted(telling)),
        needs_label=any(name in groups for name in _LABEL_ONLY),
        starts_with_year=any(name in groups for name in ("y1", "y3", "y9")),
        has_year="a4" in groups or any(name[0] == "y" for name in groups),
        is_compact=not groups.isdisjoint(("compact", "spoken", "joined")),
    )


def _compact(found: re.Match[str]) -> tuple[Piece, ...]:
    """Month and day of 19800517; where no place tells the year (800517, 198005, 0517), all."""
    digits, (start, end) = found["compact"], found.span("compact")
    kept = 4 if len(digits) == 8 and digits[0] != "*" else 0
    return ((start + kept, end),)


def _three_groups(found: re.Match[str]) -> tuple[Piece, ...]:
    """Month and day of 80.5.17, 17/05/1980, 5/17/80; where two digits could be either, all three."""
    names = ("a4", "b4", "c4")
    years = [
        name for name in names if found[name].isdigit() and (len(found[name]) == 4 or int(found[name]) > _OLDEST_NUMBER)
    ]
    year = years[0] if len(years) == 1 and years[0] != "b4" else None
    return tuple(found.span(name) for name in names if name != year)
