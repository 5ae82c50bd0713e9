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
_WITHIN_WORDS = re.compile("['’‘`ʼ]+")
_BETWEEN_WORDS = re.compile(r"[\s,，、;；·•.\-–_/]+")
_TONE = re.compile("(?<=[a-z])[0-5](?![0-9])")
_SCRIPT = re.compile("[a-z]+|[^a-z]+")
_SHORTEST_INITIALS = 3
_LONGEST_INITIALS = 4
_LONGEST_NAME = 12
_MOST_WORDS = 3
_MOST_COMMON = 2
"""Readings of a character in the table of the browser, the commonest."""
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


def initial_keys(name: str) -> tuple[str, ...]:
    """The first letters of a normalised name of three characters and more, in every reading.

    >>> initial_keys("刘晓红"), initial_keys("曾大伟"), initial_keys("王伟")
    (('lxh', 'lxg'), ('cdw', 'ctw', 'zdw', 'ztw'), ())
    """
    if len(name) < _SHORTEST_INITIALS or not _HAN_NAME.fullmatch(name):
        return ()
    initials = (tuple(dict.fromkeys(reading[0] for reading in _readings(sign))) for sign in name)
    return tuple(map("".join, islice(product(*initials), _MOST_READINGS)))


def pinyin_query(text: str) -> tuple[str, ...]:
    """The keys of what was typed, as it stands and with the last word first; none unless it is all letters.

    Tones may stand as marks or as digits; between words spaces, apostrophes, commas.

    >>> pinyin_query("Wang Wei"), pinyin_query("lǚ bù"), pinyin_query("wang1wei3"), pinyin_query("A1")
    (('wangwei', 'weiwang'), ('lvbu', 'bulv'), ('wangwei',), ())
    >>> pinyin_query("Xiao Hong Liu"), pinyin_query("nyu wa")
    (('xiaohongliu', 'liuxiaohong'), ('nvwa', 'wanv'))
    """
    words = [_TONE.sub("", word) for word in _BETWEEN_WORDS.split(spelled(text)) if word]
    several = 1 < len(words) <= _MOST_WORDS
    orders = [words, [*words[-1:], *words[:-1]]] if several else [words]
    found = dict.fromkeys("".join(order) for order in orders)
    return tuple(key for key in found if _LETTERS.fullmatch(key))


def spelled(text: str) -> str:
    """Letters as pinyin keys have them: no tones, ü as v, lower case, no apostrophes.

    >>> spelled("Lǚ Xi'an"), spelled("Lyu")
    ('lv xian', 'lv')
    """
    plain = _WITHIN_WORDS.sub("", _without_tones(text.strip())).lower()
    return plain.replace("lyu", "lv").replace("nyu", "nv")


def mixed_keys(mixed: str) -> tuple[str, ...]:
    """The keys of a name of which some characters are typed and the rest spelled or given by first letters.

    >>> mixed_keys("王wei"), mixed_keys("刘xh"), mixed_keys("wang伟")
    (('wangwei', 'yuwei', 'wwei', 'ywei'), ('liuxh', 'lxh'), ('wangwei',))
    """
    parts = _SCRIPT.findall(mixed)
    ways = [_table_readings]
    if _SHORTEST_INITIALS <= len(mixed) <= _LONGEST_INITIALS:
        ways.append(_table_initials)
    read = ([[part] if part.isascii() else way(part) for part in parts] for way in ways)
    return tuple(dict.fromkeys(key for one in read for key in map("".join, islice(product(*one), _MOST_READINGS))))


def fits_mixed(name: str, mixed: str) -> bool:
    """Whether a name has the typed characters where they were typed: in front, behind, or both.

    >>> fits_mixed("王伟", "王wei"), fits_mixed("汪伟", "王wei"), fits_mixed("王伟", "wang伟")
    (True, False, True)
    """
    parts = _SCRIPT.findall(mixed)
    return (parts[0].isascii() or name.startswith(parts[0])) and (parts[-1].isascii() or name.endswith(parts[-1]))


@lru_cache(maxsize=1)
def sounds() -> dict[str, str]:
    """Reading -> the characters that are read so, of those in common use (GB 2312): the table of the browser."""
    found: dict[str, list[str]] = {}
    for code in pinyin_dict:
        if chr(code).encode("gb2312", "ignore") and "\u4e00" <= chr(code) <= "\u9fff":
            for reading in _readings(chr(code))[:_MOST_COMMON]:
                found.setdefault(reading, []).append(chr(code))
    return {reading: "".join(sorted(found[reading])) for reading in sorted(found)}


def sounds_of(sign: str) -> tuple[str, ...]:
    """The readings of a character in common use, in the order of the alphabet.

    >>> sounds_of("红"), sounds_of("﨑")
    (('gong', 'hong'), ())
    """
    return _sounds_of().get(sign, ())


@lru_cache(maxsize=1)
def _sounds_of() -> dict[str, tuple[str, ...]]:
    """Character -> its readings, in the order of the alphabet; what the browser makes of the table."""
    found: dict[str, tuple[str, ...]] = {}
    for reading, signs in sounds().items():
        for sign in signs:
            found[sign] = (*found.get(sign, ()), reading)
    return found


def _table_readings(han: str) -> list[str]:
    return list(map("".join, islice(product(*map(sounds_of, han)), _MOST_READINGS)))


def _table_initials(han: str) -> list[str]:
    firsts = (tuple(dict.fromkeys(reading[0] for reading in sounds_of(sign))) for sign in han)
    return list(map("".join, islice(product(*firsts), _MOST_READINGS)))


def same_sound(name: str) -> tuple[str, ...]:
    """The pinyin keys of a typed name by the table of the browser.

    >>> same_sound("刘晓宏")
    ('liuxiaohong',)
    """
    return tuple(_table_readings(name)) if 1 < len(name) <= _LONGEST_NAME else ()


def _without_tones(text: str) -> str:
    """Letters without tones; ü becomes v."""
    parts = unicodedata.normalize("NFD", text).replace("u" + _DIAERESIS, "v").replace("U" + _DIAERESIS, "V")
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


@lru_cache(maxsize=50_000)
def _readings(sign: str) -> tuple[str, ...]:
    """Distinct readings of a character; an unknown one has none, and so has its name."""
    toned = pinyin_dict.get(ord(sign), "").split(",")
    return tuple(dict.fromkeys(_without_tones(reading) for reading in toned if reading))
