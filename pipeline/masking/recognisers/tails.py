"""Tails, check digits and other parts of a person's number: 身份证末位2, 校验位为2, 后两位62, 第11至14位为0317.

Two things decide: a word that says which part it is, and the number it is a part of, which stands right before it or
is the last one spoken of. Ends of orders, receipts and other things stay.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.masking.evidence import any_word_of, words_for
from pipeline.masking.meanings import misread_forms
from pipeline.masking.recognisers.dates import Date, dates_in
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, stars_for
from pipeline.masking.triggers import gate_for
from pipeline.masking.units import COUNTED
from pipeline.masking.words import Words


@dataclass(frozen=True, slots=True)
class Thing:
    """A number that is spoken of, and whether it is a person's."""

    start: int
    end: int
    is_persons: bool


_W = r"\s?"
_COUNT = r"(?:[0-9]{1,2}|[一二两三四五六七八九十几]{1,3})"
_UNITS = r"(?:位|码|個?数字|个?数字|个?字符|个数|个号码?)"
_TO = r"[至到—–~～\-、]"
_HAN_OF_PARTS = "〇○零一二三四五六七八九幺两"
_STRONG = (
    rf"(?:最后|末尾|末了|末|尾|后[头面边]?|剩余|剩下|余下)(?:的|那|这)?{_W}{_COUNT}{_W}{_UNITS}(?:数字?)?|尾{_W}[号数码]|末尾数"
    r"|(?<=[（(，,、；;\s])尾(?=[0-9*]{2,6}[Xx]?[）)，,、；;])"
)
"""Said of hardly anything but a person's number: with three signs and more hidden unless it is a thing's."""
_WEAK = (
    rf"倒[着过]?[数来]{{1,2}}的?(?:前|第)?{_W}{_COUNT}{_W}{_UNITS}|倒数{_W}第?{_W}{_COUNT}{_W}(?:位?{_TO}(?:倒数)?第?{_COUNT}{_W})?{_UNITS}|第{_W}{_COUNT}{_W}位?[起开](?:始)?的?{_W}{_COUNT}{_W}{_UNITS}|第{_W}{_COUNT}{_W}(?:[位个]?{_W}{_TO}{_W}第?{_W}{_COUNT}{_W})?(?:位|个数字?|个字符?)|中间?{_W}{_COUNT}{_W}{_UNITS}"
    rf"|(?:最后|最末|末尾|末了|尾上){_W}(?:那|的|这)?一?(?:位|码|个数字?|个字[母符]?)|末尾的?(?=[为是系:：]?\s?[0-9*])|末{_W}[位尾码]|尾部|尾巴|收尾|后[面头边](?:的|是|跟着|接着)?(?=\s?[0-9*]{{2,8}}(?![0-9*年月日号]))|(?:中间|当中|末了|最后)(?:的|是)?(?=[0-9*]{{3,5}}(?![0-9*年月日.])|[{_HAN_OF_PARTS}]{{3,5}}(?![{_HAN_OF_PARTS}年月日十百千万]))|[后中末尾]半?[段截]|[后末]半(?:部分)?(?=\s?[0-9*])|屁股后[头面]|余数|尾(?=[）)”\"]|\s[0-9*])|月日(?=[为是:：\s]{{0,2}}[0-9*])|[缺漏少差]{_W}{_COUNT}{_W}[位码]"
    r"|[*Xx×]{2,}[”\"'’」]?处|(?:星号|打码|隐去|遮盖|遮挡|空缺|空白|缺失)(?:处|部分|数字|的?数?位|的(?=[是为系]))|前[面头]?一位"
)
_CHECK = rf"(?:末位)?(?:校验|检验|效验){_W}(?:末?位|码|数字?)"
"""Said of nothing but a number that has a check digit: hidden unless it is a thing's."""
_PARTS = re.compile(rf"(?P<check>{_CHECK})|(?P<strong>{_STRONG})|(?P<weak>{_WEAK})")
_LATIN_PARTS = re.compile(
    r"\b(?:(?P<check>check digit)|(?P<strong>last (?:two|three|four|five|six|[2-6]) (?:digits?|characters?))|(?P<weak>ends? (?:with|in)|ending(?: with| in)?|tail))\b",
    re.IGNORECASE,
)
_FRONTS = re.compile(
    r"(?<![0-9*])(?:[1*][3-9*][0-9*]|[1*][3-9*][0-9*]{2}|[36*][0-9*]{3}(?: ?[0-9*]{2,4})?)(?:开头|打头)"
)
"""How a mobile or a card begins: what follows is the rest of it."""
_GATE = re.compile(r"[位码尾处段截半]|数字|余数|部分|字符|个[数号]|月日|[打开]头|后[面头边]")

