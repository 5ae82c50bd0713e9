"""Month and day of a birthday, and of days on which an age is reached; the year stays, as in a masked ID (DOMAIN §3).

A date is judged by what its sentence says of it: by the word of birth that stands before it with nothing but
calendars, registers and copulas between (出生日期（农历）为 …), or behind it (… 在杭州出生). A date with words of its own
(… 立案, 列入日期 …) stays, also beside a birthday and also if it is the same day.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pipeline.masking.evidence import any_word_of, words_for
from pipeline.masking.meanings import misread_forms
from pipeline.masking.recognisers.dates import DATES, Date, dates_in
from pipeline.masking.recognisers.distant_births import told_from_afar
from pipeline.masking.recognisers.tails import is_tail_of_a_thing
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit, merged
from pipeline.masking.triggers import Gate, Pattern, gate_for, one_of
from pipeline.masking.units import UNIT_BEHIND
from pipeline.masking.words import Words


class Kind(StrEnum):
    """What a word says of a date."""

    BORN = "born"
    """A birth, before or behind."""
    BORN_THEN = "born_then"
    """A birth, behind."""
    BORN_ON = "born_on"
    """A birth, before."""
    REACHED = "reached"
    """A day on which an age is reached, before."""
    REACHES = "reaches"
    """The same, behind."""
    ZODIAC = "zodiac"
    LIFE = "life"
    HINT = "hint"
    """What people say of birthdays, in the same sentence: 八字, 过寿."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A word of the text that speaks of a birth."""

    start: int
    end: int
    kind: Kind


_REACH = 44
"""A word and its date are at most so far apart."""
_LONGEST_DATE = 40
_NOT_BORN = re.compile(
    r"出生(?:地|证(?![^，,。；;0-9]{0,2}[写记载显登])|医学|公证|率|人口|缺陷|顺序|体重)|生日(?:券|卡|礼|贺卡|帽|会所)|寿辰?(?:司|险|材)"
)
_BIRTH_VERB = re.compile(
    r"生(?![效产活成意态存物命机长猪牛羊鸡鸭鱼鲜源铁姜石病前平父母漆丝化计还擒擎变态火土涯怕硬吞疑词字肖])"
)
_NO_BIRTH_BEFORE = frozenset("发产医学先派衍考师新招民养再寄求卫一人安共终众缘谋催滋野花半余陌怀")
"""人生, 一生: a single 生 behind one of these speaks of no date that follows."""
_LONGER_WORD_BEFORE = frozenset("发产医学先派衍考师新招民再卫催滋")
"""发生于, 学生日: no birth."""
_AGE = r"(?:[0-9*]{1,3}|[一二三四五六七八九十百零〇壹贰叁肆伍陆柒捌玖拾]{1,4})"
_AGE_REACHED = re.compile(rf"(?:年满|届满|已满|将满|刚满|满|年届|达到?|到)\s?{_AGE}\s?周?$")
_AGE_ALONE = re.compile(rf"{_AGE}\s?周?$")
_THAT_IS = re.compile(r"\s?[，,（(]?\s?(?:也就是|亦即|就是|即)\s?(?:到|至)?\s?[0-9*二]")
_LONGEST_AGE = 10
_BEHIND_AGE = re.compile(
    r"(?:之日|之时|之际|的?时候?|当天|当日|那天|的?日期|生日|日)?(?:[^，,。；;（(）)\s0-9]{0,4}(?=[（(]))?"
)
_TEXT_OF_LAW = re.compile(r"^\s?(?:以上|以下|的(?:人|公民|自然人|未成年|成年)|者)")


@cache
def _signs() -> Words[Kind]:
    words: dict[str, Kind] = {}
    for kind, names in (
        (Kind.REACHES, ("reaches",)),
        (Kind.BORN_ON, ("born_on",)),
        (Kind.BORN, ("born",)),
        (Kind.REACHED, ("reached",)),
        (Kind.ZODIAC, ("zodiac",)),
        (Kind.LIFE, ("life",)),
        (Kind.HINT, ("birth_hint",)),
    ):
        words |= dict.fromkeys(words_for(*names), kind)
    return Words({form: kind for word, kind in words.items() for form in (*_written(word, kind), word)} | words)


