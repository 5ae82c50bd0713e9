#!/usr/bin/env python3
"""Write manifest.json and DONE for a night of the data ferry (数据摆渡), on the case system's side.

Needs Python 3.8 or newer and nothing else; copy this one file. Put the night's tables into a folder named by its
date, then run it there:

    python3 make_manifest.py /out/2026-11-20

A file is named by its table: unfinished_cases.csv, dishonest_debtors.1.csv, exit_bans.xlsx, or one of them in a .zip
(unfinished_cases.csv.zip). Rows are counted without the header. What the court does not have is named:

    python3 make_manifest.py /out/2026-11-20 --absent bidding_limits --absent guidelines

docs/sources.md says what the files look like. Nothing of a file is printed.
"""

import argparse
import csv
import datetime
import difflib
import hashlib
import io
import json
import os
import re
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

DATASETS = (
    "unfinished_cases",
    "dishonest_debtors",
    "exit_bans",
    "consumption_limits",
    "bidding_limits",
    "terminated_rounds",
    "auction_notices",
    "reward_notices",
    "hearing_notices",
    "documents",
    "claims",
    "supervised_cases",
    "guidelines",
    "courts",
    "withholdings",
)
ON_REQUEST = ("terminated_rounds", "documents", "claims", "supervised_cases")
MANIFEST, DONE, SEQUENCE = "manifest.json", "DONE", "sequence"
KINDS = (".csv", ".jsonl", ".parquet", ".xlsx")
_CHUNK = 1 << 20
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Refused(Exception):
    """The night cannot be sent like that; the message says what and what to do."""


def main(arguments=None):
    """Write the manifest and the done-mark; gives the exit status."""
    options = _options().parse_args(arguments)
    try:
        night = make_manifest(options.folder, options.absent, _numbers(options.titles), _numbers(options.rows))
    except Refused as error:
        print(f"not sent: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"not sent: {Path(error.filename or '').name} ({error.strerror})", file=sys.stderr)
        return 1
    rows = sum(part["rows"] for part in night["tables"])
    print("{}: {} files, {} rows, sequence {}".format(night["night"], len(night["tables"]), rows, night["sequence"]))
    return 0


def make_manifest(folder, absent, titles, rows):
    """Write ``manifest.json``, the sequence, and ``DONE`` last.

    Args:
        folder: The night's folder, named by its date.
        absent: Tables that the court does not have; an empty file stands for each.
        titles: Table -> lines above its header.
        rows: Table -> rows of a file whose rows cannot be counted here (.parquet).
    """
    folder = Path(folder).absolute()
    name = folder.name
    if not _is_day(name):
        raise Refused(f"the folder must be named by its date, for example 2026-11-20; it is named '{name}'")
    if (folder / DONE).exists():
        raise Refused(
            "there is a DONE already; a night that was sent is not changed: delete DONE and manifest.json first"
        )
    for dataset in (*absent, *titles, *rows):
        _known(dataset, "an option")
    parts = [_part(path, titles, rows) for path in sorted(folder.iterdir()) if path.name != MANIFEST]
    parts += [_empty_part(dataset) for dataset in absent]
    known = {part["dataset"] for part in parts}
    missing = [dataset for dataset in DATASETS if dataset not in known and dataset not in ON_REQUEST]
    if missing:
        raise Refused(
            "no file for {}; write it, or say --absent for each that the court has not".format(", ".join(missing))
        )
    for dataset in absent:
        _write(folder / (dataset + ".csv"), b"")
    counter = folder.parent / SEQUENCE
    night = {"version": 1, "night": name, "sequence": _last(counter) + 1, "tables": parts}
    content = json.dumps(night, ensure_ascii=False, indent=1).encode("utf-8")
    _write(folder / MANIFEST, content)
    _write(counter, str(night["sequence"]).encode("ascii"))
    digest = hashlib.sha256(content).hexdigest()
    _write(folder / DONE, f"{digest}  {MANIFEST}\n".encode("ascii"))
    return night


def _empty_part(dataset):
    return {"dataset": dataset, "file": dataset + ".csv", "rows": 0, "sha256": hashlib.sha256().hexdigest()}


def _part(path, titles, rows):
    file = path.name
    if path.is_symlink() or not path.is_file():
        raise Refused(f"'{file}' is no plain file; only files are carried over")
    dataset = _known(file.partition(".")[0], "the file")
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        for chunk in iter(lambda: stream.read(_CHUNK), b""):
            digest.update(chunk)
        stream.seek(0)
        content, inner = _unpacked(stream, file) if file.lower().endswith(".zip") else (stream, file)
        count = _count(content, inner, file, dataset, titles.get(dataset, 0), rows.get(dataset))
    return {"dataset": dataset, "file": file, "rows": count, "sha256": digest.hexdigest()}


def _count(content, inner, file, dataset, titles, said):
    """Rows without the header."""
    kind = next((kind for kind in KINDS if inner.lower().endswith(kind)), None)
    if kind is None:
        raise Refused("'{}' is of no known kind; expected {}".format(file, ", ".join(KINDS)))
    if said is not None:
        return said
    if kind == ".parquet":
        raise Refused(f"the rows of '{file}' cannot be counted here; say --rows {dataset}=NUMBER")
    if kind == ".jsonl":
        return sum(1 for line in content if line.strip())
    lines = _filled_rows(content, file, dataset) if kind == ".xlsx" else _records(content)
    return max(0, lines - titles - 1)


def _records(content):
    """Filled records of a CSV; a first line sep= is none."""
    head = content.read(3)
    content.seek(0)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "latin-1"
    text = io.TextIOWrapper(content, encoding, newline="")
    first = text.readline()
    rest = () if re.match(r"(\ufeff|ï»¿)?sep=", first) else (first,)
    csv.field_size_limit(16 << 20)
    sign = "\t" if first.count("\t") > max(first.count(","), first.count(";")) else ","
    return sum(1 for row in csv.reader(_chained(rest, text), delimiter=sign) if row)


def _chained(first, rest):
    for line in first:
        yield line
    for line in rest:
        yield line


def _filled_rows(content, file, dataset):
    """Rows of a workbook's sheet that have a value."""
    try:
        with zipfile.ZipFile(content) as book, book.open(_sheet_path(book, file, dataset)) as sheet:
            count = 0
            for _, element in ElementTree.iterparse(sheet):  # noqa: S314 - the court's own file
                if element.tag == _SHEET + "row":
                    count += any(
                        cell.find(_SHEET + "v") is not None or cell.find(_SHEET + "is") is not None for cell in element
                    )
                    element.clear()
            return count
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError):
        raise Refused(f"'{file}' is no readable Excel file") from None


