"""Files to paragraphs: the one place that knows file formats and encodings."""

import re
from collections.abc import Callable
from pathlib import Path

from pipeline.cleaning.characters import without_invisible

_LARGEST_FILE = 20_000_000
_FIELD_CODE = re.compile(r"\[bookmark: [^\]]{0,80}\]")
_INNER_SPACES = re.compile(r"[ \t\xa0\u2000-\u200a\u202f]+|\u3000{2,}")
_JUNK = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class UnreadableFileError(Exception):
    """A file that is no document; the message is a finding's reason and repeats nothing of the file."""


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


def decode_text(content: bytes) -> str:
    """Text in UTF-8 (with or without BOM), UTF-16 with BOM, or GB18030.

    Raises:
        UnreadableFileError: It is none of these, or holds control characters as no text does.
    """
    encodings = [encoding for bom, encoding in _BOMS if content.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _JUNK.search(text):
            return text
    raise UnreadableFileError("not read: no text in UTF-8 or GB18030")


def _text_lines(content: bytes) -> list[str]:
    return decode_text(content).splitlines()


READERS: dict[str, Callable[[bytes], list[str]]] = {".txt": _text_lines}
"""File ending -> reader of its paragraphs."""
