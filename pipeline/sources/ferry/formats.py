"""Numbers of an Excel sheet that are shown with zeros before them (format ``00000``): a key must keep its zeros.

The reader of sheets gives the number alone, so the formats are read from the file itself.
"""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET  # the file was searched for document types before

from pipeline.core.messages import _
from pipeline.sources.archives import ArchiveRefusedError, read_member

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
_STYLE = re.compile(rb"\bs\s*=\s*[\"'](\d+)[\"']")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
_ONLY_SHOWN = re.compile(r"\[[^\]]*\]|_.|\*.")
"""Colours, conditions, widths: signs of a format that add nothing to the number."""
_ADDED = re.compile(r'"[^"]*"|\\.|[-/ ()]')
_DAYS = re.compile(r"[ymdhs年月日时分秒]", re.IGNORECASE)

ODD = -1
"""The width of a format that adds other signs than zeros."""


@dataclass(frozen=True, slots=True)
class Formats:
    """Which cells are shown otherwise than by their number."""

    widths: Mapping[tuple[int, int], int] = field(default_factory=dict)
    """Row and column, from 0 -> digits that are shown at least, or `ODD`."""

    def digits(self, row: int, column: int) -> int:
        """How many digits a cell shows at least; 0 for as many as it has."""
        return self.widths.get((row, column), 0)


def read_formats(archive: zipfile.ZipFile, sheet: str) -> Formats:
    """The formats of a sheet.

    Args:
        archive: A workbook that `open_workbook` let pass.
        sheet: The sheet's name.

    Raises:
        ArchiveRefusedError: A part of the workbook is missing or broken.
    """
    if "xl/styles.xml" not in archive.namelist():
        return Formats()
    styles = _widths_of_styles(_tree(read_member(archive, "xl/styles.xml")))
    if not styles:
        return Formats()
    widths = {}
    for cell in _CELL.finditer(read_member(archive, _part_of(archive, sheet))):
        style = _STYLE.search(cell[1])
        if style is None or int(style[1]) not in styles:
            continue
        place = _PLACE.search(cell[1])
        if place is None:
            raise ArchiveRefusedError(_("a number with zeros before it has no place; write keys as text"))
        widths[int(place[2]) - 1, _column(place[1])] = styles[int(style[1])]
    return Formats(widths)


def width_of(code: str) -> int:
    """How many digits a number format shows at least: 0 for as many as the number has, `ODD` where it adds signs.

    >>> [width_of(code) for code in ("00000", "0", "0.00", "#,##0", "yyyy-mm-dd", "000-0000", '"A"000')]
    [5, 0, 0, 0, 0, -1, -1]
    """
    shown = _ONLY_SHOWN.sub("", code.split(";")[0])
    if re.fullmatch("00+", shown):
        return len(shown)
    whole = re.sub(r'"[^"]*"|\\.', "", shown).partition(".")[0]
    added = bool(_ADDED.search(shown)) and not _DAYS.search(re.sub(r'"[^"]*"', "", shown))
    return ODD if added and whole.count("0") > 1 else 0


def _widths_of_styles(tree: ET.Element) -> dict[int, int]:
    """Style -> width, of those that add something."""
    codes = {one.get("numFmtId", ""): one.get("formatCode", "") for one in _all(tree, "numFmt")}
    styles = next(iter(_all(tree, "cellXfs")), None)
    found = enumerate(() if styles is None else styles)
    widths = {number: width_of(codes.get(style.get("numFmtId", ""), "")) for number, style in found}
    return {number: width for number, width in widths.items() if width}


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    """The name of a sheet's part."""
    relations = _tree(read_member(archive, "xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for one in _all(_tree(read_member(archive, "xl/workbook.xml")), "sheet"):
        if one.get("name") == sheet:
            key = next((value for name, value in one.attrib.items() if name.endswith("}id")), None)
            target = targets.get(key, "")
            return target[1:] if target.startswith("/") else f"xl/{target}"
    raise ArchiveRefusedError(_("a part that belongs into it is missing"))


def _all(tree: ET.Element, name: str) -> list[ET.Element]:
    return [*tree.iter(_MAIN + name), *tree.iter(_STRICT + name)]


def _tree(xml: bytes) -> ET.Element:
    try:
        return ET.fromstring(xml)  # noqa: S314 - `open_workbook` refuses entities
    except ET.ParseError:
        raise ArchiveRefusedError(_("a part is no XML")) from None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number - 1
