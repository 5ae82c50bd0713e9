"""Names that the rows of the case know and hide, in every spelling; the longest name of the case that fits wins."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipeline.cleaning.surnames import COMPOUND_SURNAMES
from pipeline.masking.folding import folded
from pipeline.masking.recognisers.compact import Compact
from pipeline.masking.recognisers.name_shapes import is_part_of_longer, is_used_as_name
from pipeline.masking.recognisers.romanised import may_be_in_latin, romanised
from pipeline.masking.scene import Scene

_DOTS = "·•・．.-‧∙●˙▪⋅。"
_SAME = {"(": "（", "（": "(", ")": "）", "）": ")"} | dict.fromkeys(_DOTS, _DOTS)
_A_LETTER = re.compile(r"[A-Za-zÀ-ɏͰ-ԯ]")
"""Of an alphabet with cases: Latin, Greek, Cyrillic."""
_SPACES = frozenset(" \u00a0\u3000\n\r&")
_MOST_SPACES = 3
_IS_HAN = re.compile(r"[\u3400-\u9fff·]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A place where a name of the case stands."""

    start: int
    end: int
    name: str
    role: str
    """What stands for it; empty for a party that the public list names."""


def known_names(scene: Scene, compact: Compact) -> list[Known]:
    """Every name of the case where it stands, the longest first of those that overlap; sorted.

    Places are those of the scene's text.
    """
    known = scene.known
    if not known.names:
        return _longest(_parties(scene, compact)) if known.parties else []
    return _longest([*_hidden(scene, compact), *_parties(scene, compact)])


def written_in(text: str, names: Iterable[str]) -> frozenset[str]:
    """The names that stand anywhere in a text, in whatever spelling, also where the masker takes them for another word.

    >>> sorted(written_in("錢 <b>斌</b>，CHEN Qiao", ("钱斌", "陈乔", "孙丽")))
    ['钱斌', '陈乔']
    """
    view = folded(text)
    by_signs = {folded_name(name): name for name in names}
    found = {signs for signs in by_signs if next(_written(view, signs), None) or _is_odd(view, signs)}
    found.update(name for *_, name in romanised(view, tuple(by_signs)))
    return frozenset(by_signs[signs] for signs in found)


def _is_odd(text: str, signs: str) -> bool:
    odd = _odd_spelling(signs) if _may_be_odd(text, signs) else None
    return odd is not None and odd.search(text) is not None


def _hidden(scene: Scene, compact: Compact) -> Iterator[Known]:
    for name, role in scene.known.names if may_be_written(scene.text, scene.known.names) else ():
        signs = folded_name(name)
        for start, end in _written(scene.text, signs):
            if _is_the_name(compact, start, end, signs):
                form = _FORM_BEHIND.match(scene.text, end)
                yield Known(start, form.end() if form else end, name, role)
        odd = _odd_spelling(signs) if _may_be_odd(scene.text, signs) else None
        for found in odd.finditer(scene.text) if odd else ():
            yield Known(*found.span(), name, role)
    if not may_be_in_latin(scene.text):
        return
    roles = dict(scene.known.names)
    folded_names = {folded_name(name): name for name in roles}
    for start, end, name in romanised(scene.text, tuple(folded_names)):
        yield Known(start, end, folded_names[name], roles[folded_names[name]])


_FORM_BEHIND = re.compile(
    r"\s?[（(](?:特殊)?(?:普通合伙|有限合伙|个人独资|个体工商户|集团|有限公司|中国|筹)[）)](?:有限公司|股份有限公司|公司)?"
)
"""The legal form, which is of the name although the rows leave it out; alone behind 申请执行人 it would tell who that is."""


def _parties(scene: Scene, compact: Compact) -> Iterator[Known]:
    for name in sorted(scene.known.parties) if may_be_written(scene.text, scene.known.parties) else ():
        signs = folded_name(name)
        for start, end in _written(scene.text, signs):
            if not _is_beginning(compact, start, end, signs):
                yield Known(start, end, name, "")


def _is_beginning(compact: Compact, start: int, end: int, name: str) -> bool:
    """Whether a longer name stands here: 罗成 of 罗成章."""
    first, last = compact.place_of(start), compact.place_of(end - 1) + 1
    is_plain = _IS_HAN.fullmatch(name) is not None and compact.text[first:last] == name
    return is_plain and is_part_of_longer(compact.text, first, last, compact.gaps)