_IN_BRACKETS = r"[（(][^（()）\n0-9]{0,12}[)）]"
_SIGNS_BETWEEN = r"[\s:：=“\"'‘「『【\[（(】\])）〕|｜\t]"
_GAP = rf"(?>(?:{_IN_BRACKETS}|{_SIGNS_BETWEEN}|应为|均为|即为|分别为|分别是|分别|数字|字母|字符|号码|号|数|码|奇数位?|偶数位?|单数|双数|算出来|应当是|应该是|应是|[为是系即乃加添补]|are|is|of){{0,8}})"
_HAN = "〇○零一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖"
_UNIT = rf"(?:{COUNTED}|\s?/)"
_VALUE = rf"(?:[0-9*](?>(?:[ 、][0-9*](?![0-9*])){{1,7}})(?:[ 、]?[Xx])?|[0-9*]{{1,8}}+(?: [0-9*]{{2,4}}(?![0-9*])){{0,2}}[Xx]?|[Xx]|[{_HAN}]{{1,8}}+)(?![0-9A-Za-z*{_HAN}十百千万]|[.．,][0-9]|{_UNIT}|\s?位)"
_BEHIND = re.compile(rf"{_GAP}(?P<value>{_VALUE})")
_LATIN_BEHIND = re.compile(
    rf"(?:\s(?:of|on)\s(?:his |her |the )?(?P<of>id|phone|bank card|passport)(?: card| number)?)?{_GAP}(?P<value>[A-Za-z]?[0-9*]{{1,8}}[Xx]?|[Xx])(?![0-9A-Za-z*]|[.,][0-9])",
    re.IGNORECASE,
)
_AFTER_COMMA = re.compile(rf"[，,]\s?{_GAP}(?P<value>{_VALUE})")
_BEHIND_WORDS = re.compile(rf"[^，,。；;、（(\n|\t0-9*]{{1,6}}?{_GAP}(?P<value>{_VALUE})(?![号年月])")
"""With words between that no list has, where the part says how many signs it has: 末四位请补5130."""
_ONE_NUMERAL = re.compile(rf"[{_HAN}]")
_ENDS_NUMERAL = re.compile(r"\s?(?:$|[，,。；;、.）)\]】”\"’'<|\n\t与和及或的系])")
_MISREAD_BEHIND = re.compile(rf"{_GAP}(?P<value>[0-9lIOoSBZ*]{{1,8}})(?![0-9A-Za-z*])")
"""With letters that a scanner read for digits: 后4位:O6l8."""
_MORE = re.compile(
    rf"[”\"’』」]?(?:[，,]\s?)?(?:即|也即|而不是|而非|或者?|和|及|、|/){_SIGNS_BETWEEN}{{0,2}}(?P<value>[0-9*]{{1,6}}[Xx]?)(?![0-9A-Za-z*]|[.,][0-9]|{_UNIT}|\s?位)"
)
_QUOTED = re.compile(r"[为是系即:：\s]{0,4}[“\"「](?P<value>[^”\"」\n]{1,24})[”\"」]")
_MOST_MORE = 6
_BEFORE = re.compile(
    rf"(?<![0-9A-Za-z*.{_HAN}])(?P<value>[0-9*]{{1,8}}[Xx]?|[Xx])\s?(?:[”\"’』」]\s?)?(?:[，,]?(?:为|是|系|即|也就是)|[（(|\t｜])\s?(?:其|该人|本人|被执行人|当事人|他|她)?(?:的)?$"
)
_LONGEST_BEFORE = 24
_OF_PERSON_BEHIND = re.compile(r"的?(?:身份证|证件|手机|电话|银行卡|号码为)")
_FRONT_AND_END = re.compile(
    rf"前{_W}{_COUNT}位?{_W}[、和]?后{_W}{_COUNT}{_W}(?:位|码)?{_GAP}(?P<value>[0-9*]{{2,6}}[^0-9A-Za-z\u3400-\u9fff，,。；;]{{0,8}}[0-9*]{{2,6}}[Xx]?)(?![0-9A-Za-z*])"
)
_ENDS_LEFT = re.compile(
    r"(?<![0-9A-Za-z*.])(?P<front>[0-9]{3,10})(?:…{1,3}|\.{3,6}|～|~~)(?P<value>[0-9]{2,4}[Xx]?)(?![0-9A-Za-z*.])"
)
_ENDS_SO = re.compile(
    r"(?<![0-9A-Za-z*.])(?P<value>[0-9*]{2,8}(?: [0-9*]{2,4}){0,2}[Xx]?)(?:的)?(?:结尾|收尾|打头|开头|打尾|(?:这|那)?(?P<count>[二两三四五六七八几]|[2-8])个(?:数字?|号码?|字)(?![0-9\u3400-\u9fff]))"
)
"""尾巴 and head behind their value: 一张1145结尾, 后面跟着0932四个数."""
_GLUED_DATE = re.compile(
    r"(?<![0-9A-Za-z*.])[0-9]{6}(?:19|20)[0-9]{2}\s?年\s?(?P<month>[0-9*]{1,2})\s?月\s?(?P<day>[0-9*]{1,2})\s?日(?P<value>[0-9*]{3}[0-9Xx*])(?![0-9A-Za-z*])"
)
_REACH = 60
_SENTENCE_END = re.compile(r"[。！？!?]|\n\s{0,4}\n")
_ATTACHED = re.compile(r"[\u3400-\u9fff]{1,8}$")
_MADE_THINGS = re.compile(
    r"(?:[单票据函器箱柜楼栋室厅铺桶罐瓶表井杆塔炉窗库屏灯梯门泵]|机器|机台|打印机|线路|项目|工程|楼盘|商品)(?:编|证|的)?$"
)
_LEAST_UNKNOWN = 3


