"""How a file of the state folder is written: aside, synced and renamed, so that a broken-off run leaves the old one whole."""

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to; it takes the place of ``path`` once all went well and lies on the disk.

    After an error nothing of it is left; after a kill the next writing takes its place.
    """
    aside = path.with_name(path.name + ".tmp")
    try:
        yield aside
        _sync(aside)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    _sync(path.parent)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, lie on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV with the line ends of office programs."""
    lines = StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue()


def safe_cell(value: object) -> str:
    """A cell that no office program takes for a formula.

    >>> safe_cell("=1+1"), safe_cell("＝1"), safe_cell("甲公司")
    ("'=1+1", "'＝1", '甲公司')
    """
    text = str(value)
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def write_csv(text: str, path: Path) -> None:
    """Write CSV with the mark by which office programs know UTF-8."""
    with replacing(path) as aside:
        aside.write_text(text, encoding="utf-8-sig", newline="")
