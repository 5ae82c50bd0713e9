"""Files to text columns: CSV, JSON Lines, Parquet, XLSX; only the columns that are asked for.

A reader gets ``wanted``: contract column -> the file's own name of it; upper and lower case count only where they tell
two columns apart. It raises `BadTableError` for a file that is not wholly in its format; half a row is never kept.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import time, timedelta
from itertools import chain, islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pipeline.core.messages import _
from pipeline.core.said import said
from pipeline.core.strict_json import UnfitJsonError, read_json
from pipeline.sources.archives import ArchiveRefusedError
from pipeline.sources.ferry.formats import ODD, read_formats
from pipeline.sources.ferry.layout import HEAD_LINES, find_header, find_layout, tidy
from pipeline.sources.ferry.sheets import open_workbook
from pipeline.sources.names import find_names, may_be_missing
from pipeline.sources.values import text_array, value_as_text

_CHUNK_ROWS = 20_000
LONGEST_FIELD, LONGEST_LINE = 16 << 20, 64 << 20
_METADATA = 64 << 20

Wanted = Mapping[str, str]
Take = Callable[[int], None]
"""Takes bytes off what a night may still unpack to; raises where that is too much."""


class BadTableError(Exception):
    """A file that is not what its name says; the message is a reason and repeats nothing of the file."""


class MissingColumnsError(Exception):
    """The file lacks columns that contract columns are read from."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


def read_csv(stream: BinaryIO, encoding: str, wanted: Wanted) -> pa.Table:
    """Values between commas, tabs or semicolons, with a header; an empty field is an absent value."""
    csv.field_size_limit(LONGEST_FIELD)
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    lines = _lines(text)
    head = list(islice(lines, HEAD_LINES))
    layout = find_layout(head, wanted.values())
    rows = csv.reader(chain(head[layout.lines :], lines), delimiter=layout.sign, strict=True)
    try:
        if wanted and not layout.has_header and any(line.strip() for line in head):
            raise MissingColumnsError(tuple(wanted))
        header = [tidy(name) for name in next(islice(rows, layout.titles, None), [])]
        return _from_rows(header, _whole_rows(rows, len(header)), wanted)
    except csv.Error as error:
        line = layout.lines + rows.line_num
        if "field larger" in str(error):
            raise BadTableError(
                _("line {line} has a field of more than {megabytes} MB").format(
                    line=line, megabytes=LONGEST_FIELD >> 20
                )
            ) from None
        raise BadTableError(
            _("line {line} is no CSV: a quotation mark is not closed or not doubled").format(line=line)
        ) from None
    finally:
        text.detach()


def read_json_lines(stream: BinaryIO, encoding: str, wanted: Wanted) -> pa.Table:
    """A JSON object a line, each with every column; null is an absent value."""
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n")
    try:
        return _from_rows(list(wanted), _objects(_lines(text), wanted), {name: name for name in wanted})
    finally:
        text.detach()


def read_parquet(content: bytes, wanted: Wanted, rows: int, take: Take) -> pa.Table:
    """A Parquet file of ``rows`` rows."""
    try:
        limits = {"thrift_string_size_limit": _METADATA, "thrift_container_size_limit": _METADATA}
        file = pq.ParquetFile(pa.BufferReader(content), **limits)
        if file.metadata.num_rows != rows:
            raise BadTableError(
                _("has {num_rows} rows, the manifest says {rows}").format(num_rows=file.metadata.num_rows, rows=rows)
            )
        take(sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups)))
        columns = _named(file.schema_arrow.names, wanted)
        batches = file.iter_batches(_CHUNK_ROWS, columns=list(dict.fromkeys(columns.values())))
        parts = [
            _whole({name: _parquet_text(b.column(source)) for name, source in columns.items()}, len(b), wanted)
            for b in batches
        ]
    except (pa.ArrowException, OSError, ValueError, KeyError, UnicodeError):
        raise BadTableError(_("is no readable Parquet file")) from None
    return _joined(parts, wanted)


def read_xlsx(content: bytes, wanted: Wanted, rows: int, sheet: str, take: Take, most: int) -> pa.Table:
    """The sheet of that name with ``rows`` rows, or the only sheet; titles may stand above the header."""
    try:
        archive, size = open_workbook(content, rows, most)
        take(size)
        found = _sheet(CalamineWorkbook.from_filelike(io.BytesIO(content)), sheet)
        lines = found.to_python(skip_empty_area=False)
        formats = read_formats(archive, found.name)
    except (ArchiveRefusedError, CalamineError, ValueError, OSError) as error:
        reason = _(": ") + str(error) if isinstance(error, ArchiveRefusedError) else ""
        raise BadTableError(_("is no readable Excel file{reason}").format(reason=reason)) from None
    _row, titles = find_header(lines, wanted.values())
    header = [tidy(name) for name in lines[titles]] if lines else []
    read = {header.index(source): wanted[name] for name, source in _named(header, wanted).items()} if header else {}
    filled = ((number, row) for number, row in enumerate(lines) if number > titles and any(v != "" for v in row))
    cells = (
        [_cell(value, formats.digits(number, column), read.get(column)) for column, value in enumerate(row)]
        for number, row in filled
    )
    return _from_rows(header, cells, wanted)


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    names = workbook.sheet_names
    if name in names:
        return workbook.get_sheet_by_name(name)
    if len(names) != 1:
        raise BadTableError(_("has {count} sheets and none is called {name}").format(count=len(names), name=name))
    return workbook.get_sheet_by_index(0)


