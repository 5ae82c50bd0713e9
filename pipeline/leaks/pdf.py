"""PDF: every stream decoded, and the text that its operators show.

Fonts of Chinese documents number their glyphs; the document's own tables (ToUnicode) turn the numbers
into signs again. An encrypted document, or a stream whose packing is unknown, cannot be read.
"""

import base64
import re
from collections.abc import Iterator

from pipeline.core.messages import _
from pipeline.leaks.streams import inflated_whole

_STREAM = re.compile(rb"(<<(?:[^<>]|<<|>>|<[^<>]*>){0,4000}?>>)\s*stream\r?\n")
_STRING = re.compile(rb"\((?:[^\\()]|\\[\s\S]|\([^()]*\))*\)|<([0-9A-Fa-f\s]*)>|(?<=[\s\]])(T[jJ*dD]|ET|'|\")")
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r?\n|[\s\S])")
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_RANGE = re.compile(rb"<([0-9A-Fa-f]{2,8})>\s*<([0-9A-Fa-f]{2,8})>\s*<([0-9A-Fa-f]{4,16})>")
_PAIR = re.compile(rb"<([0-9A-Fa-f]{2,8})>\s*<([0-9A-Fa-f]{4,16})>")
_TABLE = re.compile(rb"beginbf(char|range)([\s\S]*?)endbf")
_LONGEST_RANGE = 65_536
_IMAGES = (b"/DCTDecode", b"/JPXDecode", b"/CCITTFaxDecode", b"/JBIG2Decode", b"/RunLengthDecode", b"/LZWDecode")
_MOST = 64 * 1024 * 1024


def pdf_texts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """``stream`` and the bytes of each stream, then ``text`` and what is shown; ValueError if unreadable."""
    if b"/Encrypt" in data:
        raise ValueError(_("encrypted PDF"))
    streams = [*_streams(data)]
    yield from (("stream", stream) for stream in streams)
    table = _glyphs(streams)
    for stream in streams:
        if b"Tj" in stream or b"TJ" in stream or b"'" in stream:
            yield "text", _shown(stream, table)


def _streams(data: bytes) -> Iterator[bytes]:
    left = _MOST
    for match in _STREAM.finditer(data):
        end = data.find(b"endstream", match.end())
        packed = data[match.end() : end if end >= 0 else len(data)]
        if any(name in match.group(1) for name in _IMAGES):
            continue
        unpacked = _unpacked(packed, match.group(1), left)
        left -= len(unpacked)
        yield unpacked


def _unpacked(packed: bytes, header: bytes, limit: int) -> bytes:
    if b"/ASCIIHexDecode" in header:
        packed = bytes.fromhex(re.sub(rb"[^0-9A-Fa-f]", b"", packed.partition(b">")[0]).decode("ascii"))
    if b"/ASCII85Decode" in header:
        packed = base64.a85decode(packed.strip().removesuffix(b"~>").removeprefix(b"<~"))
    if b"/FlateDecode" not in header:
        return packed
    return inflated_whole(packed, max(1, limit))


def _glyphs(streams: list[bytes]) -> dict[bytes, str]:
    """Glyph number -> signs, of all fonts together."""
    table: dict[bytes, str] = {}
    for stream in streams:
        for kind, body in _TABLE.findall(stream):
            if kind == b"char":
                table |= {_bytes(code): _text(signs) for code, signs in _PAIR.findall(body)}
            else:
                table |= dict(_ranged(body))
    return table


def _ranged(body: bytes) -> Iterator[tuple[bytes, str]]:
    for first, last, signs in _RANGE.findall(body):
        start, stop = int(first, 16), int(last, 16)
        base = int(signs[-4:], 16)
        for code in range(start, min(stop, start + _LONGEST_RANGE) + 1):
            yield code.to_bytes(len(_bytes(first)), "big"), chr((base + code - start) % 0xFFFF)


def _shown(stream: bytes, table: dict[bytes, str]) -> bytes:
    """The strings of a stream; those of one operator without anything between."""
    pieces: list[str] = []
    for match in _STRING.finditer(stream):
        if match.group(2):
            pieces.append("\n")
        else:
            raw = _bytes(match.group(1)) if match.group(1) is not None else _literal(match.group())
            pieces.append(_decoded(raw, table))
    return "".join(pieces).encode("utf-8", "replace")


def _decoded(raw: bytes, table: dict[bytes, str]) -> str:
    width = 2 if any(len(code) == 2 for code in table) and len(raw) % 2 == 0 else 1
    codes = [raw[at : at + width] for at in range(0, len(raw), width)]
    if table and all(code in table for code in codes):
        return "".join(table[code] for code in codes)
    return raw.decode("utf-16-be", "replace") if raw[:1] in (b"\0", b"\xfe") else raw.decode("latin-1")


def _literal(text: bytes) -> bytes:
    return _ESCAPED.sub(_unescaped, text[1:-1])


def _unescaped(match: re.Match[bytes]) -> bytes:
    sign = match.group(1)
    if sign[:1].isdigit() and sign[:1] < b"8":
        return bytes([int(sign, 8) & 0xFF])
    return b"" if sign.endswith(b"\n") else _LETTERS.get(sign, sign)


def _bytes(digits: bytes) -> bytes:
    clean = b"".join(digits.split())
    return bytes.fromhex((clean + b"0" * (len(clean) % 2)).decode("ascii"))


def _text(digits: bytes) -> str:
    return _bytes(digits).decode("utf-16-be", "replace")
