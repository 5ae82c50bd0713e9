"""Amounts of money, in yuan with two decimals: in figures, in Chinese numerals, and with words around them.

1. Every amount that stands in the text is found: figures or numerals, units, 元 角 分.
2. Another currency, a range, a share or a term makes the text unreadable: its figures are no sum of yuan.
3. One amount is the field's, also where it stands twice in two spellings; two different ones are nobody's.
"""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces
from pipeline.cleaning.readings import Note, Reading
from pipeline.core.findings import Effect

MORE_THAN_AN_AMOUNT = Note("amount_with_words", Effect.REPAIRED)

_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    sign: value for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")
}
_HAN_DIGITS |= {"○": 0, "两": 2, "俩": 2, "貳": 2, "弍": 2, "參": 3, "叄": 3, "陸": 6, "柒": 7, "幺": 1}
_SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GREAT = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_TENS = {"廿": "二十", "卅": "三十", "念": "二十"}
_DIGITS = "".join(_HAN_DIGITS)
_UNITS = "".join((*_SMALL, *_GREAT))
_FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e\+?\d{1,2})?"
_NUMBER = (
    rf"(?:(?:{_FIGURES})|[{_DIGITS}廿卅])(?:{_FIGURES}|[{_DIGITS}{_UNITS}廿卅])*|[十拾百佰千仟](?:[{_DIGITS}{_UNITS}])*"
)
_AMOUNT = re.compile(
    rf"(?P<sign>人民币|rmb|cny|[￥¥])?:?(?<![\d.,])(?P<number>{_NUMBER})(?P<more>余|多)?(?P<yuan>[元圆圓块])?"
    rf"(?:(?P<jiao>[\d{_DIGITS}])角)?(?:零?(?P<fen>[\d{_DIGITS}])分)?(?:整|正)?"
)
_PIECE = re.compile(
    rf"(?P<figures>{_FIGURES})|(?P<digit>[{_DIGITS}])|(?P<small>[{''.join(_SMALL)}])|(?P<great>[{''.join(_GREAT)}])"
)
_JIAO_ALONE = re.compile(rf"(?:(?P<jiao>[\d{_DIGITS}])角)?(?:(?P<fen>[\d{_DIGITS}])分)?(?:整|正)?")
_NOT_YUAN = re.compile(
    r"美元|美金|港[元币]|日元|欧元|英镑|韩[元币]|加元|澳元|台币|卢布|法郎|泰铢|外币|usd|us\$|hk[d$]|eur|jpy|gbp|[$€£]|%|％|‰|每|/[年月日天]"
)
_RANGE = re.compile(r"(?<![\w)])-\d|\d[-~—至到/]\d|[元万亿千百][-~—至到][\d一二三四五六七八九十壹贰叁]")
_RUN_OF_FIGURES = re.compile(r"\d[\d.,]*")
_WELL_FORMED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_HARMLESS_BEFORE = re.compile(
    r"(?:执行|涉案|标的|本案|申请|应付|欠款|借款|款项|债务|合计|共计|总计|总|共|计|为|是|金?额|款|价|拍卖|起拍|评估|保证金|大写|小写|元|[:()。.,;、])*"
)
_USUAL = re.compile(r"(?:0|[1-9][0-9]{0,14})\.[0-9]{2}")
_LIMIT = Decimal(10) ** 15
_CENT = Decimal("0.01")
_LONGEST = 200
_SPOKEN = frozenset(map(Decimal, range(1, 10)))


def parse_money(text: str) -> str | None:
    """Yuan with two decimals as text; None if it cannot be read, is negative or beyond all reason.

    >>> [parse_money(t) for t in ("28000.00元", "0.42万元", "1,234.5", "3.3E+5", "人民币３万元整")]
    ['28000.00', '4200.00', '1234.50', '330000.00', '30000.00']
    >>> [parse_money(t) for t in ("贰万捌仟零伍元叁角", "2万8千", "12亿3千万", "28000.00元及利息")]
    ['28005.30', '28000.00', '1230000000.00', '28000.00']
    >>> [parse_money(t) for t in ("不详", "28000美元", "本金2万元，利息3000元")]
    [None, None, None]
    """
    return read_money(text).value


