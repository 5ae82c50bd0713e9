"""Days and moments in all the forms that case systems hold, as ISO 8601 text."""

import re
from datetime import date

from pipeline.cleaning.characters import half_width, without_invisible
from pipeline.core.records import IsoDate

_PARTS = re.compile(
    r"(?P<y>\d{4})(?:[-/.年\s]+(?P<m>\d{1,2})[-/.月\s]+(?P<d>\d{1,2})日?|(?P<m2>\d\d)(?P<d2>\d\d))"
    r"(?:[T\s日上午]*(?P<hour>\d{1,2})[:时點点](?P<minute>\d{1,2})?分?(?::\d\d(?:\.\d+)?)?秒?"
    r"(?:Z|[+-]\d\d:?\d\d)?)?"
)
_JAVA = re.compile(r"\{\s*year:\s*(\d{1,3}),\s*month:\s*(\d{1,2}),\s*date:\s*(\d{1,2})\b[^{}]*\}")
_HAN_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_HAN_TENS = re.compile(r"([1-9]?)十([1-9]?)")
_HAN_DATE = re.compile(r"[〇零○一二三四五六七八九]{4}年")
_EARLIEST, _LATEST = 1949, 2200


def parse_day(text: str) -> IsoDate | None:
    """The day as ``YYYY-MM-DD``; None if it cannot be read or is no day of the calendar.

    >>> [parse_day(t) for t in ("20190709", "2019年07月09日", "2014/4/23", "2019-07-09 00:00:00")]
    ['2019-07-09', '2019-07-09', '2014-04-23', '2019-07-09']
    >>> parse_day("{year:119, month:6, date:9}")
    '2019-07-09'
    >>> parse_day("二〇一九年七月十九日")
    '2019-07-19'
    >>> parse_day("2019-02-30") is None
    True
    """
    moment = parse_moment(text)
    return None if moment is None else IsoDate(moment[:10])


def parse_moment(text: str) -> str | None:
    """Day with the time where one is given: ``2026-11-20T10:00`` or ``2026-11-20``.

    >>> parse_moment("2026年11月20日 10时30分")
    '2026-11-20T10:30'
    >>> parse_moment("2026-11-20 00:00:00")
    '2026-11-20'
    """
    folded = half_width(without_invisible(text)).strip()
    if java := _JAVA.fullmatch(folded):
        year, month, day = (int(part) for part in java.groups())
        return _valid_day(year + 1900, month + 1, day)
    if _HAN_DATE.match(folded):
        folded = _HAN_TENS.sub(lambda m: (m[1] or "1") + (m[2] or "0"), folded.translate(_HAN_DIGITS))
    match = _PARTS.fullmatch(folded)
    if match is None:
        return None
    day_text = _valid_day(int(match["y"]), int(match["m"] or match["m2"]), int(match["d"] or match["d2"]))
    if day_text is None or match["hour"] is None:
        return day_text
    return _with_time(day_text, int(match["hour"]), int(match["minute"] or 0))


def _valid_day(year: int, month: int, day: int) -> str | None:
    if not _EARLIEST <= year <= _LATEST:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _with_time(day: str, hour: int, minute: int) -> str | None:
    if hour > 23 or minute > 59:
        return None
    return day if hour == minute == 0 else f"{day}T{hour:02d}:{minute:02d}"
