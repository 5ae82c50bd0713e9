"""Text files: encodings and lines."""

import re

from pipeline.core.messages import _
from pipeline.sources.guidelines.unreadable import UnreadableFileError

_JUNK = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def text_lines(content: bytes) -> list[str]:
    """The lines of a text file."""
    return decode_text(content).splitlines()


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
    raise UnreadableFileError(_("not read: no text in UTF-8 or GB18030"))
