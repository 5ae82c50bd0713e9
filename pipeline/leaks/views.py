"""Views: the same payload read as it is, as UTF-16, with its escapes undone, without inline tags.

A view knows for each of its offsets the offset in the payload; inside an escape it is the place where
the sequence of escapes begins.
"""

import bisect
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.leaks.sweep import Candidates, sweep

_MOST_LAYERS = 3
_ESCAPE = re.compile(
    # a set of first signs, then look-behind: the engine then skips quickly to the next of them
    rb"[\\%&](?:"
    rb"(?P<code>(?<=\\)u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*)"
    rb"|(?P<braced>(?<=\\)u\{[0-9a-fA-F]{1,6}\})"
    rb"|(?P<hex>(?<=\\)x[0-9a-fA-F]{2}(?:\\x[0-9a-fA-F]{2})*)"
    rb"|(?P<line>(?<=\\)\\*[nrt])"
    rb"|(?P<percent>(?<=%)[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*)"
    rb"|(?P<legacy>(?<=%)u[0-9a-fA-F]{4}(?:%u[0-9a-fA-F]{4})*)"
    rb"|(?P<entity>(?<=&)(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?"
    rb"(?:&(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[a-zA-Z][a-zA-Z0-9]{1,31});?)*)"
    rb")"
)
_INLINE = re.compile(
    rb"</?(?:[bius]|a|em|strong|span|font|br|wbr|mark|small|su[bp]|code|ins|del|tt|big)(?:[ /\t\n][^<>]*)?>"
    rb"|<!--[^<>]*-->"
)
_SAMPLE = 4096
Origin = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class View:
    """One reading of a payload."""

    data: bytes
    origin: Origin
    candidates: Candidates
    is_whole: bool
    """False where text was taken out, so that only the strongest shapes may be judged."""


def views_of(payload: bytes, encoding: str | None = None) -> Iterator[View]:
    """Every reading of a payload, the plain one first.

    Args:
        payload: Decompressed bytes.
        encoding: ``utf-16-le`` or ``utf-16-be`` where the file was seen to be so (`wide_encoding`).
    """
    yield from _layers(payload, lambda offset: offset)
    if encoding is not None:
        text = payload.decode(encoding, "replace").encode("utf-8", "replace")
        yield from _layers(text, lambda offset: _wide_offset(text, offset, encoding))


def wide_encoding(head: bytes) -> str | None:
    """The UTF-16 form that the first bytes of a file show by its mark or by its zeros; None if neither.

    >>> wide_encoding("身份证,3301".encode("utf-16"))
    'utf-16-le'
    """
    sample = head[:_SAMPLE]
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16-le" if sample[:1] == b"\xff" else "utf-16-be"
    if len(sample) < 8 or 0 not in sample:
        return None
    even, odd = sample[::2].count(0) * 8, sample[1::2].count(0) * 8
    if odd > len(sample) and even * 8 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) and odd * 8 < even else None


def _layers(data: bytes, origin: Origin) -> Iterator[View]:
    """The data, and what is below one, two and three layers of escapes."""
    for _layer in range(_MOST_LAYERS + 1):
        candidates = sweep(data)
        yield View(data, origin, candidates, is_whole=True)
        if candidates.has_inline_tags:
            bare, below = _replaced(data, origin, _INLINE, lambda match: b"")
            yield View(bare, below, sweep(bare), is_whole=False)
        if not candidates.has_escapes:
            return
        plain, below = _replaced(data, origin, _ESCAPE, _unescaped)
        if plain == data:
            return
        data, origin = plain, below


def _replaced(
    data: bytes, origin: Origin, pattern: re.Pattern[bytes], replacement: Callable[[re.Match[bytes]], bytes]
) -> tuple[bytes, Origin]:
    """The data with every match replaced, and where its offsets come from."""
    pieces: list[bytes] = []
    new, old = [0], [0]
    length = copied = 0
    for match in pattern.finditer(data):
        start, end = match.span()
        text = replacement(match)
        pieces += (data[copied:start], text)
        length += start - copied
        new += (length, length + len(text))
        old += (start, end)
        length += len(text)
        copied = end
    pieces.append(data[copied:])
    return b"".join(pieces), _mapped(new, old, origin)


def _mapped(new: list[int], old: list[int], origin: Origin) -> Origin:
    """Odd places of the lists begin a replaced stretch; even ones copied text, where offsets run along."""

    def original(offset: int) -> int:
        place = bisect.bisect_right(new, offset) - 1
        along = 0 if place % 2 else offset - new[place]
        return origin(old[place] + along)

    return original


def _unescaped(match: re.Match[bytes]) -> bytes:
    kind, text = match.lastgroup, match.group()
    if kind == "entity":
        return html.unescape(text.decode("ascii")).encode("utf-8", "replace")
    if kind in ("percent", "hex"):
        return bytes.fromhex(text.translate(None, b"%\\x").decode("ascii"))
    if kind == "braced":
        return chr(min(int(text[3:-1], 16), 0x10FFFF)).encode("utf-8", "replace")
    if kind == "line":
        return b"\n"
    units = bytes.fromhex(text.translate(None, b"%\\u").decode("ascii"))
    return units.decode("utf-16-be", "replace").encode("utf-8", "replace")


def _wide_offset(text: bytes, offset: int, encoding: str) -> int:
    """Offset in the UTF-16 payload of an offset in its UTF-8 form."""
    return len(text[:offset].decode("utf-8", "replace").encode(encoding, "replace"))