def _written(word: str, kind: Kind) -> Iterator[str]:
    """As a form spaces it out, and as a scanner misreads it."""
    if kind in (Kind.BORN, Kind.BORN_ON):
        yield from misread_forms(word)
        yield from (space.join(word) for space in (" ", "\u3000"))


_TURNED = r"turn(?:s|ed) (?:[a-z]{3,7}(?:-[a-z]{3,5})?|[0-9*]{1,3})(?= on)"


@cache
def _latin() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{any_word_of('born_in_latin')}|{_TURNED})(?![a-z])", re.IGNORECASE)


_IS_LATIN = re.compile(r"[Tt]urn|[Bb](?:[IiOo.]|(?![A-Za-z]))|[Ss][Rr][Qq]|[Ss]heng")


def signs_of_birth(text: str, start: int = 0, end: int | None = None) -> list[Sign]:
    """Every word that speaks of a birth or of an age that is reached, in the order of the text."""
    piece = text if start == 0 and end is None else text[start:end]
    found = [Sign(start + a, start + b, kind) for a, b, kind in _signs().find(piece) if _is_word(piece, a)]
    found += _ages_reached(piece, start)
    if _IS_LATIN.search(piece):
        found += (Sign(start + word.start(), start + word.end(), Kind.BORN) for word in _latin().finditer(piece))
    taken = {place for sign in found for place in range(sign.start, sign.end)} if "生" in piece else set()
    for place in places_of("生", piece):
        if start + place not in taken and _BIRTH_VERB.match(piece, place):
            kind = Kind.BORN_THEN if piece[place - 1 : place] in _NO_BIRTH_BEFORE else Kind.BORN
            found.append(Sign(start + place, start + place + 1, kind))
    found.sort(key=lambda sign: (sign.start, sign.end))
    return found


def _is_word(text: str, place: int) -> bool:
    """Whether a word is no part of another one: 发生于, 出生地."""
    is_part = text[place] == "生" and text[place - 1 : place] in _LONGER_WORD_BEFORE
    return not is_part and _NOT_BORN.match(text, place) is None


def _ages_reached(text: str, offset: int) -> Iterator[Sign]:
    for place in places_of("岁", text):
        reached = _AGE_REACHED.search(text, max(0, place - _LONGEST_AGE), place) or (
            _AGE_ALONE.search(text, max(0, place - _LONGEST_AGE), place) if _THAT_IS.match(text, place + 1) else None
        )
        if reached is None or _TEXT_OF_LAW.match(text[place + 1 : place + 8]):
            continue
        behind = _BEHIND_AGE.match(text, place + 1)
        yield Sign(offset + reached.start(), offset + (behind.end() if behind else place + 1), Kind.REACHED)


def places_of(sign: str, text: str) -> Iterator[int]:
    """Where a sign stands."""
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)


# What stands between -----------------------------------------------------------------------------------------------

_OPEN = r"[（(【\[〔「『“\"'‘《<]"
_CLOSE = r"[）)】\]〕」』”\"'’》>]"
_POINT = r"[\s:：=＝…·\-—_.|｜/／~]"
_REMARK = r"[（(][^（()）\n]{0,20}[)）]"
_LABEL_ENDS = r"(?:日期|时间|年月日|年月|月日|月份|日子|日|月|年份|年)?(?:栏|项)?"


@cache
def _between() -> str:
    return rf"(?:{_POINT}|{_REMARK}|{_OPEN}|{_CLOSE}|{any_word_of('between', 'between_in_latin')})"


