"""Names between a noun of people and what people do: 植保员|时雨|向法院反映.

Where a sentence holds a place for somebody from both sides, a name is one even if the dictionary knows it as a word; where only one side
speaks for a person, it must be unlike words. Whoever is found says the same of those beside him: 、, 和, a bracket or an amount between.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from pipeline.masking.recognisers.name_lists import Piece
from pipeline.masking.recognisers.name_shapes import (
    HAN,
    is_common_word,
    is_like_no_words,
    is_name_of_few,
    is_no_framed_name,
    is_typical_given,
    is_unlike_words,
    is_within_organisation,
    lexicon,
    vocabulary,
)
from pipeline.masking.recognisers.surnames import COMPOUND, SURNAMES, fills_a_cell, is_word_as_well
from pipeline.masking.recognisers.unannounced import NO_PERSON
from pipeline.masking.triggers import Gate

_LENGTHS = (4, 3, 2)
_ENDS = r"(?:$|[，,。；;：:！!？?）)（(”\"」\s|｜、])"
_JOINS = "[、和与及同]"
_COUNTED = "(?:[二两三四五六七八九十]|[0-9]{1,2})(?:人|名|位)"
_SAYS = "称|说(?!明书)|讲|诉|均|系|自述|向(?:法院|本院|[我其]院|其|被)|被(?:送|打|撞|骗|欠|拖欠)|[代垫][收领签付交缴]|等(?:人|[二两三四五六七八九十0-9]{1,2}人)|的(?:证言|陈述|笔录|签[名字]|账户|微信)"
"""Said of people alone, or nearly so."""
_GOES_ON = f"[在将已未曾又也共于为是说问答付收领交借欠买卖租驾住把用]|{_JOINS}|[0-9]|{_COUNTED}"


@cache
def nouns_of_people() -> re.Pattern[str]:
    """The end of any noun of people: of a trade, an office, a side of a contract, a relative."""
    words = vocabulary()
    nouns = {*words["frame"]["nouns"], *map(re.escape, words["roles"]["words"]), *map(re.escape, words["kin"]["words"])}
    return re.compile(f"(?:{_longest_first(nouns)})(?=[{HAN}]{{2}})")


def _longest_first(patterns: set[str]) -> str:
    return "|".join(sorted(patterns, key=lambda pattern: (-len(pattern), pattern)))


@cache
def _prepositions() -> re.Pattern[str]:
    """What gives to somebody, or lets somebody do something."""
    return re.compile(
        f"(?:{'|'.join(vocabulary()['frame']['paid'])}|(?<![自理缘事经任])由|(?<=[，,。；;子屋房车钱货])是)(?=[{HAN}]{{3}})"
    )


FRAMED = Gate("nouns of people", lambda: (nouns_of_people(), _prepositions()))


@cache
def _deeds() -> re.Pattern[str]:
    words = vocabulary()
    return re.compile(f"{_SAYS}|{'|'.join(sorted({*words['behind']['deeds'], *words['frame']['deeds']}))}")


_WEAK = re.compile(f"{_ENDS}|{_GOES_ON}")


def framed_names(text: str) -> Iterator[Piece]:
    """The names that stand right behind a noun of people and before what people do; whose people they are the caller asks.

    >>> text = "供货商郁金香诉至法院，收割机手强东方称未付，工作人员应当到场"
    >>> [text[start:end] for start, end in framed_names(text)]
    ['郁金香', '强东方']
    """
    for noun in nouns_of_people().finditer(text):
        if noun.end() - noun.start() == 1 and _is_within_a_word(text, noun.end()):
            continue
        if end := framed_name_at(text, noun.end()):
            yield noun.end(), end


def names_given_to(text: str) -> Iterator[Piece]:
    """To whom something is paid or left, and who does something for another: 由|别小军|刷卡缴纳."""
    for word in _prepositions().finditer(text):
        end = framed_name_at(text, word.end())
        name = text[word.end() : end]
        is_name = is_like_no_words(name) or (fills_a_cell(name) and _FOR_ANOTHER.match(text, end))
        if end - word.end() > _SHORT and is_name and (_deeds().match(text, end) or _GIVES.match(text, end)):
            yield word.end(), end


_SHORT = 2


def names_at_starts(text: str) -> Iterator[Piece]:
    """Who stands at the beginning of a clause and does something: ，|孙乾坤|分得设备; only a common surname with two signs tells so much."""
    for mark in _STARTS.finditer(text):
        start, end = mark.end(), mark.end() + 3
        name = text[start:end]
        is_name = name[:1] in SURNAMES and _is_shaped(name) and not is_common_word(name[:2]) and _is_no_entry(name)
        if is_name and _deeds().match(text, end) and not is_within_organisation(text, start, end):
            yield start, end


def _is_no_entry(name: str) -> bool:
    """Whether the dictionary does not know a string, or as somebody's name."""
    return name not in lexicon().words or name in lexicon().persons


_STARTS = re.compile(f"(?:^|[，,。；;：:“\\n])(?=[{HAN}]{{4}})")
_GIVES = re.compile("[交付管收领租看喂养开拿取](?=[，,。；;了的])|[（(]")
_SELDOM, _UNKNOWN = 15.0, 16.0
_FOR_ANOTHER = re.compile("[代垫][收领签付交缴为办]")


def _is_within_a_word(text: str, place: int) -> bool:
    """Whether a word of the language goes over a place: 工|钱, 名|下."""
    return lexicon().words.get(text[place - 1 : place + 1], _UNKNOWN) < _SELDOM


