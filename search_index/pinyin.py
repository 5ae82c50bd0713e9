"""Pinyin of people's names, without tones and spaces; every reading counts (曾 is Zeng and Ceng)."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product

from pypinyin.pinyin_dict import pinyin_dict

_MOST_READINGS = 24
"""Of a whole name; the commonest readings of its characters come first."""
_HAN_NAME = re.compile(r"[㐀-鿿豈-﫿\U00020000-\U0003ffff]{2,12}")
_LETTERS = re.compile(r"[a-z]{2,64}")
_BETWEEN = re.compile(r"[\s'’‘`\-·.]+")
_DIAERESIS = "\u0308"


def pinyin_keys(name: str) -> tuple[str, ...]:
    """How a normalised name may be read; empty for names that are not all Han.

    >>> pinyin_keys("曾伟"), pinyin_keys("吕布"), pinyin_keys("ABC公司")
    (('cengwei', 'zengwei'), ('lvbu',), ())
    """
    if not _HAN_NAME.fullmatch(name):
        return ()
    readings = product(*map(_readings, name))
    return tuple(dict.fromkeys(map("".join, islice(readings, _MOST_READINGS))))


def pinyin_query(text: str) -> str:
    """The key of what was typed; empty unless it is all Latin letters, spaces and apostrophes.

    >>> pinyin_query("Wang Wei"), pinyin_query("lǚ bù"), pinyin_query("Lyu Bu"), pinyin_query("A1")
    ('wangwei', 'lvbu', 'lvbu', '')
    """
    letters = _BETWEEN.sub("", _without_tones(text.strip())).lower().replace("lyu", "lv")
    return letters if _LETTERS.fullmatch(letters) else ""


def _without_tones(text: str) -> str:
    """Letters without tones; ü becomes v."""
    parts = unicodedata.normalize("NFD", text).replace("u" + _DIAERESIS, "v").replace("U" + _DIAERESIS, "V")
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@lru_cache(maxsize=50_000)
def _readings(sign: str) -> tuple[str, ...]:
    """Distinct readings of a character; an unknown one has none, and so has its name."""
    toned = pinyin_dict.get(ord(sign), "").split(",")
    return tuple(dict.fromkeys(_without_tones(reading) for reading in toned if reading))