@cache
def _direct() -> re.Pattern[str]:
    """Right behind a word of birth: 出生日期（农历）为「…"""
    return re.compile(rf"{_LABEL_ENDS}(?>(?:[,，、]?{_between()}){{0,12}})")


@cache
def _last_piece() -> re.Pattern[str]:
    """All that may stand in the date's own clause before it: 户籍登记为 …, （公历 …"""
    return re.compile(rf"(?>{_between()}{{0,10}})")


@cache
def _other_dates() -> re.Pattern[str]:
    return re.compile(f"(?:{any_word_of('other_dates')})(?!书)")


_PIECES = re.compile(r"[，,、（(；]")
_SENTENCE_END = re.compile(r"[。；;！!？?\n|](?!\s{0,3}[0-9一二三四五六七八九十]{1,3}\s?[月日])")
_HARD_END = re.compile(r"[。；;！!？?|\t]")
_BARE = re.compile(
    rf"\s{{0,3}}(?:$|[，,。；;、：:！!？?\n\t/／|｜]|{_CLOSE}|[（(]|[A-Za-z&])|\s{{1,3}}|[系者的为是或及和与至—–~-]|属|左右|前后|左近"
)


def _is_between(text: str, start: int, end: int) -> bool:
    found = _direct().match(text, start, end)
    return found is not None and found.end() == end


def _is_governed_from_afar(text: str, start: int, date: Date, is_taken: bool) -> bool:
    """Whether the date's own clause holds only what names a register or calendar, and no other date's word stands before."""
    gap = text[start : date.start]
    cut = max((piece.end() for piece in _PIECES.finditer(gap)), default=0)
    last = _last_piece().match(gap, cut)
    if last is None or last.end() != len(gap) or not _BARE.match(text, date.end) or date.needs_label:
        return False
    before = gap[:cut]
    if cut == len(gap) and not before.endswith(("（", "(")) and is_taken:
        return False
    return _other_dates().search(before) is None and (not before or _SENTENCE_END.search(before) is None)


# The judgement ------------------------------------------------------------------------------------------------------

_TO_VERB = r"(?:[)）\]】」』”\"'’])?\s{0,2}(?:[（(][^（()）\n]{0,26}[)）])?(?:[)）\]】」』”\"'’])?\s{0,2}"
_PERSON = r"(?:其|他|她|我|你|该|本人|该人|被执行人|申请执行人|申请人|当事人|债务人|死者|原告|被告)"
_KIN = r"(?:父亲|母亲|父|母|妻子|妻|夫|丈夫|长子|长女|次子|次女|儿子|女儿|子女|子|女|孩子|小孩|祖父|祖母|岳父|岳母|爷爷|奶奶)"
_WHO = rf"{_PERSON}?{_KIN}?(?:[\u3400-\u9fff]{{0,4}}的)?"
_TO_BORN = re.compile(
    rf"{_TO_VERB}(?:的|才|方|始|刚|那天|当天|当日|这天|左右|前后|许|前后的){{0,2}}(?:[，,]\s?(?=[即系为是]))?(?:系|是|为|即|乃|正是|恰是|恰为|恰逢|正值|适逢|均为|都是|庆祝|过|举办|举行){{0,2}}[（(]?(?:系|是|为|即)?{_WHO}(?:{_AGE}\s?[周虚]?岁)?(?:(?:在|于)[^，,。；;0-9\n]{{2,20}})?(?:[，,]\s?)?"
)
_TO_REACHING = re.compile(
    rf"{_TO_VERB}[（(]?(?:将|即将|即|才|方|已|时|便|就|正式|办理|依法|法定|够|可以?|能|符合){{0,3}}{_PERSON}?{_KIN}?(?:将|即将|才|方|已|正式|办理|够|可以?|能|符合|达到?){{0,3}}"
)
_BIRTHDAY_LABEL_BEHIND = re.compile(rf"\s?(?:日期|时间|年月|月日)?(?:{_REMARK})?\s?[:：=＝为是系]")
_UNTIL = re.compile(r"(?:截至|截止|截止到|截止至)\s?$")
_BEFORE_THE_DAY = re.compile(r"\s?(?:以前|之前|前)")
_THAT_DAY = r"[^，,。；;\n]{0,10}(?:生日|诞辰|寿辰|寿诞)|(?:生日|诞辰)(?:当天|当日|那天|这天)"


