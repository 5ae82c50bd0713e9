"""Word documents (.docx, .docm): the visible text of the body, with the numbers that Word counts by itself.

Nothing else is opened: no macros, comments, properties, embedded objects, headers or footers. Deleted and hidden
text stays out.
"""

import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

from pipeline.core.messages import _
from pipeline.sources.archives import ArchiveRefusedError, Caps, open_archive, read_member, refuse_hostile_xml
from pipeline.sources.guidelines.unreadable import UnreadableFileError
from pipeline.sources.guidelines.word_numbering import Numbering, W

_CAPS = Caps(members=2_000, total=200_000_000, folders=True)
_SKIPPED = {
    f"{W}{name}"
    for name in ("del", "moveFrom", "pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delText", "rt", "tblPr", "tcPr")
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_DEEPEST = 200
_OTHER_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"'](?!utf-(?:8|16)[\"'])", re.IGNORECASE)
"""One in which tags begin with another byte, so that they cannot be counted."""
_LARGEST_PART, _MOST_TAGS = 64_000_000, 1_000_000
"""A thousand pages have a hundred thousand tags; a tree of more would fill the memory."""


def word_lines(content: bytes) -> list[str]:
    """The paragraphs of a Word document; a table's row is one line.

    Raises:
        UnreadableFileError: It is no Word document, or a hostile one.
    """
    try:
        archive = open_archive(content, _CAPS)
        refuse_hostile_xml(archive)
        body = _part(archive, "word/document.xml").find(f"{W}body")
        numbering = Numbering.read(_optional(archive, "word/numbering.xml"), _optional(archive, "word/styles.xml"))
    except ArchiveRefusedError as error:
        raise UnreadableFileError(_("not read: no Word document: {error}").format(error=error)) from None
    if body is None:
        raise UnreadableFileError(_("not read: no Word document: it has no body"))
    return [line for text in _texts(body, numbering, 0) for line in text.splitlines()]


def _part(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    return parse_xml(read_member(archive, name))


def _optional(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    return _part(archive, name) if name in archive.namelist() else None


class _NoEntities(ElementTree.TreeBuilder):
    def doctype(self, _name: str, _public: str | None, _system: str | None) -> None:
        """A document type could declare entities; no office file has one."""
        raise ArchiveRefusedError(_("an XML part declares a document type; entities are not read"))


def parse_xml(content: bytes) -> ElementTree.Element:
    """An XML part without document type.

    Raises:
        ArchiveRefusedError: It is broken, or has one.
    """
    if len(content) > _LARGEST_PART or content.count(b"<") > _MOST_TAGS:
        raise ArchiveRefusedError(_("an XML part is too large or has too many tags"))
    if _OTHER_ENCODING.match(content):
        raise ArchiveRefusedError(_("an XML part is not in UTF-8 or UTF-16"))
    parser = ElementTree.XMLParser(target=_NoEntities())  # noqa: S314 - a document type, in any encoding, is refused
    try:
        parser.feed(content)
        root = parser.close()
    except (ElementTree.ParseError, ValueError, LookupError):
        raise ArchiveRefusedError(_("an XML part is broken")) from None
    assert isinstance(root, ElementTree.Element)
    return root


def _texts(parent: ElementTree.Element, numbering: Numbering, depth: int) -> Iterator[str]:
    """The paragraphs below an element, in reading order."""
    if depth > _DEEPEST:
        raise UnreadableFileError(_("not read: no Word document: it is nested too deeply"))
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, numbering, depth + 1)
        elif child.tag == f"{W}tr":
            yield from _row(child, numbering, depth + 1)
        elif child.tag not in _SKIPPED:
            yield from _texts(child, numbering, depth + 1)


def _paragraph(paragraph: ElementTree.Element, numbering: Numbering, depth: int) -> Iterator[str]:
    """A paragraph, then what stands in text boxes that hang on it."""
    boxes: list[str] = []
    text = "".join(_signs(paragraph, boxes, numbering, depth))
    label = numbering.label(paragraph)
    if text.strip():
        yield label + text
    yield from boxes


def _row(row: ElementTree.Element, numbering: Numbering, depth: int) -> Iterator[str]:
    """A row as one line; as paragraphs where a cell holds several."""
    cells = [list(_texts(cell, numbering, depth)) for cell in row.iter(f"{W}tc")]
    if all(len(cell) <= 1 for cell in cells):
        yield " ".join(text.strip() for cell in cells for text in cell)
    else:
        yield from (text for cell in cells for text in cell)


def _signs(parent: ElementTree.Element, boxes: list[str], numbering: Numbering, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        raise UnreadableFileError(_("not read: no Word document: it is nested too deeply"))
    for child in parent:
        if child.tag == f"{W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif child.tag == f"{W}txbxContent":
            boxes.extend(_texts(child, numbering, depth + 1))
        elif child.tag not in _SKIPPED and not _is_hidden(child):
            yield from _signs(child, boxes, numbering, depth + 1)


def _is_hidden(run: ElementTree.Element) -> bool:
    vanish = run.find(f"{W}rPr/{W}vanish") if run.tag == f"{W}r" else None
    return vanish is not None and vanish.get(f"{W}val") not in ("0", "false", "off")
