"""Lists of people, judged as wholes: who certainly is somebody says that those beside him are people, too.

In 证人邬长庚、海林、裴秀英 a given name stands alone between full ones; in 1.汪芳2.汪丽3.欧阳蔓 nothing parts the items but their own
numbers. A list of things has no item that is a name and no word.
"""

import re
from collections.abc import Iterator

from pipeline.masking.meanings import Owner, owner_of_label
from pipeline.masking.recognisers.name_shapes import (
    HAN,
    Evidence,
    is_like_no_words,
    is_name,
    is_rather_given,
    is_unlike_words,
    is_within_organisation,
    name_at,
)
from pipeline.masking.recognisers.person_words import PUBLIC_WORDS, kind_of_word
from pipeline.masking.recognisers.surnames import fills_a_cell, is_word_as_well
from pipeline.masking.triggers import gate_for

Piece = tuple[int, int]
"""Start and end of an item."""

# Items beside each other ------------------------------------------------------------------------------------------------------

_NOTE = r"(?:[（(][^（()）\n]{0,40}[）)])?"
_ITEM = re.compile(rf"(?P<item>[{HAN}]{{2,8}}?){_NOTE}(?:、|以及|[和与及](?=[{HAN}]{{2}}))")
_LAST = re.compile(rf"(?P<item>[{HAN}]{{2,3}})(?:$|[^{HAN}]|(?<=..)(?=[均等对共已也都未向]))")
_MOST_ITEMS = 40


def names_of_a_list(text: str, start: int) -> list[Piece]:
    """The names of a list that begins in a place, where one of its items certainly is one.

    >>> text = "邬长庚、海林、裴秀英证明其在场"
    >>> [text[first:last] for first, last in names_of_a_list(text, 0)]
    ['邬长庚', '海林', '裴秀英']
    """
    items: list[Piece] = []
    while len(items) < _MOST_ITEMS and (found := _ITEM.match(text, start)):
        items.append(_without_role(text, *found.span("item")))
        start = found.end()
    if not items:
        return []
    items.append(_last_of(text, start))
    called = [item for item in items if could_be_called(text[slice(*item)]) and not _is_of_a_company(text, *item)]
    return called if any(is_certainly_a_name(text[slice(*item)]) for item in called) else []


def _is_of_a_company(text: str, start: int, end: int) -> bool:
    """Whether what looks like a name goes on as a company's: 吉美|贸易公司, 母公|司."""
    return "公司" in text[start : end + 1] or is_within_organisation(text, start, end)


def _last_of(text: str, start: int) -> Piece:
    """The last item, behind which the sentence goes on."""
    run = re.compile(f"[{HAN}]{{2,8}}").match(text, start)
    begin, _ = _without_role(text, start, run.end()) if run else (start, start)
    if end := name_at(text, begin, Evidence.LIST):
        return begin, end
    last = _LAST.match(text, begin)
    return last.span("item") if last else (begin, begin)


def _without_role(text: str, start: int, end: int) -> Piece:
    """An item without the word that says who he is: 女婿常四海."""
    for place in range(end - 2, start + 1, -1):
        if kind_of_word(text[start:place]):
            return place, end
    return start, end


def is_certainly_a_name(item: str) -> bool:
    """Whether an item is a surname with a given name, and no word: two signs of which one is a surname often are one."""
    is_no_word = is_like_no_words(item) or (not is_word_as_well(item[0]) and (len(item) > 2 or is_unlike_words(item)))
    return fills_a_cell(item) and is_name(item) and is_no_word


def could_be_called(item: str) -> bool:
    """Whether an item beside names is one: in full, or a given name alone."""
    if kind_of_word(item):
        return False
    return (fills_a_cell(item) and (is_name(item) or is_like_no_words(item))) or is_rather_given(item)


# Items with numbers -----------------------------------------------------------------------------------------------------------