_VERBS_OF_BIRTH = frozenset(("生", "出生", "诞生", "出世", "降生"))
_TELLS_A_NAME = re.compile("[（(][^（()）\n]{0,12}(?:电话|手机|身份证|证件|[0-9*]{7})")
"""邓火生（电话…）于2024年…: a bracket with somebody's number stands behind his name and not behind the word of a birth."""
_DAY_BEFORE = re.compile(r"[0-9*一二三四五六七八九十]\s?[日号]\s?$")


def _stands_behind_its_date(text: str, sign: Sign) -> bool:
    """1976年4月28日生）于2022年…: the verb right behind a day speaks of no other one."""
    return text[sign.start : sign.end] in _VERBS_OF_BIRTH and bool(
        _DAY_BEFORE.search(text, max(0, sign.start - 4), sign.start)
    )


def _governs_before(text: str, sign: Sign, date: Date, others: list[Date]) -> bool:
    """Whether a word before the date makes it a birthday."""
    if (
        sign.kind in (Kind.REACHES, Kind.BORN_THEN, Kind.HINT)
        or _stands_behind_its_date(text, sign)
        or (text[sign.start : sign.end] == "生" and _TELLS_A_NAME.match(text, sign.end))
        or (_SENTENCE_END.search(text, sign.end, date.start) and not _goes_on(text, sign, date))
    ):
        return False
    if date.needs_label and UNIT_BEHIND.match(text, date.end):
        return False
    if sign.kind is Kind.REACHED and _BEFORE_THE_DAY.match(text, date.end):
        return False
    direct = _is_between(text, sign.end, date.start)
    if sign.kind is Kind.ZODIAC:
        gap = text[sign.end : date.start].lstrip("鼠牛虎兔龙蛇马羊猴鸡狗猪为是，, ")
        last = _last_piece().match(gap)
        return (
            last is not None
            and last.end() == len(gap)
            and not date.needs_label
            and _BARE.match(text, date.end) is not None
        )
    if sign.kind is Kind.LIFE:
        return (
            not any(sign.end <= other.start < date.start for other in others)
            and date.start - sign.end <= _LONGEST_AGE + 2
        )
    if direct:
        return True
    is_taken = any(sign.end <= other.start < date.start or _governs_behind(text, sign, other) for other in others)
    return sign.kind is not Kind.REACHED and _is_governed_from_afar(text, sign.end, date, is_taken)


def _goes_on(text: str, sign: Sign, date: Date) -> bool:
    """Whether only a line break parts a label from its date."""
    return _HARD_END.search(text, sign.end, date.start) is None and _is_between(text, sign.end, date.start)


def _governs_behind(text: str, sign: Sign, date: Date) -> bool:
    """Whether a word behind the date makes it a birthday."""
    if sign.kind is Kind.BORN_ON:
        is_named = text[date.end : sign.start].strip() in _NAMING and not _is_label_of_next(text, sign)
        return date.needs_label and (is_named or _is_cell_behind(text, sign, date))
    if sign.kind in (Kind.LIFE, Kind.HINT) or (sign.kind is Kind.REACHED and text[sign.start] not in _REACHING):
        return False
    if sign.kind is Kind.ZODIAC:
        gap = text[date.end : sign.start].strip("，,、 （(生人）)")
        return not gap and not date.needs_label and sign.start - date.end <= 3
    if sign.kind in (Kind.REACHED, Kind.REACHES):
        found = _TO_REACHING.match(text, date.end, sign.start)
        is_until = _UNTIL.search(text, max(0, date.start - 5), date.start)
        return found is not None and found.end() == sign.start and not is_until and not date.needs_label
    if date.needs_label:
        gap = text[date.end : sign.start].strip()
        is_verb_alone = sign.end - sign.start == 1 and date.end - date.start < 6
        return not is_verb_alone and gap in _AT_ONCE and not _is_label_of_next(text, sign)
    found = _TO_BORN.match(text, date.end, sign.start)
    is_of_next = _is_label_of_next(text, sign) and not _stands_behind_its_date(text, sign)
    return found is not None and found.end() == sign.start and not is_of_next


