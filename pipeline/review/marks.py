"""Each mask of a masked text with its kind, found again by the recognisers: stars count as digits to them.

Nothing raw is needed for it, so a review can be built from a batch alone. A mask that came from the rows of
the case (a name, a number written oddly) may be explained by no rule; it is shown as 已隐藏.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.masking.folding import view_of
from pipeline.masking.known import NOTHING_KNOWN
from pipeline.masking.profiles import Profile
from pipeline.masking.protect import find_public
from pipeline.masking.recognisers import RECOGNISERS
from pipeline.masking.recognisers.sensitive import HIDDEN as HIDDEN_FACT
from pipeline.masking.scene import Scene
from pipeline.review.wording import ADDRESS_KIND, HIDDEN, NAME_KIND, mask_kind

_STARS = re.compile(r"\*(?:[* \u00a0\u3000-]*\*)?")
_SOMEBODY = re.compile(r"(?<=[\u4e00-\u9fff])某(?!某?[个些种人一])[甲乙丙丁]?")
_A_RESIDENT_ID = re.compile(r"[0-9]{10}\*{4}[0-9*]{3}[0-9X*]")
"""As every profile prints it, whatever label stands before it."""

_A_FACT = re.compile(re.escape(HIDDEN_FACT))
_ADDRESS_STARS = 3
_TORN = re.compile(r"[<>&\n]")
_CACHED_TEXTS = 4096


class _Hit(NamedTuple):
    """What a recogniser says of a piece of the text, in offsets of the source."""

    start: int
    end: int
    rank: int
    rule: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text that was hidden, and as what."""

    start: int
    end: int
    kind: str


@lru_cache(maxsize=_CACHED_TEXTS)
def find_marks(text: str, profile: Profile) -> tuple[Mark, ...]:
    """Every mask of a masked text, sorted and disjoint; offsets of the text.

    Args:
        text: A masked text, HTML or plain.
        profile: The deployment's profile.

    >>> [(mark.start, mark.end, mark.kind) for mark in find_marks("王某，电话***********", Profile.STANDARD)]
    [(1, 2, '姓名'), (5, 16, '电话')]
    """
    told = [Mark(found.start(), found.end(), NAME_KIND) for found in _SOMEBODY.finditer(text)]
    told += [Mark(found.start(), found.end(), mask_kind("sensitive_fact")) for found in _A_FACT.finditer(text)]
    masks = _marked(text, _hits(text, profile)) if "*" in text else ()
    return tuple(_disjoint(sorted((*told, *masks), key=lambda mark: (mark.start, -mark.end))))


def _hits(text: str, profile: Profile) -> list[_Hit]:
    """What the recognisers say, by start, in offsets of the source."""
    view = view_of(text)
    scene = Scene(view, profile, NOTHING_KNOWN, find_public)
    found = [hit for recogniser in RECOGNISERS.rules for hit in recogniser.find(scene)]
    return sorted(
        _Hit(*view.source_range(hit.start, hit.end), hit.rank, hit.rule) for hit in found if hit.start < hit.end
    )


def _marked(text: str, hits: list[_Hit]) -> Iterator[Mark]:
    """Every run of stars with the strongest rule that lies over it."""
    over: list[_Hit] = []
    following = 0
    for stars in _STARS.finditer(text):
        while following < len(hits) and hits[following].start < stars.end():
            over.append(hits[following])
            following += 1
        over = [one for one in over if one.end > stars.start()]
        yield _mark_of(text, *stars.span(), min(over, key=_by_rank, default=None))


def _by_rank(one: _Hit) -> tuple[int, int, int]:
    return one.rank, one.start, -one.end


def _mark_of(text: str, start: int, end: int, hit: _Hit | None) -> Mark:
    if hit is None:
        is_address = text[start:end] == "*" * _ADDRESS_STARS
        return Mark(start, end, ADDRESS_KIND if is_address else HIDDEN)
    first, last = min(start, hit.start), max(end, hit.end)
    is_resident = _A_RESIDENT_ID.fullmatch(text, first, last) is not None
    kind = mask_kind("resident_id" if is_resident else hit.rule)
    return Mark(start, end, kind) if _TORN.search(text, first, last) else Mark(first, last, kind)


def _disjoint(marks: list[Mark]) -> Iterator[Mark]:
    done = 0
    for mark in marks:
        if mark.end > done:
            yield Mark(max(mark.start, done), mark.end, mark.kind)
            done = mark.end
