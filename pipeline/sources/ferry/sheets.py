"""Excel files looked at before they are read: a reader fills the whole rectangle up to the farthest cell."""

import re
import zipfile

from pipeline.core.messages import _
from pipeline.sources.archives import ArchiveRefusedError, Caps, open_archive, read_member, refuse_hostile_xml

_MEMBERS = 2_000
_CELL = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]*)([0-9]+)\s*[\"']")
_MOST_COLUMNS = 1_000
_SPARE_ROWS = 10_000
_OTHER_BOOKS = ("xl/workbook.bin", "content.xml")


def open_workbook(content: bytes, rows: int, most: int) -> tuple[zipfile.ZipFile, int]:
    """The parts of an Excel file that is one, and no bomb.

    Args:
        content: The file.
        rows: How many rows it should have.
        most: Bytes that it may unpack to.

    Returns:
        The parts, and the bytes that they unpack to.

    Raises:
        ArchiveRefusedError: It is a bomb, has entities, is another kind of workbook, or a cell lies far outside.
    """
    archive = open_archive(content, Caps(_MEMBERS, most, folders=True))
    refuse_hostile_xml(archive)
    names = archive.namelist()
    if "xl/workbook.xml" not in names or any(other in names for other in _OTHER_BOOKS):
        raise ArchiveRefusedError(_("it is no .xlsx inside"))
    for name in names:
        _refuse_far_cells(read_member(archive, name), rows)
    return archive, sum(member.file_size for member in archive.infolist())


def _refuse_far_cells(xml: bytes, rows: int) -> None:
    if any("sheetData".encode(encoding) in xml for encoding in ("utf-16-le", "utf-16-be")):
        raise ArchiveRefusedError(_("a sheet is not in UTF-8"))
    for cell in _CELL.finditer(xml) if b"sheetData" in xml else ():
        letters, digits = cell.groups()
        if len(digits) > 8 or int(digits) > rows + _SPARE_ROWS or _column(letters) > _MOST_COLUMNS:
            raise ArchiveRefusedError(_("a cell lies far outside the table"))


def _column(letters: bytes) -> int:
    """The number of a column: 1 for A, 27 for AA; beyond any table where it has more than three letters."""
    if len(letters) > 3:
        return _MOST_COLUMNS + 1
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
