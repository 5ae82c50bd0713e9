"""One file of a night: checked against its hash, unpacked within caps, read into text columns."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

import pyarrow as pa

from pipeline.core.errors import SourceError
from pipeline.core.messages import _, joined
from pipeline.core.records import Dataset
from pipeline.sources.archives import ArchiveRefusedError, Caps, open_archive, read_member
from pipeline.sources.ferry.encodings import Encoding, find_encoding
from pipeline.sources.ferry.hashing import HashingFile, buffered
from pipeline.sources.ferry.manifest import TablePart
from pipeline.sources.ferry.opening import NightFolder
from pipeline.sources.ferry.tables import (
    BadTableError,
    MissingColumnsError,
    Wanted,
    read_csv,
    read_json_lines,
    read_parquet,
    read_xlsx,
)
from pipeline.sources.mapping import TableMapping

_TEXTS = {".csv": read_csv, ".jsonl": read_json_lines}
KINDS = (*_TEXTS, ".parquet", ".xlsx")
_MOST_MEMBERS = 200


class Budget:
    """How many bytes a night may still unpack to."""

    def __init__(self, night: str, most: int) -> None:
        self._night = night
        self._most = most
        self.left = most

    def take(self, count: int) -> None:
        """Take bytes off.

        Raises:
            SourceError: The night is too large.
        """
        self.left -= count
        if self.left < 0:
            raise SourceError(
                _(
                    "ferry night {night} unpacks to more than {gigabytes} GB; raise ferry.gigabytes if it is meant to"
                ).format(night=self._night, gigabytes=self._most >> 30)
            )


@dataclass(frozen=True, slots=True)
class ReadPart:
    """One part as it was read, or why it does not fit the mapping."""

    part: TablePart
    table: pa.Table | None
    """Text columns under the contract's names; None where columns are missing."""
    is_exact: bool = True
    """Whether all its bytes were text."""
    problem: str = ""


def read_file(
    folder: NightFolder,
    parts: list[TablePart],
    mapping: Mapping[Dataset, TableMapping],
    budget: Budget,
) -> Iterator[ReadPart]:
    """Read the parts that lie in one file; missing columns are told, so that all files can be looked at.

    Raises:
        SourceError: Hash, row count or format do not fit.
    """
    file = parts[0].file
    archive = None
    if file.lower().endswith(".zip"):
        with _naming(folder, parts[0]):
            archive = _open_zip(_checked_content(folder, parts[0], budget), budget)
    for part in parts:
        wanted = mapping[part.dataset].names(part.dataset)
        with _naming(folder, part):
            try:
                if archive is None:
                    read = _read_plain(folder, part, wanted, budget)
                else:
                    read = _read_member(archive, part, wanted, budget)
            except MissingColumnsError as error:
                where = _place(folder, part)
                yield ReadPart(
                    part, None, problem=mapping[part.dataset].missing_columns(part.dataset, error.names, where)
                )
            else:
                yield ReadPart(part, *read)


def _read_plain(folder: NightFolder, part: TablePart, wanted: Wanted, budget: Budget) -> tuple[pa.Table, bool]:
    kind = _kind(part.file)
    if part.member is not None:
        raise BadTableError(_("is no .zip, so it has no member"))
    if kind not in _TEXTS:
        return _read_bytes(_checked_content(folder, part, budget), kind, part, wanted, budget), True
    with _hashed(folder, part) as stream:
        encoding = find_encoding(stream, part.encoding)
    budget.take(folder.prints[part.file].size)
    with _hashed(folder, part) as stream:
        return _counted(_TEXTS[kind](stream, _codec(encoding), wanted), part), encoding.is_exact


def _read_member(archive: zipfile.ZipFile, part: TablePart, wanted: Wanted, budget: Budget) -> tuple[pa.Table, bool]:
    names = archive.namelist()
    name = part.member if part.member is not None else names[0] if len(names) == 1 else ""
    if name not in names:
        raise BadTableError(
            _("holds {count} files and not the one that is meant; name it as `member`").format(count=len(names))
        )
    content = read_member(archive, name)
    kind = _kind(name)
    if kind not in _TEXTS:
        return _read_bytes(content, kind, part, wanted, budget), True
    encoding = find_encoding(io.BytesIO(content), part.encoding)
    return _counted(_TEXTS[kind](io.BytesIO(content), _codec(encoding), wanted), part), encoding.is_exact


def _read_bytes(content: bytes, kind: str, part: TablePart, wanted: Wanted, budget: Budget) -> pa.Table:
    if kind == ".parquet":
        return _counted(read_parquet(content, wanted, part.rows, budget.take), part)
    return _counted(read_xlsx(content, wanted, part.rows, part.dataset.value, budget.take, budget.left), part)


def _counted(table: pa.Table, part: TablePart) -> pa.Table:
    """A table with as many rows as the manifest says; of a list that is off no column is read, so nothing is counted."""
    if table.num_columns and table.num_rows != part.rows:
        raise BadTableError(
            _("has {num_rows} rows, the manifest says {rows}").format(num_rows=table.num_rows, rows=part.rows)
        )
    return table


@contextmanager
def _hashed(folder: NightFolder, part: TablePart) -> Iterator[BinaryIO]:
    """The bytes of a file; afterwards they must have had the manifest's hash."""
    file = HashingFile(folder.open_file(part.file))
    stream = buffered(file)
    with stream:
        yield stream
        file.rest()
        if file.digest() != part.sha256:
            raise BadTableError(_("has another SHA-256 than the manifest says"))


def _checked_content(folder: NightFolder, part: TablePart, budget: Budget) -> bytes:
    """A packed file whole: what is parsed is what was hashed."""
    with _hashed(folder, part) as stream:
        budget.take(folder.prints[part.file].size)
        return stream.read()


def _open_zip(content: bytes, budget: Budget) -> zipfile.ZipFile:
    archive = open_archive(content, Caps(_MOST_MEMBERS, budget.left))
    budget.take(sum(member.file_size for member in archive.infolist()))
    return archive


def _kind(name: str) -> str:
    kind = next((kind for kind in KINDS if name.lower().endswith(kind)), None)
    if kind is None:
        raise BadTableError(
            _("is of no known kind; expected {known}, or one of them in a .zip").format(known=", ".join(KINDS))
        )
    return kind


def _codec(encoding: Encoding) -> str:
    return "utf-8-sig" if encoding.name == "utf-8" else encoding.name


@contextmanager
def _naming(folder: NightFolder, part: TablePart) -> Iterator[None]:
    """Say night and file of what is wrong."""
    where = _place(folder, part)
    try:
        yield
    except BadTableError as error:
        raise SourceError(joined(" ", (where, str(error)))) from None
    except ArchiveRefusedError as error:
        raise SourceError(joined(": ", (where, str(error)))) from None
    except OSError as error:
        raise SourceError(_("{where} cannot be read ({kind})").format(where=where, kind=type(error).__name__)) from None


def _place(folder: NightFolder, part: TablePart) -> str:
    return _("ferry night {folder}: {file}").format(folder=folder.name, file=part.file) + (
        f" ({part.member})" if part.member else ""
    )
