"""What a person's name looks like, and where it ends: one notion for running text, cells and keys.

A name is read where something announces it. Whether it is one, and whether two or three characters belong to it, is
weighed against the other reading: that the text goes on with ordinary words. The weights are unlikelihoods (negative
logarithms) of characters and words in jieba's dictionary, in windows of a few characters, so that the cost is linear.
"""

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import jieba

from pipeline.masking.recognisers.compact import Compact
from pipeline.masking.recognisers.surnames import (
    COMPOUND,
    EVERY_SURNAME,
    SURNAMES,
    could_be_a_surname,
    is_word_as_well,
    surname_cost,
)

HAN = r"\u3400-\u9fff\U00020000-\U0002fa1f"
DOTS = "·•・‧∙.．●˙▪⋅-－"
"""With what the parts of a minority name are joined."""

_IS_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}]{{1,14}}")
_DOTTED = re.compile(rf"[{HAN}]{{1,8}}(?:[·•・‧∙.．●˙▪⋅][{HAN}]{{1,8}}){{1,4}}")
_FIRST_PART = re.compile("[·•・‧∙.．●˙▪⋅]")
_LATIN = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|MR|MRS|MS)\.?\s)?(?P<name>(?!(?:Mr|Mrs|Ms|Miss|Dr|MR|MRS|MS|No|NO|Nr|ID|Id|Name|NAME|Tel|TEL|Co|CO|The|Of)(?![A-Za-z]))(?:[A-ZÀ-Þ][A-Za-zÀ-ÿ'’]{1,20}|[A-ZÀ-Þ]\.)(?:[ ,·.\-]{1,2}(?:[A-ZÀ-Þ][A-Za-zÀ-ÿ'’]{1,20}|(?:[A-ZÀ-Þ]\.))){0,4})"
    r"(?![A-Za-zÀ-ÿ])(?![.,]{0,2}\s?(?:Ltd|LTD|Limited|LLC|Inc|Co\b|Company|GmbH|S\.A))"
)
_FOREIGN = re.compile(r"[\u0400-\u04ff\uac00-\ud7af]{2,20}(?: [\u0400-\u04ff\uac00-\ud7af]{2,20}){0,3}")
WINDOW = 12
_UNKNOWN_SIGN = 16.0
_LONE_SIGN = 4.0
"""A single character that is no particle seldom stands alone behind a name."""
_AS_PARTICLE = 5.0
_PARTICLE_AS_SURNAME = 3.0
_NOT_IN_NAMES = 12.0
_LENGTH = {1: 1.6, 2: 0.2}
_TWO_SURNAMES = 5.0
_WITHOUT_SURNAME = 9.0
_RARE_SURNAME = 12.0
"""Of a character that no list has; nearly every one is somebody's."""
_TYPICAL_GIVEN = 17.0
_UNLIKE_ANY = 12.0
_TRANSCRIBED = (
    "仙茹再乃顺力吉高雅毕勒阿艾买提尔江古丽汗木肉孜吐逊依明克卡迪热娜扎合曼拉孜力哈斯那日松乌云塔娜萨仁其木格巴图次央金卓玛德吉仓旦增扎罗布普琼罗桑拉姆丹巴多杰达娃措才让桑结占堆"
    "宗顿珠曲旺平措尼玛强洛白嘎珍培典单朝鲁苏和宝音奥登呼格布和娜仁花托娅白音额尔敦特伊努麦海提祖农玉赛莎岩温香波罕叫依苏普帕沙别江布合亚森夏提"
)
_A_YEAR = re.compile("[一二三四五六七八九十〇○零]{2,4}年")


class Evidence(Enum):
    """How strongly the text says that a name begins here; the value is what it weighs."""

    KEY = 13.0
    """Behind a key, in brackets, in a cell under a head."""
    WORD = 8.0
    """Right behind a word such as 证人 or 其妻."""
    LIST = 9.0
    """The next one of a list of names."""
    HINT = 4.0
    """A preposition before it and a deed behind it."""
    ALONE = 0.0
    """Nothing but a sign or a small word before it."""

    __hash__ = object.__hash__  # that of `Enum` is a function of Python's, and every look-up in a cache asks it