_CELL_SIGN = re.compile(r"\s?[|｜\t]\s?")
_END_OF_CELL = re.compile(r"\s?(?:[|｜\t\n]|$)")


def _is_cell_behind(text: str, sign: Sign, date: Date) -> bool:
    """Whether the next cell says what the date is: | 0705 | 出生月日 |"""
    sign_between = _CELL_SIGN.match(text, date.end, sign.start)
    is_alone = sign_between is not None and sign_between.end() == sign.start
    return is_alone and _END_OF_CELL.match(text, sign.end) is not None


_REACHING = frozenset("年届已将刚满达到")
_NAMING = frozenset(("是其", "为其", "系其", "系", "为", "是", "即其", "即为", "即"))
_AT_ONCE = _NAMING | {"", "的", "（", "(", "|"}


def _is_label_of_next(text: str, sign: Sign) -> bool:
    """Whether a word speaks of a date that follows, as the head of the next pair does (立案2024.1.5 出生日期：…)."""
    date = next(dates_in(text, sign.end, min(len(text), sign.end + _LONGEST_DATE)), None)
    return (date is not None and _is_between(text, sign.end, date.start)) or (
        sign.end - sign.start > 1 and _BIRTHDAY_LABEL_BEHIND.match(text, sign.end) is not None
    )


_LIST_SIGN = re.compile(rf"\s{{0,3}}(?:日期?|号)?[”\"’』」）)]?(?:[、/／及和与或~—–-]|以及|或者|[（(])\s?{_OPEN}?")


def _follows_a_birthday(text: str, before: Date, date: Date) -> bool:
    """Whether a date is the next item of a list of birthdays, or the same day in brackets."""
    gap = _LIST_SIGN.match(text, before.end, date.start)
    if gap is None:
        return False
    rest = _last_piece().match(text, gap.end(), date.start)
    is_range = gap.group().strip() in ("—", "–", "-", "~")
    return rest is not None and rest.end() == date.start and not is_range and _BARE.match(text, date.end) is not None


def _birthdays(text: str, start: int, end: int, signs: list[Sign]) -> Iterator[Date]:
    """The dates of a piece that are birthdays by what the text says."""
    dates = list(dates_in(text, start, end))
    starts = [sign.start for sign in signs]
    birthday: Date | None = None
    for place, date in enumerate(dates):
        others = dates[max(0, place - 4) : place]
        at = bisect_left(starts, date.start)
        before = [s for s in signs[max(0, at - 4) : at] if s.end <= date.start <= s.end + _REACH]
        behind = [s for s in signs[at : at + 3] if date.end <= s.start <= date.end + _REACH]
        if (
            any(_governs_before(text, sign, date, others) for sign in reversed(before))
            or any(_governs_behind(text, sign, date) for sign in behind)
            or (birthday is not None and _follows_a_birthday(text, birthday, date))
        ):
            birthday = date
            yield date