def _cell(value: Any, digits: int, wanted: str | None) -> str | None:
    """A cell as text, a number with the zeros that Excel shows before it.

    Args:
        value: What the reader gives.
        digits: How many digits Excel shows at least (`Formats.digits`).
        wanted: The file's name of the column, where it is read.
    """
    if value == "":
        return None
    if isinstance(value, (time, timedelta)):
        return str(value)
    text = value_as_text(value)
    if not digits or text is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        return text
    if digits == ODD and wanted is not None:
        raise BadTableError(
            _("shows the numbers of '{wanted}' with other signs than zeros; make them text").format(wanted=wanted)
        )
    return text.zfill(digits) if digits != ODD and text.isdigit() else text


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """The lines of a file; one without end would fill the memory before anything could be said of it."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise BadTableError(
                _("has a line of more than {millions} million signs").format(millions=LONGEST_LINE >> 20)
            )
        yield line


def _whole_rows(rows: Iterable[list[str]], width: int) -> Iterator[list[str | None]]:
    for number, row in enumerate(rows, 1):
        if not row:
            continue
        if len(row) != width:
            raise BadTableError(
                _("row {number} has {count} fields, the header {width}").format(
                    number=number, count=len(row), width=width
                )
            )
        yield [value or None for value in row]


def _objects(lines: Iterable[str], wanted: Wanted) -> Iterator[list[str | None]]:
    keys: Mapping[str, str] | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = read_json(line.removeprefix("\ufeff") if number == 1 else line)
        except UnfitJsonError as refused:
            raise BadTableError(_("line {number} {said}").format(number=number, said=said(refused.code))) from None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise BadTableError(_("line {number} is no JSON object").format(number=number))
        keys = keys or _named(list(found), wanted)
        for name, key in keys.items():
            if key not in found:
                raise BadTableError(
                    _("line {number} has no key '{wanted}'; write null where there is no value").format(
                        number=number, wanted=wanted[name]
                    )
                )
        yield [value_as_text(found[keys[name]]) if name in keys else None for name in wanted]


def _from_rows(header: list[str], rows: Iterator[list[str | None]], wanted: Wanted) -> pa.Table:
    if not header:
        if next(rows, None) is not None:
            raise BadTableError(_("has no header"))
        return _joined([], wanted)
    places = {name: header.index(source) for name, source in _named(header, wanted).items()}
    parts = []
    while chunk := list(islice(rows, _CHUNK_ROWS)):
        columns = list(zip(*chunk, strict=True))
        arrays = {name: pa.array(columns[place], pa.string()) for name, place in places.items()}
        parts.append(_whole(arrays, len(chunk), wanted))
    return _joined(parts, wanted)


def _whole(arrays: Mapping[str, pa.Array], rows: int, wanted: Wanted) -> pa.Table:
    """A table with every wanted column; those that the file has not are without values."""
    absent = pa.nulls(rows, pa.string())
    return pa.table({name: arrays.get(name, absent) for name in wanted})


def _named(present: list[str], wanted: Wanted) -> dict[str, str]:
    """Contract column -> the name that the file has for it; without those that need not be there."""
    every = {name: find_names(source, present) for name, source in wanted.items()}
    if missing := tuple(n for n, found in every.items() if not found and not may_be_missing(n, wanted[n])):
        raise MissingColumnsError(missing)
    same = {name: found for name, found in every.items() if found}
    for name, found in same.items():
        if len(set(found)) > 1:
            raise BadTableError(
                _("has two columns '{wanted}' that differ by upper and lower case only").format(wanted=wanted[name])
            )
        if len(found) > 1:
            raise BadTableError(_("has the column '{wanted}' twice").format(wanted=wanted[name]))
    return {name: found[0] for name, found in same.items()}


def _parquet_text(column: pa.Array) -> pa.Array:
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return column.cast(pa.string())
    return text_array(column.to_pylist())


def _joined(parts: list[pa.Table], wanted: Wanted) -> pa.Table:
    return pa.concat_tables(parts) if parts else pa.table({name: pa.array([], pa.string()) for name in wanted})