def _sheet_path(book, file, dataset):
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).findall(f"{_SHEET}sheets/{_SHEET}sheet")  # noqa: S314 - the court's own file
    meant = [sheet for sheet in sheets if sheet.get("name") == dataset] or sheets
    if len(meant) != 1:
        raise Refused(f"'{file}' has {len(sheets)} sheets and none is called {dataset}")
    links = ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - the court's own file
    target = next(link.get("Target") for link in links if link.get("Id") == meant[0].get(_REL))
    return target.lstrip("/") if target.startswith("/") else "xl/" + target


def _unpacked(content, file):
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if len(names) != 1:
                raise Refused(f"'{file}' holds {len(names)} files; pack one table a file")
            return io.BytesIO(archive.read(names[0])), names[0]
    except zipfile.BadZipFile:
        raise Refused(f"'{file}' is no readable .zip") from None


def _known(name, what):
    if name in DATASETS:
        return name
    near = difflib.get_close_matches(name, DATASETS, n=1, cutoff=0.0)[0]
    raise Refused(f"{what} names the table '{name}', which is none; did you mean '{near}'?")


def _is_day(name):
    try:
        return datetime.date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


def _last(counter):
    """The sequence of the night that was sent last; 0 before the first."""
    if not counter.exists():
        return 0
    text = counter.read_bytes().strip()
    if not re.match(rb"[0-9]{1,9}$", text):
        raise Refused(f"'{SEQUENCE}' holds no number; write the sequence of the last night that was sent")
    return int(text)


def _write(path, content):
    """Aside and renamed, once its bytes are on the disk."""
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def _numbers(pairs):
    found = {}
    for pair in pairs:
        name, _, number = pair.partition("=")
        if not number.isdigit():
            raise SystemExit(f"write TABLE=NUMBER, not '{pair}'")
        found[name] = int(number)
    return found


def _options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", help="the night's folder, named by its date")
    parser.add_argument("--absent", metavar="TABLE", action="append", default=[], help="the court has no such table")
    parser.add_argument("--titles", metavar="TABLE=LINES", action="append", default=[], help="lines above the header")
    parser.add_argument("--rows", metavar="TABLE=ROWS", action="append", default=[], help="rows of a .parquet file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
