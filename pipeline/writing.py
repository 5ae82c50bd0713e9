"""How a file of the state folder is written: aside and renamed, so that a broken-off run leaves the old one whole."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place beside ``path`` to write to; it takes the place of ``path`` once all went well."""
    aside = path.with_name(path.name + ".tmp")
    yield aside
    aside.replace(path)


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV with the line ends of office programs."""
    lines = StringIO()
    csv.writer(lines, lineterminator="\r\n").writerows(rows)
    return lines.getvalue()


def write_csv(text: str, path: Path) -> None:
    """Write CSV with the mark by which office programs know UTF-8."""
    with replacing(path) as aside:
        aside.write_text(text, encoding="utf-8-sig", newline="")