def find_births(scene: Scene) -> Iterator[Hit]:
    """Dates of birth as ``1980年**月**日``; only where words say that it is a birth, or that an age is reached."""
    text = scene.text
    signs = signs_of_birth(text) if _TOLD in scene.opened else []
    windows = merged(
        (max(0, sign.start - _LONGEST_DATE - _REACH), min(len(text), sign.end + _LONGEST_DATE + _REACH))
        for sign in signs
    )
    for start, end in windows:
        birthdays = list(_birthdays(text, start, end, signs))
        alone = [
            (sign.start, sign.end) for sign in signs if start <= sign.start < end and _speaks_from_afar(text, sign)
        ]
        for date in (*birthdays, *told_from_afar(text, alone, birthdays)):
            yield from date.hits()
        yield from _days_called_so(text, start, end)
        yield from _handles(text, start, end)
        yield from _parts_on_their_own(text, start, end)
    yield from _of_old_years(scene) if _OLD_YEAR in scene.opened else ()
    yield from _after_sex(text) if _SEX in scene.opened else ()
    yield from _before_nation(text) if _NATION in scene.opened else ()
    yield from _in_brackets(text) if _BRACKETED in scene.opened else ()
    yield from _before_an_age(text) if _AGED in scene.opened else ()


_A_YEAR_BEFORE = re.compile(r"[0-9〇零一二三四五六七八九*]{2,4}年\s?$")


def _speaks_from_afar(text: str, sign: Sign) -> bool:
    """Whether a word of birth may have its date in another clause; a single 生 only behind a year (1988年生)."""
    if sign.kind not in (Kind.BORN, Kind.BORN_ON, Kind.ZODIAC, Kind.HINT):
        return False
    return sign.end - sign.start > 1 or _A_YEAR_BEFORE.search(text, max(0, sign.start - 6), sign.start) is not None


def birth_in(text: str, start: int, end: int) -> Iterator[Hit]:
    """Month and day of the dates in a value that is announced as a birth."""
    label = Sign(start, start, Kind.BORN_ON)
    is_short = end - start <= _SHORT_CELL
    signs = [label, *signs_of_birth(text, start, end)]
    known = set(_birthdays(text[:end], start, end, signs))
    for date in dates_in(text, start, end):
        if is_short or date in known:
            yield from date.hits()


_SHORT_CELL = 18
_PART_ALONE = re.compile(
    r"(?:(?<=[，,、；（(])(?:(?:出生)?[月日]份?|具体|日子|具体日期)|(?<=[\"'])(?:month|date|day|month_?day)[\"']\s?)[:：为是系]{1,2}\s?(?P<part>[0-9]{1,2}|\*{2}|[一二三四五六七八九十廿卅冬腊正]{1,3})"
    r"(?=[月日号]?(?:[\s，,。；;、}）)]|$))"
)
_OBJECT = re.compile(r"[\"']?\s?[:：]\s?\{[^{}]{0,90}\}")


@cache
def _called_so() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_word_of('that_day')}){_THAT_DAY}")


def _days_called_so(text: str, start: int, end: int) -> Iterator[Hit]:
    """今天是我38岁生日，该场直播日期为2021年3月9日: the date of the sentence, whatever else it is called."""
    for told in _called_so().finditer(text, start, end):
        last = min(end, told.end() + _REACH)
        stop = _HARD_END.search(text, told.end(), last)
        for date in dates_in(text, told.end(), stop.start() if stop else last):
            if not date.needs_label:
                yield from date.hits()
                break


def _parts_on_their_own(text: str, start: int, end: int) -> Iterator[Hit]:
    """Month and day said one by one: 出生年份已公开，日为三十; "birthday": {"month": 3, "date": 26}."""
    for found in _PART_ALONE.finditer(text, start, end):
        is_of_object = text[found.start() - 1] in "\"'"
        if _is_in_object_of_birth(text, found.start()) if is_of_object else speaks_of_a_birth(text, *found.span()):
            yield Hit(*found.span("part"), "birth_date", "**", 2, True)


def _is_in_object_of_birth(text: str, place: int) -> bool:
    opened = text.rfind("{", max(0, place - _REACH), place)
    signs = signs_of_birth(text, max(0, opened - _LONGEST_LABEL), opened) if opened > 0 else []
    return bool(signs) and _OBJECT.match(text, signs[-1].end) is not None


_LONGEST_LABEL = 20


