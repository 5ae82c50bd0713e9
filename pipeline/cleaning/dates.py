"""Days and moments in all the forms that case systems hold, as ISO 8601 text; a moment with an offset is told in China's time.

1. A text is brought to one spelling: half width, figures for Chinese numerals, year before month before day.
2. Day, time, half of the day and offset are read from it.
3. The calendar is asked; an offset moves the moment to the one in China.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

from pipeline.cleaning.characters import half_width, without_invisible
from pipeline.cleaning.numerals import parse_han_number
from pipeline.cleaning.readings import Note, Reading
from pipeline.core.findings import Effect
from pipeline.core.records import IsoDate

AMONG_WORDS = Note("day_among_words", Effect.REPAIRED)
FIRST_OF_PERIOD = Note("period_beginning", Effect.REPAIRED)
LAST_OF_PERIOD = Note("period_end", Effect.REPAIRED)
TIME_LOST = Note("time_unreadable", Effect.REPAIRED)

_WHOLE_DAY = 24 * 60
_CHINA = timezone(timedelta(hours=8))
_EARLIEST, _LATEST = 1949, 2200
_LONGEST_FIELD, _LONGEST = 80, 400
_FIRST_WITHOUT_END = 2099
"""From this year on a day is a way of saying that there is no end."""

_MONTHS = {
    month: place
    for place, month in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_MONTH = rf"(?:(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?|(?P<month>\d{{1,2}})\s*月)"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]?\s*)?"
_DAY_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})[-\s/.]+{_MONTH}[-\s/.,]*(?P<year>\d{{4}}|\d\d)(?!\d)(?P<rest>.*)"
)
_MONTH_FIRST = re.compile(rf"{_WEEKDAY}{_MONTH}\s*(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?P<rest>.*)")
_YEAR_LAST = re.compile(
    rf"{_WEEKDAY}{_MONTH}\s+(?P<day>\d{{1,2}})\s+(?P<rest>\d\d:\d\d:\d\d(?:\s+[a-z]{{3}}(?:[+-]\d\d:?\d\d)?)?)\s+(?P<year>\d{{4}})"
)
_SLASHES = re.compile(r"(?P<first>\d{1,2})[-/.](?P<second>\d{1,2})[-/.](?P<year>\d{4})(?!\d)(?P<rest>.*)")
_HALVES = "上午|下午|中午|正午|晚上|晚间|傍晚|夜间|凌晨|清晨|早上|早晨|晚|早|[ap]\\.?m\\.?"
_DAY = (
    r"(?P<y>\d{4})(?:[-/.年\s]+(?P<m>\d{1,2})[-/.月\s]+(?P<d>\d{1,2})\s*[日号]?|(?P<m2>\d\d)(?P<d2>\d\d)(?:\.0+)?)"
    r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
)
_TIME = (
    rf"[t\s]*(?P<half>{_HALVES})?\s*(?:(?P<hour>\d{{1,2}})\s*(?:[:时點点.]\s*(?:(?P<minute>\d{{1,2}})\s*分?|(?P<thirty>半))?"
    rf"(?P<second>[:.]?\s*\d\d?(?:[.,]\d{{1,9}})?\s*秒?)?整?|(?=\s*[ap]m))"
    rf"|(?P<hour2>\d\d)(?P<minute2>\d\d)(?:\d\d(?:\.?\d{{1,9}})?)?)\s*(?P<half2>{_HALVES})?"
)
_ZONE = r"\s*(?P<zone>z|utc|gmt|cst|北京时间|(?:utc|gmt)?[+-]\d{1,2}(?::?\d\d)?)?(?:\s*[\[(][^()\[\]]{1,40}[\])])?"
_MOMENT = re.compile(rf"{_DAY}(?:{_TIME})?{_ZONE}")
_DAY_THEN_TIME = re.compile(rf"{_DAY}[t\s]*(?:{_HALVES})?\s*\d{{1,2}}\s*[:时點点].{{0,12}}")
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d\d)?")
_HAN_DIGIT = "〇零○◯o一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_HAN_YEAR = re.compile(rf"[{_HAN_DIGIT}0-9]{{4}}(?=\s*年)")
_HAN_PART = re.compile(r"[〇零○一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾]{1,4}(?=\s*[月日号时點点分])")
_HAN_FIGURES = str.maketrans("零○◯o壹贰叁肆伍陆柒捌玖拾", "〇〇〇〇一二三四五六七八九十")
_HAN_TENS = (("廿", "二十"), ("卅", "三十"))
_OBJECT = re.compile(r"\{.{1,400}\}", re.DOTALL)
_KEY = re.compile(r"(?<=[{,])\s*([A-Za-z]+)\s*:")
_LIST = re.compile(
    r"\[\s*(\d{4})\s*,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*,\s*(\d{1,2})\s*(?:,[\d,\s]*)?)?\]"
)
_EPOCH = re.compile(r"(?:\\?/?date\(|new date\()?(?P<count>\d{13}|\d{15})(?:[+-]\d{4})?\)?\\?/?|(?P<seconds>1\d{9})")
_FIRST_EPOCH = 946_684_800
_SERIAL = re.compile(r"(\d{5})(?:\.(\d{1,12}))?")
_FIRST_SERIAL, _LAST_SERIAL = 36526, 55153
"""2000-01-01 and 2050-12-31 as a spreadsheet counts days."""
_DAY_ZERO = datetime(1899, 12, 30, tzinfo=_CHINA)
_NO_DAY = re.compile(
    r"(?:0000|0001|1753)[-/.]?0[01][-/.]?0[01](?:[t\s].*)?|1899[-/.]?12[-/.]?3[01](?:[t\s].*)?"
    r"|19(?:00|70)[-/.]?0?1[-/.]?0?1(?:[t\s].*)?"
)
_WITHOUT_END = re.compile(
    r"(?:长期|永久|终身|无限期|无期限|不限期?|无固定期限|无截止日期|不设期限)(?:有效|限制|内)?|9{6,8}|2958465(?:\.\d+)?"
    r"|(?:直?至|直?到)[^0-9]{1,40}(?:之日|为止|止|时)"
)
_LENGTH = re.compile(r"(?:[0-9]{1,2}|[一二两三四五十]{1,2})个?(?:年|月|周年|日|天)")
_BEFORE_DAY = re.compile(
    r"\s*(?:(?:立案|列入|发布|公布|起始|开始|终止|截止|结束|期限|限制|开庭|听证|拍卖)?(?:日期|时间)?)?(?:截至|截止到?|自|从|由|于|至|到|定于)?\s*:?\s*"
)
_BEHIND_DAY_AT_END = re.compile(r"\s*(?:起|止|为止|之日|当日|当天|届满|到期|\([^()]{0,40}\)|[。.,;]|\s)+$")
_TO = re.compile(r"\s*(?:至|到|~|～|-{1,2}|—{1,2}|–)\s*")


Parser = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class _Moment:
    """What stands in a text, before the calendar is asked."""

    year: int
    month: int
    day: int
    minute: int | None = None
    """Minutes since midnight, 1440 for 24:00; None where no time is given."""
    offset: timedelta | None = None
    """From UTC; None where the text names none, or China's."""


