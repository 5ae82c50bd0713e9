"""Files to paragraphs: which reader takes which kind of file."""

import re
from collections.abc import Callable
from pathlib import PurePath

from pipeline.cleaning.characters import without_invisible
from pipeline.core.messages import _
from pipeline.sources.guidelines.html import html_lines
from pipeline.sources.guidelines.pdf import pdf_lines
from pipeline.sources.guidelines.texts import text_lines
from pipeline.sources.guidelines.unreadable import UnreadableFileError
from pipeline.sources.guidelines.word import word_lines
from pipeline.sources.plain_files import NotPlainError, read_plain

_LARGEST_FILE = 20_000_000
_FIELD_CODE = re.compile(r"\[bookmark: [^\]]{0,80}\]")
_INNER_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u202f]+|\u3000{2,}")


def read_paragraphs(name: str, folder: int) -> tuple[str, ...]:
    """The paragraphs of a document, without indentation, stray spaces and invisible characters.

    Args:
        name: Of the file.
        folder: Descriptor of the folder that it lies in.

    Raises:
        UnreadableFileError: The kind of file is unknown, or it is no plain file, too large, empty or no text.
        OSError: It cannot be read.
    """
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise UnreadableFileError(_("not read: expected a file ending in {known}").format(known=", ".join(READERS)))
    try:
        content = read_plain(name, folder, _LARGEST_FILE)
    except NotPlainError:
        raise UnreadableFileError(_("not read: a link or no plain file; copy the file itself")) from None
    if content is None:
        raise UnreadableFileError(_("not read: larger than {megabytes} MB").format(megabytes=_LARGEST_FILE // 1000000))
    paragraphs = tuple(filter(None, (clean_paragraph(line) for line in reader(content))))
    if not paragraphs:
        raise UnreadableFileError(_("not read: the file is empty"))
    return paragraphs


def clean_paragraph(line: str) -> str:
    """One paragraph without outer white space, field codes, invisible characters; inner spaces once.

    >>> clean_paragraph("[bookmark: _GoBack]　　第一条\\xa0 为了公开 ")
    '第一条 为了公开'
    """
    return _INNER_SPACES.sub(" ", without_invisible(_FIELD_CODE.sub("", line))).strip()


READERS: dict[str, Callable[[bytes], list[str]]] = {
    ".txt": text_lines,
    ".docx": word_lines,
    ".docm": word_lines,
    ".pdf": pdf_lines,
    ".html": html_lines,
    ".htm": html_lines,
}
"""File ending -> reader of its paragraphs; of Word, PDF and HTML nothing but the visible text is taken."""