_MARK = re.compile(
    r"(?<![0-9.,*第])(?:[（(](?P<a>[0-9]{1,2})[)）]|(?P<b>[0-9]{1,2})\s?[.．、)）](?![0-9])|(?P<c>[①-⑳])|(?P<d>0[1-9])(?=[\u3400-\u9fff])"
    r"|(?P<e>[一二三四五六七八九十])、)\s?"
)
NUMBERED_ITEMS = gate_for(
    "numbered items", rf"(?:[0-9]\s?[.．、)）]|[①-⑳]|0[1-9]|[一二三四五六七八九]、)\s?[{HAN}]{{2,4}}"
)
_CIRCLED, _NUMERALS = ord("①") - 1, "零一二三四五六七八九十"
_PLAIN = re.compile(
    rf"(?P<name>[{HAN}](?:[{HAN} \u3000]{{0,4}}[{HAN}]))(?:[（(][^（()）\n]{{0,40}}[）)])?[、，,；;\s]{{0,3}}"
)
_PUBLIC = re.compile(
    "被[\u3400-\u9fff]{1,5}人|失信|债务人|义务人|被告|法官|书记员|审判|执行员|法警|拍卖师|评估师|法定代表人|限制消费|悬赏|联系|咨询|看样|客服|热线|电话"
)
_BEFORE = 30


def numbered_names(text: str) -> Iterator[Piece]:
    """The items of lists that number them, where each is a name and the words before do not speak of parties or officers.

    >>> text = "签收表：1.汪芳2.汪丽3.欧阳蔓；1.申请书2.委托书"
    >>> [text[first:last] for first, last in numbered_names(text)]
    ['汪芳', '汪丽', '欧阳蔓']
    """
    run: list[re.Match[str]] = []
    for mark in (*_MARK.finditer(text), None):
        if mark is not None and run and _goes_on(text, run[-1], mark):
            run.append(mark)
            continue
        yield from _names_of_run(text, run)
        run = [mark] if mark is not None and _number_of(mark) == 1 else []


def _number_of(mark: re.Match[str]) -> int:
    sign = mark[mark.lastgroup or 0]
    if mark.lastgroup == "c":
        return ord(sign) - _CIRCLED
    return _NUMERALS.index(sign) if mark.lastgroup == "e" else int(sign)


def _goes_on(text: str, before: re.Match[str], mark: re.Match[str]) -> bool:
    is_next = mark.lastgroup == before.lastgroup and _number_of(mark) == _number_of(before) + 1
    return is_next and _PLAIN.fullmatch(text, before.end(), mark.start()) is not None


def _names_of_run(text: str, run: list[re.Match[str]]) -> list[Piece]:
    if len(run) < _LEAST_ITEMS or _PUBLIC.search(text, max(0, run[0].start() - _BEFORE), run[0].start()):
        return []
    names: list[Piece] = []
    for mark, following in zip(run, (*run[1:], None), strict=True):
        plain = _PLAIN.match(text, mark.end(), following.start()) if following else None
        end = plain.end("name") if plain else name_at(text, mark.end(), Evidence.LIST)
        if not could_be_called(text[mark.end() : end].replace(" ", "").replace("\u3000", "")):
            return []
        names.append((mark.end(), end))
    return names


_LEAST_ITEMS = 2

_KEYED = re.compile(rf"(?P<key>[{HAN}]{{2,8}})[:：]\s?(?=[{HAN}]{{2,4}}(?:、|[（(]))")
KEYED_LISTS = gate_for("lists behind a key", rf"[:：]\s?[{HAN}]{{2,4}}(?:、|[（(])")


def names_behind_keys(text: str) -> Iterator[Piece]:
    """The names of lists behind a key, unless that speaks of parties or officers."""
    for found in _KEYED.finditer(text):
        key = found["key"]
        if not (_PUBLIC.search(key) or kind_of_word(key) in PUBLIC_WORDS or owner_of_label(key) is not Owner.NOBODY):
            yield from names_of_a_list(text, found.end())
