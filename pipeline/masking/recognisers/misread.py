"""Numbers in which a scanner or a tired eye put a letter for a digit: 33OlO6…, I38OOOO1Z34."""

import re
from collections.abc import Iterator

from pipeline.masking.known import FRAGMENT
from pipeline.masking.labels import pattern_of
from pipeline.masking.scene import SPACING, Scene
from pipeline.masking.shapes import looks_like_mobile, looks_like_old_resident, looks_like_resident
from pipeline.masking.spans import Hit
from pipeline.masking.triggers import gate_for

_LIKE = dict(zip("lIOoSsBZzОоΟο", "1100558220000", strict=True))
_LIKE_BEHIND_LABEL = dict(zip("|!iDQUbGgqATЗб", "11100066994736", strict=True))
_MENDED = str.maketrans(_LIKE | _LIKE_BEHIND_LABEL)
_LETTERS = "".join(_LIKE) + "".join(_LIKE_BEHIND_LABEL)
_SIGN = rf"(?:[0-9*{_LETTERS.replace('|', '')}]|\|(?<![{SPACING}].)(?![{SPACING}]))"
"""A bar with a space beside it parts cells and stands for no 1."""
_NUMBER = re.compile(
    rf"(?:[CEGHKMW]|{_SIGN})(?<![0-9A-Za-z*].)(?>(?:[{SPACING}]?{_SIGN}){{6,18}})(?:[{SPACING}]?[Xx])?(?![0-9A-Za-z*])"
)
_GATE = re.compile(f"[0-9lIO](?:(?<=[0-9])[{_LETTERS}]|(?<=[lIO])[0-9*])")
_LABEL_BEFORE = re.compile(rf"(?:{pattern_of('misread')})[^0-9A-Za-z，,。；;\n]{{0,10}}$")
_LONGEST_LABEL = 14
_NOT_OF_NUMBER = re.compile(rf"[{SPACING}]")
_A_LETTER = re.compile(f"[{_LETTERS}]")
_ONLY_THE_LIKEST = re.compile(f"[0-9*Xx{''.join(_LIKE)}]+")
_CARD = re.compile(r"62[0-9*]{14,17}")
_LEAST_READ, _SHORTEST = 5, 9


MISREAD = gate_for("misread digits", f"[0-9][{_LETTERS}]|[lIO][0-9*]")
"""A digit beside a letter that looks like one, as `_GATE` says."""


def find_misread(scene: Scene) -> Iterator[Hit]:
    """Mobiles and resident IDs with letters like digits; behind a label any number with some of them."""
    if _GATE.search(scene.text) is None:
        return
    for found in _NUMBER.finditer(scene.text):
        number = _NOT_OF_NUMBER.sub("", found.group())
        if _A_LETTER.search(number) and _is_misread(scene, found.start(), number):
            new = "".join(sign if _NOT_OF_NUMBER.match(sign) else "*" for sign in found.group())
            yield Hit(*found.span(), "misread_number", new, rank=4)


def _is_misread(scene: Scene, start: int, number: str) -> bool:
    if sum(sign in "0123456789*" for sign in number) < _LEAST_READ:
        return False
    mended = number.translate(_MENDED)
    if scene.known.has_numbers and _tells(scene, mended):
        return True
    if len(number) < _SHORTEST:
        return False
    if _LABEL_BEFORE.search(scene.text, max(0, start - _LONGEST_LABEL), start):
        return True
    return _ONLY_THE_LIKEST.fullmatch(number) is not None and (
        _CARD.fullmatch(mended) is not None
        or looks_like_mobile(mended)
        or looks_like_resident(mended)
        or looks_like_old_resident(mended)
    )


def _tells(scene: Scene, digits: str) -> bool:
    windows = (digits[i : i + FRAGMENT] for i in range(len(digits) - FRAGMENT + 1))
    return not scene.known.fragments.isdisjoint(windows)