@cache
def _things() -> Words[bool]:
    persons = words_for("persons_number")
    misread = (form for word in persons for form in misread_forms(word))
    return Words(
        dict.fromkeys((*persons, *misread), True)
        | dict.fromkeys(words_for("things_number"), False)
        | dict.fromkeys(persons, True)
    )


@cache
def _latin_things() -> re.Pattern[str]:
    persons, things = any_word_of("persons_number_in_latin"), any_word_of("things_number_in_latin")
    return re.compile(rf"(?<![A-Za-z])(?:(?P<persons>{persons})|(?P<things>{things}))(?![A-Za-z])", re.IGNORECASE)


def things_in(text: str) -> list[Thing]:
    """The numbers that a text speaks of, in its order."""
    found: list[Thing] = []
    for start, end, is_persons in _things().find(text):
        if not found or end > found[-1].end:  # 编号 within 身份证编号 is no thing of its own
            found.append(Thing(start, end, is_persons))
    if "头" in text:
        found += (Thing(*front.span(), is_persons=True) for front in _FRONTS.finditer(text))
        found.sort(key=lambda thing: thing.end)
    if re.search(r"[A-Za-z]{2}", text):
        found += (Thing(*word.span(), word["persons"] is not None) for word in _latin_things().finditer(text))
        found.sort(key=lambda thing: thing.end)
    return found


