"""Hidden names in Latin letters: CHEN Qiao, Qiao Chen, Chen, Qiao, LV ZHIQIANG."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

from pipeline.cleaning.surnames import COMPOUND_SURNAMES
from pipeline.masking.recognisers.name_shapes import lexicon
from pipeline.masking.recognisers.surnames import SURNAMES

_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,5}")
_TWO_WORDS = re.compile(r"[A-Za-zÀ-ɏ]{2}")
_BETWEEN = r"[ ,.'’\-_·/]{0,3}"
_WITHIN = r"[ '’\-]?"
_LETTER = "[a-z]"


def romanised(text: str, names: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    """Where which of the names stands in Latin letters, in either order.

    >>> list(romanised("paid to CHEN, Qiao", ("陈乔",)))
    [(8, 18, '陈乔')]
    """
    if not names or not may_be_in_latin(text):
        return
    plain = _plain_letters(text)
    for name in names:
        pattern = _pattern_of(name)
        if pattern is not None:
            for found in pattern.finditer(plain):
                yield *found.span(), name


def may_be_in_latin(text: str) -> bool:
    """Whether a text has two letters in a row."""
    return _TWO_WORDS.search(text) is not None


TWO_NAMES = re.compile(
    r"(?<![A-Za-z])(?P<surname>[A-Z][A-Za-z]{1,5})[ ,/]{1,2}(?P<given>[A-Z][A-Za-z'\-]{3,13})(?![A-Za-z])"
    r"(?!\s(?:&|(?!MRS|Mrs|Miss|MISS)[A-Z][A-Za-z]{2,}))"
)


def unknown_romanised(text: str, parties: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Chinese names in Latin letters, surname first, that are nobody's of the case: a surname and two syllables.

    >>> list(unknown_romanised("户名 MA YONGLIANG，YANTAI HONGSHENG", ()))
    [(3, 15)]
    """
    known = [range(start, end) for start, end, _ in romanised(text, parties)]
    for found in TWO_NAMES.finditer(text):
        surname, given = found["surname"].lower(), re.sub("['-]", "", found["given"].lower())
        if surname not in _surnames() or not _is_two_syllables(given) or surname + given in _places():
            continue
        if not any(found.start() in one for one in known):
            yield found.span()


@cache
def _surnames() -> frozenset[str]:
    return frozenset("".join(lazy_pinyin(sign)) for sign in SURNAMES) | {"lyu", "lv"}


@cache
def _syllables() -> frozenset[str]:
    return frozenset(lazy_pinyin("".join(sorted(lexicon().given)), errors="ignore"))


@cache
def _places() -> frozenset[str]:
    return frozenset("".join(lazy_pinyin(place)) for place in lexicon().places if len(place) <= _LONGEST_PLACE)


_LONGEST_PLACE = 4


def _is_two_syllables(word: str) -> bool:
    return any(word[:cut] in _syllables() and word[cut:] in _syllables() for cut in range(1, len(word)))


def _plain_letters(text: str) -> str:
    """In small letters without accents, one to one."""
    small = text.lower()
    if len(small) != len(text):
        small = "".join(sign.lower() if len(sign.lower()) == 1 else sign for sign in text)
    return small if small.isascii() else "".join(map(_plain_letter, small))


@lru_cache(maxsize=4096)
def _plain_letter(sign: str) -> str:
    return sign if sign < "\u0080" or sign > "\u024f" else unicodedata.normalize("NFD", sign)[0]


@lru_cache(maxsize=1024)
def _pattern_of(name: str) -> re.Pattern[str] | None:
    if _HAN_NAME.fullmatch(name) is None:
        return None
    cut = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    syllables = [_readings(readings) for readings in pinyin(name, style=Style.NORMAL, heteronym=True, v_to_u=False)]
    if not all(syllables):
        return None
    surname, given = _WITHIN.join(syllables[:cut]), _WITHIN.join(syllables[cut:])
    either = f"{surname}{_BETWEEN}{given}|{given}{_BETWEEN}{surname}"
    return re.compile(f"(?<!{_LETTER})(?:{either})(?!{_LETTER})")


def _readings(readings: list[str]) -> str:
    """All readings of a character; ü is written in four ways."""
    forms = {form for reading in readings if reading.isalpha() for form in _spellings(reading.lower())}
    return f"(?:{'|'.join(sorted(forms, key=lambda form: (-len(form), form)))})" if forms else ""


def _spellings(reading: str) -> tuple[str, ...]:
    reading = reading.replace("ü", "v")
    return (reading, reading.replace("v", "u"), reading.replace("v", "yu")) if "v" in reading else (reading,)