def parse_day(text: str) -> IsoDate | None:
    """The day in China as ``YYYY-MM-DD``; None if it cannot be read or is no day of the calendar.

    >>> [parse_day(t) for t in ("20190709", "2019年07月09日", "2014/4/23", "2019-07-09 00:00:00")]
    ['2019-07-09', '2019-07-09', '2014-04-23', '2019-07-09']
    >>> parse_day("{year:119, month:6, date:9}"), parse_day("02-FEB-26"), parse_day("2026-02-01T16:00:00.000Z")
    ('2019-07-09', '2026-02-02', '2026-02-02')
    >>> parse_day("二〇一九年七月十九日"), parse_day("2026-11-30 24:00:00")
    ('2019-07-19', '2026-11-30')
    >>> parse_day("2019-02-30") is None, parse_day("03/04/2026") is None
    (True, True)
    """
    moment = _read(text)
    if moment is None or moment.minute is None:
        return None if moment is None else _printed_day(moment)
    if moment.minute == _WHOLE_DAY:
        return _printed_day(replace(moment, minute=None))
    printed = _printed(moment)
    return None if printed is None else IsoDate(printed[:10])


def parse_moment(text: str) -> str | None:
    """Day with the time in China where one is given: ``2026-11-20T10:00`` or ``2026-11-20``.

    >>> parse_moment("2026年11月20日 10时30分"), parse_moment("2026年11月20日下午3:00"), parse_moment("2026-11-20 24:00:00")
    ('2026-11-20T10:30', '2026-11-20T15:00', '2026-11-21T00:00')
    >>> parse_moment("2026-11-20 00:00:00"), parse_moment("2026-11-30T02:00:00Z")
    ('2026-11-20', '2026-11-30T10:00')
    """
    moment = _read(text)
    return None if moment is None else _printed(moment)


