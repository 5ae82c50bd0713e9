"""Net 3: every mask found has exactly the shape of the site's profile."""

import functools
import re
from collections.abc import Iterator

from pipeline.core.errors import SettingsError
from pipeline.core.messages import _
from pipeline.leaks.hits import Finding, Rule

_SHAPES = {
    "standard": re.compile(rb"[0-9*]{10}\*{4}[0-9*]{3}\*"),
    "national": re.compile(rb"[0-9*]{10}\*{4}[0-9*]{3}[0-9X*]"),
    "strict": re.compile(rb"[0-9*]{10}\*{8}"),
}
_DOCUMENT = re.compile(rb"[A-Z]{0,4}\*{5,8}[0-9A-Z]{2}|[A-Z]{3,4}\*{10}[0-9A-Z]{2}")
"""No document has nine hidden digits: with two readable ones that is a mobile. The old foreign ID has twelve in all."""
_STRETCH = re.compile(rb"[0-9*Xx]*")
_LETTERS_BEFORE = re.compile(rb"[A-Z]{0,4}\Z")
_LETTERS_BEHIND = re.compile(rb"[A-Z]{0,2}")
_OTHER_MASK = re.compile(
    rb"[0-9]{3,}(?:[xX]{4,}|(?:\xc3\x97|\xef\xbc\x8a|\xe2\x97\x8f|\xe2\x9c\xb1|\xe2\x96\xa1){3,})[0-9]{2,}\Z"
)
_SHORTEST_OTHER = 11
_REACH = 200
_WIDTH = 18
_SEEN = 15
"""From the end of a mask's fourth star to the byte before the mask."""


def mask_shape(profile: str) -> re.Pattern[bytes]:
    """The shape that a profile demands; SettingsError names the known profiles."""
    try:
        return _SHAPES[profile]
    except KeyError:
        known = ", ".join(_SHAPES)
        raise SettingsError(
            _("the detector knows no mask profile '{profile}'; expected one of {known}").format(
                profile=profile, known=known
            )
        ) from None


def wrong_masks(view: bytes, ends: list[int], shape: re.Pattern[bytes]) -> Iterator[Finding]:
    """Stretches of digits and stars (four stars beside a digit, or fewer within a long number) that do not fit."""
    done = 0
    alone = _alone(shape.pattern)
    for end in ends:
        if end <= done or alone.match(view, end - _SEEN):
            continue
        start, done = _stretch_around(view, end, done)
        stretch = view[start:done]
        if not _fits(stretch, shape) and not _is_document(view, start, done):
            yield Finding(start, done, Rule.MASK_SHAPE, stretch[-2:].decode("ascii"))


@functools.cache
def _alone(shape: bytes) -> re.Pattern[bytes]:
    """The usual case, told cheaply: one mask of ten digits, four stars and the rest, with nothing that touches it."""
    return re.compile(rb"[^0-9*Xx](?=[0-9]{10}\*{4})" + shape + rb"(?![0-9*Xx])")


def _stretch_around(view: bytes, end: int, done: int) -> tuple[int, int]:
    back = view[max(done, end - _REACH) : end]
    start = end - (len(back) - len(back.rstrip(b"0123456789*Xx")))
    behind = _STRETCH.match(view, end)
    return start, behind.end() if behind else end


def _fits(stretch: bytes, shape: re.Pattern[bytes]) -> bool:
    """One mask or several glued together; hidden runs of stars may follow."""
    for at in range(0, len(stretch), _WIDTH):
        if stretch.count(b"*", at) == len(stretch) - at:
            return True
        if not shape.fullmatch(stretch, at, at + _WIDTH):
            return False
    return True


def _is_document(view: bytes, start: int, end: int) -> bool:
    """Whether it is the mask of a passport or permit: letters, five stars or more, two characters."""
    before = _LETTERS_BEFORE.search(view, max(0, start - 4), start)
    behind = _LETTERS_BEHIND.match(view, end)
    first = before.start() if before else start
    return _DOCUMENT.fullmatch(view, first, behind.end() if behind else end) is not None


def masks_of_letters(view: bytes, ends: list[int]) -> Iterator[Finding]:
    """Numbers whose middle the source hid with X or × and whose end it left readable."""
    for end in ends:
        match = _OTHER_MASK.search(view, max(0, end - _REACH), end)
        if match and len(match.group().decode("utf-8", "ignore")) >= _SHORTEST_OTHER:
            yield Finding(match.start(), match.end(), Rule.MASK_SHAPE, match.group()[-2:].decode("ascii"))