def speaks_of_a_thing(label: str) -> bool:
    """Whether a head or key names the number of a thing: 收据尾号.

    >>> speaks_of_a_thing("收据尾号"), speaks_of_a_thing("身份证尾号"), speaks_of_a_thing("尾号")
    (True, False, False)
    """
    things = things_in(label)
    return (bool(things) and not things[-1].is_persons) or _MADE_THINGS.search(_without_part(label)) is not None


def _without_part(label: str) -> str:
    part = _PARTS.search(label)
    return label[: part.start()] if part else label


_NAMED = gate_for("parts of numbers by name", _PARTS)
_NAMED_IN_LATIN = gate_for("the same in Latin letters", _LATIN_PARTS)
_FRONT_ENDS = gate_for("front and end of numbers", _FRONT_AND_END)
_ENDS = gate_for("numbers with their ends only", _ENDS_LEFT)
_SAID_SO = gate_for("numbers of which the words behind say so", _ENDS_SO)
_GLUED = gate_for("numbers with a date in them", _GLUED_DATE)
NEEDS = (_NAMED, _NAMED_IN_LATIN, _SAID_SO, _FRONT_ENDS, _ENDS, _GLUED)


def find_tails(scene: Scene) -> Iterator[Hit]:
    """One to eight signs of which the text says that they are a part of a person's number."""
    text = scene.text
    has_parts, has_latin, is_said_so, has_front, has_ends, is_glued = (gate in scene.opened for gate in NEEDS)
    if has_parts or has_latin or is_said_so or has_front or has_ends:
        things = things_in(text)
        ends = [thing.end for thing in things]
        if has_parts:
            for part in _PARTS.finditer(text):
                yield from _part_hits(text, part, things, ends, _BEHIND)
        if has_latin:
            for part in _LATIN_PARTS.finditer(text):
                yield from _part_hits(text, part, things, ends, _LATIN_BEHIND)
        for found in _ENDS_SO.finditer(text) if is_said_so else ():
            if _is_persons(text, found.start(), things, ends):
                yield _hidden(text, *found.span("value"), beats_rules=True)
        for pattern in (_FRONT_AND_END, _ENDS_LEFT) if has_front or has_ends else ():
            for found in pattern.finditer(text):
                if _is_persons(text, found.start(), things, ends) or (pattern is _FRONT_AND_END and not things):
                    yield _hidden(text, *found.span("value"), beats_rules=True)
    if is_glued:
        for found in _GLUED_DATE.finditer(text):
            yield _hidden(text, *found.span("value"), beats_rules=True)
            for name in ("month", "day"):
                yield Hit(*found.span(name), "birth_date", "**", 2, True)


def is_tail_of_a_thing(text: str, place: int) -> bool:
    """Whether a number that begins at a place is told to be the end of a thing's number (发票号码后八位00317246)."""
    start = max(0, place - _REACH)
    piece = text[start:place]
    parts = list(_PARTS.finditer(piece)) if _GATE.search(piece) else []
    if not parts or re.fullmatch(_GAP, piece[parts[-1].end() :]) is None:
        return False
    things = things_in(piece)
    return _is_persons(piece, parts[-1].start(), things, [thing.end for thing in things]) is False


