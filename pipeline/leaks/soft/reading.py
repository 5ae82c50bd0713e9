"""A text as a reader sees it: cells and lines instead of markup, plain signs, simplified characters."""

import re
from html import unescape

from pipeline.core.traditional import simplified
from pipeline.leaks.alphabet import FOLDED, narrowed


def _is_numeral(sign: str) -> bool:
    """Whether it is a Chinese numeral, which names use, too."""
    return "\u3000" < sign < "\ua000"


_MARKUP = re.compile(r"<!--[^<>]*-->|<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9_:]{0,30})(?P<more>\s[^<>]*)?/?>")
_HAN = re.compile("[\u4e00-\u9fff]+")
_CELLS = frozenset({"td", "th"})
_BREAKS = frozenset(
    {
        *("br", "p", "li", "div", "table", "thead", "tbody", "caption", "dd", "ul", "ol", "dl", "hr", "section"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
_WITHIN_WORDS = frozenset(
    {
        *("a", "abbr", "b", "big", "code", "col", "colgroup", "del", "em", "font", "i", "img", "ins", "mark", "o:p"),
        *("s", "small", "span", "strong", "sub", "sup", "tt", "u", "wbr", "body", "html", "dt"),
    }
)
_PLAIN = str.maketrans(
    {
        "\u3000": " ",
        "\xa0": " ",
        "＊": "*",
        "＝": "=",
        "／": "/",
        "｜": "|",
        "┃": "|",
        "│": "|",
        "＃": "#",
        "●": "*",
        "×": "*",
        "於": "于",
    }
)
_SIGNS = {
    code: digit for code, digit in FOLDED.items() if digit and digit.isdigit() and not _is_numeral(chr(code))
} | _PLAIN
_PUNCTUATION = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;()]")
_MISREAD = re.compile(
    r"(?<=\d)[OolI]+(?=[\d年月日曰])|[OlI]+(?=\d{0,3}[年月日曰])|(?<=[年月])[ ]?[OlI](?=\d)|曰(?=[，。,期出生立：:\s]|$)"
)
_READ_AS = str.maketrans("OolI曰", "0011日")
_AS_CHINESE = str.maketrans(",:;()", "，：；（）")
_WRAP = re.compile(
    r"(?<=[\u4e00-\u9fff\d*A-Za-z])\n[ \t]*(?=[\u4e00-\u9fff\d*])(?![^\n：:]{0,12}[：:=]|[^\n ]{1,6} |[^\n]*[\t|]|\d+[.、)）]|[一二三四五六七八九十]+、|[（(]|[①-⑳])"
)
_ESCAPED_SIGN = re.compile(r"\\u([0-9a-fA-F]{4})")
_ESCAPED_BREAK = re.compile(r"\\[nrt]")


def shown(text: str) -> str:
    """The text without markup, in plain signs.

    >>> shown("<tr><th>住址</th><td>某县&#26576;镇</td></tr>")
    '\\n住址\\t某县某镇\\t\\n'
    >>> shown("現年４６歲")
    '现年46岁'
    """
    if "&" in text:
        text = unescape(text)
        text = unescape(text) if "&lt;" in text else text
    if "<" in text:
        text = _without_markup(text)
    if "\\" in text:
        text = _ESCAPED_SIGN.sub(lambda code: chr(int(code[1], 16)), _ESCAPED_BREAK.sub("\n", text))
    return simplified(narrowed(text)).translate(_SIGNS)


def as_prose(text: str) -> str:
    """The same text, sign by sign, with Chinese punctuation and with lines that go on.

    >>> as_prose("住某县,某村(3组)")
    '住某县，某村（3组）'
    """
    text = _MISREAD.sub(lambda sign: sign.group().translate(_READ_AS), text)
    text = _PUNCTUATION.sub(lambda sign: sign.group().translate(_AS_CHINESE), text)
    return _WRAP.sub(lambda gap: " " * len(gap.group()), text)


def _without_markup(text: str) -> str:
    """Cells end with a tab, blocks with a line; an element that is no HTML is a key with its value."""
    parts: list[str] = []
    done, is_in_cell = 0, False
    for tag in _MARKUP.finditer(text):
        parts.append(text[done : tag.start()])
        done = tag.end()
        name, is_end = (tag["name"] or "").lower(), tag["end"] == "/"
        if name in _CELLS:
            parts.append("\t" if is_end or is_in_cell else "")
            is_in_cell = not is_end
        elif name == "tr":
            parts.append("\n")
            is_in_cell = False
        elif name == "dt" and is_end:
            parts.append("：")
        elif name in _BREAKS:
            parts.append("" if is_in_cell else "\n")
        elif name and name not in _WITHIN_WORDS:
            parts.append("\n" if is_end else f"{''.join(_HAN.findall(tag['more'] or ''))}{tag['name']}：")
    parts.append(text[done:])
    return "".join(parts)