@cache
def vocabulary() -> dict[str, Any]:
    """`rules/masking_persons.toml`."""
    return tomllib.loads((files("pipeline") / "rules" / "masking_persons.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How unlikely words and signs of names are."""

    words: dict[str, float]
    particles: frozenset[str]
    """Words that are no nouns or verbs: adverbs, conjunctions, times, places."""
    given: dict[str, float]
    """Signs of given names."""
    verbs: frozenset[str]
    persons: frozenset[str]
    """Words that the dictionary takes for names."""
    places: frozenset[str]
    others: frozenset[str]
    """Words that say how, when, what somebody does: adverbs, adjectives, verbs, pronouns; none of them is a name between words of people."""


_NO_NOUNS = ("d", "c", "p", "r", "u", "m", "t", "f", "ns", "l", "i")
_NO_THINGS = ("d", "c", "p", "r", "u", "m", "t", "f", "a", "v", "b")
_LONGEST_WORD = 5
_LEAST_SEEN = 20
"""Rarer words are names as often as not: the dictionary calls 许成 a place."""
_AS_A_DEED = 20_000
_LEAST_GIVEN = 10.0
_MOST_GIVEN = 5.5


@cache
def lexicon() -> Lexicon:
    """From jieba's dictionary; read when a text first asks."""
    counts: dict[str, int] = {}
    particles: set[str] = set()
    verbs: set[str] = set()
    persons: set[str] = set()
    places: set[str] = set()
    others: set[str] = set()
    given: Counter[str] = Counter()
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, count, tag = line.decode("utf-8").split()
            if len(word) > _LONGEST_WORD:
                continue
            counts[word] = int(count)
            if tag.startswith(_NO_NOUNS) and tag != "nr" and int(count) >= _LEAST_SEEN:
                particles.add(word)
            if tag.startswith("v"):
                verbs.add(word)
            if tag.startswith(_NO_THINGS):
                others.add(word)
            if tag == "ns" and int(count) >= _LEAST_SEEN:
                places.add(word)
            if tag == "nr":
                persons.add(word)
            if tag == "nr" and 1 < len(word) <= 3 and surname_cost(word[0]) == surname_cost("张"):
                given.update(word[1:])
    for deed in vocabulary()["behind"]["deeds"]:
        counts[deed] = max(counts.get(deed, 0), _AS_A_DEED)
        verbs.add(deed)
    total, names = math.log(sum(counts.values())), math.log(sum(given.values()))
    return Lexicon(
        {word: total - math.log(max(1, count)) for word, count in counts.items()},
        frozenset(particles),
        {sign: max(_MOST_GIVEN, names - math.log(count)) for sign, count in given.items()},
        frozenset(verbs),
        frozenset(persons),
        frozenset(places),
        frozenset(others),
    )


@cache
def _behind() -> tuple[frozenset[str], frozenset[str]]:
    behind = vocabulary()["behind"]
    return frozenset(behind["never_in_names"]), frozenset(behind["maybe"])


@cache
def _never() -> frozenset[str]:
    return frozenset(vocabulary()["never"]["words"])


_NEVER_AT_FIRST = ("某", "无", "不", "本人", "名下", "名义")


_NO_LAST_SIGN = frozenset("人证号款费卡省市县区镇乡村路街巷厂店社局院室部站寺庙所")


def _is_no_name(name: str) -> bool:
    known = lexicon()
    return (
        name in _never()
        or name in known.places
        or name in known.particles
        or name[1:] in _titles()
        or name[-1] in _NO_LAST_SIGN
        or not _OF_A_PLACE.isdisjoint(name[1:])
        or (len(name) == 2 and name[0] in "老小阿")
        or (is_word_as_well(name[0]) and name in known.words and name not in known.persons)
        or (len(name) > _SHORTEST and is_word_as_well(name[0]) and is_common_word(name[:_SHORTEST]))
    )


_SHORTEST = 2


def is_no_framed_name(name: str) -> bool:
    """Whether a string is none even where a sentence holds a place for somebody: a place, a title, a word that is no noun.

    >>> [is_no_framed_name(name) for name in ("郁金香", "应聘", "强烈", "余经理", "时雨")]
    [False, True, True, True, False]
    """
    known = lexicon()
    return (
        name in _never()
        or name in known.places
        or name in known.others
        or name[1:] in _titles()
        or name[-1] in _NO_LAST_SIGN
        or not _OF_A_PLACE.isdisjoint(name[1:])
        or not _NEVER_WITHIN.isdisjoint(name)
        or not _NUMBERED.isdisjoint(name[1:])
    )


_NEVER_WITHIN = frozenset("某的了着是及与将被把向对已未")


def is_common_word(name: str) -> bool:
    """Whether a string is an everyday word that is nobody's name.

    >>> is_common_word("和平"), is_common_word("许诺")
    (True, False)
    """
    known = lexicon()
    return name not in known.persons and known.words.get(name, _UNKNOWN_SIGN) < _EVERYDAY


_OF_A_PLACE = frozenset("县镇乡")
"""庄浪县水(洛小学)."""


@cache
def _titles() -> frozenset[str]:
    return frozenset(vocabulary()["never"]["titles"])


def _cuts_a_word(window: str, length: int) -> bool:
    """Whether the name's last sign and the next one are a very common word: 方支|付."""
    return (
        lexicon().words.get(window[length - 1 : length + 1], _UNKNOWN_SIGN) < _COMMON if length < len(window) else False
    )


def _gap_cost(length: int, gaps: tuple[int, ...], breaks: tuple[int, ...]) -> float:
    """Names are seldom spaced, more seldom broken; where every sign stands on its own, the whole text does."""
    if not gaps:
        return 0.0
    inside = sum(gap < length for gap in gaps)
    return 0.0 if inside == length - 1 else 1.5 * inside + 2.5 * sum(gap < length for gap in breaks)


def _begins_with_word(window: str) -> bool:
    """宿舍第, 玉米款: an everyday word and one sign more."""
    word, known = window[:2], lexicon()
    return known.words.get(word, _UNKNOWN_SIGN) < _EVERYDAY and word not in known.persons


_EVERYDAY = 12.0
_WORD_FIRST = 8.0
_GIVEN_A_WORD = 4.0
_ADVERBS = frozenset("先只都就便没很最更再又才")
"""钱先转(给): seldom the first sign of a given name."""
_COMMON = 10.5
_CUT_WORD = 6.0
_FOREIGN_SIGNS = frozenset(_TRANSCRIBED)
_WOMEN = ("古丽", "古力")
"""With this many a woman's name ends: 茹仙古丽."""
FIRST_SIGNS = "".join(sorted(_FOREIGN_SIGNS | EVERY_SURNAME | {surname[0] for surname in COMPOUND}))
"""On which a name begins that is told by its own signs (`is_like_no_words`)."""


_OF_THE_ONE_SIDE = re.compile("(?<![长次幼生养之独大小其继孙])[男女双对]方$")
"""女方返还 speaks of her side, 女方温莉 names her; 长女方小红 has a name."""


def name_at(text: str, start: int, evidence: Evidence, compact: Compact | None = None) -> int:
    """Where the name ends that begins here; 0 if there is none.

    >>> text = "李秀梅称被执行人外出务工"
    >>> text[: name_at(text, 0, Evidence.WORD)], name_at("应当承担责任", 0, Evidence.WORD)
    ('李秀梅', 0)
    """
    if _OF_THE_ONE_SIDE.search(text, max(0, start - 2), start + 1):
        evidence = Evidence.ALONE
    run = _HAN_RUN.match(text, start, start + WINDOW)
    if run is None:
        return _end_of_script(text, start, evidence)
    dotted = _DOTTED.match(text, start) if text[run.end() : run.end() + 1] in _DOTS else None
    if dotted is not None and _behind()[0].intersection(_FIRST_PART.split(dotted.group())[0]) <= _FOREIGN_SIGNS:
        return _end_of_dotted(text, start, _whole_parts(text, start, dotted.end()))
    window = run.group()
    if len(window) < 2 or "某" in window[:4]:
        return 0
    at_end = run.end() == len(text) or run.end() < start + WINDOW
    gaps = tuple(gap - start for gap in range(start + 1, run.end()) if gap in compact.gaps) if compact else ()
    breaks = tuple(gap for gap in gaps if compact and start + gap in compact.breaks)
    length = _best_length(window, evidence, at_end, gaps, breaks)
    if not length or _A_YEAR.match(text, start + length - 1):
        return 0
    while length < WINDOW and text[start + length - 1 : start + length + 1] in _WOMEN:
        length += 1
    if compact and start in compact.breaks and text[start + length : start + length + 1] in tuple(":："):
        return 0
    return start + length


Readings = tuple[tuple[int, float], ...]
"""How many signs may be a name, and how much better they read so than as words."""


def readings_in(behind: str, gaps: tuple[int, ...], breaks: tuple[int, ...]) -> Readings:
    """The names of a surname and one or two signs on which a piece of text may begin.

    Args:
        behind: `WINDOW` signs and one more; fewer where the text ends.
        gaps: Where in it there was a gap.
        breaks: Those of the gaps that were ends of lines.
    """
    run = _HAN_RUN.match(behind, 0, WINDOW)
    if run is None or len(run.group()) < 2 or "某" in run.group()[:4] or run.group().startswith(_NEVER_AT_FIRST):
        return ()
    end = run.end()
    at_end = end == len(behind) or end < WINDOW
    return _readings_of(
        run.group(), at_end, tuple(gap for gap in gaps if gap < end), tuple(gap for gap in breaks if gap < end)
    )


@lru_cache(maxsize=16384)
def _readings_of(window: str, at_end: bool, gaps: tuple[int, ...], breaks: tuple[int, ...]) -> Readings:
    surname = 2 if window[:2] in COMPOUND or window[1] == "氏" else 1
    words = rest_cost(window, 0) - _particle_first(window)
    return tuple(
        (length, words - cost - _words_within(window[:length], surname))
        for length in (surname + 1, surname + 2)
        if length <= len(window) and not _is_no_name(window[:length]) and _NUMBERED.isdisjoint(window[1:length])
        for cost in (_cost_of(window, length, Evidence.ALONE, at_end, gaps, breaks),)
    )


def _words_within(name: str, surname: int) -> float:
    """How much it speaks against a name that its beginning or its given name is an everyday word."""
    given = name[surname:]
    begins = _WORD_FIRST if (surname == 1 and _is_everyday(name[:2])) or given[0] in _ADVERBS else 0.0
    if not _is_everyday(given) or _given_cost(given) <= _LIKE_A_NAME:
        return begins
    return begins + (_GIVEN_A_WORD if surname_cost(name[0]) == surname_cost("张") else 2 * _GIVEN_A_WORD)


def _end_of_script(text: str, start: int, evidence: Evidence) -> int:
    """Where a name in another script than Chinese ends."""
    if evidence in (Evidence.HINT, Evidence.ALONE):
        return 0
    latin = _LATIN.match(text, start)
    if latin is not None and _is_latin_name(latin["name"], evidence):
        return latin.end()
    foreign = _FOREIGN.match(text, start)
    return foreign.end() if foreign else 0


_DOTS = frozenset("·•・‧∙.．●˙▪⋅")


def is_name(text: str) -> bool:
    """Whether a whole cell or value is a name and nothing else.

    >>> is_name("浦阿大"), is_name("空置"), is_name("次仁拉姆")
    (True, False, True)
    """
    return len(text) > 1 and name_at(text, 0, Evidence.KEY) == len(text)


def is_like_no_words(name: str) -> bool:
    """Whether a string is a name though nothing announces it: a surname and no word of the language in it.

    >>> is_like_no_words("林晓燕"), is_like_no_words("付款方"), is_like_no_words("余组长"), is_like_no_words("艾合买提")
    (True, False, False, True)
    """
    if any(dot in name for dot in DOTS) or _FOREIGN_SIGNS.issuperset(name):
        return len(name) > 2
    compact = name.replace(" ", "")
    surname = compact[:2] if compact[:2] in COMPOUND else compact[:1]
    given = compact[len(surname) :]
    if not 1 <= len(given) <= 2 or len(compact) < 3 or not (surname in COMPOUND or could_be_a_surname(surname)):
        return False
    begins_as_word = surname not in COMPOUND and _is_everyday(compact[:2])
    is_word = _is_everyday(given) and _given_cost(given) > _LIKE_A_NAME
    return not begins_as_word and not is_word and _NUMBERED.isdisjoint(given)


def is_unlike_words(signs: str) -> bool:
    """Whether signs are no word of the dictionary, or a rare one: 思远, but not 建国."""
    return lexicon().words.get(signs, _UNKNOWN_SIGN) > _SELDOM


def is_name_of_few(name: str) -> bool:
    """Whether a string is a name by its given signs though no list has its surname, or by its transcription.

    >>> [is_name_of_few(name) for name in ("俎丽华", "库存多", "阿迪力")]
    [True, False, True]
    """
    if len(name) > _SHORTEST and _FOREIGN_SIGNS.issuperset(name):
        return name not in lexicon().words or name in lexicon().persons
    never, maybe = _behind()
    is_few = len(name) == _WITH_TWO and name[0] not in never | maybe and is_typical_given(name[1:])
    return is_few and not _holds_a_word(name)


def is_typical_given(signs: str) -> bool:
    """Whether signs stand in given names more often than most.

    >>> is_typical_given("丽"), is_typical_given("款")
    (True, False)
    """
    return all(lexicon().given.get(sign, _LEAST_GIVEN) < _TYPICAL_SIGN for sign in signs)


_TYPICAL_SIGN = 7.5


def is_rather_given(signs: str) -> bool:
    """Whether two signs are a given name rather than a word, where they stand beside names.

    >>> is_rather_given("水生"), is_rather_given("会计"), is_rather_given("现金")
    (True, False, False)
    """
    known = lexicon()
    return (
        len(signs) == 2
        and _given_cost(signs) <= _GIVEN_ALONE
        and known.words.get(signs, _UNKNOWN_SIGN) >= _NO_COMMON_WORD
        and signs not in _never()
        and signs[-1] not in _NO_GIVEN_END
    )


_GIVEN_ALONE, _NO_COMMON_WORD = 17.4, 11.4
_NO_GIVEN_END = frozenset("方款费证号码省市县区乡路街所局院")
_LIKE_A_NAME = 13.0
"""建国 is a word and a name, 义务 a word."""
_NUMBERED = frozenset("字第号证权款用备")
"""Of titles and files: 杭房权证, 武字第1号."""


def _is_everyday(word: str) -> bool:
    known = lexicon()
    return word not in known.persons and (known.words.get(word, _UNKNOWN_SIGN) < _SELDOM or word in _never())


_SELDOM = 14.0
"""流拍 and 公示 are rarer in newspapers than at court."""


def is_within_word(text: str, place: int) -> bool:
    """Whether a word of the language goes over a place: 给|付 is no preposition with a name behind it.

    >>> is_within_word("元给付义务", 2), is_within_word("交由李秀梅", 2)
    (True, False)
    """
    words = lexicon().words
    return any(
        text[first : first + length] in words for length in (2, 3) for first in range(max(0, place - length + 1), place)
    )


def name_before(text: str, end: int, evidence: Evidence = Evidence.HINT) -> int:
    """Where the name begins that ends here, with a sign before it at which a name may begin; -1 if there is none."""
    dotted = next((found for found in _DOTTED.finditer(text, max(0, end - 14), end) if found.end() == end), None)
    if dotted is not None:
        return dotted.start()
    found: list[tuple[float, int]] = []
    for length in (2, 3, 4):
        start = end - length
        if start < 0 or not _HAN_RUN.fullmatch(text, start, end) or (start and not _may_begin(text, start)):
            continue
        cost = _name_cost(text[start:end])
        words = rest_cost(text[start:end], 0)
        if cost - evidence.value < words and not _is_no_name(text[start:end]) and "某" not in text[start:end]:
            found.append((cost - words, start))
    return min(found)[1] if found else -1


_BEFORE_NAMES = frozenset("名与和及由向对将把被给为是系有即称让令使经代告人方员者长之一二三")


def _may_begin(text: str, start: int) -> bool:
    return not _IS_HAN.match(text, start - 1) or text[start - 1] in _BEFORE_NAMES


def _whole_parts(text: str, start: int, end: int) -> int:
    """The end of a dotted name before a part with a particle: 吐尔逊·肉孜及儿子艾力·吐尔逊 are two."""
    for place in range(start + 2, end):
        if text[place] in _behind()[0] - _FOREIGN_SIGNS:
            return place
    return end


def _end_of_dotted(text: str, start: int, end: int) -> int:
    """The last part of a dotted name goes on as long as its signs are rather a transcription than words."""
    last = max(text.rfind(dot, start, end) for dot in DOTS if dot in text[start:end]) + 1
    never, maybe = _behind()
    window = text[last : min(len(text), last + WINDOW)]
    run = _HAN_RUN.match(window)
    window = run.group() if run else text[last:end]
    best: tuple[float, int] | None = None
    for length in range(1, min(8, len(window)) + 1):
        if (
            length < len(window)
            and window[length] not in never | maybe
            and window[length : length + 2] not in lexicon().words
        ):
            continue
        inner = sum(_transcribed_cost(sign) for sign in window[:length]) + (6.0 if length == 1 else 0.0)
        cost = inner + rest_cost(window, length)
        best = min(best, (cost, length)) if best else (cost, length)
    return last + best[1] if best else end


def _transcribed_cost(sign: str) -> float:
    if sign in _FOREIGN_SIGNS or sign == "某":
        return 5.0
    return 10.5 + (_NOT_IN_NAMES if sign in _behind()[0] else 0.0)


def _is_latin_name(name: str, evidence: Evidence) -> bool:
    words = re.findall(r"[A-Za-zÀ-ÿ'’]+", name)
    return len(words) > 1 or (evidence is Evidence.KEY and len(words[0]) > 2)


@lru_cache(maxsize=16384)
def _best_length(window: str, evidence: Evidence, at_end: bool, gaps: tuple[int, ...], breaks: tuple[int, ...]) -> int:
    """How many signs of a window are a name; 0 if it reads better as words."""
    if window.startswith(_NEVER_AT_FIRST):
        return 0
    readings = [
        (_cost_of(window, length, evidence, at_end, gaps, breaks), length)
        for length in range(2, min(6, len(window)) + 1)
    ]
    best = min(readings, default=None)
    if best is not None and _is_no_name(window[: best[1]]):
        best = _nearly_as_likely(window, readings, best)
    if best is None:
        return 0
    words = rest_cost(window, 0)
    words += _A_KNOWN_PERSON if window[:2] in COMPOUND and window[: best[1]] in lexicon().persons else 0.0
    words -= _particle_first(window)
    return best[1] if best[0] < words else 0


def _nearly_as_likely(
    window: str, readings: list[tuple[float, int]], best: tuple[float, int]
) -> tuple[float, int] | None:
    """The reading of one sign more, where the likeliest is a place with a surname: 江水|根 and not 江水."""
    cost, length = next((one for one in readings if one[1] == best[1] + 1), best)
    is_name = (
        cost - best[0] < _NEARLY and window[0] in SURNAMES and length == _WITH_TWO and not _is_no_name(window[:length])
    )
    return (cost, length) if is_name else None


_NEARLY, _WITH_TWO = 4.0, 3
_A_KNOWN_PERSON = 8.0
"""东方朔 is a word of the dictionary, since somebody was called so."""


def _cost_of(
    window: str, length: int, evidence: Evidence, at_end: bool, gaps: tuple[int, ...], breaks: tuple[int, ...]
) -> float:
    """How unlikely it is that so many signs of a window are a name and the rest are words."""
    ends_there = at_end and length == len(window)
    cost = _name_cost(window[:length]) + _rest_behind(window, length, gaps)
    cost += _CUT_WORD if _cuts_a_word(window, length) else 0.0
    cost += _gap_cost(length, gaps, breaks)
    cost += _WORD_FIRST if length > 2 and window[:2] in _never() else 0.0
    cost += _WORD_FIRST if length == 3 and _begins_with_word(window) else 0.0
    return cost - evidence.value - (3.0 if ends_there else 0.0) - (3.0 if length in gaps else 0.0)


def _particle_first(window: str) -> float:
    """How much it speaks for words that the window begins with one that is no noun."""
    known = lexicon()
    return 6.0 if any(window[:length] in known.particles for length in (2, 3, 4)) else 0.0


def _rest_behind(window: str, length: int, gaps: tuple[int, ...]) -> float:
    """What the text behind a name costs as words; a particle comes cheap there."""
    if length >= len(window):
        return 0.0
    never, maybe = _behind()
    as_words = rest_cost(window, length)
    if window[length] in never or window[length] in maybe:
        return min(
            as_words, (_AS_PARTICLE if window[length] in never else _AS_PARTICLE + 1.5) + rest_cost(window, length + 1)
        )
    return as_words


def rest_cost(window: str, start: int) -> float:
    """The cheapest way to read the rest of a window as words."""
    return _rest_costs(window)[start]


@lru_cache(maxsize=16384)
def _rest_costs(window: str) -> tuple[float, ...]:
    """The same from every place of a window on."""
    words = lexicon().words
    never, maybe = _behind()
    size = len(window)
    costs = [0.0] * (size + 1)
    for place in range(size - 1, -1, -1):
        sign = window[place]
        lone = words.get(sign, _UNKNOWN_SIGN) + (0.0 if sign in never or sign in maybe else _LONE_SIGN)
        best = lone + costs[place + 1]
        for end in range(place + 2, min(size, place + _LONGEST_WORD) + 1):
            cost = words.get(window[place:end])
            if cost is not None and cost + costs[end] < best:
                best = cost + costs[end]
        costs[place] = best
    return tuple(costs)


@lru_cache(maxsize=16384)
def _name_cost(name: str) -> float:
    """How unlikely a string is as a name; the cheapest of its readings."""
    readings = list(_readings(name))
    return min(readings) if readings else 99.0


def _readings(name: str) -> Iterator[float]:
    simple = surname_cost(name[0])
    if simple is not None and name[0] in _behind()[0]:
        simple += _PARTICLE_AS_SURNAME
    if simple is not None and len(name) in (2, 3):
        yield simple + _LENGTH[len(name) - 1] + _given_cost(name[1:])
    if simple is not None and len(name) == 4 and could_be_a_surname(name[1]):
        yield simple + (surname_cost(name[1]) or 0.0) + _TWO_SURNAMES + _given_cost(name[2:])
    if name[2:3] == "氏" and len(name) in (4, 5) and simple is not None and could_be_a_surname(name[1]):
        yield simple + _TWO_SURNAMES + _given_cost(name[3:])
    if name[1] == "氏" and len(name) in (3, 4) and simple is not None:
        yield simple + _LENGTH[len(name) - 2] + _given_cost(name[2:])
    if name[:2] in COMPOUND and len(name) in (3, 4):
        yield (5.0 if len(name) == 3 else 6.5) + _given_cost(name[2:])
    if (
        simple is None
        and len(name) == 3
        and _given_cost(name[1:]) < _TYPICAL_GIVEN
        and not _holds_a_word(name)
        and name[0] not in _behind()[0] | _behind()[1]
    ):
        yield _RARE_SURNAME + _given_cost(name[1:])
    if not _is_a_word(name) and name[0] not in _behind()[0] | _behind()[1]:
        is_transcribed = sum(sign in _FOREIGN_SIGNS for sign in name) * 2 >= len(name)
        yield _WITHOUT_SURNAME + (0.0 if is_transcribed else _UNLIKE_ANY) + sum(map(_transcribed_cost, name))


def _holds_a_word(name: str) -> bool:
    known = lexicon()
    return any(part in known.words and part not in known.persons for part in (name, name[:2], name[1:]))


def _is_a_word(name: str) -> bool:
    """A word of the dictionary that is nobody's name, or a place at its beginning."""
    known = lexicon()
    if name in known.words and name not in known.persons:
        return True
    return name[:3] in known.places or (name[:2] in known.places and not _FOREIGN_SIGNS.issuperset(name))


def _given_cost(signs: str) -> float:
    known, never = lexicon().given, _behind()[0]
    return sum(
        min(_LEAST_GIVEN, known.get(sign, _LEAST_GIVEN)) + (_NOT_IN_NAMES if sign in never else 0.0) for sign in signs
    )


def latin_name_at(text: str, start: int) -> tuple[int, int] | None:
    """A Latin name with its Mr or Mrs: where the name itself stands."""
    found = _LATIN.match(text, start)
    return found.span("name") if found else None


# A name that is known: where it stands for itself ---------------------------------------------------------------------------

_ORGANISATION = re.compile(
    r"[\u3400-\u9fff（）()]{0,14}?(?:公司|集团|厂|合作社|银行|支行|中心|事务所|商行|经营部|购销部|门市部|超市|饭店|客栈|旅馆|酒店|宾馆|餐馆|面馆|学校|幼儿园|养老院|诊所|药房|养殖场|俱乐部|会所|茶楼|餐厅|网吧|基地|医院|工作室|法院|保险|农场|牧场|协会|个体|店|牌(?=[\u3400-\u9fff]))"
)
_NOT_WITHIN_ORGANISATION = re.compile(
    "[与和同诉向对将把被由应在于为是系及等称的、]|申请|变更|委托|支付|拖欠|欠付|转让|起诉|经营|系|名下|放弃|提供|提出|主张|偿还|归还|借款|到|至|从|控制|设立|担任|名义|开[店办]|[一两几]位"
)


@cache
def _verbs_of_people() -> frozenset[str]:
    """Without those that name a company's trade."""
    return lexicon().verbs.difference(vocabulary()["alone"]["trades"])


_SAID_OF_PEOPLE = frozenset("上读念去来说讲给送带跑走住租买卖开才就也还已均不没未做拿替把的")
_PLACE_BEHIND = re.compile("省|市|县|区|镇|乡|村|街|路|港|河|岛|旗|州|社区|大道|青镇")
_MONEY_BEHIND = re.compile(r"[\u3400-\u9fff]{0,3}?(?:款|费|金额|本金|工资|报酬|债务|本息|债权|货|租金|利息)")
_PEOPLE_BEHIND = re.compile("[一二两三四五六七八九十等]{1,2}人|本人|签名|签字|之")
_BEFORE_A_NAME = frozenset("依凭据按应即叫今日时让找请由向与和及对给被欠同经代付还为是系人告方原令使替归")
_ORDINARY = 12.3


def is_part_of_longer(text: str, start: int, end: int, gaps: frozenset[int] = frozenset()) -> bool:
    """Whether a name that is known is only the beginning or end of another one here.

    >>> is_part_of_longer("张伟明民间借贷", 0, 2), is_part_of_longer("张伟提出异议", 0, 2)
    (True, False)
    """
    if end - start == 2 and end not in gaps and _HAN_RUN.match(text, end) and text[end] not in _KIN:
        run = _HAN_RUN.match(text, start, start + WINDOW)
        window = run.group() if run else text[start:end]
        at_end = start + len(window) == len(text) or len(window) < WINDOW
        own = _name_cost(window[:2]) + _rest_behind(window, 2, ()) - 4.0
        longer = _name_cost(window[:3]) + _rest_behind(window, 3, ()) - (3.0 if at_end and len(window) == 3 else 0.0)
        if "某" not in window[:3] and longer < own:
            return True
    return start not in gaps and _ends_longer(text, start, end)


_KIN = frozenset("妻夫父母兄弟姐妹媳婿侄甥嫂")


def _ends_longer(text: str, start: int, end: int) -> bool:
    """Whether a surname stands before it and something before that at which a name may begin: 易 before 天水."""
    if start == 0 or end - start > 2 or surname_cost(text[start - 1]) != surname_cost("张"):
        return False
    return start == 1 or not _IS_HAN.match(text, start - 2) or text[start - 2] in _BEFORE_NAMES


def is_used_as_name(text: str, start: int, end: int) -> bool:
    """Whether a name that is a word as well, or a part of a company's name, is the name here.

    >>> is_used_as_name("任何单位和个人", 0, 2), is_used_as_name("任何提出异议", 0, 2)
    (False, True)
    """
    if is_within_organisation(text, start, end):
        return False
    name = text[start:end]
    if _PLACE_BEHIND.match(text, end) and (name + text[end] in lexicon().words or name in lexicon().words):
        return False
    if not _is_ordinary(name):
        return True
    before = start == 0 or not _IS_HAN.match(text, start - 1) or text[start - 1] in _BEFORE_A_NAME
    return (before or _ends_with_role(text, start)) and _behind_fits(text, end)


def is_within_organisation(text: str, start: int, end: int) -> bool:
    """Whether the text goes on to the end of a company's name without a verb between."""
    organisation = _ORGANISATION.match(text, end)
    if organisation is None or (text[end] in "（(" and re.search("[）)]", organisation.group()) is None):
        return False
    if text[end : end + 2] in _verbs_of_people():
        return False
    if text[end] in _SAID_OF_PEOPLE and text[end : end + 2] not in lexicon().words:
        return False
    return _NOT_WITHIN_ORGANISATION.search(text, end, organisation.end()) is None


def _is_ordinary(name: str) -> bool:
    cost = lexicon().words.get(name)
    return cost is not None and (name not in lexicon().persons or cost < _ORDINARY)


def _behind_fits(text: str, end: int) -> bool:
    never, maybe = _behind()
    if end == len(text) or not _IS_HAN.match(text, end) or text[end] in never or text[end] in maybe:
        return True
    if _PEOPLE_BEHIND.match(text, end) or _MONEY_BEHIND.match(text, end):
        return True
    return any(text[end : end + length] in lexicon().verbs for length in (2, 3))


@cache
def _role_ends() -> tuple[str, ...]:
    words = vocabulary()
    return tuple(
        {
            *words["roles"]["words"],
            *words["kin"]["words"],
            *words["child"]["words"],
            *words["public"]["parties"],
            *words["public"]["officers"],
        }
    )


def _ends_with_role(text: str, start: int) -> bool:
    return text.endswith(_role_ends(), max(0, start - 8), start)