def read_day(text: str) -> Reading:
    """The day of a field, also one among other words; of a period its first day.

    >>> read_day("自2026年2月2日起").value, read_day("2026年2月2日至2028年2月1日").value
    ('2026-02-02', '2026-02-02')
    """
    return _read_among_words(text, parse_day, last=False)


def read_last_day(text: str) -> Reading:
    """The day of a field in which something ends; of a period its last day.

    >>> read_last_day("2026年2月2日至2028年2月1日").value
    '2028-02-01'
    """
    return _read_among_words(text, parse_day, last=True)


def read_moment(text: str) -> Reading:
    """The moment of a field; of a period its beginning, and the day alone where the time cannot be read.

    >>> read_moment("2026-11-30 10:00-2026-12-01 10:00").value, read_moment("2026-11-30 25:00").value
    ('2026-11-30T10:00', '2026-11-30')
    """
    return _read_among_words(text, parse_moment, last=False)


def is_no_day(text: str) -> bool:
    """Whether a text is what a database writes where it has no day.

    >>> [is_no_day(text) for text in ("0000-00-00", "1900-01-01 00:00:00", "2026-02-02")]
    [True, True, False]
    """
    return _NO_DAY.fullmatch(_folded(text)) is not None


def is_without_end(text: str) -> bool:
    """Whether a text says that something has no last day: 9999-12-31, 2999, 长期, 至解除之日止.

    >>> [is_without_end(text) for text in ("9999-12-31", "2999/12/31 23:59:59", "长期", "至履行完毕之日止", "2028-02-01")]
    [True, True, True, True, False]
    """
    if _WITHOUT_END.fullmatch(_folded(text)):
        return True
    moment = _read(text)
    return moment is not None and moment.year >= _FIRST_WITHOUT_END


def is_length_of_time(text: str) -> bool:
    """Whether a text names a length of time and no day: 两年, 3个月.

    >>> is_length_of_time("两年"), is_length_of_time("2026年")
    (True, False)
    """
    return _LENGTH.fullmatch(_folded(text)) is not None


def is_serial_day(text: str) -> bool:
    """Whether a text can be a day as a spreadsheet counts it, of the years 2000 to 2050.

    >>> is_serial_day("46055"), is_serial_day("12345")
    (True, False)
    """
    found = _SERIAL.fullmatch(_folded(text))
    return found is not None and _FIRST_SERIAL <= int(found[1]) <= _LAST_SERIAL