def _part_hits(
    text: str, part: re.Match[str], things: list[Thing], ends: list[int], behind: re.Pattern[str]
) -> Iterator[Hit]:
    owner = _is_persons(text, part.start(), things, ends)
    if owner is False:
        return
    found = behind.match(text, part.end()) or (
        _AFTER_COMMA.match(text, part.end()) if text[part.start()] in "缺漏少差" else None
    )
    if found is None and owner and (odd := _BEHIND_WORDS.match(text, part.end())) and _is_as_long(part, odd):
        found = odd
    if found is not None and (_is_value(text, part.end(), found) or (owner and _ENDS_NUMERAL.match(text, found.end()))):
        start, end = found.span("value")
        owner = owner or (_OF_PERSON_BEHIND.match(text, end) is not None) or found.groupdict().get("of") is not None
        if owner or part["check"] or (part["strong"] and end - start >= _LEAST_UNKNOWN) or _is_as_long(part, found):
            date = _date_at(text, start, end)
            yield from date.hits() if date else (_hidden(text, start, end, beats_rules=bool(owner)),)
            yield from _more(text, end) if owner else ()
        return
    if owner and (quoted := _QUOTED.match(text, part.end())):
        yield _hidden(text, *quoted.span("value"), beats_rules=True)
        yield from _more(text, quoted.end("value"))
        return
    misread = _MISREAD_BEHIND.match(text, part.end()) if owner else None
    if misread is not None and _is_as_long(part, misread):
        yield _hidden(text, *misread.span("value"), beats_rules=True)
        return
    before = list(_value_before(text, part, things, ends)) if owner else []
    yield from before or _from_afar(text, part, things, owner=bool(owner))


_COUNTS = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_A_COUNT = re.compile(r"[0-9]{1,2}|[一二两三四五六七八九十]{1,3}")
_IS_A_RANGE = re.compile(rf"第{_W}{_COUNT}{_W}位?{_W}{_TO}")


def _said_count(part: str) -> int | None:
    """How many signs a part has by its own words.

    >>> _said_count("后四位"), _said_count("倒数第二到第四位"), _said_count("第7位起8个数字"), _said_count("尾号")
    (4, 3, 8, None)
    """
    counts = [_as_number(found) for found in _A_COUNT.findall(part)]
    if len(counts) == 2 and _IS_A_RANGE.search(part):
        return abs(counts[1] - counts[0]) + 1
    if not counts or (len(counts) == 1 and "第" in part):
        return 1 if "第" in part else None
    return counts[-1]


def _as_number(count: str) -> int:
    if count.isdigit():
        return int(count)
    tens, ten, ones = count.rpartition("十")
    return (_COUNTS.get(tens, 1) * 10 if ten else 0) + _COUNTS.get(ones, 0)


_NO_SIGN = re.compile(r"[\s、]")
_LEAST_SAID = 2


def _is_as_long(part: re.Match[str], found: re.Match[str]) -> bool:
    """Whether a value has as many signs as its part is said to have, or is the X that no other number ends with."""
    value = _NO_SIGN.sub("", found["value"])
    is_x = value in ("X", "x")
    return is_x or (len(value) >= _LEAST_SAID and len(value) == _said_count(part.group()))


_FARTHEST = 30
_TOLD = re.compile(
    rf"(?:[是为即系][：:]?|[补写填报改更]上|[:：]|[写念记抄报读]成了?|[写念记抄报]了|[“\"「‘]|数字|[，,](?=\s?[0-9*Xx ]{{1,8}}[，,。；;]|\s?[0-9*Xx]{{1,8}}$))\s?(?P<value>{_VALUE})(?=[”\"」’（(，,。；;、\s]|而[非不]|[并和与]|$)"
)
_STANDS_ALONE = re.compile(
    rf"(?<![0-9A-Za-z*.,\-/年月第{_HAN}])(?P<value>[0-9*]{{2,8}}[Xx]?|[0-9*]{{1,3}}[Xx])(?=[，,、；;（(：:”\"\s])"
)


