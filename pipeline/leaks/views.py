"""Views: the same payload read as it is, in other encodings, with escapes undone, without markup.

Every reading beyond the plain one is an `altered_text` around the places where it differs, so its cost is that
of the places. A view knows for each of its offsets the offset in the payload.
"""

import base64
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from pipeline.leaks.alphabet import INLINE, MISREAD, MISREAD_AS, SILENT, WIDE_SIGN, narrowed
from pipeline.leaks.altered_text import END, AlteredText, cores_around, rewritten
from pipeline.leaks.candidates import NO_CANDIDATES, Candidates, Sign, find_candidates
from pipeline.leaks.encodings import CHINESE, as_utf8, offset_in

_MOST_LAYERS = 3
_ESCAPE = re.compile(
    # a set of first signs, then look-behind: the engine then skips quickly to the next of them;
    # a backslash doubles with every JSON text inside another, so sixteen are four deep
    rb"[\\%&=](?:"
    rb"(?P<code>(?<=\\)\\{0,15}u[0-9a-fA-F]{4}(?:\\{1,16}u[0-9a-fA-F]{4})*)"
    rb"|(?P<braced>(?<=\\)\\{0,15}u\{[0-9a-fA-F]{1,6}\})"
    rb"|(?P<hex>(?<=\\)\\{0,15}x[0-9a-fA-F]{2}(?:\\{1,16}x[0-9a-fA-F]{2})*)"
    rb"|(?P<line>(?<=\\)\\{0,15}[nrt])"
    rb"|(?P<percent>(?<=%)[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*)"
    rb"|(?P<legacy>(?<=%)u[0-9a-fA-F]{4}(?:%u[0-9a-fA-F]{4})*)"
    rb"|(?P<quoted>(?<==)[0-9A-F]{2}(?:=[0-9A-F]{2})*)"
    rb"|(?P<soft>(?<==)\r?\n)"
    rb"|(?P<entity>(?<=&)(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
    rb"(?:&(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?)*)"
    rb")"
)
_INLINE = re.compile(INLINE)
_BREAK = re.compile(b"(?P<wide>%b+)|%b|%b+" % (WIDE_SIGN, INLINE, SILENT))
_ANY_TAG = re.compile(rb"<[^<>\x1e]*>")
_MISREAD = re.compile(rb"(?<=[0-9%b])[ \-]?[%b]|[%b](?=[ \-]?[0-9%b])" % ((MISREAD,) * 4))
_BASE64 = re.compile(rb"[A-Za-z0-9+/_\-]+={0,2}")
_FOURS = 4
_LONGEST_ENCODED = 1_000_000


class Reading(Enum):
    """How a view came about, which decides what may be judged in it."""

    WHOLE = auto()
    """The text itself, or with its escapes undone: everything."""
    JOINED = auto()
    """Inline markup taken out: what reaches across it."""
    CELLS = auto()
    """Any markup taken out: only the strongest shapes that reach across it."""
    MISREAD = auto()
    """Letters read for digits: what holds such a letter."""
    WORDS = auto()
    """What breaks a word taken out: tonight's texts alone."""


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a payload."""

    data: bytes
    candidates: Candidates
    reading: Reading
    origin: Callable[[int], int]
    altered: AlteredText | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every net may judge it."""
        return self.reading is Reading.WHOLE

    def counts(self, start: int, end: int) -> bool:
        """Whether a finding belongs to this view and is not an accident of its making."""
        if self.altered is None:
            return True
        return self.altered.counts(start) and (self.is_whole or self.altered.is_altered(start, end))


def views_of(payload: bytes, encoding: str | None = None, *, with_words: bool = False) -> Iterator[View]:
    """Every reading of a payload, the plain one first.

    Args:
        payload: Decompressed bytes.
        encoding: The form in which the file was seen to be (`encodings.wide_encoding`).
        with_words: Whether there are texts to be looked for, which may be broken.
    """
    plain = View(payload, find_candidates(payload), Reading.WHOLE, lambda offset: offset)
    yield plain
    yield from _readings_of(plain, 1, with_words)
    is_foreign_text = encoding is None and plain.candidates.ends[Sign.FOREIGN] and b"\0" not in payload
    foreign = CHINESE if is_foreign_text else encoding
    if foreign is not None:
        text = as_utf8(payload, foreign)
        decoded = View(text, find_candidates(text), Reading.WHOLE, offset_in(text, foreign))
        yield decoded
        yield from _readings_of(decoded, 1, with_words)


