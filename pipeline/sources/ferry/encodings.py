"""UTF-8 with or without BOM, GB18030 or UTF-16: which one a text file is in."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

_CHUNK = 1 << 20
_KNOWN = ("utf-8", "gb18030")
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_ZEROS = 0.1
"""Share of zero bytes from which a text is taken for UTF-16 without a mark: no other encoding has any."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a text file."""

    name: str
    is_exact: bool
    """Whether every byte of the file is text in it; where not, what is no text becomes U+FFFD."""


def find_encoding(stream: BinaryIO, declared: str | None) -> Encoding:
    """The encoding of a whole file: UTF-16 where it shows, the declared one, else UTF-8 where all of it is, else GB18030.

    >>> import io
    >>> find_encoding(io.BytesIO("执行".encode("gb18030")), None)
    Encoding(name='gb18030', is_exact=True)
    """
    first = stream.read(_CHUNK)
    named = _utf_16(first) or declared
    candidates = (named,) if named else _KNOWN
    fitting = _those_that_fit(chain((first,), iter(lambda: stream.read(_CHUNK), b"")), candidates)
    if fitting:
        return Encoding(fitting[0], True)
    return Encoding(named or "gb18030", False)


def _utf_16(start: bytes) -> str | None:
    """UTF-16 by its mark, or by the zero bytes of the ASCII in it.

    >>> _utf_16("a,b".encode("utf-16-be")), _utf_16("a,b".encode())
    ('utf-16-be', None)
    """
    if start[:2] in _UTF_16:
        return _UTF_16[start[:2]]
    even, odd = start[:4096:2].count(0), start[1:4096:2].count(0)
    if even + odd < _ZEROS * len(start[:4096]) or not even + odd:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _those_that_fit(chunks: Iterable[bytes], names: Iterable[str]) -> list[str]:
    """The encodings in which all chunks together are text."""
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in names}
    for chunk in chunks:
        for name in [name for name, decoder in decoders.items() if not _decodes(decoder, chunk, False)]:
            del decoders[name]
    return [name for name, decoder in decoders.items() if _decodes(decoder, b"", True)]


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