@cache
def _handle() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{any_word_of('handle')})[^，,。；;\n0-9*]{{0,10}}(?P<digits>[0-9*]{{3,8}})(?![0-9*./\-]|\s?[年月])"
    )


def _handles(text: str, start: int, end: int) -> Iterator[Hit]:
    """A password or nickname that is made of the birthday, as its sentence says."""
    for found in _handle().finditer(text, start, end):
        is_a_things = is_tail_of_a_thing(text, found.start("digits"))
        if not is_a_things and speaks_of_a_birth(text, found.start(), found.end()):
            yield Hit(*found.span("digits"), "birth_date", "*" * len(found["digits"]), 2, True)


_NEAR = 30


def speaks_of_a_birth(text: str, start: int, end: int) -> bool:
    """Whether the sentence around a place says 出生 or 生日, close by."""
    first, last = max(0, start - _NEAR), min(len(text), end + _NEAR)
    for stop in _HARD_END.finditer(text, first, start):
        first = stop.end()
    stop_behind = _HARD_END.search(text, end, last)
    around = text[first : stop_behind.start() if stop_behind else last]
    return "生日" in around or "出生" in around or _BORN_IN.search(around) is not None


_BORN_IN = re.compile(r"[年月日]生(?![效活产])")


_WRITTEN_AFTER_SEX = re.compile(rf"[男女][，,、\s]\s?(?={_AGE})")
_ENDS_AFTER_SEX = re.compile(rf"[，,、。）)]|\s[{chr(0x3400)}-{chr(0x9FFF)}]{{1,3}}族")


def _after_sex(text: str) -> Iterator[Hit]:
    """男，1980年5月17日，汉族: a date between sex and nation is that of the birth."""
    for sex in "男女":
        for place in places_of(sex, text):
            opened = _WRITTEN_AFTER_SEX.match(text, place)
            if opened is None:
                continue
            date = next(dates_in(text, opened.end(), min(len(text), opened.end() + _LONGEST_DATE)), None)
            if date and date.start == opened.end() and date.starts_with_year and _ENDS_AFTER_SEX.match(text, date.end):
                yield from date.hits()


_AN_OLD_YEAR = re.compile(r"(?<![0-9*])(?:19[2-9][0-9]|200[0-7])(?:\s?[年./-])")
"""Years in which those were born who are of age; what courts enforce now began later as a rule."""
_DATED_ACT = re.compile(
    '[\u3400-\u9fff]{2}(?<!出生)(?<!生日)(?<!公历)(?<!农历)(?<!阴历)(?<!阳历)(?:日期|时间|之日|日)[:：为是\\s|｜"]{0,3}$'
    "|[自从由][^，,。；;\n]{0,4}$|截至?$|[（(〔\\[]$|号[，,]?$|第[^，,。；;\n]{0,6}$"
)
_ACT_OF_OLD = re.compile(
    "建[成造于筑]|竣工|[颁发领取换补]证|核发|颁发|初次|首次|登记|注册|成立|设立|开业|出厂|生产|制造|购[买置得入]|买[入下受]|入伍|参军|参加工作|毕业|入党|婚|分家|继承|去世|死亡|病故|亡故|殁|火化|销户|修[订正]|施行|颁布|公布|批准|起租|租[期赁用]|承包|转让|过户|借|贷|欠|合同|协议|契约|签|公证|判|裁|调解|执行|立案|起诉|受理|处罚|逮捕|入狱|服刑|刑满|释放|起|至|止|以来|期间|开始|迁|搬|到期|届满|投保|开户|存入"
)
"""What happened to people and things before they came to court."""


def _of_old_years(scene: Scene) -> Iterator[Hit]:
    """A whole day of a year in which a debtor may be born, and of which nothing tells what else happened on it.

    The year decides, which is printed anyway; never month or day.
    """
    text = scene.text
    for year in _AN_OLD_YEAR.finditer(text):
        date = next(dates_in(text, year.start(), min(len(text), year.start() + _LONGEST_DATE)), None)
        if date is None or date.start != year.start() or len(date.telling) < 2 or _is_explained(scene, date):
            continue
        yield from date.hits()