_SIGNS = r"[.\-·•・/_|｜*+~～=＝&、，,：:;；“”\"'‘’「」（）()\[\]【】 \u00a0\u3000]"
_PLAIN_SIGNS = r"[.\-·•・/_|｜*+~～ ]"
_HAN = r"\u3400-\u9fff"


def _may_be_odd(text: str, name: str) -> bool:
    """Whether every sign of a name is there, beside those places where the name stands plainly.

    >>> [_may_be_odd(text, "翟素芳") for text in ("翟素芳", "翟素芳，又写作翟 素芳", "芳素")]
    [False, True, False]
    """
    others = text.replace(name, "\n") if len(set(name)) == len(name) else text
    return all(sign in others for sign in name)


@lru_cache(maxsize=1024)
def _odd_spelling(name: str) -> re.Pattern[str] | None:
    """Its signs with points, lines, quotation marks between them, or the other way round: 翟.素.芳, 素芳 翟, 芳素翟.

    >>> [bool(_odd_spelling("翟素芳").search(text)) for text in ("翟/素/芳", "素芳，翟", "芳素翟", "翟素芳")]
    [True, True, True, False]
    """
    if re.fullmatch(f"[{_HAN}]{{2,4}}", name) is None:
        return None
    cut = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    alone = (f"(?<![{_HAN}])", f"(?![{_HAN}])")
    if len(name) == _SHORT:
        return re.compile(rf"{alone[0]}{name[0]}{_PLAIN_SIGNS}{{1,3}}{name[1]}{alone[1]}")
    parted = f"{_SIGNS}{{0,3}}".join(name)
    given, surname = f"{_SIGNS}?".join(name[cut:]), name[:cut]
    return re.compile(
        rf"(?!{name}){parted}|{alone[0]}{given}{_SIGNS}{{1,2}}{surname}{alone[1]}|{alone[0]}{name[::-1]}{alone[1]}"
    )


_SHORT = 2


@lru_cache(maxsize=8192)
def folded_name(name: str) -> str:
    """A name as the view of a text has it."""
    return folded(name)


def may_be_written(text: str, names: tuple[tuple[str, str], ...] | frozenset[str]) -> bool:
    """Whether of a name of a case a sign with which it or the given name begins is there, or two signs of it together.

    Args:
        text: The folded text.
        names: Hidden names or parties, as `KnownValues` has them.

    >>> may_be_written("由章某领取", frozenset(["章澜"])), may_be_written("由他领取", (("章澜", "章某"),))
    (True, False)
    """
    return _is_told(text, _telling_signs(names))


@dataclass(frozen=True, slots=True)
class _Telling:
    """What of names a text must hold if one of them stands in it."""

    signs: frozenset[str]
    """With which names and given names begin."""
    pairs: tuple[str, ...]
    """Signs that follow one another farther behind."""
    small: tuple[str, ...]
    """Letters with which names begin, as they are written small."""
    is_blank: bool
    """Whether a name has no sign at all, so that nothing tells."""


@lru_cache(maxsize=8192)
def _telling_signs(names: tuple[tuple[str, str], ...] | frozenset[str]) -> _Telling:
    plain = (name if isinstance(name, str) else name[0] for name in names)
    every = [folded_name(name).lstrip("".join(_SPACES)) for name in plain]
    signs = frozenset(sign for name in every for sign in name[:2])
    pairs = dict.fromkeys(name[at : at + 2] for name in every for at in range(2, len(name) - 1))
    small = dict.fromkeys(name[0].lower() for name in every if name and name[0].lower() != name[0].upper())
    return _Telling(signs, tuple(pair for pair in pairs if signs.isdisjoint(pair)), tuple(small), "" in every)


def _is_told(text: str, telling: _Telling) -> bool:
    if not telling.signs.isdisjoint(text) or telling.is_blank or any(pair in text for pair in telling.pairs):
        return True
    if not telling.small:
        return False
    lowered = text.lower()
    return any(letter in lowered for letter in telling.small)