def _readings_of(view: View, layer: int, with_words: bool) -> Iterator[View]:
    """What else a view can be read as, three layers deep."""
    candidates, data = view.candidates, view.data
    if places := candidates.tags:
        for pattern, reading in ((_INLINE, Reading.JOINED), (_ANY_TAG, Reading.CELLS)):
            yield _made(view, rewritten(data, cores_around(places, len(data)), pattern, lambda match: b""), reading)
    if places := candidates.misread:
        cores = cores_around(places, len(data))
        yield _made(view, rewritten(data, cores, _MISREAD, _read_as_digit), Reading.MISREAD)
    if with_words and (places := candidates.broken_words):
        pattern = _BREAK if candidates.ends[Sign.ODD_IN_WORD] else _INLINE  # the shorter one reads far quicker
        yield _of_words(view, rewritten(data, cores_around(places, len(data)), pattern, _mended))
    if layer > _MOST_LAYERS:
        return
    for below in _decoded(view):
        yield below
        yield from _readings_of(below, layer + 1, with_words)


def _decoded(view: View) -> Iterator[View]:
    data = view.data
    if places := view.candidates.escapes:
        altered = rewritten(data, cores_around(places, len(data)), _ESCAPE, _unescaped)
        if len(altered.new) > 1:
            yield _made(view, altered, Reading.WHOLE)
    if places := view.candidates.ends[Sign.ENCODED]:
        yield _made(view, _unpacked(data, places), Reading.WHOLE)


def _made(above: View, altered: AlteredText, reading: Reading) -> View:
    return View(altered.data, find_candidates(altered.data), reading, _origin(above, altered), altered)


def _of_words(above: View, altered: AlteredText) -> View:
    """No candidates: its numbers are judged in the other readings."""
    return View(altered.data, NO_CANDIDATES, Reading.WORDS, _origin(above, altered), altered)


def _origin(above: View, altered: AlteredText) -> Callable[[int], int]:
    return lambda offset: above.origin(altered.source(offset))


def _mended(match: re.Match[bytes]) -> bytes:
    return narrowed(match.group().decode()).encode() if match.lastgroup == "wide" else b""


def _read_as_digit(match: re.Match[bytes]) -> bytes:
    return match.group().translate(MISREAD_AS)


def _unpacked(data: bytes, places: list[int]) -> AlteredText:
    """The base64 texts around the places, decoded; each maps to its beginning."""
    pieces, new, old, done, length = [b""], [0], [0], 0, 0
    for place in places:
        if place <= done:
            continue
        first = place - 2 * _FOURS
        back = data[max(done, first - _LONGEST_ENCODED) : first]
        before = len(back) - len(back.rstrip(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-"))
        start = first - before // _FOURS * _FOURS
        match = _BASE64.match(data, start, start + _LONGEST_ENCODED)
        done = match.end() if match else place
        text = END + _from_base64(data[start:done])
        pieces.append(text)
        new += (length, length + len(text))
        old += (start, done)
        length += len(text)
    return AlteredText(b"".join(pieces), new, old, [(0, len(data))])


def _from_base64(text: bytes) -> bytes:
    letters = text.rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
    letters = letters[: len(letters) - (len(letters) % _FOURS == 1)]
    return base64.b64decode(letters + b"=" * (-len(letters) % _FOURS))


def _unescaped(match: re.Match[bytes]) -> bytes:
    kind, text = match.lastgroup, match.group()
    if kind == "entity":
        return html.unescape(text.decode("ascii")).encode("utf-8", "replace")
    if kind in ("percent", "hex", "quoted"):
        return bytes.fromhex(text.translate(None, b"%\\x=").decode("ascii"))
    if kind == "braced":
        return chr(min(int(text.strip(b"\\u{}"), 16), 0x10FFFF)).encode("utf-8", "replace")
    if kind in ("line", "soft"):
        return b"\n" if kind == "line" else b""
    units = bytes.fromhex(text.translate(None, b"%\\u").decode("ascii"))
    return units.decode("utf-16-be", "replace").encode("utf-8", "replace")