def _is_explained(scene: Scene, date: Date) -> bool:
    text = scene.text
    cell = scene.cell_at(date.start)
    if cell is not None and any(_other_dates().search(label) or _ACT_OF_OLD.search(label) for label in cell.labels):
        return True
    first, last = scene.clause(date.start)
    if not text[first : date.start].strip() and last <= date.end + 1:
        last = scene.clause(last + 1)[1]  # the day alone: 1998年6月1日，双方订立协议
    first, last = max(first, date.start - _NEAR), min(last, date.end + _NEAR)
    if _DATED_ACT.search(text, max(0, date.start - _LONGEST_LABEL), date.start):
        return True
    around = text[first : date.start], text[date.end : max(last, date.end)]
    return any(_other_dates().search(part) or _ACT_OF_OLD.search(part) for part in around)


_SO_CALLED = re.compile(r"[（(](?=[五六七八九〇零][一二三四五六七八九〇零*]年|[5-9][0-9]年)")


def _in_brackets(text: str) -> Iterator[Hit]:
    """（八三年三月初九的）: a year of two signs with its day and 的 is said of people only."""
    for opened in _SO_CALLED.finditer(text):
        date = next(dates_in(text, opened.end(), min(len(text), opened.end() + _LONGEST_DATE)), None)
        if date is not None and date.start == opened.end() and text.startswith("的", date.end):
            yield from date.hits()


_AGE_IN_BRACKETS = re.compile(rf"[（(](?:即|年)?满?\s?{_AGE}\s?周?岁\s?[)）]")


def _before_an_age(text: str) -> Iterator[Hit]:
    """2031年4月（60周岁）: the bracket says that an age is reached on the day before it."""
    for found in _AGE_IN_BRACKETS.finditer(text):
        dates = dates_in(text, max(0, found.start() - _LONGEST_DATE), found.start())
        date = next((date for date in dates if date.end == found.start() and not date.needs_label), None)
        if date is not None:
            yield from date.hits()


_BEFORE_NATION = re.compile(r"[，,、\s]\s?[\u3400-\u9fff]{1,5}$")
_OPENED = re.compile(r"[，,、（(\s]")


def _before_nation(text: str) -> Iterator[Hit]:
    """（1980.3.17，汉族）: a date with its year right before the nation."""
    for place in places_of("族", text):
        start = max(0, place - _LONGEST_DATE)
        for date in dates_in(text, start, place) if _HAS_DIGIT.search(text, start, place) else ():
            is_opened = _OPENED.match(text[date.start - 1 : date.start]) is not None
            if date.starts_with_year and is_opened and _BEFORE_NATION.fullmatch(text, date.end, place):
                yield from date.hits()


_HAS_DIGIT = re.compile(r"[0-9年]")


def _words_of_birth() -> Iterator[Pattern]:
    yield from one_of(_signs().words)
    yield from ("生", "岁", _latin())


def _parts_of_dates() -> Iterator[Pattern]:
    yield from (DATES, _PART_ALONE, _handle())


_TOLD = Gate("words of birth", _words_of_birth)
_DATED = Gate("dates", _parts_of_dates)
_SEX = gate_for("dates behind a sex", _WRITTEN_AFTER_SEX)
_NATION = gate_for("nations", "族")
_BRACKETED = gate_for("years in brackets", _SO_CALLED)
_OLD_YEAR = gate_for("days of old years", _AN_OLD_YEAR)
_AGED = gate_for("ages in brackets behind a date", _AGE_IN_BRACKETS)
NEEDS = (_OLD_YEAR, (_AGED, _DATED), (_TOLD, _DATED), (_SEX, _DATED), (_NATION, _DATED), (_BRACKETED, _DATED))
