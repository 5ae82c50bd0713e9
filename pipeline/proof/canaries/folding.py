"""What a reader sees of any bytes, in one form: the proof's own, shared with neither masker nor detector."""

import html
import re
import unicodedata

_ESCAPE = re.compile(r"\\+u([0-9a-fA-F]{4})")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_BETWEEN = re.compile(r"[\s\-\u00ad\u061c\u2010-\u2015\u2212]+|\\+[nrt]")
_NUMERALS = str.maketrans("零〇○一二三四五六七八九壹贰叁肆伍陆柒捌玖×Хх", "000123456789123456789XXX")
_LAYERS = 3


def folded(text: str) -> str:
    """Escapes and entities undone, tags, spaces, hyphens and invisible signs out, one sign per digit, capitals.

    >>> folded("３３０１\\u200b 06-<b>19</b>&#56;〇x")
    '3301061980X'
    """
    for _ in range(_LAYERS):
        before = text
        text = html.unescape(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))
        text = _TAG.sub("", text)
        if text == before:
            break
    plain = unicodedata.normalize("NFKC", text).translate(_NUMERALS)
    shown = _BETWEEN.sub("", plain)
    invisible = dict.fromkeys(ord(sign) for sign in set(shown) if unicodedata.category(sign) == "Cf")
    return (shown.translate(invisible) if invisible else shown).upper()
