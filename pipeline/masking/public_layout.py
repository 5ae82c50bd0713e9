"""What is public because the head of its column, the key before it or the words before it say so."""

import re
from collections.abc import Iterator

from pipeline.masking.meanings import Meaning, Trust, meanings_of
from pipeline.masking.protect import has_shape_of_id, looks_like_a_persons
from pipeline.masking.scene import Scene
from pipeline.masking.segments import Segment
from pipeline.masking.shapes import looks_like_mobile


def public_by_layout(scene: Scene) -> Iterator[tuple[int, int]]:
    """Numbers in cells and values whose nearest label says that they are public."""
    for start, end, meaning in _public_values(scene):
        value = _A_NUMBER.match(scene.text, start, end)
        while value is not None:
            if _is_explained(value.group(), meaning):
                yield value.span()
            value = _NEXT.match(scene.text, value.end(), end)


def public_by_phrase(scene: Scene) -> Iterator[tuple[int, int]]:
    """Numbers behind a thing's label in running text; what stands in the cell before is no label of a cell."""
    for number in scene.numbers:
        meaning, value = number.meaning, scene.text[number.start : number.end]
        cell = scene.cell_at(number.start) if meaning is not None and meaning.is_public else None
        if cell is not None and cell.start == number.start and deciding_meanings(cell):
            continue
        if meaning is not None and meaning.is_public and _is_explained(value, meaning):
            yield number.start, number.end


def explained(scene: Scene) -> Iterator[tuple[int, int]]:
    """Where any label calls something public: enough for a short number without a shape."""
    yield from ((number.start, number.end) for number in scene.numbers if number.is_public)
    yield from ((start, end) for start, end, _ in _public_values(scene) if end - start < _LONGEST_VALUE)


def deciding_meanings(segment: Segment) -> tuple[Meaning, ...]:
    """What the labels of a segment announce: the nearest that hides or is sure decides, else the nearest."""
    every = [meanings for label in segment.labels if (meanings := meanings_of(label))]
    return next((found for found in every if not all(_is_mere(meaning) for meaning in found)), next(iter(every), ()))


def _is_mere(meaning: Meaning) -> bool:
    return meaning.is_public and meaning.trust is Trust.SHORT


def _is_explained(number: str, meaning: Meaning) -> bool:
    """Whether a public label explains a number of this look."""
    if meaning.trust >= Trust.SURE:
        is_a_phone = looks_like_mobile(number) and not _NAMES_A_NUMBER.search(meaning.words)
        return not is_a_phone and not has_shape_of_id(number, may_have_fifteen=meaning.trust is Trust.REGISTER)
    return meaning.trust is Trust.SHAPELESS and not looks_like_a_persons(number)


_NAMES_A_NUMBER = re.compile(r"[号码单]$|[A-Za-z]$")
"""快递单号, and not 金额 or 备注: behind those, eleven digits of a mobile are one."""


def _public_values(scene: Scene) -> Iterator[tuple[int, int, Meaning]]:
    for segment in scene.values:
        meanings = deciding_meanings(segment)
        if meanings and all(meaning.is_public for meaning in meanings):
            yield segment.start, segment.end, min(meanings, key=lambda meaning: meaning.trust)


_LONGEST_VALUE = 60
"""A longer value is prose, which its key does not explain number by number."""
_NUMBER = r"[A-Za-z]{0,6}-?[0-9][0-9A-Za-z]{0,40}(?:[-.,:/ ][0-9A-Za-z]{1,20}){0,6}(?![0-9A-Za-z*])"
_A_NUMBER = re.compile(rf"(?:第|No\.?|№)?\s?{_NUMBER}")
_NEXT = re.compile(rf"[号\s]{{0,2}}[、,，;；/及和与\s]{{1,3}}{_NUMBER}")