def may_be_meant(text: str, names: tuple[tuple[str, str], ...] | frozenset[str]) -> bool:
    """Whether a text of Chinese signs without gaps may name anybody of the case: two signs of a name together, or all of them.

    >>> [may_be_meant(text, frozenset(["章澜"])) for text in ("章某领取", "由章澜领取", "波澜，文章")]
    [False, True, True]
    """
    meant = _meant_by(names)
    return not meant.signs.isdisjoint(text) and (
        any(pair in text for pair in meant.pairs)
        or not meant.odd.isdisjoint(text)
        or any(all(sign in text for sign in name) for name in meant.whole)
    )


@dataclass(frozen=True, slots=True)
class _Meant:
    """What of names a text without gaps must hold if it speaks of one of them."""

    signs: frozenset[str]
    """All of them."""
    pairs: tuple[str, ...]
    whole: tuple[str, ...]
    """Names that are written in other orders as well (`_odd_spelling`)."""
    odd: frozenset[str]
    """Signs of names that have others than Chinese ones, or a single one."""


@lru_cache(maxsize=8192)
def _meant_by(names: tuple[tuple[str, str], ...] | frozenset[str]) -> _Meant:
    plain = (name if isinstance(name, str) else name[0] for name in names)
    every = ["".join(sign for sign in folded_name(name) if sign not in _SPACES) for name in plain]
    whole = [name for name in every if _OF_HAN.fullmatch(name)]
    return _Meant(
        frozenset("".join(every)),
        tuple(dict.fromkeys(first + second for name in whole for first, second in pairwise(name))),
        tuple(whole),
        frozenset("".join(name for name in every if name not in whole)),
    )


_OF_HAN = re.compile(f"[{_HAN}]{{2,}}")


def _is_the_name(compact: Compact, start: int, end: int, name: str) -> bool:
    """Whether what reads like the name is no word, place, company or the beginning of a longer name."""
    if _IS_HAN.fullmatch(name) is None or "·" in name or len(name) > 4:
        return True
    first, last = compact.place_of(start), compact.place_of(end - 1) + 1
    if compact.text[first:last] != name:
        return True
    return not is_part_of_longer(compact.text, first, last, compact.gaps) and is_used_as_name(compact.text, first, last)


def _longest(found: list[Known] | Iterator[Known]) -> list[Known]:
    """Of those that overlap the longest; of equal ones the hidden one."""
    taken: list[Known] = []
    covered: set[int] = set()
    for known in sorted(found, key=lambda known: (known.start - known.end, not known.role, known.start)):
        if covered.isdisjoint((known.start, known.end - 1)):
            covered.update(range(known.start, known.end))
            taken.append(known)
    return sorted(taken, key=lambda known: known.start)


def _written(text: str, name: str) -> Iterator[tuple[int, int]]:
    """A name in its spellings; one in letters that have cases in any case, and never inside of a longer word.

    >>> list(_written("ИВАНОВ ИВАН与Ивановиванов", "Иванов Иван"))
    [(0, 11)]
    """
    if name.lower() == name.upper() or len(text) != len(text.lower()):
        yield from spelled(text, name)
        return
    for start, end in spelled(text.lower(), name.lower()):
        if not (_A_LETTER.match(text, start - 1) if start else None) and not _A_LETTER.match(text, end):
            yield start, end


def spelled(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a text, with up to three spaces or line breaks between their characters.

    >>> list(spelled("钱 斌与钱斌", "钱斌")), list(spelled("某（甲）公司", "某(甲)公司"))
    ([(0, 3), (4, 6)], [(0, 6)])
    """
    signs = [sign for sign in words if sign not in _SPACES]
    if not signs:
        return
    start = text.find(signs[0])
    while start >= 0:
        end = _end_of(text, start, signs)
        if end:
            yield start, end
        start = text.find(signs[0], max(end, start + 1))


def _end_of(text: str, start: int, signs: list[str]) -> int:
    """Behind the last sign if all of them follow from here; 0 if they do not."""
    at = start
    for sign in signs:
        spaces = 0
        while at > start and spaces < _MOST_SPACES and at < len(text) and text[at] in _SPACES:
            at += 1
            spaces += 1
        if at < len(text) and (text[at] == sign or text[at] in _SAME.get(sign, "")):
            at += 1
        elif sign not in _DOTS or at == start:
            return 0
    return at
