"""What spreadsheets, web pages and old code pages leave around a value; taken off before the value is read."""

import html
import re
import unicodedata

from pipeline.cleaning.characters import without_invisible

_SINGLES = {0xE7C7: 0x1E3F, 0xE7C8: 0x01F9, 0xE7E7: 0x303E}
_COMPONENTS = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢"
    "䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
_VERTICAL = "︐︒︑︓︔︕︖︗︘︙"
_OLD_CODES = (
    _SINGLES
    | dict(enumerate(_COMPONENTS, 0xE815))
    | dict(enumerate(_VERTICAL, 0xE78D))
    | {0xE7E8 + place: 0x2FF0 + place for place in range(12)}
)
"""The private codes that GBK and GB 18030-2000 gave to characters which Unicode has by now (GB 18030-2005, -2022)."""
_MAY_BE_OLD = re.compile("[\ue78d-\ue864]")

_RADICALS = re.compile("[\u2f00-\u2fd5]")
"""What PDF files print for the characters themselves."""
_NOTEWORTHY = re.compile(r"[&<=%_\\'\"‘’“”`´\u2f00-\u2fd5\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_FORMULA = re.compile(r"\s*=\s*[\"“”](.*)[\"“”]\s*", re.DOTALL)
_TEXT_MARK = re.compile(r"\s*['‘’`´](?=[^\s'‘’`´a-z])")
_QUOTED = re.compile(r"\s*(?:\"([^\"]*)\"|“([^“”]*)”|'([^']*)'|‘([^‘’]*)’|`([^`]*)`)\s*", re.DOTALL)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_SHEET_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CHARACTER_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2}){2,}")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(
    r"</?(?P<name>a|b|big|br|center|code|div|em|font|h[1-6]|hr|i|img|label|li|nobr|o:p|ol|p|pre|s|small|span|strike|strong|"
    r"sub|sup|table|tbody|td|th|thead|tr|tt|u|ul)(?:\s[^<>]{0,400})?/?>",
    re.IGNORECASE,
)
_NEW_LINE = frozenset(["br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "tr"])
_UNKNOWN_SIGN = re.compile("[\ue000-\uf8ff\ufffd\U000f0000-\U0010ffff]")
_ROUNDS = 4


def with_known_characters(text: str) -> str:
    """The old private codes of Chinese code pages as their characters.

    >>> with_known_characters("赵\\ue81e"), with_known_characters("赵\\ue000")
    ('赵龴', '赵\\ue000')
    """
    return text.translate(_OLD_CODES) if _MAY_BE_OLD.search(text) else text


def is_noteworthy(text: str) -> bool:
    """Whether a text holds any sign that residue or an odd character has."""
    return _NOTEWORTHY.search(text) is not None


def has_unknown_character(text: str) -> bool:
    """Whether a text holds a private code that nobody knows, or the mark of a lost character."""
    return _UNKNOWN_SIGN.search(text) is not None


def without_residue(text: str, *, is_short: bool) -> str:
    """A value without what a spreadsheet or a web page has put around it; the same text where nothing was put.

    Args:
        text: The value as the source gives it.
        is_short: Whether it is a single fact, so that quotation marks around the whole of it are none of its own.

    >>> [without_residue(text, is_short=True) for text in ('="赵六"', "王&amp;amp;伟", "<b>赵六</b>", "'0123", "赵六_x000D_")]
    ['赵六', '王&伟', '赵六', '0123', '赵六']
    >>> without_residue("O'Brien & Söhne < 5", is_short=True)
    "O'Brien & Söhne < 5"
    """
    if not is_noteworthy(text):
        return text
    visible = plain = without_invisible(with_known_characters(text))
    for _ in range(_ROUNDS):  # what was written into a page and then into a sheet was escaped more than once
        before, plain = plain, _one_layer_less(plain, is_short)
        if plain == before:
            break
    plain = _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), plain)
    return with_known_characters(text) if plain == visible else plain


def _one_layer_less(text: str, is_short: bool) -> str:
    if formula := _FORMULA.fullmatch(text):
        text = formula[1].replace('""', '"')
    if is_short:
        text = _unquoted(text)
        text = _PERCENT.sub(_percent_decoded, text)
    text = _SHEET_ESCAPE.sub(_sheet_character, text)
    text = _CHARACTER_ESCAPES.sub(_escaped_characters, text)
    text = _COMMENT.sub("", _CDATA.sub(r"\1", text))
    text = _TAG.sub(lambda tag: "\n" if tag["name"].lower() in _NEW_LINE else "", text)
    return _ENTITY.sub(_entity, text)


def _unquoted(text: str) -> str:
    if quoted := _QUOTED.fullmatch(text):
        return next(inner for inner in quoted.groups() if inner is not None)
    return _TEXT_MARK.sub("", text, count=1) if _TEXT_MARK.match(text) else text


def _entity(found: re.Match[str]) -> str:
    sign = html.unescape(found[0])
    return " " if sign == "\xa0" else sign


def _sheet_character(found: re.Match[str]) -> str:
    code = int(found[1], 16)
    return ("\n" if code == 0x0A else " " if code == 0x09 else "") if code < 0x20 else found[0]


def _escaped_characters(found: re.Match[str]) -> str:
    codes = bytes.fromhex(found[0].replace("\\u", ""))
    return codes.decode("utf-16-be", "replace")


def _percent_decoded(found: re.Match[str]) -> str:
    codes = bytes.fromhex(found[0].replace("%", ""))
    try:
        text = codes.decode("utf-8")
    except UnicodeDecodeError:
        return found[0]
    return found[0] if text.isascii() else text
