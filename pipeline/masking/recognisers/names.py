"""Names of applicants, third parties and minors, known from the rows of the case."""

import re
from collections.abc import Iterator

from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit

_DOTS = "·•・．.-‧∙"
_SAME = {"(": "（", "（": "(", ")": "）", "）": ")"} | dict.fromkeys(_DOTS, _DOTS)
_A_LATIN_LETTER = re.compile(r"[A-Za-z]")
_SPACES = frozenset(" \u00a0\u3000")


def find_known_names(scene: Scene) -> Iterator[Hit]:
    """Every known name, spaced or not, as what stands for it; longest first.

    Where the role stands before the name already (申请执行人张三), the name just goes.
    """
    for rank, (name, role) in enumerate(scene.known.names):
        for start, end in _written(scene.text, name):
            said = scene.text.endswith(role, 0, start)
            yield Hit(start, end, "known_name", "" if said else role, rank - len(scene.known.names))


def _written(text: str, name: str) -> Iterator[tuple[int, int]]:
    """A name in its spellings; a Latin one in any case, and never inside of a longer word."""
    if not name.isascii() or len(text) != len(text.lower()):
        yield from spelled(text, name)
        return
    for start, end in spelled(text.lower(), name.lower()):
        if not (_A_LATIN_LETTER.match(text, start - 1) if start else None) and not _A_LATIN_LETTER.match(text, end):
            yield start, end


def spelled(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a text, with up to two spaces between their characters.

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
        while at > start and spaces < 2 and at < len(text) and text[at] in _SPACES:
            at += 1
            spaces += 1
        if at < len(text) and (text[at] == sign or text[at] in _SAME.get(sign, "")):
            at += 1
        elif sign not in _DOTS or at == start:
            return 0
    return at
