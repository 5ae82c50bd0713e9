"""Another digit in the place of one, in the same way of writing: full width, Chinese, circled, as an entity."""

import html
import re
import unicodedata

_NUMERALS = (
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "○弌弍弎肆伍陸柒捌玖",
    "零壹貳參肆伍陸柒捌玖",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "₀₁₂₃₄₅₆₇₈₉",
)
_WITHOUT_NOUGHT = ("⑴⑵⑶⑷⑸⑹⑺⑻⑼", "⒈⒉⒊⒋⒌⒍⒎⒏⒐", "❶❷❸❹❺❻❼❽❾", "➀➁➂➃➄➅➆➇➈", "➊➋➌➍➎➏➐➑➒")
_SAME_SCRIPT = {sign: row for row in reversed(_NUMERALS) for sign in row} | {"两": _NUMERALS[0], "幺": _NUMERALS[0]}
_SAME_LIST = {sign: f"⓪{row}" for row in _WITHOUT_NOUGHT for sign in row}
_FAMILIES = _SAME_SCRIPT | _SAME_LIST
_CODED = re.compile(r"(&(?:amp;)*#)([xX]?)([0-9A-Fa-f]+);|(\\u)([0-9A-Fa-f]{4})|&(?:amp;)*[A-Za-z]+;")
_WIDE = 0xFEE0
_PLAIN_SIGNS = frozenset("0123456789Xx")


def written_like(old: str, new: str) -> str:
    """A digit or ``X`` as the sign whose place it takes is written; anything else as it is.

    An X in another script gives way to a full-width digit, so that what was not written plainly stays so.

    Args:
        old: What stands in the text: one character, an entity or an escape.
        new: The digit or X that shall be read there.

    >>> [written_like(old, "7") for old in ("3", "３", "三", "③", "&#51;", "\\\\u0033", "×")]
    ['7', '７', '七', '⑦', '&#55;', '\\\\u0037', '７']
    """
    coded = _CODED.fullmatch(old)
    if coded is not None:
        return _coded_like(coded, new)
    if old in _PLAIN_SIGNS or new not in _PLAIN_SIGNS:
        return new
    if old in _FAMILIES and new.isdigit():
        return _FAMILIES[old][int(new)]
    value = unicodedata.decimal(old, None) if len(old) == 1 else None
    if value is not None and new.isdigit():
        return chr(ord(old) - value + int(new))
    return chr(ord(new) + _WIDE)


def _coded_like(coded: re.Match[str], new: str) -> str:
    entity, base, number, escape, code = coded.groups()
    if escape:
        return f"{escape}{ord(written_like(chr(int(code, 16)), new)):04x}"
    if not entity:
        return f"&#{ord(written_like(html.unescape(coded.group()), new)[:1])};"
    sign = written_like(chr(int(number, 16 if base else 10)), new)
    return f"{entity}{base}{format(ord(sign), 'x' if base else 'd')};"
