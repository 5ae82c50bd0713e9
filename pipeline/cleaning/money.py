"""Amounts of money, in yuan with two decimals."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from pipeline.cleaning.characters import half_width, without_invisible, without_spaces

_AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY|￥|¥|共计|约)*(?P<number>-?\d[\d,]*(?:\.\d+)?(?:E[+]?\d{1,2})?)(?P<unit>亿|千万|百万|万|千)?元?整?",
    re.IGNORECASE,
)
_UNITS = {None: 1, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
_CENT = Decimal("0.01")
_LIMIT = Decimal(10) ** 15


def parse_money(text: str) -> str | None:
    """Yuan with two decimals as text; None if it cannot be read, is negative or beyond all reason.

    >>> [parse_money(t) for t in ("28000.00元", "0.42万元", "1,234.5", "3.3E+5", "人民币３万元整")]
    ['28000.00', '4200.00', '1234.50', '330000.00', '30000.00']
    >>> parse_money("不详") is None
    True
    """
    match = _AMOUNT.fullmatch(without_spaces(half_width(without_invisible(text))))
    if match is None:
        return None
    try:
        amount = Decimal(match["number"].replace(",", "")) * _UNITS[match["unit"]]
        if not 0 <= amount < _LIMIT:
            return None
        return str(amount.quantize(_CENT, rounding=ROUND_HALF_UP))
    except InvalidOperation:
        return None
