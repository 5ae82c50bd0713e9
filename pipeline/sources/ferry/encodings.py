"""UTF-8 with or without BOM, or GB18030: which one a text file is in."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

_CHUNK = 1 << 20
_KNOWN = ("utf-8", "gb18030")


@dataclass(frozen=True, slots=True)
class Encoding:
    """How to decode a text file."""

    name: str
    is_exact: bool
    """Whether every byte of the file is text in it; where not, what is no text becomes U+FFFD."""


def find_encoding(stream: BinaryIO, declared: str | None) -> Encoding:
    """The encoding of a whole file: the declared one, else UTF-8 where all of it is, else GB18030.

    >>> import io
    >>> find_encoding(io.BytesIO("执行".encode("gb18030")), None)
    Encoding(name='gb18030', is_exact=True)
    """
    candidates = (declared,) if declared else _KNOWN
    fitting = _those_that_fit(iter(lambda: stream.read(_CHUNK), b""), candidates)
    if fitting:
        return Encoding(fitting[0], True)
    return Encoding(declared or "gb18030", False)


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
