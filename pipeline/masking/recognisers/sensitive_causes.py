"""A sensitive cause (案由) in a text stands as its class: 离婚后财产纠纷 becomes 婚姻家庭纠纷 (DOMAIN §6)."""

import re
from collections.abc import Iterator
from functools import cache

from pipeline.masking.causes import class_of, sensitive_words
from pipeline.masking.meanings import Owner
from pipeline.masking.policy import Place
from pipeline.masking.recognisers.told import HAN
from pipeline.masking.scene import Scene
from pipeline.masking.spans import Hit
from pipeline.masking.triggers import Gate

_RANK = -8
_OFTEN_BEFORE = "(?:法定|变更|解除|撤销|返还|侵害|被继承人|生命权、?|身体权、?|健康权、?|人格权、?){0,3}"
_THE_LABEL = re.compile(r"案\s{0,4}由|罪名")


@cache
def _cause() -> re.Pattern[str]:
    words = "|".join(sorted(sensitive_words(), key=len, reverse=True))
    return re.compile(f"{_OFTEN_BEFORE}(?:{words})(?:[、{HAN}]{{0,10}}?)(?:纠纷|关系确认)")


@cache
def _behind_its_key() -> re.Pattern[str]:
    return re.compile(rf"案由[:：为是系]{{1,2}}\s?(?P<cause>[{HAN}、]{{2,20}})")


_IN_TEXT = Gate("sensitive causes", lambda: (_cause(),))
_LABELLED = Gate("causes behind a label", lambda: ("案由|罪名",))
NEEDS = (_IN_TEXT, _LABELLED)


def find_causes(scene: Scene) -> Iterator[Hit]:
    """Sensitive causes by their official names, and whatever a column or key calls a cause."""
    if scene.place is Place.GUIDELINE:
        return
    if _IN_TEXT in scene.opened:
        yield from (_hit(*found.span(), found.group()) for found in _cause().finditer(scene.text))
    if _LABELLED in scene.opened:
        for found in _behind_its_key().finditer(scene.text):
            yield from _labelled(*found.span("cause"), found["cause"])
        for cell in scene.values:
            if cell.labels and any(map(_THE_LABEL.fullmatch, cell.labels)):
                yield from _labelled(cell.start, cell.end, scene.text[cell.start : cell.end])


def _labelled(start: int, end: int, cause: str) -> Iterator[Hit]:
    if class_of(cause) is not None:
        yield _hit(start, end, cause)


def _hit(start: int, end: int, cause: str) -> Hit:
    return Hit(
        start,
        end,
        "sensitive_cause",
        class_of(cause) or cause,
        rank=_RANK,
        beats_rules=True,
        owner=Owner.PARTY,
        because="案由",
    )
