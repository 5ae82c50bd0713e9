"""The file of a back-up: age over gzip over tar, written and read in pieces, so that memory does not grow with the state.

The manifest and its MAC come first; what follows must be exactly the files that it names, in its order. The tar is a
container and nothing more: links, devices, other names and other sizes are refused.
"""

import gzip
import hashlib
import os
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

import pyrage

from pipeline.backup.contents import Entry, Readable, read_exactly
from pipeline.backup.manifest import (
    LARGEST_MANIFEST,
    MAC,
    MAC_LENGTH,
    MANIFEST,
    Manifest,
    mac_of,
    manifest_bytes,
    read_manifest,
)
from pipeline.core.errors import SettingsError, StateError
from pipeline.core.messages import _

AGE_HEADER, GZIP_HEADER = b"age-encryption.org/v1\n", b"\x1f\x8b\x08"
_BLOCK = tarfile.BLOCKSIZE
_LEVEL = 3
"""Of gzip: batches are compressed already, the ledger shrinks to a fifth at any level."""
_AT_ONCE = 1 << 20
_AGE_PIECE = 1 << 16

Open = Callable[[Entry], IO[bytes]]
"""Opens the file of an entry."""


class _Pieces:
    """An iterator of bytes as a file that is read; what the iterator raised is kept, since age tells only its text."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; none at the end."""
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        size = size if size > 0 else _AGE_PIECE
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


class _Sink:
    """A file that is written; what the disk said is kept for the same reason."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, content: bytes) -> int:
        """Write all of it."""
        try:
            return self._file.write(content)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Hand over what is held back."""
        self._file.flush()


def write_archive(
    out: IO[bytes], manifest: Manifest, site_secret: bytes, open_entry: Open, recipients: Sequence[str]
) -> None:
    """Write a back-up.

    Args:
        out: The file.
        manifest: What goes into it.
        site_secret: Gives the MAC.
        open_entry: Opens a file of the manifest.
        recipients: Public age keys; none: it stays unencrypted.

    Raises:
        StateError: A file is not any more what the manifest says.
        OSError: The disk.
    """
    pieces = _Pieces(_compressed(_tar(manifest, site_secret, open_entry)))
    if not recipients:
        while piece := pieces.read(_AT_ONCE):
            out.write(piece)
        return
    sink = _Sink(out)
    try:
        pyrage.encrypt_io(pieces, sink, [pyrage.x25519.Recipient.from_str(key) for key in recipients])
    except pyrage.RecipientError:
        raise SettingsError(_("yangguang.toml backup.recipients: one of them is no public age key")) from None
    except Exception as error:
        raise (pieces.error or sink.error or error) from None


def decrypt(source: Path, out: IO[bytes], identities: Iterable[str]) -> None:
    """Write what an encrypted back-up holds.

    Raises:
        StateError: No identity opens it, or it was cut off or changed.
        OSError: The disk.
    """
    sink = _Sink(out)
    try:
        keys = [pyrage.x25519.Identity.from_str(text) for text in identities]
        with source.open("rb") as file:
            pyrage.decrypt_io(file, sink, keys)
    except pyrage.IdentityError:
        raise SettingsError(_("--identity names no file with an age identity (AGE-SECRET-KEY-1…)")) from None
    except Exception:
        if sink.error:
            raise sink.error from None
        raise StateError(
            _(
                "the back-up cannot be opened: the identity is not one it was made for, or the file was cut off "
                "or changed"
            )
        ) from None


def is_encrypted(source: Path) -> bool:
    """Whether a file is encrypted; StateError where it is no back-up at all."""
    with source.open("rb") as file:
        head = file.read(len(AGE_HEADER))
    if head == AGE_HEADER:
        return True
    if head.startswith(GZIP_HEADER):
        return False
    raise StateError(
        _("{source} is no back-up: expected an age file, or the unencrypted form of --plain").format(source=source.name)
    )


def unpack(plain: Path, site_secret: bytes, into: Path, allow: Callable[[Manifest], None]) -> Manifest:
    """Unpack an unencrypted back-up into an empty folder and check every byte of it.

    Args:
        plain: The file.
        site_secret: Gives the MAC.
        into: The folder.
        allow: Looks at the manifest before anything is unpacked; raises where it must not be.

    Raises:
        StateError: It is another's, was changed, or holds anything but what its manifest says.
        OSError: The disk.
    """
    try:
        with gzip.open(plain) as stream:
            content = b"".join(_member_of(stream, MANIFEST, range(LARGEST_MANIFEST)))
            mac = b"".join(_member_of(stream, MAC, range(MAC_LENGTH, MAC_LENGTH + 1)))
            manifest = read_manifest(content, mac, site_secret)
            allow(manifest)
            for entry in manifest.files:
                _unpack_entry(stream, entry, into)
            if any(stream.read(_AT_ONCE)):
                raise StateError(_("the back-up holds more than its manifest says; take another"))
    except (tarfile.TarError, zlib.error, EOFError, gzip.BadGzipFile, ValueError):
        raise StateError(_("the back-up was cut off or damaged, so nothing was touched; take another")) from None
    return manifest


def _unpack_entry(stream: Readable, entry: Entry, into: Path) -> None:
    path, digest = into / entry.path, hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for piece in _member_of(stream, entry.path, range(entry.size, entry.size + 1)):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != entry.sha256:
        raise StateError(_("{path} in the back-up is not what its manifest says; take another").format(path=entry.path))


def _member_of(stream: Readable, name: str, sizes: range) -> Iterator[bytes]:
    """The bytes of the next member, which must be a plain file of this name and one of these sizes.

    One header of 512 bytes is read and nothing that a tar may say beyond it: no link, no device, no further header.
    """
    header = tarfile.TarInfo.frombuf(stream.read(_BLOCK), "utf-8", "strict")
    if header.type != tarfile.REGTYPE or header.name != name or header.size not in sizes:
        raise StateError(
            _("the back-up holds something else where its manifest has {name}; nothing was touched").format(name=name)
        )
    yield from read_exactly(stream, header.size, name)
    stream.read(-header.size % _BLOCK)


def _tar(manifest: Manifest, site_secret: bytes, open_entry: Open) -> Iterator[bytes]:
    content = manifest_bytes(manifest)
    yield from _member(MANIFEST, len(content), iter([content]))
    yield from _member(MAC, MAC_LENGTH, iter([mac_of(content, site_secret)]))
    for entry in manifest.files:
        with open_entry(entry) as file:
            yield from _member(entry.path, entry.size, _as_said(file, entry))
    yield bytes(2 * _BLOCK)


def _as_said(file: IO[bytes], entry: Entry) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in read_exactly(file, entry.size, entry.path):
        digest.update(piece)
        yield piece
    if digest.hexdigest() != entry.sha256:
        raise StateError(_("{path} changed while it was read; run the command again").format(path=entry.path))


def _member(name: str, size: int, pieces: Iterator[bytes]) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    yield info.tobuf(tarfile.GNU_FORMAT, "utf-8", "strict")  # names are short (`contents`), so a header is one block
    yield from pieces
    yield bytes(-size % _BLOCK)


def _compressed(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer: Any = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()
