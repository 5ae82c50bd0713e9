"""The case system's side of the ferry: tables into a night's folder, the done-mark last."""

import csv
import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.core.errors import SourceError
from pipeline.core.frames import Frame
from pipeline.core.messages import _
from pipeline.core.records import Dataset
from pipeline.sources.ferry.manifest import DONE, MANIFEST

FerryFormat = Literal["csv", "csv-gb18030", "jsonl", "parquet"]
_ENDINGS: dict[str, str] = {"csv": ".csv", "csv-gb18030": ".csv", "jsonl": ".jsonl", "parquet": ".parquet"}
_NUMBER = re.compile(r"[0-9]{1,9}")


def write_durably(path: Path, content: bytes) -> None:
    """Write a file aside and rename it, once its bytes are on the disk."""
    aside = path.with_name(path.name + ".part")
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)


def write_night(
    drop: Path,
    night: date,
    tables: Mapping[Dataset, Frame],
    sequence: int | None = None,
    form: FerryFormat = "csv",
    zipped: bool = False,
    write: Callable[[Path, bytes], None] = write_durably,
) -> Path:
    """Write a night; a folder of the same night is replaced.

    Args:
        drop: The drop folder (or the out-box on the case system's side that is carried there).
        night: The date of the night.
        tables: Every dataset, in the contract's columns.
        sequence: Counts the nights; one above the last that was written here where absent.
        form: The kind of file.
        zipped: Whether each file is packed.
        write: Brings one file onto the disk.

    Returns:
        The night's folder.

    Raises:
        SourceError: The folder cannot be written.
    """
    folder = drop / night.isoformat()
    number = sequence or _next_sequence(drop)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        parts = []
        for dataset in Dataset:
            name, content = _table_file(dataset, tables[dataset], form, zipped)
            write(folder / name, content)
            digest, rows = hashlib.sha256(content).hexdigest(), len(tables[dataset])
            parts.append({"dataset": dataset.value, "file": name, "rows": rows, "sha256": digest})
        manifest = {"version": 1, "night": night.isoformat(), "sequence": number, "tables": parts}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        write(folder / MANIFEST, content)
        write(drop / "sequence", str(number).encode())
        write(folder / DONE, f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode())
    except OSError:
        raise SourceError(
            _("the ferry night {night} cannot be written; check that the folder may be written").format(night=night)
        ) from None
    return folder


def _next_sequence(drop: Path) -> int:
    try:
        last = (drop / "sequence").read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return 1
    return int(last) + 1 if _NUMBER.fullmatch(last) else 1


def _table_file(dataset: Dataset, frame: Frame, form: FerryFormat, zipped: bool) -> tuple[str, bytes]:
    """Name and bytes of a table's file."""
    name, content = dataset.value + _ENDINGS[form], _content(frame, form)
    return (name + ".zip", _packed(name, content)) if zipped else (name, content)


def _content(frame: Frame, form: FerryFormat) -> bytes:
    if form == "parquet":
        sink = io.BytesIO()
        pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), sink)
        return sink.getvalue()
    rows = frame.astype(object).where(frame.notna(), None)
    if form == "jsonl":
        records = (dict(zip(rows.columns, row, strict=True)) for row in rows.itertuples(index=False, name=None))
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(rows.columns)
    writer.writerows(rows.itertuples(index=False, name=None))
    return text.getvalue().encode("gb18030" if form == "csv-gb18030" else "utf-8")


def _packed(name: str, content: bytes) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return sink.getvalue()
