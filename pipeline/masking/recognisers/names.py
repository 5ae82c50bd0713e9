"""Names of applicants, third parties and minors: known from the rows of the case, children also by the words before them."""

import re
from collections.abc import Iterator

from pipeline.masking.known import surname_and_mou
from pipeline.masking.labels import words_of
from pipeline.masking.recognisers.surnames import SIMPLIFIED, SURNAMES
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit
from pipeline.masking.words import Words

_DOTS = "·•・．.-‧∙"
_SAME = {"(": "（", "（": "(", ")": "）", "）": ")"} | dict.fromkeys(_DOTS, _DOTS)
_A_LATIN_LETTER = re.compile(r"[A-Za-z]")
_SPACES = frozenset(" \u00a0\u3000\n\r")
_MOST_SPACES = 3

_CHILD_WORDS = Words(dict.fromkeys(words_of("child")))
_CHILD = re.compile(
    rf"(?:[子女儿]|为|是|名叫?|叫|取名|[:：])?\s?(?P<name>[{''.join(sorted(SURNAMES))}](?!某)[\u3400-\u9fff]{{1,2}}?)"
    r"(?=[（(，,、。；;：:\s]|[的由随与和及于均系已现应尚归因在为以医抚就读探]|$)"
)
_CALLED_MINOR = re.compile(
    rf"(?:[被受]害人|申请人|原告|被告|[^\u3400-\u9fff]|^)(?P<name>[{''.join(sorted(SURNAMES))}](?!某)[\u3400-\u9fff]{{1,2}})(?=[（(]未成年)"
)
_NO_NAMES = ("高考", "马上", "雷雨", "金额", "钱款")


def find_known_names(scene: Scene) -> Iterator[Hit]:
    """Every known name, spaced or not, in simplified or traditional characters, as what stands for it; longest first.

    Where the role stands before the name already (申请执行人张三), the name just goes.
    """
    if not scene.known.names:
        return
    text = scene.text.translate(SIMPLIFIED)
    for rank, (name, role) in enumerate(scene.known.names):
        for start, end in _written(text, name.translate(SIMPLIFIED)):
            stands_before = scene.text.endswith(role, 0, start)
            yield Hit(start, end, "known_name", "" if stands_before else role, rank - len(scene.known.names))


def find_children(scene: Scene) -> Iterator[Hit]:
    """Names behind 未成年人, 婚生子 …: surname and 某, though no row knows them."""
    text = scene.text
    behind = (_CHILD.match(text, end) for _, end, _ in _CHILD_WORDS.find(text))
    called = _CALLED_MINOR.finditer(text) if "（未成年" in text or "(未成年" in text else ()
    for found in (*behind, *called):
        if found is not None and not found["name"].startswith(_NO_NAMES):
            yield Hit(found.start("name"), found.end("name"), "child_name", surname_and_mou(found["name"]), rank=4)


def _written(text: str, name: str) -> Iterator[tuple[int, int]]:
    """A name in its spellings; a Latin one in any case, and never inside of a longer word."""
    if not name.isascii() or len(text) != len(text.lower()):
        yield from spelled(text, name)
        return
    for start, end in spelled(text.lower(), name.lower()):
        if not (_A_LATIN_LETTER.match(text, start - 1) if start else None) and not _A_LATIN_LETTER.match(text, end):
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