def moment_of_serial(text: str) -> str | None:
    """The moment that a spreadsheet's count of days means; only where the whole column is such.

    >>> moment_of_serial("46055"), moment_of_serial("46356.4166666667")
    ('2026-02-02', '2026-11-30T10:00')
    """
    if not is_serial_day(text):
        return None
    moment = _DAY_ZERO + timedelta(days=float(_folded(text))) + timedelta(seconds=30)
    return _with_time(moment)


def _read(text: str) -> _Moment | None:
    folded = _folded(text)
    if len(folded) > _LONGEST:
        return None
    if found := _LIST.fullmatch(folded):
        year, month, day = (int(part) for part in found.group(1, 2, 3))
        return _Moment(year, month, day, None if found[4] is None else int(found[4]) * 60 + int(found[5]))
    if _OBJECT.fullmatch(folded):
        return _of_object(folded)
    if found := _EPOCH.fullmatch(folded):
        return _of_epoch(int(found["count"]) / 1000 if found["count"] else int(found["seconds"]))
    match = _MOMENT.fullmatch(_year_first(_with_figures(folded)))
    return None if match is None else _of_match(match)


def _folded(text: str) -> str:
    return half_width(without_invisible(text)).strip().lower()


def _with_figures(text: str) -> str:
    """Figures for Chinese numerals, where the text has any."""
    if "年" not in text and "月" not in text and "点" not in text and "时" not in text:
        return text
    text = _HAN_YEAR.sub(lambda year: str(_value("".join(year[0].split()))), text)
    return _HAN_PART.sub(lambda part: str(_value(part[0])), text)


def _value(numeral: str) -> int | str:
    if numeral.isascii() and "o" not in numeral:
        return numeral
    plain = numeral.translate(_HAN_FIGURES)
    for tens, long in _HAN_TENS:
        plain = plain.replace(tens, long)
    if any(sign.isdigit() and sign.isascii() for sign in plain):
        plain = plain.translate(str.maketrans("0123456789", "〇一二三四五六七八九"))
    value = parse_han_number(plain)
    return numeral if value is None else value


def _year_first(text: str) -> str:
    """``02-FEB-26``, ``Feb 2 2026``, ``02/13/2026`` with the year first; other texts as they are."""
    for form in (_YEAR_LAST, _DAY_FIRST, _MONTH_FIRST):
        if found := form.fullmatch(text):
            month = found["month"] or _MONTHS[found["name"]]
            return f"{_whole_year(found['year'])}-{month}-{found['day']} {found['rest'].strip()}".strip()
    if found := _SLASHES.fullmatch(text):
        first, second = int(found["first"]), int(found["second"])
        if (first > 12) != (second > 12) or first == second:  # else nobody can tell day and month apart
            month, day = (second, first) if first > 12 else (first, second)
            return f"{found['year']}-{month}-{day} {found['rest'].strip()}".strip()
    return text


def _whole_year(year: str) -> str:
    return year if len(year) == 4 else f"{'20' if int(year) < 50 else '19'}{year}"


def _of_object(text: str) -> _Moment | None:
    """A day as Java programs write it out: years from 1900 and months from 0, or plain ones."""
    try:
        parts = json.loads(_KEY.sub(r'"\1":', text))
    except (ValueError, RecursionError):
        return None
    year, month = parts.get("year"), parts.get("monthvalue", parts.get("month"))
    day = parts.get("date", parts.get("dayofmonth", parts.get("day")))
    if not all(isinstance(part, int) and 0 <= part <= 9999 for part in (year, month, day)):
        return None
    return _Moment(year, month, day) if year >= _EARLIEST else _Moment(year + 1900, month + 1, day)


def _of_epoch(seconds: float) -> _Moment | None:
    """A count of seconds since 1970, from the year 2000 on; smaller ones can be anything."""
    if seconds < _FIRST_EPOCH:
        return None
    try:
        moment = datetime.fromtimestamp(seconds, UTC).astimezone(_CHINA)
    except (OverflowError, ValueError, OSError):
        return None
    return _Moment(moment.year, moment.month, moment.day, moment.hour * 60 + moment.minute)


