"""What is offered where nothing was found: other questions that would answer, never answers.

The browser's `offers.js` makes the same offers of the same files.

1. *Shorter*: the question without what narrowed it; a company's name without its end.
2. *Alike*: names that differ in one character of the same sound, of a variant or of a like shape.
3. Of a name and a number that disagree: the name alone; and a record under the number only where its name differs in one
   character of the same sound or of a variant. A stranger's record fits the printed form too often to be offered.
4. Of a case number: those of the same court with the same serial number.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain

from search_index.analyzer import case_tails, distinct
from search_index.answers import Choice
from search_index.pinyin import same_sound, sounds, sounds_of
from search_index.query import Asked, Query
from search_index.questions import View
from search_index.rows import row_names
from search_index.rules import rules

_MOST = 8
_MOST_NAMES = 2
_MOST_SPELLINGS = 4
_MOST_SHAPES = 3
_LONGEST_PERSON = 4
_SHORTEST_PREFIX = 3
_COURT = re.compile(r"\)([一-鿿][0-9]{1,4})")


class Why(StrEnum):
    """What an offer leaves out or changes."""

    SHORTER = "shorter"
    ALIKE = "alike"
    NAME_ONLY = "name-only"
    NUMBER_ALIKE = "number-alike"
    CASES = "cases"


@dataclass(frozen=True, slots=True)
class Offer:
    """Questions that would answer, for one reason."""

    why: Why
    choices: tuple[Choice, ...]


def offers_for(view: View, query: Query) -> tuple[Offer, ...]:
    """The offers for a question that found nothing."""
    if query.asked is Asked.ID and query.names and query.keys:
        found = [_name_only(view, query), *([] if query.is_impossible else [_number_alike(view, query)])]
    elif query.asked is Asked.TEXT:
        found = [_shorter(view, query), _alike(view, query)]
    elif query.asked is Asked.CASE:
        found = [_cases(view, query)]
    else:
        found = []
    return tuple(offer for offer in found if offer.choices)


def is_alike(name: str, other: str, *, shapes: bool) -> bool:
    """Whether two names differ in one character, of the same sound, of a variant, or, if asked for, of a like shape.

    >>> is_alike("刘小红", "刘晓红", shapes=False), is_alike("王大伟", "王太伟", shapes=True), is_alike("王芳", "李娜", shapes=True)
    (True, True, False)
    """
    if len(name) != len(other):
        return False
    apart = [(left, right) for left, right in zip(name, other, strict=True) if left != right]
    return len(apart) == 1 and apart[0][1] in _alike_to(apart[0][0], shapes=shapes)


def _name_only(view: View, query: Query) -> Offer:
    return Offer(Why.NAME_ONLY, tuple(_counted(view, query.names)))


def _number_alike(view: View, query: Query) -> Offer:
    rows = chain.from_iterable(map(view.numbered, query.keys))
    names = distinct(name for row in rows for name in row_names(row))
    fitting = [name for name in names if any(is_alike(own, name, shapes=False) for own in query.names)]
    return Offer(Why.NUMBER_ALIKE, tuple(Choice(f"{name} {query.keys[0]}", 0) for name in sorted(fitting)[:_MOST]))


def _shorter(view: View, query: Query) -> Offer:
    narrowed = distinct(name for reading in query.readings if reading.where for name in reading.names)
    names = list(_counted(view, narrowed))[:_MOST]
    prefix = "" if names else _known_prefix(view, query.forms[0] if query.forms else "")
    return Offer(Why.SHORTER, tuple(names or ([Choice(prefix, 0)] if prefix else [])))


def _known_prefix(view: View, form: str) -> str:
    """The longest beginning of a text, less than all of it, that an organisation's name holds; "" for a short one."""
    names = view.holders(form[:2]).few if len(form) > _SHORTEST_PREFIX else ()
    ends = range(len(form) - 1, _SHORTEST_PREFIX - 1, -1)
    return next((form[:end] for end in ends if any(form[:end] in name for name in names)), "")


def _alike(view: View, query: Query) -> Offer:
    """People whose name is read so or looks so, most records first; then organisations."""
    names = [name for reading in query.readings for name in reading.names if 1 < len(name) <= _LONGEST_PERSON]
    people: dict[str, int] = {}
    for name in distinct(names)[:_MOST_NAMES]:
        for key in _spellings(name):
            known = view.read_so(key)
            people |= {other: known[other] for other in known if is_alike(name, other, shapes=True)}
    in_order = sorted(people, key=lambda name: (-people[name], name))[:_MOST]
    return Offer(
        Why.ALIKE, tuple(Choice(name, people[name]) for name in in_order) or tuple(_organisations_alike(view, query))
    )


def _organisations_alike(view: View, query: Query) -> Iterator[Choice]:
    form = query.forms[0] if query.forms else ""
    if len(form) <= _LONGEST_PERSON:
        return
    names = {*view.holders(form[:2]).few, *view.holders(form[-2:]).few}
    windows = {name[at : at + len(form)] for name in names for at in range(len(name) - len(form) + 1)}
    for window in sorted(window for window in windows if is_alike(form, window, shapes=True))[:_MOST]:
        yield Choice(window, 0)


def _spellings(name: str) -> tuple[str, ...]:
    """The pinyin of a name, with variants in the place of characters without a known sound; then with like shapes.

    >>> _spellings("刘晓宏"), _spellings("己伟")
    (('liuxiaohong',), ('jiwei', 'qiwei', 'siwei', 'yiwei'))
    """
    usual = "".join(sign if sounds_of(sign) else _usual(sign) for sign in name)
    shaped = (
        usual[:at] + other + usual[at + 1 :]
        for at, sign in enumerate(usual)
        for group in rules()["alike"]["shapes"]
        if sign in group
        for other in group
        if other != sign
    )
    own = same_sound(usual)[:_MOST_SPELLINGS]
    others = (key for key in chain.from_iterable(map(same_sound, shaped)) if key not in own)
    return (*own, *distinct(others)[:_MOST_SHAPES])


def _usual(sign: str) -> str:
    group = next((group for group in rules()["alike"]["variants"] if sign in group), sign)
    return next((other for other in group if sounds_of(other)), sign)


@lru_cache(maxsize=10_000)
def _alike_to(sign: str, *, shapes: bool) -> frozenset[str]:
    """The characters that are taken for one."""
    alike = rules()["alike"]
    groups: Sequence[str] = [*alike["variants"], *(alike["shapes"] if shapes else ())]
    same = (sounds()[reading] for reading in sounds_of(sign))
    return frozenset(chain.from_iterable([*same, *(group for group in groups if sign in group)])) - {sign}


def _cases(view: View, query: Query) -> Offer:
    found: dict[str, int] = {}
    for case, serial in case_tails(query.keys).items():
        court = _court_of(case)
        known = view.with_serial(serial)
        found |= {other: known[other] for other in known if court and _court_of(other) == court}
    return Offer(Why.CASES, tuple(Choice(case, found[case]) for case in sorted(found, reverse=True)[:_MOST]))


def _court_of(case: str) -> str:
    """What stands between year and kind: 浙0106."""
    found = _COURT.search(case)
    return found[1] if found else ""


def _counted(view: View, names: Iterable[str]) -> Iterator[Choice]:
    for name in names:
        if records := len({row["id"] for row in view.named(name)}):
            yield Choice(name, records)