def _from_afar(text: str, part: re.Match[str], things: list[Thing], *, owner: bool) -> Iterator[Hit]:
    """A value that another clause of the sentence tells: 最后那几个数，他报的是0734; 老何 3315，老彭 1027（都是身份证后四位）."""
    first, last = max(0, part.start() - _FARTHEST), min(len(text), part.end() + _FARTHEST)
    stop = _CLAUSES_END.search(text, part.end(), last)
    found = _TOLD.search(text, part.end(), stop.start() if stop else last)
    others = [thing for thing in things if not thing.is_persons]
    if found is not None:
        is_another = any(part.end() <= thing.start < found.start() for thing in others)
        if not is_another and (_is_as_long(part, found) or (owner and _said_count(part.group()) is None)):
            yield _hidden(text, *found.span("value"), beats_rules=owner)
            return
    for end in _CLAUSES_END.finditer(text, first, part.start()):
        first = end.end()
    for found in _STANDS_ALONE.finditer(text, first, part.start()) if owner else ():
        is_another = any(first <= thing.end <= found.start() + 1 for thing in others)
        if not is_another and _is_as_long(part, found):
            yield _hidden(text, *found.span("value"), beats_rules=True)


_CLAUSES_END = re.compile(r"[。；;！!\n|｜\t]|[？?](?!\s?[”\"]?答)")


def _date_at(text: str, start: int, end: int) -> Date | None:
    """The date that a value is or begins: 第7至14位为1980-03-17."""
    date = next(dates_in(text, start, min(len(text), start + _LONGEST_BEFORE)), None)
    is_date = date is not None and date.start == start and date.end >= end and not date.is_compact
    return date if is_date else None


def _is_value(text: str, place: int, found: re.Match[str]) -> bool:
    """A single numeral is a word as well (最后一位一直…): it needs a sign before it and an end behind it."""
    if not _ONE_NUMERAL.match(found["value"]):
        return True
    is_said = found.start("value") > place or len(found["value"]) > 1
    return is_said and _ENDS_NUMERAL.match(text, found.end("value")) is not None


def _more(text: str, place: int) -> Iterator[Hit]:
    """What goes on behind it: …8585或5588."""
    for _ in range(_MOST_MORE):
        found = _MORE.match(text, place)
        if found is None:
            return
        yield _hidden(text, *found.span("value"), beats_rules=True)
        place = found.end("value")


def _value_before(text: str, part: re.Match[str], things: list[Thing], ends: list[int]) -> Iterator[Hit]:
    """2462系其身份证末四位, 2462（身份证尾号）, and the cell before one that says what it is."""
    at = bisect_right(ends, part.start())
    start = part.start()
    while at and start - things[at - 1].end <= 2:
        start, at = things[at - 1].start, at - 1
    found = _BEFORE.search(text, max(0, start - _LONGEST_BEFORE), start)
    if found is not None:
        yield _hidden(text, *found.span("value"), beats_rules=True)


def _is_persons(text: str, place: int, things: list[Thing], ends: list[int]) -> bool | None:
    """Whether the number that ends before a place is a person's; None if nothing tells."""
    at = bisect_right(ends, place)
    last = things[at - 1] if at and place - things[at - 1].end <= _REACH else None
    if last is not None and _SENTENCE_END.search(text, last.end, place):
        last = None
    attached = _ATTACHED.search(text, max(0, place - 8), place)
    if attached is not None and (last is None or last.end < attached.start()) and _MADE_THINGS.search(attached.group()):
        return False
    return None if last is None else last.is_persons


_NUMERALS = re.compile(rf"[{_HAN}十]")


def _hidden(text: str, start: int, end: int, beats_rules: bool = False) -> Hit:
    new = _NUMERALS.sub("*", stars_for(text[start:end]))
    return Hit(start, end, "last_digits", new, rank=1, beats_rules=beats_rules)


def tails_in(text: str, start: int, end: int) -> Iterator[Hit]:
    """Every run of digits, check letter or numerals in a value that is announced as a part of a number."""
    for found in _IN_CELL.finditer(text, start, end):
        yield _hidden(text, *found.span(), beats_rules=True)


_IN_CELL = re.compile(
    rf"(?<![0-9A-Za-z.,])(?:[0-9*]{{1,8}}[Xx]?|[Xx])(?![0-9A-Za-z]|[.,][0-9]|{_UNIT})|(?<![\u3400-\u9fff])[{_HAN}]{{1,8}}(?![\u3400-\u9fff])"
)