def _of_match(match: re.Match[str]) -> _Moment | None:
    year, month, day = int(match["y"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"])
    if match["hour"] is None and match["hour2"] is None:
        return _Moment(year, month, day)
    hour = int(match["hour"] or match["hour2"])
    minute = 30 if match["thirty"] else int(match["minute"] or match["minute2"] or 0)
    hour = _of_whole_day(hour, match["half"] or match["half2"] or "")
    zone = match["zone"] or ""
    if zone.startswith("-") and match["second"] is None and "t" not in match[0]:  # 10:00-11:00 is no offset
        return None
    if minute > 59 or hour * 60 + minute > _WHOLE_DAY:
        return None
    return _Moment(year, month, day, hour * 60 + minute, _offset(zone))


def _of_whole_day(hour: int, half: str) -> int:
    """The hour of 24: 下午3 is 15, 12 a.m. is 0, 晚上12 is 24."""
    if half.startswith("p") or half in ("下午", "傍晚", "晚上", "晚间", "晚", "夜间"):
        if hour == 12:
            return 12 if half.startswith("p") or half == "下午" else 24
        return hour + 12 if hour < 12 else hour
    if half in ("中午", "正午"):
        return hour + 12 if hour < 4 else hour
    if half and hour == 12:
        return 12 if half in ("早上", "早晨", "早") else 0
    return hour


def _offset(zone: str) -> timedelta | None:
    if zone in ("", "cst", "北京时间"):
        return None
    found = _OFFSET.fullmatch(zone)
    if found is None:
        return timedelta(0)
    return (-1 if found[1] == "-" else 1) * timedelta(hours=int(found[2]), minutes=int(found[3] or 0))


def _printed_day(moment: _Moment) -> IsoDate | None:
    if not _EARLIEST <= moment.year <= _LATEST:
        return None
    try:
        return IsoDate(datetime(moment.year, moment.month, moment.day, tzinfo=UTC).date().isoformat())
    except ValueError:
        return None


def _printed(moment: _Moment) -> str | None:
    day = _printed_day(moment)
    if day is None or moment.minute is None:
        return day
    local = datetime.fromisoformat(day) + timedelta(minutes=moment.minute)
    if moment.offset is not None:
        local += timedelta(hours=8) - moment.offset
    return f"{local:%Y-%m-%dT%H:%M}" if moment.minute == _WHOLE_DAY else _with_time(local)


def _with_time(moment: datetime) -> str:
    """Midnight is the day alone: databases write it where they know no time."""
    return f"{moment:%Y-%m-%d}" if moment.hour == moment.minute == 0 else f"{moment:%Y-%m-%dT%H:%M}"


def _read_among_words(text: str, parse: Parser, *, last: bool) -> Reading:
    """One moment, or two with 至 between them, within the words that stand around such."""
    if (whole := parse(text)) is not None:
        return Reading(whole)
    folded = _folded(text)
    if len(folded) > _LONGEST_FIELD:
        return Reading(None)
    if (within := _without_words(folded)) != folded and (found := parse(within)) is not None:
        return Reading(found, (AMONG_WORDS,))
    for between in _TO.finditer(folded):
        ends = [parse(_without_words(part)) for part in (folded[: between.start()], folded[between.end() :])]
        if None not in ends:
            return Reading(ends[-1], (LAST_OF_PERIOD,)) if last else Reading(ends[0], (FIRST_OF_PERIOD,))
    if timed := _DAY_THEN_TIME.fullmatch(_year_first(_with_figures(folded))):
        day = parse_day(timed[0][: timed.end("d") if timed["d"] else timed.end("d2")])
        return Reading(day, (TIME_LOST,) if day else ())
    return Reading(None)


def _without_words(text: str) -> str:
    behind = _BEHIND_DAY_AT_END.sub("", text)
    before = _BEFORE_DAY.match(behind)
    return behind[before.end() if before else 0 :]