def read_money(text: str) -> Reading:
    """The one amount of a field; a note where words stand beside it that say more (及利息, 约)."""
    if _USUAL.fullmatch(text):
        return Reading(text)
    folded = without_spaces(half_width(without_invisible(text))).lower().replace("`", "")
    if len(folded) > _LONGEST or _NOT_YUAN.search(folded) or _RANGE.search(folded) or not _is_well_formed(folded):
        return Reading(None)
    if alone := _jiao_and_fen(folded):
        return Reading(alone)
    found = [match for match in _AMOUNT.finditer(folded) if _is_amount(match)]
    named = [match for match in found if match["yuan"] or match["sign"]]
    values = {_value(match) for match in named or found}
    if len(values) != 1 or None in values:
        return Reading(None)
    chosen = named or found
    around = _without(folded, chosen)
    if _HARMLESS_BEFORE.fullmatch(around) and not any(match["more"] for match in chosen):
        return Reading(next(iter(values)))
    is_named = bool(named) or any(match["number"][-1] in _GREAT for match in chosen)
    return Reading(next(iter(values)), (MORE_THAN_AN_AMOUNT,)) if is_named else Reading(None)


def _is_well_formed(folded: str) -> bool:
    """Whether commas and points stand where they do in an amount; 28.000,00 and 1.2.3 can mean anything."""
    runs = (run.rstrip(".,") for run in _RUN_OF_FIGURES.findall(folded))
    return all(map(_WELL_FORMED.fullmatch, runs))


def _jiao_and_fen(folded: str) -> str | None:
    match = _JIAO_ALONE.fullmatch(folded)
    if match is None or not (match["jiao"] or match["fen"]):
        return None
    return str(_cents(match))


def _is_amount(match: re.Match[str]) -> bool:
    """Figures, or numerals with a unit: a single 一 in a sentence is none."""
    number = match["number"]
    return bool(match["yuan"] or match["sign"]) or number[0].isascii() or any(sign in _UNITS for sign in number)


def _value(match: re.Match[str]) -> str | None:
    whole = _whole(match["number"], is_closed=bool(match["yuan"]))
    if whole is None:
        return None
    try:
        amount = (whole + _cents(match)).quantize(_CENT, rounding=ROUND_HALF_UP)
    except InvalidOperation:
        return None
    return str(amount) if 0 <= amount < _LIMIT else None


def _cents(match: re.Match[str]) -> Decimal:
    jiao, fen = (0 if part is None else _digit(part) for part in (match["jiao"], match["fen"]))
    return Decimal(jiao * 10 + fen) * _CENT


def _digit(sign: str) -> int:
    return _HAN_DIGITS[sign] if sign in _HAN_DIGITS else int(sign)


def _whole(number: str, *, is_closed: bool) -> Decimal | None:
    """The value of figures and numerals with units; 2万8 without 元 behind it is 2万8千, as people say it."""
    for tens, long in _TENS.items():
        number = number.replace(tens, long)
    total = section = Decimal(0)
    waiting: Decimal | None = None
    unit, great, has_zero = Decimal(1), Decimal(0), False
    for piece in _PIECE.finditer(number):
        sign = piece[0]
        if piece["small"]:
            unit = Decimal(_SMALL[sign])
            section, waiting, has_zero = section + (1 if waiting is None else waiting) * unit, None, False
            continue
        if piece["great"]:
            unit = Decimal(_GREAT[sign])
            section += waiting or 0
            total = (total + section) * unit if unit > great else total + section * unit
            section, great, waiting, has_zero = Decimal(0), unit, None, False
            continue
        value = Decimal(sign.replace(",", "")) if piece["figures"] else Decimal(_HAN_DIGITS[sign])
        if waiting:
            return None
        has_zero = has_zero or sign in "零〇○"
        waiting = value
    if waiting is not None:
        is_spoken = not is_closed and not has_zero and unit > 10 and waiting in _SPOKEN
        section += waiting * (unit / 10 if is_spoken else 1)
    return total + section


def _without(text: str, matches: list[re.Match[str]]) -> str:
    for match in reversed(matches):
        text = text[: match.start()] + text[match.end() :]
    return text