def framed_name_at(text: str, start: int, *, is_beside_names: bool = False) -> int:
    """Where a name ends that a place holds; 0 if there is none.

    Args:
        text: The compact text.
        start: Behind what announces somebody.
        is_beside_names: Whether somebody who is certainly one stands before it in a list.
    """
    for length in _LENGTHS:
        end = start + length
        name = text[start:end]
        if end > len(text) or not _is_shaped(name) or is_within_organisation(text, start, end):
            continue
        is_cut = length > _SHORT and _is_within_a_word(text, end) and not _FOR_ANOTHER.match(text, end)
        if is_cut and _is_shaped(name[:-1]):
            continue
        is_unlike = _is_no_word(name)
        if (
            _deeds().match(text, end)
            or (is_unlike and _GIVES.match(text, end))
            or _A_COUNT.match(text, end)
            or (is_unlike and _may_go_on(text, end))
        ):
            return end
        if is_beside_names and _ENDS_A_NAME.match(text, end) and not is_common_word(name):
            return end
        if _JOINED.match(text, end) and _is_followed(text, end + 1):
            return end
    return 0


def _is_followed(text: str, start: int) -> bool:
    """Whether the next item of a list, or the one behind it, is certainly somebody."""
    if framed_name_at(text, start):
        return True
    item = _ITEM.match(text, start)
    return item is not None and fills_a_cell(item["name"]) and framed_name_at(text, item.end()) > 0


_ITEM = re.compile(f"(?P<name>[{HAN}]{{2,3}})(?:{_JOINS}|、)")


_JOINED = re.compile(f"{_JOINS}|、")
_ENDS_A_NAME = re.compile(f"{_ENDS}|/|{_JOINS}|[0-9]")
_A_COUNT = re.compile(f"{_COUNTED}(?:[，,。；;、均共都]|$|[{HAN}])")


def _may_go_on(text: str, end: int) -> bool:
    return _WEAK.match(text, end) is not None or text[end : end + 2] in lexicon().verbs


@lru_cache(maxsize=16384)
def _is_shaped(name: str) -> bool:
    """A surname and one or two signs, that are neither a title nor words that no name can be."""
    is_odd = _ALL_HAN.fullmatch(name) is None or NO_PERSON.fullmatch(name) is not None
    if is_odd or name[0] in _MAY_OR_MUST or is_no_framed_name(name):
        return False
    if not fills_a_cell(name):
        return is_name_of_few(name)
    others = lexicon().others
    is_begun = len(name) > _SHORT and name[:2] not in COMPOUND and is_common_word(name[:2])
    return not (is_begun or (len(name) > _SHORT and is_word_as_well(name[0]) and name[1:] in others))


_ALL_HAN = re.compile(f"[{HAN}]{{2,4}}")
_MAY_OR_MUST = frozenset("应须能可从后于和时全")
"""Surnames of a few, and in a sentence nearly always something else."""


def _is_no_word(name: str) -> bool:
    if is_like_no_words(name) or is_name_of_few(name):
        return True
    is_known = not is_word_as_well(name[0]) or is_typical_given(name[1:])
    return len(name) == _SHORT and is_known and is_unlike_words(name)


# Beside somebody who was found ------------------------------------------------------------------------------------------------

_NOTE = r"(?:[（(][^（()）\n]{0,30}[）)])?(?:[0-9][0-9,.]{0,11}万?元)?"
_BEHIND = re.compile(rf"{_NOTE}(?P<sep>、|以及|[和与及同跟](?=[{HAN}]{{2}})|/)")
_ROLE = re.compile(f"[{HAN}]{{0,8}}?")


def next_beside(text: str, first: int, end: int, *, by_words: bool) -> Piece | None:
    """The next one of a list that goes on behind somebody, his own role before him or none.

    Args:
        text: The compact text.
        first: Where the one before begins.
        end: Where he ends.
        by_words: Whether 和 and 与 make a list, too; they also join a stranger with a party.
    """
    found = _BEHIND.match(text, end)
    if found is None or (not by_words and found["sep"] not in "、/"):
        return None
    start = found.end()
    if last := framed_name_at(text, start, is_beside_names=True):
        return start, last
    item = _ITEM.match(text, start)
    if item is not None and fills_a_cell(item["name"]) and framed_name_at(text, item.end()):
        return item.span("name")
    last = start + end - first
    if text[start : start + 1] == text[first] and _ENDS_A_NAME.match(text, last) and fills_a_cell(text[start:last]):
        return start, last
    noun = nouns_of_people().search(text, start, start + _LONGEST_ROLE)
    if noun is None or _ENDS_A_CLAUSE.search(text, start, noun.end()):
        return None
    last = framed_name_at(text, noun.end(), is_beside_names=True)
    return (noun.end(), last) if last else None


_LONGEST_ROLE = 12
_ENDS_A_CLAUSE = re.compile(r"[，,。；;：:\n（()）、]")


def beside_before(text: str, start: int, *, by_words: bool) -> Piece | None:
    """The one before somebody in a list, whose own role may stand between: 同村的鲍长生和邻村的|卫红兵."""
    joint = _JOINED_BEFORE.search(text, max(0, start - _LONGEST_ROLE), start)
    if joint is None or (joint["sep"] not in "、/" and not by_words):
        return None
    end = joint.start()
    for length in _LENGTHS:
        first = end - length
        name = text[max(0, first) : end]
        if first < 0 or not _is_shaped(name) or is_common_word(name):
            continue
        if first == 0 or _BEGINS.match(text[first - 1]) or (_is_no_word(name) and length > _SHORT):
            return first, end
    return None


_JOINED_BEFORE = re.compile(rf"(?P<sep>[、/]|(?<=[{HAN}]{{2}})[和与及同跟])(?:[{HAN}]{{1,8}}[的员工师手人方长])?$")
_BEGINS = re.compile(f"[^{HAN}]|[由与和及向给对有的派]")
