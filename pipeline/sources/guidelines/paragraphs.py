"""Files to paragraphs: which reader takes which kind of file."""

import re
from collections.abc import Callable
from pathlib import Path

from pipeline.cleaning.characters import without_invisible
from pipeline.sources.guidelines.html import html_lines
from pipeline.sources.guidelines.pdf import pdf_lines
from pipeline.sources.guidelines.texts import text_lines
from pipeline.sources.guidelines.unreadable import UnreadableFileError
from pipeline.sources.guidelines.word import word_lines

_LARGEST_FILE = 20_000_000
_FIELD_CODE = re.compile(r"\[bookmark: [^\]]{0,80}\]")
_INNER_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u202f]+|\u3000{2,}")


def read_paragraphs(path: Path) -> tuple[str, ...]:
    """The paragraphs of a document, without indentation, stray spaces and invisible characters.

    Raises:
        UnreadableFileError: The kind of file is unknown, or it is too large, empty or no text.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFileError(f"not read: expected a file ending in {', '.join(READERS)}")
    if path.stat().st_size > _LARGEST_FILE:
        raise UnreadableFileError(f"not read: larger than {_LARGEST_FILE // 1_000_000} MB")
    paragraphs = tuple(filter(None, (clean_paragraph(line) for line in reader(path.read_bytes()))))
    if not paragraphs:
        raise UnreadableFileError("not read: the file is empty")
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
