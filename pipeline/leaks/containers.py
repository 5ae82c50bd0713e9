"""Containers: gzip and kin, zip, tar, tables, PDF and PNG are opened; everything else is read as it is.

Everything is told from the first bytes (Brotli, which has no mark, from the name) and unpacked in memory. A container that
is damaged, encrypted, nested too deep or larger than the budget raises `UnreadableError`: what nobody
can look into does not go out.
"""

import bz2
import io
import itertools
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa

from pipeline.core.messages import _
from pipeline.leaks.embedded import embedded_texts
from pipeline.leaks.images import SIGNATURE, png_texts
from pipeline.leaks.pdf import pdf_texts
from pipeline.leaks.streams import Blocks, Budget, Decompressor, UnreadableError, apart, inflated, joined, pieces, spent
from pipeline.leaks.tables import arrow_values, parquet_values, sqlite_values

DEEPEST = 3
_HEADER = 1024
_NUL = 0

_TAR = slice(257, 262)
_CODECS = {b"(\xb5/\xfd": "zstd", b"\x04\x22\x4d\x18": "lz4"}


_TABLED: dict[bytes, Callable[[bytes], Iterator[tuple[str, bytes]]]] = {
    b"PAR1": parquet_values,
    b"ARROW1": arrow_values,
    b"SQLite format 3\x00": sqlite_values,
}
_DOCUMENTS: dict[bytes, Callable[[bytes], Iterator[tuple[str, bytes]]]] = {b"%PDF": pdf_texts, SIGNATURE: png_texts}


@dataclass(frozen=True, slots=True)
class Part:
    """One payload of a file: its own bytes, or what a container held."""

    name: str
    """Empty for the file's own payload, else ``!member`` with one more ``!`` a level."""
    blocks: Blocks
    is_packed_binary: bool = False
    """Raw bytes of a database, where values stand side by side: only known long numbers may be judged."""


def parts_of(
    blocks: Blocks, budget: Budget, name: str = "", depth: int = 0, *, is_brotli: bool = False
) -> Iterator[Part]:
    """Every payload in a stream of bytes, containers opened down to three levels.

    The blocks of a part must be read before the next part is asked for.
    """
    head = next(blocks, b"")
    whole = itertools.chain((head,), blocks)
    if codec := "brotli" if is_brotli else next((codec for mark, codec in _CODECS.items() if head[:4] == mark), None):
        yield from _streamed(whole, codec, budget, name, depth)
    elif head[_TAR] == b"ustar":
        yield from _archived(joined(whole), budget, name, depth)
    elif reader := next((reader for mark, reader in _TABLED.items() if head.startswith(mark)), None):
        yield from _tabled(joined(whole), reader, budget, name)
    elif head.startswith(tuple(_DOCUMENTS)):
        data = joined(whole)
        yield Part(name, iter((data,)))
        yield from _tabled(data, next(read for mark, read in _DOCUMENTS.items() if head.startswith(mark)), budget, name)
    elif head[:2] == b"\x1f\x8b":
        yield from _compressed(whole, lambda: zlib.decompressobj(wbits=31), budget, name, depth)
    elif head[:3] == b"BZh" and head[4:10] == b"1AY&SY":
        yield from _compressed(whole, bz2.BZ2Decompressor, budget, name, depth)
    elif head[:6] == b"\xfd7zXZ\x00":
        yield from _compressed(whole, lzma.LZMADecompressor, budget, name, depth)
    elif head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        yield from _zipped(joined(whole), budget, name, depth)
    elif _NUL in head[:_HEADER]:
        copy, again = itertools.tee(whole)
        yield Part(name, copy)
        yield Part(name + "!packed", spent(apart(embedded_texts(again)), budget))
    else:
        yield Part(name, whole)


def _compressed(
    blocks: Blocks, opener: Callable[[], Decompressor], budget: Budget, name: str, depth: int
) -> Iterator[Part]:
    _check_depth(depth)
    head = next(blocks, b"")
    yield Part(name + "!header", iter((head[:_HEADER],)), is_packed_binary=True)
    inner = inflated(itertools.chain((head,), blocks), opener, budget)
    yield from parts_of(inner, budget, name + "!" if depth else name, depth + 1)


def _streamed(blocks: Blocks, codec: str, budget: Budget, name: str, depth: int) -> Iterator[Part]:
    _check_depth(depth)
    data = joined(blocks)
    try:
        with pa.CompressedInputStream(pa.BufferReader(data), codec) as stream:
            inner = pieces(stream.read, budget)
            yield from parts_of(inner, budget, name + "!" if depth else name, depth + 1)
    except (OSError, ValueError):
        raise UnreadableError(_("damaged compressed data")) from None


def _archived(data: bytes, budget: Budget, name: str, depth: int) -> Iterator[Part]:
    _check_depth(depth)
    yield Part(name + "!raw", iter((data,)), is_packed_binary=True)
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                names = f"{member.name}\n{member.linkname}".encode("utf-8", "surrogateescape")
                yield Part(name + "!names", iter((names,)))
                stream = archive.extractfile(member) if member.isreg() else None
                if stream is not None:
                    yield from parts_of(pieces(stream.read, budget), budget, f"{name}!{member.name}", depth + 1)
    except (tarfile.TarError, OSError, EOFError, ValueError):
        raise UnreadableError(_("damaged tar")) from None


def _zipped(data: bytes, budget: Budget, name: str, depth: int) -> Iterator[Part]:
    _check_depth(depth)
    yield Part(name + "!raw", iter((data,)), is_packed_binary=True)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in archive.infolist():
                with archive.open(member) as stream:
                    inner = pieces(stream.read, budget)
                    yield from parts_of(inner, budget, f"{name}!{member.filename}", depth + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, OSError, EOFError, ValueError):
        raise UnreadableError(_("damaged or encrypted zip")) from None


def _tabled(
    data: bytes, values: Callable[[bytes], Iterator[tuple[str, bytes]]], budget: Budget, name: str
) -> Iterator[Part]:
    yield Part(name + "!raw", iter((data,)), is_packed_binary=True)
    try:
        for table, group in itertools.groupby(values(data), key=lambda pair: pair[0]):
            yield Part(f"{name}!{table}", spent((text for _, text in group), budget))
    except ValueError:
        raise UnreadableError(_("damaged table file")) from None


def _check_depth(depth: int) -> None:
    if depth >= DEEPEST:
        raise UnreadableError(_("containers nested too deep"))
