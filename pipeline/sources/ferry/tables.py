"""Files to text columns: CSV, JSON Lines, Parquet, XLSX; only the columns that are asked for.

A reader gets ``wanted``: contract column -> the file's own name of it. It raises `BadTableError` for a file that
is not wholly in its format; half a row is never kept.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time, timedelta
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipeline.sources.archives import ArchiveRefusedError
from pipeline.sources.ferry.sheets import check_workbook
from pipeline.sources.values import text_array, value_as_text

_CHUNK_ROWS = 20_000
_LONGEST_FIELD = 16 << 20
_METADATA = 64 << 20

Wanted = Mapping[str, str]
Take = Callable[[int], None]
"""Takes bytes off what a night may still unpack to; raises where that is too much."""


class BadTableError(Exception):
    """A file that is not what its name says; the message is a reason and repeats nothing of the file."""


class MissingColumnError(Exception):
    """The file lacks the column that a contract column is read from."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def read_csv(stream: BinaryIO, encoding: str, wanted: Wanted) -> pa.Table:
    """Comma-separated values with a header; an empty field is an absent value."""
    csv.field_size_limit(_LONGEST_FIELD)
    lines = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    rows = csv.reader(lines, strict=True)
    try:
        header = [name.removeprefix("\ufeff").strip() for name in next(rows, [])]
        return _from_rows(header, _whole_rows(rows, len(header)), wanted)
    except csv.Error:
        raise BadTableError(f"line {rows.line_num} is no CSV: a quotation mark is not closed or not doubled") from None
    finally:
        lines.detach()


def read_json_lines(stream: BinaryIO, encoding: str, wanted: Wanted) -> pa.Table:
    """A JSON object a line, each with every column; null is an absent value."""
    lines = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    try:
        return _from_rows(list(wanted.values()), _objects(lines, wanted), wanted)
    finally:
        lines.detach()


def read_parquet(content: bytes, wanted: Wanted, rows: int, take: Take) -> pa.Table:
    """A Parquet file of ``rows`` rows."""
    try:
        limits = {"thrift_string_size_limit": _METADATA, "thrift_container_size_limit": _METADATA}
        file = pq.ParquetFile(pa.BufferReader(content), **limits)
        if file.metadata.num_rows != rows:
            raise BadTableError(f"has {file.metadata.num_rows} rows, the manifest says {rows}")
        take(sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups)))
        present = file.schema_arrow.names
        _require(present, wanted)
        batches = file.iter_batches(_CHUNK_ROWS, columns=list(wanted.values()))
        parts = [pa.table({name: _parquet_text(b.column(source)) for name, source in wanted.items()}) for b in batches]
    except (pa.ArrowException, OSError, ValueError, KeyError, UnicodeError):
        raise BadTableError("is no readable Parquet file") from None
    return _joined(parts, wanted)


def read_xlsx(content: bytes, wanted: Wanted, rows: int, sheet: str, take: Take, most: int) -> pa.Table:
    """The sheet of that name with ``rows`` rows, or the only sheet; the first row is the header."""
    try:
        take(check_workbook(content, rows, most))
        found = _sheet(CalamineWorkbook.from_filelike(io.BytesIO(content)), sheet)
        lines = iter(found.to_python(skip_empty_area=False))
    except (ArchiveRefusedError, CalamineError, ValueError, OSError) as error:
        reason = f": {error}" if isinstance(error, ArchiveRefusedError) else ""
        raise BadTableError(f"is no readable Excel file{reason}") from None
    header = [str(name).strip() for name in next(lines, [])]
    filled = (row for row in lines if any(value != "" for value in row))
    return _from_rows(header, ([_cell(value) for value in row] for row in filled), wanted)


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    names = workbook.sheet_names
    if name in names:
        return workbook.get_sheet_by_name(name)
    if len(names) != 1:
        raise BadTableError(f"has {len(names)} sheets and none is called {name}")
    return workbook.get_sheet_by_index(0)


def _cell(value: Any) -> str | None:
    if value == "":
        return None
    return str(value) if isinstance(value, (time, timedelta)) else value_as_text(value)


def _whole_rows(rows: Iterable[list[str]], width: int) -> Iterator[list[str | None]]:
    for number, row in enumerate(rows, 1):
        if not row:
            continue
        if len(row) != width:
            raise BadTableError(f"row {number} has {len(row)} fields, the header {width}")
        yield [value or None for value in row]


def _objects(lines: Iterable[str], wanted: Wanted) -> Iterator[list[str | None]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line.removeprefix("\ufeff") if number == 1 else line)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise BadTableError(f"line {number} is no JSON object")
        for name, source in wanted.items():
            if source not in found and number == 1:
                raise MissingColumnError(name)
            if source not in found:
                raise BadTableError(f"line {number} has no key '{source}'; write null where there is no value")
        yield [value_as_text(found[source]) for source in wanted.values()]


def _from_rows(header: list[str], rows: Iterator[list[str | None]], wanted: Wanted) -> pa.Table:
    if not header:
        if next(rows, None) is not None:
            raise BadTableError("has no header")
        return _joined([], wanted)
    _require(header, wanted)
    places = {name: header.index(source) for name, source in wanted.items()}
    parts = []
    while chunk := list(islice(rows, _CHUNK_ROWS)):
        columns = list(zip(*chunk, strict=True))
        parts.append(pa.table({name: pa.array(columns[place], pa.string()) for name, place in places.items()}))
    return _joined(parts, wanted)


def _require(present: list[str], wanted: Wanted) -> None:
    for name, source in wanted.items():
        if source not in present:
            raise MissingColumnError(name)
        if present.count(source) > 1:
            raise BadTableError(f"has the column '{source}' twice")


def _parquet_text(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.cast(pa.string())
    return text_array(column.to_pylist())


def _joined(parts: list[pa.Table], wanted: Wanted) -> pa.Table:
    return pa.concat_tables(parts) if parts else pa.table({name: pa.array([], pa.string()) for name in wanted})
