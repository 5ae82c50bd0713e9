"""Shapes that several soft nets share: dates, numerals, organisations, and what is hidden already."""

import re

NUMERAL = "〇零一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾两"
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
SEP = r"[ \t]{0,4}(?:\n[ \t]{0,12})?"
"""What may stand within a date: blanks, one line break."""
_MONTH = rf"(?:\d(?:{SEP}[\dl])?|[lI]\d|[正元冬腊闰{NUMERAL}]{{1,4}})"
_DAY = rf"(?:初[{NUMERAL}]|[{NUMERAL}](?:{SEP}[{NUMERAL}]){{0,3}}|[\dl](?:{SEP}[\dl])?)"
MONTH_DAY = rf"(?:{_MONTH}{SEP}月(?:份)?{SEP}{_DAY}(?:{SEP}[日号])?|(?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d.])|[双元国][十旦庆]节?日?)"
_YEAR = rf"(?:(?:19|20)\d{SEP}\d|[{NUMERAL}]{{2,4}}|[一二][九〇零][{NUMERAL}]{{2}}|\d\d)"
DATE = (
    rf"(?:(?:{_YEAR}{SEP}年|(?:19|20)\d\d[-/. ])?(?:农历|阴历|阳历|公历|老历|藏历|旧历)?[\u4e00-\u9fff]{{0,2}}?{MONTH_DAY}"
    rf"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|\d{{1,2}} ?(?i:{MONTHS})[a-z]*|(?i:{MONTHS})[a-z]*\.? ?\d{{1,2}}(?!\d))"
)
"""A date that tells a month and a day, with or without its year."""

ORGANISATION = re.compile(
    "公司|集团|[艺品货饭]店|店(?=[”（）])|工厂|[\u4e00-\u9fff]厂(?![区房])|合作社|银行|农商行|信用社|联社|支行|分行|法院|法庭|检察院|公证处|鉴定所|事务所|经营部|商行|门市|超市|百货店|酒店|宾馆|饭店|客栈|"
    "医院|学校|学院|大学|幼儿园|中心(?!大?[路街])|政府|派出所|(?<!村民|居民)委员会|税务局|公安局|管理局|企业|个体工商户|经营场所|商铺|厂房|门面|仓库|工地|项目部|农场主|"
    "养殖场|加工点|售楼|工业园(?!区)|供电|毛尖茶场|[Cc]ompany|Ltd|Inc|Court|[Bb]ank"
)
SENTENCE = "。；;\n"


def span_before(text: str, place: int, stops: str, width: int) -> str:
    """What stands before a place, back to the first of the stops.

    >>> span_before("甲，乙。丙丁", 6, "。", 9)
    '丙丁'
    """
    first = max(0, place - width)
    return text[max([first, *(text.rfind(stop, first, place) + 1 for stop in stops)]) : place]


def span_behind(text: str, place: int, stops: str, width: int) -> str:
    """What stands behind a place, up to the first of the stops.

    >>> span_behind("甲，乙。丙丁", 0, "。", 9)
    '甲，乙'
    """
    last = min(len(text), place + width)
    ends = [found for stop in stops if (found := text.find(stop, place, last)) >= 0]
    return text[place : min([last, *ends])]
